//! Stores in folders of their own, and messages to keep in them.

use std::path::Path;

use futures_lite::future::block_on;
use peyk_core::server::storage::{
    Conversation, Filter, Kept, Kind, Page, Query, Record, Span, StoredMessage,
};
use peyk_core::text::{Language, Text};
use server_smol::Problem;
use server_smol::driver::{Store, StoreError};
use server_smol::store::{Durability, Retention, SqliteStore};

/// The room most messages are in.
pub(crate) const ROOM: Conversation = Conversation { first: 7, second: 0 };

/// For somebody who may and wants to see everything.
pub(crate) const ALL: Filter = Filter { since: 0, ranks: u8::MAX, tags: true, events: true };

pub(crate) fn english() -> &'static Text {
    Text::of(Language::English)
}

pub(crate) fn try_open(folder: &Path) -> Result<(SqliteStore, Kept), Problem> {
    SqliteStore::open(folder, Durability::Os, Retention::default(), english())
}

pub(crate) fn open(folder: &Path) -> (SqliteStore, Kept) {
    try_open(folder).unwrap_or_else(|problem| panic!("{problem}"))
}

pub(crate) fn memory() -> SqliteStore {
    let nowhere = Path::new("/nonexistent");
    let retention = Retention::default();
    let (store, kept) = SqliteStore::open(nowhere, Durability::Memory, retention, english())
        .unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(kept.last_id, 0);
    store
}

/// Somebody says something in [`ROOM`].
pub(crate) fn said(id: u64, text: &str) -> StoredMessage {
    StoredMessage {
        id,
        conversation: ROOM,
        kind: Kind::Privmsg,
        source: "mina!mina@192.0.2.7".into(),
        party: 5,
        account: None,
        bot: false,
        target: "#lobby".into(),
        least: 0,
        text: text.into(),
        tags: Box::default(),
        send_id: None,
    }
}

pub(crate) fn record(message: &StoredMessage) -> Record {
    Record::Message(Box::new(message.clone()))
}

pub(crate) fn try_append(store: &SqliteStore, records: Vec<Record>) -> Result<(), StoreError> {
    block_on(store.append(records))
}

pub(crate) fn append(store: &SqliteStore, records: Vec<Record>) {
    try_append(store, records).expect("the store has space");
}

/// Keeps messages, all at once.
pub(crate) fn keep<'m>(store: &SqliteStore, all: impl IntoIterator<Item = &'m StoredMessage>) {
    append(store, all.into_iter().map(record).collect());
}

pub(crate) fn try_read(store: &SqliteStore, query: Query) -> Result<Page, StoreError> {
    block_on(store.read(query))
}

/// The messages of an answer.
pub(crate) fn messages(store: &SqliteStore, query: Query) -> Vec<StoredMessage> {
    match try_read(store, query).expect("it can be read") {
        Page::Messages(messages) => messages,
        Page::Targets(_) => panic!("messages were asked for"),
    }
}

/// A page of [`ROOM`] without a filter.
pub(crate) fn page(span: Span, limit: u32) -> Query {
    Query::Messages { conversation: ROOM, span, filter: ALL, limit }
}

/// The ids of a page of [`ROOM`].
pub(crate) fn ids(store: &SqliteStore, span: Span, limit: u32) -> Vec<u64> {
    messages(store, page(span, limit)).iter().map(|message| message.id).collect()
}

/// Everything in [`ROOM`].
pub(crate) fn everything(store: &SqliteStore) -> Vec<StoredMessage> {
    messages(store, page(Span::After(0), u32::MAX))
}
