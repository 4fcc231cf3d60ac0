//! Up to when somebody has read what (IRCv3 read-marker): of those with an account for all their
//! devices, of others for as long as they are here.

use std::collections::BTreeMap;

use super::command::{Effect, Observe, Refusal, Stamp};
use super::{Network, UserId};

/// Targets of one account or user; the one read longest ago gives way.
pub(crate) const READ_MARKERS_MAX: usize = 512;

/// The targets (casefolded), each with a time in milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadMarkers(BTreeMap<Box<str>, u64>);

impl ReadMarkers {
    pub(crate) fn get(&self, target: &str) -> Option<u64> {
        self.0.get(target).copied()
    }

    /// Puts a marker where it was before; none for nowhere.
    pub(crate) fn put(&mut self, target: &str, read_ms: Option<u64>) {
        match read_ms {
            Some(read_ms) => self.0.insert(target.into(), read_ms),
            None => self.0.remove(target),
        };
    }

    /// Notes up to when a target was read: never back. False if that is no news.
    pub(crate) fn mark(&mut self, target: &str, read_ms: u64) -> bool {
        let news = read_ms > self.get(target).unwrap_or_default();
        if news {
            self.put(target, Some(read_ms));
        }
        news
    }

    /// Has what was read of one target be read of another.
    fn rename(&mut self, old: &str, new: &str) {
        if let Some(read_ms) = self.0.remove(old) {
            self.mark(new, read_ms);
        }
    }

    /// The target that gives way to another, if there are too many.
    pub(crate) fn surplus(&self, other: &str) -> Option<Box<str>> {
        let others = self.0.iter().filter(|(target, _)| ***target != *other);
        let oldest = others.min_by_key(|(_, read_ms)| **read_ms).map(|(target, _)| target.clone());
        oldest.filter(|_| self.0.len() > READ_MARKERS_MAX)
    }
}

impl Network {
    /// What a user has read, on all devices.
    pub(crate) fn read_markers(&self, user: UserId) -> &ReadMarkers {
        let entry = self.user(user);
        let account = entry.account.as_ref().and_then(|_| self.accounts.get(entry.party));
        account.map_or(&entry.read_markers, |account| &account.read_markers)
    }

    /// A user has read a target, given casefolded and as it is shown, up to a time.
    ///
    /// # Errors
    ///
    /// [`Refusal::Nothing`] if the user has read further already.
    pub(super) fn mark_read(
        &mut self,
        stamp: Stamp,
        user: UserId,
        (target, shown): (&str, &str),
        read_ms: u64,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        // Nobody has read what is not said yet.
        let read_ms = read_ms.min(stamp.unix_ms);
        let entry = self.users.at_mut(user.0);
        let party = entry.account.as_ref().map(|_| entry.party);
        let account = party.and_then(|id| self.accounts.get_mut(id));
        let kept = party.filter(|_| account.is_some());
        let markers = account.map_or(&mut entry.read_markers, |found| &mut found.read_markers);
        let before = markers.get(target);
        if !markers.mark(target, read_ms) {
            return Err(Refusal::Nothing);
        }
        let mut changed = vec![(target, before, Some(read_ms))];
        let surplus = markers.surplus(target);
        if let Some(surplus) = &surplus {
            changed.push((surplus, markers.get(surplus), None));
            markers.put(surplus, None);
        }
        if let Some(account) = kept {
            for (target, before, read_ms) in changed {
                let effect = Effect::MarkerMoved { account, target, before, read_ms };
                see.effect(self, stamp, &effect);
            }
        }
        see.effect(self, stamp, &Effect::Read { user, target: shown, read_ms });
        Ok(())
    }
}

impl Network {
    /// What was read of a target is read of it under its new name (both casefolded).
    pub(super) fn move_markers(
        &mut self,
        stamp: Stamp,
        (old, new): (&str, &str),
        see: &mut dyn Observe,
    ) {
        for user in self.users.values_mut() {
            user.read_markers.rename(old, new);
        }
        for account in self.accounts.of_readers(old) {
            let Some(found) = self.accounts.get_mut(account) else { continue };
            let before = [old, new].map(|target| (target, found.read_markers.get(target)));
            found.read_markers.rename(old, new);
            let after = [old, new].map(|target| found.read_markers.get(target));
            for ((target, before), read_ms) in before.into_iter().zip(after) {
                if before != read_ms {
                    let effect = Effect::MarkerMoved { account, target, before, read_ms };
                    see.effect(self, stamp, &effect);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_go_with_a_name_and_never_back() {
        let mut markers = ReadMarkers::default();
        markers.mark("#a", 5);
        markers.rename("#a", "#b");
        assert_eq!((markers.get("#a"), markers.get("#b")), (None, Some(5)));
        markers.mark("#c", 3);
        markers.rename("#c", "#b");
        markers.rename("#d", "#b");
        assert_eq!((markers.get("#c"), markers.get("#b")), (None, Some(5)));
    }

    #[test]
    fn markers_go_forward_and_are_bounded() {
        let mut markers = ReadMarkers::default();
        assert!(!markers.mark("#a", 0), "nothing was ever said then");
        assert!(markers.mark("#a", 5));
        assert!(!markers.mark("#a", 5));
        assert!(!markers.mark("#a", 4));
        for room in 1..READ_MARKERS_MAX {
            assert_eq!(markers.surplus("#a"), None);
            markers.mark(&format!("#{room}"), 10);
        }
        assert_eq!(markers.surplus("#512"), None);
        markers.mark("#512", 3);
        assert_eq!(markers.surplus("#512").as_deref(), Some("#a"), "the oldest of the others");
    }
}
