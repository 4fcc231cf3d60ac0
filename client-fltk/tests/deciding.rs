//! What the model decides, told by hand what network and store would report: no socket, no file,
//! no clock.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::sync::Arc;

use client_fltk::l10n::Language;
use client_fltk::model::{
    Change, ComposerMessage, Effect, Field, Member, Message, Notify, Panel, PanelMessage,
    PasswordOf, Presence, QuietHours, RowBody, RowChange, RowMessage, Screen, ServerId, Setting,
    StartMessage,
};
use client_fltk::net::{Order, Report};
use client_fltk::store::{KeptConversationState, Opened};
use peyk_core::client::{
    AccountNews, Cause, Command, ConnectionState, ConversationKind, Entry, EntryId, EntryKind,
    Features, Gap, Login, Me, Membership, Password, Reason,
};
use support::told::{
    HOUR_MS, LOBBY, MIDNIGHT_MS, OTHER, REZA, SERVER, Told, kept_server, lobby_news,
};

#[test]
fn who_looks_elsewhere_is_told_of_what_is_said_to_them() {
    let mut told = Told::new(Language::English);
    told.said(LOBBY, "رضا", "sara?");
    assert_eq!(told.notifications(), [] as [&str; 0], "it can be seen");
    told.said(REZA, "رضا", "alone");
    assert_eq!(told.notifications(), ["رضا"]);
    told.tell(Message::Focused(false));
    told.said(LOBBY, "رضا", "hello");
    assert_eq!(told.notifications(), [] as [&str; 0]);
    told.said(LOBBY, "رضا", "sara!");
    assert_eq!(told.notifications(), ["رضا in #lobby"]);
    told.tell(Message::Set(Setting::Notify(Notify::Everything)));
    told.said(LOBBY, "رضا", "hello");
    told.said(LOBBY, "sara", "hello");
    assert_eq!(told.notifications(), ["رضا in #lobby"], "not of one's own");
    let noon = QuietHours { from_minute: 11 * 60, to_minute: 13 * 60 };
    told.tell(Message::Set(Setting::Quiet(Some(noon))));
    told.said(LOBBY, "رضا", "sara!");
    assert_eq!(told.notifications(), [] as [&str; 0], "these are quiet hours");
    told.tell(Message::Tick(MIDNIGHT_MS + 13 * HOUR_MS));
    told.said(LOBBY, "رضا", "sara!");
    assert_eq!(told.notifications(), ["رضا in #lobby"]);
    let id = told.model.selected().unwrap();
    let mute = client_fltk::model::ConversationMessage::Mute(true);
    told.tell(Message::Conversation(id, mute));
    told.said(LOBBY, "رضا", "sara!");
    assert_eq!(told.notifications(), [] as [&str; 0], "it is muted");
}

#[test]
fn words_are_completed_by_their_first_sign() {
    let mut told = Told::new(Language::Persian);
    told.said(LOBBY, "saman", "hello");
    told.write("/jo");
    assert_eq!(told.offered(), ["/join "]);
    told.tell(Message::Composer(ComposerMessage::Take(0)));
    assert_eq!(told.model.composer().unwrap().text, "/join ");
    told.write("سلام @ر");
    assert_eq!(told.offered(), ["@رضا "]);
    told.write("go to #lo");
    assert_eq!(told.offered(), ["#lobby "]);
    told.write(":thumbsu");
    assert_eq!(told.offered()[0], "👍 ");
    told.write("sa");
    assert_eq!(told.offered(), [] as [&str; 0], "not before it is asked for");
    told.tell(Message::Composer(ComposerMessage::Complete));
    assert_eq!(told.model.composer().unwrap().text, "saman: ", "the only one but oneself");
}

#[test]
fn a_slash_begins_a_command_and_two_say_one() {
    let mut told = Told::new(Language::English);
    let mut sent = |text: &str| {
        told.write(text);
        told.commands();
        told.tell(Message::Composer(ComposerMessage::Send));
        let left = told.model.composer().unwrap().text.to_owned();
        (told.commands(), left)
    };
    let (commands, left) = sent("//etc/hosts");
    assert!(matches!(&commands[..], [Command::Send(draft)] if draft.text == "/etc/hosts"));
    assert_eq!(left, "");
    let (commands, _) = sent("/kick رضا too loud");
    assert!(
        matches!(&commands[..], [Command::Kick { nick, reason, .. }] if nick == "رضا" && reason == "too loud"),
        "{commands:?}"
    );
    let (commands, left) = sent("/kick");
    assert_eq!((commands, left.as_str()), (Vec::new(), "/kick"), "it stays to be finished");
    let (commands, left) = sent("/dance");
    assert_eq!((commands, left.as_str()), (Vec::new(), "/dance"));
    assert_eq!(told.model.notices().len(), 1, "what was wrong with the line before is gone");
    told.write("hello");
    told.tell(Message::Composer(ComposerMessage::Send));
    assert_eq!(told.model.notices(), []);
}

#[test]
fn what_is_new_is_below_a_line_and_counted_until_it_was_seen() {
    let mut told = Told::new(Language::Persian);
    told.select("رضا");
    told.said_at(LOBBY, "رضا", "یک", MIDNIGHT_MS);
    let mut news = lobby_news(1);
    told.net(Report::Conversation(Box::new(news.clone())));
    let badge = |told: &Told| {
        let items = told.model.conversations();
        items.iter().find(|item| item.name == "#lobby").unwrap().badge.clone()
    };
    assert_eq!(badge(&told), "۱");
    news.unread = 120;
    told.net(Report::Conversation(Box::new(news)));
    assert_eq!(badge(&told), "۹۹+");
    told.effects.clear();
    told.select("#lobby");
    let rows = told.model.rows();
    let kinds: Vec<_> = (0..rows.len()).map(|index| rows.get(index).unwrap().body).collect();
    assert!(
        matches!(&kinds[..], [RowBody::Day { label }, RowBody::Unread { .. }, RowBody::Header(_), RowBody::Bubble(_)] if label == "امروز")
    );
    assert_eq!(badge(&told), "۹۹+", "how much of it can be seen is not known yet");
    told.sees_all();
    assert_eq!(badge(&told), "");
    let read = told.commands();
    assert!(read.iter().any(|command| matches!(command, Command::Read { .. })), "{read:?}");
}

#[test]
fn reading_in_a_busy_room_is_told_now_and_then_and_when_it_ends() {
    let mut told = Told::new(Language::English);
    told.select("#lobby");
    let seen = |told: &mut Told, number: usize| {
        told.said(LOBBY, "رضا", &format!("message {number}"));
        told.net(Report::Conversation(Box::new(lobby_news(number))));
        assert!(told.model.conversations().iter().all(|item| item.badge.is_empty()));
    };
    let read = |told: &mut Told| {
        let entry = |command: &Command| {
            let Command::Read { entry, .. } = command else { return None };
            Some(entry.0)
        };
        told.commands().iter().filter_map(entry).collect::<Vec<_>>()
    };
    (1..=10).for_each(|number| seen(&mut told, number));
    assert_eq!(read(&mut told), [1]);
    assert!(told.model.wants_tick());
    let noon = MIDNIGHT_MS + 12 * HOUR_MS;
    told.tell(Message::Tick(noon + 2_999));
    assert!(read(&mut told).is_empty());
    told.tell(Message::Tick(noon + 3_000));
    assert_eq!(read(&mut told), [10]);
    assert!(!told.model.wants_tick());
    // What comes while nobody looks is not read by it.
    (11..=13).for_each(|number| seen(&mut told, number));
    told.tell(Message::Focused(false));
    told.said(LOBBY, "رضا", "message 14");
    told.tell(Message::Tick(noon + 9_000));
    assert_eq!(read(&mut told), [13]);
}

#[test]
fn long_messages_show_their_beginning_until_all_is_asked_for() {
    let mut told = Told::new(Language::English);
    told.said(LOBBY, "رضا", &"line\n".repeat(100));
    let last = told.model.rows().len() - 1;
    let collapsed = |told: &Told| {
        let RowBody::Bubble(bubble) = told.model.rows().get(last).unwrap().body else {
            panic!("no bubble");
        };
        bubble.collapsed
    };
    assert_eq!(collapsed(&told), Some(true));
    let row = told.model.rows().id(last).unwrap();
    let revision = told.model.rows().get(last).unwrap().revision;
    told.effects.clear();
    told.tell(Message::Row(row, RowMessage::Toggle));
    assert_eq!(collapsed(&told), Some(false));
    assert_ne!(told.model.rows().get(last).unwrap().revision, revision);
    let told_view = told.effects.iter().any(|effect| {
        let Effect::Show(Change::Rows(changes)) = effect else { return false };
        changes
            .iter()
            .any(|change| matches!(change, RowChange::Changed(rows) if rows.contains(&last)))
    });
    assert!(told_view);
}

#[test]
fn a_lost_connection_counts_down() {
    let mut told = Told::new(Language::English);
    assert_eq!(told.model.quiet_line(), None);
    let until_ms = 10;
    told.connection(ConnectionState::Waiting { until_ms }, Some(5_000));
    let line =
        |told: &Told| client_fltk::l10n::for_terminal(&told.model.quiet_line().unwrap().text);
    assert_eq!(line(&told), "No connection. Next try in 5 s.");
    told.tell(Message::Tick(MIDNIGHT_MS + 12 * HOUR_MS + 2_000));
    assert_eq!(line(&told), "No connection. Next try in 3 s.");
    // Typing goes on.
    assert!(told.model.composer().unwrap().enabled);
    told.connection(ConnectionState::Online, None);
    assert_eq!(told.model.quiet_line(), None);
}

#[test]
fn closing_says_goodbye_and_keeps_the_draft() {
    let mut told = Told::new(Language::English);
    told.write("not yet");
    told.effects.clear();
    told.tell(Message::Close);
    let is_kept = |effect: &Effect| matches!(effect, Effect::Store(client_fltk::store::Job::Draft { text, .. }) if text == "not yet");
    assert!(told.effects.iter().any(is_kept));
    assert!(told.effects.iter().any(|it| matches!(it, Effect::Net(SERVER, Order::End))));
    assert!(!told.effects.iter().any(|it| matches!(it, Effect::Quit)), "it waits for goodbye");
    told.net(Report::Ended);
    assert!(told.effects.iter().any(|it| matches!(it, Effect::Quit)));
}

#[test]
fn settings_are_used_at_once() {
    let mut told = Told::new(Language::English);
    told.said_at(LOBBY, "رضا", "hello", MIDNIGHT_MS + 9 * HOUR_MS);
    told.tell(Message::Set(Setting::Language(Language::Persian)));
    let rows = told.model.rows();
    let RowBody::Header(header) = rows.get(1).unwrap().body else { panic!("no header") };
    assert_eq!(header.time, "۰۹:۰۰");
    let kept = told.effects.iter().any(|effect| {
        matches!(effect, Effect::Store(client_fltk::store::Job::Setting { name: "language", value }) if value == "fa")
    });
    assert!(kept);
}

#[test]
fn a_server_that_lets_in_nobody_without_an_account_has_the_form_ask_for_its_password() {
    let state = KeptConversationState {
        server: SERVER,
        name: "#lobby".to_owned(),
        muted: false,
        draft: "half a dr".to_owned(),
    };
    let opened = Opened {
        servers: vec![kept_server(false)],
        conversations: vec![state],
        ..Opened::default()
    };
    let mut told = Told::restore(&opened, Language::English);
    assert_eq!(told.model.screen(), Screen::Start);
    told.tell(Message::Start(StartMessage::Recent(0)));
    // What was kept is there at once; then the server answers.
    told.conversation(LOBBY, "#lobby", ConversationKind::Room(Membership::Joined));
    told.turned_away(Cause::NeedsAccount, "log in with SASL");
    let asked = |told: &Told| told.model.start().password.as_ref().map(|asked| asked.of);
    assert_eq!(asked(&told), Some(PasswordOf::Account));
    let sentence = told.model.start().notice.as_ref().unwrap().text.clone();
    assert!(sentence.contains("for people with an account"), "{sentence}");
    assert!(told.effects.iter().any(|it| matches!(it, Effect::Focus(Field::Password))));
    assert!(told.effects.iter().any(|it| matches!(it, Effect::Net(SERVER, Order::End))));
    told.net(Report::Ended);

    told.effects.clear();
    told.tell(Message::Start(StartMessage::Password(Password::new("rosewater"))));
    told.tell(Message::Start(StartMessage::Connect));
    let login = told.effects.iter().find_map(|effect| {
        let Effect::Net(SERVER, Order::Open(setup)) = effect else { return None };
        Some(setup.login.clone())
    });
    let (account, password) = ("sara".to_owned(), Password::new("rosewater"));
    assert_eq!(login, Some(Login::Password { account, password }));
    // A wrong one is asked for again, in place.
    told.net(Report::Account(AccountNews::Failed(Reason {
        cause: Cause::LoginFailed,
        about: "".into(),
        code: "904".into(),
        words: "SASL authentication failed".into(),
    })));
    assert_eq!(asked(&told), Some(PasswordOf::Account));
    assert!(!told.model.start().busy);
    told.net(Report::Ended);
    told.tell(Message::Start(StartMessage::Connect));
    told.arrived();
    assert_eq!(told.model.composer().unwrap().text, "half a dr");
}

#[test]
fn a_certificate_that_no_account_has_is_not_held_against_anybody() {
    let mut told = Told::new(Language::English);
    told.net(Report::Account(AccountNews::Failed(Reason {
        cause: Cause::LoginFailed,
        about: "".into(),
        code: "904".into(),
        words: "The certificate belongs to no account".into(),
    })));
    assert!(told.model.notices().is_empty());
    // It can be read where the server's words are.
    told.select("Peyk");
    let words = support::lines(&told.model);
    assert!(words.iter().any(|line| line.contains("belongs to no account")), "{words:?}");
}

#[test]
fn a_gap_says_what_can_be_done_about_it() {
    let mut told = Told::new(Language::English);
    told.said(LOBBY, "رضا", "before");
    let gap = Entry { kind: EntryKind::Gap(Gap::Open), ..support::entry(900, "") };
    let gap = Arc::new(Entry { msgid: None, ..gap });
    told.net(Report::Put { conversation: LOBBY, after: Some(EntryId(1)), entry: gap, live: false });
    told.said(LOBBY, "رضا", "after");
    let gaps = |told: &Told| {
        let rows = told.model.rows();
        let gap = |index| match rows.get(index)?.body {
            RowBody::Gap { label, pressable } => Some((label, pressable)),
            RowBody::Day { .. }
            | RowBody::Unread { .. }
            | RowBody::Header(_)
            | RowBody::Bubble(_)
            | RowBody::System { .. } => None,
        };
        (0..rows.len()).find_map(gap).unwrap()
    };
    let sentence = "Messages are missing here. Press to fetch them.".to_owned();
    assert_eq!(gaps(&told), (sentence.clone(), true));
    told.effects.clear();
    told.connection(ConnectionState::Waiting { until_ms: 10 }, Some(5_000));
    let later = "Messages may be missing here until there is a connection.";
    assert_eq!(gaps(&told), (later.to_owned(), false));
    let redrawn = |effect: &Effect| matches!(effect, Effect::Show(Change::Rows(_)));
    assert!(told.effects.iter().any(redrawn));
    told.connection(ConnectionState::Online, None);
    assert_eq!(gaps(&told), (sentence, true));
}

#[test]
fn what_was_read_is_not_called_for_any_longer() {
    let mut told = Told::new(Language::English);
    let withdrawn = |told: &mut Told| {
        let effects = std::mem::take(&mut told.effects);
        effects.iter().filter(|it| matches!(it, Effect::Withdraw(_))).count()
    };
    told.tell(Message::Focused(false));
    told.said(LOBBY, "رضا", "sara?");
    told.net(Report::Conversation(Box::new(lobby_news(1))));
    assert_eq!(withdrawn(&mut told), 0);
    // On another device.
    told.net(Report::Conversation(Box::new(lobby_news(0))));
    assert_eq!(withdrawn(&mut told), 1);
    told.net(Report::Conversation(Box::new(lobby_news(0))));
    assert_eq!(withdrawn(&mut told), 0, "once");
    // Here.
    told.said(LOBBY, "رضا", "sara!");
    told.net(Report::Conversation(Box::new(lobby_news(1))));
    told.tell(Message::Focused(true));
    assert_eq!(withdrawn(&mut told), 1);
}

#[test]
fn a_notice_goes_when_it_is_dismissed_or_a_way_on_was_gone() {
    let mut told = Told::new(Language::English);
    let invite = |told: &mut Told, room: &str| {
        told.net(Report::Invited { by: "رضا".into(), room: room.into() });
    };
    let notices = |told: &Told| -> Vec<String> {
        let notices = told.model.notices().iter();
        notices.map(|it| client_fltk::l10n::for_terminal(&it.text)).collect()
    };
    for room in ["#one", "#two", "#three"] {
        invite(&mut told, room);
    }
    let first = told.model.notices()[0].clone();
    told.tell(Message::Dismiss(first.text));
    assert_eq!(notices(&told), ["رضا invites you to #two.", "رضا invites you to #three."]);
    let second = told.model.notices()[0].actions[0].clone();
    told.tell(second.message);
    assert_eq!(notices(&told), ["رضا invites you to #three."]);
    // However one gets there.
    told.tell(Message::OpenName("#three".to_owned()));
    assert_eq!(notices(&told), Vec::<String>::new());
}

#[test]
fn lines_that_were_sent_come_back_but_for_passwords() {
    let mut told = Told::new(Language::English);
    for line in ["first", "/login rosewater", "/Password rose water", "/me waves"] {
        told.write(line);
        told.tell(Message::Composer(ComposerMessage::Send));
    }
    let mut recalled = Vec::new();
    for _ in 0..3 {
        told.tell(Message::Composer(ComposerMessage::Recall { up: true }));
        recalled.push(told.model.composer().unwrap().text.to_owned());
    }
    assert_eq!(recalled, ["/me waves", "first", "first"]);
}

#[test]
fn what_is_said_to_somebody_who_is_not_there_yet_is_said_as_soon_as_they_are() {
    let mut told = Told::new(Language::English);
    told.select("رضا");
    told.write("half a draft");
    told.select("#lobby");
    told.effects.clear();
    for line in ["/msg mina first", "/msg mina second one", "/msg kian hello", "/msg رضا you"] {
        told.write(line);
        told.tell(Message::Composer(ComposerMessage::Send));
        told.select("#lobby");
        assert_eq!(told.model.composer().unwrap().text, "");
    }
    let said = |told: &mut Told| -> Vec<(u32, String)> {
        let draft = |command| {
            assert!(!matches!(command, Command::Raw(_)));
            let Command::Send(draft) = command else { return None };
            Some((draft.conversation.0, draft.text))
        };
        told.commands().into_iter().filter_map(draft).collect()
    };
    assert_eq!(said(&mut told), [(REZA, "you".to_owned())]);
    told.conversation(8, "kian", ConversationKind::Direct);
    assert_eq!(said(&mut told), [(8, "hello".to_owned())]);
    told.conversation(7, "Mina", ConversationKind::Direct);
    assert_eq!(said(&mut told), [(7, "first".to_owned()), (7, "second one".to_owned())]);
    told.conversation(7, "Mina", ConversationKind::Direct);
    assert_eq!(said(&mut told), [], "once");
    told.select("رضا");
    assert_eq!(told.model.composer().unwrap().text, "half a draft");
    // What nobody can be called stays written.
    told.write("/msg a,b hello");
    told.tell(Message::Composer(ComposerMessage::Send));
    assert_eq!(told.model.composer().unwrap().text, "/msg a,b hello");
}

#[test]
fn a_menu_is_about_what_it_was_opened_for() {
    let mut told = Told::at_two_servers();
    let to = |told: &mut Told| -> Vec<(ServerId, Command)> {
        let effects = std::mem::take(&mut told.effects).into_iter();
        let order = |effect| {
            let Effect::Net(server, Order::Do(command)) = effect else { return None };
            Some((server, *command))
        };
        effects.filter_map(order).collect()
    };
    told.press(told.model.server_actions(OTHER), "Rooms…");
    let list = Command::ListRooms { mask: String::new() };
    assert_eq!(to(&mut told), [(OTHER, list)]);
    for (label, name) in [("New room…", "#tea"), ("Write to somebody…", "mina")] {
        told.press(told.model.server_actions(OTHER), label);
        told.tell(Message::Panel(PanelMessage::Text(name.to_owned())));
        told.tell(Message::Panel(PanelMessage::Done));
        let asked = to(&mut told);
        assert!(matches!(&asked[..], [(OTHER, _)]), "{asked:?}");
        assert_eq!(told.model.headline().unwrap().name, "#lobby", "until it is there");
    }
    let books = told.model.conversations().iter().find(|it| it.name == "#books").unwrap().id;
    told.press(told.model.conversation_actions(books), "Go to a day…");
    assert_eq!(told.model.selected(), Some(books));
    assert!(matches!(told.model.panel(), Some(Panel::Prompt(_))));
}

#[test]
fn who_is_away_sees_it_among_the_members() {
    let mut told = Told::new(Language::English);
    let own = |told: &Told| {
        let mut members = (0..3).map(|at| told.model.member(at).unwrap());
        members.find(|member| member.own).unwrap().presence
    };
    assert_eq!(own(&told), Presence::Here);
    let me = |away: Option<&str>| {
        let nick = "sara".into();
        Report::Me(Box::new(Me { nick, away: away.map(Into::into), ..Me::default() }))
    };
    told.net(me(Some("lunch")));
    assert_eq!(own(&told), Presence::Away);
    told.net(me(None));
    assert_eq!(own(&told), Presence::Here);
}

#[test]
fn servers_with_one_name_are_told_apart_by_their_addresses() {
    let mut told = Told::at_two_servers();
    let servers = |told: &Told| -> Vec<String> {
        let items = told.model.conversations().into_iter();
        let servers = items.filter(|it| it.kind == client_fltk::model::ConversationKind::Server);
        servers.map(|it| client_fltk::l10n::for_terminal(it.name)).collect()
    };
    let mut both = servers(&told);
    both.sort();
    assert_eq!(both, ["peyk.example (Peyk)", "peyk.local (Peyk)"]);
    let books = told.model.conversations().iter().find(|it| it.name == "#books").unwrap().server;
    assert_eq!(books, OTHER);
    let place = |told: &Told, name: &str| {
        let items = told.model.conversations();
        let item = items.iter().find(|it| it.name == name).unwrap();
        client_fltk::l10n::for_terminal(item.server_name)
    };
    assert_eq!(place(&told, "#books"), "peyk.example (Peyk)");
    assert_eq!(place(&told, "#lobby"), "peyk.local (Peyk)");
    let call_other = |told: &mut Told, name: &str| {
        let (software, motd, features) = ("".into(), Vec::new(), Features::default());
        let report = Report::Server { name: name.into(), software, motd, features };
        told.tell(Message::Net(OTHER, report));
        let mut both = servers(told);
        both.sort();
        both
    };
    assert_eq!(call_other(&mut told, "Library"), ["Library", "Peyk"], "it has another name now");
    assert_eq!(call_other(&mut told, "peyk"), ["peyk.example (peyk)", "peyk.local (Peyk)"]);
    told.tell(Message::Server(OTHER, client_fltk::model::ServerMessage::Forget));
    assert_eq!(servers(&told), ["Peyk"]);
    assert_eq!(place(&told, "#lobby"), "", "there is no other");
}

#[test]
fn the_tab_key_puts_one_completion_after_the_other_in() {
    let mut told = Told::new(Language::English);
    let member = |nick: &str| Member {
        nick: nick.into(),
        prefix: None,
        presence: Presence::Here,
        bot: false,
    };
    told.net(Report::Members(LOBBY, ["sara", "saman", "samira", "kian"].map(member).into()));
    let tab = |told: &mut Told, message| {
        told.tell(Message::Composer(message));
        told.model.composer().unwrap().text.to_owned()
    };
    let (next, back) = (ComposerMessage::Complete, ComposerMessage::CompleteBack);
    told.write("hi @sa");
    assert_eq!(told.offered(), ["@saman ", "@samira "]);
    assert_eq!(tab(&mut told, next.clone()), "hi @saman ");
    assert_eq!(tab(&mut told, next.clone()), "hi @samira ");
    assert_eq!(tab(&mut told, next.clone()), "hi @saman ");
    assert_eq!(tab(&mut told, back.clone()), "hi @samira ");
    told.write("hi @samira and");
    assert_eq!(told.offered(), [] as [&str; 0]);
    // What the arrows have lit is taken, and does not touch the text before.
    told.write("@sa");
    assert_eq!(tab(&mut told, ComposerMessage::Light { forward: true }), "@sa");
    assert_eq!(tab(&mut told, next.clone()), "@samira ");
    assert_eq!(tab(&mut told, ComposerMessage::Leave), "@samira ");
    told.write("/kick ");
    assert_eq!(told.offered(), ["saman ", "samira ", "kian "]);
    told.write("/kick ki");
    assert_eq!(tab(&mut told, next.clone()), "/kick kian ");
    assert_eq!(told.offered(), [] as [&str; 0], "there is no other");
    told.write("/kick kian sa");
    assert_eq!(told.offered(), [] as [&str; 0], "that is the reason");
    told.write("/msg ر");
    assert_eq!(told.offered(), ["رضا "], "though not in the room");
    told.write("/invite ");
    assert_eq!(told.offered(), ["رضا "], "who is not in the room");
    told.write("/un");
    assert_eq!(tab(&mut told, next.clone()), "/unban ");
    assert_eq!(tab(&mut told, next.clone()), "/unmute ");
    told.write(":thumbs");
    let first = tab(&mut told, next.clone());
    assert_ne!(tab(&mut told, next.clone()), first);
    assert_eq!(tab(&mut told, back), first);
    told.write("#lo");
    assert_eq!(tab(&mut told, next), "#lobby ");
}

#[test]
fn a_room_that_lets_nobody_in_is_closed_again() {
    let mut told = Told::new(Language::English);
    told.select("رضا");
    told.write("/join #secret key");
    told.tell(Message::Composer(ComposerMessage::Send));
    let secret = 5;
    told.conversation(secret, "#secret", ConversationKind::Room(Membership::Joining));
    assert_eq!(told.model.headline().unwrap().name, "#secret");
    told.commands();
    told.conversation(secret, "#secret", ConversationKind::Room(Membership::Left));
    let reason = Reason {
        cause: Cause::InviteOnly,
        about: "#secret".into(),
        code: "473".into(),
        words: "".into(),
    };
    told.net(Report::Refused { conversation: Some(secret), reason: reason.clone() });
    assert_eq!(told.model.headline().unwrap().name, "رضا", "where the person was");
    let close = |command: &Command| matches!(command, Command::Close { conversation } if conversation.0 == secret);
    assert!(told.commands().iter().any(close));
    told.net(Report::Gone(secret));
    assert_eq!(told.model.headline().unwrap().name, "رضا");
    let again = told.model.notices().last().unwrap().actions[0].clone();
    told.tell(again.message);
    let (room, key) = ("#secret".to_owned(), Some("key".to_owned()));
    assert!(told.commands().contains(&Command::Join { room, key }));
    assert!(told.model.notices().is_empty());
    // Where something was said it stays.
    told.conversation(secret, "#secret", ConversationKind::Room(Membership::Joined));
    told.said(secret, "رضا", "hello");
    told.conversation(secret, "#secret", ConversationKind::Room(Membership::Left));
    told.net(Report::Refused { conversation: Some(secret), reason });
    assert_eq!(told.model.headline().unwrap().name, "#secret");
    assert!(!told.commands().iter().any(close));
}

#[test]
fn what_is_marked_as_unread_stays_so_until_one_comes_back_to_it() {
    let mut told = Told::new(Language::English);
    for text in ["one", "two", "three"] {
        told.said(LOBBY, "رضا", text);
    }
    let line = |told: &Told| {
        let rows = told.model.rows();
        (0..rows.len()).find(|at| matches!(rows.get(*at).unwrap().body, RowBody::Unread { .. }))
    };
    let badge = |told: &Told| {
        let items = told.model.conversations();
        items.iter().find(|item| item.name == "#lobby").unwrap().badge.clone()
    };
    let read = |told: &mut Told| {
        told.commands().iter().filter(|it| matches!(it, Command::Read { .. })).count()
    };
    let last = told.model.rows().len() - 1;
    let row = told.model.rows().id(last - 1).unwrap();
    told.tell(Message::Tick(MIDNIGHT_MS + 13 * HOUR_MS));
    told.commands();
    told.tell(Message::Row(row, RowMessage::MarkUnread));
    assert_eq!(badge(&told), "2");
    // While it is looked at, and whatever the server says.
    told.sees_all();
    told.net(Report::Conversation(Box::new(lobby_news(0))));
    told.tell(Message::Focused(false));
    told.tell(Message::Focused(true));
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("2", 0));
    told.said(LOBBY, "رضا", "four");
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("3", 0));
    told.select("رضا");
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("3", 0));
    told.tell(Message::Tick(MIDNIGHT_MS + 14 * HOUR_MS));
    told.select("#lobby");
    assert!(line(&told).is_some());
    told.sees_all();
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("", 1));
    told.select("رضا");
    told.select("#lobby");
    assert_eq!(line(&told), None);
}

#[test]
fn a_name_that_is_changed_in_the_settings_is_used_once_it_is_written() {
    let mut told = Told::at_two_servers();
    let nick = "other".into();
    let me = Report::Me(Box::new(Me { nick, ..Me::default() }));
    told.tell(Message::Net(OTHER, me));
    told.tell(Message::Set(Setting::Name("sara".to_owned())));
    told.tell(Message::Panel(PanelMessage::Settings));
    assert_eq!(told.commands(), []);
    for written in ["sar", "sa", "sahar "] {
        told.tell(Message::Set(Setting::Name(written.to_owned())));
    }
    assert_eq!(told.commands(), [], "it is being written");
    told.tell(Message::Panel(PanelMessage::Named));
    let asked = |told: &Told, name: &str| -> Vec<ServerId> {
        let is_nick = |command: &Command| *command == Command::Nick(name.to_owned());
        let server = |effect: &Effect| {
            let Effect::Net(server, Order::Do(command)) = effect else { return None };
            is_nick(command).then_some(*server)
        };
        told.effects.iter().filter_map(server).collect()
    };
    assert_eq!(asked(&told, "sahar"), [SERVER], "there is another name at the other");
    assert_eq!(told.model.settings().name, "sahar");
    assert_eq!(told.model.start().name, "sahar");
    let is_kept = |effect: &Effect| matches!(effect, Effect::Store(client_fltk::store::Job::Setting { name: "name", value }) if value == "sahar");
    assert!(told.effects.iter().any(is_kept));
    told.net(Report::Me(Box::new(Me { nick: "sahar".into(), ..Me::default() })));
    told.effects.clear();
    told.tell(Message::Set(Setting::Name("mina".to_owned())));
    told.tell(Message::Panel(PanelMessage::Close));
    assert_eq!(asked(&told, "mina"), [SERVER], "closed with it");
}
