//! What is said of messages: reactions and redactions, whichever comes first, the message or
//! what is said of it.

use std::collections::{BTreeMap, VecDeque};

use super::super::event::Change;
use super::super::ids::MsgId;
use super::{Entry, NewEntry, Reaction, Redaction, Timeline};

/// A reaction was made or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Reacted {
    /// To which message.
    pub(in super::super) msgid: MsgId,
    /// Who, by nickname.
    pub(in super::super) nick: Box<str>,
    /// Whether that is the person oneself.
    pub(in super::super) own: bool,
    /// The emoji or word.
    pub(in super::super) text: Box<str>,
    /// Whether it was taken back.
    pub(in super::super) withdrawn: bool,
    /// When, by the server's clock.
    pub(in super::super) time_ms: u64,
}

/// Reactions to a message on average, of those that have any: few have more.
const REACTED_PER_NOTE: usize = 4;

/// What is known of one message apart from itself.
#[derive(Debug, Default)]
struct Notes {
    /// The latest of each reaction of each person, by its time, in the order of the first.
    reacted: Vec<Reacted>,
    redacted: Option<Redaction>,
}

/// Notes on messages; the oldest give way, message by message.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    notes: BTreeMap<MsgId, Notes>,
    order: VecDeque<MsgId>,
    /// Reactions in all notes.
    reacted: usize,
}

impl Annotations {
    fn of(&mut self, msgid: &MsgId, notes_max: usize) -> &mut Notes {
        if !self.notes.contains_key(msgid) {
            while self.order.len() >= notes_max.max(1)
                || self.reacted >= notes_max.saturating_mul(REACTED_PER_NOTE).max(1)
            {
                let Some(oldest) = self.order.pop_front() else { break };
                let gone = self.notes.remove(&oldest).unwrap_or_default();
                self.reacted -= gone.reacted.len();
            }
            self.order.push_back(msgid.clone());
        }
        self.notes.entry(msgid.clone()).or_default()
    }

    /// Takes in what an earlier run knew of a message. When people reacted is not known any
    /// more: whatever they do now is later.
    pub(super) fn learn(&mut self, entry: &Entry, notes_max: usize) {
        let Some(msgid) = &entry.msgid else { return };
        if entry.reactions.is_empty() && entry.redacted.is_none() {
            return;
        }
        let reacted = entry.reactions.iter().flat_map(|reaction| {
            reaction.nicks.iter().map(|nick| Reacted {
                msgid: msgid.clone(),
                nick: nick.clone(),
                own: reaction.own,
                text: reaction.text.clone(),
                withdrawn: false,
                time_ms: entry.time_ms,
            })
        });
        let notes = self.of(msgid, notes_max);
        notes.reacted = reacted.collect();
        notes.redacted.clone_from(&entry.redacted);
        self.reacted += notes.reacted.len();
    }

    /// Makes an entry what is said of it.
    pub(super) fn apply_to(&self, entry: &mut Entry, reactions_max: usize) -> bool {
        let Some(notes) = entry.msgid.as_ref().and_then(|msgid| self.notes.get(msgid)) else {
            return false;
        };
        let before = (entry.reactions.clone(), entry.redacted.clone());
        entry.reactions = notes.reactions(reactions_max);
        if let Some(redaction) = &notes.redacted {
            entry.redacted = Some(redaction.clone());
            entry.text = "".into();
        }
        before != (entry.reactions.clone(), entry.redacted.clone())
    }

    pub(super) fn check(&self, notes_max: usize) {
        assert_eq!(self.notes.len(), self.order.len());
        assert!(self.notes.len() <= notes_max.max(1));
        let reacted: usize = self.notes.values().map(|notes| notes.reacted.len()).sum();
        assert_eq!(self.reacted, reacted);
    }
}

impl Notes {
    fn reactions(&self, reactions_max: usize) -> Vec<Reaction> {
        let mut found: Vec<Reaction> = Vec::new();
        for reacted in self.reacted.iter().filter(|reacted| !reacted.withdrawn).take(reactions_max)
        {
            match found.iter_mut().find(|reaction| reaction.text == reacted.text) {
                Some(reaction) => {
                    reaction.nicks.push(reacted.nick.clone());
                    reaction.own |= reacted.own;
                }
                None => found.push(Reaction {
                    text: reacted.text.clone(),
                    nicks: vec![reacted.nick.clone()],
                    own: reacted.own,
                }),
            }
        }
        found
    }
}

impl Timeline {
    /// Somebody reacted, or took a reaction back. The latest by the server's clock counts, so
    /// that it does not matter in which order they are heard of.
    pub(in super::super) fn react(&mut self, reacted: Reacted) {
        let (notes_max, reactions_max) = (self.limits.annotations_max, self.limits.reactions_max);
        let msgid = reacted.msgid.clone();
        let notes = self.annotations.of(&msgid, notes_max);
        let same = |old: &Reacted| old.nick == reacted.nick && old.text == reacted.text;
        match notes.reacted.iter().position(same) {
            Some(at) if notes.reacted[at].time_ms > reacted.time_ms => return,
            Some(at) => notes.reacted[at] = reacted,
            None if notes.reacted.len() >= reactions_max => return,
            None => {
                let later = |old: &Reacted| old.time_ms > reacted.time_ms;
                let at = notes.reacted.iter().position(later).unwrap_or(notes.reacted.len());
                notes.reacted.insert(at, reacted);
                self.annotations.reacted += 1;
            }
        }
        self.annotate(&msgid);
    }

    /// Somebody took a message back.
    pub(in super::super) fn redact(&mut self, msgid: &MsgId, redaction: Redaction) {
        let notes = self.annotations.of(msgid, self.limits.annotations_max);
        notes.redacted.get_or_insert(redaction);
        self.annotate(msgid);
    }

    fn annotate(&mut self, msgid: &MsgId) {
        let Some(index) = self.by_msgid.get(msgid).and_then(|&id| self.index_of(id)) else {
            return;
        };
        let entry = &mut self.entries[index];
        self.bytes -= entry.bytes();
        if self.annotations.apply_to(entry, self.limits.reactions_max) {
            self.changes.push(Change::Changed(entry.id));
        }
        self.bytes += entry.bytes();
    }
}

impl Timeline {
    /// Entries that are not put into the timeline, with what is said of them.
    pub(in super::super) fn loose(
        &self,
        entries: Vec<NewEntry>,
        reacted: Vec<Reacted>,
        redacted: Vec<(MsgId, Redaction)>,
    ) -> Vec<Entry> {
        let mut other = Self::new(self.limits);
        entries.into_iter().for_each(|new| {
            other.append(new);
        });
        reacted.into_iter().for_each(|reacted| other.react(reacted));
        redacted.into_iter().for_each(|(msgid, redaction)| other.redact(&msgid, redaction));
        other.entries.into()
    }
}
