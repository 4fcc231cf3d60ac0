//! People with clients, without windows, at a real server in this process, over TLS.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use client_fltk::model::{
    Asked, ConversationMessage, Effect, Message, Model, Panel, PanelMessage, Presence, RowBody,
    RowMessage, Screen, Scroll, ServerId, ServerMessage, StartMessage,
};
use client_fltk::store::{Job, Store};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use peyk_core::client::Entry;
use support::{LONGEST, Person, Server, folder, lines, place};

#[test]
fn a_name_and_an_address_are_enough_to_be_in_the_lobby_and_talk() {
    let data = folder("talk");
    let server = Server::start(&data.join("server"));
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    assert_eq!(sara.client.model().screen(), Screen::Start);
    sara.tell(Message::Start(StartMessage::Name("sara".to_owned())));
    sara.tell(Message::Start(StartMessage::Address(server.address.to_string())));
    sara.tell(Message::Start(StartMessage::Connect));
    sara.wait("the lobby", |model| place(model) == "#lobby");

    let mut reza = Person::arrive(&data.join("reza"), "رضا", &server);
    sara.wait_line("* رضا joined");
    sara.say("سلام رضا");
    sara.wait_line("sara: سلام رضا");
    reza.wait_line("sara: سلام رضا");
    let notified = |effect: &Effect| matches!(effect, Effect::Notify(_));
    assert!(!reza.client.take_seen().iter().any(notified), "he looks at it");
    reza.tell(Message::Focused(false));
    sara.say("رضا؟");
    reza.wait_line("sara: رضا؟");
    reza.wait_line("-- New messages");
    // What is told of the message before comes before this one.
    sara.say("!");
    reza.wait_line("sara: !");
    assert!(reza.client.take_seen().iter().any(notified), "he looks elsewhere");
    reza.client.close();
    sara.wait("رضا gone", |model| {
        lines(model).iter().any(|line| line.starts_with("* رضا is gone"))
    });
    sara.wait("him off the list", |model| model.member_count() == 1);
    sara.client.close();
}

#[test]
fn what_was_said_while_somebody_was_away_is_below_a_line() {
    let data = folder("missed");
    let server = Server::start(&data.join("server"));
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    reza.tell(Message::OpenName("#books".to_owned()));
    reza.wait("#books", |model| place(model) == "#books");
    sara.tell(Message::OpenName("#books".to_owned()));
    sara.wait("#books", |model| place(model) == "#books");
    let says = |it: &mut Person, text: &str| {
        it.say(text);
        it.wait_line(&format!("reza: {text}"));
    };
    says(&mut reza, "seen");
    sara.wait_line("reza: seen");
    sara.client.close();

    // Said while she is gone, seen when she is back, where she was.
    says(&mut reza, "missed");
    says(&mut reza, "missed, too");
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    let line_is_above = |model: &Model, text: &str| {
        let lines = lines(model);
        let at = lines.iter().position(|line| line == "-- New messages");
        at.is_some_and(|at| lines[at + 1] == format!("reza: {text}"))
    };
    sara.wait("#books", |model| place(model) == "#books");
    sara.wait("the line", |model| line_is_above(model, "missed"));
    sara.wait_line("reza: missed, too");
    let is_to_row = |effect: &Effect| matches!(effect, Effect::Scroll(Scroll::Row(_)));
    assert!(sara.client.take_seen().iter().any(is_to_row));
    let is_read = |model: &Model| model.conversations().iter().all(|item| item.badge.is_empty());
    sara.wait("all read", is_read);

    // The same when it is only the connection that was gone.
    let id = sara.client.model().conversations()[0].server;
    sara.tell(Message::Server(id, ServerMessage::Disconnect));
    reza.wait("her gone", |model| model.member_count() == 1);
    says(&mut reza, "while she waits");
    sara.tell(Message::Server(id, ServerMessage::ConnectNow));
    sara.wait("the line", |model| line_is_above(model, "while she waits"));
    sara.wait("all read", is_read);

    // What was read is not new again.
    sara.client.close();
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    sara.wait_line("reza: while she waits");
    says(&mut reza, "now");
    sara.wait_line("reza: now");
    assert!(!lines(sara.client.model()).iter().any(|line| line == "-- New messages"));
    sara.client.close();
    reza.client.close();
}

#[test]
fn messages_are_answered_reacted_to_and_taken_back() {
    let data = folder("reactions");
    let server = Server::start(&data.join("server"));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    sara.say("who comes?");
    reza.wait_line("sara: who comes?");
    let row = reza.row("who comes?");
    reza.tell(Message::Row(row, RowMessage::Reply));
    reza.say("I do");
    sara.wait_line("reza: [who comes?] I do");
    reza.tell(Message::Row(row, RowMessage::React("👍".to_owned())));
    sara.wait_line("sara: who comes? 👍1");
    let row = sara.row("who comes?");
    sara.tell(Message::Row(row, RowMessage::React("👍".to_owned())));
    reza.wait_line("sara: who comes? 👍2");
    sara.wait_line("sara: who comes? 👍2");
    sara.tell(Message::Row(row, RowMessage::React("👍".to_owned())));
    reza.wait_line("sara: who comes? 👍1");
    sara.tell(Message::Row(row, RowMessage::Redact));
    reza.wait("it to be taken back", |model| {
        lines(model).iter().any(|line| line.starts_with("sara: This message was taken back."))
    });
    sara.write("…");
    reza.wait("typing", |model| model.typing().contains("sara"));
    sara.client.close();
    reza.client.close();
}

#[test]
fn what_was_written_without_a_connection_arrives_once() {
    let data = folder("offline");
    let mut server = Server::start(&data.join("server"));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    sara.say("before");
    reza.wait_line("sara: before");
    server.stop();
    sara.wait("the loss", |model| model.quiet_line().is_some());
    sara.say("meanwhile");
    sara.wait_line("sara: meanwhile (pending)");
    // Not even the end of the client loses it, or the draft.
    sara.write("a draft");
    sara.client.close();
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    sara.wait("what was kept", |model| place(model) == "#lobby");
    sara.wait_line("sara: before");
    sara.wait_line("sara: meanwhile (pending)");
    assert_eq!(sara.client.model().composer().unwrap().text, "a draft");
    server.start_again();
    sara.wait_line("sara: meanwhile");
    reza.wait_line("sara: meanwhile");
    sara.say("after");
    reza.wait_line("sara: after");
    let said = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| line.starts_with("sara:")).collect()
    };
    let all = ["sara: before", "sara: meanwhile", "sara: after"];
    assert_eq!(said(reza.lines()), all);
    sara.wait_line("sara: after");
    assert_eq!(said(sara.lines()), all);
    sara.client.close();
    reza.client.close();
}

#[test]
fn a_changed_certificate_is_refused_until_somebody_trusts_it() {
    let data = folder("certificate");
    let mut server = Server::start(&data.join("server"));
    let sara = Person::arrive(&data.join("sara"), "sara", &server);
    sara.client.close();
    server.stop();
    std::fs::remove_file(data.join("server/identity.pem")).unwrap();
    server.start_again();
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    sara.wait("a warning", |model| {
        model.notices().iter().any(|notice| notice.text.contains("another certificate"))
    });
    let id = sara.client.model().conversations()[0].server;
    sara.tell(Message::Server(id, ServerMessage::TrustChanged));
    sara.wait("the connection", |model| model.quiet_line().is_none() && model.member_count() > 0);
    sara.tell(Message::Panel(PanelMessage::Security(id)));
    let Some(Panel::Security(panel)) = sara.client.model().panel() else {
        panic!("no panel");
    };
    assert!(panel.fine && panel.facts.iter().any(|fact| fact.value == "TLS 1.3"), "{panel:?}");
    sara.client.close();
}

#[test]
fn what_is_in_the_way_at_the_first_start_is_said_in_place() {
    let data = folder("in-the-way");
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    let problem = |person: &Person| person.client.model().start().notice.clone().map(|it| it.text);
    sara.tell(Message::Start(StartMessage::Connect));
    assert_eq!(problem(&sara).unwrap(), "Write the name that others will see.");
    sara.tell(Message::Start(StartMessage::Name("sara k".to_owned())));
    sara.tell(Message::Start(StartMessage::Connect));
    assert!(problem(&sara).unwrap().contains("no spaces"));
    sara.tell(Message::Start(StartMessage::Name("sara".to_owned())));
    sara.tell(Message::Start(StartMessage::Address("a b".to_owned())));
    sara.tell(Message::Start(StartMessage::Connect));
    assert!(problem(&sara).unwrap().contains("no address"));
    // Nobody listens on a port that was just given back.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    sara.tell(Message::Start(StartMessage::Address(free.to_string())));
    sara.tell(Message::Start(StartMessage::Connect));
    assert!(sara.client.model().start().busy);
    sara.wait("a sentence", |model| model.start().notice.is_some());
    assert!(!sara.client.model().start().busy);
    // And then a right one.
    let server = Server::start(&data.join("server"));
    sara.tell(Message::Start(StartMessage::Address(server.address.to_string())));
    sara.tell(Message::Start(StartMessage::Connect));
    sara.wait("the lobby", |model| place(model) == "#lobby");
    sara.client.close();
}

/// Has a crowd say so many messages in the lobby, numbered from 0: nobody speaks faster than they
/// may.
fn crowd_says(server: &Server, count: usize) {
    const EACH: usize = 8;
    let numbers: Vec<usize> = (0..count).collect();
    for (person, numbers) in numbers.chunks(EACH).enumerate() {
        let mut socket = TcpStream::connect(server.address).unwrap();
        socket.set_read_timeout(Some(LONGEST)).unwrap();
        let mut lines = format!("NICK p{person}\r\nUSER p 0 * :p\r\nJOIN #lobby\r\n");
        for number in numbers {
            lines += &format!("PRIVMSG #lobby :number {number}\r\n");
        }
        socket.write_all((lines + "PING said\r\n").as_bytes()).unwrap();
        let answers = BufReader::new(socket).lines().map(Result::unwrap);
        assert!(answers.into_iter().any(|line| line.contains("PONG") && line.contains("said")));
    }
}

#[test]
fn a_jump_to_a_day_reaches_what_only_the_server_has() {
    let data = folder("jump");
    let server = Server::start(&data.join("server"));
    // A room without anybody in it is no more.
    let reza = Person::arrive(&data.join("reza"), "reza", &server);
    let count = 320;
    crowd_says(&server, count);
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    let said = |model: &Model| -> Vec<String> {
        let said = lines(model).into_iter();
        said.filter_map(|line| Some(line.split_once(": number ")?.1.to_owned())).collect()
    };
    sara.wait("the latest", |model| said(model).contains(&(count - 1).to_string()));
    assert!(!said(sara.client.model()).contains(&"0".to_owned()), "a page has not everything");
    sara.client.take_seen();

    let day = TimeZone::system().to_datetime(Timestamp::now()).date().yesterday().unwrap();
    let (month, date) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    sara.tell(Message::JumpDate(day.year().into(), month, date));
    sara.wait("the first", |model| said(model).contains(&"0".to_owned()));
    let scrolled = |effect: &Effect| matches!(effect, Effect::Scroll(Scroll::Top(_)));
    assert!(sara.client.take_seen().iter().any(scrolled));

    // What is between is told to be missing, and comes page by page.
    let gap = |model: &Model| {
        let rows = model.rows();
        let is_gap = |index: &usize| matches!(rows.get(*index).unwrap().body, RowBody::Gap { .. });
        (0..rows.len()).find(is_gap).and_then(|index| rows.id(index))
    };
    let mut pages = 0;
    while let Some(row) = gap(sara.client.model()) {
        let before = said(sara.client.model()).len();
        sara.tell(Message::Row(row, RowMessage::Fetch));
        sara.wait("more", |model| said(model).len() > before || gap(model).is_none());
        pages += 1;
    }
    assert!(pages > 1, "there was more than one page between");
    let all: Vec<_> = (0..count).map(|number| number.to_string()).collect();
    assert_eq!(said(sara.client.model()), all);
    sara.client.close();
    reza.client.close();

    // The next time it is all there without a server.
    drop(server);
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    sara.wait("the latest", |model| said(model).contains(&(count - 1).to_string()));
    while said(sara.client.model()).len() < count {
        let before = said(sara.client.model()).len();
        sara.tell(Message::Scrolled { visible: 0..10, at_end: false });
        sara.wait("more", |model| said(model).len() > before);
    }
    assert_eq!(said(sara.client.model()), all);
    sara.client.close();
}

#[test]
fn rooms_and_people_are_gone_to_by_commands_and_panels() {
    let data = folder("rooms");
    let server = Server::start(&data.join("server"));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    sara.say("/join کتاب‌ها");
    sara.wait("the room", |model| place(model) == "#کتاب‌ها" && model.member_count() == 1);
    sara.say("/topic شعر و رمان");
    sara.wait("the topic", |model| model.headline().is_some_and(|it| it.topic == "شعر و رمان"));
    reza.tell(Message::Panel(PanelMessage::Channels));
    reza.wait("the list", |model| match model.panel() {
        Some(Panel::Channels(panel)) => panel.items.len() == 2,
        _ => false,
    });
    reza.tell(Message::Panel(PanelMessage::Text("رمان".to_owned())));
    reza.tell(Message::Panel(PanelMessage::Done));
    reza.wait("the room", |model| place(model) == "#کتاب‌ها" && model.member_count() == 2);
    reza.say("/msg sara محرمانه");
    reza.wait_line("reza: محرمانه");
    sara.wait("the direct message", |model| {
        model.conversations().iter().any(|item| item.name == "reza" && item.mentions == 1)
    });
    sara.select("reza");
    sara.wait_line("reza: محرمانه");
    sara.wait("it to be read", |model| model.conversations().iter().all(|it| it.mentions == 0));
    sara.say("/away lunch");
    reza.wait("sara away", |model| {
        model.conversations().iter().any(|it| it.name == "sara" && it.presence == Presence::Away)
    });
    sara.say("/nonsense");
    assert!(sara.client.model().notices().iter().any(|it| it.text.contains("nonsense")));
    sara.say("/kick");
    reza.select("#کتاب‌ها");
    reza.say("/leave");
    let id = reza.client.model().selected().unwrap();
    reza.wait("to be out", |model| {
        model.conversations().iter().any(|it| it.id == id && it.presence == Presence::Gone)
    });
    reza.tell(Message::Conversation(id, ConversationMessage::Leave));
    reza.wait("it to close", |model| model.conversations().iter().all(|it| it.id != id));
    sara.client.close();
    reza.client.close();
}

#[test]
fn what_was_said_before_somebody_came_is_there_and_is_found() {
    let data = folder("history");
    let server = Server::start(&data.join("server"));
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    // No more than the server takes without letting him wait.
    let count = 12;
    for number in 0..count {
        reza.say(&format!("message {number} می‌روم"));
    }
    reza.wait_line(&format!("reza: message {} می‌روم", count - 1));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    sara.wait_line(&format!("reza: message {} می‌روم", count - 1));
    let said: Vec<_> =
        sara.lines().into_iter().filter(|line| line.starts_with("reza: message")).collect();
    assert_eq!(said.len(), count, "each once: {said:#?}");
    sara.tell(Message::Panel(PanelMessage::Search));
    // Another keyboard's letters, a space for the half-space, and the beginning of a word.
    sara.tell(Message::Panel(PanelMessage::Text("مي روم 7".to_owned())));
    sara.wait("a hit", |model| match model.panel() {
        Some(Panel::Search(panel)) => panel.hits.len() == 1,
        _ => false,
    });
    sara.client.take_seen();
    sara.tell(Message::Panel(PanelMessage::Pick(0)));
    let scrolled = |effect: &Effect| matches!(effect, Effect::Scroll(Scroll::Row(_)));
    assert!(sara.client.take_seen().iter().any(scrolled));
    sara.client.close();
    reza.client.close();
}

#[test]
fn what_is_kept_is_shown_beyond_what_is_missing() {
    let data = folder("beyond");
    let mut server = Server::start(&data.join("server"));
    let profile = data.join("sara");
    let mut sara = Person::arrive(&profile, "sara", &server);
    sara.say("before");
    sara.wait_line("sara: before");
    sara.client.close();
    // The next time, it ended before it knew what was said meanwhile.
    let (store, _) = Store::open(&profile, "run".to_owned(), |_| {}).unwrap();
    let now_ms = Timestamp::now().as_millisecond().unsigned_abs();
    let later = Entry { time_ms: now_ms, ..support::entry(1, "later") };
    let (place, entries) = ("#lobby".into(), vec![later]);
    store.ask_patiently(Job::Entries { server: ServerId(1), conversation: place, entries });
    store.flush();
    drop(store);
    server.stop();

    let mut sara = Person::open(&profile, "sara", &Asked::default());
    sara.wait_line("sara: later");
    sara.tell(Message::Scrolled { visible: 0..1, at_end: true });
    sara.wait_line("sara: before");
    let kept = ["sara: before", "-- Messages may be missing here until there is a connection."];
    let place = |line: &str, person: &Person| person.lines().iter().position(|it| it == line);
    let places: Vec<_> = kept.iter().map(|line| place(line, &sara)).collect();
    assert!(places[0] < places[1] && places[1] < place("sara: later", &sara), "{}", sara.sees());

    // Nobody was in the room: what the server has of it begins anew.
    server.start_again();
    sara.wait("the lobby", |model| place_of_gap(model).is_some() && model.member_count() == 1);
    sara.wait_line("sara: before");
    sara.client.close();
    let mut sara = Person::open(&profile, "sara", &Asked::default());
    sara.wait("the lobby", |model| model.member_count() == 1);
    sara.tell(Message::Scrolled { visible: 0..1, at_end: true });
    sara.wait_line("sara: before");
    sara.client.close();
}

/// Where messages can be fetched that are missing.
fn place_of_gap(model: &Model) -> Option<usize> {
    let sentence = "-- Messages are missing here. Press to fetch them.";
    lines(model).iter().position(|line| line == sentence)
}

#[test]
fn what_is_written_to_somebody_who_is_not_there_is_not_lost() {
    let data = folder("not-there");
    let server = Server::start(&data.join("server"));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    sara.say("/msg reza are you there?");
    sara.wait("him", |model| place(model) == "reza");
    let failed = |model: &Model| {
        lines(model).iter().any(|line| line.starts_with("sara: are you there? (failed"))
    };
    sara.wait("the failure", failed);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    let row = sara.row("are you there?");
    sara.tell(Message::Row(row, RowMessage::Retry));
    sara.wait_line("sara: are you there?");
    reza.wait("the message", |model| model.conversations().iter().any(|it| it.name == "sara"));
    reza.select("sara");
    reza.wait_line("sara: are you there?");
    // Without a connection it waits for one, also several after another.
    let mut kian = Person::arrive(&data.join("kian"), "kian", &server);
    let id = sara.client.model().conversations()[0].server;
    sara.tell(Message::Server(id, ServerMessage::Disconnect));
    sara.wait("the loss", |model| model.quiet_line().is_some());
    sara.say("/msg kian first");
    sara.say("/msg kian second");
    sara.wait("him", |model| place(model) == "kian");
    sara.wait_line("sara: first (pending)");
    sara.wait_line("sara: second (pending)");
    sara.tell(Message::Server(id, ServerMessage::ConnectNow));
    kian.wait("the messages", |model| model.conversations().iter().any(|it| it.name == "sara"));
    kian.select("sara");
    kian.wait_line("sara: first");
    kian.wait_line("sara: second");
    for person in [sara, reza, kian] {
        person.client.close();
    }
}

#[test]
fn a_room_that_lets_nobody_in_does_not_stay_in_the_list() {
    let data = folder("kept-out");
    let server = Server::start(&data.join("server"));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    sara.say("/join secret");
    sara.wait("the room", |model| place(model) == "#secret" && model.member_count() == 1);
    sara.say("/mode +i");
    sara.wait("the mode", |model| lines(model).iter().any(|line| line.contains("+i")));
    reza.say("/join secret");
    reza.wait("a notice", |model| !model.notices().is_empty());
    let is_listed = |model: &Model| model.conversations().iter().any(|it| it.name == "#secret");
    reza.wait("it to be closed", |model| place(model) == "#lobby" && !is_listed(model));
    sara.say("/invite reza");
    reza.wait("the invitation", |model| model.notices().len() == 2);
    let again = reza.client.model().notices()[0].actions[0].clone();
    reza.tell(again.message);
    reza.wait("the room", |model| place(model) == "#secret" && model.member_count() == 2);
    sara.say("/away lunch");
    sara.wait("to be away", |model| {
        let mut members = (0..model.member_count()).filter_map(|at| model.member(at));
        members.any(|member| member.own && member.presence == Presence::Away)
    });
    sara.client.close();
    reza.client.close();
}
