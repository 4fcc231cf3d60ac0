//! What the server says was said, held against what people said, were shown and were promised.

use std::collections::BTreeMap;

use super::chat::{Shown, pair};
use super::person::{Pages, Person, ROOMS, Said};

/// What somebody was shown in one life of the server.
pub(crate) struct Testimony {
    nick: &'static str,
    sees_own: bool,
    live: Vec<Shown>,
    confirmed: Vec<String>,
}

impl Testimony {
    pub(crate) fn of(person: &mut Person) -> Self {
        Self {
            nick: person.nick,
            sees_own: person.sees_own(),
            live: std::mem::take(&mut person.live),
            confirmed: std::mem::take(&mut person.confirmed).into_iter().collect(),
        }
    }
}

/// All of the history, as the lives of the server told it one after another.
#[derive(Default)]
pub(crate) struct Ledger {
    history: BTreeMap<String, Vec<Shown>>,
    /// Conversation and place, by the server's id.
    by_id: BTreeMap<String, (String, usize)>,
    /// The server's id, by the sender's name.
    by_name: BTreeMap<String, String>,
    said: BTreeMap<String, Said>,
    /// What each conversation had when the last life began.
    starts: BTreeMap<String, usize>,
    /// Messages that people were shown, and that are in history as they were.
    pub(crate) showings: u64,
    /// Messages sent again that were kept already, and recognised.
    pub(crate) recognised: u64,
}

impl Ledger {
    pub(crate) fn messages(&self) -> usize {
        self.by_id.len()
    }

    /// The last message known of each conversation.
    pub(crate) fn known(&self) -> BTreeMap<String, String> {
        let last = |messages: &Vec<Shown>| messages.last().map(|last| last.id.clone());
        self.history.iter().filter_map(|(name, all)| Some((name.clone(), last(all)?))).collect()
    }

    /// Somebody has said these, or tried to.
    pub(crate) fn said(&mut self, said: &[Said]) {
        for said in said {
            let before = self.said.insert(said.name.clone(), said.clone());
            assert!(before.is_none_or(|before| before == *said), "{} is two things", said.name);
        }
    }

    /// Takes in what everybody found new in history: each the same, and nothing twice.
    pub(crate) fn learn(&mut self, found: &[Pages]) {
        let mut news = Pages::new();
        for pages in found {
            for (conversation, page) in pages {
                let first = news.entry(conversation.clone()).or_insert_with(|| page.clone());
                assert!(first == page, "{conversation} is {first:#?} to one, {page:#?} to another");
            }
        }
        for (conversation, page) in news {
            for shown in page {
                self.add(&conversation, shown);
            }
        }
    }

    fn add(&mut self, conversation: &str, shown: Shown) {
        let said = self.said.get(shown.name()).unwrap_or_else(|| panic!("who said {shown:?}?"));
        assert_eq!((&shown.text, &shown.target), (&said.text, &said.target), "{shown:?}");
        assert_eq!(shown.conversation(), conversation, "{shown:?}");
        let all = self.history.entry(conversation.to_owned()).or_default();
        assert!(all.last().is_none_or(|last| last.is_before(&shown)), "{all:#?}, {shown:#?}");
        let twice = self.by_name.insert(shown.name().to_owned(), shown.id.clone());
        assert!(twice.is_none(), "{shown:?} is also {twice:?}");
        let twice = self.by_id.insert(shown.id.clone(), (conversation.to_owned(), all.len()));
        assert!(twice.is_none(), "{shown:?} has the id of one in {twice:?}");
        all.push(shown);
    }

    /// Notes that what is shown from now on is of a new life of the server.
    pub(crate) fn begin(&mut self) {
        self.starts = self.history.iter().map(|(name, all)| (name.clone(), all.len())).collect();
    }

    /// All that somebody was shown since the life began is in history: as it was, in this order,
    /// with nothing left out in between. So is what was promised.
    pub(crate) fn check(&mut self, testimony: &Testimony) {
        let Testimony { nick, sees_own, live, confirmed } = testimony;
        let mut next = self.starts.clone();
        for (index, shown) in live.iter().enumerate() {
            let found = self.by_id.get(&shown.id);
            let (conversation, place) =
                found.unwrap_or_else(|| panic!("{nick} was shown what is lost: {shown:?}"));
            let whole = &self.history[conversation][*place];
            let is_last = index + 1 == live.len();
            let same = shown == whole || (is_last && shown.begins(whole));
            assert!(same, "{nick} was shown {shown:?}, which is {whole:?}");
            self.showings += 1;
            if *place < self.starts.get(conversation).copied().unwrap_or(0) {
                assert_eq!(shown.from, *nick, "only to its sender is shown again {shown:?}");
                self.recognised += 1;
                continue;
            }
            let next = next.entry(conversation.clone()).or_default();
            let between = &self.history[conversation][*next..*place];
            // Who is not shown its own messages has none of them.
            let own = |shown: &Shown| !sees_own && shown.from == *nick;
            assert!(
                between.iter().all(own),
                "{nick} was shown {shown:?} without or before {between:#?}"
            );
            *next = place + 1;
        }
        for name in confirmed {
            assert!(self.by_name.contains_key(name), "{nick} was told that {name} was kept");
        }
    }

    /// What plain mode was shown is in the first room's history without a gap.
    pub(crate) fn check_plain(&mut self, lines: &[String]) {
        let room = self.history.get(ROOMS[0]).map(Vec::as_slice).unwrap_or_default();
        let room = &room[self.starts.get(ROOMS[0]).copied().unwrap_or(0)..];
        let all = room
            .iter()
            .flat_map(|shown| shown.text.split('\n').map(|line| format!("{}: {line}", shown.from)));
        let Some(first) = lines.first() else { return };
        let all = all.skip_while(|line| line != first);
        let same = all.take(lines.len()).eq(lines.iter().cloned());
        assert!(same, "plain mode was shown {lines:#?}, and history has {room:#?}");
        self.showings += lines.len() as u64;
    }

    /// Everything that anybody ever said is there.
    pub(crate) fn check_complete(&self) {
        for name in self.said.keys() {
            assert!(self.by_name.contains_key(name), "{name} is lost for good");
        }
    }

    /// The same is found by whoever reads all of it anew.
    pub(crate) fn check_all(&self, found: &[Pages]) {
        for (conversation, all) in found.iter().flatten() {
            let known = self.history.get(conversation).map(Vec::as_slice).unwrap_or_default();
            assert!(all == known, "{conversation} was {known:#?}, and is {all:#?}");
        }
        assert!(self.history.contains_key(&pair("mina", "sara")), "two talked alone");
    }
}
