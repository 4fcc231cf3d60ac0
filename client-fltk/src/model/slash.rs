//! Commands that are written with a slash.

use peyk_core::client::{Command, ConversationId as Key, Draft, DraftKind, Password, Reason};

use super::action::Action;
use super::item::ConversationKind;
use super::{
    ConversationId, ConversationMessage, Effects, MemberMessage, Message, Model, PanelMessage,
    ServerId, ServerMessage,
};

/// All commands, with what they take. What they do is said by the sentence `slash-NAME`.
pub(super) const COMMANDS: [(&str, &str); 33] = [
    ("away", "[…]"),
    ("back", ""),
    ("ban", "nick"),
    ("bans", ""),
    ("close", ""),
    ("deop", "nick"),
    ("devoice", "nick"),
    ("help", ""),
    ("invite", "nick"),
    ("join", "#room [key]"),
    ("kick", "nick […]"),
    ("leave", "[…]"),
    ("list", ""),
    ("login", "password"),
    ("me", "…"),
    ("mode", "+o nick"),
    ("msg", "nick […]"),
    ("mute", ""),
    ("nick", "name"),
    ("notice", "…"),
    ("op", "nick"),
    ("password", "password"),
    ("quit", ""),
    ("raw", "…"),
    ("register", "password [email]"),
    ("search", "[…]"),
    ("server", "[host:port]"),
    ("topic", "[…]"),
    ("unban", "mask"),
    ("unmute", ""),
    ("verify", "account code"),
    ("voice", "nick"),
    ("whois", "nick"),
];

/// Messages that wait for their conversations.
const UNSAID_MAX: usize = 100;

/// Something to say in a conversation that is not there yet.
#[derive(Debug)]
pub(super) struct Unsaid {
    pub(super) server: ServerId,
    name: String,
    text: String,
}

/// Whether a line gives a password, which nobody is to read over the shoulder later.
pub(super) fn holds_password(line: &str) -> bool {
    let Some((name, _)) = line.strip_prefix('/').and_then(|it| it.split_once(char::is_whitespace))
    else {
        return false;
    };
    let takes_password = |takes: &str| takes.starts_with("password");
    COMMANDS.iter().any(|(known, takes)| name.eq_ignore_ascii_case(known) && takes_password(takes))
}

impl Model {
    /// Does what is written behind the slash. False leaves it written.
    pub(super) fn slash(&mut self, line: &str, effects: &mut Effects) -> bool {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let name = match name.to_lowercase().as_str() {
            "j" => "join".to_owned(),
            "part" => "leave".to_owned(),
            "query" | "q" | "dm" => "msg".to_owned(),
            "names" | "channels" | "rooms" => "list".to_owned(),
            "w" => "whois".to_owned(),
            "quote" => "raw".to_owned(),
            "exit" => "quit".to_owned(),
            "connect" => "server".to_owned(),
            other => other.to_owned(),
        };
        let rest = rest.trim();
        let Some(conversation) = self.selected_conversation() else { return false };
        let (server, id) = (conversation.server, conversation.id);
        let key = conversation.key.map(Key);
        let is_room = conversation.kind == ConversationKind::Room;
        let wants_text = COMMANDS
            .iter()
            .any(|(known, takes)| *known == name && !takes.is_empty() && !takes.starts_with('['));
        if wants_text && rest.is_empty() {
            return self.refuse(&name, effects);
        }
        let (first, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let behind = behind.trim();
        match name.as_str() {
            "me" => return self.say(rest, DraftKind::Action, effects),
            "notice" => return self.say(rest, DraftKind::Notice, effects),
            "join" => {
                let key = (!behind.is_empty()).then(|| behind.to_owned());
                let room = room_name(first);
                self.wanted_name = Some((server, room.clone()));
                self.join(server, &room, key, effects);
                self.select_named(server, &room, effects);
            }
            "msg" => return self.say_to(server, first, behind, effects),
            "nick" => {
                let nick = ServerMessage::Nick(first.to_owned());
                return self.also(Message::Server(server, nick), effects);
            }
            "away" => self.command(server, Command::Away(self.away_reason(rest)), effects),
            "back" => self.command(server, Command::Back, effects),
            "whois" => self.command(server, Command::WhoIs { nick: first.to_owned() }, effects),
            "list" => return self.also(Message::Panel(PanelMessage::Channels), effects),
            "raw" => self.command(server, Command::Raw(rest.to_owned()), effects),
            "server" if rest.is_empty() => {
                return self.also(Message::Panel(PanelMessage::AddServer), effects);
            }
            "server" => {
                self.add_server(effects);
                self.start.address = rest.to_owned();
                if self.start.name.is_empty() {
                    self.start.name = self.settings.name.clone();
                }
                return self.also(Message::Start(super::StartMessage::Connect), effects);
            }
            "search" => {
                self.also(Message::Panel(PanelMessage::Search), effects);
                if !rest.is_empty() {
                    self.also(Message::Panel(PanelMessage::Text(rest.to_owned())), effects);
                }
            }
            "quit" => {
                return self.also(Message::Server(server, ServerMessage::Disconnect), effects);
            }
            "register" | "login" | "password" | "verify" => {
                self.account_slash(server, &name, rest, effects);
            }
            "close" | "leave" => {
                if let Some(conversation) = key.filter(|_| is_room && name == "leave") {
                    let reason = rest.to_owned();
                    self.command(server, Command::Part { conversation, reason }, effects);
                } else if let Some(conversation) = key {
                    self.command(server, Command::Close { conversation }, effects);
                }
            }
            "mute" | "unmute" => {
                let mute = ConversationMessage::Mute(name == "mute");
                return self.also(Message::Conversation(id, mute), effects);
            }
            "help" => self.help(effects),
            _ => return self.room_slash(&name, first, behind, rest, key, effects),
        }
        true
    }

    /// Commands about one's account.
    fn account_slash(&mut self, server: ServerId, name: &str, rest: &str, effects: &mut Effects) {
        let (first, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let command = match name {
            "register" => Command::Register {
                account: String::new(),
                email: behind.trim().to_owned(),
                password: Password::new(first),
            },
            "login" => return self.log_in(server, Password::new(rest), effects),
            "password" => return self.change_password(server, Password::new(rest), effects),
            _ => Command::Verify { account: first.to_owned(), code: behind.trim().to_owned() },
        };
        self.command(server, command, effects);
    }

    /// Commands that only rooms know.
    fn room_slash(
        &mut self,
        name: &str,
        first: &str,
        behind: &str,
        rest: &str,
        key: Option<Key>,
        effects: &mut Effects,
    ) -> bool {
        let Some(conversation) = self.selected_conversation() else { return false };
        let (server, id) = (conversation.server, conversation.id);
        let is_room = conversation.kind == ConversationKind::Room;
        let known = COMMANDS.iter().any(|(known, _)| *known == name);
        if !known {
            let text = self.text().say_with("slash-unknown", &[("command", &format!("/{name}"))]);
            self.notice(text, true, Vec::new(), effects);
            return false;
        }
        let Some(conversation) = key.filter(|_| is_room) else {
            let text = self.text().say_with("slash-room-only", &[("command", &format!("/{name}"))]);
            self.notice(text, true, Vec::new(), effects);
            return false;
        };
        let nick = first.trim_start_matches('@').to_owned();
        let command = match name {
            "topic" => Command::Topic { conversation, topic: rest.to_owned() },
            "invite" => Command::Invite { conversation, nick },
            "kick" => Command::Kick { conversation, nick, reason: behind.to_owned() },
            "ban" => Command::Ban { conversation, mask: nick },
            "unban" => Command::Unban { conversation, mask: nick },
            "mode" => Command::Mode { conversation, changes: rest.to_owned() },
            "bans" => {
                let bans = ConversationMessage::ListBans;
                return self.also(Message::Conversation(id, bans), effects);
            }
            "op" => return self.also(Message::Member(nick, MemberMessage::Op), effects),
            "deop" => return self.also(Message::Member(nick, MemberMessage::Deop), effects),
            "voice" => return self.also(Message::Member(nick, MemberMessage::Voice), effects),
            "devoice" => return self.also(Message::Member(nick, MemberMessage::Devoice), effects),
            _ => return false,
        };
        self.command(server, command, effects);
        true
    }

    fn also(&mut self, message: Message, effects: &mut Effects) -> bool {
        effects.extend(self.update(message));
        true
    }

    fn refuse(&mut self, name: &str, effects: &mut Effects) -> bool {
        let takes = COMMANDS.iter().find(|(known, _)| *known == name).map_or("", |known| known.1);
        let usage = format!("/{name} {takes}");
        let text = self.text().say_with("slash-usage", &[("usage", &usage)]);
        self.notice(text, true, Vec::new(), effects);
        false
    }

    /// All commands, in the server's own conversation.
    fn help(&mut self, effects: &mut Effects) {
        let lines: Vec<_> = COMMANDS
            .iter()
            .map(|(name, takes)| format!("`/{name} {takes}` {}", self.slash_does(name)))
            .collect();
        let Some(id) = self.selected else { return };
        let author = self.people.number("");
        let kind = super::timeline::EntryKind::Words;
        let entry = super::timeline::Entry::new(kind, self.now_ms, author, &lines.join("\n"));
        self.append(id, entry, effects);
    }

    fn away_reason(&self, rest: &str) -> String {
        if rest.is_empty() { self.text().say("away-reason") } else { rest.to_owned() }
    }

    fn select_named(&mut self, server: ServerId, name: &str, effects: &mut Effects) {
        if let Some(id) = self.named_conversation(server, name).map(|there| there.id) {
            self.wanted_name = None;
            self.select(id, effects);
        }
    }

    /// Opens the conversation with somebody, or a room, and says something there, if it is not
    /// empty. False leaves it written.
    fn say_to(
        &mut self,
        server: ServerId,
        written: &str,
        text: &str,
        effects: &mut Effects,
    ) -> bool {
        let name = written.trim_start_matches('@');
        // Nobody can have such a name: no conversation would ever be there to say it in.
        if name.is_empty() || name.contains([',', '!', '@', '*']) {
            return self.refuse("msg", effects);
        }
        if !self.server(server).is_some_and(|server| server.running) {
            let text = self.text().say("link-off");
            self.notice(text, true, Vec::new(), effects);
            return false;
        }
        if let Some(id) = self.named_conversation(server, name).map(|there| there.id) {
            self.open_name(name, effects);
            self.say_in(id, text, effects);
            return true;
        }
        if !text.is_empty() {
            if self.unsaid.len() >= UNSAID_MAX {
                let text = self.text().say("not-said-yet");
                self.notice(text, true, Vec::new(), effects);
                return false;
            }
            let (name, text) = (name.to_owned(), text.to_owned());
            self.unsaid.push(Unsaid { server, name, text });
        }
        self.open_name(name, effects);
        true
    }

    /// Says a message in any conversation: from then on the engine keeps it.
    fn say_in(&mut self, id: ConversationId, text: &str, effects: &mut Effects) {
        let Some(conversation) = self.conversation(id).filter(|_| !text.is_empty()) else { return };
        let (server, Some(key)) = (conversation.server, conversation.key) else { return };
        let draft = Draft {
            conversation: Key(key),
            text: text.to_owned(),
            kind: DraftKind::Message,
            reply_to: None,
        };
        self.command(server, Command::Send(draft), effects);
    }

    /// Says what was waiting for a conversation that is there now.
    pub(super) fn say_unsaid(&mut self, id: ConversationId, effects: &mut Effects) {
        let Some(conversation) = self.conversation(id).filter(|_| !self.unsaid.is_empty()) else {
            return;
        };
        let (server, folded) = (conversation.server, conversation.name.to_lowercase());
        for unsaid in self.take_unsaid(server, &folded) {
            self.say_in(id, &unsaid.text, effects);
        }
    }

    /// Gives back what cannot be said, as there will be no such conversation.
    pub(super) fn give_unsaid_back(
        &mut self,
        server: ServerId,
        reason: &Reason,
        effects: &mut Effects,
    ) {
        for unsaid in self.take_unsaid(server, &reason.about.to_lowercase()) {
            let text = self.text();
            let sentence = text.say_with("not-said", &[("nick", &unsaid.name)]);
            let copy = Action::main(text.say("copy"), Message::Copy(unsaid.text));
            self.notice(sentence, true, vec![copy], effects);
        }
    }

    fn take_unsaid(&mut self, server: ServerId, folded: &str) -> Vec<Unsaid> {
        let is_meant = |it: &Unsaid| it.server == server && it.name.to_lowercase() == folded;
        let (meant, others) = std::mem::take(&mut self.unsaid).into_iter().partition(is_meant);
        self.unsaid = others;
        meant
    }

    /// What a command does.
    pub(super) fn slash_does(&self, name: &str) -> String {
        let text = self.text();
        match name {
            "away" => text.say("slash-away"),
            "back" => text.say("slash-back"),
            "ban" => text.say("slash-ban"),
            "bans" => text.say("slash-bans"),
            "close" => text.say("slash-close"),
            "deop" => text.say("slash-deop"),
            "devoice" => text.say("slash-devoice"),
            "help" => text.say("slash-help"),
            "invite" => text.say("slash-invite"),
            "join" => text.say("slash-join"),
            "kick" => text.say("slash-kick"),
            "leave" => text.say("slash-leave"),
            "list" => text.say("slash-list"),
            "login" => text.say("slash-login"),
            "me" => text.say("slash-me"),
            "mode" => text.say("slash-mode"),
            "msg" => text.say("slash-msg"),
            "mute" => text.say("slash-mute"),
            "nick" => text.say("slash-nick"),
            "notice" => text.say("slash-notice"),
            "op" => text.say("slash-op"),
            "quit" => text.say("slash-quit"),
            "raw" => text.say("slash-raw"),
            "register" => text.say("slash-register"),
            "search" => text.say("slash-search"),
            "server" => text.say("slash-server"),
            "topic" => text.say("slash-topic"),
            "unban" => text.say("slash-unban"),
            "unmute" => text.say("slash-unmute"),
            "password" => text.say("slash-password"),
            "verify" => text.say("slash-verify"),
            "voice" => text.say("slash-voice"),
            "whois" => text.say("slash-whois"),
            _ => String::new(),
        }
    }
}

/// A room's name, with the character that it begins with.
pub(super) fn room_name(name: &str) -> String {
    if name.starts_with(['#', '&']) { name.to_owned() } else { format!("#{name}") }
}
