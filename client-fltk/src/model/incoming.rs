//! What the network reports.

use peyk_core::client::{
    self, AccountNews, Cause, Connection, ConnectionState, Delivery, EntryId, Gap, Membership,
    MessageReference,
};

use super::action::Action;
use super::conversation::{Conversation, Older};
use super::effect::RowChange;
use super::history::Merging;
use super::item::{ConversationKind, Presence};
use super::message::Message;
use super::panel::Panel;
use super::server::Link;
use super::timeline::{self, Entry, EntryKind, Progress};
use super::{
    Change, ConversationId, ConversationMessage, Effect, Effects, Field, Model, PasswordOf, Scroll,
    ServerId, ServerMessage,
};
use crate::net::{ConversationNews, Report};

impl Model {
    pub(super) fn report(&mut self, id: ServerId, report: Report, effects: &mut Effects) {
        if let Report::Ended = report {
            self.engine_ended(id, effects);
            return;
        }
        if self.server(id).is_none() {
            return;
        }
        match report {
            Report::Connection { connection, wait_ms } => {
                self.connection_news(id, &connection, wait_ms, effects);
            }
            Report::CertificateChanged { pinned, seen } => {
                self.certificate_changed(id, pinned, seen, effects);
            }
            Report::NoEncryption => self.no_encryption(id, effects),
            Report::Me(me) => self.me_news(id, &me, effects),
            Report::Server { name, software, motd, features } => {
                if let Some(server) = self.server_mut(id) {
                    if !name.is_empty() {
                        server.name = name.into();
                    }
                    server.software = software.into();
                    server.features = features;
                    let is_new = server.motd != motd && !motd.is_empty();
                    server.motd.clone_from(&motd);
                    let is_on = server.link == Link::On && !self.is_opening(id);
                    if is_new {
                        self.words(id, &motd.join("\n"), effects);
                    }
                    if is_on {
                        self.keep_server(id, effects);
                    }
                    self.tell_servers_apart();
                    effects.push(Effect::Show(Change::Conversations));
                    effects.push(Effect::Show(Change::Headline));
                }
            }
            Report::Conversation(news) => self.conversation_news(id, &news, effects),
            Report::Gone(key) => self.conversation_gone(id, key, effects),
            Report::Members(key, members) => {
                if let Some(conversation) = self.by_key_mut(id, key) {
                    conversation.members = members;
                    let of = conversation.id;
                    if conversation.is_direct() {
                        let presence = conversation.members.first().map(|other| other.presence);
                        conversation.presence = presence.unwrap_or(Presence::Unknown);
                        effects.push(Effect::Show(Change::Conversations));
                    }
                    self.show_if_selected(of, Change::Members, effects);
                    self.show_if_selected(of, Change::Headline, effects);
                }
            }
            Report::Typing(key, typing) => {
                if let Some(conversation) = self.by_key_mut(id, key) {
                    conversation.typing = typing;
                    let of = conversation.id;
                    effects.push(Effect::Show(Change::Conversations));
                    self.show_if_selected(of, Change::Typing, effects);
                }
            }
            Report::Loaded => self.loaded(id, effects),
            report @ (Report::Put { .. }
            | Report::Changed { .. }
            | Report::Moved { .. }
            | Report::Removed { .. }
            | Report::Mentioned { .. }
            | Report::Notice { .. }
            | Report::Refused { .. }
            | Report::Invited { .. }
            | Report::Account(_)
            | Report::Around { .. }
            | Report::Fetched { .. }
            | Report::Found { .. }
            | Report::Rooms(_)
            | Report::WhoIs(_)
            | Report::Bans { .. }
            | Report::Ended) => self.report_more(id, report, effects),
        }
    }

    /// News of what is said, and answers.
    fn report_more(&mut self, id: ServerId, report: Report, effects: &mut Effects) {
        match report {
            Report::Put { conversation, after, entry, live } => {
                self.put(id, conversation, after, &entry, live, effects);
            }
            Report::Changed { conversation, entry } => {
                self.changed(id, conversation, &entry, effects);
            }
            Report::Moved { conversation, entry, after } => {
                self.moved(id, conversation, entry, after, effects);
            }
            Report::Removed { conversation, entry } => {
                self.removed(id, conversation, entry, effects);
            }
            Report::Mentioned { conversation, entry } => {
                self.mentioned(id, conversation, entry, effects);
            }
            Report::Notice { from, text } => {
                let line = if from.is_empty() { text.into() } else { format!("{from}: {text}") };
                self.words(id, &line, effects);
            }
            Report::Refused { conversation, reason } => {
                self.give_unsaid_back(id, &reason, effects);
                let is_name = matches!(reason.cause, Cause::BadNickname | Cause::NicknameInUse);
                if let Some(server) = self.server_mut(id).filter(|_| is_name) {
                    server.nick_asked = None;
                }
                if self.is_on_another_device(id, &reason) {
                    return self.connect_again(id, effects);
                }
                let sentence = reason.sentence(self.core_text());
                let again = self.join_refused(id, conversation, &reason, effects);
                if again.is_some() || !self.bans_refused(id, conversation, &sentence, effects) {
                    self.notice(sentence, true, again.into_iter().collect(), effects);
                }
            }
            Report::Invited { by, room } => {
                let named = [("nick", &*by), ("room", &*room)];
                let text = self.text().say_with("invited", &named);
                let join = Message::OpenName(room.into());
                let actions = vec![Action::main(self.text().say("join"), join)];
                self.notice(text, false, actions, effects);
            }
            Report::Account(news) => self.account_news(id, &news, effects),
            Report::Around { conversation, reference, entries } => {
                self.around(id, conversation, &reference, &entries, effects);
            }
            Report::Fetched { conversation, older, full } => {
                if let Some(conversation) = self.by_key_mut(id, conversation) {
                    conversation.older = match older {
                        client::Older::None | client::Older::Unknown => Older::Nothing,
                        client::Older::Maybe | client::Older::Loading => Older::Server,
                    };
                    let of = conversation.id;
                    if full && !std::mem::replace(&mut conversation.engine_is_full, true) {
                        self.fetch_older(of, effects);
                    }
                    self.fetch_beyond(of, effects);
                }
            }
            Report::Found { text, entries } => self.found_by_server(id, &text, &entries, effects),
            Report::Rooms(rooms) => self.rooms_listed(id, rooms, effects),
            Report::WhoIs(who) => self.who_is(id, &who, effects),
            Report::Bans { conversation, bans } => {
                self.bans_listed(id, conversation, &bans, effects);
            }
            // The rest was seen to before.
            Report::Connection { .. }
            | Report::CertificateChanged { .. }
            | Report::NoEncryption
            | Report::Me(_)
            | Report::Server { .. }
            | Report::Conversation(_)
            | Report::Gone(_)
            | Report::Members(..)
            | Report::Typing(..)
            | Report::Loaded
            | Report::Ended => {}
        }
    }

    fn engine_ended(&mut self, id: ServerId, effects: &mut Effects) {
        if let Some(server) = self.server_mut(id) {
            server.running = false;
            server.link = Link::Off;
            effects.push(Effect::Show(Change::Connection));
            effects.push(Effect::Show(Change::Conversations));
        }
        if self.quitting && self.servers.iter().all(|server| !server.running) {
            effects.push(Effect::Quit);
        }
    }

    /// All that was kept of a server is here: it goes on where it was left.
    fn loaded(&mut self, id: ServerId, effects: &mut Effects) {
        if let Some(server) = self.server_mut(id) {
            server.loaded = true;
        }
        // How far was read was told before.
        for conversation in self.conversations.iter_mut().filter(|it| it.server == id) {
            conversation.settling = false;
        }
        let shown = self.shown_before.take_if(|(server, _)| *server == id);
        let shown = shown.and_then(|(_, name)| Some(self.named_conversation(id, &name)?.id));
        if let Some(shown) = shown {
            self.select(shown, effects);
        } else if self.shown_before.is_none() && self.nothing_but_words_selected(id) {
            let first = self.conversations().iter().find_map(|item| {
                (item.server == id && item.kind == ConversationKind::Room).then_some(item.id)
            });
            if let Some(first) = first {
                self.select(first, effects);
            }
        }
    }

    fn connection_news(
        &mut self,
        id: ServerId,
        connection: &Connection,
        wait_ms: Option<u64>,
        effects: &mut Effects,
    ) {
        let why = connection.why.as_ref().map(|why| why.sentence(self.core_text()));
        let now_ms = self.now_ms;
        let Some(server) = self.server_mut(id) else { return };
        let was_on = server.link == Link::On;
        server.lag_ms = connection.lag_ms;
        if was_on && connection.state == ConnectionState::Online && server.tls == connection.tls {
            // Only the lag is another, which nobody sees who does not ask for it.
            return;
        }
        server.link = match connection.state {
            ConnectionState::Offline => Link::Off,
            ConnectionState::Waiting { .. } => {
                let wait_ms = i64::try_from(wait_ms.unwrap_or(0)).unwrap_or(i64::MAX);
                Link::Waiting { until_ms: now_ms.saturating_add(wait_ms) }
            }
            ConnectionState::Connecting | ConnectionState::Registering => Link::Connecting,
            ConnectionState::Online => Link::On,
        };
        server.why = why.unwrap_or_default();
        server.tls.clone_from(&connection.tls);
        if let Some(tls) = &connection.tls {
            server.pinned = Some(tls.certificate_sha256);
        }
        let is_on = server.link == Link::On;
        // A certificate that is another was said more exactly just before.
        let is_said =
            connection.why.as_ref().is_some_and(|why| why.cause == Cause::CertificateChanged);
        let stopped = server.link == Link::Off && !server.why.is_empty() && !is_said;
        let sentence = server.why.clone();
        effects.push(Effect::Show(Change::Connection));
        effects.push(Effect::Show(Change::Conversations));
        effects.push(Effect::Show(Change::Headline));
        if is_on != was_on {
            self.gaps_changed(id, effects);
        }
        if !is_on {
            self.bans_cut_off(id, effects);
        }
        if is_on {
            if let Some(server) = self.server_mut(id) {
                server.server_password.succeeded();
            }
            self.take_up(&Message::Server(id, ServerMessage::ConnectNow), effects);
        }
        self.called_otherwise(id, effects);
        if self.opening_connection(id, connection, effects) {
            return;
        }
        if is_on && !was_on {
            self.keep_server(id, effects);
        }
        if stopped {
            let again = Message::Server(id, ServerMessage::ConnectNow);
            let again = Action::plain(self.text().say("try-again"), again);
            let wanted = connection.why.as_ref().and_then(|why| PasswordOf::wanted(why.cause));
            let ask = wanted.map(|of| {
                let message = Message::Server(id, ServerMessage::AskPassword(of));
                Action::main(self.text().say("write-password"), message)
            });
            self.notice(sentence, true, ask.into_iter().chain([again]).collect(), effects);
        }
    }

    fn me_news(&mut self, id: ServerId, me: &client::Me, effects: &mut Effects) {
        let is_opening = self.is_opening(id);
        if let Some(server) = self.server_mut(id) {
            server.nick = me.nick.to_string();
            server.account = me.account.as_ref().map(ToString::to_string);
            server.away = me.away.is_some();
            // The name that a password belongs to is an account's, whatever one is called since.
            let got_name = server.nick_asked.as_ref() == Some(&server.nick)
                && server.password.current().is_none();
            if got_name && let Some(nick) = server.nick_asked.take() {
                server.nick_wanted = nick;
            }
            if got_name && !is_opening {
                self.keep_server(id, effects);
            }
            effects.push(Effect::Show(Change::Conversations));
            effects.push(Effect::Show(Change::Members));
            self.called_otherwise(id, effects);
        }
    }

    fn account_news(&mut self, id: ServerId, news: &AccountNews, effects: &mut Effects) {
        let (text, wrong) = match news {
            AccountNews::Made(account) => {
                (self.text().say_with("account-made", &[("account", account)]), false)
            }
            AccountNews::LoggedIn => return self.logged_in(id, effects),
            AccountNews::Waits { text, .. } => (text.to_string(), false),
            AccountNews::Failed(reason) if reason.cause == Cause::LoginFailed => {
                let sentence = reason.sentence(self.core_text());
                return self.login_failed(id, sentence, effects);
            }
            AccountNews::Failed(reason) => (reason.sentence(self.core_text()), true),
        };
        self.notice(text, wrong, Vec::new(), effects);
    }

    /// A line of the server's own words, or of the client's about it.
    pub(super) fn words(&mut self, id: ServerId, line: &str, effects: &mut Effects) {
        let Some(of) = self.server_conversation(id) else { return };
        let author = self.people.number("");
        let entry = Entry::new(EntryKind::Words, self.now_ms, author, line);
        self.append(of, entry, effects);
    }

    /// Appends what no engine knows of.
    pub(super) fn append(&mut self, of: ConversationId, entry: Entry, effects: &mut Effects) {
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let Some(conversation) = self.conversation_mut(of) else { return };
        let mut changes = Vec::new();
        let end = conversation.timeline.len();
        conversation.timeline.insert(end, entry, &day_of, &mut changes);
        conversation.trim(&day_of, &mut changes);
        self.rows_changed(of, changes, effects);
    }

    fn conversation_news(
        &mut self,
        server: ServerId,
        news: &ConversationNews,
        effects: &mut Effects,
    ) {
        let kind = match news.kind {
            client::ConversationKind::Room(_) => ConversationKind::Room,
            client::ConversationKind::Direct => ConversationKind::Person,
        };
        let is_new = self.by_key_mut(server, news.id).is_none();
        if is_new {
            let mut conversation = self.new_conversation(server, kind, &news.name);
            conversation.key = Some(news.id);
            self.conversations.push(conversation);
        }
        let wanted = self.wanted_name.clone();
        let Some(conversation) = self.by_key_mut(server, news.id) else { return };
        if *conversation.name != *news.name {
            conversation.name = news.name.to_string();
        }
        conversation.topic = news.topic.to_string();
        conversation.joined = news.kind == client::ConversationKind::Room(Membership::Joined);
        conversation.left = news.kind == client::ConversationKind::Room(Membership::Left);
        conversation.settling = false;
        let read_ms = i64::try_from(news.read_ms).unwrap_or(i64::MAX);
        if read_ms >= conversation.read_ms && conversation.kept_unread.is_none() {
            conversation.read_ms = read_ms;
            conversation.unread = u32::try_from(news.unread).unwrap_or(u32::MAX);
            conversation.mentions = u32::try_from(news.mentions).unwrap_or(u32::MAX);
        } else {
            conversation.count_unread();
        }
        if conversation.older == Older::Server && news.older == client::Older::None {
            conversation.older = Older::Nothing;
        }
        let (of, is_read) = (conversation.id, conversation.unread == 0);
        if is_read {
            self.withdraw(of, effects);
        }
        self.fetch_beyond(of, effects);
        let is_wanted = wanted.is_some_and(|(on, name)| {
            on == server && name.to_lowercase() == news.name.to_lowercase()
        });
        effects.push(Effect::Show(Change::Conversations));
        self.show_if_selected(of, Change::Headline, effects);
        self.show_if_selected(of, Change::Connection, effects);
        if is_wanted {
            self.wanted_name = None;
            self.select(of, effects);
        } else if is_new
            && self.server(server).is_some_and(|server| server.loaded)
            && self.nothing_but_words_selected(server)
            && kind == ConversationKind::Room
        {
            self.select(of, effects);
        }
        self.joined(of);
        self.say_unsaid(of, effects);
        self.read(of, effects);
    }

    fn nothing_but_words_selected(&self, server: ServerId) -> bool {
        self.screen == super::Screen::Main
            && self.selected_conversation().is_none_or(|selected| {
                selected.server == server && selected.kind == ConversationKind::Server
            })
    }

    fn conversation_gone(&mut self, server: ServerId, key: u32, effects: &mut Effects) {
        let Some(of) = self.by_key_mut(server, key).map(|conversation| conversation.id) else {
            return;
        };
        self.withdraw(of, effects);
        self.conversations.retain(|conversation| conversation.id != of);
        effects.push(Effect::Show(Change::Conversations));
        if self.selected == Some(of) {
            self.selected = None;
            let next = self
                .conversations
                .iter()
                .filter(|conversation| conversation.server == server)
                .max_by_key(|conversation| conversation.kind == ConversationKind::Room)
                .map(|conversation| conversation.id);
            if let Some(next) = next {
                self.select(next, effects);
            }
        }
    }

    fn put(
        &mut self,
        server: ServerId,
        key: u32,
        after: Option<EntryId>,
        entry: &client::Entry,
        live: bool,
        effects: &mut Effects,
    ) {
        let made = self.entry(entry);
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let Some(of) = self.by_key_mut(server, key).map(|it| it.id) else { return };
        let seen = self.is_reading(of);
        let Some(conversation) = self.conversation_mut(of) else { return };
        let mut changes = Vec::new();
        // Pages of the store may have it already.
        if !live
            && conversation.has_pages
            && let Some(place) = conversation.timeline.place_of_msgid(&made.msgid)
        {
            conversation.timeline.remove(place, &day_of, &mut changes);
        }
        let place = match after {
            // Also behind what no engine knows of, such as the client's own words.
            _ if live => conversation.timeline.len(),
            Some(after) => match conversation.timeline.place_of_key(after.0) {
                Some(place) => place + 1,
                None => conversation.timeline.len(),
            },
            None => conversation.timeline.first_keyed(),
        };
        let (is_said, is_gap) = (made.is_said(), made.kind == EntryKind::Gap);
        let own = made.is(timeline::OWN);
        let entry_id = conversation.timeline.insert(place, made, &day_of, &mut changes);
        if live && own {
            conversation.kept_unread = None;
            conversation.timeline.mark_unread(None, &day_of, &mut changes);
        }
        conversation.trim(&day_of, &mut changes);
        if conversation.kept_unread.is_some() {
            conversation.count_unread();
        }
        self.rows_changed(of, changes, effects);
        if live && self.selected == Some(of) && (own || seen) {
            effects.push(Effect::Scroll(Scroll::Newest));
        }
        if is_gap {
            self.gap_news(of);
        }
        if live && is_said && !own {
            self.said(of, entry_id, effects);
            // What is not seen gets a line above it once it is told that it is unread.
            if seen {
                self.read_up_to(of, usize::MAX, effects);
            }
        }
    }

    fn changed(
        &mut self,
        server: ServerId,
        key: u32,
        entry: &client::Entry,
        effects: &mut Effects,
    ) {
        let made = self.entry(entry);
        let Some(conversation) = self.by_key_mut(server, key) else { return };
        let of = conversation.id;
        let Some(place) = conversation.timeline.place_of_key(entry.id.0) else { return };
        let mut changes = Vec::new();
        conversation.timeline.change(place, &mut changes, |old| {
            old.text = made.text;
            old.msgid = made.msgid;
            old.time_ms = made.time_ms;
            old.progress = made.progress;
            old.extra = made.extra;
            let kept = old.flags & (timeline::EXPANDED | timeline::FOUND);
            old.flags = made.flags | kept;
        });
        let is_gap = conversation.timeline.at(place).is_some_and(|it| it.kind == EntryKind::Gap);
        self.rows_changed(of, changes, effects);
        if is_gap {
            self.gap_news(of);
        }
    }

    fn moved(
        &mut self,
        server: ServerId,
        key: u32,
        entry: EntryId,
        after: Option<EntryId>,
        effects: &mut Effects,
    ) {
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let Some(conversation) = self.by_key_mut(server, key) else { return };
        let of = conversation.id;
        let timeline = &mut conversation.timeline;
        let Some(from) = timeline.place_of_key(entry.0) else { return };
        let before = from.checked_sub(1).and_then(|place| timeline.at(place)).map(|it| it.key);
        if before == after.map(|after| after.0) && from > 0 {
            return;
        }
        let mut changes = Vec::new();
        let moved = timeline.remove(from, &day_of, &mut changes);
        let to = match after {
            Some(after) => timeline.place_of_key(after.0).map_or(timeline.len(), |place| place + 1),
            None => timeline.first_keyed(),
        };
        timeline.insert(to, moved, &day_of, &mut changes);
        self.rows_changed(of, changes, effects);
    }

    fn removed(&mut self, server: ServerId, key: u32, entry: EntryId, effects: &mut Effects) {
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        let Some(conversation) = self.by_key_mut(server, key) else { return };
        let of = conversation.id;
        let Some(place) = conversation.timeline.place_of_key(entry.0) else { return };
        let mut changes = Vec::new();
        let gone = conversation.timeline.remove(place, &day_of, &mut changes);
        self.rows_changed(of, changes, effects);
        if gone.kind == EntryKind::Gap {
            self.gap_news(of);
        }
    }

    /// An entry as the timeline keeps it.
    pub(super) fn entry(&mut self, entry: &client::Entry) -> Entry {
        let (kind, other): (_, &str) = match &entry.kind {
            client::EntryKind::Message => (EntryKind::Message, ""),
            client::EntryKind::Action => (EntryKind::Action, ""),
            client::EntryKind::Notice => (EntryKind::Notice, ""),
            client::EntryKind::Join => (EntryKind::Joined, ""),
            client::EntryKind::Part => (EntryKind::Left, ""),
            client::EntryKind::Quit => (EntryKind::Quit, ""),
            client::EntryKind::Kick(whom) => (EntryKind::Kicked, whom),
            client::EntryKind::Nick(name) => (EntryKind::Renamed, name),
            client::EntryKind::Topic => (EntryKind::Topic, ""),
            client::EntryKind::Mode => (EntryKind::Mode, ""),
            client::EntryKind::Rename(name) => (EntryKind::RoomRenamed, name),
            client::EntryKind::Gap(_) => (EntryKind::Gap, ""),
        };
        let time_ms = i64::try_from(entry.time_ms).unwrap_or(i64::MAX);
        let author = self.people.number(&entry.sender.nick);
        let mut made = Entry::new(kind, time_ms, author, &entry.text);
        made.key = entry.id.0;
        if let Some(msgid) = &entry.msgid {
            made.msgid = msgid.as_str().into();
        }
        made.set(timeline::OWN, entry.own);
        made.set(timeline::HIDDEN, made.comes_or_goes() && !self.settings.show_presence);
        made.set(timeline::MENTIONED, entry.mention && !entry.own);
        made.set(timeline::REDACTED, entry.redacted.is_some());
        made.set(timeline::BOT, entry.sender.bot);
        let closing = matches!(entry.kind, client::EntryKind::Gap(Gap::Loading | Gap::Waiting));
        made.set(timeline::FETCHING, closing);
        made.progress = match &entry.delivery {
            Delivery::Confirmed => Progress::Confirmed,
            Delivery::Pending => Progress::Pending,
            Delivery::Failed(reason) => {
                made.extra_mut().reason = reason.sentence(self.core_text()).into();
                Progress::Failed
            }
        };
        if made.progress != Progress::Confirmed
            && let Some(send_id) = &entry.send_id
        {
            made.extra_mut().send_id = send_id.as_str().into();
        }
        if !other.is_empty() {
            made.extra_mut().other = other.into();
        }
        if let Some(reply_to) = &entry.reply_to {
            made.extra_mut().reply_to = reply_to.as_str().into();
        }
        if !entry.reactions.is_empty() {
            made.extra_mut().reactions = entry
                .reactions
                .iter()
                .map(|reaction| (reaction.text.clone(), reaction.nicks.clone()))
                .collect();
        }
        made
    }

    /// What is around a message or a time is here: it goes to its place in time, with gaps where
    /// it does not join what is here already.
    fn around(
        &mut self,
        server: ServerId,
        key: u32,
        reference: &MessageReference,
        entries: &[client::Entry],
        effects: &mut Effects,
    ) {
        let Some(of) = self.by_key_mut(server, key).map(|conversation| conversation.id) else {
            return;
        };
        let inserted = self.merge(of, entries, Merging::Loose, effects);
        self.nothing_before(of, reference, entries, effects);
        if let Some(conversation) = self.conversation_mut(of)
            && conversation.older == Older::ServerAsked
        {
            conversation.older = if inserted > 0 { Older::Store } else { Older::Nothing };
        }
        self.fetch_beyond(of, effects);
        self.server_was_asked(of, reference, effects);
    }

    /// Selects a room or person when it is there; asks for it if it is not.
    pub(super) fn open_name(&mut self, name: &str, effects: &mut Effects) {
        let Some(server) = self.selected_conversation().map(|selected| selected.server) else {
            return;
        };
        self.open_name_at(server, name, effects);
    }

    /// The same on a server that need not be the selected one.
    pub(super) fn open_name_at(&mut self, server: ServerId, name: &str, effects: &mut Effects) {
        let name = name.trim_start_matches('@');
        let there = self.named_conversation(server, name);
        let there = there.map(|there| (there.id, there.joined || there.is_direct()));
        if let Some((id, true)) = there {
            return self.select(id, effects);
        }
        self.wanted_name = Some((server, name.to_owned()));
        if name.starts_with(['#', '&']) {
            self.join(server, name, None, effects);
        } else {
            let open = client::Command::OpenDirect { nick: name.to_owned() };
            self.command(server, open, effects);
        }
        if let Some((id, _)) = there {
            self.wanted_name = None;
            self.select(id, effects);
        }
    }

    pub(super) fn conversation_message(
        &mut self,
        id: ConversationId,
        message: ConversationMessage,
        effects: &mut Effects,
    ) {
        if message == ConversationMessage::AskDate {
            self.select(id, effects);
            self.ask_date(effects);
            return;
        }
        let Some(conversation) = self.conversation_mut(id) else { return };
        let (server, name) = (conversation.server, conversation.name.clone());
        let Some(key) = conversation.key.map(client::ConversationId) else { return };
        let is_joined_room = conversation.kind == ConversationKind::Room && conversation.joined;
        match message {
            ConversationMessage::Leave if is_joined_room => {
                let part = client::Command::Part { conversation: key, reason: String::new() };
                self.command(server, part, effects);
            }
            ConversationMessage::Leave => {
                self.command(server, client::Command::Close { conversation: key }, effects);
            }
            ConversationMessage::Join => {
                self.join(server, &name, None, effects);
            }
            ConversationMessage::Mute(muted) => {
                conversation.muted = muted;
                let job = crate::store::Job::Muted { server, conversation: name, muted };
                effects.push(Effect::Store(job));
                effects.push(Effect::Show(Change::Conversations));
                self.show_if_selected(id, Change::Headline, effects);
            }
            ConversationMessage::MarkRead => self.mark_read(id, effects),
            ConversationMessage::EditTopic => self.ask_topic(id, effects),
            ConversationMessage::AskInvite => self.ask_invite(id, effects),
            ConversationMessage::ListBans => self.show_bans(id, effects),
            // It needs no engine, and was seen to before.
            ConversationMessage::AskDate => {}
        }
    }

    pub(super) fn by_key_mut(&mut self, server: ServerId, key: u32) -> Option<&mut Conversation> {
        let is = |conversation: &&mut Conversation| {
            conversation.server == server && conversation.key == Some(key)
        };
        self.conversations.iter_mut().find(is)
    }

    pub(super) fn show_if_selected(
        &self,
        of: ConversationId,
        change: Change,
        effects: &mut Effects,
    ) {
        if self.selected == Some(of) {
            effects.push(Effect::Show(change));
        }
    }

    pub(super) fn rows_changed(
        &self,
        of: ConversationId,
        changes: Vec<RowChange>,
        effects: &mut Effects,
    ) {
        if self.selected == Some(of) && !changes.is_empty() {
            effects.push(Effect::Show(Change::Rows(changes)));
        }
    }

    /// A room's list is here.
    fn rooms_listed(
        &mut self,
        server: ServerId,
        rooms: Vec<client::ListedRoom>,
        effects: &mut Effects,
    ) {
        self.listed = rooms;
        if let Some(Panel::Channels(panel)) = &mut self.panel
            && panel.server == server
        {
            panel.fetching = false;
            self.fill_channels();
            effects.push(Effect::Show(Change::Panel));
        }
    }

    pub(super) fn focus_composer(effects: &mut Effects) {
        effects.push(Effect::Focus(Field::Composer));
    }
}
