//! Pages of history, from the lines of an answer into a timeline.

use super::super::batch::Gathered;
use super::super::event::Event;
use super::super::ids::{ConversationId, MsgId};
use super::super::message::Item;
use super::super::timeline::{Entry, Merged, NewEntry, Place, Reacted, Redaction};
use super::super::turn::Turn;
use super::Reference;
use crate::mutants::Mutant;

/// A page that was read.
#[derive(Default)]
pub(super) struct Page {
    pub(super) entries: Vec<NewEntry>,
    pub(super) reacted: Vec<Reacted>,
    pub(super) redacted: Vec<(MsgId, Redaction)>,
    pub(super) first: Option<Reference>,
    pub(super) last: Option<Reference>,
    /// The ids of everything in it.
    pub(super) order: Vec<MsgId>,
    pub(super) is_empty: bool,
}

impl Turn<'_> {
    /// Puts a page into a timeline.
    pub(super) fn put(&mut self, id: ConversationId, page: Page, place: Place) -> Merged {
        let Page { entries, reacted, redacted, last, .. } = page;
        if let Some(last) = last {
            self.saw(last.time_ms);
        }
        let ties = self.ties();
        let merged = self.timeline(id, |timeline| {
            for reacted in reacted {
                timeline.react(reacted);
            }
            for (msgid, redaction) in redacted {
                timeline.redact(&msgid, redaction);
            }
            timeline.merge(entries, place, ties)
        });
        let merged = merged.unwrap_or_default();
        for send_id in &merged.confirmed {
            self.outbox_confirmed(send_id);
        }
        if !merged.new.is_empty() {
            self.moved(id);
            self.event(Event::Conversation(id));
        }
        merged
    }

    /// Reads a page, oldest first.
    pub(super) fn read_page(&self, items: &[Gathered]) -> Page {
        let mut page = Page { is_empty: items.is_empty(), ..Page::default() };
        let mut references: Vec<Reference> = Vec::new();
        for item in items {
            item.with_message(|message| {
                let time_ms = self.time_of(message);
                // What is told alongside is not counted, and is no place to go on from.
                if message.tags.get("draft/chathistory-context").is_none() {
                    let msgid = message.tags.get("msgid").map(|msgid| MsgId::new(&msgid));
                    references.push(Reference { msgid, time_ms });
                }
                match self.item(message, time_ms) {
                    Some(Item::Entry(new)) => page.entries.push(new),
                    Some(Item::Reacted(reacted)) => page.reacted.push(reacted),
                    Some(Item::Redacted(msgid, redaction)) => {
                        page.redacted.push((msgid, redaction));
                    }
                    None => {}
                }
            });
        }
        let time_of = |found: Option<&Reference>| found.map_or(0, |found| found.time_ms);
        if time_of(references.first()) > time_of(references.last()) {
            // "The order is implementation-defined": newest first, then.
            references.reverse();
            page.entries.reverse();
        }
        if Mutant::EngineLosesOne.is_active() && page.entries.len() > 1 {
            page.entries.remove(0);
        }
        page.order = references.iter().filter_map(|found| found.msgid.clone()).collect();
        page.first = references.first().cloned();
        page.last = references.last().cloned();
        page
    }

    /// Entries that are in no timeline.
    pub(super) fn loose(&self, id: ConversationId, page: Page) -> Vec<Entry> {
        let Some(conversation) = self.get(id) else { return Vec::new() };
        conversation.timeline.loose(page.entries, page.reacted, page.redacted)
    }
}
