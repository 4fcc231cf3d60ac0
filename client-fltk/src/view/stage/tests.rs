//! The stage, drawn and used without a screen.
//!
//! With `PEYK_PICTURES=FOLDER` in the environment each test leaves pictures of what it draws there,
//! in both languages and shades and at two scales, to be looked at.

mod panels;

use std::{fs, path::Path};

use super::{
    super::{
        act::Act,
        input::{Button, Held, Input, Key, Wish},
    },
    *,
};
use crate::{
    l10n::Language,
    model::{
        Action, ChannelItem, ChannelsPanel, Effect, Fact, Notice, PersonPanel, Prompt,
        PromptPurpose, QuietHours, RowId, SearchHit, SearchPanel, SecurityPanel, ServerId,
    },
    text::register_fonts,
    theme::Shade,
};

/// The smallest that the window can be.
const SMALL: (f64, f64) = (560.0, 420.0);

/// A Wednesday in November.
const NOW_MS: i64 = 1_795_600_000_000;

/// A stage with a model behind it, and something to draw on.
struct Scene {
    stage: Stage,
    model: Model,
    surface: cairo::ImageSurface,
    scale: f64,
    /// What was put onto the clipboard.
    copied: Vec<String>,
}

impl Scene {
    fn new(model: Model, (width, height): (i32, i32), scale: f64) -> Self {
        static FONTS: std::sync::Once = std::sync::Once::new();
        FONTS.call_once(|| register_fonts().expect("the font comes with the window"));
        #[expect(clippy::cast_possible_truncation, reason = "pictures are small")]
        let pixels = |length: i32| (f64::from(length) * scale) as i32;
        let surface =
            cairo::ImageSurface::create(cairo::Format::Rgb24, pixels(width), pixels(height))
                .expect("it is small");
        let mut stage = Stage::new();
        stage.resize(f64::from(width), f64::from(height));
        stage.show(&model, &Change::Everything);
        let mut scene = Self { stage, model, surface, scale, copied: Vec::new() };
        scene.settle();
        scene
    }

    fn sample(language: Language, messages: usize) -> Self {
        Self::new(Model::sample(language, NOW_MS, messages), (1040, 700), 1.0)
    }

    /// Tells the model, as the window does.
    fn send(&mut self, message: Message) {
        for effect in self.model.update(message) {
            match effect {
                Effect::Show(change) => self.stage.show(&self.model, &change),
                Effect::Scroll(goal) => self.stage.scroll(goal),
                Effect::Focus(field) => self.stage.focus(field),
                Effect::Copy(text) => self.copied.push(text),
                Effect::Apply(_) => self.stage.show(&self.model, &Change::Everything),
                Effect::OpenLink(_)
                | Effect::Notify(_)
                | Effect::Withdraw(_)
                | Effect::Raise
                | Effect::Urgent(_)
                | Effect::Net(..)
                | Effect::Store(_)
                | Effect::Host
                | Effect::Hide
                | Effect::Quit => {}
            }
        }
    }

    /// Draws and grants wishes until nothing more is wished for.
    fn settle(&mut self) {
        for _ in 0..10 {
            let target = cairo::Context::new(&self.surface).expect("the surface is sound");
            target.scale(self.scale, self.scale);
            let whole = [self.stage.area];
            self.stage.paint(&target, &whole, &self.model);
            let mut drawn = true;
            for wish in self.stage.take_wishes() {
                match wish {
                    Wish::Send(message) => {
                        drawn = false;
                        self.send(message);
                    }
                    Wish::Copy(text) | Wish::Primary(text) => self.copied.push(text),
                    Wish::Draw(_) => drawn = false,
                    Wish::Paste
                    | Wish::PastePrimary
                    | Wish::Pointer(_)
                    | Wish::Writing(_)
                    | Wish::Drift(_) => {}
                }
            }
            if drawn {
                return;
            }
        }
    }

    /// Makes the window as large as this.
    fn resize(&mut self, (width, height): (f64, f64)) {
        self.stage.resize(width, height);
        self.settle();
    }

    fn has(&self, name: &str) -> bool {
        self.stage.spot_named(name).is_some()
    }

    /// Draws no more than what is wished for, as the window does, until nothing more is.
    fn draw_wished(&mut self) {
        for _ in 0..10 {
            let mut damage = Vec::new();
            for wish in self.stage.take_wishes() {
                match wish {
                    Wish::Send(message) => self.send(message),
                    Wish::Draw(area) => damage.push(area),
                    Wish::Copy(_)
                    | Wish::Primary(_)
                    | Wish::Paste
                    | Wish::PastePrimary
                    | Wish::Pointer(_)
                    | Wish::Writing(_)
                    | Wish::Drift(_) => {}
                }
            }
            if damage.is_empty() {
                return;
            }
            let target = cairo::Context::new(&self.surface).expect("the surface is sound");
            target.scale(self.scale, self.scale);
            self.stage.paint(&target, &damage, &self.model);
        }
    }

    /// What is drawn.
    fn pixels(&mut self) -> Vec<u8> {
        self.surface.data().expect("nothing draws on it now").to_vec()
    }

    /// Takes over a change, draws what that wishes for, and looks whether it is what the whole
    /// window would be.
    fn show_in_parts(&mut self, change: &Change) {
        self.stage.show(&self.model, change);
        self.draw_wished();
        let drawn = self.pixels();
        self.settle();
        assert!(drawn == self.pixels(), "after {change:?} some of the window is as it was");
    }

    fn input(&mut self, input: Input) {
        self.stage.input(&self.model, input);
        self.settle();
    }

    fn key(&mut self, key: Key, held: Held) {
        self.input(Input::Key { key, held, text: String::new(), replaced_bytes: 0 });
    }

    fn write(&mut self, text: &str) {
        for letter in text.chars() {
            let text = letter.to_string();
            self.input(Input::Key {
                key: Key::Other,
                held: Held::default(),
                text,
                replaced_bytes: 0,
            });
        }
    }

    fn area_of(&self, name: &str) -> Area {
        let names =
            || self.stage.spots().map(|spot| spot.name.as_str()).collect::<Vec<_>>().join(" ");
        self.stage.spot_named(name).unwrap_or_else(|| panic!("no {name} among {}", names())).area
    }

    fn click(&mut self, name: &str) {
        let area = self.area_of(name);
        let at = (area.x + area.width / 2.0, area.y + area.height / 2.0);
        self.press(at, Button::Left);
    }

    fn press(&mut self, at: Point, button: Button) {
        self.input(Input::Moved(at));
        self.input(Input::Pressed { at, button, clicks: 1, held: Held::default() });
        self.input(Input::Released { at, button });
    }

    /// Leaves a picture, if they are wanted.
    fn picture(&mut self, name: &str) {
        self.settle();
        let Some(folder) = std::env::var_os("PEYK_PICTURES") else { return };
        let (width, height, stride) =
            (self.surface.width(), self.surface.height(), self.surface.stride());
        let mut ppm = format!("P6 {width} {height} 255\n").into_bytes();
        let data = self.surface.data().expect("nothing draws on it now");
        let line = usize::try_from(stride).expect("it is positive");
        for row in data.chunks_exact(line) {
            for pixel in row.chunks_exact(4).take(usize::try_from(width).expect("it is positive")) {
                let word = u32::from_ne_bytes([pixel[0], pixel[1], pixel[2], pixel[3]]);
                let [_, red, green, blue] = word.to_be_bytes();
                ppm.extend([red, green, blue]);
            }
        }
        fs::write(Path::new(&folder).join(format!("{name}.ppm")), ppm)
            .expect("the folder is there");
    }
}

/// A language, a shade and a scale, and what they are called.
struct Look {
    language: Language,
    shade: Shade,
    scale: f64,
    tag: String,
}

/// All of them where pictures are wanted; otherwise two that differ in everything.
fn looks() -> Vec<Look> {
    let all = std::env::var_os("PEYK_PICTURES").is_some();
    let mut looks = Vec::new();
    for (language, tag) in [(Language::English, "en"), (Language::Persian, "fa")] {
        for (shade, shade_tag) in [(Shade::Light, "light"), (Shade::Dark, "dark")] {
            for scale in [1.0, 1.5] {
                let usual = match language {
                    Language::English => (shade, scale) == (Shade::Light, 1.0),
                    Language::Persian => (shade, scale) == (Shade::Dark, 1.5),
                };
                if all || usual {
                    let tag = format!("{tag}-{shade_tag}-{scale}");
                    looks.push(Look { language, shade, scale, tag });
                }
            }
        }
    }
    looks
}

impl Look {
    fn scene(&self, mut model: Model) -> Scene {
        model.update(Message::Shade(self.shade));
        Scene::new(model, (1040, 700), self.scale)
    }

    fn sample(&self, messages: usize) -> Scene {
        self.scene(Model::sample(self.language, NOW_MS, messages))
    }
}

#[test]
fn every_look_can_be_drawn() {
    for look in looks() {
        for messages in [0, 1, 400, 10_000] {
            look.sample(messages).picture(&format!("main-{messages}-{}", look.tag));
        }
        let zone = jiff::tz::TimeZone::UTC;
        let mut scene = look.scene(Model::new(look.language, zone, NOW_MS));
        scene.picture(&format!("start-{}", look.tag));
    }
}

#[test]
fn nothing_long_is_drawn_over_its_neighbours() {
    for look in looks() {
        let mut scene = look.scene(Model::hard_sample(look.language, NOW_MS));
        scene.picture(&format!("long-{}", look.tag));
        let list = scene.stage.list.area();
        for spot in scene.stage.spots().filter(|spot| spot.name.starts_with("span-")) {
            let area = spot.area;
            assert!(area.x >= list.x - 0.5 && area.right() <= list.right() + 0.5, "{spot:?}");
        }
        scene.input(Input::Wheel { at: (500.0, 300.0), across_px: 0.0, down_px: -420.0 });
        scene.picture(&format!("long-above-{}", look.tag));
        scene.resize(SMALL);
        scene.picture(&format!("long-small-{}", look.tag));
        scene.send(Message::Set(Setting::TextPercent(150)));
        scene.settle();
        let is_name = |spot: &Spot| spot.name.starts_with("name-");
        let at = scene.stage.middle_of_list();
        while !scene.stage.spots().any(is_name) {
            let before = scene.stage.rows_seen();
            scene.input(Input::Wheel { at, across_px: 0.0, down_px: -60.0 });
            assert!(before.start > 0, "somebody is named");
        }
        scene.picture(&format!("long-names-{}", look.tag));
        let list = scene.stage.list.area();
        for spot in scene.stage.spots().filter(|spot| is_name(spot)) {
            let area = spot.area;
            assert!(area.x >= list.x && area.right() <= list.right(), "{spot:?} {list:?}");
        }
    }
}

/// A panel of each kind.
fn sample_panels() -> Vec<(&'static str, Panel)> {
    const FINGERPRINT: &str = "3F:9A:11:C0:5E:77:20:AB:41:E6:0D:92:18:5C:FF:03:3F:9A:11:C0:5E:77";
    let server = ServerId(1);
    let fact = |name: &str, value: &str, code| Fact {
        name: name.to_owned(),
        value: value.to_owned(),
        code,
    };
    let facts = vec![fact("Protocol", "TLS 1.3", false), fact("Fingerprint", FINGERPRINT, true)];
    let hit = |number: i64| SearchHit {
        conversation: ConversationId(2),
        place: "#lobby".to_owned(),
        nick: "sara".to_owned(),
        date: "۱۲ مرداد".to_owned(),
        text: "بله، من دیروز روی Debian 12 نصبش کردم؛ فقط با fontconfig مشکل داشتم.".to_owned(),
        time_ms: number,
        msgid: number.to_string(),
    };
    let room = |name: &str, members: u32| ChannelItem {
        name: name.to_owned(),
        topic: "گفتگو درباره‌ی همه چیز — anything goes".to_owned(),
        members,
        members_label: members.to_string(),
        joined: members > 5,
    };
    let security = SecurityPanel {
        server,
        facts: facts.clone(),
        verdict: "It is encrypted, and the server is the one that was trusted at first.".to_owned(),
        fine: true,
    };
    let rooms = ChannelsPanel {
        server,
        filter: String::new(),
        items: vec![room("#lobby", 12), room("#برنامه‌نویسی", 7), room("#rust-fa", 3)],
        chosen: 0,
        fetching: false,
        state: "3 rooms".to_owned(),
    };
    let search = SearchPanel {
        text: "Debian".to_owned(),
        hits: (0..4).map(hit).collect(),
        shown: None,
        asked: true,
        state: "4 messages".to_owned(),
    };
    let prompt = Prompt {
        title: "Join a room".to_owned(),
        text: "#".to_owned(),
        hint: "The room is made if there is none of this name.".to_owned(),
        done: "Join".to_owned(),
        purpose: PromptPurpose::Room(server),
    };
    let actions = vec![
        Action::main("Write".to_owned(), Message::Dismiss(String::new())),
        Action::danger("Put out".to_owned(), Message::Dismiss(String::new())),
    ];
    vec![
        ("settings", Panel::Settings),
        ("security", Panel::Security(security)),
        ("rooms", Panel::Channels(rooms)),
        ("search", Panel::Search(search)),
        ("prompt", Panel::Prompt(prompt)),
        ("bans", panels::bans(3, true)),
        ("person", Panel::Person(PersonPanel { server, nick: "sara".to_owned(), facts, actions })),
    ]
}

#[test]
fn panels_can_be_drawn() {
    for look in looks() {
        for (name, panel) in sample_panels() {
            let mut model = Model::sample(look.language, NOW_MS, 60);
            model.open_sample_panel(panel);
            let mut scene = look.scene(model);
            scene.area_of("close");
            scene.picture(&format!("{name}-{}", look.tag));
        }
    }
}

#[test]
fn quiet_hours_are_chosen_by_steps() {
    for look in looks() {
        let mut model = Model::sample(look.language, NOW_MS, 60);
        model.open_sample_panel(Panel::Settings);
        let mut scene = look.scene(model);
        scene.input(Input::Wheel { at: (500.0, 300.0), across_px: 0.0, down_px: 4_000.0 });
        scene.click("toggle-quiet");
        scene.input(Input::Wheel { at: (500.0, 300.0), across_px: 0.0, down_px: 4_000.0 });
        scene.click("quiet-from-more");
        scene.click("quiet-to-less");
        let hours = QuietHours { from_minute: 22 * 60 + 30, to_minute: 6 * 60 + 30 };
        assert_eq!(scene.model.settings().quiet, Some(hours));
        scene.picture(&format!("quiet-{}", look.tag));
        scene.click("toggle-quiet");
        assert_eq!(scene.model.settings().quiet, None);
    }
}

#[test]
fn popups_can_be_drawn() {
    for look in looks() {
        let mut scene = look.sample(60);
        scene.key(Key::Letter('k'), Held { control: true, ..Held::default() });
        scene.picture(&format!("switcher-{}", look.tag));
        scene.key(Key::Escape, Held::default());
        for (name, place) in [
            ("emoji", "emoji"),
            ("menu", "headline-menu"),
            ("member", "member-sara"),
            ("new", "new"),
        ] {
            scene.click(place);
            scene.picture(&format!("{name}-{}", look.tag));
            scene.key(Key::Escape, Held::default());
        }
        let list = scene.stage.list.area();
        scene.press((list.x + list.width / 2.0, list.bottom() - 40.0), Button::Right);
        scene.picture(&format!("row-{}", look.tag));
        scene.key(Key::Escape, Held::default());
        scene.click("composer");
        scene.write("/");
        scene.picture(&format!("commands-{}", look.tag));
        scene.key(Key::Escape, Held::default());
        scene.send(Message::Set(Setting::TextPercent(150)));
        scene.picture(&format!("large-{}", look.tag));
    }
}

#[test]
fn what_ends_something_is_last_in_its_menu() {
    let mut scene = Scene::sample(Language::English, 60);
    scene.click("headline-menu");
    let last = scene.stage.spots().filter(|spot| spot.name.starts_with("item-")).last();
    let leaves = |act: &Act| {
        matches!(
            act,
            Act::CloseAndSend(Message::Conversation(_, model::ConversationMessage::Leave))
        )
    };
    assert!(last.is_some_and(|spot| leaves(&spot.act)), "{last:?}");
}

#[test]
fn troubles_can_be_drawn() {
    for look in looks() {
        let text = Text::of(look.language);
        let notice = |text: String| Notice {
            text,
            wrong: true,
            actions: vec![
                Action::main("Trust it".to_owned(), Message::Dismiss(String::new())),
                Action::plain("Stay away".to_owned(), Message::Dismiss(String::new())),
            ],
        };
        let mut model = Model::sample(look.language, NOW_MS, 60);
        model.trouble_sample(notice(text.say_with("person-gone", &[("nick", "sara")])));
        let mut scene = look.scene(model);
        scene.area_of("quiet-action");
        scene.picture(&format!("trouble-{}", look.tag));
        let mut model = Model::sample(look.language, NOW_MS, 1);
        model.fill_sample_form(notice(text.say_with("person-gone", &[("nick", "sara")])));
        let mut scene = look.scene(model);
        scene.area_of("field-StartPassword");
        scene.picture(&format!("form-{}", look.tag));
        // Everything is reached in a small window too.
        scene.stage.resize(560.0, 420.0);
        scene.picture(&format!("form-small-{}", look.tag));
    }
}

#[test]
fn a_day_is_chosen_from_a_month() {
    for look in looks() {
        let mut scene = look.sample(60);
        scene.click("headline-menu");
        let item =
            scene.stage.spots().find(|spot| spot.act == Act::Date).expect("it is in the menu");
        let name = item.name.clone();
        scene.click(&name);
        scene.picture(&format!("date-{}", look.tag));
        scene.click("month-before");
        scene.click("day-3");
        assert!(scene.stage.popup.is_none(), "the day was chosen");
    }
}

#[test]
fn what_can_be_done_with_a_message_appears_under_the_pointer() {
    for look in looks() {
        let mut scene = look.sample(60);
        let list = scene.stage.list.area();
        let seen: Vec<RowId> =
            scene.stage.rows_seen().filter_map(|place| scene.model.rows().id(place)).collect();
        assert!(seen.len() > 3);
        let mut y = list.bottom() - 60.0;
        let mut found = 0;
        while y > list.y + 40.0 {
            scene.input(Input::Moved((list.x + list.width / 2.0, y)));
            let reply = scene.stage.spots().find(|spot| spot.name.starts_with("reply-"));
            if let Some(reply) = reply {
                assert!(
                    reply.area.x >= list.x && reply.area.right() <= list.right(),
                    "{:?}",
                    reply.area
                );
                found += 1;
            }
            y -= 30.0;
        }
        assert!(found > 3, "{found}");
        scene.picture(&format!("tools-{}", look.tag));
    }
}

#[test]
fn odd_links_are_asked_about() {
    let mut scene = Scene::sample(Language::Persian, 5);
    let area = Area { x: 10.0, y: 10.0, width: 5.0, height: 5.0 };
    scene.stage.act(&scene.model, Act::OpenLink("ssh://host".to_owned()), area);
    scene.settle();
    scene.picture("link-fa");
    assert!(scene.stage.popup.is_some());
    scene.click("cancel");
    assert!(scene.stage.popup.is_none());
}

#[test]
fn what_is_written_is_drawn_and_told_to_the_model() {
    let mut scene = Scene::sample(Language::Persian, 30);
    scene.click("composer");
    scene.write("سلام، این یک پیام آزمایشی است و شامل English words و ایموجی می‌شود؛ چند خط هم دارد تا ببینیم کادر بلند می‌شود.");
    let composer = scene.model.composer().expect("a conversation is selected");
    assert!(composer.text.ends_with("کادر بلند می‌شود."));
    scene.key(Key::Letter('a'), Held { control: true, ..Held::default() });
    scene.key(Key::Letter('c'), Held { control: true, ..Held::default() });
    assert!(scene.copied.last().is_some_and(|text| text.starts_with("سلام، این")));
    scene.picture("composer-fa");
}

#[test]
fn text_is_selected_across_bubbles_and_copied() {
    let mut scene = Scene::sample(Language::English, 60);
    let list = scene.stage.list.area();
    let (from, to) = ((list.x + 120.0, list.y + 160.0), (list.x + 300.0, list.bottom() - 200.0));
    scene.input(Input::Pressed {
        at: from,
        button: Button::Left,
        clicks: 1,
        held: Held::default(),
    });
    scene.input(Input::Dragged((from.0 + 20.0, from.1 + 30.0)));
    scene.input(Input::Dragged(to));
    scene.picture("selection-en");
    scene.input(Input::Released { at: to, button: Button::Left });
    let copied = scene.copied.last().expect("it went to the primary selection").clone();
    assert!(copied.lines().count() >= 2, "{copied}");
    scene.key(Key::Letter('c'), Held { control: true, ..Held::default() });
    assert_eq!(scene.copied.last(), Some(&copied));
    scene.key(Key::Escape, Held::default());
    assert!(!scene.stage.list.has_selection());
}

#[test]
fn parts_are_drawn_anew_as_the_whole_is() {
    for scale in [1.0, 1.25, 1.5, 2.0] {
        for language in [Language::English, Language::Persian] {
            let model = Model::sample(language, NOW_MS, 60);
            let mut scene = Scene::new(model, (1040, 701), scale);
            for wanted in [false, true] {
                scene.stage.members_wanted = wanted;
                scene.show_in_parts(&Change::Members);
            }
            for change in [Change::Rows(Vec::new()), Change::Composer, Change::Headline] {
                scene.show_in_parts(&change);
            }
        }
    }
}

#[test]
fn what_is_wrong_in_the_form_is_drawn() {
    for look in looks() {
        let zone = jiff::tz::TimeZone::UTC;
        let mut scene = look.scene(Model::new(look.language, zone, NOW_MS));
        let before = scene.pixels();
        scene.model.update(Message::Start(StartMessage::Connect));
        assert!(scene.model.start().notice.is_some(), "a name is needed");
        scene.show_in_parts(&Change::Start);
        assert!(before != scene.pixels(), "the sentence is there");
    }
}

#[test]
fn notices_leave_room_for_the_composer_in_a_small_window() {
    const FINGERPRINT: &str = "3F:9A:11:C0:5E:77:20:AB:41:E6:0D:92:18:5C:FF:03:3F:9A:11:C0:5E:77:20:\
                               AB:41:E6:0D:92:18:5C:FF:03";
    for look in looks() {
        let text = Text::of(look.language);
        let mut model = Model::sample(look.language, NOW_MS, 60);
        let action = |key| Action::plain(text.say(key), Message::Dismiss(String::new()));
        for number in 0..3 {
            let about = [("pinned", FINGERPRINT), ("seen", FINGERPRINT)];
            let sentence = text.say_with("certificate-changed", &about);
            model.trouble_sample(Notice {
                text: format!("{sentence} {number}"),
                wrong: true,
                actions: vec![action("certificate-trust"), action("on-this-computer")],
            });
        }
        let mut scene = look.scene(model);
        scene.resize(SMALL);
        scene.picture(&format!("notices-{}", look.tag));
        let composer = scene.area_of("composer");
        assert!(composer.height >= 25.0 && composer.bottom() <= SMALL.1, "{composer:?}");
        // The newest is seen first; its end and the others come with the wheel.
        let at = (composer.x + composer.width / 2.0, composer.y - 40.0);
        assert!(scene.has("dismiss-2"));
        for (name, down_px) in [
            ("notice-2-0", 30.0),
            ("notice-2-1", 30.0),
            ("notice-0-0", -30.0),
            ("dismiss-0", -30.0),
        ] {
            let whole = |scene: &Scene| {
                scene.stage.spot_named(name).is_some_and(|spot| spot.area.height > 25.5)
            };
            for _ in 0..60 {
                if !whole(&scene) {
                    scene.input(Input::Wheel { at, across_px: 0.0, down_px });
                }
            }
            assert!(whole(&scene), "{name} is nowhere");
            let area = scene.area_of(name);
            assert!(area.bottom() <= composer.y, "{name} {area:?} {composer:?}");
            let middle = (area.x + area.width / 2.0, area.y + area.height / 2.0);
            assert_eq!(scene.stage.spot_at(middle).map(|spot| spot.name.as_str()), Some(name));
        }
        scene.picture(&format!("notices-above-{}", look.tag));
    }
}

#[test]
fn members_open_over_the_messages_where_there_is_little_room() {
    for look in looks() {
        let mut scene = look.sample(60);
        scene.resize(SMALL);
        assert!(!scene.has("member-sara"));
        scene.click("members");
        assert!(scene.has("member-sara"));
        scene.picture(&format!("members-over-{}", look.tag));
        scene.click("member-sara");
        scene.key(Key::Escape, Held::default());
        assert!(scene.has("member-sara"), "only the menu above them was closed");
        scene.key(Key::Escape, Held::default());
        assert!(!scene.has("member-sara"));
        scene.click("members");
        assert!(scene.has("member-sara"));
        scene.click("members");
        assert!(!scene.has("member-sara"));
        scene.click("members");
        let list = scene.stage.list.area();
        let side = list.part(Direction::of(look.language), 0.0, 20.0);
        scene.press((side.x + 10.0, side.y + 60.0), Button::Left);
        assert!(!scene.has("member-sara"));
        scene.click("members");
        scene.write("a");
        assert!(!scene.has("member-sara"), "one sees what one writes");
        scene.resize((1040.0, 700.0));
        assert!(scene.has("member-sara"), "there is room again");
    }
}

#[test]
fn the_search_covers_the_messages_where_there_is_little_room() {
    for look in looks() {
        let mut model = Model::sample(look.language, NOW_MS, 60);
        let panels = sample_panels();
        let (_, search) =
            panels.into_iter().find(|(name, _)| *name == "search").expect("it is one");
        model.open_sample_panel(search);
        let mut scene = look.scene(model);
        let wide = scene.area_of("hit-0");
        assert!(scene.stage.list.area().width >= arrange::MESSAGES_WIDTH_PX_MIN, "{wide:?}");
        // Beside the messages it stays, and the keys go from hit to hit.
        scene.stage.focus(model::Field::Panel);
        let shown = |scene: &Scene| match scene.model.panel() {
            Some(Panel::Search(search)) => search.shown,
            _ => panic!("it is closed"),
        };
        for (key, expected) in
            [(Key::Up, None), (Key::Down, Some(0)), (Key::Down, Some(1)), (Key::Up, Some(0))]
        {
            scene.key(key, Held::default());
            scene.settle();
            assert_eq!(shown(&scene), expected);
        }
        scene.picture(&format!("search-shown-{}", look.tag));
        scene.resize(SMALL);
        scene.picture(&format!("search-small-{}", look.tag));
        let hit = scene.area_of("hit-0");
        assert!(hit.width > 290.0, "{hit:?}");
        // What it covers is not come by.
        for _ in 0..12 {
            scene.key(Key::Tab, Held::default());
            assert_ne!(scene.stage.ring.as_deref(), Some("send"));
        }
        scene.click("hit-0");
        scene.send(Message::Panel(PanelMessage::Search));
        scene.settle();
        scene.area_of("field-Panel");
        scene.send(Message::SelectNext(1));
        scene.settle();
        assert!(scene.model.panel().is_none(), "what was chosen is shown");
        assert!(!scene.has("field-Panel"));
    }
}

#[test]
fn messages_and_people_are_reached_by_keys() {
    let mut scene = Scene::sample(Language::English, 60);
    let control = Held { control: true, ..Held::default() };
    let mut come_by = Vec::new();
    for _ in 0..3 {
        scene.key(Key::Up, control);
        scene.settle();
        come_by.push(scene.stage.ring.clone().expect("a message"));
    }
    assert!(come_by.iter().all(|name| name.starts_with(crate::view::list::MESSAGE)), "{come_by:?}");
    assert!(come_by[0] != come_by[1] && come_by[1] != come_by[2], "{come_by:?}");
    scene.key(Key::Down, control);
    scene.settle();
    assert_eq!(scene.stage.ring.as_ref(), Some(&come_by[1]));
    let placed = scene.area_of(&come_by[1]);
    let middle = (placed.x + placed.width / 2.0, placed.y + placed.height / 2.0);
    let under = scene.stage.spot_at(middle).map(|spot| spot.name.clone());
    assert_ne!(under.as_ref(), Some(&come_by[1]), "the pointer selects text there");
    // What can be done with it is a menu, in which the keys choose.
    scene.key(Key::Enter, Held::default());
    scene.settle();
    scene.area_of("item-0");
    scene.key(Key::Escape, Held::default());
    scene.key(Key::Escape, Held::default());
    assert_eq!(scene.stage.ring, None);
    let mut names = Vec::new();
    for _ in 0..80 {
        scene.key(Key::Tab, Held::default());
        scene.settle();
        names.extend(scene.stage.ring.clone());
    }
    for wanted in ["conversation-", "member-sara", "server-", "send"] {
        assert!(names.iter().any(|name| name.starts_with(wanted)), "{wanted}: {names:?}");
    }
}

#[test]
fn the_layout_is_mirrored_in_persian() {
    let english = Scene::sample(Language::English, 10);
    let persian = Scene::sample(Language::Persian, 10);
    for name in ["settings", "new", "search", "emoji", "send", "members", "member-sara"] {
        let (one, other) = (english.area_of(name), persian.area_of(name));
        let mirrored = 1040.0 - one.right();
        assert!((mirrored - other.x).abs() < 1.0, "{name}: {one:?} {other:?}");
        assert!((one.y - other.y).abs() < 1.0, "{name}");
    }
}

#[test]
fn what_is_seen_stays_while_history_comes_above() {
    let mut scene = Scene::sample(Language::English, 2000);
    scene.input(Input::Wheel { at: (500.0, 300.0), across_px: 0.0, down_px: -3000.0 });
    let before = scene.stage.list.row_at((500.0, 300.0));
    assert!(before.is_some() && !scene.stage.list.is_at_end());
    // Guesses are corrected on the way up and down, and nothing jumps.
    scene.input(Input::Wheel { at: (500.0, 300.0), across_px: 0.0, down_px: -900.0 });
    scene.input(Input::Wheel { at: (500.0, 300.0), across_px: 0.0, down_px: 900.0 });
    assert_eq!(scene.stage.list.row_at((500.0, 300.0)), before);
    scene.key(Key::PageDown, Held::default());
    for _ in 0..20 {
        scene.key(Key::PageDown, Held::default());
    }
    assert!(scene.stage.list.is_at_end());
}
