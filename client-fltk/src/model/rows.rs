//! The rows of the selected conversation, made when they are asked for.

use std::borrow::Cow;

use super::conversation::Conversation;
use super::ids::{RowId, RowKind};
use super::row::{Bubble, Header, Manner, MessageState, Outline, Quote, Reaction, Row, RowBody};
use super::server::Link;
use super::span::{self, Names};
use super::timeline::{self, Entry, EntryKind, Progress};
use super::{Model, color};
use crate::l10n::{Language, Text, isolated};

/// Characters of a message that an answer to it quotes.
const QUOTE_CHARS_MAX: usize = 120;

/// The rows of the selected conversation.
#[derive(Clone, Copy)]
pub struct RowList<'a> {
    model: &'a Model,
    conversation: Option<&'a Conversation>,
}

impl<'a> RowList<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self { model, conversation: model.selected_conversation() }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.conversation.map_or(0, |conversation| conversation.timeline.rows())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of a row.
    #[must_use]
    pub fn id(&self, index: usize) -> Option<RowId> {
        self.conversation?.timeline.id_of_row(index)
    }

    /// Where a row is.
    #[must_use]
    pub fn index_of(&self, id: RowId) -> Option<usize> {
        self.conversation?.timeline.row_of(id)
    }

    /// How long a row is, without making it.
    #[must_use]
    pub fn outline(&self, index: usize) -> Option<Outline> {
        self.conversation?.timeline.outline(index)
    }

    /// A row.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Row<'a>> {
        let conversation = self.conversation?;
        let (place, kind) = conversation.timeline.at_row(index)?;
        let entry = conversation.timeline.at(place)?;
        let body = match kind {
            RowKind::Day => RowBody::Day {
                label: self.model.calendar.day_label(entry.time_ms, self.model.now_ms),
            },
            RowKind::Unread => RowBody::Unread { label: self.model.text().say("unread-line") },
            RowKind::Header => RowBody::Header(self.header(entry)),
            RowKind::Bubble => RowBody::Bubble(Box::new(self.bubble(conversation, place, entry))),
            RowKind::System => self.system(conversation, entry),
            RowKind::Gap => {
                let text = self.model.text();
                let server = self.model.server(conversation.server);
                let is_on = server.is_some_and(|server| server.link == Link::On);
                let (label, pressable) = match (is_on, entry.is(timeline::FETCHING)) {
                    (true, true) if conversation.left => (text.say("gap-left"), false),
                    (true, true) => (text.say("gap-fetching"), false),
                    (true, false) => (text.say("gap"), true),
                    (false, _) => (text.say("gap-offline"), false),
                };
                RowBody::Gap { label, pressable }
            }
        };
        Some(Row { id: RowId::new(entry.id, kind), revision: u32::from(entry.revision), body })
    }

    fn header(&self, entry: &Entry) -> Header<'a> {
        let nick = self.model.people.name(entry.author);
        Header {
            nick,
            color: color(nick),
            time: self.model.calendar.time(entry.time_ms),
            own: entry.is(timeline::OWN),
            bot: entry.is(timeline::BOT),
        }
    }

    fn bubble(&self, conversation: &'a Conversation, place: usize, entry: &'a Entry) -> Bubble<'a> {
        let nick = self.model.people.name(entry.author);
        let redacted = entry.is(timeline::REDACTED);
        let (text, spans) = if redacted {
            (Cow::Owned(self.model.text().say("message-redacted")), Vec::new())
        } else {
            span::read(&entry.text, &self.names(conversation))
        };
        let extra = entry.extra.as_deref();
        Bubble {
            text,
            spans,
            nick,
            color: color(nick),
            time: self.model.calendar.time(entry.time_ms),
            date: self.model.calendar.date_time(entry.time_ms),
            own: entry.is(timeline::OWN),
            mentioned: entry.is(timeline::MENTIONED),
            manner: match entry.kind {
                EntryKind::Action => Manner::Action,
                EntryKind::Notice => Manner::Notice,
                EntryKind::Message
                | EntryKind::Joined
                | EntryKind::Left
                | EntryKind::Quit
                | EntryKind::Kicked
                | EntryKind::Renamed
                | EntryKind::RoomRenamed
                | EntryKind::Topic
                | EntryKind::Mode
                | EntryKind::Words
                | EntryKind::Gap => Manner::Plain,
            },
            quote: extra.filter(|extra| !extra.reply_to.is_empty()).map(|extra| {
                let place = conversation.timeline.place_of_msgid(&extra.reply_to);
                place.and_then(|place| self.model.quote_of(conversation, place)).unwrap_or_else(
                    || Quote {
                        row: None,
                        nick: "",
                        color: 0,
                        text: self.model.text().say("quote-unknown"),
                    },
                )
            }),
            reactions: extra.map_or_else(Vec::new, |extra| self.reactions(conversation, extra)),
            state: match entry.progress {
                Progress::Confirmed => MessageState::Confirmed,
                Progress::Pending => MessageState::Pending,
                Progress::Failed => MessageState::Failed {
                    reason: extra.map_or_else(String::new, |extra| extra.reason.to_string()),
                },
            },
            collapsed: (entry.is_long() && !redacted).then(|| !entry.is(timeline::EXPANDED)),
            redacted,
            first: conversation.timeline.begins_group(place),
            last: conversation.timeline.ends_group(place),
            found: entry.is(timeline::FOUND),
        }
    }

    fn reactions(
        &self,
        conversation: &Conversation,
        extra: &'a timeline::Extra,
    ) -> Vec<Reaction<'a>> {
        let own = self.model.server(conversation.server).map_or("", |server| &server.nick);
        let mut reactions: Vec<_> =
            extra.reactions.iter().map(|(emoji, nicks)| (nicks.len(), emoji, nicks)).collect();
        reactions.sort_by_key(|(count, _, _)| std::cmp::Reverse(*count));
        let separator = self.model.text().say("list-separator");
        reactions
            .into_iter()
            .map(|(count, emoji, nicks)| Reaction {
                emoji,
                count: self.model.digits(&count.to_string()),
                own: nicks.iter().any(|nick| **nick == *own),
                nicks: nicks.join(&separator),
            })
            .collect()
    }

    fn system(&self, conversation: &'a Conversation, entry: &'a Entry) -> RowBody<'a> {
        let names = self.names(conversation);
        let sentence = self.model.happening(entry);
        // The sentence lives as long as the row; its spans are of the same text.
        let (text, spans) = match sentence {
            Cow::Borrowed(text) => span::read(text, &names),
            Cow::Owned(text) => {
                let (read, spans) = span::read(&text, &names);
                (Cow::Owned(read.into_owned()), spans)
            }
        };
        RowBody::System { text, spans, time: self.model.calendar.time(entry.time_ms) }
    }

    fn names(&self, conversation: &'a Conversation) -> RoomNames<'a> {
        let own = self.model.server(conversation.server).map_or("", |server| &server.nick);
        RoomNames { conversation, own: own.to_lowercase() }
    }
}

impl Model {
    /// What quotes the entry at a place.
    pub(super) fn quote_of<'a>(
        &'a self,
        conversation: &'a Conversation,
        place: usize,
    ) -> Option<Quote<'a>> {
        let entry = conversation.timeline.at(place)?;
        let nick = self.people.name(entry.author);
        let text = if entry.is(timeline::REDACTED) {
            self.text().say("message-redacted")
        } else {
            span::on_one_line(&entry.text, QUOTE_CHARS_MAX)
        };
        Some(Quote { row: conversation.timeline.own_row(place), nick, color: color(nick), text })
    }

    /// The sentence for something that happened.
    fn happening<'a>(&'a self, entry: &'a Entry) -> Cow<'a, str> {
        let text = self.text();
        let nick = self.people.name(entry.author);
        let other = entry.extra.as_deref().map_or("", |extra| &extra.other);
        let reason = match &*entry.text {
            reason if entry.kind == EntryKind::Quit => reason_of_quit(reason),
            // Servers put a name where nobody gave a reason.
            name if entry.kind == EntryKind::Kicked && (name == nick || name == other) => "",
            reason => reason,
        };
        let with_reason = !reason.is_empty();
        let named = [("nick", nick), ("reason", reason), ("other", other)];
        Cow::Owned(match entry.kind {
            EntryKind::Joined => text.say_with("happened-joined", &named),
            EntryKind::Left if with_reason => text.say_with("happened-left-because", &named),
            EntryKind::Left => text.say_with("happened-left", &named),
            EntryKind::Quit if with_reason => text.say_with("happened-quit-because", &named),
            EntryKind::Quit => text.say_with("happened-quit", &named),
            EntryKind::Kicked if with_reason => text.say_with("happened-kicked-because", &named),
            EntryKind::Kicked => text.say_with("happened-kicked", &named),
            EntryKind::Renamed => text.say_with("happened-renamed", &named),
            EntryKind::RoomRenamed => text.say_with("happened-room-renamed", &named),
            EntryKind::Topic if with_reason => text.say_with("happened-topic", &named),
            EntryKind::Topic => text.say_with("happened-topic-removed", &named),
            EntryKind::Mode => self.modes_changed(nick, reason),
            EntryKind::Words
            | EntryKind::Message
            | EntryKind::Action
            | EntryKind::Notice
            | EntryKind::Gap => return Cow::Borrowed(reason),
        })
    }

    /// The sentence for modes that somebody has changed, such as `+o mina`.
    fn modes_changed(&self, nick: &str, modes: &str) -> String {
        let text = self.text();
        let words: Vec<&str> = modes.split_whitespace().collect();
        if let [mode, other] = words[..] {
            let named = [("nick", nick), ("other", other)];
            match mode {
                "+o" => return text.say_with("happened-op", &named),
                "-o" => return text.say_with("happened-deop", &named),
                "+v" => return text.say_with("happened-voice", &named),
                "-v" => return text.say_with("happened-devoice", &named),
                "+b" => return text.say_with("happened-ban", &named),
                "-b" => return text.say_with("happened-unban", &named),
                _ => {}
            }
        }
        let modes = isolated(words, " ");
        text.say_with("happened-mode", &[("nick", nick), ("reason", &modes)])
    }
}

/// What somebody said when they went; nothing if it is what their client says of itself. Servers
/// put a word before it.
fn reason_of_quit(reason: &str) -> &str {
    let reason = reason.strip_prefix("Quit: ").unwrap_or(reason);
    let is_client = |language| Text::of(language).say("quit-message") == reason;
    if [Language::English, Language::Persian].into_iter().any(is_client) { "" } else { reason }
}

/// The names of a room's members, and the reader's own.
struct RoomNames<'a> {
    conversation: &'a Conversation,
    own: String,
}

impl Names for RoomNames<'_> {
    fn is_person(&self, word: &str) -> Option<bool> {
        let folded = word.to_lowercase();
        if folded == self.own {
            return Some(true);
        }
        let known = self.conversation.members.iter().any(|member| *member.nick == *word);
        known.then_some(false)
    }
}
