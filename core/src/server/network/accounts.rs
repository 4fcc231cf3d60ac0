//! Accounts: names that belong to somebody, whether or not anybody is connected.
//!
//! All accounts are in memory (their messages are not): about a kilobyte each, so that a nickname
//! is known to be somebody's without asking the disk. [`ACCOUNTS_MAX`] bounds them.
//!
//! Invariant: an account's name is a nickname, and no two are the same or look alike, except
//! among ASCII names (see [`Network::nick_is_free`](super::Network::nick_is_free)).

use std::collections::{BTreeMap, BTreeSet};

use super::super::storage::AccountRecord;
use super::markers::ReadMarkers;
use crate::wire::{Casefolded, Nickname, Skeleton, casefold, skeleton};

/// Accounts in all: a large school's, for years; about a hundred megabytes.
pub(crate) const ACCOUNTS_MAX: usize = 100_000;

/// All accounts.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    accounts: BTreeMap<u64, Account>,
    names: BTreeMap<Casefolded, u64>,
    skeletons: BTreeSet<(Skeleton, u64)>,
    /// Whose a client certificate is, by its fingerprint.
    certificates: BTreeMap<Box<str>, u64>,
}

/// One account.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) record: AccountRecord,
    pub(crate) folded: Casefolded,
    pub(crate) read_markers: ReadMarkers,
}

impl Account {
    /// Whether its owner has proved the address given, if that was asked for.
    pub(crate) fn is_verified(&self) -> bool {
        self.record.verify_code.is_none()
    }
}

impl Accounts {
    pub(crate) fn len(&self) -> usize {
        self.accounts.len()
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Account> {
        self.accounts.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut Account> {
        self.accounts.get_mut(&id)
    }

    /// The account of a name, however it is cased.
    pub(crate) fn find(&self, name: &str) -> Option<&Account> {
        self.find_folded(&casefold(name).ok()?)
    }

    pub(crate) fn find_folded(&self, folded: &Casefolded) -> Option<&Account> {
        self.names.get(folded).and_then(|id| self.accounts.get(id))
    }

    /// Whose a certificate is.
    pub(crate) fn of_certificate(&self, fingerprint: &str) -> Option<&Account> {
        self.certificates.get(fingerprint).and_then(|id| self.accounts.get(id))
    }

    /// All accounts, in the order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The accounts that have read something of a target (casefolded).
    pub(crate) fn of_readers(&self, target: &str) -> Vec<u64> {
        let readers = self.accounts.iter();
        let readers = readers.filter(|(_, account)| account.read_markers.get(target).is_some());
        readers.map(|(&id, _)| id).collect()
    }

    /// Whether a nickname is, or looks like, the name of an account other than `own`.
    pub(crate) fn reserve(&self, folded: &Casefolded, own: Option<u64>) -> bool {
        if self.names.get(folded).is_some_and(|&id| Some(id) != own) {
            return true;
        }
        let looks = skeleton(folded);
        let alike = self.skeletons.range((looks.clone(), 0)..);
        alike.take_while(|(other, _)| *other == looks).any(|&(_, id)| {
            Some(id) != own
                && !(folded.is_ascii() && self.get(id).is_some_and(|a| a.folded.is_ascii()))
        })
    }

    /// Puts an account in, in place of an earlier state of it, which is returned. False if its
    /// name is none.
    pub(crate) fn put(&mut self, mut record: AccountRecord) -> Result<Option<AccountRecord>, ()> {
        record.metadata.sort_unstable();
        let folded = Nickname::parse(&record.name, usize::MAX).map_err(|_| ())?.folded();
        let id = record.id;
        let before = self.remove(id);
        let read_markers = before.as_ref().map(|b| b.read_markers.clone()).unwrap_or_default();
        self.names.insert(folded.clone(), id);
        self.skeletons.insert((skeleton(&folded), id));
        for fingerprint in &record.certificates {
            self.certificates.insert(fingerprint.clone(), id);
        }
        self.accounts.insert(id, Account { record, folded, read_markers });
        Ok(before.map(|account| account.record))
    }

    pub(crate) fn remove(&mut self, id: u64) -> Option<Account> {
        let account = self.accounts.remove(&id)?;
        self.names.remove(&account.folded);
        self.skeletons.remove(&(skeleton(&account.folded), id));
        self.certificates.retain(|_, owner| *owner != id);
        Some(account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: u64, name: &str) -> AccountRecord {
        AccountRecord { id, name: name.into(), ..AccountRecord::default() }
    }

    #[test]
    fn names_are_reserved_with_their_likes() {
        let mut accounts = Accounts::default();
        assert_eq!(accounts.put(account(1, "mina")), Ok(None));
        let folded = |name| casefold(name).expect("a name");
        assert!(accounts.reserve(&folded("MINA"), None));
        assert!(!accounts.reserve(&folded("mina"), Some(1)));
        assert!(!accounts.reserve(&folded("m1na"), None), "ASCII is told apart");
        // Cyrillic а.
        assert!(accounts.reserve(&folded("min\u{430}"), None) || casefold("min\u{430}").is_err());
        assert!(accounts.remove(1).is_some());
        assert!(!accounts.reserve(&folded("mina"), None));
    }
}
