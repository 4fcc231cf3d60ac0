//! Somebody who says more than anybody may.

use std::time::Duration;

use tokio::time::sleep;

use super::wire::Next;
use super::{Ending, Person, WORDS, Wire, reconnect};
use crate::dice::Dice;
use crate::plan::ROOMS;

/// Between two bursts.
const PAUSE: Duration = Duration::from_millis(150);

/// Lines of a burst.
const BURST_LINES: u32 = 12;

/// Pauses before a lost connection is tried again, in milliseconds.
const RETRY_MS: (u64, u64) = (100, 800);

pub(super) async fn live(person: &Person, dice: Dice) -> Ending {
    reconnect(person, dice, RETRY_MS, flood).await
}

async fn flood(person: &Person, mut wire: Wire, dice: &mut Dice) -> Ending {
    let name = person.plan.cast[person.who].name;
    wire.send_line(&format!("NICK {name}{}", dice.below(1000)));
    wire.send_line("USER flood 0 * :flood");
    for &room in person.life.rooms.borrow().iter() {
        wire.send_line(&format!("JOIN {}", ROOMS[room]));
    }
    let mut buffer = Vec::new();
    let mut due = Box::pin(sleep(PAUSE));
    loop {
        match wire.next(&mut buffer, &person.orders, Some(&mut due)).await {
            Next::Due => {
                due = Box::pin(sleep(PAUSE));
                for _ in 0..BURST_LINES {
                    let text = person.next_token().text(&person.plan, WORDS);
                    wire.send_line(&format!("PRIVMSG #lobby :{text} {WORDS} {WORDS}"));
                }
            }
            Next::Order(order) if order.ends_connection() => return person.end(wire, &order),
            Next::Read(_) | Next::Order(_) => {}
            Next::Gone(error) => {
                person.lost(&wire, &error.to_string());
                return Ending::Lost;
            }
        }
    }
}
