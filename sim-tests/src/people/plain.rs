//! Somebody with `nc`: a name, then lines.

use super::wire::{Lines, Next};
use super::{Ending, Order, Person, WORDS, Wire, reconnect};
use crate::dice::Dice;
use crate::plan::Act;

/// Pauses before somebody starts `nc` again, in milliseconds.
const RETRY_MS: (u64, u64) = (200, 1_200);

/// What the server says of a name that somebody has.
const TAKEN: &str = "is taken. Write another name.";

/// What it says to who may not come in.
const CLOSED: &str = "The room is closed to you.";

/// What it says to who speaks after they were made to leave.
const OUT: &str = "You are not in the room any more.";

pub(super) async fn live(person: &Person, dice: Dice) -> Ending {
    reconnect(person, dice, RETRY_MS, async |person, wire, _| chat(person, wire).await).await
}

async fn chat(person: &Person, mut wire: Wire) -> Ending {
    let nick = if person.life.renames.get() == 0 {
        person.plan.cast[person.who].name.to_owned()
    } else {
        format!("{}_{}", person.plan.cast[person.who].name, person.life.renames.get())
    };
    wire.send_line(&nick);
    person.is_called(wire.conn, &nick);
    let kicked = format!("[{nick}] left the chat");
    let mut buffer = Vec::new();
    let mut lines = Lines::default();
    loop {
        match wire.next(&mut buffer, &person.orders, None).await {
            Next::Read(count) => {
                for line in lines.take(&buffer[..count]) {
                    let line = String::from_utf8_lossy(&line);
                    if line.contains(TAKEN) {
                        // Perhaps by oneself from before: another one.
                        person.life.renames.set(person.life.renames.get() + 1);
                        person.lost(&wire, "the name is taken");
                        return Ending::Lost;
                    }
                    if line.contains(CLOSED) {
                        person.lost(&wire, "banned");
                        return Ending::Left;
                    }
                    if line.contains(OUT) || *line == kicked {
                        person.lost(&wire, "kicked");
                        return Ending::Lost;
                    }
                }
            }
            Next::Order(Order::Act(Act::Say(_))) => {
                let text = person.next_token().text(&person.plan, WORDS);
                wire.send_line(&text);
            }
            Next::Order(Order::Act(Act::Close { ms })) => {
                wire.send_line("exit");
                person.lost(&wire, "exit");
                wire.close().await;
                return Ending::Down { ms };
            }
            Next::Order(Order::Late { by_ms }) => person.life.late_ms.set(by_ms),
            Next::Order(order) if order.ends_connection() => return person.end(wire, &order),
            Next::Order(_) => {}
            Next::Due => unreachable!("nothing is due"),
            Next::Gone(error) => {
                person.lost(&wire, &error.to_string());
                return Ending::Lost;
            }
        }
    }
}
