//! A wiretap: notes what arrives on a connection, whoever reads it there. It believes no
//! engine: what the oracles say of a connection is what its bytes said.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use peyk_core::wire::{Message, Source};

use crate::oracle::Roster;
use crate::people::Lines;
use crate::record::{Conn, Heard, Record, What};

/// What is spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speech {
    /// IRC, and nothing else.
    Irc,
    /// Plain mode.
    Plain,
    /// Whatever comes of garbage.
    Any,
}

/// One connection's.
pub(crate) struct Tap {
    conn: Conn,
    record: Record,
    lines: Lines,
    /// Open batches of history, and whose.
    pages: BTreeMap<Box<str>, Box<str>>,
    speech: Speech,
    /// Who is where, as it was told.
    roster: Rc<RefCell<Roster>>,
}

impl Tap {
    pub(crate) fn new(conn: Conn, record: &Record, speech: Speech) -> Self {
        let (lines, pages, roster) = (Lines::default(), BTreeMap::new(), Rc::default());
        Self { conn, record: record.clone(), lines, pages, speech, roster }
    }

    /// Who is where, as the connection is told from now on.
    pub(crate) fn roster(&self) -> Rc<RefCell<Roster>> {
        Rc::clone(&self.roster)
    }

    /// Notes what bytes say.
    pub(crate) fn received(&mut self, bytes: &[u8]) {
        for line in self.lines.take(bytes) {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &[u8]) {
        let heard = if self.speech == Speech::Plain {
            let text = String::from_utf8_lossy(line).into();
            Some(Heard::Plain { text })
        } else {
            self.heard(line)
        };
        if let Some(heard) = heard {
            // What it contradicts is found by the oracle.
            let _ = self.roster.borrow_mut().hear(&heard);
            self.record.note(What::Heard { conn: self.conn, heard });
        }
    }

    fn heard(&mut self, line: &[u8]) -> Option<Heard> {
        // Who sends garbage may be answered as a browser is.
        let Ok(message) = Message::parse(line) else {
            assert!(self.speech == Speech::Any, "that is not IRC: {line:?}");
            return None;
        };
        let param = |at| -> Box<str> { message.params.get(at).unwrap_or_default().into() };
        let nick = || -> Box<str> {
            message.source.map_or("", |source| Source::parse(source).nick).into()
        };
        let batch = message.tags.get("batch");
        let page = batch.as_deref().and_then(|batch| self.pages.get(batch)).cloned();
        match message.command {
            "PRIVMSG" | "NOTICE" if message.source.is_some_and(|source| source.contains('!')) => {
                let id = message.tags.get("msgid").and_then(|id| parse_id(&id));
                let (target, text) = (param(0), param(1));
                return Some(Heard::Message { id, nick: nick(), target, text, page });
            }
            // What happened once is played again.
            _ if page.is_some() => {}
            "JOIN" => return Some(Heard::Join { nick: nick(), room: param(0) }),
            "PART" => return Some(Heard::Leave { nick: nick(), room: param(0) }),
            "KICK" => return Some(Heard::Leave { nick: param(1), room: param(0) }),
            "QUIT" => return Some(Heard::Quit { nick: nick() }),
            "NICK" => return Some(Heard::Nick { old: nick(), new: param(0) }),
            "001" => return Some(Heard::Welcome { nick: param(0) }),
            "353" => {
                let nicks = message.params.get(3).unwrap_or_default().split(' ');
                let nicks = nicks.map(|nick| nick.trim_start_matches(['~', '&', '@', '%', '+']));
                let nicks = nicks.map(|nick| nick.split('!').next().unwrap_or_default());
                let nicks = nicks.filter(|nick| !nick.is_empty()).map(Into::into).collect();
                return Some(Heard::Names { room: param(2), nicks });
            }
            "366" => return Some(Heard::NamesEnd { room: param(1) }),
            "ERROR" => return Some(Heard::Closing { why: param(0) }),
            "BATCH" => return self.batch(&param(0), &param(1), param(2)),
            _ => {}
        }
        let line = || String::from_utf8_lossy(line).into();
        self.record.is_in_full().then(|| Heard::Other { line: line() })
    }

    fn batch(&mut self, reference: &str, kind: &str, target: Box<str>) -> Option<Heard> {
        if let Some(ended) = reference.strip_prefix('-') {
            self.pages.remove(ended);
            return None;
        }
        let begun = reference.strip_prefix('+').filter(|_| kind == "chathistory")?;
        self.pages.insert(begun.into(), target.clone());
        Some(Heard::Page { target })
    }
}

/// The number in a `msgid`: thirteen digits of five bits.
fn parse_id(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 32).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_noted_however_they_arrive() {
        let record = Record::new(false);
        let mut tap = Tap::new(7, &record, Speech::Irc);
        let said = b"BATCH +1 chathistory #a\r\n@batch=1;msgid=0000000000011 :m!m@h PRIVMSG #a :hi";
        tap.received(&said[..30]);
        tap.received(&said[30..]);
        tap.received(b"\r\n@batch=1 :m!m@h JOIN #a\r\nBATCH -1\r\n:o!o@h JOIN #a\r\n");
        let facts: Vec<_> = record.take().into_iter().map(|fact| fact.what).collect();
        let heard = |heard| What::Heard { conn: 7, heard };
        let message = Heard::Message {
            id: Some(33),
            nick: "m".into(),
            target: "#a".into(),
            text: "hi".into(),
            page: Some("#a".into()),
        };
        let joined = Heard::Join { nick: "o".into(), room: "#a".into() };
        let page = Heard::Page { target: "#a".into() };
        assert_eq!(facts, [heard(page), heard(message), heard(joined)]);
    }
}
