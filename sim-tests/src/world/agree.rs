//! Whether everybody agrees: who is there, what was said, and that nothing is left to be done.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use crate::people::{room_of, shown, views};
use crate::plan::{ROOMS, Role};
use crate::record::Target;

impl World {
    /// Whether all programs are connected, have nothing to send, and show the same people.
    ///
    /// # Errors
    ///
    /// What is not so.
    pub(super) fn agrees(&self) -> Result<(), String> {
        let mut rooms: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut seen = Vec::new();
        for person in &self.people {
            let (who, life) = (person.who, &person.life);
            let (role, name) = (self.plan.cast[who].role, self.plan.name_of(who));
            if life.gone.get() {
                continue;
            }
            if role.is_hostile() {
                return Err(format!("{name} has not left"));
            }
            let Some((_, nick)) = life.present.borrow().clone() else {
                return Err(format!("{name} is not connected"));
            };
            let shown = shown(person);
            if role.is_engine() {
                if let Some(token) = shown.pending.first() {
                    return Err(format!("{name} has {} to send", token.name(&self.plan)));
                }
                if let Some(gap) = shown.gaps.first() {
                    return Err(format!("{name} lacks some history: {gap}"));
                }
            }
            let is_in: Vec<_> = match role {
                Role::Plain => vec![0],
                Role::Old => life.is_in.borrow().iter().copied().collect(),
                _ => shown.members.iter().map(|&(room, _)| room).collect(),
            };
            for room in is_in {
                rooms.entry(room).or_default().insert(nick.clone());
            }
            seen.extend(shown.members.into_iter().map(|(room, members)| (who, room, members)));
        }
        for person in self.people.iter().filter(|person| !person.life.gone.get()) {
            let name = || self.plan.name_of(person.who);
            let roster = person.life.roster.borrow();
            for (room, members) in roster.borrow().rooms() {
                let there = room_of(room).and_then(|room| rooms.get(&room));
                if !there.is_some_and(|there| members.iter().map(|nick| &**nick).eq(there)) {
                    return Err(format!("{} is told {members:?} in {room}: {there:?}", name()));
                }
            }
        }
        for (who, room, members) in seen {
            let there = &rooms[&room];
            if members != *there {
                let (name, room) = (self.plan.name_of(who), ROOMS[room]);
                return Err(format!("{name} sees {members:?} in {room}: {there:?}"));
            }
        }
        Ok(())
    }

    /// Whether engines show all that is kept of the rooms that they are in.
    ///
    /// # Errors
    ///
    /// What is not so.
    pub(super) fn shows_all(&self) -> Result<(), String> {
        self.agrees()?;
        let history = self.machine.store.messages();
        // A room that everybody left is gone, and the next of its name is another.
        let mut kept: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
        for message in history.iter().filter(|message| message.conversation.second == 0) {
            let (room, said) = kept.entry(&message.target).or_default();
            if message.conversation.first > *room {
                (*room, *said) = (message.conversation.first, 0);
            }
            let is_here = message.conversation.first == *room;
            *said += usize::from(is_here && message.kind.is_said());
        }
        for person in &self.people {
            if person.orders.waits() && !person.life.gone.get() {
                return Err(format!("{} has orders", self.plan.name_of(person.who)));
            }
            for view in views(person) {
                let Target::Room(room) = view.target else { continue };
                let all = kept.get(ROOMS[room]).map_or(0, |(_, said)| *said);
                if view.joined && (!view.whole || view.shown.len() < all) {
                    let (name, room) = (self.plan.name_of(person.who), ROOMS[room]);
                    let shown = view.shown.len();
                    return Err(format!("{name} shows {shown} of {all} in {room}"));
                }
            }
        }
        Ok(())
    }
}
