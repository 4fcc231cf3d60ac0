//! What the view asks for, apart from the rows.

use super::action::Action;
use super::conversation::Conversation;
use super::item::{ConversationItem, ConversationKind, Headline, MemberItem, Presence, QuietLine};
use super::server::{Link, Server};
use super::{
    Completion, Composer, ConversationMessage, Message, Model, Notice, Panel, Quote, RowList,
    Screen, ServerMessage, Settings, StartForm, color,
};
use crate::calendar::Calendar;
use crate::l10n::{Language, digits};
use crate::theme::Shade;

/// Messages that a badge counts: beyond that nobody cares how many.
const BADGE_MAX: u32 = 99;

/// Bytes left from which on the composer says how many.
const BYTES_LEFT_SHOWN: i64 = 200;

/// Bytes of a message where the server has named no limit: a line of 512 without what goes before
/// the text, for the longest names.
const TEXT_BYTES_DEFAULT: i64 = 350;

/// Bytes of a message where it may have several lines.
const TEXT_BYTES_MULTILINE: i64 = 16 * 1024;

impl Model {
    /// What fills the window.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// The settings that are in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The language of every sentence; it also decides which way the layout runs.
    #[must_use]
    pub fn language(&self) -> Language {
        self.settings.language
    }

    /// Whether the window is bright or dark.
    #[must_use]
    pub fn shade(&self) -> Shade {
        self.settings.shade
    }

    /// The time as it was last told, in milliseconds since 1970 (UTC).
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The reader's calendar.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The form of the first start.
    #[must_use]
    pub fn start(&self) -> &StartForm {
        &self.start
    }

    /// The panel that is open.
    #[must_use]
    pub fn panel(&self) -> Option<&Panel> {
        self.panel.as_ref()
    }

    /// The notices above the composer, the latest last.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The conversation that is shown.
    #[must_use]
    pub fn selected(&self) -> Option<super::ConversationId> {
        self.selected
    }

    /// The list of conversations: each server, under it its rooms, under those people.
    #[must_use]
    pub fn conversations(&self) -> Vec<ConversationItem<'_>> {
        let mut items = Vec::with_capacity(self.conversations.len());
        for server in &self.servers {
            let mut of_server: Vec<_> = self
                .conversations
                .iter()
                .filter(|conversation| conversation.server == server.id)
                .collect();
            of_server.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
            items.extend(of_server.into_iter().map(|conversation| self.item(conversation)));
        }
        items
    }

    fn item<'a>(&'a self, conversation: &'a Conversation) -> ConversationItem<'a> {
        let server = self.server(conversation.server);
        let (name, presence) = match conversation.kind {
            ConversationKind::Server => (
                server.map_or("", |server| server.label.as_str()),
                server.map_or(Presence::Gone, |server| server.presence()),
            ),
            ConversationKind::Room if conversation.joined => {
                (conversation.name.as_str(), Presence::Here)
            }
            ConversationKind::Room => (conversation.name.as_str(), Presence::Gone),
            ConversationKind::Person => {
                let presence = presence(server, conversation.presence);
                (conversation.name.as_str(), presence)
            }
        };
        let shown = if conversation.muted { conversation.mentions } else { conversation.unread };
        let badge = match shown {
            0 => String::new(),
            1..=BADGE_MAX => self.digits(&shown.to_string()),
            _ => self.digits(&format!("{BADGE_MAX}+")),
        };
        ConversationItem {
            id: conversation.id,
            server: conversation.server,
            kind: conversation.kind,
            name,
            server_name: server
                .filter(|_| self.servers.len() > 1)
                .map_or("", |server| server.label.as_str()),
            unread: conversation.unread,
            badge,
            mentions: conversation.mentions,
            selected: self.selected == Some(conversation.id),
            muted: conversation.muted,
            draft: !conversation.draft.text.trim().is_empty()
                && self.selected != Some(conversation.id),
            typing: !conversation.typing.is_empty(),
            presence,
            color: if conversation.is_direct() { color(&conversation.name) } else { 0 },
        }
    }

    /// How many members the selected conversation has.
    #[must_use]
    pub fn member_count(&self) -> usize {
        self.selected_conversation().map_or(0, |conversation| conversation.members.len())
    }

    /// A member of the selected conversation, by place: those who may do more come first, and
    /// within that by name.
    #[must_use]
    pub fn member(&self, index: usize) -> Option<MemberItem<'_>> {
        let conversation = self.selected_conversation()?;
        let member = conversation.members.get(index)?;
        let server = self.server(conversation.server);
        let own = server.filter(|it| it.nick.to_lowercase() == member.nick.to_lowercase());
        // Servers tell others that one is away, and only oneself what one is.
        let presence = match own {
            Some(server) if server.away => presence(Some(server), Presence::Away),
            Some(_) if member.presence == Presence::Away => presence(server, Presence::Here),
            Some(_) | None => presence(server, member.presence),
        };
        Some(MemberItem {
            nick: &member.nick,
            prefix: member.prefix,
            presence,
            color: color(&member.nick),
            own: own.is_some(),
            bot: member.bot,
            typing: conversation.typing.contains(&member.nick),
        })
    }

    /// What stands above the messages.
    #[must_use]
    pub fn headline(&self) -> Option<Headline<'_>> {
        let conversation = self.selected_conversation()?;
        let server = self.server(conversation.server);
        let count = conversation.members.len();
        let members = if conversation.kind == ConversationKind::Room && count > 0 {
            let count = self.digits(&count.to_string());
            self.text().say_with("members-count", &[("count", &count)])
        } else {
            String::new()
        };
        Some(Headline {
            name: match conversation.kind {
                ConversationKind::Server => server.map_or("", |server| server.label.as_str()),
                ConversationKind::Room | ConversationKind::Person => &conversation.name,
            },
            kind: conversation.kind,
            topic: match conversation.kind {
                ConversationKind::Server => {
                    server.map_or_else(String::new, |server| server.address.to_string())
                }
                ConversationKind::Room | ConversationKind::Person => conversation.topic.clone(),
            },
            members,
            topic_editable: conversation.kind == ConversationKind::Room && conversation.joined,
            muted: conversation.muted,
            secure: server
                .is_some_and(|server| server.tls.is_some() || server.address.is_loopback()),
        })
    }

    /// The rows of the selected conversation.
    #[must_use]
    pub fn rows(&self) -> RowList<'_> {
        RowList::new(self)
    }

    /// What is being written.
    #[must_use]
    pub fn composer(&self) -> Option<Composer<'_>> {
        let conversation = self.selected_conversation()?;
        let draft = &conversation.draft;
        let features = self.server(conversation.server).map(|server| server.features);
        let splits = features.is_some_and(|features| features.multiline);
        let most = if splits { TEXT_BYTES_MULTILINE } else { TEXT_BYTES_DEFAULT };
        let left = most - i64::try_from(draft.text.len()).unwrap_or(i64::MAX);
        let bytes_left = (left < BYTES_LEFT_SHOWN).then_some(left);
        let placeholder = match conversation.kind {
            ConversationKind::Server => self.text().say("composer-command"),
            ConversationKind::Room | ConversationKind::Person => {
                self.text().say_with("composer-placeholder", &[("name", &conversation.name)])
            }
        };
        Some(Composer {
            text: &draft.text,
            caret: draft.caret,
            revision: draft.revision,
            placeholder,
            quote: draft.quote.and_then(|entry| self.quote(conversation, entry)),
            enabled: true,
            bytes_left,
            left_label: bytes_left.map_or_else(String::new, |left| {
                let number = self.digits(&left.unsigned_abs().to_string());
                // The sign stands to the left in either language.
                if left < 0 { format!("\u{200E}\u{2212}{number}") } else { number }
            }),
        })
    }

    fn quote<'a>(&'a self, conversation: &'a Conversation, entry: u32) -> Option<Quote<'a>> {
        let place = conversation.timeline.place_of(entry)?;
        self.quote_of(conversation, place)
    }

    /// What could complete the word that is being written.
    #[must_use]
    pub fn completion(&self) -> Option<&Completion> {
        self.completion.as_ref()
    }

    /// The quiet line above the messages of the selected conversation, if nothing new comes to
    /// them.
    #[must_use]
    pub fn quiet_line(&self) -> Option<QuietLine> {
        let conversation = self.selected_conversation()?;
        let server = self.server(conversation.server)?;
        let text = match server.link {
            Link::On if conversation.left && !self.is_joining(conversation) => {
                let join = Message::Conversation(conversation.id, ConversationMessage::Join);
                let action = Some(Action::plain(self.text().say("join"), join));
                return Some(QuietLine { text: self.text().say("room-left"), action });
            }
            Link::On => return None,
            Link::Connecting => self.text().say("link-connecting"),
            Link::Off if !server.why.is_empty() => server.why.clone(),
            Link::Off => self.text().say("link-off"),
            Link::Waiting { until_ms } => {
                let seconds = (until_ms - self.now_ms + 999).div_euclid(1000).max(0);
                let seconds = self.digits(&seconds.to_string());
                self.text().say_with("link-waiting", &[("seconds", &seconds)])
            }
        };
        let connect = Message::Server(server.id, ServerMessage::ConnectNow);
        let action = Action::plain(self.text().say("connect-now"), connect);
        Some(QuietLine { text, action: Some(action).filter(|_| server.link != Link::Connecting) })
    }

    /// Who is typing in the selected conversation; empty if nobody is.
    #[must_use]
    pub fn typing(&self) -> String {
        let Some(conversation) = self.selected_conversation() else { return String::new() };
        match conversation.typing.as_slice() {
            [] => String::new(),
            [one] => self.text().say_with("typing-one", &[("nick", one)]),
            [one, other] => self.text().say_with("typing-two", &[("nick", one), ("other", other)]),
            [_, _, _, ..] => self.text().say("typing-many"),
        }
    }

    /// Has servers that call themselves the same told apart by their addresses.
    pub(super) fn tell_servers_apart(&mut self) {
        let text = self.text();
        let labels: Vec<_> = self
            .servers
            .iter()
            .map(|server| {
                let folded = server.name.to_lowercase();
                let is_same =
                    |other: &Server| other.id != server.id && other.name.to_lowercase() == folded;
                if self.servers.iter().any(is_same) {
                    let address = server.address.to_string();
                    let named = [("name", server.name.as_str()), ("address", address.as_str())];
                    text.say_with("server-at-address", &named)
                } else {
                    server.name.clone()
                }
            })
            .collect();
        for (server, label) in self.servers.iter_mut().zip(labels) {
            server.label = label;
        }
    }

    pub(super) fn digits(&self, text: &str) -> String {
        digits(self.settings.language, text)
    }
}

/// Whether somebody is there, as far as can be known: without a connection it cannot.
fn presence(server: Option<&Server>, told: Presence) -> Presence {
    if server.is_some_and(|server| server.link == Link::On) { told } else { Presence::Unknown }
}
