//! What the person wants, done: [`Command`]s become lines.

use super::capability::Caps;
use super::command::{Command, FetchPage, Typing};
use super::compose::reply_tags;
use super::conversation::cut;
use super::event::Event;
use super::ids::{ConversationId, EntryId, MsgId};
use super::reason::{Cause, Reason};
use super::session::{Asked, Stage};
use super::timeline::{Reacted, Redaction};
use super::turn::Turn;
use super::view::{ConversationKind, Membership};
use crate::time::server_time;

/// Between two words that one is writing to the same people (IRCv3 typing).
const TYPING_MS: u64 = 3_000;

impl Turn<'_> {
    /// Does what the person wants.
    pub(super) fn perform(&mut self, command: Command) {
        match command {
            Command::Connect => self.connect(),
            Command::Disconnect => self.disconnect(),
            Command::Send(draft) => self.write(draft),
            Command::Retry(send_id) => self.retry(&send_id),
            Command::Discard(send_id) => self.discard(&send_id),
            Command::Typing { conversation, typing } => self.tell_typing(conversation, typing),
            Command::Join { room, key } => self.join(&room, key.as_deref()),
            Command::Part { conversation, reason } => self.part(conversation, &reason),
            Command::OpenDirect { nick } => self.open_direct(&nick),
            Command::Close { conversation } => self.close_conversation(conversation),
            Command::Read { conversation, entry } => self.read_up_to(conversation, entry),
            Command::Fetch { conversation, page } => self.fetch_page(conversation, page),
            Command::Away(reason) => self.go_away(Some(reason)),
            Command::Back => self.go_away(None),
            Command::LogIn(login) => self.log_in_by(login),
            Command::Nick(nick) => self.want_nick(nick),
            Command::ServerPassword(password) => {
                self.client.config.server_password = Some(password);
            }
            Command::Search(_)
            | Command::React { .. }
            | Command::Unreact { .. }
            | Command::Redact { .. }
            | Command::Topic { .. }
            | Command::Invite { .. }
            | Command::Kick { .. }
            | Command::Ban { .. }
            | Command::Unban { .. }
            | Command::ListBans { .. }
            | Command::Mode { .. }
            | Command::ListRooms { .. }
            | Command::WhoIs { .. }
            | Command::Register { .. }
            | Command::Verify { .. }
            | Command::ChangePassword(_)
            | Command::SetMetadata { .. }
            | Command::Raw(_) => self.perform_online(command),
        }
    }

    /// What needs the connection and waits for none.
    fn perform_online(&mut self, command: Command) {
        if self.session.stage != Stage::Online {
            return self.refuse(None, Reason::of(Cause::NotConnected));
        }
        match command {
            Command::Search(search) => self.search(search),
            Command::React { conversation, msgid, reaction } => {
                self.tell_reaction(conversation, &msgid, &reaction, false);
            }
            Command::Unreact { conversation, msgid, reaction } => {
                self.tell_reaction(conversation, &msgid, &reaction, true);
            }
            Command::Redact { conversation, msgid, reason } => {
                self.redact(conversation, msgid, &reason);
            }
            Command::Topic { conversation, topic } => {
                self.ask_in(conversation, "TOPIC", &[], Some(&topic));
            }
            Command::Invite { conversation, nick } => {
                let Some(room) = self.name_of(conversation) else { return };
                self.ask(Asked::In(conversation), |line| {
                    line.command("INVITE").param(&nick).param(&room)
                });
            }
            Command::Kick { conversation, nick, reason } => {
                let reason = Some(&*reason).filter(|reason| !reason.is_empty());
                self.ask_in(conversation, "KICK", &[&nick], reason);
            }
            Command::Ban { conversation, mask } => {
                let mask =
                    if mask.contains(['!', '@', '*', ':']) { mask } else { format!("{mask}!*@*") };
                self.ask_in(conversation, "MODE", &["+b", &mask], None);
            }
            Command::Unban { conversation, mask } => {
                self.ask_in(conversation, "MODE", &["-b", &mask], None);
            }
            Command::ListBans { conversation } => self.list_bans(conversation),
            Command::Mode { conversation, changes } => {
                let changes: Vec<&str> = changes.split_whitespace().collect();
                self.ask_in(conversation, "MODE", &changes, None);
            }
            Command::ListRooms { mask } => {
                self.session.rooms.clear();
                self.say(|line| {
                    let line = line.command("LIST");
                    if mask.is_empty() { line } else { line.param(&mask) }
                });
            }
            Command::WhoIs { nick } => {
                let folded = self.fold(&nick);
                self.session.whois.entry(folded).or_default();
                self.say(|line| line.command("WHOIS").param(&nick).param(&nick));
            }
            Command::Register { .. } | Command::Verify { .. } => self.account_command(&command),
            Command::ChangePassword(password) => {
                if !self.is_peyk() {
                    // Others have other words for it, and some want the old one, too.
                    return self.refuse(None, Reason::of(Cause::NotSupported));
                }
                let words = format!("PASSWORD {}", password.as_str());
                self.say(|line| line.command("PRIVMSG").param("NickServ").trailing(&words));
            }
            Command::SetMetadata { conversation, key, value } => {
                self.set_metadata(conversation, &key, value.as_deref());
            }
            Command::Raw(line) => {
                let line = line.replace(['\0', '\r', '\n'], "");
                if !line.is_empty() {
                    self.send_lines(format!("{line}\r\n").into_bytes(), 1);
                }
            }
            Command::Connect
            | Command::Disconnect
            | Command::Send(_)
            | Command::Retry(_)
            | Command::Discard(_)
            | Command::Typing { .. }
            | Command::Join { .. }
            | Command::Part { .. }
            | Command::OpenDirect { .. }
            | Command::Close { .. }
            | Command::Away(_)
            | Command::Back
            | Command::Read { .. }
            | Command::Fetch { .. }
            | Command::LogIn(_)
            | Command::Nick(_)
            | Command::ServerPassword(_) => {
                unreachable!("`perform` does these with or without connection")
            }
        }
    }

    pub(super) fn name_of(&self, id: ConversationId) -> Option<String> {
        self.get(id).map(|found| found.name.to_string())
    }

    /// A command about a conversation: its name is the first parameter.
    fn ask_in(
        &mut self,
        id: ConversationId,
        command: &str,
        params: &[&str],
        trailing: Option<&str>,
    ) {
        let Some(name) = self.name_of(id) else { return };
        self.ask(Asked::In(id), |line| {
            let line = line.command(command).param(&name);
            let line = params.iter().fold(line, |line, param| line.param(param));
            match trailing {
                Some(text) => line.trailing(text),
                None => line,
            }
        });
    }

    /// MODE with a list's letter and no mask asks for the list.
    fn list_bans(&mut self, id: ConversationId) {
        let Some(conversation) = self.get(id) else { return };
        if conversation.kind == ConversationKind::Direct {
            // A person's modes are no lists.
            let reason = Reason::about(Cause::BadRoomName, &conversation.name);
            return self.refuse(Some(id), reason);
        }
        self.session.bans.entry(id).or_default();
        self.ask_in(id, "MODE", &["+b"], None);
    }

    /// What is refused about a conversation is told there.
    fn refuse_in(&mut self, id: ConversationId, cause: Cause) {
        self.refuse(Some(id), Reason::of(cause));
    }

    fn tell_reaction(
        &mut self,
        id: ConversationId,
        msgid: &MsgId,
        reaction: &str,
        withdrawn: bool,
    ) {
        if !self.has(Caps::MESSAGE_TAGS) {
            return self.refuse_in(id, Cause::NotSupported);
        }
        let Some(name) = self.name_of(id) else { return };
        let tag = if withdrawn { "+draft/unreact" } else { "+draft/react" };
        self.ask(Asked::About(id, msgid.clone()), |line| {
            let line = reply_tags(line.tag(tag, Some(reaction)), msgid);
            line.command("TAGMSG").param(&name)
        });
        if !self.has(Caps::ECHO_MESSAGE) {
            let reacted = Reacted {
                msgid: msgid.clone(),
                nick: self.me.nick.clone(),
                own: true,
                text: reaction.into(),
                withdrawn,
                time_ms: self.now.unix_ms,
            };
            self.timeline(id, |timeline| timeline.react(reacted));
        }
    }

    fn redact(&mut self, id: ConversationId, msgid: MsgId, reason: &str) {
        if !self.has(Caps::MESSAGE_REDACTION) {
            return self.refuse_in(id, Cause::NotSupported);
        }
        let Some(name) = self.name_of(id) else { return };
        self.ask(Asked::About(id, msgid.clone()), |line| {
            let line = line.command("REDACT").param(&name).param(msgid.as_str());
            if reason.is_empty() { line } else { line.trailing(reason) }
        });
        if !self.has(Caps::ECHO_MESSAGE) {
            let redaction = Redaction { by: self.me.nick.clone(), reason: reason.into() };
            self.timeline(id, |timeline| timeline.redact(&msgid, redaction));
        }
    }

    /// Tells that one is writing, as seldom as it should be told.
    fn tell_typing(&mut self, id: ConversationId, typing: Typing) {
        if self.session.stage != Stage::Online || !self.has(Caps::MESSAGE_TAGS) {
            return;
        }
        let now_ms = self.now.monotonic_ms;
        let Some(conversation) = self.get_mut(id) else { return };
        let told = conversation.work.told_typing;
        let useless = match (told, typing) {
            // Who was not told that one writes need not be told that one stopped.
            (None, Typing::Paused | Typing::Done) => true,
            (Some((Typing::Done, _)), Typing::Paused | Typing::Done) => true,
            (Some((Typing::Paused, _)), Typing::Paused) => true,
            (Some((before, at_ms)), _) => {
                at_ms + TYPING_MS > now_ms && (before == typing || typing != Typing::Done)
            }
            (None, Typing::Active) => false,
        };
        if useless {
            return;
        }
        conversation.work.told_typing = Some((typing, now_ms));
        let name = conversation.name.to_string();
        let value = match typing {
            Typing::Active => "active",
            Typing::Paused => "paused",
            Typing::Done => "done",
        };
        self.say(|line| line.tag("+typing", Some(value)).command("TAGMSG").param(&name));
    }

    fn join(&mut self, room: &str, key: Option<&str>) {
        if !self.session.isupport.is_room(room) || room.contains([' ', ',', '\0', '\r', '\n']) {
            return self.refuse(None, Reason::about(Cause::BadRoomName, room));
        }
        let bytes_max = self.session.isupport.get("CHANNELLEN").and_then(|max| max.parse().ok());
        if bytes_max.is_some_and(|bytes_max: usize| room.len() > bytes_max) {
            return self.refuse(None, Reason::about(Cause::RoomNameTooLong, room));
        }
        let Some(id) = self.open(room, ConversationKind::Room(Membership::Joining)) else {
            return;
        };
        let Some(conversation) = self.get_mut(id) else { return };
        if conversation.is_joined() {
            return self.event(Event::Conversation(id));
        }
        conversation.kind = ConversationKind::Room(Membership::Joining);
        if key.is_some() {
            conversation.work.key = key.map(Into::into);
        }
        self.keep_conversation(id);
        self.event(Event::Conversation(id));
        if self.session.stage == Stage::Online {
            self.ask_to_join(id);
        }
    }

    /// JOIN
    pub(super) fn ask_to_join(&mut self, id: ConversationId) {
        let Some(conversation) = self.get(id) else { return };
        let (name, key) = (conversation.name.clone(), conversation.work.key.clone());
        self.ask(Asked::In(id), |line| {
            let line = line.command("JOIN").param(&name);
            match &key {
                Some(key) => line.param(key),
                None => line,
            }
        });
    }

    fn part(&mut self, id: ConversationId, reason: &str) {
        let Some(conversation) = self.get_mut(id) else { return };
        let joined = conversation.is_joined();
        if conversation.kind == ConversationKind::Direct {
            return;
        }
        if joined && self.session.stage == Stage::Online {
            self.session.queue.forget(id);
            let reason = Some(reason).filter(|reason| !reason.is_empty());
            return self.ask_in(id, "PART", &[], reason);
        }
        if let Some(conversation) = self.get_mut(id) {
            conversation.kind = ConversationKind::Room(Membership::Left);
        }
        self.keep_conversation(id);
        self.event(Event::Conversation(id));
    }

    fn open_direct(&mut self, nick: &str) {
        let bad = nick.is_empty() || nick.contains([' ', ',', '\0', '\r', '\n', '!', '@', '*']);
        if bad || self.session.isupport.is_room(nick) {
            return self.refuse(None, Reason::about(Cause::NoSuchNick, nick));
        }
        if let Some(id) = self.find(nick) {
            return self.event(Event::Opened(id));
        }
        if let Some(id) = self.open(nick, ConversationKind::Direct) {
            self.direct_opened(id);
        }
    }

    /// Finds out about a direct conversation that is new here.
    pub(super) fn direct_opened(&mut self, id: ConversationId) {
        if self.session.stage != Stage::Online {
            return;
        }
        let Some(nick) = self.name_of(id) else { return };
        self.watch(&nick);
        if self.has(Caps::READ_MARKER) {
            self.wonder(None, |line| line.command("MARKREAD").param(&nick));
        }
        self.catch_up(id);
    }

    /// Asks to be told when somebody comes and goes (IRCv3 monitor).
    pub(super) fn watch(&mut self, nick: &str) {
        if self.session.isupport.get("MONITOR").is_some() {
            self.wonder(None, |line| line.command("MONITOR").param("+").param(nick));
        }
    }

    fn close_conversation(&mut self, id: ConversationId) {
        let Some(conversation) = self.get(id) else { return };
        let (name, kind) = (conversation.name.to_string(), conversation.kind);
        if self.session.stage == Stage::Online {
            match kind {
                ConversationKind::Room(Membership::Joined | Membership::Joining) => {
                    self.say(|line| line.command("PART").param(&name));
                }
                ConversationKind::Room(Membership::Left) => {}
                ConversationKind::Direct => {
                    if self.session.isupport.get("MONITOR").is_some() {
                        self.wonder(None, |line| line.command("MONITOR").param("-").param(&name));
                    }
                }
            }
        }
        self.history_forget(id);
        self.forget(id);
    }

    fn read_up_to(&mut self, id: ConversationId, entry: EntryId) {
        let Some(conversation) = self.get_mut(id) else { return };
        let Some(entry) = conversation.timeline.entry(entry) else { return };
        let (read_ms, confirmed) = (entry.time_ms, entry.msgid.is_some());
        if read_ms <= conversation.read_ms {
            return;
        }
        conversation.read_ms = read_ms;
        let name = conversation.name.to_string();
        self.keep_conversation(id);
        self.event(Event::Conversation(id));
        if self.session.stage == Stage::Online && self.has(Caps::READ_MARKER) && confirmed {
            let time = format!("timestamp={}", server_time(read_ms));
            self.say(|line| line.command("MARKREAD").param(&name).param(&time));
        }
    }

    fn fetch_page(&mut self, id: ConversationId, page: FetchPage) {
        if self.session.stage != Stage::Online {
            self.refuse(Some(id), Reason::of(Cause::NotConnected));
        }
        self.fetch(id, page);
    }

    fn go_away(&mut self, reason: Option<String>) {
        let reason = reason.map(|reason| cut(&reason, self.config.limits.word_bytes_max).into());
        self.client.away.clone_from(&reason);
        if self.session.stage == Stage::Online {
            self.tell_away();
        }
    }

    /// AWAY, as the person wants it.
    pub(super) fn tell_away(&mut self) {
        let reason: Option<Box<str>> = self.away.clone();
        self.say(|line| {
            let line = line.command("AWAY");
            match &reason {
                Some(reason) => line.trailing(reason),
                None => line,
            }
        });
    }

    /// The connection is registered: everything is as it was.
    pub(super) fn resume(&mut self) {
        if self.away.is_some() {
            self.tell_away();
        }
        let mut directs = Vec::new();
        let mut rooms = Vec::new();
        for conversation in self.conversations.values() {
            match conversation.kind {
                ConversationKind::Room(Membership::Joining) => rooms.push(conversation.id),
                ConversationKind::Room(Membership::Joined | Membership::Left) => {}
                ConversationKind::Direct => directs.push(conversation.id),
            }
        }
        for id in rooms {
            self.ask_to_join(id);
        }
        for id in directs {
            let Some(nick) = self.name_of(id) else { continue };
            self.watch(&nick);
            if self.has(Caps::READ_MARKER) {
                self.wonder(None, |line| line.command("MARKREAD").param(&nick));
            }
        }
        if self.has(Caps::METADATA) {
            self.subscribe();
        }
        self.resume_histories();
    }
}
