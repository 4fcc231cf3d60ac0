//! A cache with a bound, for what is dear to make and cheap to make again.

use std::{collections::HashMap, hash::Hash};

/// What was made lately, by key. Holds at most its limit; past that, the half that has not been
/// asked for the longest goes.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    entries: HashMap<K, (u64, V)>,
    asked: u64,
    entries_max: usize,
}

impl<K: Clone + Eq + Hash, V> Cache<K, V> {
    /// An empty cache of at most `entries_max`.
    pub(crate) fn new(entries_max: usize) -> Self {
        assert!(entries_max > 1, "a cache of nothing keeps nothing");
        Self { entries: HashMap::new(), asked: 0, entries_max }
    }

    /// What is kept under `key`, made now if it is not there.
    pub(crate) fn or_make(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        self.asked += 1;
        if self.entries.len() >= self.entries_max && !self.entries.contains_key(&key) {
            self.drop_older_half();
        }
        let entry = self.entries.entry(key).or_insert_with(|| (0, make()));
        entry.0 = self.asked;
        &mut entry.1
    }

    /// What is kept under `key`.
    pub(crate) fn peek(&self, key: &K) -> Option<&V> {
        self.entries.get(key).map(|(_, value)| value)
    }

    /// Drops what is kept under `key`, because it is no longer so.
    pub(crate) fn forget(&mut self, key: &K) {
        self.entries.remove(key);
    }

    /// Drops everything.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    fn drop_older_half(&mut self) {
        let mut ages: Vec<u64> = self.entries.values().map(|(asked, _)| *asked).collect();
        let middle = ages.len() / 2;
        let (_, &mut median, _) = ages.select_nth_unstable(middle);
        self.entries.retain(|_, (asked, _)| *asked > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_asked_for_and_stays_within_its_bound() {
        let mut cache = Cache::new(4);
        for key in 0..100 {
            assert_eq!(*cache.or_make(key, || key * 2), key * 2);
            cache.or_make(0, || unreachable!("it is asked for all the time, so never dropped"));
            assert!(cache.entries.len() <= 4);
        }
        assert_eq!((cache.peek(&0), cache.peek(&1)), (Some(&0), None));
        cache.forget(&0);
        assert_eq!(cache.peek(&0), None);
        cache.clear();
        assert!(cache.entries.is_empty());
    }
}
