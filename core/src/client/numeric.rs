//! Numerics: what the server tells of itself, of people and rooms, and what it refuses (Modern
//! IRC, "Numerics").

use super::event::{Ban, Event, ListedRoom, WhoIs};
use super::incoming::Incoming;
use super::reason::{Cause, Reason};
use super::session::{Asked, Stage};
use super::turn::Turn;
use super::view::{ConversationKind, Membership, Presence, Topic};
use crate::wire::{Message, Source};

/// People whose WHOIS may come in at a time.
const WHOIS_MAX: usize = 20;

/// Lines of a message of the day that are kept.
const MOTD_LINES_MAX: usize = 500;

impl Turn<'_> {
    /// A numeric. Its first parameter is one's own nickname.
    pub(super) fn numeric(&mut self, numeric: u16, message: &Message<'_>, incoming: &Incoming) {
        let params = message.params.as_slice();
        let param = |index: usize| params.get(index).copied().unwrap_or_default();
        let words = params.last().copied().unwrap_or_default();
        match numeric {
            1 => self.welcomed(message),
            4 => {
                self.client.server.software = self.word(param(2));
                self.event(Event::Server);
            }
            5 => self.isupport_came(params),
            221 => {
                self.client.me.modes = param(1).into();
                self.event(Event::Me);
            }
            301 => self.set_presence(param(1), &Presence::Away(self.word(words))),
            305 => {
                self.client.me.away = None;
                self.event(Event::Me);
            }
            306 => {
                let reason = self.away.clone().unwrap_or_default();
                self.client.me.away = Some(reason);
                self.event(Event::Me);
            }
            322 => self.room_listed(param(1), param(2), words),
            323 => {
                let rooms = std::mem::take(&mut self.session.rooms);
                self.event(Event::Rooms(rooms));
            }
            324 => {
                if let Some(id) = self.find(param(1)) {
                    if let Some(conversation) = self.get_mut(id) {
                        conversation.modes = "".into();
                    }
                    self.apply_modes(id, params.get(2..).unwrap_or_default());
                }
            }
            331 => self.topic_is(param(1), None),
            332 => self.topic_is(param(1), Some(words)),
            333 => self.topic_was_set(param(1), param(2), param(3)),
            353 => self.names_came(param(2), words),
            354 => self.whox_came(params),
            366 => self.names_ended(param(1)),
            367 => self.ban_listed(params),
            368 => self.bans_ended(param(1)),
            372 => {
                let line = self.word(words);
                if self.session.motd.len() < MOTD_LINES_MAX {
                    self.session.motd.push(line);
                }
            }
            375 => self.session.motd.clear(),
            376 | 422 => {
                self.client.server.motd = std::mem::take(&mut self.client.session.motd);
                self.event(Event::Server);
                self.registered();
            }
            396 => {
                let user = self.me.user_host.as_deref().and_then(|known| known.split_once('@'));
                let host = param(1);
                let user_host = match user {
                    Some((user, _)) if !host.contains('@') => format!("{user}@{host}"),
                    _ => host.to_owned(),
                };
                self.client.me.user_host = Some(user_host.into());
            }
            730 | 731 => {
                let presence = if numeric == 730 { Presence::Here } else { Presence::Offline };
                for target in words.split(',') {
                    self.monitored(Source::parse(target).nick, &presence);
                }
            }
            761 => self.metadata_is(param(1), param(2), params.get(4).copied()),
            766 => self.metadata_is(param(1), param(2), None),
            774 => {
                // There is too much to be told at once: it is asked for when lines may be sent.
                let target = param(1).to_owned();
                self.wonder(None, |line| line.command("METADATA").param(&target).param("SYNC"));
            }
            900 => {
                self.client.me.account = Some(self.word(param(2)));
                self.event(Event::Me);
            }
            901 => {
                self.client.me.account = None;
                self.event(Event::Me);
            }
            902..=907 => self.logged_in_or_not(numeric, words),
            311..=313 | 317..=319 | 330 | 335 | 338 | 378 | 379 | 671 | 401 | 402
                if self.whois_came(numeric, params) => {}
            400..=599 | 696 | 723 | 734 | 926 | 972 => {
                self.error_came(numeric, message, incoming);
            }
            _ => {}
        }
    }

    fn isupport_came(&mut self, params: &[&str]) {
        let before = self.session.isupport.folding;
        // Between the nickname and "are supported by this server".
        let tokens = params.get(1..params.len().saturating_sub(1)).unwrap_or_default();
        for token in tokens.iter().filter(|token| !token.contains(' ')) {
            self.session.isupport.apply(token);
        }
        let isupport = &self.client.session.isupport;
        let server = &mut self.client.server;
        server.network = isupport.get("NETWORK").unwrap_or_default().into();
        server.icon = isupport.get("draft/ICON").or_else(|| isupport.get("ICON")).map(Into::into);
        server.file_host = isupport.file_host().map(Into::into);
        server.nick_bytes_max = isupport.number("NICKLEN");
        server.topic_bytes_max = isupport.number("TOPICLEN");
        server.room_prefixes = isupport.room_prefixes().into();
        if self.session.stage == Stage::Online && self.session.isupport.folding != before {
            self.refold();
        }
        self.event(Event::Server);
    }

    fn room_listed(&mut self, name: &str, members: &str, topic: &str) {
        if self.session.rooms.len() < self.config.limits.list_entries_max {
            let (name, topic) = (self.word(name), self.word(topic));
            let members = members.parse().unwrap_or(0);
            self.session.rooms.push(ListedRoom { name, members, topic });
        }
    }

    /// RPL_BANLIST: `me room mask [by time]`. Only of rooms whose bans were asked for.
    fn ban_listed(&mut self, params: &[&str]) {
        let &[_, room, mask, ref set @ ..] = params else { return };
        let limits = &self.config.limits;
        let (bans_max, bytes_max) = (limits.list_entries_max, limits.word_bytes_max);
        let by = set.first().map(|by| self.word(Source::parse(by).nick));
        let set_s = set.get(1).and_then(|time| time.parse::<u64>().ok());
        let Some(id) = self.find(room) else { return };
        let Some(bans) = self.session.bans.get_mut(&id) else { return };
        if bans.len() < bans_max && !mask.is_empty() && mask.len() <= bytes_max {
            let by = by.filter(|by| !by.is_empty());
            let set_ms = set_s.map(|set_s| set_s.saturating_mul(1_000));
            bans.push(Ban { mask: mask.into(), by, set_ms });
        }
    }

    /// RPL_ENDOFBANLIST
    fn bans_ended(&mut self, room: &str) {
        let Some(conversation) = self.find(room) else { return };
        if let Some(bans) = self.session.bans.get_mut(&conversation).map(std::mem::take) {
            self.event(Event::Bans { conversation, bans });
        }
    }

    /// TOPIC
    pub(super) fn topic_changed(&mut self, message: &Message<'_>) {
        let Some(id) = self.find(message.params.get(0).unwrap_or_default()) else { return };
        self.happened(id, message);
        let text = self.word(message.params.get(1).unwrap_or_default());
        let by = Source::parse(message.source.unwrap_or_default()).nick.into();
        let set_ms = self.time_of(message);
        let topic = (!text.is_empty()).then_some(Topic { text, by, set_ms });
        if let Some(conversation) = self.get_mut(id) {
            conversation.topic = topic;
        }
        self.event(Event::Conversation(id));
    }

    fn topic_is(&mut self, room: &str, topic: Option<&str>) {
        let Some(id) = self.find(room) else { return };
        let text = topic.map(|topic| self.word(topic));
        if let Some(conversation) = self.get_mut(id) {
            conversation.topic = text.map(|text| Topic { text, ..Topic::default() });
        }
        self.event(Event::Conversation(id));
    }

    fn topic_was_set(&mut self, room: &str, by: &str, time: &str) {
        let Some(id) = self.find(room) else { return };
        let by = self.word(Source::parse(by).nick);
        let topic = self.get_mut(id).and_then(|found| found.topic.as_mut());
        if let Some(topic) = topic {
            topic.by = by;
            topic.set_ms = time.parse::<u64>().unwrap_or(0).saturating_mul(1_000);
            self.event(Event::Conversation(id));
        }
    }

    /// Somebody who is watched has come or gone.
    fn monitored(&mut self, nick: &str, presence: &Presence) {
        let id = self
            .find(nick)
            .filter(|&id| self.get(id).is_some_and(|found| found.kind == ConversationKind::Direct));
        // Who is away is there: that somebody is there does not take that back.
        let away = self.known_away(nick).filter(|_| *presence == Presence::Here);
        let presence = away.unwrap_or_else(|| presence.clone());
        if let Some(id) = id {
            let folded = self.fold(nick);
            let name: Box<str> = nick.into();
            if let Some(conversation) = self.get_mut(id) {
                conversation.members.entry(folded).or_default().nick = name;
            }
            self.event(Event::Members(id));
        }
        self.set_presence(nick, &presence);
    }

    /// Whether a numeric is of a WHOIS that was asked for.
    fn whois_came(&mut self, numeric: u16, params: &[&str]) -> bool {
        let param = |index: usize| params.get(index).copied().unwrap_or_default();
        let nick = param(1).to_owned();
        let folded = self.fold(&nick);
        if matches!(numeric, 401 | 402) {
            // The answer to WHOIS goes on with 318; other commands name people, too.
            return self.session.whois.contains_key(&folded);
        }
        if numeric == 318 {
            let whois = self.session.whois.remove(&folded).unwrap_or_default();
            let whois = WhoIs { nick: nick.into(), ..whois };
            self.event(Event::WhoIs(Box::new(whois)));
            return true;
        }
        if self.session.whois.len() >= WHOIS_MAX && !self.session.whois.contains_key(&folded) {
            return true;
        }
        let words = self.word(params.last().copied().unwrap_or_default());
        let rooms_max = self.config.limits.list_entries_max;
        let away = self.away_of(&nick);
        let user_host = self.word(&format!("{}@{}", param(2), param(3)));
        let second = self.word(param(2));
        let whois = self.session.whois.entry(folded).or_default();
        match numeric {
            311 => {
                whois.online = true;
                whois.user_host = user_host;
                whois.realname = words;
                whois.away = away;
            }
            312 => whois.server = second,
            313 => whois.operator = true,
            317 => {
                whois.idle_s = second.parse().ok();
                whois.since_ms = param(3).parse::<u64>().ok().map(|s| s.saturating_mul(1_000));
            }
            319 => {
                let rooms = words.split(' ').filter(|room| !room.is_empty());
                whois.rooms.extend(rooms.map(Into::into));
                whois.rooms.truncate(rooms_max);
            }
            330 => whois.account = Some(second),
            335 => whois.bot = true,
            671 => whois.secure = true,
            _ => {}
        }
        true
    }

    fn away_of(&self, nick: &str) -> Option<Box<str>> {
        let folded = self.fold(nick);
        let mut members = self.conversations.values().filter_map(|c| c.members.get(&folded));
        members.find_map(|member| match &member.presence {
            Presence::Away(reason) => Some(reason.clone()),
            Presence::Here | Presence::Offline | Presence::Unknown => None,
        })
    }

    /// An error: `:server 4xx nick about... :words`
    fn error_came(&mut self, numeric: u16, message: &Message<'_>, incoming: &Incoming) {
        let params = message.params.as_slice();
        let words = params.last().copied().unwrap_or_default();
        let middle = params.get(1..params.len().saturating_sub(1)).unwrap_or_default();
        let about = middle.first().copied().unwrap_or_default();
        let code = format!("{numeric:03}");
        let registering = self.session.stage < Stage::Welcomed;
        // Later it is of OPER's password.
        let cause =
            if numeric == 464 && registering { self.password_cause() } else { cause_of(numeric) };
        let reason = Reason::said(cause, about, &code, words);
        match numeric {
            // A server without capabilities does not know CAP.
            421 | 451 if self.session.stage == Stage::Hello => return self.hello_unanswered(),
            421 if about.eq_ignore_ascii_case("CAP") => return,
            431..=433 | 436 | 437 if self.nick_refused() => return,
            433 if self.session.nick_retry_ms.is_some()
                && self.session.asked_nick != self.config.nickname =>
            {
                // It was the engine's own idea to ask again.
                return;
            }
            431..=433 | 436 | 437 => self.want_nick_as_before(),
            _ if registering && cause.is_lasting() => return self.give_up(reason),
            // Anybody may be away or gone without that being an error of the person's.
            406 | 408 if incoming.asked.is_none() => return,
            _ => {}
        }
        self.refused(incoming, middle, reason);
    }

    /// Something was refused: a message, or something else that is told.
    pub(super) fn refused(&mut self, incoming: &Incoming, context: &[&str], reason: Reason) {
        if let Some(Asked::Message(send_id)) = &incoming.asked {
            return self.message_refused(&send_id.clone(), reason);
        }
        if let Some(Asked::History(_)) = &incoming.asked {
            return self.history_refused(incoming.asked.as_ref(), reason);
        }
        let about = context.first().copied().unwrap_or_default();
        let of_sending = matches!(
            reason.cause,
            Cause::NoSuchNick
                | Cause::NoSuchRoom
                | Cause::CannotSend
                | Cause::NotInRoom
                | Cause::NeedsAccount
                | Cause::TooLong
        );
        if of_sending && self.target_refused(about, &reason) {
            return;
        }
        if reason.cause == Cause::CannotSend && incoming.asked.is_none() {
            // It was not a message: others are not told that the person is writing.
            return;
        }
        let asked = match &incoming.asked {
            Some(Asked::In(id) | Asked::About(id, _)) => Some(*id),
            Some(Asked::Message(_) | Asked::History(_) | Asked::Other) | None => None,
        };
        let named = context.iter().find_map(|name| self.find(name));
        let conversation = asked.or(named);
        if let Some(id) = conversation.filter(|_| keeps_out(reason.cause))
            && let Some(found) = self.get_mut(id)
            && found.kind == ConversationKind::Room(Membership::Joining)
        {
            // Not kept: the next start tries again.
            found.kind = ConversationKind::Room(Membership::Left);
            self.event(Event::Conversation(id));
            self.outbox_left(id);
        }
        self.refuse(conversation, reason);
    }
}

/// Whether somebody who is told so does not get into the room.
fn keeps_out(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::NoSuchRoom
            | Cause::TooManyRooms
            | Cause::RoomFull
            | Cause::InviteOnly
            | Cause::BannedFromRoom
            | Cause::WrongKey
            | Cause::BadRoomName
            | Cause::NeedsAccount
            | Cause::Refused
    )
}

fn cause_of(numeric: u16) -> Cause {
    match numeric {
        401 => Cause::NoSuchNick,
        403 => Cause::NoSuchRoom,
        404 => Cause::CannotSend,
        405 => Cause::TooManyRooms,
        417 => Cause::TooLong,
        432 | 437 => Cause::BadNickname,
        433 | 436 => Cause::NicknameInUse,
        442 => Cause::NotInRoom,
        465 => Cause::BannedFromServer,
        471 => Cause::RoomFull,
        473 => Cause::InviteOnly,
        474 => Cause::BannedFromRoom,
        475 => Cause::WrongKey,
        476 | 479 => Cause::BadRoomName,
        477 => Cause::NeedsAccount,
        481 | 482 | 491 | 723 => Cause::NoRights,
        _ => Cause::Refused,
    }
}
