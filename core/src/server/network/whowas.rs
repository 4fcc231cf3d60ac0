//! Who was here: the latest users to leave or to change their nickname, for WHOWAS.

use std::collections::VecDeque;

use super::User;
use crate::wire::Casefolded;

/// The latest departures, newest first.
#[derive(Debug, Default)]
pub(crate) struct Whowas {
    entries: VecDeque<WhowasEntry>,
}

/// One nickname as it was.
#[derive(Clone, Debug)]
pub(crate) struct WhowasEntry {
    folded: Casefolded,
    pub(crate) nick: Box<str>,
    pub(crate) username: Box<str>,
    pub(crate) hostname: Box<str>,
    pub(crate) realname: Box<str>,
    pub(crate) account: Option<Box<str>>,
    pub(crate) left_ms: u64,
}

impl Whowas {
    pub(super) fn remember(&mut self, user: &User, left_ms: u64, entries_max: usize) {
        self.entries.push_front(WhowasEntry {
            folded: user.folded.clone(),
            nick: (*user.nick).into(),
            username: user.username.clone(),
            hostname: user.hostname.clone(),
            realname: user.realname.clone(),
            account: user.account.clone(),
            left_ms,
        });
        self.trim(entries_max);
    }

    pub(super) fn trim(&mut self, entries_max: usize) {
        self.entries.truncate(entries_max);
    }

    /// The entries of a nickname, newest first.
    pub(crate) fn of<'a>(
        &'a self,
        folded: &'a Casefolded,
    ) -> impl Iterator<Item = &'a WhowasEntry> {
        self.entries.iter().filter(move |entry| entry.folded == *folded)
    }
}
