//! Who is where, as one connection is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::Heard;

/// The rooms that a connection is in, and who else is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roster {
    nick: Box<str>,
    rooms: BTreeMap<Box<str>, Room>,
}

#[derive(Clone, Debug, Default)]
struct Room {
    members: BTreeSet<Box<str>>,
    /// Whether NAMES has told who was there.
    told: bool,
}

impl Roster {
    /// Takes a line in, and says what it contradicts.
    pub(crate) fn hear(&mut self, heard: &Heard) -> Option<String> {
        match heard {
            Heard::Welcome { nick } => self.nick = nick.clone(),
            Heard::Join { nick, room } if *nick == self.nick => {
                // Another device of the same user may have joined.
                self.rooms.entry(room.clone()).or_default().members.insert(nick.clone());
            }
            Heard::Join { nick, room } => match self.rooms.get_mut(room) {
                None => return Some(format!("{nick} joined {room}, which it is not in")),
                Some(there) => {
                    if !there.members.insert(nick.clone()) && there.told {
                        return Some(format!("{nick} joined {room} twice"));
                    }
                }
            },
            Heard::Leave { nick, room } if *nick == self.nick => {
                self.rooms.remove(room);
            }
            Heard::Leave { nick, room } => match self.rooms.get_mut(room) {
                None => return Some(format!("{nick} left {room}, which it is not in")),
                Some(there) => {
                    if !there.members.remove(nick) && there.told {
                        return Some(format!("{nick} left {room} and was not there"));
                    }
                }
            },
            Heard::Quit { nick } if *nick == self.nick => {}
            Heard::Quit { nick } => {
                let untold = self.rooms.values().any(|room| !room.told);
                let mut was_there = false;
                for room in self.rooms.values_mut() {
                    was_there |= room.members.remove(nick);
                }
                if !was_there && !untold {
                    return Some(format!("{nick} quit and was nowhere"));
                }
            }
            Heard::Nick { old, new } => {
                if *old == self.nick {
                    self.nick = new.clone();
                }
                for room in self.rooms.values_mut() {
                    if room.members.remove(old) && !room.members.insert(new.clone()) {
                        return Some(format!("{old} is now {new}, who is there already"));
                    }
                }
            }
            Heard::Names { room, nicks } => {
                if let Some(there) = self.rooms.get_mut(room) {
                    if there.told {
                        let stranger = nicks.iter().find(|nick| !there.members.contains(*nick));
                        if let Some(stranger) = stranger {
                            return Some(format!("{stranger} is in {room} and never joined"));
                        }
                    }
                    there.members.extend(nicks.iter().cloned());
                }
            }
            Heard::NamesEnd { room } => {
                if let Some(there) = self.rooms.get_mut(room) {
                    there.told = true;
                }
            }
            Heard::Message { .. }
            | Heard::Page { .. }
            | Heard::Plain { .. }
            | Heard::Closing { .. }
            | Heard::Other { .. } => {}
        }
        None
    }

    /// Whether the connection is in a room.
    pub(crate) fn is_in(&self, room: &str) -> bool {
        self.rooms.contains_key(room)
    }

    /// Rooms, and who is there, as far as that was told.
    pub(crate) fn rooms(&self) -> impl Iterator<Item = (&str, &BTreeSet<Box<str>>)> {
        let told = self.rooms.iter().filter(|(_, there)| there.told);
        told.map(|(room, there)| (&**room, &there.members))
    }
}
