//! The client at other people's servers: InspIRCd and ngIRCd as Debian has them, without TLS,
//! which is found out by trying.
//!
//! `.ci/setup` installs them. Where one cannot be had, its test says so and checks nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use client_fltk::model::{Message, Screen};
use support::{Person, Process, folder, lines, place, wait_for};

#[test]
fn people_talk_at_inspircd() {
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
             <connect name=\"main\" allow=\"*\" resolvehostnames=\"no\" useident=\"no\">\n\
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
    talk_at("inspircd", configuration, arguments);
}

#[test]
fn people_talk_at_ngircd() {
    let configuration = |_: &Path, address: SocketAddr| {
        format!(
            "[Global]\nName = irc.test\nInfo = test\nListen = {}\nPorts = {}\nNetwork = Test\n\
             MotdPhrase = hello\n[Limits]\nMaxConnectionsIP = 0\nMaxNickLength = 20\n\
             [Options]\nDNS = no\nIdent = no\nPAM = no\n",
            address.ip(),
            address.port()
        )
    };
    let arguments =
        |file: &Path| vec!["-n".to_owned(), "-f".to_owned(), file.display().to_string()];
    talk_at("ngircd", configuration, arguments);
}

/// Starts a server and has two people talk there.
fn talk_at(
    name: &str,
    configuration: impl Fn(&Path, SocketAddr) -> String,
    arguments: impl Fn(&Path) -> Vec<String>,
) {
    let Some(program) = program(name) else {
        println!("{name} is not installed (.ci/setup does that): nothing was checked");
        return;
    };
    let data = folder(name);
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let file = data.join("server.conf");
    std::fs::write(&file, configuration(&data, address)).unwrap();
    let log = std::fs::File::create(data.join("output")).unwrap();
    let _process = Process::start(
        Command::new(program)
            .args(arguments(&file))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log),
    );
    wait_for("the server to listen", || TcpStream::connect(address).ok());

    let arrive = |nick: &str| {
        let mut person = Person::go(&data.join(nick), nick, &address.to_string());
        person.wait("the lobby", |model| {
            model.screen() == Screen::Main && place(model) == "#lobby" && model.member_count() > 0
        });
        person
    };
    let mut sara = arrive("sara");
    let mut reza = arrive("reza");
    sara.wait_line("* reza joined");
    sara.say("سلام رضا، hello");
    sara.wait_line("sara: سلام رضا، hello");
    reza.wait_line("sara: سلام رضا، hello");
    reza.say("/me waves");
    sara.wait_line("reza: waves");
    reza.say("/msg sara alone");
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
