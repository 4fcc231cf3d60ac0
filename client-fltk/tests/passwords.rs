//! Passwords, asked for where a server wants one: its own, or that of an account. Real servers in
//! this process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::path::Path;

use client_fltk::l10n::for_terminal;
use client_fltk::model::{
    Asked, Message, Model, Panel, PanelMessage, PasswordOf, Screen, ServerMessage, StartMessage,
};
use support::{Person, Server, folder, is_in_the_lobby, place};

/// The configuration of a server with the password "open sesame".
const SESAME: &str = "password = \"$argon2id$v=19$m=19456,t=2,p=1$5F7TY3vNT+X99MO8ygOB1Q$SEn9sWTnA0Sc/8llcB6u36pDqMXTEmB7RGS8WDDvfyk\"\n";

/// Whether a notice says this.
fn is_told(model: &Model, words: &str) -> bool {
    model.notices().iter().any(|notice| for_terminal(&notice.text).contains(words))
}

/// Whether the form asks for this password, and says why.
fn asks(model: &Model, of: PasswordOf) -> bool {
    let form = model.start();
    let is_asked = form.password.as_ref().is_some_and(|asked| asked.of == of);
    model.screen() == Screen::Start && is_asked && !form.busy && form.notice.is_some()
}

/// Presses what a notice offers.
fn press(person: &mut Person, label: &str) {
    let notices = person.client.model().notices().iter();
    let mut actions = notices.flat_map(|notice| notice.actions.clone());
    let action = actions.find(|action| action.label == label);
    let action = action.unwrap_or_else(|| panic!("no {label}; sees:\n{}", person.sees()));
    person.tell(action.message);
}

/// Waits until somebody is logged in to the account of this name.
fn wait_account(person: &mut Person, name: &str) {
    let server = person.client.model().conversations()[0].server;
    person.wait("an account", |model| {
        let labels: Vec<_> =
            model.server_actions(server).into_iter().map(|action| action.label).collect();
        let has = |label: &str| labels.iter().any(|it| it == label);
        has("I am away") && !has("Log in to my account…")
    });
    person.tell(Message::Panel(PanelMessage::Security(server)));
    let Some(Panel::Security(panel)) = person.client.model().panel() else {
        panic!("no panel; sees:\n{}", person.sees());
    };
    let fact = panel.facts.iter().find(|fact| fact.name == "Your account");
    assert_eq!(fact.map(|fact| &*fact.value), Some(name));
    person.tell(Message::Panel(PanelMessage::Close));
}

#[test]
fn a_servers_own_password_is_asked_for_and_kept() {
    let data = folder("password");
    let server = Server::start_with(&data.join("server"), SESAME);
    let mut sara = Person::go(&data.join("sara"), "sara", &server.address.to_string());
    sara.wait("a password to be asked for", |model| asks(model, PasswordOf::Server));
    assert!(sara.client.model().start().notice.as_ref().unwrap().text.contains("wants a password"));
    sara.give_password("open");
    sara.wait("it to be asked for again", |model| asks(model, PasswordOf::Server));
    assert!(sara.client.model().start().notice.as_ref().unwrap().text.contains("not the password"));
    assert!(!sara.sees().contains("\"open\""), "passwords are not shown in traces");
    sara.give_password("open sesame");
    sara.wait("the lobby", is_in_the_lobby);
    // Who knows it may have an account.
    wait_account(&mut sara, "sara");
    sara.client.close();
    // The next time, nobody has to write it again.
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    sara.wait("the lobby", |model| place(model) == "#lobby" && model.member_count() == 1);
    // It is for this server alone.
    sara.tell(Message::Panel(PanelMessage::AddServer));
    assert_eq!(sara.client.model().start().password, None);
    sara.client.close();
}

#[test]
fn a_server_that_gets_another_password_later_is_given_it() {
    let data = folder("another-password");
    let mut server = Server::start(&data.join("server"));
    let mut sara = Person::arrive(&data.join("sara"), "sara", &server);
    sara.say("before");
    sara.wait_line("sara: before");
    sara.write("half a dr");
    server.stop();
    server.configure(SESAME);
    server.start_again();
    sara.wait("it to be told", |model| is_told(model, "wants a password"));
    press(&mut sara, "Write the password");
    let asked = sara.client.model().start().password.clone();
    assert_eq!(asked.map(|asked| asked.of), Some(PasswordOf::Server));
    assert_eq!(sara.client.model().start().address, server.address.to_string());
    sara.give_password("sesame");
    sara.wait("it to be asked for again", |model| asks(model, PasswordOf::Server));
    sara.give_password("open sesame");
    sara.wait("the lobby", is_in_the_lobby);
    assert!(sara.client.model().notices().is_empty(), "{}", sara.sees());
    assert_eq!(sara.client.model().composer().unwrap().text, "half a dr");
    sara.say("after");
    sara.wait_line("sara: before");
    sara.wait_line("sara: after");
    sara.client.close();
    let mut sara = Person::open(&data.join("sara"), "sara", &Asked::default());
    sara.wait("the lobby", |model| place(model) == "#lobby" && model.member_count() == 1);
    sara.client.close();
}

/// Sara on her laptop, with the password "rosewater-1" set for her account; reza reads that it is.
fn with_password(profile: &Path, server: &Server, reza: &mut Person) -> Person {
    let mut laptop = Person::arrive(profile, "sara", server);
    wait_account(&mut laptop, "sara");
    laptop.say("/password rosewater-1");
    laptop.say("set");
    reza.wait_line("sara: set");
    laptop
}

#[test]
fn two_devices_of_one_account_share_its_name() {
    let data = folder("devices");
    let server = Server::start(&data.join("server"));
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    let mut laptop = with_password(&data.join("laptop"), &server, &mut reza);
    let mut desk = Person::arrive(&data.join("desk"), "sara", &server);
    desk.wait("the other name to be told", |model| {
        is_told(model, "You are sara_ here and not sara")
    });
    press(&mut desk, "It is mine: log in");
    desk.give_password("rosewater-1");
    desk.wait("the lobby again", |model| {
        let own = (0..model.member_count()).filter_map(|at| model.member(at)).find(|it| it.own);
        is_in_the_lobby(model) && own.is_some_and(|own| own.nick == "sara")
    });
    desk.say("from the desk");
    reza.wait_line("sara: from the desk");
    laptop.wait_line("sara: from the desk");
    laptop.say("from the laptop");
    reza.wait_line("sara: from the laptop");
    assert!(desk.client.model().notices().is_empty(), "{}", desk.sees());
    for person in [desk, laptop, reza] {
        person.client.close();
    }
}

#[test]
fn a_name_that_belongs_to_an_account_comes_back_with_its_password() {
    let data = folder("account");
    let server = Server::start(&data.join("server"));
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    let laptop = with_password(&data.join("laptop"), &server, &mut reza);
    laptop.client.close();

    let mut desk = Person::arrive(&data.join("desk"), "sara", &server);
    desk.wait("the other name to be told", |model| {
        is_told(model, "You are sara_ here and not sara")
    });
    assert_eq!(desk.client.model().notices().len(), 1, "{}", desk.sees());
    press(&mut desk, "It is mine: log in");
    desk.give_password("rosewater");
    desk.wait("it to be refused", |model| {
        is_in_the_lobby(model) && is_told(model, "Logging in failed")
    });
    press(&mut desk, "Write the password");
    desk.give_password("rosewater-1");
    reza.wait_line("* sara_ is now sara");
    wait_account(&mut desk, "sara");
    assert!(desk.client.model().notices().is_empty(), "{}", desk.sees());
    desk.client.close();

    // It was kept, and one that is changed here is, too.
    let mut desk = Person::open(&data.join("desk"), "sara", &Asked::default());
    desk.wait("the lobby", is_in_the_lobby);
    wait_account(&mut desk, "sara");
    desk.say("/password rosewater-2");
    desk.say("set again");
    reza.wait_line("sara: set again");
    let id = desk.client.model().conversations()[0].server;
    desk.tell(Message::Server(id, ServerMessage::Disconnect));
    reza.wait("her gone", |model| model.member_count() == 1);
    let connect = desk.client.model().server_actions(id).swap_remove(0);
    desk.tell(connect.message);
    wait_account(&mut desk, "sara");
    desk.tell(Message::Server(id, ServerMessage::Disconnect));
    desk.client.close();

    // One that is changed elsewhere is asked for.
    let mut laptop = Person::open(&data.join("laptop"), "sara", &Asked::default());
    laptop.wait("the lobby", is_in_the_lobby);
    laptop.say("/password a rose is a rose");
    laptop.say("set elsewhere");
    reza.wait_line("sara: set elsewhere");
    laptop.client.close();
    let mut desk = Person::open(&data.join("desk"), "sara", &Asked::default());
    assert_eq!(desk.client.model().screen(), Screen::Start);
    desk.tell(Message::Start(StartMessage::Recent(0)));
    desk.wait("it to be asked for", |model| asks(model, PasswordOf::Account));
    // Without one, she is somebody.
    desk.give_password("");
    desk.wait("the lobby", is_in_the_lobby);
    desk.wait("the other name to be told", |model| is_told(model, "You are sara_ here"));
    press(&mut desk, "It is mine: log in");
    desk.give_password("a rose is a rose");
    reza.wait_line("* sara_ is now sara");
    wait_account(&mut desk, "sara");
    // What is refused changes nothing.
    desk.say("/login a rose is a cabbage");
    desk.wait("it to be refused", |model| is_told(model, "Logging in failed"));
    desk.say("/away");
    desk.client.close();
    let mut desk = Person::open(&data.join("desk"), "sara", &Asked::default());
    desk.wait("the lobby", is_in_the_lobby);
    wait_account(&mut desk, "sara");
    desk.client.close();
    reza.client.close();
}
