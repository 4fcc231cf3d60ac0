//! SEARCH (soju.im/search): messages with some words, of somebody, of some time, in all that the
//! asker may read.

use super::super::Task;
use super::super::delivery::parse_time;
use super::super::network::Refusal;
use super::super::numerics::ERR_UNKNOWNCOMMAND;
use super::super::session::{Caps, Question};
use super::super::storage::{Conversation, Page, Query, time_id};
use super::super::turn::Turn;
use super::history;
use crate::wire::{Message, Tags, casefold, unescape_tag};

/// The attribute that is wrong.
struct Wrong<'a>(&'a str);

pub(super) fn search(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if !turn.caps().contains(Caps::SEARCH) {
        turn.numeric_say(ERR_UNKNOWNCOMMAND, &["SEARCH"], "err-unknown-command");
        return Ok(());
    }
    match query(turn, message.params[0]) {
        Ok(query) => turn.ask(Question::Search, Task::Read(query)),
        Err(Wrong(attribute)) => {
            turn.fail("SEARCH", "INVALID_PARAMS", &[attribute], key(attribute));
        }
    }
    Ok(())
}

/// The sentence on a wrong attribute.
fn key(attribute: &str) -> &'static str {
    match attribute {
        "after" | "before" => "fail-search-time",
        "from" => "fail-search-from",
        "in" => "fail-search-in",
        "limit" => "fail-search-limit",
        _ => "fail-search-attribute",
    }
}

/// What `name=value;...`, written like tags, asks for. The last of several with one name counts.
fn query<'m>(turn: &Turn<'_>, attributes: &'m str) -> Result<Query, Wrong<'m>> {
    let mut rooms = history::readable_rooms(turn);
    let mut party = Some(turn.user().party);
    let (mut direct, mut sender) = (None, None);
    let (mut words, mut since, mut until) = (Box::default(), None, u64::MAX);
    let page_max = turn.server.config.history.page_max;
    let mut count = page_max;
    for (name, value) in Tags::of_raw(attributes).iter() {
        let value = unescape_tag(value.unwrap_or_default());
        let wrong = || Wrong(name);
        match name {
            "text" => words = value.into(),
            "from" => sender = Some(Box::from(&*casefold(&value).map_err(|_| wrong())?)),
            "in" => {
                let (_, conversation, filter) = history::find(turn, &value).ok_or_else(wrong)?;
                let room = conversation.second == 0;
                rooms = if room { vec![(conversation.first, filter.since)] } else { Vec::new() };
                direct = (!room).then_some(conversation);
                party = None;
            }
            "after" => since = Some(parse_time(&value).ok_or_else(wrong)?),
            "before" => {
                let unix_ms = parse_time(&value).ok_or_else(wrong)?;
                until = time_id(unix_ms.saturating_add(1));
            }
            "limit" => {
                let asked = value.parse::<u64>().ok().filter(|&asked| asked > 0);
                count = u32::try_from(asked.ok_or_else(wrong)?).unwrap_or(page_max).min(page_max);
            }
            _ => return Err(wrong()),
        }
    }
    Ok(Query::Search {
        rooms,
        party,
        direct,
        text: words,
        from: sender,
        after: since.map_or(0, |unix_ms| time_id(unix_ms).saturating_sub(1)),
        before: until,
        ascending: since.is_some(),
        limit: count,
    })
}

/// The store has answered.
pub(super) fn answered(turn: &mut Turn<'_>, page: Option<Page>) {
    match page {
        Some(Page::Messages(mut messages)) => {
            // Who was made to leave a room meanwhile may not read it any more.
            let rooms = history::readable_rooms(turn);
            messages.retain(|message| {
                let Conversation { first, second } = message.conversation;
                second != 0 || rooms.iter().any(|&(room, _)| room == first)
            });
            history::send_batch(turn, "soju.im/search", "", &messages);
        }
        Some(Page::Targets(_)) | None => {
            turn.fail("SEARCH", "INTERNAL_ERROR", &[], "fail-history-unreadable");
        }
    }
}
