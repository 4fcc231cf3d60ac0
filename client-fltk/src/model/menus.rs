//! What can be done with a thing: the items of its menu.

use super::action::Action;
use super::bans::is_operator;
use super::item::ConversationKind;
use super::server::Link;
use super::timeline::{self, Progress};
use super::{
    ConversationId, ConversationMessage, MemberMessage, Message, Model, PanelMessage, PasswordOf,
    RowId, RowMessage, ServerId, ServerMessage, StartMessage,
};

/// Reactions that a menu offers at once.
pub const QUICK_REACTIONS: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

impl Model {
    /// What can be done with a row of the selected conversation.
    #[must_use]
    pub fn row_actions(&self, row: RowId) -> Vec<Action> {
        let Some(conversation) = self.selected_conversation() else { return Vec::new() };
        let entry = conversation
            .timeline
            .place_of(row.entry())
            .and_then(|place| conversation.timeline.at(place));
        let Some(entry) = entry else { return Vec::new() };
        let features = self.server(conversation.server).map(|server| server.features);
        let features = features.unwrap_or_default();
        let text = self.text();
        let message = |message| Message::Row(row, message);
        let mut actions = Vec::new();
        if !entry.is_said() {
            actions.push(Action::plain(text.say("menu-copy"), message(RowMessage::CopyText)));
            return actions;
        }
        if entry.progress == Progress::Failed {
            actions.push(Action::main(text.say("menu-retry"), message(RowMessage::Retry)));
            actions.push(Action::danger(text.say("menu-discard"), message(RowMessage::Discard)));
        }
        let has_id = !entry.msgid.is_empty();
        if has_id && features.tags {
            actions.push(Action::plain(text.say("menu-reply"), message(RowMessage::Reply)));
            for emoji in QUICK_REACTIONS {
                let react = RowMessage::React(emoji.to_owned());
                actions.push(Action::plain(emoji.to_owned(), message(react)));
            }
        }
        actions.push(Action::plain(text.say("menu-copy"), message(RowMessage::CopyText)));
        actions.push(Action::plain(text.say("menu-mark-unread"), message(RowMessage::MarkUnread)));
        let may_redact = entry.is(timeline::OWN) || self.operates(conversation);
        if has_id && features.redaction && may_redact && !entry.is(timeline::REDACTED) {
            actions.push(Action::danger(text.say("menu-redact"), message(RowMessage::Redact)));
        }
        actions
    }

    /// What can be done with somebody, where the selected conversation is.
    #[must_use]
    pub fn member_actions(&self, nick: &str) -> Vec<Action> {
        let text = self.text();
        let message = |message| Message::Member(nick.to_owned(), message);
        let mut actions = Vec::new();
        if nick != self.own_nick() {
            let write = message(MemberMessage::Write);
            actions.push(Action::main(text.say("menu-write"), write));
            let mention = message(MemberMessage::Mention);
            actions.push(Action::plain(text.say("menu-mention"), mention));
        }
        actions.push(Action::plain(text.say("menu-who"), message(MemberMessage::Show)));
        let Some(conversation) = self.selected_conversation() else { return actions };
        let mut members = conversation.members.iter();
        let Some(member) = members
            .find(|it| *it.nick == *nick)
            .filter(|_| self.operates(conversation) && nick != self.own_nick())
        else {
            return actions;
        };
        if is_operator(member.prefix) {
            actions.push(Action::plain(text.say("menu-deop"), message(MemberMessage::Deop)));
        } else {
            actions.push(Action::plain(text.say("menu-op"), message(MemberMessage::Op)));
        }
        if member.prefix == Some('+') {
            actions.push(Action::plain(text.say("menu-devoice"), message(MemberMessage::Devoice)));
        } else {
            actions.push(Action::plain(text.say("menu-voice"), message(MemberMessage::Voice)));
        }
        actions.push(Action::danger(text.say("menu-kick"), message(MemberMessage::Kick)));
        actions.push(Action::danger(text.say("menu-ban"), message(MemberMessage::Ban)));
        actions
    }

    /// What can be done with a conversation.
    #[must_use]
    pub fn conversation_actions(&self, id: ConversationId) -> Vec<Action> {
        let Some(conversation) = self.conversation(id) else { return Vec::new() };
        let text = self.text();
        let message = |message| Message::Conversation(id, message);
        if conversation.kind == ConversationKind::Server {
            return self.server_actions(conversation.server);
        }
        let mut actions =
            vec![Action::plain(text.say("menu-read"), message(ConversationMessage::MarkRead))];
        let mute = ConversationMessage::Mute(!conversation.muted);
        let label =
            if conversation.muted { text.say("menu-unmute") } else { text.say("menu-mute") };
        actions.push(Action::plain(label, message(mute)));
        if conversation.kind == ConversationKind::Room && conversation.joined {
            let topic = ConversationMessage::EditTopic;
            actions.push(Action::plain(text.say("menu-topic"), message(topic)));
            let invite = ConversationMessage::AskInvite;
            actions.push(Action::plain(text.say("menu-invite"), message(invite)));
            if self.operates(conversation) {
                let bans = message(ConversationMessage::ListBans);
                actions.push(Action::plain(text.say("menu-bans"), bans));
            }
        } else if conversation.kind == ConversationKind::Room {
            actions.push(Action::main(text.say("join"), message(ConversationMessage::Join)));
        }
        if self.selected != Some(id) {
            let date = message(ConversationMessage::AskDate);
            actions.push(Action::plain(text.say("menu-date"), date));
        } else {
            actions.push(Action::plain(text.say("menu-date"), Message::AskDate));
            actions.push(Action::plain(text.say("jump-unread"), Message::JumpUnread));
        }
        // What ends something comes last, where no other item is next to it by chance.
        let leave = message(ConversationMessage::Leave);
        actions.push(if conversation.kind == ConversationKind::Room && conversation.joined {
            Action::danger(text.say("menu-leave"), leave)
        } else {
            Action::plain(text.say("menu-close"), leave)
        });
        actions
    }

    /// What can be done with a server.
    #[must_use]
    pub fn server_actions(&self, id: ServerId) -> Vec<Action> {
        let Some(server) = self.server(id) else { return Vec::new() };
        let text = self.text();
        let message = |message| Message::Server(id, message);
        let mut actions = Vec::new();
        if server.link == Link::On {
            let channels = message(ServerMessage::ListRooms);
            actions.push(Action::plain(text.say("menu-channels"), channels));
            let room = message(ServerMessage::AskRoom);
            actions.push(Action::plain(text.say("menu-new-room"), room));
            let person = message(ServerMessage::AskPerson);
            actions.push(Action::plain(text.say("menu-new-person"), person));
            let nick = message(ServerMessage::AskNick);
            actions.push(Action::plain(text.say("menu-nick"), nick));
            if server.features.accounts && server.account.is_none() {
                let ask = message(ServerMessage::AskPassword(PasswordOf::Account));
                actions.push(Action::plain(text.say("menu-log-in"), ask));
            }
            if server.away {
                let back = message(ServerMessage::Away(None));
                actions.push(Action::plain(text.say("menu-back"), back));
            } else {
                let away = message(ServerMessage::Away(Some(String::new())));
                actions.push(Action::plain(text.say("menu-away"), away));
            }
        } else {
            let connect = message(ServerMessage::ConnectNow);
            actions.push(Action::main(text.say("menu-connect"), connect));
            if server.address.is_loopback() && self.hosting.is_empty() {
                let host = Message::Start(StartMessage::Host);
                actions.push(Action::plain(text.say("host-here"), host));
            }
            let ask = message(ServerMessage::AskPassword(PasswordOf::Server));
            actions.push(Action::plain(text.say("menu-server-password"), ask));
        }
        if self.is_hosted(server) {
            let hosting = message(ServerMessage::TellHosting);
            actions.push(Action::plain(text.say("menu-hosting"), hosting));
        }
        let security = Message::Panel(PanelMessage::Security(id));
        actions.push(Action::plain(text.say("menu-security"), security));
        let add = Message::Panel(PanelMessage::AddServer);
        actions.push(Action::plain(text.say("menu-add-server"), add));
        if server.link != Link::Off {
            let off = message(ServerMessage::Disconnect);
            actions.push(Action::danger(text.say("menu-disconnect"), off));
        }
        actions.push(Action::danger(text.say("menu-forget"), message(ServerMessage::AskForget)));
        actions
    }
}
