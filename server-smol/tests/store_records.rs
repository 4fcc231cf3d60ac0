//! What is kept comes back when the store is opened again, as it was.

mod support;

use peyk_core::server::storage::{
    AccountRecord, AlwaysOn, ChannelRecord, Conversation, Kind, Record, ScramKeys, SendId, Span,
    StoredMessage,
};
use support::Folder;
use support::store::{ROOM, append, everything, ids, keep, open, said};

fn full_account(id: u64) -> AccountRecord {
    AccountRecord {
        id,
        name: "مینا".into(),
        password_phc: Some("$argon2id$v=19$x".into()),
        scram: Some(ScramKeys {
            salt: [1; 16],
            iterations: 4096,
            stored_key: [2; 32],
            server_key: [255; 32],
        }),
        certificates: vec!["ff00".into(), "00ff".into(), "ff00".into()],
        email: Some("mina@example.org".into()),
        verify_code: Some("123456".into()),
        always_on: AlwaysOn::On,
        channels: vec![("#z".into(), 0), ("#a".into(), 255)],
        metadata: vec![("url".into(), "https://example.org".into()), ("bio".into(), "".into())],
        seen_ms: 1_795_508_281_000,
    }
}

fn bare_account(id: u64) -> AccountRecord {
    AccountRecord {
        name: "ali".into(),
        password_phc: None,
        scram: None,
        certificates: Vec::new(),
        email: None,
        verify_code: None,
        always_on: AlwaysOn::Off,
        channels: Vec::new(),
        metadata: Vec::new(),
        seen_ms: 0,
        ..full_account(id)
    }
}

fn full_channel(id: u64) -> ChannelRecord {
    ChannelRecord {
        id,
        name: "#Café".into(),
        founder: "mina".into(),
        registered_ms: 17,
        topic: Some(("سلام".into(), "mina!u@h".into(), 18)),
        flags: "int".into(),
        key: Some("secret".into()),
        limit: Some(u32::MAX),
        masks: vec![('b', "*!*@evil".into(), "mina".into(), 19), ('I', "a".into(), "b".into(), 0)],
        access: vec![("mina".into(), 'q'), ("ali".into(), 'v')],
        metadata: vec![("k".into(), "v".into())],
    }
}

fn bare_channel(id: u64) -> ChannelRecord {
    ChannelRecord {
        name: "#b".into(),
        founder: "".into(),
        registered_ms: 0,
        topic: None,
        flags: "".into(),
        key: None,
        limit: None,
        masks: Vec::new(),
        access: Vec::new(),
        metadata: Vec::new(),
        ..full_channel(id)
    }
}

fn account(account: AccountRecord) -> Record {
    Record::Account(Box::new(account))
}

fn channel(channel: ChannelRecord) -> Record {
    Record::Channel(Box::new(channel))
}

fn marker(account: u64, target: &str, read_ms: u64) -> Record {
    Record::ReadMarker { account, target: target.into(), read_ms }
}

#[test]
fn messages_come_back_as_they_were() {
    let folder = Folder::new();
    let all = [
        StoredMessage {
            account: Some("mina".into()),
            bot: true,
            least: 255,
            tags: "+draft/reply=x;+a=b".into(),
            send_id: Some(SendId { sender: "mina".into(), name: "1".into() }),
            ..said(1, "سلام\nدنیا \u{0}\u{1}")
        },
        StoredMessage { conversation: ROOM, kind: Kind::Rename, ..said(2, "") },
        said(1 << 62, "far in the future"),
    ];
    {
        let (store, kept) = open(folder.path());
        assert_eq!(kept.last_id, 0);
        keep(&store, &all);
        assert_eq!(everything(&store), all);
    }
    let (store, kept) = open(folder.path());
    assert_eq!(everything(&store), all);
    assert_eq!(kept.last_id, 1 << 62);
    assert_eq!(kept.send_ids, [(SendId { sender: "mina".into(), name: "1".into() }, 1)]);
}

#[test]
fn accounts_come_back_as_they_were_last() {
    let folder = Folder::new();
    {
        let (store, _) = open(folder.path());
        append(&store, vec![account(full_account(5)), account(bare_account(4))]);
        append(&store, vec![marker(5, "#a", 10), marker(5, "ali", 11), marker(4, "#a", 12)]);
        append(&store, vec![marker(5, "#a", 20)]);
        // A change leaves the markers alone.
        append(&store, vec![account(bare_account(5)), account(full_account(5))]);
    }
    let (store, kept) = open(folder.path());
    assert_eq!(kept.accounts, [bare_account(4), full_account(5)]);
    let marked = |account, target: &str, read_ms| (account, Box::from(target), read_ms);
    assert_eq!(kept.read_markers, [marked(4, "#a", 12), marked(5, "#a", 20), marked(5, "ali", 11)]);
    append(&store, vec![account(bare_account(5)), Record::AccountGone { id: 4 }]);
    // One that gave way to others.
    append(&store, vec![marker(5, "ali", 0), marker(5, "nobody", 0)]);
    drop(store);
    let (_store, kept) = open(folder.path());
    assert_eq!(kept.accounts, [bare_account(5)]);
    assert_eq!(kept.read_markers, [marked(5, "#a", 20)]);
}

#[test]
fn a_marker_of_an_account_that_is_no_more_is_no_failure() {
    let folder = Folder::new();
    let (store, _) = open(folder.path());
    let records = vec![
        account(bare_account(5)),
        Record::AccountGone { id: 5 },
        marker(5, "#a", 1),
        Record::AccountGone { id: 6 },
        Record::ChannelGone { id: 6 },
        Record::Redacted { conversation: ROOM, id: 6 },
        Record::Forgotten { conversation: ROOM },
    ];
    append(&store, records);
    drop(store);
    let (_store, kept) = open(folder.path());
    assert!(kept.accounts.is_empty() && kept.read_markers.is_empty());
}

#[test]
fn channels_come_back_as_they_were_last() {
    let folder = Folder::new();
    {
        let (store, _) = open(folder.path());
        append(&store, vec![channel(bare_channel(9)), channel(full_channel(8))]);
        append(&store, vec![channel(full_channel(9)), channel(bare_channel(10))]);
        append(&store, vec![channel(bare_channel(9)), Record::ChannelGone { id: 10 }]);
    }
    let (_store, kept) = open(folder.path());
    assert_eq!(kept.channels, [full_channel(8), bare_channel(9)]);
    assert_eq!(kept.last_id, 10, "the id of what is gone is not given again");
}

#[test]
fn what_was_redacted_or_forgotten_is_gone_and_its_id_is_not_given_again() {
    let folder = Folder::new();
    let elsewhere = Conversation::room(8);
    {
        let (store, _) = open(folder.path());
        let there = StoredMessage { conversation: elsewhere, ..said(3, "c") };
        keep(&store, &[said(1, "a"), said(2, "b"), there.clone()]);
        // Of another conversation: not this one's to redact.
        append(&store, vec![Record::Redacted { conversation: elsewhere, id: 2 }]);
        assert_eq!(ids(&store, Span::After(0), 9), [1, 2]);
        append(&store, vec![Record::Redacted { conversation: ROOM, id: 2 }]);
        assert_eq!(ids(&store, Span::After(0), 9), [1]);
        append(&store, vec![Record::Forgotten { conversation: elsewhere }]);
        assert_eq!(ids(&store, Span::After(0), 9), [1]);
    }
    let (store, kept) = open(folder.path());
    assert_eq!(kept.last_id, 3);
    // Kept and redacted at once.
    let both = said(4, "d");
    append(
        &store,
        vec![support::store::record(&both), Record::Redacted { conversation: ROOM, id: 4 }],
    );
    assert_eq!(ids(&store, Span::After(0), 9), [1]);
    drop(store);
    assert_eq!(open(folder.path()).1.last_id, 4);
}

#[test]
fn the_latest_ids_of_senders_come_back() {
    let folder = Folder::new();
    let sent = |id: u64| StoredMessage {
        send_id: Some(SendId { sender: "mina".into(), name: id.to_string().into() }),
        ..said(id * 2, "a")
    };
    let most = 16_384;
    for (from, to, first) in [(1, most, 1), (most + 1, most + 1, 2)] {
        let (store, _) = open(folder.path());
        let all: Vec<_> = (from..=to).flat_map(|id| [said(id * 2 - 1, "a"), sent(id)]).collect();
        keep(&store, &all);
        drop(store);
        let (_store, kept) = open(folder.path());
        assert_eq!(kept.send_ids.len(), usize::try_from(most).expect("it is small"));
        let oldest = (SendId { sender: "mina".into(), name: first.to_string().into() }, first * 2);
        assert_eq!(kept.send_ids[0], oldest);
        assert_eq!(kept.send_ids.last().map(|(_, id)| *id), Some(to * 2));
    }
}

#[test]
fn all_records_of_an_append_are_kept_or_none() {
    let folder = Folder::new();
    let (store, _) = open(folder.path());
    keep(&store, &[said(1, "a")]);
    // The last record cannot be kept: its id is taken.
    let records = vec![account(full_account(5)), support::store::record(&said(2, "b"))];
    let mut failing = records.clone();
    failing.push(support::store::record(&said(1, "again")));
    let error = support::store::try_append(&store, failing).expect_err("an id is taken");
    assert!(error.0.contains("peyk.db"), "{error}");
    assert_eq!(ids(&store, Span::After(0), 9), [1]);
    append(&store, records);
    assert_eq!(ids(&store, Span::After(0), 9), [1, 2]);
}
