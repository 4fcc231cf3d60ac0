//! Made-up conversations, to look at the window without a server.

use std::sync::Arc;

use jiff::tz::TimeZone;
use peyk_core::client::Password;

use super::conversation::{Conversation, Member};
use super::ids::{ConversationId, ServerId};
use super::item::{ConversationKind, Presence};
use super::server::{Link, Server};
use super::timeline::{self, Entry, EntryKind, Progress};
use super::{Model, RecentServer, Screen};
use crate::l10n::Language;
use crate::net::Address;

/// What the sample's people say, over and over.
const SAYINGS: [&str; 12] = [
    "سلام بچه‌ها، نسخه‌ی جدید 2.4 را امتحان کردید؟ به نظرم خیلی سریع‌تر شده 😀",
    "hello everyone, has anybody tried the new release? 🎉",
    "بله، من دیروز روی Debian 12 نصبش کردم؛ فقط با fontconfig مشکل داشتم که با apt install حل شد.",
    "see https://example.org/docs/rtl?lang=fa for details",
    "rust چطور است؟ این پیام با یک کلمه‌ی انگلیسی شروع می‌شود ولی فارسی است و باید درست نشان داده شود.",
    "می‌خواهم «نیم‌فاصله» و (پرانتز) را آزمایش کنم: می‌روم، کتاب‌ها، خانه‌ی ما.",
    "Mixed: the word کتاب means book and خانه means house, right? پس https://fa.wikipedia.org/wiki/Rust را ببینید",
    "short one",
    "خیلی ممنون 🙏 دستت درد نکنه ❤️",
    "@رضا could you run `cargo test -p peyk-core` and tell #lobby?",
    "```\nfn main() {\n    println!(\"سلام\");\n}\n```",
    "ok 👍🏽",
];

const PEOPLE: [&str; 8] = ["sara", "رضا", "maryam", "kian", "نگار", "dave", "امیر", "me"];

const LONG_NAME: &str = "somebody-whose-name-is-as-long-as-names-can-be";
const LONG_PERSIAN_NAME: &str = "کسی‌که‌نامش‌به‌بلندی‌بلندترین‌نام‌هاست";
const LONG_ROOM: &str = "#everything-that-has-no-room-of-its-own-yet";
const LONG_PERSIAN_ROOM: &str = "#هر‌چه‌هنوز‌اتاقی‌از‌آن‌خود‌ندارد";

/// Words that fit on no line, and lines that change their direction.
fn hard_texts() -> Vec<String> {
    vec![
        "x".repeat(300),
        "آ".repeat(300),
        format!("https://example.org/{}?{}", "path/".repeat(30), "query=پرسش&".repeat(10)),
        "سلام hello (یک two سه) 123 ۴۵۶ #lobby @رضا https://example.org/؟ «quote نقل» end."
            .to_owned(),
        "the reason, دلیل".to_owned(),
        format!("```\n{}\n  indented\n```", "let very_long_line = call(argument);".repeat(6)),
        "👩‍👩‍👧‍👦".repeat(40),
        "a\n\nب\n\n\nc".to_owned(),
    ]
}

impl Model {
    /// A model with made-up conversations, the first of which has so many messages.
    pub(crate) fn sample(language: Language, now_ms: i64, messages: usize) -> Self {
        let mut model = Self::new(language, TimeZone::UTC, now_ms);
        model.screen = Screen::Main;
        model.start.recent.push(RecentServer {
            name: "Peyk".to_owned(),
            address: "127.0.0.1".to_owned(),
            nick: "me".to_owned(),
        });
        let server = ServerId(1);
        let address = Address { host: "127.0.0.1".to_owned(), port: 5000 };
        let mut known = Server::new(server, address, "me");
        "Peyk".clone_into(&mut known.name);
        known.link = Link::On;
        known.features.tags = true;
        known.features.redaction = true;
        model.servers.push(known);
        let rooms = ["#lobby", "#rust-fa", "#گفتگو", "#برنامه‌نویسی", "#random"];
        let rooms = rooms.into_iter().map(|name| (ConversationKind::Room, name));
        let people = ["sara", "رضا"].into_iter().map(|name| (ConversationKind::Person, name));
        let all = [(ConversationKind::Server, "")].into_iter().chain(rooms).chain(people);
        for (id, (kind, name)) in (1..).zip(all) {
            let mut conversation = Conversation::new(ConversationId(id), server, kind, name);
            conversation.joined = true;
            conversation.presence = Presence::Here;
            if kind == ConversationKind::Room {
                conversation.members = sample_members();
                conversation.unread = (id * 7) % 20;
                conversation.topic = "گفتگو درباره‌ی همه چیز — anything goes".to_owned();
            }
            model.conversations.push(conversation);
        }
        model.selected = Some(ConversationId(2));
        model.fill(1, messages);
        model
    }

    /// Everything longer than anybody would have it, in words of both directions, on two servers.
    pub(crate) fn hard_sample(language: Language, now_ms: i64) -> Self {
        let mut model = Self::sample(language, now_ms, 12);
        let second = ServerId(2);
        let host = "a-server-with-a-rather-long-name.in-a-school.example.org".to_owned();
        let mut known = Server::new(second, Address { host: host.clone(), port: 6697 }, "me");
        known.name = host;
        known.link = Link::Waiting { until_ms: now_ms + 9_000 };
        model.servers.push(known);
        let rooms = ["", "#lobby", LONG_ROOM, LONG_PERSIAN_ROOM].map(|name| {
            let kind =
                if name.is_empty() { ConversationKind::Server } else { ConversationKind::Room };
            (kind, name)
        });
        let people = [LONG_NAME, LONG_PERSIAN_NAME].map(|name| (ConversationKind::Person, name));
        for (id, (kind, name)) in (101..).zip(rooms.into_iter().chain(people)) {
            let mut conversation = Conversation::new(ConversationId(id), second, kind, name);
            conversation.joined = true;
            (conversation.unread, conversation.mentions) = (12_345, 2);
            model.conversations.push(conversation);
        }
        let (calendar, texts) = (model.calendar.clone(), hard_texts());
        let authors = [LONG_NAME, LONG_PERSIAN_NAME, "me"].map(|name| model.people.number(name));
        let lobby = &mut model.conversations[1];
        lobby.topic = texts.concat();
        let mut members = sample_members().to_vec();
        for name in [LONG_NAME, LONG_PERSIAN_NAME] {
            members.push(Member {
                nick: name.into(),
                prefix: Some('@'),
                presence: Presence::Here,
                bot: false,
            });
        }
        lobby.members = members.into();
        for (number, text) in texts.iter().enumerate() {
            let ago = i64::try_from(texts.len() - number).expect("they are few") * 1_000;
            let kind = if number == 4 { EntryKind::Left } else { EntryKind::Message };
            let mut entry = Entry::new(kind, now_ms - ago, authors[number / 2 % 3], text);
            entry.msgid = format!("hard{number}").into();
            entry.set(timeline::OWN, authors[2] == entry.author);
            if number > 0 {
                entry.extra_mut().reply_to = format!("hard{}", number - 1).into();
                let reactions =
                    (0..18).map(|number| (format!("👍{number}").into(), vec!["me".into()]));
                entry.extra_mut().reactions = reactions.collect();
            }
            let end = lobby.timeline.len();
            lobby.timeline.insert(end, entry, &|at| calendar.day_number(at), &mut Vec::new());
        }
        model
    }

    fn fill(&mut self, index: usize, messages: usize) {
        let people = PEOPLE.map(|name| self.people.number(name));
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let timeline = &mut self.conversations[index].timeline;
        let mut changes = Vec::new();
        for number in 0..messages {
            let left = i64::try_from(messages - number).unwrap_or(i64::MAX);
            let time_ms = self.now_ms - left * 47_000;
            let who = (number / 3 + number / 7) % people.len();
            let kind = match number % 50 {
                17 => EntryKind::Joined,
                31 => EntryKind::Action,
                _ => EntryKind::Message,
            };
            let text = match number % 40 {
                39 => SAYINGS.join("\n"),
                _ if kind == EntryKind::Joined => String::new(),
                _ => format!("{} ({number})", SAYINGS[(number * 5 + number / 11) % SAYINGS.len()]),
            };
            let mut entry = Entry::new(kind, time_ms, people[who], &text);
            entry.msgid = format!("sample{number}").into();
            entry.set(timeline::OWN, PEOPLE[who] == "me");
            if number % 13 == 5 {
                entry.extra_mut().reactions = vec![
                    ("👍".into(), vec!["sara".into(), "me".into()]),
                    ("❤️".into(), vec!["رضا".into()]),
                ];
            }
            if number % 17 == 9 {
                entry.extra_mut().reply_to = format!("sample{}", number - 4).into();
            }
            if number + 1 == messages {
                entry.set(timeline::OWN, true);
                entry.author = people[7];
                entry.progress = Progress::Pending;
            }
            timeline.insert(timeline.len(), entry, &day_of, &mut changes);
            changes.clear();
        }
        if messages > 10 {
            let unread = timeline.at(messages - 6).map(|entry| entry.id);
            timeline.mark_unread(unread, &day_of, &mut changes);
        }
    }
}

fn sample_members() -> Arc<[Member]> {
    PEOPLE
        .into_iter()
        .enumerate()
        .map(|(number, nick)| Member {
            nick: nick.into(),
            prefix: [Some('@'), Some('+'), None][number.min(2)],
            presence: [Presence::Here, Presence::Away][number % 2],
            bot: nick == "kian",
        })
        .collect()
}

impl Model {
    /// Opens a panel, to look at it.
    pub(crate) fn open_sample_panel(&mut self, panel: super::Panel) {
        self.panel = Some(panel);
    }

    /// Shows a form with everything in it, to look at it.
    pub(crate) fn fill_sample_form(&mut self, notice: super::Notice) {
        self.screen = Screen::Start;
        self.start.name = "رضا".to_owned();
        self.start.address = "192.168.1.5:5000".to_owned();
        let (of, text) = (super::PasswordOf::Server, Password::new("secret"));
        self.start.password = Some(super::AskedPassword { of, text });
        self.start.notice = Some(notice);
    }

    /// Loses the connection, with a notice and somebody typing, to look at it.
    pub(crate) fn trouble_sample(&mut self, notice: super::Notice) {
        self.notices.push(notice);
        for server in &mut self.servers {
            server.link = Link::Waiting { until_ms: self.now_ms + 7_000 };
        }
        for conversation in &mut self.conversations {
            conversation.typing.push("sara".into());
            conversation.mentions = conversation.unread.min(2);
        }
    }
}
