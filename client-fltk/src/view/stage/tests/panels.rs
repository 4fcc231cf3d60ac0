//! Panels and what the keyboard does in them.

use super::*;
use crate::model::{BanItem, BansPanel};

/// A list of so many bans, the first of which is long.
pub(super) fn bans(count: usize, may_lift: bool) -> Panel {
    let mask = |number: usize| match number {
        0 => format!("*!*@{}example", "very-long-name-of-a-host.".repeat(5)),
        1 => "رضا!*@*".to_owned(),
        _ => format!("*!*@10.0.0.{number}"),
    };
    let item = |number| BanItem {
        mask: mask(number),
        set: if number == 2 {
            String::new()
        } else {
            "به دست سارا، ۳ آذر ۱۴۰۵".to_owned()
        },
    };
    Panel::Bans(BansPanel {
        conversation: ConversationId(2),
        items: (0..count).map(item).collect(),
        may_lift,
        state: "Whoever matches one of these is kept out of #lobby.".to_owned(),
        refused: String::new(),
    })
}

#[test]
fn bans_are_read_and_lifted_in_a_small_window() {
    for look in looks() {
        for (may_lift, text_percent) in [(true, 100), (true, 150), (false, 100)] {
            let mut model = Model::sample(look.language, NOW_MS, 60);
            model.update(Message::Set(Setting::TextPercent(text_percent)));
            model.open_sample_panel(bans(12, may_lift));
            let mut scene = look.scene(model);
            scene.resize(SMALL);
            scene.picture(&format!("bans-small-{may_lift}-{text_percent}-{}", look.tag));
            let sheet = scene.area_of("sheet");
            let is_inside = |area: Area| {
                area.x >= sheet.x
                    && area.right() <= sheet.right()
                    && area.y >= sheet.y
                    && area.bottom() <= sheet.bottom()
            };
            let of = |name: &str| name.starts_with("ban-") || name.starts_with("lift-");
            let spots: Vec<&Spot> = scene.stage.spots().filter(|spot| of(&spot.name)).collect();
            assert_eq!(spots.len(), if may_lift { 24 } else { 12 });
            assert!(spots.iter().all(|spot| is_inside(spot.area)), "{spots:?} {sheet:?}");
            if !may_lift {
                continue;
            }
            // Each is come by, and seen when it is.
            let mut lifted = 0;
            for _ in 0..13 {
                scene.key(Key::Tab, Held::default());
                let ring = scene.stage.ring.clone().expect("it stays in the sheet");
                let area = scene.area_of(&ring);
                assert!(is_inside(area) && area.height > 25.0, "{ring} {area:?} {sheet:?}");
                lifted += usize::from(ring.starts_with("lift-"));
            }
            assert_eq!(lifted, 12);
            scene.picture(&format!("bans-end-{text_percent}-{}", look.tag));
            let act = scene.stage.spot_named("lift-*!*@10.0.0.11").map(|spot| spot.act.clone());
            let lift = PanelMessage::LiftBan("*!*@10.0.0.11".to_owned());
            assert_eq!(act, Some(Act::Send(Message::Panel(lift))));
            // The wheel takes what the Tab key has come to out of sight again.
            let at = (SMALL.0 / 2.0, SMALL.1 / 2.0);
            scene.input(Input::Wheel { at, across_px: 0.0, down_px: -4_000.0 });
            assert!(scene.area_of("lift-رضا!*@*").height > 25.0);
        }
    }
}

#[test]
fn a_ban_is_mirrored_but_for_its_mask() {
    let area = |language, name: &str| {
        let mut model = Model::sample(language, NOW_MS, 60);
        model.open_sample_panel(bans(3, true));
        let scene = Scene::new(model, (1040, 700), 1.0);
        let (sheet, area) = (scene.area_of("sheet"), scene.area_of(name));
        (area.x - sheet.x, sheet.right() - area.right())
    };
    let name = "lift-*!*@10.0.0.2";
    let (english, persian) = (area(Language::English, name), area(Language::Persian, name));
    assert!((english.1 - persian.0).abs() < 1.0, "{english:?} {persian:?}");
    assert!(english.0 > english.1 && persian.0 < persian.1);
}

/// The sample with one of the sample's panels, as it opens.
fn with_panel(name: &str) -> Scene {
    let (_, panel) = sample_panels().into_iter().find(|it| it.0 == name).expect("it is one");
    let mut model = Model::sample(Language::English, NOW_MS, 60);
    model.open_sample_panel(panel);
    let mut scene = Scene::new(model, (1040, 700), 1.0);
    scene.stage.focus(model::Field::Panel);
    scene.settle();
    scene
}

#[test]
fn rooms_are_chosen_by_keys() {
    let mut scene = with_panel("rooms");
    let chosen = |scene: &Scene| match scene.model.panel() {
        Some(Panel::Channels(rooms)) => rooms.chosen,
        _ => panic!("it is closed"),
    };
    for (key, expected) in
        [(Key::Up, 0), (Key::Down, 1), (Key::Down, 2), (Key::Down, 2), (Key::Up, 1)]
    {
        scene.key(key, Held::default());
        assert_eq!(chosen(&scene), expected);
    }
    scene.key(Key::Enter, Held::default());
    assert!(scene.model.panel().is_none(), "it was taken");
}

#[test]
fn what_a_question_has_written_already_is_written_over() {
    let mut scene = with_panel("prompt");
    scene.write("x");
    assert!(matches!(scene.model.panel(), Some(Panel::Prompt(prompt)) if prompt.text == "x"));
}

#[test]
fn nothing_is_written_below_a_panel() {
    let mut scene = with_panel("person");
    scene.stage.set_focus(None);
    scene.write("a");
    assert_eq!(scene.model.composer().map(|composer| composer.text), Some(""));
}

#[test]
fn days_are_chosen_by_keys_and_nothing_is_written_meanwhile() {
    let mut scene = Scene::sample(Language::English, 60);
    let lit = |scene: &Scene| match &scene.stage.popup {
        Some(Popup::Date { lit, .. }) => *lit,
        _ => panic!("it is closed"),
    };
    let at = Area { x: 300.0, y: 60.0, width: 30.0, height: 30.0 };
    let Scene { stage, model, .. } = &mut scene;
    stage.act(model, Act::Date, at);
    scene.settle();
    let first = lit(&scene);
    scene.write("1405");
    scene.key(Key::Left, Held::default());
    scene.key(Key::Down, Held::default());
    scene.key(Key::Up, Held::default());
    scene.key(Key::Right, Held::default());
    assert_eq!(lit(&scene), first);
    scene.key(Key::PageUp, Held::default());
    assert_ne!(lit(&scene).month, first.month);
    scene.key(Key::Enter, Held::default());
    assert!(scene.stage.popup.is_none());
    assert_eq!(scene.model.composer().map(|composer| composer.text), Some(""));
}

#[test]
fn the_tab_key_goes_back_too() {
    let mut scene = Scene::sample(Language::English, 60);
    scene.stage.focus(model::Field::Composer);
    scene.settle();
    scene.key(Key::Tab, Held::default());
    let next = scene.stage.ring.clone();
    scene.key(Key::Tab, Held { shift: true, ..Held::default() });
    assert!(scene.stage.ring != next, "{next:?}");
}

#[test]
fn emoji_are_chosen_by_keys() {
    let mut scene = Scene::sample(Language::English, 60);
    scene.click("emoji");
    let lit = |scene: &Scene| match &scene.stage.popup {
        Some(Popup::Emoji { lit, .. }) => *lit,
        _ => panic!("it is closed"),
    };
    for (key, expected) in [
        (Key::Right, None),
        (Key::Down, Some(0)),
        (Key::Right, Some(1)),
        (Key::Down, Some(10)),
        (Key::Left, Some(9)),
        (Key::Up, Some(0)),
        (Key::Up, None),
        (Key::Down, Some(0)),
        (Key::Right, Some(1)),
    ] {
        scene.key(key, Held::default());
        assert_eq!(lit(&scene), expected, "{key:?}");
    }
    let second = popup::shown_emoji(0, "")[1].as_str();
    scene.key(Key::Enter, Held::default());
    assert_eq!(scene.model.composer().map(|composer| composer.text), Some(second));
}
