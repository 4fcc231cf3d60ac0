//! What was said before: pages from the store and the server, jumping, searching.

use std::ops::Range;

use peyk_core::client::{self, Command, ConversationId as Key, FetchPage, MsgId};

use super::conversation::Older;
use super::effect::RowChange;
use super::panel::{Panel, SearchHit};
use super::span;
use super::timeline::{self, Entry, EntryKind, NO_KEY};
use super::{Change, ConversationId, Effect, Effects, Model, Scroll, ServerId};
use crate::calendar::Day;
use crate::store::{Found, Job, Page, PageEnd, Report};

/// Rows above the first that can be seen from which on more are fetched.
const ROWS_AHEAD: usize = 30;

/// Entries of a page from the store: some screens full.
const PAGE_ENTRIES: usize = 200;

/// Entries that are read from the store to reach what was jumped to.
const JUMP_ENTRIES_MAX: usize = 20_000;

/// Messages that a search finds at most; who wants more looks for something more exact.
const HITS_MAX: usize = 200;

/// Characters of a message that a hit shows.
const HIT_CHARS_MAX: usize = 160;

impl Model {
    pub(super) fn scrolled(&mut self, visible: Range<usize>, at_end: bool, effects: &mut Effects) {
        let Some(conversation) = self.selected_conversation_mut() else { return };
        let id = conversation.id;
        conversation.at_end = at_end;
        if visible.start < ROWS_AHEAD {
            self.fetch_older(id, effects);
        }
        if at_end {
            self.read(id, effects);
        }
    }

    /// Asks for what was said before the oldest entry: the store first, then the server.
    pub(super) fn fetch_older(&mut self, id: ConversationId, effects: &mut Effects) {
        let Some(conversation) = self.conversation(id) else { return };
        let (server, key) = (conversation.server, conversation.key);
        let Some(key) = key else { return };
        let has_history = self.server(server).is_some_and(|server| {
            server.features.history && server.link == super::server::Link::On
        });
        let Some(conversation) = self.conversation_mut(id) else { return };
        let oldest = conversation.timeline.iter().find(|entry| entry.kind != EntryKind::Gap);
        match conversation.older {
            Older::Store => {
                let before = oldest.map(|entry| (entry.time_ms, entry.msgid.to_string()));
                let conversation_name = conversation.name.clone();
                conversation.older = Older::StoreAsked;
                effects.push(Effect::Store(Job::Older {
                    id,
                    server,
                    conversation: conversation_name,
                    before,
                    limit: PAGE_ENTRIES,
                }));
            }
            Older::Server if has_history => {
                // What the engine does not have, or has no room before, is only looked at.
                let beyond = |oldest: &&Entry| oldest.key == NO_KEY || conversation.engine_is_full;
                let page = match oldest.filter(beyond) {
                    Some(oldest) if !oldest.msgid.is_empty() => {
                        FetchPage::Around(MsgId::new(&oldest.msgid))
                    }
                    _ => FetchPage::Older,
                };
                conversation.older = Older::ServerAsked;
                let command = Command::Fetch { conversation: Key(key), page };
                self.command(server, command, effects);
            }
            Older::Server | Older::StoreAsked | Older::ServerAsked | Older::Nothing => {}
        }
    }

    pub(super) fn store_report(&mut self, report: Report, effects: &mut Effects) {
        match report {
            Report::Page(page) => self.store_page(&page, effects),
            Report::Around { page, time_ms } => {
                self.merge(page.id, &page.entries, effects);
                if self.wanted_message.as_ref().is_some_and(|(of, _)| *of == page.id) {
                    self.show_wanted(effects);
                } else {
                    self.show_time(page.id, time_ms, effects);
                }
            }
            Report::Found { text, found } => self.found_in_store(&text, &found, effects),
            Report::Failed(reason) => {
                let text = self.text().say_with("store-failed", &[("reason", &reason)]);
                self.notice(text, true, Vec::new(), effects);
            }
        }
    }

    fn store_page(&mut self, page: &Page, effects: &mut Effects) {
        // A gap stays where it is until the server has filled it.
        let entries: Vec<_> = page.entries.iter().filter(|entry| !is_gap(entry)).cloned().collect();
        self.merge(page.id, &entries, effects);
        if let Some(conversation) = self.conversation_mut(page.id) {
            conversation.older = match page.end {
                PageEnd::More => Older::Store,
                PageEnd::Gap | PageEnd::Start => Older::Server,
            };
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
        effects: &mut Effects,
    ) -> usize {
        let mut made: Vec<Entry> = entries.iter().map(|entry| self.entry(entry)).collect();
        for entry in &mut made {
            entry.key = NO_KEY;
        }
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let (gap_author, jumping) = (self.people.number(""), self.jumping);
        let Some(conversation) = self.conversation_mut(id) else { return 0 };
        conversation.has_pages = true;
        let timeline = &mut conversation.timeline;
        let first_time = timeline.iter().next().map(|entry| entry.time_ms);
        let known: std::collections::HashSet<Box<str>> = {
            let from = made.first().map_or(i64::MAX, |entry| entry.time_ms);
            timeline
                .iter()
                .filter(|entry| entry.time_ms >= from && !entry.msgid.is_empty())
                .map(|entry| entry.msgid.clone())
                .collect()
        };
        let overlaps = made.iter().any(|entry| known.contains(&entry.msgid));
        let reaches = made.last().zip(first_time).is_none_or(|(last, first)| last.time_ms >= first);
        made.retain(|entry| entry.msgid.is_empty() || !known.contains(&entry.msgid));
        let count = made.len();
        let older = made
            .iter()
            .take_while(|entry| first_time.is_none_or(|first| entry.time_ms <= first))
            .count();
        let rest = made.split_off(older);
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
        for entry in rest {
            let place = timeline.place_of_time(entry.time_ms + 1).unwrap_or(timeline.len());
            timeline.insert(place, entry, &day_of, &mut changes);
        }
        if jumping
            && count > 0
            && !overlaps
            && !reaches
            && let Some(time_ms) = first_time
        {
            let gap = Entry::new(EntryKind::Gap, time_ms, gap_author, "");
            timeline.insert(older, gap, &day_of, &mut changes);
        }
        timeline.follow_unread(&day_of, &mut changes);
        self.rows_changed(id, changes, effects);
        count
    }

    /// Puts the line above what is new where reading stopped.
    pub(super) fn place_unread_line(&mut self, id: ConversationId) {
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let Some(conversation) = self.conversation_mut(id) else { return };
        if conversation.unread == 0 || conversation.timeline.unread_from().is_some() {
            return;
        }
        let read_ms = conversation.read_ms;
        conversation.timeline.mark_unread_since(read_ms, &day_of, &mut Vec::new());
    }

    pub(super) fn jump_newest(&mut self, effects: &mut Effects) {
        if let Some(conversation) = self.selected_conversation_mut() {
            conversation.at_end = true;
            let id = conversation.id;
            effects.push(Effect::Scroll(Scroll::Newest));
            self.read(id, effects);
        }
    }

    pub(super) fn jump_unread(&mut self, effects: &mut Effects) {
        let Some(conversation) = self.selected_conversation() else { return };
        let row = conversation.timeline.unread_from().and_then(|id| {
            let place = conversation.timeline.place_of(id)?;
            conversation.timeline.own_row(place)
        });
        effects.push(Effect::Scroll(row.map_or(Scroll::Newest, Scroll::Row)));
    }

    pub(super) fn jump_date(&mut self, day: Day, effects: &mut Effects) {
        let Some(time_ms) = self.calendar.start(day) else { return };
        if let Some(id) = self.selected {
            self.jump_time(id, time_ms, effects);
        }
    }

    /// Shows what was said from a time on; what is not here is read from the store first.
    fn jump_time(&mut self, id: ConversationId, time_ms: i64, effects: &mut Effects) {
        let Some(conversation) = self.conversation(id) else { return };
        let oldest = conversation.timeline.iter().next();
        let is_here = oldest.is_some_and(|oldest| oldest.time_ms <= time_ms);
        if is_here || conversation.key.is_none() {
            self.show_time(id, time_ms, effects);
            return;
        }
        let until =
            oldest.map_or((i64::MAX, String::new()), |it| (it.time_ms, it.msgid.to_string()));
        effects.push(Effect::Store(Job::Around {
            id,
            server: conversation.server,
            conversation: conversation.name.clone(),
            time_ms,
            until,
            limit: JUMP_ENTRIES_MAX,
        }));
    }

    fn show_time(&mut self, id: ConversationId, time_ms: i64, effects: &mut Effects) {
        if self.selected != Some(id) {
            return;
        }
        let Some(conversation) = self.selected_conversation_mut() else { return };
        let place = conversation.timeline.place_of_time(time_ms);
        let row = place.and_then(|place| conversation.timeline.own_row(place));
        conversation.at_end = row.is_none();
        effects.push(Effect::Scroll(row.map_or(Scroll::Newest, Scroll::Top)));
    }

    /// Shows a message, wherever it is.
    pub(super) fn show_message(
        &mut self,
        id: ConversationId,
        msgid: &str,
        time_ms: i64,
        effects: &mut Effects,
    ) {
        self.wanted_message = Some((id, msgid.to_owned()));
        let Some(conversation) = self.conversation(id) else { return };
        if conversation.timeline.place_of_msgid(msgid).is_some() {
            self.show_wanted(effects);
        } else if conversation.timeline.iter().next().is_some_and(|it| it.time_ms > time_ms)
            && time_ms > 0
        {
            self.jump_time(id, time_ms, effects);
        } else {
            self.ask_server_around(id, msgid, effects);
        }
    }

    fn ask_server_around(&mut self, id: ConversationId, msgid: &str, effects: &mut Effects) {
        let Some(conversation) = self.conversation(id) else { return };
        if let Some(key) = conversation.key {
            let page = FetchPage::Around(MsgId::new(msgid));
            let server = conversation.server;
            self.jumping = true;
            let command = Command::Fetch { conversation: Key(key), page };
            self.command(server, command, effects);
        }
    }

    /// Shows the message that was asked for, if it is here by now.
    pub(super) fn show_wanted(&mut self, effects: &mut Effects) {
        let Some((id, msgid)) = self.wanted_message.clone() else { return };
        if self.selected != Some(id) {
            self.select(id, effects);
        }
        let Some(conversation) = self.conversation_mut(id) else { return };
        let Some(place) = conversation.timeline.place_of_msgid(&msgid) else {
            if std::mem::take(&mut self.jumping) {
                // Nobody has it.
                self.wanted_message = None;
                let text = self.text().say("message-not-found");
                self.notice(text, false, Vec::new(), effects);
            } else {
                self.ask_server_around(id, &msgid, effects);
            }
            return;
        };
        let mut changes = Vec::new();
        let before = conversation.timeline.iter().position(|entry| entry.is(timeline::FOUND));
        if let Some(before) = before {
            conversation.timeline.change(before, &mut changes, |it| it.set(timeline::FOUND, false));
        }
        conversation.timeline.change(place, &mut changes, |it| it.set(timeline::FOUND, true));
        conversation.at_end = false;
        let row = conversation.timeline.own_row(place);
        self.wanted_message = None;
        self.jumping = false;
        self.rows_changed(id, changes, effects);
        if let Some(row) = row {
            effects.push(Effect::Scroll(Scroll::Row(row)));
        }
    }

    pub(super) fn search(&mut self, and_server: bool, effects: &mut Effects) {
        let Some(Panel::Search(panel)) = &mut self.panel else { return };
        let text = panel.text.trim().to_owned();
        if text.is_empty() {
            panel.hits.clear();
            panel.state.clear();
            effects.push(Effect::Show(Change::Panel));
            return;
        }
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
        let count = panel.hits.len();
        let state = if count == 0 {
            self.text().say("search-nothing")
        } else {
            let count = self.digits(&count.to_string());
            self.text().say_with("search-found", &[("count", &count)])
        };
        if let Some(Panel::Search(panel)) = &mut self.panel {
            panel.state = state;
        }
        effects.push(Effect::Show(Change::Panel));
    }

    fn hit(&self, server: ServerId, name: &str, entry: &client::Entry) -> Option<SearchHit> {
        let folded = name.to_lowercase();
        let conversation = self.conversations.iter().find(|conversation| {
            conversation.server == server && conversation.name.to_lowercase() == folded
        })?;
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

fn is_gap(entry: &client::Entry) -> bool {
    matches!(entry.kind, client::EntryKind::Gap(_))
}
