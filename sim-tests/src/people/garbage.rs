//! Somebody who sends bytes that are nothing: no line, no text, no protocol, or almost one.

use std::time::Duration;

use tokio::time::sleep;

use super::wire::Next;
use super::{Ending, Person, Wire, reconnect};
use crate::dice::Dice;

/// Between two pieces of garbage, at the most.
const PAUSE_MAX_MS: u64 = 300;

/// Pauses before a lost connection is tried again, in milliseconds.
const RETRY_MS: (u64, u64) = (50, 500);

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

pub(super) async fn live(person: &Person, dice: Dice) -> Ending {
    reconnect(person, dice, RETRY_MS, babble).await
}

async fn babble(person: &Person, mut wire: Wire, dice: &mut Dice) -> Ending {
    let mut buffer = Vec::new();
    let mut due = Box::pin(sleep(Duration::from_millis(1)));
    let mut left = dice.between(1, 20);
    loop {
        match wire.next(&mut buffer, &person.orders, Some(&mut due)).await {
            Next::Due if left == 0 => {
                person.lost(&wire, "enough");
                return Ending::Lost;
            }
            Next::Due => {
                left -= 1;
                due = Box::pin(sleep(Duration::from_millis(dice.below(PAUSE_MAX_MS))));
                let garbage = garbage(dice);
                wire.send(&garbage);
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
