//! The list of those who are banned from a room.

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
