//! Somebody who asks for much and reads nothing.

use std::time::Duration;

use tokio::time::sleep;

use super::wire::Next;
use super::{Ending, Person, Wire, reconnect};
use crate::dice::Dice;
use crate::plan::ROOMS;

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(400);

/// Pauses before a lost connection is tried again, in milliseconds.
const RETRY_MS: (u64, u64) = (100, 800);

pub(super) async fn live(person: &Person, dice: Dice) -> Ending {
    reconnect(person, dice, RETRY_MS, ask).await
}

async fn ask(person: &Person, mut wire: Wire, dice: &mut Dice) -> Ending {
    let name = person.plan.cast[person.who].name;
    wire.send_line("CAP REQ :echo-message message-tags batch draft/chathistory");
    wire.send_line(&format!("NICK {name}{}", dice.below(1000)));
    wire.send_line("USER slow 0 * :slow");
    wire.send_line("CAP END");
    for &room in person.life.rooms.borrow().iter() {
        wire.send_line(&format!("JOIN {}", ROOMS[room]));
    }
    let mut due = Box::pin(sleep(PAUSE));
    loop {
        match wire.next_unread(&person.orders, &mut due).await {
            Next::Due => {
                due = Box::pin(sleep(PAUSE));
                wire.send_line("CHATHISTORY LATEST #lobby * 100");
                wire.send_line("PING :still here");
            }
            Next::Order(order) if order.ends_connection() => return person.end(wire, &order),
            Next::Order(_) => {}
            Next::Gone(error) => {
                person.lost(&wire, &error.to_string());
                return Ending::Lost;
            }
            Next::Read(_) => unreachable!("it does not read"),
        }
    }
}
