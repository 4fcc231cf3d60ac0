//! What is done in panels.

use peyk_core::client::{self, Command, ConversationId as Key};

use super::action::Action;
use super::item::ConversationKind;
use super::panel::{ChannelItem, ChannelsPanel, Fact, PersonPanel, Prompt, SecurityPanel};
use super::server::Link;
use super::slash::room_name;
use super::starting::fingerprint;
use super::{
    Change, ConversationId, Effect, Effects, Field, MemberMessage, Message, Model, Panel,
    PanelMessage, PromptPurpose, RowMessage, SearchPanel, ServerId, ServerMessage,
};
use crate::l10n::isolated;

/// Rooms that the list shows: who looks for another one writes a part of its name.
const CHANNELS_MAX: usize = 300;

impl Model {
    pub(super) fn panel_message(&mut self, message: PanelMessage, effects: &mut Effects) {
        let server = self.selected_conversation().map(|selected| selected.server);
        let server = server.or_else(|| self.servers.first().map(|server| server.id));
        match (message, server) {
            (PanelMessage::Settings, _) => self.panel = Some(Panel::Settings),
            (PanelMessage::Search, _) => {
                self.panel = Some(Panel::Search(SearchPanel::default()));
                effects.push(Effect::Focus(Field::Panel));
            }
            (PanelMessage::Channels, Some(server)) => {
                self.server_message(server, ServerMessage::ListRooms, effects);
            }
            (PanelMessage::Security(server), _) => self.show_security(server),
            (PanelMessage::NewRoom, Some(server)) => {
                self.server_message(server, ServerMessage::AskRoom, effects);
            }
            (PanelMessage::NewPerson, Some(server)) => {
                self.server_message(server, ServerMessage::AskPerson, effects);
            }
            (PanelMessage::AddServer, _) => self.add_server(effects),
            (PanelMessage::Text(text), _) => self.panel_text(text, effects),
            (PanelMessage::Named, _) => self.named(effects),
            (PanelMessage::Done, _) => self.panel_done(effects),
            (PanelMessage::Pick(index), _) => self.panel_pick(index, effects),
            (PanelMessage::Choose(index), _) => match &mut self.panel {
                Some(Panel::Search(panel)) => panel.shown = Some(index),
                Some(Panel::Channels(panel)) => panel.chosen = index,
                _ => {}
            },
            (PanelMessage::PickAndClose(index), _) => {
                self.panel_pick(index, effects);
                self.panel = None;
                Self::focus_composer(effects);
            }
            (PanelMessage::LiftBan(mask), _) => self.lift_ban(mask, effects),
            (PanelMessage::Close, _) => {
                self.panel = None;
                Self::focus_composer(effects);
            }
            (PanelMessage::Channels | PanelMessage::NewRoom | PanelMessage::NewPerson, None) => {}
        }
        effects.push(Effect::Show(Change::Panel));
    }

    fn panel_text(&mut self, text: String, effects: &mut Effects) {
        match &mut self.panel {
            Some(Panel::Search(panel)) => {
                panel.text = text;
                self.search(false, effects);
            }
            Some(Panel::Channels(panel)) => {
                panel.filter = text;
                self.fill_channels();
            }
            Some(Panel::Prompt(prompt)) => prompt.text = text,
            Some(Panel::Settings | Panel::Security(_) | Panel::Person(_) | Panel::Bans(_))
            | None => {}
        }
    }

    fn panel_done(&mut self, effects: &mut Effects) {
        match &self.panel {
            Some(Panel::Search(_)) => self.search(true, effects),
            Some(Panel::Channels(panel)) => {
                let (server, written) = (panel.server, panel.filter.trim().to_owned());
                let name = panel.items.get(panel.chosen).map(|item| item.name.clone());
                if let Some(name) = name.or((!written.is_empty()).then(|| room_name(&written))) {
                    self.panel = None;
                    self.open_name_at(server, &name, effects);
                }
            }
            Some(Panel::Prompt(prompt)) => {
                let prompt = prompt.clone();
                self.answer(prompt, effects);
            }
            Some(Panel::Settings | Panel::Security(_) | Panel::Person(_) | Panel::Bans(_))
            | None => {
                self.panel = None;
            }
        }
    }

    fn panel_pick(&mut self, index: usize, effects: &mut Effects) {
        match &mut self.panel {
            Some(Panel::Search(panel)) => {
                if let Some(hit) = panel.hits.get_mut(index) {
                    let hit = hit.clone();
                    panel.shown = Some(index);
                    self.select(hit.conversation, effects);
                    self.show_message(hit.conversation, &hit.msgid, Some(hit.time_ms), effects);
                    effects.push(Effect::Focus(Field::Panel));
                }
            }
            Some(Panel::Channels(panel)) => {
                if let Some(item) = panel.items.get(index) {
                    let (server, name) = (panel.server, item.name.clone());
                    self.panel = None;
                    self.open_name_at(server, &name, effects);
                }
            }
            _ => {}
        }
    }

    /// Asks before what was said on a server is deleted.
    fn ask_forget(&mut self, id: ServerId, effects: &mut Effects) {
        let Some(server) = self.server(id) else { return };
        let text = self.text().say_with("forget-question", &[("server", &server.label)]);
        let keep = Action::plain(self.text().say("forget-not"), Message::Dismiss(text.clone()));
        let forget = Message::Server(id, ServerMessage::Forget);
        let forget = Action::danger(self.text().say("forget"), forget);
        self.notice(text, true, vec![keep, forget], effects);
    }

    fn list_rooms(&mut self, server: ServerId, effects: &mut Effects) {
        self.panel = Some(Panel::Channels(ChannelsPanel {
            server,
            filter: String::new(),
            items: Vec::new(),
            chosen: 0,
            fetching: true,
            state: self.text().say("channels-fetching"),
        }));
        self.command(server, Command::ListRooms { mask: String::new() }, effects);
        effects.push(Effect::Show(Change::Panel));
        effects.push(Effect::Focus(Field::Panel));
    }

    /// Opens a question with one field.
    fn ask(&mut self, purpose: PromptPurpose, text: String, effects: &mut Effects) {
        let say = self.text();
        let (title, hint, done) = match &purpose {
            PromptPurpose::Room(_) => {
                (say.say("prompt-room"), say.say("prompt-room-hint"), say.say("join"))
            }
            PromptPurpose::Person(_) => {
                (say.say("prompt-person"), String::new(), say.say("prompt-person-done"))
            }
            PromptPurpose::Topic(_) => {
                (say.say("prompt-topic"), String::new(), say.say("prompt-save"))
            }
            PromptPurpose::Invite(_) => {
                (say.say("prompt-invite"), String::new(), say.say("prompt-invite-done"))
            }
            PromptPurpose::Date(_) => {
                let example = self.calendar.figures(self.now_ms);
                let hint = say.say_with("prompt-date-hint", &[("example", &example)]);
                (say.say("prompt-date"), hint, say.say("prompt-date-done"))
            }
            PromptPurpose::Nick(_) => {
                (say.say("prompt-nick"), String::new(), say.say("prompt-save"))
            }
            PromptPurpose::Reaction(_) => {
                (say.say("prompt-reaction"), String::new(), say.say("prompt-save"))
            }
        };
        self.panel = Some(Panel::Prompt(Prompt { title, text, hint, done, purpose }));
        effects.push(Effect::Show(Change::Panel));
        effects.push(Effect::Focus(Field::Panel));
    }

    pub(super) fn ask_topic(&mut self, id: ConversationId, effects: &mut Effects) {
        let topic = self.conversation(id).map(|it| it.topic.clone()).unwrap_or_default();
        self.ask(PromptPurpose::Topic(id), topic, effects);
    }

    pub(super) fn ask_invite(&mut self, id: ConversationId, effects: &mut Effects) {
        self.ask(PromptPurpose::Invite(id), String::new(), effects);
    }

    /// Asks which day to show.
    pub(super) fn ask_date(&mut self, effects: &mut Effects) {
        if let Some(id) = self.selected {
            self.ask(PromptPurpose::Date(id), String::new(), effects);
        }
    }

    /// Asks what to be called.
    pub(super) fn ask_nick(&mut self, server: ServerId, effects: &mut Effects) {
        let nick = self.server(server).map(|server| server.nick.clone()).unwrap_or_default();
        self.ask(PromptPurpose::Nick(server), nick, effects);
    }

    fn answer(&mut self, prompt: Prompt, effects: &mut Effects) {
        let text = prompt.text.trim().to_owned();
        let is_topic = matches!(prompt.purpose, PromptPurpose::Topic(_));
        if text.is_empty() && !is_topic {
            return;
        }
        let place = |id: ConversationId, model: &Self| {
            let conversation = model.conversation(id)?;
            Some((conversation.server, Key(conversation.key?)))
        };
        match prompt.purpose {
            PromptPurpose::Room(_) if text.contains([' ', ',']) => {
                let wrong = self.text().say("room-name-wrong");
                if let Some(Panel::Prompt(prompt)) = &mut self.panel {
                    prompt.hint = wrong;
                }
                return;
            }
            PromptPurpose::Room(server) => {
                self.panel = None;
                self.open_name_at(server, &room_name(&text), effects);
            }
            PromptPurpose::Person(server) => {
                self.panel = None;
                self.open_name_at(server, &text, effects);
            }
            PromptPurpose::Topic(id) => {
                if let Some((server, conversation)) = place(id, self) {
                    self.command(server, Command::Topic { conversation, topic: text }, effects);
                }
                self.panel = None;
            }
            PromptPurpose::Invite(id) => {
                if let Some((server, conversation)) = place(id, self) {
                    self.command(server, Command::Invite { conversation, nick: text }, effects);
                }
                self.panel = None;
            }
            PromptPurpose::Date(_) => match self.calendar.read(&text) {
                Some(day) => {
                    self.panel = None;
                    self.jump_date(day, effects);
                }
                None => {
                    let wrong = self.text().say_with("prompt-date-wrong", &[("date", &text)]);
                    if let Some(Panel::Prompt(prompt)) = &mut self.panel {
                        prompt.hint = wrong;
                    }
                    return;
                }
            },
            PromptPurpose::Nick(server) => {
                self.panel = None;
                self.server_message(server, ServerMessage::Nick(text), effects);
            }
            PromptPurpose::Reaction(row) => {
                self.panel = None;
                self.row_message(row, RowMessage::React(text), effects);
            }
        }
        Self::focus_composer(effects);
    }

    /// The rooms of the list that fit what is written.
    pub(super) fn fill_channels(&mut self) {
        let Some(Panel::Channels(panel)) = &self.panel else { return };
        let filter = panel.filter.trim().to_lowercase();
        let server = panel.server;
        let mut items: Vec<_> = self
            .listed
            .iter()
            .filter(|room| {
                room.name.to_lowercase().contains(&filter)
                    || room.topic.to_lowercase().contains(&filter)
            })
            .map(|room| ChannelItem {
                name: room.name.to_string(),
                topic: super::span::on_one_line(&room.topic, 120),
                members: room.members,
                members_label: self.digits(&room.members.to_string()),
                joined: self.named_room(server, &room.name).is_some_and(|room| room.joined),
            })
            .collect();
        items.sort_by(|a, b| (b.members, &a.name).cmp(&(a.members, &b.name)));
        let count = self.digits(&items.len().to_string());
        items.truncate(CHANNELS_MAX);
        let state = self.text().say_with("channels-count", &[("count", &count)]);
        if let Some(Panel::Channels(panel)) = &mut self.panel {
            let exact = items.iter().position(|item| item.name.to_lowercase() == filter);
            panel.chosen = exact.unwrap_or(0);
            panel.items = items;
            panel.state = state;
        }
    }

    fn show_security(&mut self, id: ServerId) {
        let Some(server) = self.server(id) else { return };
        let text = self.text();
        let fact = |name: String, value: String, code: bool| Fact { name, value, code };
        let mut facts = vec![fact(text.say("security-address"), server.address.to_string(), true)];
        let mut fine = server.address.is_loopback();
        let verdict = match &server.tls {
            Some(tls) => {
                fine = true;
                let seen = fingerprint(&tls.certificate_sha256);
                facts.push(fact(text.say("security-fingerprint"), seen, true));
                facts.push(fact(text.say("security-version"), tls.version.to_string(), true));
                match tls.trust {
                    client::Trust::Authority => text.say("security-authority"),
                    client::Trust::Pinned => text.say("security-pinned"),
                    client::Trust::FirstUse => text.say("security-first"),
                }
            }
            None if server.link != Link::On => {
                fine = false;
                text.say("security-none")
            }
            None if fine => text.say("security-here"),
            None => text.say("security-plain"),
        };
        if !server.software.is_empty() {
            facts.push(fact(text.say("security-software"), server.software.clone(), true));
        }
        if let Some(account) = &server.account {
            facts.push(fact(text.say("security-account"), account.clone(), false));
        }
        if let Some(lag_ms) = server.lag_ms {
            let lag = self.digits(&lag_ms.to_string());
            let value = text.say_with("security-lag-value", &[("ms", &lag)]);
            facts.push(fact(text.say("security-lag"), value, false));
        }
        if !self.own_fingerprint.is_empty() {
            facts.push(fact(text.say("security-own"), self.own_fingerprint.clone(), true));
        }
        self.panel = Some(Panel::Security(SecurityPanel { server: id, facts, verdict, fine }));
    }

    pub(super) fn who_is(&mut self, id: ServerId, who: &client::WhoIs, effects: &mut Effects) {
        let text = self.text();
        if !who.online {
            let sentence = text.say_with("person-gone", &[("nick", &who.nick)]);
            self.notice(sentence, false, Vec::new(), effects);
            return;
        }
        let mut facts = Vec::new();
        let mut fact = |name: String, value: &str, code: bool| {
            if !value.is_empty() {
                facts.push(Fact { name, value: value.to_owned(), code });
            }
        };
        fact(text.say("person-realname"), &who.realname, false);
        fact(text.say("person-account"), who.account.as_deref().unwrap_or_default(), false);
        fact(text.say("person-address"), &who.user_host, true);
        fact(text.say("person-away"), who.away.as_deref().unwrap_or_default(), false);
        // Signs of what they are in a room stand before its name.
        let rooms = who.rooms.iter().map(|room| room.trim_start_matches(|c| !"#&".contains(c)));
        fact(text.say("person-rooms"), &isolated(rooms, &text.say("list-separator")), false);
        if let Some(since_ms) = who.since_ms.and_then(|ms| i64::try_from(ms).ok()) {
            fact(text.say("person-since"), &self.calendar.date_time(since_ms), false);
        }
        if let Some(idle_s) = who.idle_s {
            let minutes = self.digits(&(idle_s / 60).to_string());
            let value = text.say_with("person-idle-value", &[("minutes", &minutes)]);
            fact(text.say("person-idle"), &value, false);
        }
        let mut actions = self.member_actions(&who.nick);
        // It is what is shown.
        let is_this = |it: &Action| matches!(it.message, Message::Member(_, MemberMessage::Show));
        actions.retain(|action| !is_this(action));
        let nick = who.nick.to_string();
        self.panel = Some(Panel::Person(PersonPanel { server: id, nick, facts, actions }));
        effects.push(Effect::Show(Change::Panel));
    }

    pub(super) fn server_message(
        &mut self,
        id: ServerId,
        message: ServerMessage,
        effects: &mut Effects,
    ) {
        use crate::net::Order;
        let quit_message = self.text().say("quit-message");
        let Some(server) = self.server_mut(id) else { return };
        match message {
            ServerMessage::ConnectNow if server.running => {
                self.want_connected(id, true, effects);
                self.command(id, Command::Connect, effects);
            }
            ServerMessage::ConnectNow => {
                server.running = true;
                server.loaded = false;
                let setup = server.setup(quit_message);
                self.want_connected(id, true, effects);
                self.put_away(id, |kind| kind != ConversationKind::Server);
                if self.selected_conversation().is_none() {
                    self.selected = self.server_conversation(id);
                }
                effects.push(Effect::Net(id, Order::Open(Box::new(setup))));
                effects.push(Effect::Show(Change::Everything));
            }
            ServerMessage::Disconnect => {
                self.command(id, Command::Disconnect, effects);
                self.want_connected(id, false, effects);
            }
            ServerMessage::TellHosting => self.tell_hosting(effects),
            ServerMessage::AskForget => self.ask_forget(id, effects),
            ServerMessage::Forget => {
                effects.push(Effect::Net(id, Order::End));
                effects.push(Effect::Store(crate::store::Job::ForgetServer(id)));
                self.known.retain(|known| known.id != id);
                self.drop_server(id);
                if self.servers.is_empty() {
                    self.add_server(effects);
                }
                effects.push(Effect::Show(Change::Everything));
            }
            ServerMessage::TrustChanged => {
                self.want_connected(id, true, effects);
                effects.push(Effect::Net(id, Order::Trust));
            }
            ServerMessage::AllowPlain => {
                server.plain = true;
                server.pinned = None;
                self.want_connected(id, true, effects);
                effects.push(Effect::Store(crate::store::Job::Pin { server: id, sha256: None }));
                effects.push(Effect::Net(id, Order::AllowPlain));
            }
            ServerMessage::AskPassword(of) => self.ask_password(id, of, effects),
            ServerMessage::Nick(nick) => {
                server.nick_asked = Some(nick.clone());
                self.command(id, Command::Nick(nick), effects);
            }
            ServerMessage::AskNick => self.ask_nick(id, effects),
            ServerMessage::Join { room, key } => {
                self.wanted_name = Some((id, room.clone()));
                self.join(id, &room, key, effects);
            }
            ServerMessage::ListRooms => self.list_rooms(id, effects),
            ServerMessage::AskRoom => self.ask(PromptPurpose::Room(id), String::new(), effects),
            ServerMessage::AskPerson => {
                self.ask(PromptPurpose::Person(id), String::new(), effects);
            }
            ServerMessage::Away(None) => self.command(id, Command::Back, effects),
            ServerMessage::Away(Some(reason)) => {
                let reason =
                    if reason.is_empty() { self.text().say("away-reason") } else { reason };
                self.command(id, Command::Away(reason), effects);
            }
        }
    }
}
