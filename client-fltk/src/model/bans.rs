//! Who is banned from a room, and taking that back.

use peyk_core::client::{Ban, Command, ConversationId as Key};

use super::conversation::Conversation;
use super::item::ConversationKind;
use super::panel::{BanItem, BansPanel};
use super::{Change, ConversationId, Effect, Effects, Model, Panel, ServerId};

/// Bans that the list shows: servers keep a hundred or two of a room.
const BANS_MAX: usize = 300;

/// Whether whoever has this membership prefix is an operator.
pub(super) fn is_operator(prefix: Option<char>) -> bool {
    matches!(prefix, Some('~' | '&' | '@'))
}

impl Model {
    /// Whether the reader is in a room, and an operator there.
    pub(super) fn operates(&self, room: &Conversation) -> bool {
        let Some(server) = self.server(room.server) else { return false };
        let is_own = |nick: &str| nick == server.nick;
        room.kind == ConversationKind::Room
            && room.joined
            && room.members.iter().any(|it| is_own(&it.nick) && is_operator(it.prefix))
    }

    /// Opens the list of those who are banned from a room, and asks for it.
    pub(super) fn show_bans(&mut self, id: ConversationId, effects: &mut Effects) {
        self.panel = Some(Panel::Bans(BansPanel {
            conversation: id,
            items: Vec::new(),
            may_lift: false,
            state: String::new(),
            refused: String::new(),
        }));
        self.ask_bans(id, effects);
    }

    fn ask_bans(&mut self, id: ConversationId, effects: &mut Effects) {
        let Some(room) = self.conversation(id) else { return };
        let (server, name, may_lift) = (room.server, room.name.clone(), self.operates(room));
        let Some(conversation) = room.key.map(Key) else { return };
        let fetching = self.text().say_with("bans-fetching", &[("room", &name)]);
        if let Some(Panel::Bans(panel)) = &mut self.panel {
            panel.may_lift = may_lift;
            panel.refused.clear();
            // What is there stays until the answer comes.
            if panel.items.is_empty() {
                panel.state = fetching;
            }
        }
        self.command(server, Command::ListBans { conversation }, effects);
        effects.push(Effect::Show(Change::Panel));
    }

    /// Takes a ban of the list back, and asks for the list as it is then.
    pub(super) fn lift_ban(&mut self, mask: String, effects: &mut Effects) {
        let Some(Panel::Bans(panel)) = &self.panel else { return };
        let id = panel.conversation;
        let Some(room) = self.conversation(id) else { return };
        let (server, Some(conversation)) = (room.server, room.key.map(Key)) else { return };
        self.command(server, Command::Unban { conversation, mask }, effects);
        self.ask_bans(id, effects);
    }

    /// The bans of a room are here.
    pub(super) fn bans_listed(
        &mut self,
        server: ServerId,
        key: u32,
        bans: &[Ban],
        effects: &mut Effects,
    ) {
        let Some(id) = self.listing_bans(server, Some(key)) else { return };
        let Some(room) = self.conversation(id) else { return };
        let (text, named) = (self.text(), [("room", &*room.name)]);
        let state = if bans.is_empty() {
            text.say_with("bans-none", &named)
        } else {
            text.say_with("bans-some", &named)
        };
        let items = bans.iter().take(BANS_MAX).map(|ban| self.ban_item(ban)).collect();
        if let Some(Panel::Bans(panel)) = &mut self.panel {
            (panel.items, panel.state) = (items, state);
        }
        effects.push(Effect::Show(Change::Panel));
    }

    fn ban_item(&self, ban: &Ban) -> BanItem {
        let text = self.text();
        let date = ban.set_ms.and_then(|ms| i64::try_from(ms).ok());
        let date = date.map(|set_ms| self.calendar.date_time(set_ms));
        let set = match (&ban.by, date) {
            (Some(by), Some(date)) => text.say_with("ban-by-at", &[("nick", by), ("date", &date)]),
            (Some(by), None) => text.say_with("ban-by", &[("nick", by)]),
            (None, date) => date.unwrap_or_default(),
        };
        BanItem { mask: ban.mask.to_string(), set }
    }

    /// Says in the list of bans what was refused there, if that is open; false if it is not.
    pub(super) fn bans_refused(
        &mut self,
        server: ServerId,
        key: Option<u32>,
        sentence: &str,
        effects: &mut Effects,
    ) -> bool {
        if self.listing_bans(server, key).is_none() {
            return false;
        }
        if let Some(Panel::Bans(panel)) = &mut self.panel {
            panel.refused = sentence.to_owned();
            if panel.items.is_empty() {
                panel.state.clear();
            }
        }
        effects.push(Effect::Show(Change::Panel));
        true
    }

    /// The connection is lost, and with it the answer.
    pub(super) fn bans_cut_off(&mut self, server: ServerId, effects: &mut Effects) {
        self.bans_refused(server, None, &self.text().say("link-off"), effects);
    }

    /// The room whose bans are shown, if it is one of this server, and this one if it is known
    /// which.
    fn listing_bans(&self, server: ServerId, key: Option<u32>) -> Option<ConversationId> {
        let Some(Panel::Bans(panel)) = &self.panel else { return None };
        let room = self.conversation(panel.conversation)?;
        let is_it = room.server == server && (key.is_none() || room.key == key);
        is_it.then_some(room.id)
    }
}
