//! Chats from a terminal with everything of the client but its window.
//!
//!     cargo run --example talk -- PROFILE NAME HOST[:PORT]
//!
//! Each line that is typed is sent, or is a command (`/help`); what is said is printed. The end
//! of the input says goodbye.

use std::io::BufRead as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{TryRecvError, channel};
use std::thread;
use std::time::Duration;

use client_fltk::headless::Headless;
use client_fltk::l10n::for_terminal;
use client_fltk::model::{Asked, ComposerMessage, Message, Model, RowBody, RowId};

/// How long one turn lets things happen before what is typed is looked at.
const TURN: Duration = Duration::from_millis(50);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [profile, name, address] = &arguments[..] else {
        eprintln!("talk PROFILE NAME HOST[:PORT]");
        return ExitCode::from(2);
    };
    let asked =
        Asked { connect: Some(address.clone()), nick: Some(name.clone()), ..Asked::default() };
    match Headless::open(Path::new(profile), &asked) {
        Ok(client) => talk(client),
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn talk(mut client: Headless) {
    let (sender, typed) = channel();
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut printed = Printed::default();
    loop {
        client.wait(TURN, |_| false);
        printed.print(client.model());
        let can_talk = client.model().quiet_line().is_none() && client.model().member_count() > 0;
        match typed.try_recv() {
            Ok(line) => {
                let caret = line.len();
                let edited = ComposerMessage::Edited { text: line, caret };
                client.tell(Message::Composer(edited));
                client.tell(Message::Composer(ComposerMessage::Send));
            }
            Err(TryRecvError::Disconnected) if can_talk => break,
            Err(TryRecvError::Disconnected | TryRecvError::Empty) => {}
        }
    }
    client.close();
}

/// What was printed already.
#[derive(Default)]
struct Printed {
    last: Option<RowId>,
    notice: String,
}

impl Printed {
    fn print(&mut self, model: &Model) {
        let notice = model.start().notice.as_ref().or(model.notices().last());
        let notice = notice.map(|notice| notice.text.clone()).unwrap_or_default();
        if notice != self.notice {
            println!("! {}", for_terminal(&notice));
            self.notice = notice;
        }
        let rows = model.rows();
        let from = self.last.and_then(|last| rows.index_of(last)).map_or(0, |index| index + 1);
        for index in from..rows.len() {
            let line = match rows.get(index).map(|row| row.body) {
                Some(RowBody::Bubble(bubble)) => format!("<{}> {}", bubble.nick, bubble.text),
                Some(RowBody::System { text, .. }) => format!("* {text}"),
                Some(RowBody::Day { label } | RowBody::Unread { label }) => format!("-- {label}"),
                Some(RowBody::Gap { label, .. }) => format!("-- {label}"),
                Some(RowBody::Header(_)) | None => continue,
            };
            println!("{}", for_terminal(&line));
        }
        self.last = rows.len().checked_sub(1).and_then(|index| rows.id(index)).or(self.last);
    }
}
