//! CHATHISTORY (IRCv3 chathistory): what was said before, to those who may read it.

use std::borrow::Cow;

use super::super::Task;
use super::super::delivery::{
    MESSAGE_ID_BYTES, Playback, parse_message_id, parse_time, shown_id, timestamp, write_message_id,
};
use super::super::network::Refusal;
use super::super::session::{Caps, Question};
use super::super::storage::{
    Conversation, Filter, KeptTarget, Page, Query, Span, StoredMessage, id_time_ms, time_id,
};
use super::super::turn::Turn;
use crate::mutants::Mutant;
use crate::wire::{Message, Nickname, casefold};

/// Who asked for which history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HistoryQuestion {
    subcommand: Box<str>,
    /// The target as the asker wrote it; empty for TARGETS.
    target: Box<str>,
    /// The target as the answer calls it: a channel by its name, somebody as the asker does, who
    /// knows the conversation by that.
    canonical: Box<str>,
    /// Which messages of an answer that is too long are left.
    nearest: Nearest,
    /// The messages at the bounds, which are none of the answer. What happened in several rooms
    /// at once has another place in each of them than the id says that it is shown with.
    bounds: Vec<u64>,
    /// What is asked next, once it is known who is meant by a nickname that nobody has now.
    next: Option<Box<Query>>,
}

/// Where in an answer, oldest first, the messages are that were asked for above all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nearest {
    First,
    Middle,
    Last,
}

impl Nearest {
    fn of(query: &Query) -> Self {
        match query {
            Query::Messages { span: Span::After(_), .. } => Self::First,
            Query::Messages { span: Span::Between(first, second), .. } if first <= second => {
                Self::First
            }
            Query::Messages { span: Span::Around(_), .. } => Self::Middle,
            Query::Messages { .. }
            | Query::Targets { .. }
            | Query::Correspondent { .. }
            | Query::Search { .. }
            | Query::Message { .. } => Self::Last,
        }
    }
}

/// Why a CHATHISTORY cannot be answered: the code, what it is about, and the sentence's key.
type Wrong<'a> = (&'static str, Vec<&'a str>, &'static str);

pub(super) fn chathistory(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let subcommand = message.params[0].to_ascii_uppercase();
    let asked = match subcommand.as_str() {
        "TARGETS" => targets(turn, message),
        "LATEST" | "BEFORE" | "AFTER" | "AROUND" | "BETWEEN" => {
            messages(turn, &subcommand, message)
        }
        _ => Err(("INVALID_PARAMS", Vec::new(), "fail-history-subcommand")),
    };
    match asked {
        Ok((canonical, query)) => {
            let target = if subcommand == "TARGETS" { "" } else { message.params[1] };
            // Nobody is called so now. Perhaps the asker knew somebody who was.
            let unknown = matches!(query, Query::Messages { conversation: NOBODYS, .. });
            let (query, next) = match casefold(target) {
                Ok(nick) if unknown => {
                    let (party, nick) = (turn.user().party, Box::from(&*nick));
                    (Query::Correspondent { party, nick }, Some(Box::new(query)))
                }
                _ => (query, None),
            };
            let nearest = Nearest::of(next.as_deref().unwrap_or(&query));
            let references = message.params.iter().filter(|_| subcommand != "AROUND");
            let bounds = references.filter_map(|text| match reference(text) {
                Ok(Reference::Id(id)) => Some(id),
                Ok(Reference::Time(_)) | Err(_) => None,
            });
            let bounds = bounds.collect();
            let subcommand = message.params[0].into();
            let target = target.into();
            let question = HistoryQuestion { subcommand, target, canonical, nearest, bounds, next };
            turn.ask(Question::History(question), Task::Read(query));
        }
        Err((code, mut context, key)) => {
            if code == "INVALID_MSGREFTYPE" && subcommand != "TARGETS" {
                context.insert(0, message.params[1]);
            }
            context.insert(0, message.params[0]);
            turn.fail("CHATHISTORY", code, &context, key);
        }
    }
    Ok(())
}

/// `BEFORE target reference limit` and its like.
fn messages<'m>(
    turn: &Turn<'_>,
    subcommand: &str,
    message: &Message<'m>,
) -> Result<(Box<str>, Query), Wrong<'m>> {
    let references = if subcommand == "BETWEEN" { 2 } else { 1 };
    count(message, references + 3)?;
    let name = message.params.get(1).unwrap_or_default();
    let found = find(turn, name).or_else(|| {
        let nick = Nickname::parse(name, turn.server.config.limits.nick_bytes_max).ok()?;
        Some(((*nick).into(), NOBODYS, filter(turn)))
    });
    let (canonical, conversation, filter) =
        found.ok_or(("INVALID_TARGET", vec![name], "fail-history-target"))?;
    let limit = limit(turn, message.params.get(references + 2).unwrap_or_default())?;
    let first = message.params.get(2).unwrap_or_default();
    let span = match subcommand {
        "LATEST" if first == "*" => Span::Latest { after: 0 },
        "LATEST" => Span::Latest { after: reference(first)?.above() },
        "BEFORE" => Span::Before(reference(first)?.below()),
        "AFTER" => Span::After(reference(first)?.above()),
        "AROUND" => Span::Around(reference(first)?.at()),
        _ => {
            let second = reference(message.params.get(3).unwrap_or_default())?;
            reference(first)?.between(second)
        }
    };
    let canonical = if name.starts_with('#') { canonical } else { name.into() };
    Ok((canonical, Query::Messages { conversation, span, filter, limit }))
}

/// `TARGETS timestamp timestamp limit`
fn targets<'m>(turn: &Turn<'_>, message: &Message<'m>) -> Result<(Box<str>, Query), Wrong<'m>> {
    count(message, 4)?;
    let time = |index| {
        let text = message.params.get(index).unwrap_or_default();
        match reference(text)? {
            Reference::Time(unix_ms) => Ok(unix_ms),
            Reference::Id(_) => Err(("INVALID_PARAMS", vec![text], "fail-history-time")),
        }
    };
    let (first, second) = (time(1)?, time(2)?);
    let limit = limit(turn, message.params.get(3).unwrap_or_default())?;
    let (low, high) = (first.min(second), first.max(second));
    let query = Query::Targets {
        rooms: readable_rooms(turn),
        party: turn.user().party,
        after: Reference::Time(low).above(),
        before: Reference::Time(high).below(),
        ascending: first <= second,
        limit,
    };
    Ok((Box::default(), query))
}

fn count<'m>(message: &Message<'m>, wanted: usize) -> Result<(), Wrong<'m>> {
    match message.params.len() {
        few if few < wanted => Err(("INVALID_PARAMS", Vec::new(), "fail-history-too-few")),
        many if many > wanted => Err(("INVALID_PARAMS", Vec::new(), "fail-history-too-many")),
        _ => Ok(()),
    }
}

/// At most a page; 0 asks for a page.
fn limit<'m>(turn: &Turn<'_>, text: &'m str) -> Result<u32, Wrong<'m>> {
    let page_max = turn.server.config.history.page_max;
    match text.parse::<u32>() {
        Ok(0) => Ok(page_max),
        Ok(limit) => Ok(limit.min(page_max)),
        Err(_) => Err(("INVALID_PARAMS", vec![text], "fail-history-limit")),
    }
}

/// What a selector names.
#[derive(Clone, Copy)]
enum Reference {
    Id(u64),
    Time(u64),
}

impl Reference {
    fn at(self) -> u64 {
        match self {
            Self::Id(id) => id,
            Self::Time(unix_ms) => time_id(unix_ms),
        }
    }

    /// Everything above this id is later.
    fn above(self) -> u64 {
        match self {
            Self::Id(id) => id,
            Self::Time(unix_ms) => time_id(unix_ms.saturating_add(1)).saturating_sub(1),
        }
    }

    /// Everything below this id is earlier.
    fn below(self) -> u64 {
        self.at()
    }

    fn between(self, other: Self) -> Span {
        if self.at() <= other.at() {
            Span::Between(self.above(), other.below())
        } else {
            Span::Between(self.below(), other.above())
        }
    }
}

/// `timestamp=...` or `msgid=...`.
fn reference(text: &str) -> Result<Reference, Wrong<'_>> {
    let wrong = |key| Err(("INVALID_PARAMS", vec![text], key));
    match text.split_once('=') {
        Some(("timestamp", time)) => parse_time(time)
            .map_or_else(|| wrong("fail-history-time"), |ms| Ok(Reference::Time(ms))),
        Some(("msgid", id)) => parse_message_id(id)
            .map_or_else(|| wrong("fail-history-id"), |id| Ok(Reference::Id(id))),
        Some(_) => Err(("INVALID_MSGREFTYPE", vec![text], "fail-history-reference")),
        None => wrong("fail-history-reference"),
    }
}

/// Stands for a conversation until it is known which.
const NOBODYS: Conversation = Conversation { first: 0, second: 0 };

/// What the asker wants to see of direct messages.
fn filter(turn: &Turn<'_>) -> Filter {
    let events = turn.caps().contains(Caps::EVENT_PLAYBACK);
    Filter { since: 0, ranks: 0, tags: events, events }
}

/// A target's canonical name and conversation, and what the asker may see of it. None if there
/// is no such target, or the asker has no business there.
pub(super) fn find(turn: &Turn<'_>, name: &str) -> Option<(Box<str>, Conversation, Filter)> {
    let network = &turn.server.network;
    let mut filter = filter(turn);
    if name.starts_with('#') {
        let channel = network.channel(network.find_channel(name)?);
        if Mutant::LeaksHistory.is_active() {
            return Some(((*channel.name).into(), Conversation::room(channel.room), filter));
        }
        let member = channel.member(turn.me())?;
        filter.ranks = member.prefix.and_below().bits();
        if turn.server.config.history.since_joining {
            filter.since = member.since;
        }
        return Some(((*channel.name).into(), Conversation::room(channel.room), filter));
    }
    let (other, party) = match network.find_user(name) {
        Some(id) => (&*network.user(id).nick, network.user(id).party),
        // Who is not here now may have left something behind.
        None => {
            let account = network.accounts.find(name)?;
            (&*account.record.name, account.record.id)
        }
    };
    let conversation = Conversation::direct(turn.user().party, party);
    Some((other.into(), conversation, filter))
}

/// The asker's rooms, with the id from which on they may be read.
pub(super) fn readable_rooms(turn: &Turn<'_>) -> Vec<(u64, u64)> {
    let network = &turn.server.network;
    let me = turn.me();
    let since_joining = turn.server.config.history.since_joining;
    let rooms = turn.user().channels.iter().map(|&id| {
        let channel = network.channel(id);
        let since = channel.member(me).filter(|_| since_joining).map_or(0, |member| member.since);
        (channel.room, since)
    });
    rooms.collect()
}

/// The store has answered.
pub(super) fn answered(turn: &mut Turn<'_>, mut question: HistoryQuestion, page: Option<Page>) {
    match (page, question.next.take()) {
        (Some(Page::Targets(found)), Some(next)) => ask_next(turn, question, &found, *next),
        (page, _) => show(turn, &question, page),
    }
}

/// It is known who is meant, or that it is nobody.
fn ask_next(turn: &mut Turn<'_>, question: HistoryQuestion, found: &[KeptTarget], mut next: Query) {
    let (Some(found), Query::Messages { conversation, .. }) = (found.first(), &mut next) else {
        let context = [&*question.subcommand, &*question.target];
        return turn.fail("CHATHISTORY", "INVALID_TARGET", &context, "fail-history-target");
    };
    *conversation = found.conversation;
    turn.ask(Question::History(question), Task::Read(next));
}

fn show(turn: &mut Turn<'_>, question: &HistoryQuestion, page: Option<Page>) {
    match page {
        // Who was made to leave meanwhile may not read what was said since.
        Some(Page::Messages(_))
            if question.target.starts_with('#') && find(turn, &question.target).is_none() =>
        {
            let context: &[&str] = &[&question.subcommand, &question.target];
            turn.fail("CHATHISTORY", "INVALID_TARGET", context, "fail-history-target");
        }
        Some(Page::Messages(mut messages)) => {
            messages.retain(|message| !question.bounds.contains(&shown_id(message)));
            let messages = fitting(turn, &messages, question.nearest);
            send_batch(turn, "chathistory", &question.canonical, messages);
        }
        Some(Page::Targets(targets)) => send_targets(turn, &targets),
        None => {
            let context: &[&str] = &[&question.subcommand, &question.target];
            turn.fail("CHATHISTORY", "MESSAGE_ERROR", context, "fail-history-unreadable");
        }
    }
}

/// As many messages as fill half of the SendQ at the most, and one at the least: a page of long
/// ones would cut off whoever asks for it.
pub(super) fn fitting<'m>(
    turn: &Turn<'_>,
    mut messages: &'m [StoredMessage],
    nearest: Nearest,
) -> &'m [StoredMessage] {
    let bytes_max = turn.server.config.limits.sendq_bytes_max / 2;
    let mut bytes: usize = messages.iter().map(Playback::bytes_max).sum();
    let mut first_goes = nearest == Nearest::Last;
    while let [first, rest @ .., last] = messages
        && bytes > bytes_max
    {
        let gone;
        (gone, messages) =
            if first_goes { (first, &messages[1..]) } else { (last, &messages[..rest.len() + 1]) };
        bytes -= Playback::bytes_max(gone);
        first_goes ^= nearest == Nearest::Middle;
    }
    messages
}

/// Messages as a batch, or one by one for who knows no batches.
pub(super) fn send_batch(
    turn: &mut Turn<'_>,
    batch_type: &str,
    target: &str,
    messages: &[StoredMessage],
) {
    let batch = begin_batch(turn, batch_type, target);
    let caps = turn.caps();
    let line_bytes_max = turn.server.config.limits.line_bytes_max;
    let playback = Playback { caps, line_bytes_max, batch: batch.as_deref() };
    for message in messages {
        let target = target_now(turn, message);
        turn.append(|buf| playback.message(buf, message, &target));
    }
    end_batch(turn, batch.as_deref());
}

/// What a message's target is called now: rooms are renamed.
fn target_now<'m>(turn: &Turn<'_>, message: &'m StoredMessage) -> Cow<'m, str> {
    let Some((prefix, old)) = message.target.find('#').map(|at| message.target.split_at(at)) else {
        return Cow::Borrowed(&message.target);
    };
    let network = &turn.server.network;
    let mut rooms = turn.user().channels.iter().map(|&id| network.channel(id));
    match rooms.find(|channel| Conversation::room(channel.room) == message.conversation) {
        Some(room) if *room.name != *old => Cow::Owned(format!("{prefix}{}", &*room.name)),
        Some(_) | None => Cow::Borrowed(&message.target),
    }
}

/// Opens a batch, if the session knows batches.
pub(in super::super) fn begin_batch(
    turn: &mut Turn<'_>,
    batch_type: &str,
    target: &str,
) -> Option<String> {
    if !turn.caps().contains(Caps::BATCH) {
        return None;
    }
    turn.server.last_id += 1;
    let batch = write_message_id(&mut [0; MESSAGE_ID_BYTES], turn.server.last_id).to_owned();
    turn.reply(|_, line| {
        let line = line.command("BATCH").param(&format!("+{batch}")).param(batch_type);
        if target.is_empty() { line } else { line.param(target) }
    });
    Some(batch)
}

pub(in super::super) fn end_batch(turn: &mut Turn<'_>, batch: Option<&str>) {
    if let Some(batch) = batch {
        turn.reply(|_, line| line.command("BATCH").param(&format!("-{batch}")));
    }
}

fn send_targets(turn: &mut Turn<'_>, targets: &[KeptTarget]) {
    let batch = begin_batch(turn, "draft/chathistory-targets", "");
    let me = turn.me();
    for target in targets {
        let network = &turn.server.network;
        let name = if target.nick.is_empty() {
            let mut rooms = turn.user().channels.iter().map(|&id| network.channel(id));
            let room = rooms.find(|channel| channel.room == target.conversation.first);
            room.map(|channel| channel.name.to_string())
        } else {
            // Who is here is called as they are called now.
            let (first, second) = (target.conversation.first, target.conversation.second);
            let other = if first == network.user(me).party { second } else { first };
            Some(network.nick_of_party(other).unwrap_or(&target.nick).to_owned())
        };
        let Some(name) = name else { continue };
        let time = timestamp(id_time_ms(target.latest));
        let batch = batch.clone();
        turn.reply_tagged(batch.as_deref(), |line| {
            line.command("CHATHISTORY").param("TARGETS").param(&name).param(&time)
        });
    }
    end_batch(turn, batch.as_deref());
}
