//! Rooms that the person asked to join, until the server has answered.
//!
//! A room that lets nobody in and in which nothing was ever said is of no use in the list: it is
//! closed again, and the person is back where they were.

use peyk_core::client::{Cause, Command, ConversationId as Key, Reason};

use super::action::Action;
use super::conversation::Conversation;
use super::item::ConversationKind;
use super::timeline::Entry;
use super::{Change, ConversationId, Effect, Effects, Message, Model, ServerId, ServerMessage};

/// Rooms that are waited for; of the oldest it is not known any more that they were asked for.
const JOINING_MAX: usize = 100;

/// A room that was asked for.
#[derive(Debug)]
pub(super) struct Joining {
    pub(super) server: ServerId,
    room: String,
    key: Option<String>,
    /// What was shown when it was asked for.
    from: Option<ConversationId>,
    /// Whether it was in the list before.
    was_there: bool,
}

impl Model {
    /// Asks for a room.
    pub(super) fn join(
        &mut self,
        server: ServerId,
        room: &str,
        key: Option<String>,
        effects: &mut Effects,
    ) {
        let was_there = self.named_room(server, room).is_some();
        self.joining.retain(|joining| !joining.is(server, room));
        if self.joining.len() >= JOINING_MAX {
            self.joining.remove(0);
        }
        self.joining.push(Joining {
            server,
            room: room.to_owned(),
            key: key.clone(),
            from: self.selected,
            was_there,
        });
        self.command(server, Command::Join { room: room.to_owned(), key }, effects);
        effects.push(Effect::Show(Change::Connection));
    }

    /// Whether the room was asked for, and has not answered.
    pub(super) fn is_joining(&self, room: &Conversation) -> bool {
        self.joining.iter().any(|joining| joining.is(room.server, &room.name))
    }

    /// The person is in the room.
    pub(super) fn joined(&mut self, id: ConversationId) {
        let Some(conversation) = self.conversation(id).filter(|it| it.joined) else { return };
        let (server, room) = (conversation.server, conversation.name.clone());
        self.joining.retain(|joining| !joining.is(server, &room));
    }

    /// Something was refused. If that was to join a room, it is closed where it is of no use;
    /// the action asks for it again, if that is of use.
    pub(super) fn join_refused(
        &mut self,
        server: ServerId,
        key: Option<u32>,
        reason: &Reason,
        effects: &mut Effects,
    ) -> Option<Action> {
        let room = key.and_then(|key| self.by_key_mut(server, key)).map(|it| it.name.clone());
        let room = room.unwrap_or_else(|| reason.about.to_string());
        let at = self.joining.iter().position(|joining| joining.is(server, &room))?;
        let there = self.named_room(server, &room);
        if there.is_some_and(|there| there.joined) {
            return None;
        }
        let is_empty = there.is_some_and(|there| !there.timeline.iter().any(Entry::is_said));
        let there = there.map(|there| (there.id, there.key));
        let joining = self.joining.remove(at);
        if self.wanted_name.as_ref().is_some_and(|(on, name)| joining.is(*on, name)) {
            self.wanted_name = None;
        }
        if let Some((id, key)) = there.filter(|_| is_empty && !joining.was_there) {
            let back = joining.from.filter(|from| self.conversation(*from).is_some());
            if self.selected == Some(id)
                && let Some(back) = back.or_else(|| self.server_conversation(server))
            {
                self.select(back, effects);
                self.selected_before = None;
            }
            if let Some(conversation) = key.map(Key) {
                self.command(server, Command::Close { conversation }, effects);
            }
        }
        if matches!(reason.cause, Cause::BadRoomName | Cause::RoomNameTooLong | Cause::NoSuchRoom) {
            // It would be refused again.
            return None;
        }
        let again = ServerMessage::Join { room: joining.room, key: joining.key };
        Some(Action::plain(self.text().say("try-again"), Message::Server(server, again)))
    }

    pub(super) fn named_room(&self, server: ServerId, name: &str) -> Option<&Conversation> {
        self.named_conversation(server, name).filter(|it| it.kind == ConversationKind::Room)
    }
}

impl Joining {
    fn is(&self, server: ServerId, room: &str) -> bool {
        self.server == server && self.room.to_lowercase() == room.to_lowercase()
    }
}
