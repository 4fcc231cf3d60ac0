//! The client at other people's servers: InspIRCd and ngIRCd as Debian has them, without TLS,
//! which is found out by trying.
//!
//! `.ci/setup` installs them. Where one cannot be had, its test says so and checks nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use client_fltk::model::Message;
use support::{Person, Process, folder, is_in_the_lobby, lines, wait_for};

#[test]
fn people_talk_at_inspircd() {
    if let Some(server) = inspircd("inspircd", "") {
        let arrive = |nick: &str| arrive(&server, nick);
        talk(arrive("sara"), arrive("reza"));
    }
}

#[test]
fn people_talk_at_ngircd() {
    if let Some(server) = ngircd("ngircd", "") {
        let arrive = |nick: &str| arrive(&server, nick);
        talk(arrive("sara"), arrive("reza"));
    }
}

#[test]
fn ngircds_password_is_asked_for() {
    let Some(server) = ngircd("ngircd-password", "Password = sesame\n") else { return };
    let mut sara = go(&server, "sara");
    for (password, sentence) in [("open", "wants a password"), ("sesame", "not the password")] {
        sara.wait("the password to be asked for", |model| {
            let form = model.start();
            let says = |text: &str| text.contains(sentence);
            form.password.is_some() && form.notice.as_ref().is_some_and(|it| says(&it.text))
        });
        sara.give_password(password);
    }
    sara.wait("the lobby", is_in_the_lobby);
    sara.client.close();
}

#[test]
fn a_password_can_be_given_to_a_server_that_does_not_say_that_it_wants_one() {
    let Some(server) = inspircd("inspircd-password", "password=\"sesame\"") else { return };
    let mut sara = go(&server, "sara");
    sara.wait("a sentence", |model| model.start().notice.is_some());
    let notice = sara.client.model().start().notice.clone().unwrap();
    assert!(notice.text.contains("Access denied by configuration"), "{notice:?}");
    let ways = notice.actions.into_iter();
    let mut ways = ways.filter(|action| action.label == "Write the server’s password");
    sara.tell(ways.next().unwrap().message);
    sara.give_password("open");
    sara.wait("the sentence", |model| model.start().notice.is_some());
    sara.give_password("sesame");
    sara.wait("the lobby", is_in_the_lobby);
    sara.client.close();
}

/// A server of another program, with a folder of its own.
struct Other {
    address: SocketAddr,
    data: PathBuf,
    _process: Process,
}

fn inspircd(name: &str, class: &str) -> Option<Other> {
    let configuration = |folder: &Path, address: SocketAddr| {
        let folder = folder.display();
        format!(
            "<config format=\"xml\">\n\
             <path configdir=\"{folder}\" datadir=\"{folder}\" logdir=\"{folder}\" \
             runtimedir=\"{folder}\">\n\
             <server name=\"irc.test\" description=\"test\" network=\"Test\">\n\
             <admin name=\"test\" nick=\"test\" email=\"test@irc.test\">\n\
             <bind address=\"{}\" port=\"{}\" type=\"clients\">\n\
             <module name=\"cap\"><module name=\"ircv3\"><module name=\"ircv3_ctctags\">\n\
             <module name=\"ircv3_servertime\"><module name=\"ircv3_echomessage\">\n\
             <module name=\"ircv3_batch\">\n\
             <connect name=\"main\" allow=\"*\" resolvehostnames=\"no\" useident=\"no\" {class}>\n\
             <options defaultmodes=\"nt\" casemapping=\"ascii\">\n",
            address.ip(),
            address.port()
        )
    };
    let arguments = |file: &Path| {
        vec![
            "--nofork".to_owned(),
            "--nopid".to_owned(),
            "--runasroot".to_owned(),
            "--config".to_owned(),
            file.display().to_string(),
        ]
    };
    start(name, "inspircd", configuration, arguments)
}

fn ngircd(name: &str, global: &str) -> Option<Other> {
    let configuration = |_: &Path, address: SocketAddr| {
        format!(
            "[Global]\nName = irc.test\nInfo = test\nListen = {}\nPorts = {}\nNetwork = Test\n\
             MotdPhrase = hello\n{global}[Limits]\nMaxConnectionsIP = 0\nMaxNickLength = 20\n\
             [Options]\nDNS = no\nIdent = no\nPAM = no\n",
            address.ip(),
            address.port()
        )
    };
    let arguments =
        |file: &Path| vec!["-n".to_owned(), "-f".to_owned(), file.display().to_string()];
    start(name, "ngircd", configuration, arguments)
}

/// Starts a server, if its program is there.
fn start(
    name: &str,
    program_name: &str,
    configuration: impl Fn(&Path, SocketAddr) -> String,
    arguments: impl Fn(&Path) -> Vec<String>,
) -> Option<Other> {
    let Some(program) = program(program_name) else {
        println!("{program_name} is not installed (.ci/setup does that): nothing was checked");
        return None;
    };
    let data = folder(name);
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let file = data.join("server.conf");
    std::fs::write(&file, configuration(&data, address)).unwrap();
    let log = std::fs::File::create(data.join("output")).unwrap();
    let process = Process::start(
        Command::new(program)
            .args(arguments(&file))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log),
    );
    wait_for("the server to listen", || TcpStream::connect(address).ok());
    Some(Other { address, data, _process: process })
}

fn go(server: &Other, nick: &str) -> Person {
    Person::go(&server.data.join(nick), nick, &server.address.to_string())
}

fn arrive(server: &Other, nick: &str) -> Person {
    let mut person = go(server, nick);
    person.wait("the lobby", is_in_the_lobby);
    person
}

/// Two people talk.
fn talk(mut sara: Person, mut reza: Person) {
    sara.wait_line("* reza joined");
    sara.say("سلام رضا، hello");
    sara.wait_line("sara: سلام رضا، hello");
    reza.wait_line("sara: سلام رضا، hello");
    reza.say("/me waves");
    sara.wait_line("reza: waves");
    reza.say("/msg sara alone");
    reza.wait_line("reza: alone");
    sara.wait("the direct message", |model| {
        model.conversations().iter().any(|item| item.name == "reza" && item.unread == 1)
    });
    sara.select("reza");
    sara.wait_line("reza: alone");
    sara.say("yes?");
    reza.wait_line("sara: yes?");
    reza.tell(Message::Close);
    sara.select("#lobby");
    sara.wait("reza gone", |model| {
        lines(model).iter().any(|line| line.starts_with("* reza is gone"))
    });
    sara.client.close();
}

/// A program for the system's administrator may not be on everybody's path.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}
