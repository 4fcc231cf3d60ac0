//! Hand-made records, for the oracles' own tests.

use peyk_core::server::storage::{Conversation, Kind, StoredMessage};

use crate::plan::{Member, Plan, Role};
use crate::record::{Conn, End, Fact, Heard, Present, Target, View, What};
use crate::world::Outcome;

/// A run that never was: mina, omid and sara, who have our engine.
pub(super) struct Made {
    pub(super) outcome: Outcome,
}

impl Made {
    pub(super) fn new() -> Self {
        let mut plan = Plan::draw(1);
        plan.cast = ["mina", "omid", "sara"]
            .map(|name| Member {
                name,
                role: Role::Client,
                place: 0,
                rooms: vec![0, 1],
                start_ms: 0,
            })
            .into();
        let end = End { converged_ms: Some(0), ..End::default() };
        Self { outcome: Outcome { plan, facts: Vec::new(), end, panic: None } }
    }

    pub(super) fn note(&mut self, what: What) {
        self.outcome.facts.push(Fact { at_ms: 1, what });
    }

    pub(super) fn connect(&mut self, who: usize, conn: Conn) {
        self.note(What::Connected { who, conn });
    }

    pub(super) fn hear(&mut self, conn: Conn, heard: Heard) {
        self.note(What::Heard { conn, heard });
    }

    pub(super) fn present(&mut self, who: usize, conn: Conn, nick: &str) {
        self.outcome.end.present.push(Present { who, conn, nick: nick.into() });
    }

    /// Something is kept in a room.
    pub(super) fn keep(&mut self, id: u64, nick: &str, room: &str, text: &str) {
        self.outcome.end.history.push(StoredMessage {
            id,
            conversation: Conversation::room(1),
            kind: Kind::Privmsg,
            source: format!("{nick}!{nick}@host").into(),
            party: 1,
            account: None,
            bot: false,
            target: room.into(),
            least: 0,
            text: text.into(),
            tags: Box::default(),
            send_id: None,
        });
    }

    /// An engine shows this of the lobby.
    pub(super) fn show(&mut self, who: usize, shown: &[(u64, &str)]) {
        let shown = shown.iter().map(|&(id, text)| (id, text.into())).collect();
        let target = Target::Room(0);
        self.outcome.end.views.push(View { who, target, joined: true, whole: true, shown });
    }
}

/// Something said just now.
pub(super) fn message(id: u64, nick: &str, target: &str, text: &str) -> Heard {
    Heard::Message {
        id: Some(id),
        nick: nick.into(),
        target: target.into(),
        text: text.into(),
        page: None,
    }
}
