//! Somebody who says more than anybody may.

use std::time::Duration;

use tokio::time::sleep;

use super::wire::Next;
use super::{Ending, Order, Person, WORDS, dial, pause};
use crate::dice::Dice;
use crate::plan::{Act, ROOMS};

/// Between two bursts.
const PAUSE: Duration = Duration::from_millis(150);

/// Lines of a burst.
const BURST_LINES: u32 = 12;

pub(super) async fn live(person: &Person, mut dice: Dice) -> Ending {
    loop {
        if let Some(mut wire) = dial(person).await {
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
                    Next::Read(_) | Next::Order(Order::Late { .. } | Order::FetchAll) => {}
                    Next::Order(Order::Act(act))
                        if !matches!(act, Act::Close { .. } | Act::Crash { .. }) => {}
                    Next::Order(order) => match person.end(wire, &order) {
                        Ending::Lost => break,
                        ending => return ending,
                    },
                    Next::Gone(error) => {
                        person.lost(&wire, &error.to_string());
                        break;
                    }
                }
            }
        }
        if let Some(ending) = pause(person, dice.between(100, 800)).await {
            return ending;
        }
    }
}
