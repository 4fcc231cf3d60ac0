//! Somebody who sends bytes that are nothing: no line, no text, no protocol, or almost one.

use std::time::Duration;

use tokio::time::sleep;

use super::wire::Next;
use super::{Ending, Order, Person, dial, pause};
use crate::dice::Dice;
use crate::plan::Act;

/// Between two pieces of garbage, at the most.
const PAUSE_MAX_MS: u64 = 300;

/// What is nearly something.
const NEARLY: [&[u8]; 16] = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"NICK noise\r\nUSER a a a :a\r\n",
    b"NICK \xff\xfe\r\n",
    b"CAP LS 302\r\nCAP REQ :nothing -echo-message\r\n",
    b"JOIN #lobby,,#,0,#\x07x\r\n",
    b"PRIVMSG #lobby :\x01ACTION \x00\x01\r\n",
    b"@a=b;c=\\;;;=;+peyk/send-id=;= PRIVMSG\r\n",
    b"CHATHISTORY BETWEEN #lobby timestamp=x msgid=y -1\r\n",
    b"MODE #lobby +bbbbbb-ooo+kl a b c d e f g h i j k l m n o p\r\n",
    b"BATCH +1 draft/multiline #lobby\r\n@batch=1 PRIVMSG #lobby :a\r\n",
    b"AUTHENTICATE SCRAM-SHA-256\r\nAUTHENTICATE ====\r\n",
    b"\r\n\r\n\n\n\r\r",
    b": : :\r\n@\r\n",
    b"KICK #lobby mina :no\r\nPART 0\r\nNICK noise7\r\nQUIT",
    b"PING",
];

pub(super) async fn live(person: &Person, mut dice: Dice) -> Ending {
    loop {
        if let Some(mut wire) = dial(person).await {
            let mut buffer = Vec::new();
            let mut due = Box::pin(sleep(Duration::from_millis(1)));
            let mut left = dice.between(1, 20);
            loop {
                match wire.next(&mut buffer, &person.orders, Some(&mut due)).await {
                    Next::Due if left == 0 => {
                        person.lost(&wire, "enough");
                        break;
                    }
                    Next::Due => {
                        left -= 1;
                        due = Box::pin(sleep(Duration::from_millis(dice.below(PAUSE_MAX_MS))));
                        let garbage = garbage(&mut dice);
                        wire.send(&garbage);
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
        if let Some(ending) = pause(person, dice.between(50, 500)).await {
            return ending;
        }
    }
}

fn garbage(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = match dice.below(4) {
        0 => (0..dice.between(1, 200)).map(|_| dice.throw().to_le_bytes()[0]).collect(),
        1 => vec![b'x'; usize::try_from(dice.between(1, 9_000)).expect("not many")],
        _ => dice.pick(&NEARLY).to_vec(),
    };
    if dice.chance(20) {
        let at = dice.index(bytes.len());
        bytes[at] = dice.throw().to_le_bytes()[0];
    }
    if dice.chance(70) {
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}
