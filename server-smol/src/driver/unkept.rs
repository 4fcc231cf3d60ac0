//! Records of what has happened although it could not be kept: somebody joined or left, a room was
//! made. They wait for the next batch, so that a room that people talk in once the disk is well
//! again has a record that says whose messages these are.

use peyk_core::server::storage::Record;

/// Events (somebody joined, left) that are remembered: the last hour of a busy server. What else
/// waits is the latest record of each account and channel, of which the core has a limited number.
const EVENTS_MAX: usize = 4_096;

/// What waits to be kept, oldest first.
#[derive(Debug, Default)]
pub(super) struct Unkept {
    records: Vec<Record>,
    events: usize,
}

impl Unkept {
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Has a record wait. A newer one of the same thing takes its place.
    pub(super) fn add(&mut self, record: Record) {
        if matches!(record, Record::Message(_)) {
            if self.events < EVENTS_MAX {
                self.events += 1;
            } else {
                let is_event = |record: &Record| matches!(record, Record::Message(_));
                if let Some(oldest) = self.records.iter().position(is_event) {
                    self.records.remove(oldest);
                }
            }
        } else {
            self.records.retain(|waiting| !replaces(&record, waiting));
        }
        self.records.push(record);
    }

    /// Takes all that waits.
    pub(super) fn take(&mut self) -> Vec<Record> {
        self.events = 0;
        std::mem::take(&mut self.records)
    }
}

/// Whether a record says how something is now of which the other says how it was.
fn replaces(record: &Record, other: &Record) -> bool {
    use Record::{
        Account, AccountGone, Channel, ChannelGone, Forgotten, Message, ReadMarker, Redacted,
    };
    match (record, other) {
        (Account(now), Account(before)) => now.id == before.id,
        (AccountGone { id }, Account(before)) => *id == before.id,
        (Channel(now), Channel(before)) => now.id == before.id,
        (ChannelGone { id }, Channel(before)) => *id == before.id,
        (
            ReadMarker { account, target, .. },
            ReadMarker { account: other, target: of_other, .. },
        ) => (account, target) == (other, of_other),
        (
            Account(_)
            | AccountGone { .. }
            | Channel(_)
            | ChannelGone { .. }
            | Forgotten { .. }
            | Message(_)
            | ReadMarker { .. }
            | Redacted { .. },
            _,
        ) => false,
    }
}

#[cfg(test)]
mod tests {
    use peyk_core::server::storage::{
        AccountRecord, ChannelRecord, Conversation, Kind, StoredMessage,
    };

    use super::*;

    fn channel(id: u64, name: &str) -> Record {
        Record::Channel(Box::new(ChannelRecord {
            id,
            name: name.into(),
            founder: Box::default(),
            registered_ms: 0,
            topic: None,
            flags: Box::default(),
            key: None,
            limit: None,
            masks: Vec::new(),
            access: Vec::new(),
            metadata: Vec::new(),
        }))
    }

    fn event(id: u64) -> Record {
        Record::Message(Box::new(StoredMessage {
            id,
            conversation: Conversation::room(7),
            kind: Kind::Join,
            source: "mina!mina@192.0.2.7".into(),
            party: 5,
            account: None,
            bot: false,
            target: "#lobby".into(),
            least: 0,
            text: "Mina".into(),
            tags: Box::default(),
            send_id: None,
        }))
    }

    #[test]
    fn the_latest_of_each_thing_waits() {
        let account = || Record::Account(Box::new(AccountRecord { id: 7, ..Default::default() }));
        let mut unkept = Unkept::default();
        unkept.add(channel(7, "#a"));
        unkept.add(channel(8, "#b"));
        unkept.add(account());
        unkept.add(channel(7, "#c"));
        assert_eq!(unkept.take(), [channel(8, "#b"), account(), channel(7, "#c")]);
        assert!(unkept.is_empty());
        unkept.add(channel(7, "#a"));
        unkept.add(Record::ChannelGone { id: 7 });
        unkept.add(account());
        unkept.add(Record::AccountGone { id: 7 });
        let gone = [Record::ChannelGone { id: 7 }, Record::AccountGone { id: 7 }];
        assert_eq!(unkept.take(), gone, "the store may have them from before");
    }

    #[test]
    fn so_many_events_wait() {
        let mut unkept = Unkept::default();
        unkept.add(channel(7, "#a"));
        (0..=EVENTS_MAX as u64).for_each(|id| unkept.add(event(id)));
        let records = unkept.take();
        assert_eq!(records.len(), 1 + EVENTS_MAX);
        assert_eq!(records[..2], [channel(7, "#a"), event(1)]);
        unkept.add(event(1));
        assert_eq!(unkept.take(), [event(1)]);
    }
}
