//! Somebody with `nc`: a name, then lines.

use super::wire::Next;
use super::{Ending, Order, Person, WORDS, Wire, reconnect};
use crate::dice::Dice;
use crate::plan::Act;

/// Pauses before somebody starts `nc` again, in milliseconds.
const RETRY_MS: (u64, u64) = (200, 1_200);

/// What the server says of a name that somebody has.
const TAKEN: &str = "is taken. Write another name.";

/// Bytes in which it does so.
const ANSWER_BYTES: usize = 400;

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
    let mut buffer = Vec::new();
    // What the server answers to the name, in pieces.
    let mut answer = Vec::new();
    loop {
        match wire.next(&mut buffer, &person.orders, None).await {
            Next::Read(count) => {
                if answer.len() < ANSWER_BYTES {
                    answer.extend_from_slice(&buffer[..count]);
                }
                if String::from_utf8_lossy(&answer).contains(TAKEN) {
                    // The name is taken, perhaps by oneself from before: another one.
                    person.life.renames.set(person.life.renames.get() + 1);
                    person.lost(&wire, "the name is taken");
                    return Ending::Lost;
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
