//! Who is where: joins and leaves, names, accounts, absence (Modern IRC, "Channel Operations";
//! IRCv3 extended-join, away-notify, account-notify, chghost, setname, invite-notify,
//! channel-rename).

use super::conversation::cut;
use super::event::Event;
use super::ids::ConversationId;
use super::timeline::Gap;
use super::turn::Turn;
use super::view::{Conversation, ConversationKind, Member, Membership, Presence};
use crate::wire::{Message, Source};

/// Asks WHOX for what is not in NAMES, and marks the answer as this engine's.
const WHOX_FIELDS: &str = "%tcuhnfar,152";

/// The mark in it.
const WHOX_TOKEN: &str = "152";

impl Turn<'_> {
    fn nick_of(&self, message: &Message<'_>) -> String {
        Source::parse(message.source.unwrap_or_default()).nick.to_owned()
    }

    /// Username and hostname of a source, if both are there.
    fn user_host(message: &Message<'_>) -> Option<Box<str>> {
        let (_, user_host) = message.source?.split_once('!')?;
        user_host.contains('@').then(|| user_host.into())
    }

    /// JOIN
    pub(super) fn joined(&mut self, message: &Message<'_>) {
        let nick = self.nick_of(message);
        let room = message.params.get(0).unwrap_or_default();
        let user_host = Self::user_host(message);
        if self.is_me(&nick) {
            self.me.user_host.clone_from(&user_host);
            return self.joined_myself(room, message);
        }
        let Some(id) = self.find(room) else { return };
        if nick.len() > self.config.limits.word_bytes_max {
            return;
        }
        let account = message.params.get(1).filter(|account| *account != "*");
        let realname = message.params.get(2);
        let members_max = self.config.limits.members_max;
        let folded = self.fold(&nick);
        let member = Member {
            nick: nick.as_str().into(),
            user_host,
            account: account.map(Into::into),
            realname: realname.map(Into::into),
            bot: message.tags.get("bot").is_some(),
            ..Member::default()
        };
        let Some(conversation) = self.get_mut(id) else { return };
        if conversation.members.len() < members_max {
            conversation.members.insert(folded, member);
        }
        self.event(Event::Members(id));
        self.happened(id, message);
    }

    fn joined_myself(&mut self, room: &str, message: &Message<'_>) {
        if !self.session.isupport.is_room(room) {
            return;
        }
        let Some(id) = self.open(room, ConversationKind::Room(Membership::Joined)) else { return };
        let already = self.get(id).is_some_and(Conversation::is_joined)
            && self.get(id).is_some_and(|found| !found.members.is_empty());
        let me = Member {
            nick: self.me.nick.clone(),
            user_host: self.me.user_host.clone(),
            account: self.me.account.clone(),
            ..Member::default()
        };
        let folded = self.fold(&self.me.nick);
        let (now_ms, joined_ms) = (self.now.unix_ms, self.time_of(message));
        let Some(conversation) = self.get_mut(id) else { return };
        conversation.kind = ConversationKind::Room(Membership::Joined);
        if conversation.read_ms == 0 {
            // What was said before one came for the first time is not news.
            conversation.read_ms = joined_ms;
        }
        if !already {
            conversation.members.clear();
            conversation.topic = None;
            conversation.modes = "".into();
        }
        conversation.members.insert(folded, me);
        self.keep_conversation(id);
        self.event(Event::Conversation(id));
        if !already {
            self.timeline(id, |timeline| timeline.break_off(Gap::Waiting, now_ms));
        }
        self.happened(id, message);
        if !already {
            let room = room.to_owned();
            self.wonder(Some(id), |line| line.command("MODE").param(&room));
            if self.session.isupport.get("WHOX").is_some() {
                self.wonder(Some(id), |line| line.command("WHO").param(&room).param(WHOX_FIELDS));
            }
            self.catch_up(id);
        }
    }

    /// PART
    pub(super) fn parted(&mut self, message: &Message<'_>) {
        let nick = self.nick_of(message);
        let Some(id) = self.find(message.params.get(0).unwrap_or_default()) else { return };
        self.happened(id, message);
        self.leaves(id, &nick);
    }

    /// KICK
    pub(super) fn kicked(&mut self, message: &Message<'_>) {
        let nick = message.params.get(1).unwrap_or_default().to_owned();
        let Some(id) = self.find(message.params.get(0).unwrap_or_default()) else { return };
        self.happened(id, message);
        self.leaves(id, &nick);
    }

    /// Somebody, perhaps oneself, is in a room no more.
    fn leaves(&mut self, id: ConversationId, nick: &str) {
        self.stops_writing(id, nick);
        let folded = self.fold(nick);
        let is_me = self.is_me(nick);
        let Some(conversation) = self.get_mut(id) else { return };
        conversation.members.remove(&folded);
        if is_me {
            conversation.members.clear();
            conversation.typing.clear();
            conversation.kind = ConversationKind::Room(Membership::Left);
            conversation.work.caught_up = Default::default();
            self.session.queue.forget(id);
            self.history_forget(id);
            self.keep_conversation(id);
            self.event(Event::Conversation(id));
            self.outbox_left(id);
        }
        self.event(Event::Members(id));
    }

    /// QUIT
    pub(super) fn quit(&mut self, message: &Message<'_>) {
        let nick = self.nick_of(message);
        for id in self.rooms_of(&nick) {
            self.happened(id, message);
            self.stops_writing(id, &nick);
            let folded = self.fold(&nick);
            if let Some(conversation) = self.get_mut(id) {
                conversation.members.remove(&folded);
            }
            self.event(Event::Members(id));
        }
        self.set_presence(&nick, &Presence::Offline);
        if self.session.nick_retry_ms.is_some()
            && self.fold(&nick) == self.fold(&self.config.nickname)
        {
            self.retry_nick();
        }
    }

    /// The rooms in which somebody is known to be.
    fn rooms_of(&self, nick: &str) -> Vec<ConversationId> {
        let folded = self.fold(nick);
        let rooms = self.conversations.values();
        rooms
            .filter(|room| room.kind != ConversationKind::Direct)
            .filter(|room| room.members.contains_key(&folded))
            .map(|room| room.id)
            .collect()
    }

    /// NICK
    pub(super) fn nick_changed(&mut self, message: &Message<'_>) {
        let old = self.nick_of(message);
        let new = message.params.get(0).unwrap_or_default().to_owned();
        if new.is_empty() {
            return;
        }
        let rooms = self.rooms_of(&old);
        let is_me = self.is_me(&old);
        for &id in &rooms {
            self.happened(id, message);
        }
        if is_me {
            self.session.nick_before = None;
            self.set_nick(&new);
            self.called_by_others(&new);
            self.plan_nick_retry();
        }
        let (old_folded, new_folded) = (self.fold(&old), self.fold(&new));
        for id in rooms {
            self.stops_writing(id, &old);
            if let Some(conversation) = self.get_mut(id)
                && let Some(mut member) = conversation.members.remove(&old_folded)
            {
                member.nick = new.as_str().into();
                conversation.members.insert(new_folded.clone(), member);
            }
            self.event(Event::Members(id));
        }
        let direct = self
            .find(&old)
            .filter(|&id| self.get(id).is_some_and(|found| found.kind == ConversationKind::Direct));
        if let Some(id) = direct.filter(|_| !is_me) {
            self.rename_conversation(id, &new);
            if let Some(conversation) = self.get_mut(id) {
                let member = conversation.members.pop_first();
                let mut member = member.map(|(_, member)| member).unwrap_or_default();
                member.nick = new.as_str().into();
                conversation.members.insert(new_folded, member);
            }
            self.watch(&new);
        }
    }

    /// One is called this from now on.
    pub(super) fn set_nick(&mut self, nick: &str) {
        self.me.nick = nick.into();
        self.remember_nick();
        self.event(Event::Me);
    }

    /// MODE
    pub(super) fn mode_changed(&mut self, message: &Message<'_>) {
        let target = message.params.get(0).unwrap_or_default();
        let changes = message.params.as_slice().get(1..).unwrap_or_default();
        if self.is_me(target) {
            let before = self.me.modes.clone();
            self.me.modes = changed_flags(&before, changes.first().copied().unwrap_or_default());
            return self.event(Event::Me);
        }
        let Some(id) = self.find(target) else { return };
        self.happened(id, message);
        self.apply_modes(id, changes);
    }

    /// Applies changes of a room's modes, as in MODE or RPL_CHANNELMODEIS.
    pub(super) fn apply_modes(&mut self, id: ConversationId, changes: &[&str]) {
        let Some((letters, params)) = changes.split_first() else { return };
        let mut params = params.iter();
        let mut adding = true;
        let mut flags = String::new();
        for letter in letters.chars() {
            match letter {
                '+' | '-' => {
                    adding = letter == '+';
                    flags.push(letter);
                }
                _ => {
                    let takes = self.session.isupport.mode_takes_parameter(letter, adding);
                    let param = if takes { params.next().copied() } else { None };
                    if !self.apply_prefix(id, letter, adding, param.unwrap_or_default())
                        && !self.session.isupport.is_list_mode(letter)
                    {
                        flags.push(letter);
                    }
                }
            }
        }
        if let Some(conversation) = self.get_mut(id) {
            conversation.modes = changed_flags(&conversation.modes, &flags);
        }
        self.event(Event::Conversation(id));
    }

    /// Whether a mode is a membership prefix, and has been applied.
    fn apply_prefix(&mut self, id: ConversationId, letter: char, adding: bool, nick: &str) -> bool {
        let order: Vec<(char, char)> = self.session.isupport.prefixes().collect();
        let Some(&(_, symbol)) = order.iter().find(|(known, _)| *known == letter) else {
            return false;
        };
        let folded = self.fold(nick);
        if let Some(member) = self.get_mut(id).and_then(|found| found.members.get_mut(&folded)) {
            let has =
                |one: char| if one == symbol { adding } else { member.prefixes.contains(one) };
            let symbols = order.iter().map(|&(_, symbol)| symbol);
            member.prefixes = symbols.filter(|&one| has(one)).collect::<String>().into();
            self.event(Event::Members(id));
        }
        true
    }

    /// RENAME: `RENAME #old #new :reason`
    pub(super) fn renamed(&mut self, message: &Message<'_>) {
        let Some(id) = self.find(message.params.get(0).unwrap_or_default()) else { return };
        self.happened(id, message);
        let name = message.params.get(1).unwrap_or_default().to_owned();
        self.rename_conversation(id, &name);
    }

    /// AWAY
    pub(super) fn away_changed(&mut self, message: &Message<'_>) {
        let nick = self.nick_of(message);
        let presence = match message.params.get(0).filter(|reason| !reason.is_empty()) {
            Some(reason) => Presence::Away(self.word(reason)),
            None => Presence::Here,
        };
        self.set_presence(&nick, &presence);
    }

    pub(super) fn word(&self, text: &str) -> Box<str> {
        cut(text, self.config.limits.word_bytes_max).into()
    }

    pub(super) fn set_presence(&mut self, nick: &str, presence: &Presence) {
        self.each_member(nick, |member| {
            if member.presence == *presence {
                return false;
            }
            member.presence = presence.clone();
            true
        });
    }

    /// That somebody is away, if any conversation knows it; with why, if one knows that.
    pub(super) fn known_away(&self, nick: &str) -> Option<Presence> {
        let folded = self.fold(nick);
        let all = self.client.conversations.values();
        let known = all.filter_map(|found| found.members.get(&folded));
        let away = known.filter_map(|member| match &member.presence {
            Presence::Away(why) => Some(why),
            Presence::Here | Presence::Offline | Presence::Unknown => None,
        });
        away.max_by_key(|why| !why.is_empty()).cloned().map(Presence::Away)
    }

    /// Changes what is known of somebody, wherever they are shown.
    pub(super) fn each_member(&mut self, nick: &str, change: impl Fn(&mut Member) -> bool) {
        let folded = self.fold(nick);
        let mut changed = Vec::new();
        for conversation in self.client.conversations.values_mut() {
            if conversation.members.get_mut(&folded).is_some_and(&change) {
                changed.push(conversation.id);
            }
        }
        for id in changed {
            self.event(Event::Members(id));
        }
    }

    /// ACCOUNT
    pub(super) fn account_changed(&mut self, message: &Message<'_>) {
        let nick = self.nick_of(message);
        let account = message.params.get(0).filter(|account| *account != "*");
        let account = account.map(|account| self.word(account));
        if self.is_me(&nick) {
            self.me.account.clone_from(&account);
            self.event(Event::Me);
        }
        self.each_member(&nick, |member| {
            member.account.clone_from(&account);
            true
        });
    }

    /// CHGHOST
    pub(super) fn host_changed(&mut self, message: &Message<'_>) {
        let nick = self.nick_of(message);
        let param = |index| message.params.get(index).unwrap_or_default();
        let user_host = self.word(&format!("{}@{}", param(0), param(1)));
        if self.is_me(&nick) {
            self.me.user_host = Some(user_host.clone());
            self.event(Event::Me);
        }
        self.each_member(&nick, |member| {
            member.user_host = Some(user_host.clone());
            true
        });
    }

    /// SETNAME
    pub(super) fn realname_changed(&mut self, message: &Message<'_>) {
        let nick = self.nick_of(message);
        let realname = self.word(message.params.get(0).unwrap_or_default());
        self.each_member(&nick, |member| {
            member.realname = Some(realname.clone());
            true
        });
    }

    /// INVITE: `INVITE nick #room`
    pub(super) fn invited(&mut self, message: &Message<'_>) {
        let by = self.nick_of(message);
        let param = |index| message.params.get(index).unwrap_or_default();
        if self.is_me(param(0)) {
            let (by, room) = (by.into(), param(1).into());
            self.event(Event::Invited { by, room });
        }
    }

    /// RPL_NAMREPLY: names with prefixes, and with `!user@host` where that was negotiated.
    pub(super) fn names_came(&mut self, room: &str, names: &str) {
        let Some(id) = self.find(room) else { return };
        let symbols: String = self.session.isupport.prefixes().map(|(_, symbol)| symbol).collect();
        let members_max = self.config.limits.members_max;
        for name in names.split(' ').filter(|name| !name.is_empty()) {
            let source = name.trim_start_matches(|c| symbols.contains(c));
            let prefixes = &name[..name.len() - source.len()];
            let (nick, user_host) = match source.split_once('!') {
                Some((nick, user_host)) => (nick, Some(user_host.into())),
                None => (source, None),
            };
            if nick.len() > self.config.limits.word_bytes_max {
                continue;
            }
            let folded = self.fold(nick);
            let Some(conversation) = self.get_mut(id) else { return };
            if conversation.work.naming.len() >= members_max {
                return;
            }
            let known = conversation.members.get(&folded).cloned().unwrap_or_default();
            let member = Member {
                nick: nick.into(),
                prefixes: prefixes.into(),
                user_host: user_host.or(known.user_host.clone()),
                ..known
            };
            conversation.work.naming.insert(folded, member);
        }
    }

    /// RPL_ENDOFNAMES
    pub(super) fn names_ended(&mut self, room: &str) {
        let Some(id) = self.find(room) else { return };
        let Some(conversation) = self.get_mut(id) else { return };
        let naming = std::mem::take(&mut conversation.work.naming);
        if conversation.is_joined() && !naming.is_empty() {
            conversation.members = naming;
            self.event(Event::Members(id));
        }
    }

    /// RPL_WHOSPCRPL, as asked for with [`WHOX_FIELDS`]: token, room, user, host, nick, flags,
    /// account, realname.
    pub(super) fn whox_came(&mut self, params: &[&str]) {
        let &[_, WHOX_TOKEN, room, user, host, nick, flags, account, ref rest @ ..] = params else {
            return;
        };
        let Some(id) = self.find(room) else { return };
        let folded = self.fold(nick);
        let bot_mode = self.session.isupport.get("BOT").and_then(|mode| mode.chars().next());
        let bot = bot_mode.is_some_and(|mode| flags.contains(mode));
        let away = flags.starts_with('G');
        let user_host = self.word(&format!("{user}@{host}"));
        let account = Some(account).filter(|account| *account != "0").map(|name| self.word(name));
        let realname = rest.first().map(|realname| self.word(realname));
        let is_me = self.is_me(nick);
        if is_me {
            self.me.user_host = Some(user_host.clone());
        }
        let Some(member) = self.get_mut(id).and_then(|found| found.members.get_mut(&folded)) else {
            return;
        };
        member.user_host = Some(user_host);
        member.account = account;
        member.realname = realname.or(member.realname.take());
        member.bot = bot;
        self.event(Event::Members(id));
        let presence = match away {
            true => self.known_away(nick).unwrap_or_else(|| Presence::Away("".into())),
            false => Presence::Here,
        };
        self.set_presence(nick, &presence);
    }
}

/// `+nt` with `-t+s` is `+ns`; letters are sorted.
fn changed_flags(flags: &str, changes: &str) -> Box<str> {
    let mut letters: std::collections::BTreeSet<char> =
        flags.chars().filter(|c| *c != '+').collect();
    let mut adding = true;
    for c in changes.chars() {
        match c {
            '+' | '-' => adding = c == '+',
            _ if adding => {
                letters.insert(c);
            }
            _ => {
                letters.remove(&c);
            }
        }
    }
    if letters.is_empty() { "".into() } else { format!("+{}", String::from_iter(letters)).into() }
}

#[cfg(test)]
mod tests {
    use super::changed_flags;

    #[test]
    fn flags_are_added_up() {
        assert_eq!(&*changed_flags("", "+tn"), "+nt");
        assert_eq!(&*changed_flags("+nt", "-t+s"), "+ns");
        assert_eq!(&*changed_flags("+n", "-n"), "");
        assert_eq!(&*changed_flags("", "tn"), "+nt");
    }
}
