//! Somebody who asks for much and reads nothing.

use std::time::Duration;

use tokio::time::sleep;

use super::wire::Next;
use super::{Ending, Order, Person, dial};
use crate::dice::Dice;
use crate::plan::{Act, ROOMS};

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(400);

pub(super) async fn live(person: &Person, mut dice: Dice) -> Ending {
    loop {
        if let Some(mut wire) = dial(person).await {
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
                    Next::Order(Order::Late { .. } | Order::FetchAll) => {}
                    Next::Order(Order::Act(act))
                        if !matches!(act, Act::Close { .. } | Act::Crash { .. }) => {}
                    Next::Order(order) => match person.end(wire, &order) {
                        Ending::Lost(_) => break,
                        ending => return ending,
                    },
                    Next::Gone(error) => {
                        person.lost(&wire, &error.to_string());
                        break;
                    }
                    Next::Read(_) => unreachable!("it does not read"),
                }
            }
        }
        if let Some(ending) = pause(person, dice.between(100, 800)).await {
            return ending;
        }
    }
}

/// Waits, and says whether an order ends the program meanwhile.
pub(super) async fn pause(person: &Person, ms: u64) -> Option<Ending> {
    let pause = sleep(Duration::from_millis(ms));
    tokio::pin!(pause);
    loop {
        tokio::select! {
            biased;
            () = &mut pause => return None,
            order = person.orders.next() => {
                if let Some(ending) = person.while_away(&order) {
                    return Some(ending);
                }
            }
        }
    }
}
