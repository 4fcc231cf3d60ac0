//! Coming back: to a server after a while, and to the client after it was closed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::sync::Arc;

use client_fltk::l10n::Language;
use client_fltk::model::{
    ComposerMessage, Effect, Message, Presence, RowBody, Scroll, ServerMessage, StartMessage,
};
use client_fltk::net::{ConversationNews, Report};
use client_fltk::store::{Job, Opened};
use peyk_core::client::{
    Command, ConnectionState, ConversationKind, Entry, EntryId, EntryKind, Features, FetchPage,
    Gap, Membership, Sender,
};
use support::told::{LOBBY, OTHER, REZA, SERVER, Told, kept_server, lobby_news};

/// What رضا said, a second for each number.
fn said(number: u64) -> Arc<Entry> {
    let sender = Sender { nick: "رضا".into(), account: None, bot: false };
    Arc::new(Entry { sender, ..support::entry(number, &format!("number {number}")) })
}

fn put(told: &mut Told, after: Option<u64>, entry: Arc<Entry>, live: bool) {
    let after = after.map(EntryId);
    told.net(Report::Put { conversation: LOBBY, after, entry, live });
}

/// Somebody who comes back to the lobby, in which they have read 1 to 10 of what was said.
fn back() -> Told {
    let opened = Opened { servers: vec![kept_server(true)], ..Opened::default() };
    let mut told = Told::restore(&opened, Language::English);
    news(&mut told, 10, 0);
    for number in 1..=10 {
        put(&mut told, (number > 1).then(|| number - 1), said(number), false);
    }
    let gap = Entry { kind: EntryKind::Gap(Gap::Waiting), msgid: None, ..support::entry(10, "") };
    put(&mut told, Some(10), Arc::new(Entry { id: EntryId(100), ..gap }), false);
    told.net(Report::Loaded);
    told.sees_all();
    told.connection(ConnectionState::Online, None);
    told.effects.clear();
    told
}

fn news(told: &mut Told, read: u64, unread: usize) {
    let read_ms = read * 1_000;
    told.net(Report::Conversation(Box::new(ConversationNews { read_ms, ..lobby_news(unread) })));
}

fn closed(told: &mut Told) {
    told.net(Report::Removed { conversation: LOBBY, entry: EntryId(100) });
}

fn badge(told: &Told) -> String {
    let items = told.model.conversations();
    items.iter().find(|item| item.name == "#lobby").unwrap().badge.clone()
}

/// What is below the line above what is new.
fn below_the_line(told: &Told) -> Option<String> {
    let rows = told.model.rows();
    let mut bodies = (0..rows.len()).map(|index| rows.get(index).unwrap().body);
    bodies.by_ref().find(|body| matches!(body, RowBody::Unread { .. }))?;
    bodies.find_map(|body| {
        let RowBody::Bubble(bubble) = body else { return None };
        Some(bubble.text.into_owned())
    })
}

fn read(told: &mut Told) -> Vec<u64> {
    let entry = |command: &Command| {
        let Command::Read { entry, .. } = command else { return None };
        Some(entry.0)
    };
    told.commands().iter().filter_map(entry).collect()
}

fn goes_to_a_row(effect: &Effect) -> bool {
    matches!(effect, Effect::Scroll(Scroll::Row(_)))
}

#[test]
fn what_was_missed_is_below_a_line_and_read_as_far_as_it_is_seen() {
    let mut told = back();
    assert_eq!(below_the_line(&told), None, "all of it was read");
    // While what is missing is fetched, somebody goes on.
    put(&mut told, Some(100), said(15), true);
    news(&mut told, 10, 1);
    assert_eq!((below_the_line(&told), read(&mut told)), (None, vec![]));
    for number in 11..=14 {
        put(&mut told, Some(number - 1), said(number), false);
    }
    assert_eq!((below_the_line(&told), read(&mut told)), (None, vec![]));
    closed(&mut told);
    assert_eq!(below_the_line(&told), None, "how far was read is told next");
    news(&mut told, 10, 5);
    assert_eq!(below_the_line(&told).as_deref(), Some("number 11"));
    assert!(told.effects.iter().any(goes_to_a_row));
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("5", vec![]));
    // Not all of it can be seen at once.
    let rows = told.model.rows().len();
    told.tell(Message::Scrolled { visible: rows - 10..rows - 2, at_end: false });
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("2", vec![13]));
    assert_eq!(below_the_line(&told).as_deref(), Some("number 11"), "reading does not move it");
    news(&mut told, 13, 2);
    told.sees_all();
    told.conversation(REZA, "رضا", ConversationKind::Direct);
    told.select("رضا");
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("", vec![15]));
    // The engine has not heard of it yet.
    news(&mut told, 13, 2);
    assert_eq!(badge(&told), "");
    told.select("#lobby");
    assert_eq!(below_the_line(&told), None);
}

#[test]
fn who_looks_elsewhere_or_further_back_stays_where_they_are() {
    let mut told = back();
    let rows = told.model.rows().len();
    told.tell(Message::Scrolled { visible: 0..rows / 2, at_end: false });
    put(&mut told, Some(10), said(11), false);
    closed(&mut told);
    news(&mut told, 10, 1);
    assert_eq!(below_the_line(&told).as_deref(), Some("number 11"));
    assert!(!told.effects.iter().any(goes_to_a_row));
    let mut told = back();
    told.tell(Message::Focused(false));
    put(&mut told, Some(10), said(11), false);
    closed(&mut told);
    news(&mut told, 10, 1);
    assert_eq!(below_the_line(&told).as_deref(), Some("number 11"));
    assert!(!told.effects.iter().any(goes_to_a_row));
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("1", vec![]));
    told.tell(Message::Focused(true));
    assert_eq!((badge(&told).as_str(), read(&mut told)), ("", vec![11]));
    // What was read needs no line any more once there is something new.
    told.tell(Message::Focused(false));
    put(&mut told, Some(11), said(12), true);
    news(&mut told, 11, 1);
    assert_eq!(below_the_line(&told).as_deref(), Some("number 12"));
}

#[test]
fn who_comes_for_the_first_time_sees_the_newest() {
    let mut told = Told::new(Language::English);
    told.select("#lobby");
    // History is fetched before the room is known to be read up to now.
    let gap = Entry { kind: EntryKind::Gap(Gap::Loading), msgid: None, ..support::entry(10, "") };
    put(&mut told, None, Arc::new(Entry { id: EntryId(100), ..gap }), true);
    for number in 1..=5 {
        put(&mut told, (number > 1).then(|| number - 1), said(number), false);
    }
    closed(&mut told);
    assert_eq!(below_the_line(&told), None);
    news(&mut told, 20, 0);
    assert_eq!((below_the_line(&told), badge(&told).as_str()), (None, ""));
    assert!(!told.effects.iter().any(goes_to_a_row));
}

#[test]
fn what_is_missing_is_fetched_where_it_is_seen_and_once() {
    let mut told = Told::new(Language::English);
    told.net(Report::Server {
        name: "Peyk".into(),
        software: "peykd".into(),
        motd: Vec::new(),
        features: Features { history: true, ..Features::default() },
    });
    put(&mut told, None, said(1), false);
    let gap = Entry { kind: EntryKind::Gap(Gap::Open), msgid: None, ..support::entry(1, "") };
    put(&mut told, Some(1), Arc::new(Entry { id: EntryId(100), ..gap }), false);
    put(&mut told, Some(100), said(9), false);
    let fetched = |told: &mut Told| {
        let is_gap =
            |it: &Command| matches!(it, Command::Fetch { page: FetchPage::Gap(EntryId(100)), .. });
        told.commands().iter().filter(|it| is_gap(it)).count()
    };
    let rows = told.model.rows().len();
    let last = Message::Scrolled { visible: rows - 1..rows, at_end: true };
    told.tell(last.clone());
    assert_eq!(fetched(&mut told), 0, "it cannot be seen");
    told.sees_all();
    assert_eq!(fetched(&mut told), 1);
    told.tell(last);
    told.sees_all();
    assert_eq!(fetched(&mut told), 0, "it was asked for");
    put(&mut told, Some(1), said(2), false);
    told.sees_all();
    assert_eq!(fetched(&mut told), 1, "some of it came");
}

#[test]
fn what_is_said_comes_below_the_clients_own_words() {
    let mut told = Told::new(Language::English);
    told.write("/help");
    told.tell(Message::Composer(ComposerMessage::Send));
    told.said(LOBBY, "رضا", "after the help");
    let rows = told.model.rows();
    let last = rows.get(rows.len() - 1).unwrap().body;
    assert!(matches!(last, RowBody::Bubble(bubble) if bubble.text == "after the help"));
}

#[test]
fn what_was_shown_last_is_shown_again() {
    let mut told = Told::new(Language::English);
    told.select("رضا");
    let kept = |effect: &Effect| {
        let Effect::Store(Job::Setting { name, value }) = effect else { return None };
        Some(((*name).to_owned(), value.clone()))
    };
    let settings: Vec<_> = told.effects.iter().filter_map(kept).collect();
    let other = Opened {
        servers: vec![
            kept_server(true),
            client_fltk::store::KeptServer { id: OTHER, ..kept_server(true) },
        ],
        settings,
        ..Opened::default()
    };
    let mut told = Told::restore(&other, Language::English);
    let room = ConversationKind::Room(Membership::Joining);
    told.conversation_at(OTHER, 9, "#books", room);
    told.tell(Message::Net(OTHER, Report::Loaded));
    told.conversation(LOBBY, "#lobby", room);
    told.conversation(REZA, "رضا", ConversationKind::Direct);
    told.net(Report::Loaded);
    assert_eq!(told.model.headline().unwrap().name, "رضا");
}

#[test]
fn without_a_connection_nobody_knows_who_is_there() {
    let mut told = Told::new(Language::English);
    let members = |told: &Told| {
        (0..told.model.member_count())
            .filter_map(|index| told.model.member(index))
            .map(|member| member.presence)
            .collect::<Vec<_>>()
    };
    assert_eq!(members(&told), [Presence::Here; 3]);
    told.connection(ConnectionState::Waiting { until_ms: 0 }, Some(3_000));
    assert_eq!(members(&told), [Presence::Unknown; 3]);
    told.connection(ConnectionState::Online, None);
    assert_eq!(members(&told), [Presence::Here; 3]);
}

#[test]
fn who_was_put_out_of_a_room_can_come_back_from_there() {
    let mut told = Told::new(Language::English);
    told.conversation(LOBBY, "#lobby", ConversationKind::Room(Membership::Left));
    let line = told.model.quiet_line().unwrap();
    assert_eq!(line.text, "You are not in this room.");
    told.effects.clear();
    told.tell(line.action.unwrap().message);
    assert!(
        matches!(&told.commands()[..], [Command::Join { room, key: None }] if room == "#lobby")
    );
    assert_eq!(told.model.quiet_line(), None, "it was asked for");
    told.conversation(LOBBY, "#lobby", ConversationKind::Room(Membership::Joined));
    assert_eq!(told.model.quiet_line(), None);
}

#[test]
fn what_was_said_on_a_server_is_deleted_after_a_question() {
    let mut told = Told::new(Language::English);
    let deletes = |effect: &Effect| matches!(effect, Effect::Store(Job::ForgetServer(SERVER)));
    let ask =
        |told: &mut Told| told.press(told.model.server_actions(SERVER), "Forget this server…");
    for answer in ["Keep it", "Delete and forget"] {
        ask(&mut told);
        assert!(!told.effects.iter().any(deletes), "nobody has answered");
        let actions = told.model.notices()[0].actions.clone();
        told.press(actions, answer);
        assert!(told.model.notices().is_empty());
    }
    assert!(told.effects.iter().any(deletes));
}

#[test]
fn where_others_reach_the_server_inside_can_be_asked_again() {
    let mut told = Told::new(Language::English);
    let labels = |told: &Told, server| {
        told.model.server_actions(server).into_iter().map(|it| it.label).collect::<Vec<_>>()
    };
    let label = "Address for others…".to_owned();
    told.tell(Message::Start(StartMessage::Name("sara".to_owned())));
    told.tell(Message::Hosted(Ok(vec!["192.168.1.7:5000".to_owned()])));
    let inside = told.model.conversations().last().unwrap().server;
    assert!(labels(&told, inside).contains(&label));
    assert!(!labels(&told, SERVER).contains(&label));
    told.press(told.model.notices()[0].actions.clone(), "Copy");
    let text = told.model.notices()[0].text.clone();
    told.tell(Message::Dismiss(text.clone()));
    told.press(told.model.server_actions(inside), &label);
    assert_eq!(told.model.notices()[0].text, text);
}

#[test]
fn who_has_left_a_server_is_not_taken_there_by_late_news() {
    let mut told = Told::new(Language::English);
    told.tell(Message::Server(SERVER, ServerMessage::Disconnect));
    told.net(Report::Server {
        name: "Peyk".into(),
        software: "peykd".into(),
        motd: Vec::new(),
        features: Features::default(),
    });
    let kept = |effect: &Effect| {
        let Effect::Store(Job::Server(kept)) = effect else { return None };
        Some(kept.connected)
    };
    assert_eq!(told.effects.iter().rev().find_map(kept), Some(false));
}
