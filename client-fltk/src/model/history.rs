//! What was said before: pages from the store and the server, and searching.

use std::collections::HashSet;
use std::ops::Range;

use peyk_core::client::{self, Command, ConversationId as Key, FetchPage, MessageReference};

use super::conversation::{Conversation, Older};
use super::effect::RowChange;
use super::gaps::End;
use super::panel::{Panel, SearchHit};
use super::server::Server;
use super::span;
use super::timeline::{Entry, EntryKind, NO_KEY};
use super::{Change, ConversationId, Effect, Effects, Model, ServerId};
use crate::store::{Found, Job, Page, PageEnd, Report};

/// Rows above the first that can be seen from which on more are fetched.
const ROWS_AHEAD: usize = 30;

/// Entries of a page from the store: some screens full.
const PAGE_ENTRIES: usize = 200;

/// Messages that a search finds at most; who wants more looks for something more exact.
const HITS_MAX: usize = 200;

/// Characters of a message that a hit shows.
const HIT_CHARS_MAX: usize = 160;

/// How a page belongs to what is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merging {
    /// It goes up to the oldest entry, with what it has of gaps.
    UpToOldest,
    /// It has no hole, and is known to join what is here only where both have the same message.
    Loose,
}

impl Model {
    pub(super) fn scrolled(&mut self, visible: Range<usize>, at_end: bool, effects: &mut Effects) {
        let Some(conversation) = self.selected_conversation_mut() else { return };
        let id = conversation.id;
        conversation.at_end = at_end;
        let last = visible.end.checked_sub(1).and_then(|row| conversation.timeline.at_row(row));
        let last = last.and_then(|(place, _)| conversation.timeline.at(place));
        conversation.seen_to = last.map(|last| last.id);
        if visible.start < ROWS_AHEAD {
            self.fetch_older(id, effects);
        }
        self.fetch_seen_gap(id, &visible, effects);
        self.read(id, effects);
    }

    /// Asks for what was said before the oldest entry: the store first, then the server, and what
    /// the store has beyond a gap that the server cannot close now.
    pub(super) fn fetch_older(&mut self, id: ConversationId, effects: &mut Effects) {
        let Some(conversation) = self.conversation(id) else { return };
        let (server, key) = (conversation.server, conversation.key);
        let Some(key) = key else { return };
        let has_history = self.server(server).is_some_and(Server::has_history);
        let Some(conversation) = self.conversation_mut(id) else { return };
        let oldest = conversation.timeline.iter().find(|entry| entry.kind != EntryKind::Gap);
        let asks_server = conversation.older == Older::Server && has_history;
        let has_nothing_else =
            matches!(conversation.older, Older::Server | Older::Nothing) && !asks_server;
        let beyond_gaps = has_nothing_else && conversation.beyond_gap;
        if conversation.older == Older::Store || beyond_gaps {
            let before = oldest.map(|entry| (entry.time_ms, entry.msgid.to_string()));
            let conversation_name = conversation.name.clone();
            conversation.older = Older::StoreAsked;
            conversation.beyond_gap = false;
            effects.push(Effect::Store(Job::Older {
                id,
                server,
                conversation: conversation_name,
                before,
                limit: PAGE_ENTRIES,
                beyond_gaps,
            }));
        } else if asks_server {
            // What the engine does not have, or has no room before, is only looked at.
            let beyond = |oldest: &&Entry| oldest.key == NO_KEY || conversation.engine_is_full;
            let page = match oldest.filter(beyond) {
                Some(oldest) if !oldest.msgid.is_empty() => FetchPage::Around(oldest.reference()),
                _ => FetchPage::Older,
            };
            conversation.older = Older::ServerAsked;
            let command = Command::Fetch { conversation: Key(key), page };
            self.command(server, command, effects);
        }
    }

    /// The server has nothing older, or will not say: the store may have something beyond a gap.
    pub(super) fn fetch_beyond(&mut self, id: ConversationId, effects: &mut Effects) {
        let goes_beyond = |it: &Conversation| it.older == Older::Nothing && it.beyond_gap;
        if self.conversation(id).is_some_and(goes_beyond) {
            self.fetch_older(id, effects);
        }
    }

    pub(super) fn store_report(&mut self, report: Report, effects: &mut Effects) {
        match report {
            Report::Page(page) => self.store_page(&page, effects),
            Report::Around { page, time_ms } => {
                self.merge(page.id, &page.entries, Merging::UpToOldest, effects);
                self.store_was_asked(page.id, time_ms, effects);
            }
            Report::Found { text, found } => self.found_in_store(&text, &found, effects),
            Report::Failed(reason) => {
                let text = self.text().say_with("store-failed", &[("reason", &reason)]);
                self.notice(text, true, Vec::new(), effects);
            }
        }
    }

    fn store_page(&mut self, page: &Page, effects: &mut Effects) {
        // A page that ends at a gap begins with it. It is shown once what is beyond it is.
        let from = usize::from(page.end == PageEnd::Gap).min(page.entries.len());
        let entries = &page.entries[from..];
        self.merge(page.id, entries, Merging::UpToOldest, effects);
        if let Some(conversation) = self.conversation_mut(page.id) {
            conversation.older = match page.end {
                PageEnd::More => Older::Store,
                PageEnd::Gap | PageEnd::Start => Older::Server,
            };
            conversation.beyond_gap = page.end == PageEnd::Gap;
            if entries.is_empty() {
                self.fetch_older(page.id, effects);
            }
        }
    }

    /// Puts entries that the engine does not have to their places in time. Returns how many are
    /// new.
    pub(super) fn merge(
        &mut self,
        id: ConversationId,
        entries: &[client::Entry],
        page: Merging,
        effects: &mut Effects,
    ) -> usize {
        let mut made: Vec<Entry> = entries.iter().map(|entry| self.entry(entry)).collect();
        for entry in &mut made {
            entry.key = NO_KEY;
        }
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let nobody = self.people.number("");
        let Some(conversation) = self.conversation_mut(id) else { return 0 };
        conversation.has_pages = true;
        let timeline = &mut conversation.timeline;
        let first_time = timeline.iter().next().map(|entry| entry.time_ms);
        let known: HashSet<Box<str>> = {
            let from = made.first().map_or(i64::MAX, |entry| entry.time_ms);
            timeline
                .iter()
                .filter(|entry| entry.time_ms >= from && !entry.msgid.is_empty())
                .map(|entry| entry.msgid.clone())
                .collect()
        };
        let ends = [made.first(), made.last()].map(|end| end.map(|entry| entry.msgid.clone()));
        let is_known = |entry: &Entry| known.contains(&entry.msgid);
        let older = made
            .iter()
            .take_while(|it| !is_known(it) && first_time.is_none_or(|first| it.time_ms <= first))
            .count();
        let rest = made.split_off(older);
        let count = older + rest.iter().filter(|entry| !is_known(entry)).count();
        let mut changes = Vec::new();
        // What is older than everything goes in front at once: that is most of it.
        let (rows, first_rows) = (timeline.rows(), timeline.rows_of_first());
        for (place, entry) in made.into_iter().enumerate() {
            timeline.insert(place, entry, &day_of, &mut Vec::new());
        }
        if older > 0 {
            let after = timeline.rows() - (rows - first_rows);
            changes.push(RowChange::Removed(0..first_rows));
            changes.push(RowChange::Inserted(0..after));
        }
        timeline.weave(older, rest, is_known, &day_of, &mut changes);
        if let ([Some(first), Some(last)], Merging::Loose) = (ends, page) {
            let ends = [&first, &last].map(|msgid| End { msgid, is_new: !known.contains(msgid) });
            timeline.join_page(ends, nobody, &day_of, &mut changes);
        }
        timeline.follow_unread(&day_of, &mut changes);
        self.rows_changed(id, changes, effects);
        count
    }

    /// A page that begins with what was asked for shows that there is nothing before it, and so
    /// in a gap there.
    pub(super) fn nothing_before(
        &mut self,
        id: ConversationId,
        reference: &MessageReference,
        page: &[client::Entry],
        effects: &mut Effects,
    ) {
        let first = page.first().and_then(|first| Some((first.msgid.clone()?, first.time_ms)));
        let Some((msgid, _)) = first.filter(|(msgid, time_ms)| match reference {
            MessageReference::Msgid(asked) => asked == msgid,
            MessageReference::Timestamp(asked_ms) => asked_ms <= time_ms,
        }) else {
            return;
        };
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let Some(conversation) = self.conversation_mut(id) else { return };
        let mut changes = Vec::new();
        conversation.timeline.close_gap_before(msgid.as_str(), &day_of, &mut changes);
        self.rows_changed(id, changes, effects);
    }

    pub(super) fn search(&mut self, and_server: bool, effects: &mut Effects) {
        let Some(Panel::Search(panel)) = &mut self.panel else { return };
        let text = panel.text.trim().to_owned();
        if text.is_empty() {
            panel.hits.clear();
            panel.shown = None;
            panel.state.clear();
            effects.push(Effect::Show(Change::Panel));
            return;
        }
        panel.asked = and_server;
        effects.push(Effect::Store(Job::Search { text: text.clone(), limit: HITS_MAX }));
        if and_server {
            let asked: Vec<_> = self
                .servers
                .iter()
                .filter(|server| server.features.search)
                .map(|server| server.id)
                .collect();
            for server in asked {
                let search = client::Search { text: text.clone(), ..client::Search::default() };
                self.command(server, Command::Search(search), effects);
            }
        }
    }

    fn found_in_store(&mut self, text: &str, found: &[Found], effects: &mut Effects) {
        let hits: Vec<_> = found
            .iter()
            .filter_map(|found| self.hit(found.server, &found.conversation, &found.entry))
            .collect();
        self.show_hits(text, hits, true, effects);
    }

    pub(super) fn found_by_server(
        &mut self,
        server: ServerId,
        text: &str,
        entries: &[(Box<str>, client::Entry)],
        effects: &mut Effects,
    ) {
        let hits: Vec<_> = entries
            .iter()
            .rev()
            .filter_map(|(conversation, entry)| self.hit(server, conversation, entry))
            .collect();
        self.show_hits(text, hits, false, effects);
    }

    fn show_hits(
        &mut self,
        text: &str,
        hits: Vec<SearchHit>,
        instead: bool,
        effects: &mut Effects,
    ) {
        let Some(Panel::Search(panel)) = &mut self.panel else { return };
        if panel.text.trim() != text {
            return;
        }
        let shown = panel.shown.take().and_then(|shown| panel.hits.get(shown)).cloned();
        if instead {
            panel.hits.clear();
        }
        for hit in hits {
            let there =
                panel.hits.iter().any(|old| !hit.msgid.is_empty() && old.msgid == hit.msgid);
            if !there {
                panel.hits.push(hit);
            }
        }
        panel.hits.sort_by_key(|hit| std::cmp::Reverse(hit.time_ms));
        panel.hits.truncate(HITS_MAX);
        panel.shown = shown.and_then(|shown| panel.hits.iter().position(|hit| *hit == shown));
        let (count, asked) = (panel.hits.len(), panel.asked);
        let mut state = if count == 0 {
            self.text().say("search-nothing")
        } else {
            let count = self.digits(&count.to_string());
            self.text().say_with("search-found", &[("count", &count)])
        };
        if !asked && self.servers.iter().any(|server| server.features.search) {
            state += &format!(" {}", self.text().say("search-ask"));
        }
        if let Some(Panel::Search(panel)) = &mut self.panel {
            panel.state = state;
        }
        effects.push(Effect::Show(Change::Panel));
    }

    fn hit(&self, server: ServerId, name: &str, entry: &client::Entry) -> Option<SearchHit> {
        let conversation = self.named_conversation(server, name)?;
        let time_ms = i64::try_from(entry.time_ms).ok()?;
        Some(SearchHit {
            conversation: conversation.id,
            place: conversation.name.clone(),
            nick: entry.sender.nick.to_string(),
            date: self.calendar.date_time(time_ms),
            text: span::on_one_line(&entry.text, HIT_CHARS_MAX),
            time_ms,
            msgid: entry.msgid.as_ref().map_or_else(String::new, ToString::to_string),
        })
    }
}
