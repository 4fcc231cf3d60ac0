//! Everything in the window: where its parts are, drawing them, and what mouse and keyboard do
//! with them.
//!
//! The stage knows no toolkit: it draws on any cairo context, takes what a person does as
//! [`Input`] and answers with [`Wish`]es. So tests can look at it and use it without a screen.

mod arrange;
mod keys;
mod pointing;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::Range, rc::Rc};

use self::{
    arrange::{MEMBERS_WIDTH_PX, Wanted, arrange, members_fit},
    pointing::Held as Holding,
};
use super::{
    act::FieldId,
    brush::{Brush, Spot},
    canvas::{Area, Canvas, Press},
    compose::{self, Foot},
    field::{Field, Kind},
    input::{Input, Point, Pointer, Wish},
    list::{List, draw_empty},
    panel,
    popup::{self, Popup},
    side::{self, Scrolled},
    start,
};
use peyk_core::client::Password;

use crate::{
    l10n::Text,
    model,
    model::{
        Change, ComposerMessage, ConversationId, Message, Model, Panel, PanelMessage, RowChange,
        Screen, Scroll, Setting, StartMessage,
    },
    text::{Direction, Lines, Style},
};

/// Half-seconds without a key after which the caret stops blinking, so that an idle window
/// draws nothing.
const BLINKS_MAX: u32 = 40;

/// A part of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pane {
    Start,
    Conversations,
    Headline,
    Connection,
    List,
    Foot,
    Beside,
    /// Above the messages: the way to the newest, what could complete a word.
    Floating,
    /// What covers the messages where there is no room beside them.
    Over,
    Sheet,
    Popup,
}

/// A part of the window as it was last drawn.
struct Drawn {
    area: Area,
    spots: Vec<Spot>,
}

/// Everything in the window.
pub(super) struct Stage {
    press: Rc<Press>,
    area: Area,
    panes: Vec<(Pane, Area)>,
    drawn: BTreeMap<Pane, Drawn>,
    pointer: Option<Point>,
    shape: Pointer,
    holding: Option<Holding>,
    fields: BTreeMap<FieldId, Field>,
    focus: Option<FieldId>,
    /// Where the caret was before something above everything took it.
    focus_before: Option<FieldId>,
    /// The place that the Tab key has come to, if it is no field.
    ring: Option<String>,
    has_keyboard: bool,
    blinks: u32,
    list: List,
    conversations: Scrolled,
    members: Scrolled,
    sheet: Scrolled,
    sheet_height_px: f64,
    start: Scrolled,
    foot: Foot,
    members_wanted: bool,
    /// The conversation whose members cover the messages, there being no room beside them.
    members_over: Option<ConversationId>,
    /// The conversation that was shown last.
    selected: Option<ConversationId>,
    popup: Option<Popup>,
    /// What the place under the resting pointer does.
    hint: Option<(String, Area)>,
    rested: bool,
    /// Whether the place under the resting pointer was looked at.
    hinted: bool,
    composer: Option<(ConversationId, u32)>,
    /// Whether the composer shows a line that was sent before.
    recalling: bool,
    wishes: Vec<Wish>,
}

impl Stage {
    /// An empty stage. Register the fonts before.
    pub(super) fn new() -> Self {
        let fields = [
            (FieldId::Composer, Lines::Several, Kind::Prose),
            (FieldId::StartName, Lines::One, Kind::Prose),
            (FieldId::StartAddress, Lines::One, Kind::Code),
            (FieldId::StartPassword, Lines::One, Kind::Secret),
            (FieldId::Panel, Lines::One, Kind::Prose),
            (FieldId::SettingName, Lines::One, Kind::Prose),
            (FieldId::SettingDownloads, Lines::One, Kind::Code),
            (FieldId::Switcher, Lines::One, Kind::Prose),
            (FieldId::Emoji, Lines::One, Kind::Prose),
        ];
        let field = |(id, lines, kind)| (id, Field::new(lines, kind, Style::regular(14.5)));
        Self {
            press: Rc::new(Press::new()),
            area: Area::default(),
            panes: Vec::new(),
            drawn: BTreeMap::new(),
            pointer: None,
            shape: Pointer::Arrow,
            holding: None,
            fields: fields.into_iter().map(field).collect(),
            focus: None,
            focus_before: None,
            ring: None,
            has_keyboard: true,
            blinks: 0,
            list: List::new(),
            conversations: Scrolled::default(),
            members: Scrolled::default(),
            sheet: Scrolled::default(),
            sheet_height_px: 200.0,
            start: Scrolled::default(),
            foot: Foot::default(),
            members_wanted: true,
            members_over: None,
            selected: None,
            popup: None,
            hint: None,
            rested: false,
            hinted: false,
            composer: None,
            recalling: false,
            wishes: Vec::new(),
        }
    }

    /// What the stage wants by now.
    pub(super) fn take_wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    /// Where the middle of the messages is.
    pub(super) fn middle_of_list(&self) -> Point {
        let area = self.list.area();
        (area.x + area.width / 2.0, area.y + area.height / 2.0)
    }

    /// The places of the rows that can be seen.
    pub(super) fn rows_seen(&self) -> Range<usize> {
        self.list.seen()
    }

    /// Whether the newest row can be seen to its end.
    pub(super) fn is_at_end(&self) -> bool {
        self.list.is_at_end()
    }

    /// The field with the caret, by name; empty if there is none.
    pub(super) fn focus_name(&self) -> String {
        self.focus.map_or_else(String::new, |id| format!("{id:?}"))
    }

    /// Drops every layout, because the scale of the screen is another.
    pub(super) fn rescale(&mut self) {
        self.press.clear();
        self.list.forget();
        for field in self.fields.values_mut() {
            field.forget();
        }
        self.draw_all();
    }

    /// Makes the stage as large as the window.
    pub(super) fn resize(&mut self, width_px: f64, height_px: f64) {
        self.area = Area { x: 0.0, y: 0.0, width: width_px, height: height_px };
        self.members_over = None;
        self.draw_all();
    }

    /// Takes over what the model says has changed.
    pub(super) fn show(&mut self, model: &Model, change: &Change) {
        match change {
            Change::Everything => {
                self.list.forget();
                self.follow_screen(model);
                self.draw_all();
            }
            Change::Rows(changes) => {
                self.list.change(zoom(model), model.rows(), changes);
                if changes.contains(&RowChange::Reset) {
                    self.draw_all();
                }
                self.draw_pane(Pane::List);
                self.draw_pane(Pane::Floating);
            }
            Change::Start => {
                self.follow_screen(model);
                self.draw_all();
            }
            Change::Conversations => self.draw_pane(Pane::Conversations),
            Change::Headline => self.draw_pane(Pane::Headline),
            Change::Members => {
                self.draw_pane(Pane::Beside);
                self.draw_pane(Pane::Over);
                self.draw_pane(Pane::Headline);
            }
            Change::Typing => {
                self.draw_pane(Pane::Foot);
                self.draw_pane(Pane::Beside);
                self.draw_pane(Pane::Over);
            }
            // These come and go, and the parts around them with them.
            Change::Connection | Change::Panel => {
                self.follow_screen(model);
                self.draw_all();
            }
            Change::Composer | Change::Completion => {
                self.follow_screen(model);
                // The composer grows with its text, and the messages make room.
                for pane in [Pane::List, Pane::Floating, Pane::Foot] {
                    self.draw_pane(pane);
                }
            }
        }
        // Whoever goes somewhere else wants to see that.
        if self.members_over != model.selected()
            || model.panel().is_some()
            || members_fit(zoom(model), self.area.width)
        {
            self.close_members();
        }
        let selected = std::mem::replace(&mut self.selected, model.selected());
        if selected != self.selected && self.is_search_over(model) {
            self.wishes.push(Wish::Send(Message::Panel(PanelMessage::Close)));
        }
        self.follow_fields(model);
    }

    /// Whether the search covers the messages.
    fn is_search_over(&self, model: &Model) -> bool {
        matches!(model.panel(), Some(Panel::Search(_)))
            && self.panes.iter().any(|(pane, _)| *pane == Pane::Over)
    }

    /// Shows or hides the members, where there is room for them.
    fn toggle_members(&mut self, model: &Model) {
        if members_fit(zoom(model), self.area.width) {
            self.members_wanted = !self.members_wanted;
        } else if !self.close_members() {
            self.members_over = model.selected();
        }
        self.draw_all();
    }

    /// Uncovers the messages; returns whether the members were above them.
    fn close_members(&mut self) -> bool {
        let were = self.members_over.take().is_some();
        if were {
            self.draw_all();
        }
        were
    }

    /// Shows a part of the conversation.
    pub(super) fn scroll(&mut self, goal: Scroll) {
        self.list.scroll_to(goal);
        self.draw_pane(Pane::List);
        self.draw_pane(Pane::Floating);
    }

    /// Puts the caret into a field.
    pub(super) fn focus(&mut self, field: model::Field) {
        let id = match field {
            model::Field::Composer => FieldId::Composer,
            model::Field::Name => FieldId::StartName,
            model::Field::Address => FieldId::StartAddress,
            model::Field::Password => FieldId::StartPassword,
            model::Field::Panel => FieldId::Panel,
        };
        self.set_focus(Some(id));
    }

    /// Puts the caret where it belongs when another screen or panel has appeared.
    fn follow_screen(&mut self, model: &Model) {
        let fits = |id: FieldId| match id {
            FieldId::StartName | FieldId::StartAddress => model.screen() == Screen::Start,
            FieldId::StartPassword => {
                model.screen() == Screen::Start && model.start().password.is_some()
            }
            FieldId::Composer => {
                model.screen() == Screen::Main && model.panel().is_none_or(panel::is_beside)
            }
            FieldId::Panel => matches!(
                model.panel(),
                Some(Panel::Search(_) | Panel::Channels(_) | Panel::Prompt(_))
            ),
            FieldId::SettingName | FieldId::SettingDownloads => {
                matches!(model.panel(), Some(Panel::Settings))
            }
            FieldId::Switcher | FieldId::Emoji => self.popup.is_some(),
        };
        if self.focus.is_some_and(fits) {
            return;
        }
        let order = [FieldId::Panel, FieldId::Composer, FieldId::StartPassword, FieldId::StartName];
        let mut next = order.into_iter().find(|id| fits(*id));
        if next == Some(FieldId::StartName) && !model.start().name.is_empty() {
            next = Some(FieldId::StartAddress);
        }
        self.set_focus(next);
    }

    /// Takes over texts that the model has changed.
    fn follow_fields(&mut self, model: &Model) {
        let form = model.start();
        let panel: Option<&str> = match model.panel() {
            Some(Panel::Search(search)) => Some(&search.text),
            Some(Panel::Channels(channels)) => Some(&channels.filter),
            Some(Panel::Prompt(prompt)) => Some(&prompt.text),
            Some(Panel::Settings | Panel::Security(_) | Panel::Person(_) | Panel::Bans(_))
            | None => None,
        };
        let texts = [
            (FieldId::StartName, Some(&*form.name)),
            (FieldId::StartAddress, Some(&form.address)),
            (FieldId::StartPassword, form.password.as_ref().map(|asked| asked.text.as_str())),
            (FieldId::Panel, panel),
            (FieldId::SettingName, Some(&model.settings().name)),
            (FieldId::SettingDownloads, Some(&model.settings().downloads)),
        ];
        for (id, text) in texts {
            if let (Some(text), Some(field)) = (text, self.fields.get_mut(&id))
                && field.editor.text() != text
            {
                field.editor.set_text(text);
                // What is asked for is there to be written over.
                if id == FieldId::Panel && matches!(model.panel(), Some(Panel::Prompt(_))) {
                    field.editor.select_all();
                }
            }
        }
        let composer = model.composer();
        let now = model.selected().zip(composer.as_ref().map(|composer| composer.revision));
        if now != self.composer
            && let (Some(composer), Some(field)) =
                (composer, self.fields.get_mut(&FieldId::Composer))
        {
            self.composer = now;
            field.editor.set_text(composer.text);
            field.editor.put_caret(composer.caret, false);
        }
    }

    /// What the model is to be told when a field's text is another.
    fn edited(&self, id: FieldId) -> Option<Message> {
        let editor = &self.fields.get(&id)?.editor;
        let text = editor.text().to_owned();
        Some(match id {
            FieldId::Composer => {
                Message::Composer(ComposerMessage::Edited { text, caret: editor.caret() })
            }
            FieldId::StartName => Message::Start(StartMessage::Name(text)),
            FieldId::StartAddress => Message::Start(StartMessage::Address(text)),
            FieldId::StartPassword => Message::Start(StartMessage::Password(Password::new(text))),
            FieldId::Panel => Message::Panel(PanelMessage::Text(text)),
            FieldId::SettingName => Message::Set(Setting::Name(text)),
            FieldId::SettingDownloads => Message::Set(Setting::Downloads(text)),
            FieldId::Switcher | FieldId::Emoji => return None,
        })
    }

    /// Takes in what a person does.
    pub(super) fn input(&mut self, model: &Model, input: Input) {
        match input {
            Input::Moved(at) => self.moved(model, at),
            Input::Left => self.left(),
            Input::Pressed { at, button, clicks, held } => {
                self.pressed(model, at, button, clicks, held)
            }
            Input::Dragged(at) => self.dragged(model, at),
            Input::Released { at, button } => self.released(model, at, button),
            Input::Wheel { at, down_px, .. } => self.wheel(at, down_px),
            Input::Key { key, held, text, replaced_bytes } => {
                self.blinks = 0;
                self.key(model, key, held, &text, replaced_bytes);
            }
            Input::Pasted(text) => self.pasted(&text),
            Input::Focus(has) => {
                self.has_keyboard = has;
                self.blinks = 0;
                self.wishes.push(Wish::Send(Message::Focused(has)));
                self.draw_focus();
            }
            Input::Beat => self.beat(),
            Input::Drift => self.drift(model),
        }
    }

    fn set_focus(&mut self, focus: Option<FieldId>) {
        self.ring = None;
        self.blinks = 0;
        if self.focus != focus {
            if self.focus == Some(FieldId::SettingName) {
                self.wishes.push(Wish::Send(Message::Panel(PanelMessage::Named)));
            }
            self.draw_focus();
            self.focus = focus;
            self.draw_focus();
        }
    }

    /// Half a second has passed: the caret blinks, and a resting pointer is told what it is on.
    fn beat(&mut self) {
        if self.has_keyboard && self.blinks < BLINKS_MAX {
            self.blinks += 1;
            if let Some(field) = self.focus.and_then(|id| self.fields.get(&id)) {
                let caret = field.caret_area().inset(-2.0);
                self.draw(caret);
            }
        }
        if self.rested && !self.hinted && self.holding.is_none() {
            self.hinted = true;
            let spot = self.pointer.and_then(|at| self.spot_at(at));
            if let Some(spot) = spot.filter(|spot| !spot.hint.is_empty()) {
                self.hint = Some((spot.hint.clone(), spot.area));
                self.draw_all();
            }
        }
        self.rested = self.pointer.is_some();
    }

    /// Whether anything changes when half a second has passed.
    pub(super) fn wants_beat(&self) -> bool {
        let blinks = self.has_keyboard && self.focus.is_some() && self.blinks < BLINKS_MAX;
        let hints = self.pointer.is_some() && !self.hinted && self.holding.is_none();
        blinks || hints
    }

    fn draw(&mut self, area: Area) {
        self.wishes.push(Wish::Draw(area));
    }

    fn draw_all(&mut self) {
        self.draw(self.area);
    }

    fn draw_pane(&mut self, pane: Pane) {
        if let Some((_, area)) = self.panes.iter().find(|(other, _)| *other == pane) {
            self.draw(*area);
        }
    }

    /// The part of the window with the field that is written into.
    fn draw_focus(&mut self) {
        match self.focus {
            Some(FieldId::Composer) => self.draw_pane(Pane::Foot),
            Some(_) => self.draw_all(),
            None => {}
        }
    }

    /// Draws what of the window is in any of the areas of `damage`.
    pub(super) fn paint(&mut self, target: &cairo::Context, damage: &[Area], model: &Model) {
        let press = Rc::clone(&self.press);
        let canvas = Canvas::new(target.clone(), &press, zoom(model));
        let language = model.language();
        let ring = self.ring.clone();
        let mut brush = Brush {
            canvas,
            theme: model.shade().theme(),
            text: Text::of(language),
            language,
            direction: Direction::of(language),
            pointer: None,
            ring: ring.as_deref(),
            // Where the Tab key has come to is the one place with a ring.
            focus: self
                .focus
                .filter(|_| self.ring.is_none())
                .map(|id| (id, self.has_keyboard && self.blinks.is_multiple_of(2))),
            spots: Vec::new(),
        };
        // The parts are taken out for the time of drawing, so that each can be lent alone.
        let mut fields = std::mem::take(&mut self.fields);
        let mut panes = arrange(
            &mut brush,
            model,
            &mut fields,
            &mut self.foot,
            self.area,
            Wanted {
                members: self.members_wanted,
                members_over: self.members_over.is_some(),
                popup: self.popup.is_some(),
            },
        );
        for (_, area) in &mut panes {
            *area = brush.canvas.between_pixels(*area);
        }
        let whole = [self.area];
        let damage = if panes == self.panes {
            damage
        } else {
            // Parts that have moved leave what they showed where others are now. A toolkit that
            // lets only the damage through draws the rest when it grants the wish.
            if !damage.contains(&self.area) {
                self.draw_all();
            }
            &whole[..]
        };
        self.panes = panes;
        let clip = brush.canvas.begin_clip_any(damage);
        self.drawn.retain(|pane, _| self.panes.iter().any(|(other, _)| other == pane));
        let under = self.pointer.and_then(|at| self.pane_at(at));
        for (pane, area) in self.panes.clone() {
            if !damage.iter().any(|damage| area.touches(*damage)) {
                continue;
            }
            brush.pointer = self.pointer.filter(|_| under == Some(pane));
            let clip = brush.canvas.begin_clip(area);
            self.paint_pane(&mut brush, model, &mut fields, pane, area);
            brush.canvas.end_clip(clip);
            let spots = std::mem::take(&mut brush.spots);
            self.drawn.insert(pane, Drawn { area, spots });
        }
        if let Some((hint, beside)) = &self.hint {
            popup::draw_hint(&brush, hint, *beside, self.area);
        }
        brush.canvas.end_clip(clip);
        self.fields = fields;
        if let Some(field) = self.focus.and_then(|id| self.fields.get(&id)) {
            self.wishes.push(Wish::Writing(field.caret_area()));
        }
        if let Some((visible, at_end)) = self.list.report() {
            self.wishes.push(Wish::Send(Message::Scrolled { visible, at_end }));
        }
    }

    fn paint_pane(
        &mut self,
        brush: &mut Brush<'_>,
        model: &Model,
        fields: &mut BTreeMap<FieldId, Field>,
        pane: Pane,
        area: Area,
    ) {
        match pane {
            Pane::Start => start::draw(brush, model, fields, &mut self.start, area),
            Pane::Conversations => {
                side::draw_conversations(brush, model, &mut self.conversations, area)
            }
            Pane::Headline => {
                let shown = if members_fit(zoom(model), self.area.width) {
                    self.members_wanted
                } else {
                    self.members_over.is_some()
                };
                side::draw_headline(brush, model, shown, area);
            }
            Pane::Connection => side::draw_quiet_line(brush, model, area),
            Pane::List => {
                self.list.draw(brush, model.rows(), area);
                if model.rows().is_empty() {
                    let sentence = if model.selected().is_some() {
                        brush.text.say("no-messages")
                    } else {
                        brush.text.say("no-conversation")
                    };
                    draw_empty(brush, area, &sentence);
                }
            }
            Pane::Foot => {
                if let Some(field) = fields.get_mut(&FieldId::Composer) {
                    compose::draw(brush, model, field, &mut self.foot, area);
                }
            }
            Pane::Beside => match model.panel() {
                Some(Panel::Search(search)) => {
                    let pick = PanelMessage::Pick;
                    panel::draw_search(brush, search, fields, &mut self.sheet, area, pick);
                }
                _ => side::draw_members(brush, model, &mut self.members, area),
            },
            Pane::Over => {
                if let Some(Panel::Search(search)) = model.panel() {
                    // Who has chosen a message wants to see it.
                    let pick = PanelMessage::PickAndClose;
                    return panel::draw_search(brush, search, fields, &mut self.sheet, area, pick);
                }
                let width = brush.scaled(MEMBERS_WIDTH_PX);
                side::draw_members_over(brush, model, &mut self.members, width, area);
            }
            Pane::Floating => self.paint_floating(brush, model, area),
            Pane::Sheet => {
                if let Some(panel) = model.panel() {
                    let (sheet, height) = (&mut self.sheet, &mut self.sheet_height_px);
                    if panel::draw_sheet(brush, model, panel, fields, sheet, height, area) {
                        self.wishes.push(Wish::Draw(self.area));
                    }
                }
            }
            Pane::Popup => {
                if let Some(popup) = &mut self.popup {
                    popup::draw(brush, model, popup, fields, area);
                }
            }
        }
    }

    /// What floats above the messages.
    fn paint_floating(&self, brush: &mut Brush<'_>, model: &Model, area: Area) {
        if !self.list.is_at_end() {
            let side = brush.scaled(38.0);
            let place = area
                .end(brush.direction, side + 18.0)
                .part(brush.direction, 0.0, side)
                .foot(side + 10.0)
                .top(side);
            let lit = brush.hinted_spot(
                place,
                "newest".to_owned(),
                brush.text.say("jump-newest"),
                super::act::Act::Newest,
            );
            brush.canvas.shadow(place, side / 2.0);
            brush.canvas.fill(
                place,
                side / 2.0,
                if lit { brush.theme.hover } else { brush.theme.raised },
            );
            brush.canvas.outline(place, side / 2.0, 1.0, brush.theme.line);
            brush.icon(super::icon::Icon::Down, place, 18.0, brush.theme.ink);
            let conversations = model.conversations();
            if let Some(item) =
                conversations.iter().find(|item| item.selected && !item.badge.is_empty())
            {
                let badge = Area { y: place.y - 8.0, height: brush.scaled(19.0), ..place };
                brush.badge(badge, &item.badge, brush.theme.accent, brush.theme.on_accent);
            }
        }
        if let Some(completion) =
            model.completion().filter(|completion| !completion.items.is_empty())
        {
            popup::draw_completion(
                brush,
                completion,
                Area { y: area.bottom(), height: 0.0, ..area },
            );
        }
    }
}

/// How many times larger than usual texts are.
fn zoom(model: &Model) -> f64 {
    f64::from(model.settings().text_percent) / 100.0
}
