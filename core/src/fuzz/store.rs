//! A store in memory, the plainest that answers right: for tests, fuzzers and simulations, and
//! to compare the real one with.

use std::collections::BTreeMap;

use crate::server::storage::{
    Conversation, Filter, Kept, KeptTarget, Kind, Page, Query, Record, Span, StoredMessage,
};
use crate::wire::casefold;

/// Everything that was kept, in the order in which it was.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    messages: BTreeMap<u64, StoredMessage>,
    kept: Kept,
}

impl MemoryStore {
    /// Keeps records.
    pub fn append(&mut self, records: &[Record]) {
        records.iter().for_each(|record| self.keep(record));
    }

    fn keep(&mut self, record: &Record) {
        match record {
            Record::Message(message) => {
                self.kept.last_id = self.kept.last_id.max(message.id);
                if let Some(send_id) = &message.send_id {
                    self.kept.send_ids.push((send_id.clone(), message.id));
                }
                let before = self.messages.insert(message.id, (**message).clone());
                assert_eq!(before, None, "an id is given once");
            }
            Record::Redacted { conversation, id } => {
                let message = self.messages.remove(id);
                let there = message.is_some_and(|message| message.conversation == *conversation);
                assert!(there, "what is redacted is there");
            }
            Record::Account(account) => {
                self.kept.accounts.retain(|known| known.id != account.id);
                self.kept.accounts.push((**account).clone());
            }
            Record::AccountGone { id } => {
                self.kept.accounts.retain(|known| known.id != *id);
                self.kept.read_markers.retain(|(account, ..)| account != id);
            }
            Record::Channel(channel) => {
                self.kept.channels.retain(|known| known.id != channel.id);
                self.kept.channels.push((**channel).clone());
            }
            Record::ChannelGone { id } => self.kept.channels.retain(|known| known.id != *id),
            Record::ReadMarker { account, target, read_ms } => {
                let markers = &mut self.kept.read_markers;
                markers.retain(|(id, name, _)| (id, name) != (account, target));
                if *read_ms != 0 {
                    markers.push((*account, target.clone(), *read_ms));
                }
            }
            Record::Forgotten { conversation } => {
                self.messages.retain(|_, message| message.conversation != *conversation);
            }
        }
    }

    /// What a server that starts now is given.
    #[must_use]
    pub fn kept(&self) -> Kept {
        self.kept.clone()
    }

    /// All messages and events, oldest first.
    pub fn messages(&self) -> impl Iterator<Item = &StoredMessage> {
        self.messages.values()
    }

    /// Answers a question.
    #[must_use]
    pub fn read(&self, query: &Query) -> Page {
        match query {
            Query::Messages { conversation, span, filter, limit } => {
                Page::Messages(self.page(*conversation, *span, *filter, *limit as usize))
            }
            Query::Targets { rooms, party, after, before, ascending, limit } => {
                let span = (*after, *before);
                Page::Targets(self.targets(rooms, *party, span, (*ascending, *limit as usize)))
            }
            Query::Correspondent { party, nick } => {
                let all = self.targets(&[], *party, (0, u64::MAX), (false, usize::MAX));
                let named = |target: &KeptTarget| {
                    casefold(&target.nick).is_ok_and(|folded| *folded == **nick)
                };
                Page::Targets(all.into_iter().find(named).into_iter().collect())
            }
            Query::Search { rooms, party, direct, text, from, after, before, ascending, limit } => {
                let readable = |message: &StoredMessage| {
                    let at = message.conversation;
                    let room = rooms.iter().find(|(room, _)| Conversation::room(*room) == at);
                    room.is_some_and(|(_, since)| message.id >= *since)
                        || *direct == Some(at)
                        || party.is_some_and(|party| is_direct_of(at, party))
                };
                let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
                let said = |message: &StoredMessage| {
                    let said = message.text.to_lowercase();
                    words.iter().all(|word| said.contains(word))
                };
                let by = |message: &StoredMessage| {
                    let nick = message.source.split('!').next().unwrap_or_default();
                    let folded = casefold(nick).ok();
                    from.is_none() || from.as_deref() == folded.as_deref()
                };
                let found = self.messages.values().filter(|message| {
                    let within = *after < message.id && message.id < *before;
                    message.kind.is_said()
                        && message.least == 0
                        && within
                        && readable(message)
                        && said(message)
                        && by(message)
                });
                let limit = *limit as usize;
                if *ascending {
                    return Page::Messages(found.take(limit).cloned().collect());
                }
                Page::Messages(last(found.cloned().collect(), limit))
            }
            Query::Message { conversation, id } => {
                let found = self.messages.get(id);
                let found = found.filter(|message| message.conversation == *conversation);
                Page::Messages(found.cloned().into_iter().collect())
            }
        }
    }

    fn page(
        &self,
        conversation: Conversation,
        span: Span,
        filter: Filter,
        limit: usize,
    ) -> Vec<StoredMessage> {
        let visible = self.messages.values().filter(|message| {
            let wanted = message.kind.is_said()
                || message.kind == Kind::Tagmsg && filter.tags
                || message.kind > Kind::Tagmsg && filter.events;
            message.conversation == conversation
                && message.id >= filter.since
                && wanted
                && (message.least == 0 || message.least & filter.ranks != 0)
        });
        let visible: Vec<_> = visible.cloned().collect();
        let between = |low: u64, high: u64| {
            visible.iter().filter(move |message| low < message.id && message.id < high).cloned()
        };
        match span {
            Span::Latest { after } => last(between(after, u64::MAX).collect(), limit),
            Span::Before(id) => last(between(0, id).collect(), limit),
            Span::After(id) => between(id, u64::MAX).take(limit).collect(),
            Span::Around(id) => {
                let before = last(between(0, id).collect(), limit / 2);
                let rest = limit - before.len();
                let after = visible.iter().filter(|message| message.id >= id).take(rest).cloned();
                before.iter().cloned().chain(after).collect()
            }
            Span::Between(from, to) if from <= to => between(from, to).take(limit).collect(),
            Span::Between(from, to) => last(between(to, from).collect(), limit),
        }
    }

    fn targets(
        &self,
        rooms: &[(u64, u64)],
        party: u64,
        (after, before): (u64, u64),
        (ascending, limit): (bool, usize),
    ) -> Vec<KeptTarget> {
        let mut latest: BTreeMap<Conversation, (u64, Box<str>)> = BTreeMap::new();
        for message in self.messages.values() {
            let at = message.conversation;
            let room = rooms.iter().any(|(room, _)| Conversation::room(*room) == at);
            if !room && !is_direct_of(at, party) || message.kind > Kind::Tagmsg {
                continue;
            }
            let sender = message.source.split('!').next().unwrap_or_default();
            let nick = match at.second {
                0 => "",
                _ if message.party == party => &*message.target,
                _ => sender,
            };
            latest.insert(at, (message.id, nick.into()));
        }
        let mut found: Vec<_> = latest
            .into_iter()
            .filter(|(_, (id, _))| after < *id && *id < before)
            .map(|(conversation, (latest, nick))| KeptTarget { conversation, nick, latest })
            .collect();
        found.sort_by_key(|target| target.latest);
        if !ascending {
            found.reverse();
        }
        found.truncate(limit);
        found
    }
}

fn is_direct_of(conversation: Conversation, party: u64) -> bool {
    conversation.second != 0 && (conversation.first == party || conversation.second == party)
}

fn last(messages: Vec<StoredMessage>, limit: usize) -> Vec<StoredMessage> {
    let start = messages.len().saturating_sub(limit);
    messages[start..].to_vec()
}
