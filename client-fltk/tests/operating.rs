//! What operators of a room see and do: who is banned, and taking that back. Told by hand, and at
//! a real server.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use client_fltk::l10n::{Language, for_terminal};
use client_fltk::model::{
    BansPanel, ComposerMessage, ConversationMessage, Effect, Member, MemberMessage, Message, Model,
    Panel, PanelMessage, Presence, ServerId,
};
use client_fltk::net::{Order, Report};
use peyk_core::client::{
    Ban, Cause, Command, ConnectionState, ConversationId as Key, ConversationKind, Me, Membership,
    Reason,
};
use support::told::{HOUR_MS, LOBBY, MIDNIGHT_MS, OTHER, SERVER, Told};
use support::{Person, Server, folder, place};

const BANNED: &str = "Banned people…";

fn ban(mask: &str, by: Option<&str>, set_ms: Option<u64>) -> Ban {
    Ban { mask: mask.into(), by: by.map(Into::into), set_ms }
}

/// The list, if it is open.
fn list(model: &Model) -> Option<&BansPanel> {
    match model.panel() {
        Some(Panel::Bans(panel)) => Some(panel),
        _ => None,
    }
}

/// What can be read in it: the sentences, then each ban and who has set it.
fn read(told: &Told) -> Vec<String> {
    let panel = list(&told.model).unwrap();
    let sentences = [&panel.refused, &panel.state].into_iter().filter(|it| !it.is_empty());
    let bans = panel.items.iter().map(|item| format!("{} | {}", item.mask, item.set));
    sentences.cloned().chain(bans).map(|line| for_terminal(&line)).collect()
}

/// The items of a room's menu.
fn menu(told: &Told, name: &str) -> Vec<String> {
    let id = told.model.conversations().iter().find(|item| item.name == name).unwrap().id;
    told.model.conversation_actions(id).into_iter().map(|action| action.label).collect()
}

fn member(nick: &str, prefix: Option<char>) -> Member {
    Member { nick: nick.into(), prefix, presence: Presence::Here, bot: false }
}

const LIST: Command = Command::ListBans { conversation: Key(LOBBY) };

#[test]
fn bans_are_listed_and_taken_back() {
    let mut told = Told::new(Language::English);
    let lobby = told.model.selected().unwrap();
    told.press(told.model.conversation_actions(lobby), BANNED);
    assert_eq!(told.commands(), [LIST]);
    assert_eq!(read(&told), ["Asking who is banned from #lobby…"]);
    let set_ms = u64::try_from(MIDNIGHT_MS + 9 * HOUR_MS).unwrap();
    let mut bans = vec![
        ban("رضا!*@*", Some("sara"), Some(set_ms)),
        ban("*!*@10.0.0.*", Some("irc.test"), None),
        ban("~account:kian", None, None),
        ban("x!*@*", None, Some(u64::MAX)),
    ];
    told.net(Report::Bans { conversation: LOBBY, bans: bans.clone() });
    let some = "Whoever matches one of these is kept out of #lobby.";
    let all = [
        some,
        "رضا!*@* | By sara, 24 November 2026, 09:00",
        "*!*@10.0.0.* | By irc.test",
        "~account:kian | ",
        "x!*@* | ",
    ];
    assert_eq!(read(&told), all);
    told.tell(Message::Panel(PanelMessage::LiftBan("~account:kian".to_owned())));
    let mask = "~account:kian".to_owned();
    assert_eq!(told.commands(), [Command::Unban { conversation: Key(LOBBY), mask }, LIST]);
    assert_eq!(read(&told), all, "until it is known what became of it");
    bans.remove(2);
    told.net(Report::Bans { conversation: LOBBY, bans });
    assert_eq!(read(&told), [all[0], all[1], all[2], all[4]]);
    told.net(Report::Bans { conversation: LOBBY, bans: Vec::new() });
    assert_eq!(read(&told), ["Nobody is banned from #lobby."]);
    // What comes later, or is of elsewhere, opens nothing and changes nothing.
    told.net(Report::Bans { conversation: 7, bans: vec![ban("a!*@*", None, None)] });
    let elsewhere = Report::Bans { conversation: LOBBY, bans: vec![ban("a!*@*", None, None)] };
    told.tell(Message::Net(OTHER, elsewhere.clone()));
    assert_eq!(read(&told), ["Nobody is banned from #lobby."]);
    told.tell(Message::Panel(PanelMessage::Close));
    told.net(elsewhere);
    assert!(told.model.panel().is_none());
}

#[test]
fn dates_are_those_of_the_reader() {
    let mut told = Told::new(Language::Persian);
    told.write("/bans");
    told.tell(Message::Composer(ComposerMessage::Send));
    let set_ms = u64::try_from(MIDNIGHT_MS + 9 * HOUR_MS).unwrap();
    let bans = vec![ban("reza!*@*", Some("سارا"), Some(set_ms))];
    told.net(Report::Bans { conversation: LOBBY, bans });
    assert_eq!(read(&told)[1], "reza!*@* | به دست سارا، ۳ آذر ۱۴۰۵، ساعت ۰۹:۰۰");
}

#[test]
fn only_operators_are_offered_to_take_bans_back() {
    let mut told = Told::new(Language::English);
    let offers = |told: &Told, room: &str| menu(told, room).contains(&BANNED.to_owned());
    let bans_in_menu = |told: &Told| {
        let actions = told.model.member_actions("رضا");
        actions.iter().any(|it| matches!(it.message, Message::Member(_, MemberMessage::Ban)))
    };
    for (prefix, may) in
        [(None, false), (Some('+'), false), (Some('@'), true), (Some('&'), true), (Some('~'), true)]
    {
        told.net(Report::Members(LOBBY, [member("sara", prefix), member("رضا", None)].into()));
        assert_eq!(offers(&told, "#lobby"), may, "{prefix:?}");
        assert_eq!(bans_in_menu(&told), may, "{prefix:?}: it is one rule");
    }
    assert!(!offers(&told, "رضا"));
    told.conversation(LOBBY, "#lobby", ConversationKind::Room(Membership::Left));
    assert!(!offers(&told, "#lobby") && !bans_in_menu(&told), "not from outside");

    // Whoever is none may look, where the server lets them.
    told.conversation(LOBBY, "#lobby", ConversationKind::Room(Membership::Joined));
    told.net(Report::Members(LOBBY, [member("sara", None), member("رضا", Some('@'))].into()));
    told.commands();
    told.write("/bans");
    told.tell(Message::Composer(ComposerMessage::Send));
    assert_eq!(told.commands().last(), Some(&LIST));
    told.net(Report::Bans { conversation: LOBBY, bans: vec![ban("a!*@*", None, None)] });
    assert!(!list(&told.model).unwrap().may_lift);
    told.tell(Message::Panel(PanelMessage::Close));
    told.select("رضا");
    told.commands();
    told.write("/bans");
    told.tell(Message::Composer(ComposerMessage::Send));
    assert_eq!(told.commands(), []);
    let sentence = told.model.notices().last().unwrap().text.clone();
    assert_eq!(for_terminal(&sentence), "/bans is for rooms.");
}

#[test]
fn a_room_of_another_server_has_its_own_operators() {
    let mut told = Told::at_two_servers();
    let me = Report::Me(Box::new(Me { nick: "mina".into(), ..Me::default() }));
    told.tell(Message::Net(OTHER, me));
    let members = |own| Report::Members(9, [member("sara", Some('@')), member("mina", own)].into());
    told.tell(Message::Net(OTHER, members(None)));
    assert!(!menu(&told, "#books").contains(&BANNED.to_owned()), "sara is somebody else there");
    told.tell(Message::Net(OTHER, members(Some('@'))));
    let books = told.model.conversations().iter().find(|it| it.name == "#books").unwrap().id;
    told.effects.clear();
    told.press(told.model.conversation_actions(books), BANNED);
    told.tell(Message::Panel(PanelMessage::LiftBan("a!*@*".to_owned())));
    let server = |effect: &Effect| {
        let Effect::Net(server, Order::Do(_)) = effect else { return None };
        Some(*server)
    };
    let orders: Vec<ServerId> = told.effects.iter().filter_map(server).collect();
    assert_eq!(orders, [OTHER, OTHER, OTHER]);
    assert_ne!(told.model.selected(), Some(books));
}

#[test]
fn what_is_refused_is_said_in_the_list() {
    let mut told = Told::new(Language::English);
    let refused = |told: &mut Told, server, conversation, cause| {
        let reason = Reason { cause, about: "".into(), code: "".into(), words: "no".into() };
        told.tell(Message::Net(server, Report::Refused { conversation, reason }));
    };
    let lobby = told.model.selected().unwrap();
    let open = |told: &mut Told| {
        told.tell(Message::Conversation(lobby, ConversationMessage::ListBans));
    };
    open(&mut told);
    refused(&mut told, SERVER, Some(LOBBY), Cause::NoRights);
    assert_eq!(read(&told), ["You have no right to do that: no"], "nothing is on its way");
    assert!(told.model.notices().is_empty());
    open(&mut told);
    refused(&mut told, SERVER, None, Cause::NotConnected);
    assert_eq!(read(&told), ["You are not connected."]);

    open(&mut told);
    told.net(Report::Bans { conversation: LOBBY, bans: vec![ban("a!*@*", None, None)] });
    let mask = "a!*@*".to_owned();
    told.tell(Message::Panel(PanelMessage::LiftBan(mask)));
    refused(&mut told, SERVER, Some(LOBBY), Cause::NoRights);
    told.net(Report::Bans { conversation: LOBBY, bans: vec![ban("a!*@*", None, None)] });
    let some = "Whoever matches one of these is kept out of #lobby.";
    let no_right = "You have no right to do that: no";
    assert_eq!(read(&told), [no_right, some, "a!*@* | "], "the list is no answer to that");
    open(&mut told);
    assert_eq!(read(&told), ["Asking who is banned from #lobby…"]);
    told.connection(ConnectionState::Waiting { until_ms: 10 }, Some(5_000));
    assert_eq!(read(&told), ["Not connected"]);

    // What is of elsewhere is said where it always was.
    refused(&mut told, SERVER, Some(7), Cause::NoRights);
    refused(&mut told, OTHER, Some(LOBBY), Cause::NoRights);
    assert_eq!(told.model.notices().len(), 1);
}

#[test]
fn the_command_is_completed_and_explained() {
    let mut told = Told::new(Language::English);
    told.write("/ban");
    assert_eq!(told.offered(), ["/ban ", "/bans "]);
    let hints: Vec<_> =
        told.model.completion().unwrap().items.iter().map(|it| it.hint.clone()).collect();
    assert_eq!(hints[1], "show who is kept out of the room, and let them in again");
    told.write("/help");
    told.tell(Message::Composer(ComposerMessage::Send));
    assert!(support::lines(&told.model).iter().any(|line| line.contains("/bans")));
}

#[test]
fn who_was_banned_comes_in_again_once_the_ban_is_lifted() {
    let data = folder("operating");
    let server = Server::start(&data.join("server"));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    for person in [&mut sara, &mut reza] {
        person.say("/join #tea");
        person.wait("the room", |model| place(model) == "#tea" && model.member_count() > 0);
    }
    sara.wait("reza", |model| model.member_count() == 2);
    sara.tell(Message::Member("reza".to_owned(), MemberMessage::Ban));
    sara.wait("him out of the room", |model| model.member_count() == 1);
    let id = reza.client.model().selected().unwrap();
    let is_in = |model: &Model| {
        model.conversations().iter().any(|it| it.id == id && it.presence == Presence::Here)
    };
    reza.wait("to be out", |model| !is_in(model));
    reza.say("/join #tea");
    reza.wait("to be told why not", |model| {
        model.notices().iter().any(|notice| notice.text.contains("banned"))
    });

    let room = sara.client.model().selected().unwrap();
    sara.tell(Message::Conversation(room, ConversationMessage::ListBans));
    let masks = |model: &Model| -> Vec<String> {
        list(model).map_or_else(Vec::new, |it| it.items.iter().map(|it| it.mask.clone()).collect())
    };
    sara.wait("the ban", |model| masks(model) == ["reza!*@*"]);
    let panel = list(sara.client.model()).unwrap();
    assert!(panel.may_lift);
    assert!(for_terminal(&panel.items[0].set).starts_with("By sara, "), "{panel:?}");
    sara.tell(Message::Panel(PanelMessage::LiftBan("reza!*@*".to_owned())));
    sara.wait("an empty list", |model| {
        list(model).is_some_and(|it| it.items.is_empty() && it.state.starts_with("Nobody"))
    });
    reza.say("/join #tea");
    reza.wait("the room", is_in);
    sara.wait("reza", |model| model.member_count() == 2);
    sara.client.close();
    reza.client.close();
}
