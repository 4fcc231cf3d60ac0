//! What the window shows, as data: changed by messages, drawn by the view, tested without a
//! window. Nothing here knows FLTK, a socket, a file or a clock.
//!
//! [`Model::update`] takes in what happened, and answers with what is to be done about it. What
//! the view draws it asks for: [`Model::rows`], [`Model::conversations`], and so on; the effect
//! [`Effect::Show`] says what has changed.

mod action;
mod chunks;
mod composer;
mod conversation;
mod effect;
mod ids;
mod inward;
mod item;
mod message;
mod outward;
mod panel;
mod people;
mod row;
mod rows;
mod sample;
mod server;
mod settings;
mod show;
mod span;
mod start;
mod timeline;

pub use action::{Action, ActionWeight, Notice};
pub use composer::{Completion, CompletionItem, Composer};
pub use conversation::Member;
pub use effect::{Change, Effect, Field, Notification, RowChange, Scroll};
pub use ids::{ConversationId, RowId, RowKind, ServerId};
pub use inward::{NetReport, StoreReport};
pub use item::{
    ConnectionLine, ConversationItem, ConversationKind, Headline, MemberItem, Presence,
};
pub use message::{
    ComposerMessage, ConversationMessage, MemberMessage, Message, PanelMessage, RowMessage,
    ServerMessage, StartMessage,
};
pub use outward::{NetCommand, StoreCommand};
pub use panel::{
    ChannelItem, ChannelsPanel, Fact, Panel, PersonPanel, Prompt, PromptPurpose, SearchHit,
    SearchPanel, SecurityPanel,
};
pub use people::color;
pub use row::{
    Bubble, Header, LINES_COLLAPSED, Manner, MessageState, Outline, PERSON_COLORS, Quote, Reaction,
    Row, RowBody, Span, SpanKind,
};
pub use rows::RowList;
pub use settings::{Notify, QuietHours, Setting, Settings, TEXT_PERCENTS};
pub use start::{RecentServer, StartForm};

use jiff::tz::TimeZone;

use self::conversation::Conversation;
use self::people::People;
use self::server::Server;
use crate::calendar::Calendar;
use crate::l10n::{Language, Text};

/// Everything the window shows.
#[derive(Debug)]
pub struct Model {
    settings: Settings,
    calendar: Calendar,
    now_ms: i64,
    focused: bool,
    screen: Screen,
    start: StartForm,
    panel: Option<Panel>,
    notices: Vec<Notice>,
    servers: Vec<Server>,
    conversations: Vec<Conversation>,
    selected: Option<ConversationId>,
    completion: Option<Completion>,
    people: People,
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
            screen: Screen::Start,
            start: StartForm::default(),
            panel: None,
            notices: Vec::new(),
            servers: Vec::new(),
            conversations: Vec::new(),
            selected: None,
            completion: None,
            people: People::default(),
        }
    }

    /// Takes in what happened, and says what is to be done about it.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            Message::Set(setting) => self.set(setting, &mut effects),
            Message::Language(language) => self.set(Setting::Language(language), &mut effects),
            Message::Shade(shade) => self.set(Setting::Shade(shade), &mut effects),
            Message::Select(id) => self.select(id, &mut effects),
            Message::Composer(ComposerMessage::Edited { text, caret }) => {
                self.edit(text, caret, &mut effects);
            }
            Message::Row(row, RowMessage::Toggle) => self.toggle(row, &mut effects),
            Message::Copy(text) => effects.push(Effect::Copy(text)),
            Message::OpenLink(link) => effects.push(Effect::OpenLink(link)),
            Message::Focused(focused) => self.focused = focused,
            Message::Tick(now_ms) => self.now_ms = now_ms,
            Message::Close => effects.push(Effect::Quit),
            // What is not decided here yet.
            _ => {}
        }
        effects
    }

    fn text(&self) -> &'static Text {
        Text::of(self.settings.language)
    }

    fn set(&mut self, setting: Setting, effects: &mut Effects) {
        self.settings.set(setting);
        self.calendar = Calendar::new(self.settings.language, self.calendar.zone().clone());
        effects.push(Effect::Apply(Box::new(self.settings.clone())));
        effects.push(Effect::Show(Change::Everything));
    }

    fn select(&mut self, id: ConversationId, effects: &mut Effects) {
        if self.selected == Some(id) || self.conversation(id).is_none() {
            return;
        }
        self.selected = Some(id);
        self.completion = None;
        for change in [
            Change::Conversations,
            Change::Headline,
            Change::Members,
            Change::Rows(vec![RowChange::Reset]),
            Change::Composer,
            Change::Completion,
            Change::Typing,
        ] {
            effects.push(Effect::Show(change));
        }
        effects.push(Effect::Scroll(Scroll::Newest));
        effects.push(Effect::Focus(Field::Composer));
    }

    fn edit(&mut self, text: String, caret: usize, effects: &mut Effects) {
        if let Some(conversation) = self.selected_conversation_mut() {
            conversation.draft.text = text;
            conversation.draft.caret = caret;
            effects.push(Effect::Show(Change::Composer));
        }
    }

    fn toggle(&mut self, row: RowId, effects: &mut Effects) {
        let Some(conversation) = self.selected_conversation_mut() else { return };
        let Some(place) = conversation.timeline.place_of(row.entry()) else { return };
        let mut changes = Vec::new();
        conversation.timeline.change(place, &mut changes, |entry| {
            entry.set(timeline::EXPANDED, !entry.is(timeline::EXPANDED));
        });
        effects.push(Effect::Show(Change::Rows(changes)));
    }

    fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    fn selected_conversation(&self) -> Option<&Conversation> {
        self.selected.and_then(|id| self.conversation(id))
    }

    fn selected_conversation_mut(&mut self) -> Option<&mut Conversation> {
        let id = self.selected?;
        self.conversations.iter_mut().find(|conversation| conversation.id == id)
    }

    fn server(&self, id: ServerId) -> Option<&Server> {
        self.servers.iter().find(|server| server.id == id)
    }
}
