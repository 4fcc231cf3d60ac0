//! Somebody with a simple IRC program: it answers PING, joins rooms and shows lines. What it
//! misses is lost to it. What it does not know to be said it sends again when it is back, without
//! looking at the history first: the server has to recognise it.

use std::time::Duration;

use peyk_core::wire::{Message, Source};
use tokio::time::sleep;

use super::wire::{Lines, Next};
use super::{Ending, Order, Person, WORDS, Wire, reconnect, room_of};
use crate::dice::Dice;
use crate::plan::{Act, ROOMS};

/// After so long without a word the program asks whether the server is there.
const SILENCE_MAX: Duration = Duration::from_millis(2_500);

/// Pauses before a lost connection is tried again, in milliseconds.
const RETRY_MS: (u64, u64) = (100, 900);

/// Messages that wait for their echo; older ones are given up.
const UNSURE_MAX: usize = 20;

/// A message whose fate a program does not know.
#[derive(Debug)]
pub(super) struct Unsure {
    target: String,
    text: String,
}

/// Lines before the server says more to somebody who has not understood.
const CAPS: &str = "CAP REQ :echo-message message-tags server-time batch draft/chathistory";

pub(super) async fn live(person: &Person, dice: Dice) -> Ending {
    reconnect(person, dice, RETRY_MS, async |person, wire, _| chat(person, wire).await).await
}

/// What the program knows.
struct Program<'a> {
    person: &'a Person,
    wire: Wire,
    nick: String,
    attempts: u32,
    lines: Lines,
}

async fn chat(person: &Person, wire: Wire) -> Ending {
    let nick = person.plan.cast[person.who].name.to_owned();
    person.life.is_in.borrow_mut().clear();
    let mut program = Program { person, wire, nick, attempts: 0, lines: Lines::default() };
    program.wire.send_line(CAPS);
    let nick = program.nick.clone();
    program.wire.send_line(&format!("NICK {nick}"));
    program.wire.send_line(&format!("USER guest 0 * :{nick}"));
    program.wire.send_line("CAP END");
    let mut buffer = Vec::new();
    let mut silence = Box::pin(sleep(SILENCE_MAX));
    let mut asked = false;
    loop {
        match program.wire.next(&mut buffer, &person.orders, Some(&mut silence)).await {
            Next::Read(count) => {
                asked = false;
                silence = Box::pin(sleep(SILENCE_MAX));
                program.read(&buffer[..count]);
            }
            Next::Order(Order::Late { by_ms }) => person.life.late_ms.set(by_ms),
            Next::Order(order) if order.ends_connection() => {
                return person.end(program.wire, &order);
            }
            Next::Order(Order::Act(act)) => program.act(&act),
            Next::Order(_) => {}
            Next::Due if asked => {
                person.lost(&program.wire, "no answer");
                return Ending::Lost;
            }
            Next::Due => {
                asked = true;
                silence = Box::pin(sleep(SILENCE_MAX));
                program.wire.send_line("PING :there?");
            }
            Next::Gone(error) => {
                person.lost(&program.wire, &error.to_string());
                return Ending::Lost;
            }
        }
    }
}

impl Program<'_> {
    fn read(&mut self, bytes: &[u8]) {
        for line in self.lines.take(bytes) {
            self.see(&line);
        }
    }

    fn see(&mut self, line: &[u8]) {
        let message = Message::parse(line).expect("the server speaks IRC");
        let param = |at| message.params.get(at).unwrap_or_default();
        let who = message.source.map_or("", |source| Source::parse(source).nick);
        match message.command {
            "PING" => {
                let pong = format!("PONG :{}", param(0));
                self.wire.send_line(&pong);
            }
            "001" => {
                self.person.is_called(self.wire.conn, param(0));
                self.nick = param(0).to_owned();
                let rooms = self.person.life.rooms.borrow().clone();
                for room in rooms {
                    self.wire.send_line(&format!("JOIN {}", ROOMS[room]));
                }
            }
            "PRIVMSG" if who == self.nick => {
                self.person.life.unsure.borrow_mut().retain(|unsure| unsure.text != param(1));
            }
            // Not there any more, or not allowed to speak.
            "404" => {
                self.person.life.unsure.borrow_mut().retain(|unsure| unsure.target != param(1));
            }
            "433" => {
                self.attempts += 1;
                let name = self.person.plan.cast[self.person.who].name;
                self.wire.send_line(&format!("NICK {name}_{}", self.attempts));
            }
            "NICK" if who == self.nick => {
                self.nick = param(0).to_owned();
                self.person.is_called(self.wire.conn, param(0));
            }
            "JOIN" if who == self.nick => {
                self.person.life.is_in.borrow_mut().extend(room_of(param(0)));
                self.send_again(param(0));
            }
            "PART" if who == self.nick => self.left(param(0)),
            "KICK" if param(1) == self.nick => self.left(param(0)),
            _ => {}
        }
    }

    /// Says something new.
    fn say(&mut self, target: &str) {
        let text = self.person.next_token().text(&self.person.plan, WORDS);
        let unsure = Unsure { target: target.to_owned(), text };
        self.send(&unsure);
        let mut all = self.person.life.unsure.borrow_mut();
        all.push(unsure);
        let given_up = all.len().saturating_sub(UNSURE_MAX);
        all.drain(..given_up);
    }

    /// Sends again what may not have been said in a room.
    fn send_again(&mut self, room: &str) {
        let unsure = self.person.life.unsure.take();
        for message in unsure.iter().filter(|message| message.target == room) {
            self.send(message);
        }
        *self.person.life.unsure.borrow_mut() = unsure;
    }

    fn send(&mut self, message: &Unsure) {
        let Unsure { target, text } = message;
        let token = text.split(' ').next().unwrap_or_default();
        self.wire
            .send_line(&format!("@+peyk/send-id={token}-of-this-run PRIVMSG {target} :{text}"));
    }

    fn left(&mut self, name: &str) {
        if let Some(room) = room_of(name) {
            self.person.life.is_in.borrow_mut().remove(&room);
            self.person.life.rooms.borrow_mut().remove(&room);
        }
    }

    fn act(&mut self, act: &Act) {
        let line = match act {
            Act::Say(room) if self.person.life.is_in.borrow().contains(room) => {
                return self.say(ROOMS[*room]);
            }
            Act::Whisper(to) => {
                return self.say(&self.person.nick_of(*to));
            }
            Act::Join(room) => {
                self.person.life.rooms.borrow_mut().insert(*room);
                format!("JOIN {}", ROOMS[*room])
            }
            Act::Leave(room) => {
                self.person.life.rooms.borrow_mut().remove(room);
                format!("PART {}", ROOMS[*room])
            }
            Act::Rename => format!("NICK {}", self.person.next_nick()),
            Act::Kick { room, whom, ban } => {
                let nick = self.person.nick_of(*whom);
                if *ban {
                    self.wire.send_line(&format!("MODE {} +b {nick}!*@*", ROOMS[*room]));
                }
                format!("KICK {} {nick} :out", ROOMS[*room])
            }
            Act::Read(room) => format!("CHATHISTORY LATEST {} * 50", ROOMS[*room]),
            Act::Away => "AWAY :lunch".to_owned(),
            Act::Back => "AWAY".to_owned(),
            Act::Say(_) | Act::Unban(_) | Act::Close { .. } | Act::Crash { .. } => return,
        };
        self.wire.send_line(&line);
    }
}
