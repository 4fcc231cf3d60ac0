//! What the window shows, as data: changed by messages, drawn by the view, tested without a
//! window. Nothing here knows FLTK, a socket, a file or a clock.
//!
//! [`Model::update`] takes in what happened, and answers with what is to be done about it. What
//! the view draws it asks for: [`Model::rows`], [`Model::conversations`], and so on; the effect
//! [`Effect::Show`] says what has changed.

mod action;
mod bans;
mod chunks;
mod completing;
mod composer;
mod conversation;
mod effect;
mod gaps;
mod history;
mod ids;
mod incoming;
mod item;
mod joining;
mod jumping;
mod menus;
mod message;
mod naming;
mod notifying;
mod panel;
mod panels;
mod passwords;
mod people;
mod reading;
mod row;
mod rows;
#[cfg(all(test, feature = "window"))]
mod sample;
mod server;
mod settings;
mod show;
mod slash;
mod span;
mod start;
mod starting;
mod timeline;
mod writing;

pub use action::{Action, ActionWeight, Notice};
pub use composer::{Completion, CompletionItem, Composer};
pub use conversation::Member;
pub use effect::{Change, Effect, Field, Notification, RowChange, Scroll};
pub use ids::{ConversationId, RowId, RowKind, ServerId};
pub use item::{ConversationItem, ConversationKind, Headline, MemberItem, Presence, QuietLine};
pub use menus::QUICK_REACTIONS;
pub use message::{
    ComposerMessage, ConversationMessage, MemberMessage, Message, PanelMessage, RowMessage,
    ServerMessage, StartMessage,
};
pub use panel::{
    BanItem, BansPanel, ChannelItem, ChannelsPanel, Fact, Panel, PersonPanel, Prompt,
    PromptPurpose, SearchHit, SearchPanel, SecurityPanel,
};
pub use people::color;
pub use row::{
    Bubble, Header, LINES_COLLAPSED, Manner, MessageState, Outline, PERSON_COLORS, Quote, Reaction,
    Row, RowBody, Span, SpanKind,
};
pub use rows::RowList;
pub use settings::{Notify, QuietHours, Setting, Settings, TEXT_PERCENTS};
pub use start::{AskedPassword, PasswordOf, RecentServer, StartForm};
pub use starting::{Asked, fingerprint};

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use peyk_core::client::ListedRoom;

use self::conversation::Conversation;
use self::people::People;
use self::server::Server;
use crate::calendar::Calendar;
use crate::l10n::{Language, Text};
use crate::store::{Job, KeptConversationState, KeptServer};

/// Everything the window shows.
#[derive(Debug)]
pub struct Model {
    settings: Settings,
    calendar: Calendar,
    now_ms: i64,
    focused: bool,
    quitting: bool,
    screen: Screen,
    start: StartForm,
    panel: Option<Panel>,
    notices: Vec<Notice>,
    /// The notice of what was wrong with the line that was to be sent last.
    line_notice: Option<String>,
    servers: Vec<Server>,
    conversations: Vec<Conversation>,
    selected: Option<ConversationId>,
    selected_before: Option<ConversationId>,
    /// What was shown last before this run, until it is there again.
    shown_before: Option<(ServerId, String)>,
    completion: Option<Completion>,
    people: People,
    reading: reading::Reading,
    next_server: u32,
    next_conversation: u32,
    /// Servers that were used at some time.
    known: Vec<KeptServer>,
    /// What was kept of conversations that are not here yet.
    kept_states: Vec<KeptConversationState>,
    /// The server that the form waits for.
    opening: Option<start::Opening>,
    allowed: start::Allowed,
    /// The certificate that the form's server showed, and where that is.
    seen: Option<(crate::net::Address, [u8; 32])>,
    /// The certificate that was refused last.
    refused: Option<[u8; 32]>,
    own_fingerprint: String,
    /// Lines that were sent, to be brought back.
    sent: VecDeque<String>,
    /// The rooms that were listed last.
    listed: Vec<ListedRoom>,
    /// A conversation that is selected as soon as it is there.
    wanted_name: Option<(ServerId, String)>,
    /// The name before the one that is being written in the settings.
    name_before: Option<String>,
    /// Rooms that were asked for and have not answered.
    joining: Vec<joining::Joining>,
    /// Where the server inside can be reached, if there is one.
    hosting: Vec<String>,
    /// What is said in conversations as soon as they are there.
    unsaid: Vec<slash::Unsaid>,
    /// A message that is shown as soon as it is there, and whether the server was asked for it.
    wanted: Option<jumping::Wanted>,
}

/// What fills the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The form of the first start, or of one more server.
    Start,
    /// Conversations.
    Main,
}

/// The effects of one update, in order.
type Effects = Vec<Effect>;

impl Model {
    /// A window as it first opens: nothing is kept yet.
    #[must_use]
    pub fn new(language: Language, zone: TimeZone, now_ms: i64) -> Self {
        Self {
            settings: Settings::new(language),
            calendar: Calendar::new(language, zone),
            now_ms,
            focused: true,
            quitting: false,
            screen: Screen::Start,
            start: StartForm::default(),
            panel: None,
            notices: Vec::new(),
            line_notice: None,
            servers: Vec::new(),
            conversations: Vec::new(),
            selected: None,
            selected_before: None,
            shown_before: None,
            completion: None,
            people: People::default(),
            reading: reading::Reading::default(),
            next_server: 1,
            next_conversation: 1,
            known: Vec::new(),
            kept_states: Vec::new(),
            opening: None,
            allowed: start::Allowed::default(),
            seen: None,
            refused: None,
            own_fingerprint: String::new(),
            sent: VecDeque::new(),
            listed: Vec::new(),
            wanted_name: None,
            name_before: None,
            joining: Vec::new(),
            hosting: Vec::new(),
            unsaid: Vec::new(),
            wanted: None,
        }
    }

    /// Takes in what happened, and says what is to be done about it.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut out = Vec::new();
        let effects = &mut out;
        self.take_up(&message, effects);
        match message {
            Message::Start(message) => self.start_message(message, effects),
            Message::Composer(message) => self.composer_message(message, effects),
            Message::Row(row, message) => self.row_message(row, message, effects),
            Message::Conversation(id, message) => self.conversation_message(id, message, effects),
            Message::Member(nick, message) => self.member_message(nick, message, effects),
            Message::Server(id, message) => self.server_message(id, message, effects),
            Message::Panel(message) => self.panel_message(message, effects),
            Message::Select(id) => self.select(id, effects),
            Message::NotificationPressed(id) => self.notification_pressed(id, effects),
            Message::SelectNext(step) => self.select_next(step, effects),
            Message::SelectUnread => self.select_unread(effects),
            Message::SelectLast => {
                if let Some(id) = self.selected_before {
                    self.select(id, effects);
                }
            }
            Message::Scrolled { visible, at_end } => self.scrolled(visible, at_end, effects),
            Message::JumpNewest => self.jump_newest(effects),
            Message::JumpUnread => self.jump_unread(effects),
            Message::JumpDate(year, month, day) => {
                self.jump_date(crate::calendar::Day { year, month, day }, effects);
            }
            Message::AskDate => self.ask_date(effects),
            Message::OpenLink(link) => effects.push(Effect::OpenLink(link)),
            Message::OpenName(name) => self.open_name(&name, effects),
            Message::Copy(text) => effects.push(Effect::Copy(text)),
            Message::Set(setting) => self.set(setting, effects),
            Message::Language(language) => self.set(Setting::Language(language), effects),
            Message::Shade(shade) => self.set(Setting::Shade(shade), effects),
            Message::Dismiss(text) => self.dismiss(&text, effects),
            Message::Focused(focused) => self.focused(focused, effects),
            Message::Close => {
                self.tell_read(effects);
                self.close(effects);
            }
            Message::Ended => effects.push(Effect::Quit),
            Message::Tick(now_ms) => self.tick(now_ms, effects),
            Message::Woken => {}
            Message::Net(id, report) => self.report(id, report, effects),
            Message::Store(report) => self.store_report(report, effects),
            Message::Hosted(result) => self.hosted(result, effects),
        }
        self.end_naming(effects);
        self.end_reading(effects);
        out
    }

    /// The client's own certificate, for those who want to look at it.
    pub fn set_own_fingerprint(&mut self, sha256: &[u8; 32]) {
        self.own_fingerprint = fingerprint(sha256);
    }

    fn text(&self) -> &'static Text {
        Text::of(self.settings.language)
    }

    /// The core's sentences, in the language of the window.
    fn core_text(&self) -> &'static peyk_core::text::Text {
        peyk_core::text::Text::of(self.settings.language)
    }

    fn renew_calendar(&mut self) {
        self.calendar = Calendar::new(self.settings.language, self.calendar.zone().clone());
    }

    fn set(&mut self, setting: Setting, effects: &mut Effects) {
        let showed_presence = self.settings.show_presence;
        if matches!(setting, Setting::Name(_)) {
            let name = &self.settings.name;
            self.name_before.get_or_insert_with(|| name.clone());
        }
        self.settings.set(setting);
        self.renew_calendar();
        self.tell_servers_apart();
        let shows = self.settings.show_presence;
        if shows != showed_presence {
            let calendar = self.calendar.clone();
            let day_of = |time_ms| calendar.day_number(time_ms);
            for conversation in &mut self.conversations {
                conversation.timeline.hide(&day_of, |entry| !shows && entry.comes_or_goes());
            }
        }
        for (name, value) in self.settings.kept() {
            effects.push(Effect::Store(Job::Setting { name, value }));
        }
        effects.push(Effect::Apply(Box::new(self.settings.clone())));
        effects.push(Effect::Show(Change::Everything));
    }

    fn select(&mut self, id: ConversationId, effects: &mut Effects) {
        if self.conversation(id).is_none() {
            return;
        }
        // Who comes to it sees what was to be come back to.
        if let Some(conversation) = self.conversation_mut(id) {
            conversation.kept_unread = None;
        }
        if self.selected == Some(id) {
            self.read(id, effects);
            return;
        }
        if let Some(before) = self.selected {
            // What was new there was seen.
            let calendar = self.calendar.clone();
            let day_of = |time_ms| calendar.day_number(time_ms);
            if let Some(conversation) = self.conversation_mut(before) {
                if conversation.kept_unread.is_none() {
                    conversation.timeline.mark_unread(None, &day_of, &mut Vec::new());
                }
                conversation.at_end = true;
                conversation.seen_to = None;
                conversation.trim(&day_of, &mut Vec::new());
            }
        }
        self.keep_drafts(effects);
        self.selected_before = self.selected.replace(id);
        self.screen = Screen::Main;
        self.completion = None;
        self.keep_shown(id, effects);
        for change in [
            Change::Conversations,
            Change::Headline,
            Change::Members,
            Change::Rows(vec![RowChange::Reset]),
            Change::Composer,
            Change::Completion,
            Change::Connection,
            Change::Typing,
        ] {
            effects.push(Effect::Show(change));
        }
        self.place_unread_line(id, effects);
        if !self.show_unread_line(id, effects) {
            effects.push(Effect::Scroll(Scroll::Newest));
        }
        Self::focus_composer(effects);
        self.read(id, effects);
    }

    fn select_next(&mut self, step: i32, effects: &mut Effects) {
        let ids: Vec<_> = self.conversations().iter().map(|item| item.id).collect();
        let count = i32::try_from(ids.len()).unwrap_or(0);
        if count == 0 {
            return;
        }
        let at = ids.iter().position(|id| Some(*id) == self.selected).unwrap_or(0);
        let next = (i32::try_from(at).unwrap_or(0) + step).rem_euclid(count);
        self.select(ids[next.unsigned_abs() as usize], effects);
    }

    fn select_unread(&mut self, effects: &mut Effects) {
        let items = self.conversations();
        let at = items.iter().position(|item| item.selected).map_or(0, |at| at + 1);
        let unread = items[at..].iter().chain(&items[..at]).filter(|item| item.unread > 0);
        let next = unread.max_by_key(|item| item.mentions > 0).map(|item| item.id);
        if let Some(next) = next {
            self.select(next, effects);
        }
    }

    fn new_conversation(
        &mut self,
        server: ServerId,
        kind: ConversationKind,
        name: &str,
    ) -> Conversation {
        let id = ConversationId(self.next_conversation);
        self.next_conversation += 1;
        let mut conversation = Conversation::new(id, server, kind, name);
        let kept =
            self.kept_states.iter().position(|kept| kept.server == server && kept.name == name);
        if let Some(kept) = kept.map(|at| self.kept_states.swap_remove(at)) {
            conversation.muted = kept.muted;
            conversation.draft.caret = kept.draft.len();
            conversation.draft.text = kept.draft;
            conversation.draft.revision = 1;
        }
        conversation
    }

    fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    fn conversation_mut(&mut self, id: ConversationId) -> Option<&mut Conversation> {
        self.conversations.iter_mut().find(|conversation| conversation.id == id)
    }

    /// The room, or the conversation with the person, of this name.
    fn named_conversation(&self, server: ServerId, name: &str) -> Option<&Conversation> {
        let folded = name.to_lowercase();
        self.conversations.iter().find(|conversation| {
            conversation.server == server
                && conversation.kind != ConversationKind::Server
                && conversation.name.to_lowercase() == folded
        })
    }

    fn selected_conversation(&self) -> Option<&Conversation> {
        self.selected.and_then(|id| self.conversation(id))
    }

    fn selected_conversation_mut(&mut self) -> Option<&mut Conversation> {
        self.selected.and_then(|id| self.conversation_mut(id))
    }

    /// Whether the form waits for this server.
    fn is_opening(&self, id: ServerId) -> bool {
        self.opening.is_some_and(|opening| opening.id == id)
    }

    fn server(&self, id: ServerId) -> Option<&Server> {
        self.servers.iter().find(|server| server.id == id)
    }

    fn server_mut(&mut self, id: ServerId) -> Option<&mut Server> {
        self.servers.iter_mut().find(|server| server.id == id)
    }
}
