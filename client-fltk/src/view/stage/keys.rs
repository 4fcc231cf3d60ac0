//! What the keyboard does.

use super::{
    super::{
        act::{Act, FieldId, MenuOf},
        canvas::Area,
        date::{self, Month},
        field::Keyed,
        input::{Held, Key, Wish},
        list::MESSAGE,
        popup::{COLUMNS, Popup, shown_emoji, switcher_items},
    },
    Pane, Stage,
};
use crate::model::{
    Completion, ComposerMessage, Message, Model, Panel, PanelMessage, RowId, Screen, Setting,
    StartMessage, TEXT_PERCENTS,
};
use crate::text::Direction;

impl Stage {
    pub(super) fn key(
        &mut self,
        model: &Model,
        key: Key,
        held: Held,
        text: &str,
        replaced_bytes: usize,
    ) {
        if self.hint.take().is_some() {
            self.draw_all();
        }
        let taken = self.key_in_popup(model, key, held)
            || self.key_in_completion(model, key, held)
            || self.key_anywhere(model, key, held)
            || self.key_in_ring(model, key, held)
            || self.key_in_place(model, key, held);
        if !taken {
            self.key_in_field(key, held, text, replaced_bytes);
        }
    }

    /// What is above everything comes first.
    fn key_in_popup(&mut self, model: &Model, key: Key, held: Held) -> bool {
        let wanted = |id| self.fields.get(&id).map_or("", |field| field.editor.text());
        match (&mut self.popup, key) {
            (None, _) => return false,
            (Some(_), Key::Escape) => self.close_popup(),
            (Some(Popup::Menu { items, lit, .. }), Key::Up | Key::Down) => {
                let last = items.len().saturating_sub(1);
                *lit = Some(match (*lit, key) {
                    (None, Key::Up) | (Some(0), Key::Up) => last,
                    (Some(lit), Key::Up) => lit - 1,
                    (Some(lit), _) if lit < last => lit + 1,
                    _ => 0,
                });
                self.draw_all();
            }
            (Some(Popup::Menu { items, lit, at }), Key::Enter) => {
                let act = lit.and_then(|lit| items.get(lit)).map(|item| item.act.clone());
                let area = Area { x: at.0, y: at.1, ..Default::default() };
                if let Some(act) = act {
                    self.act(model, act, area);
                }
            }
            (Some(Popup::Menu { .. } | Popup::Link(_) | Popup::Date { .. }), Key::Tab) => {
                return false;
            }
            (Some(Popup::Menu { .. }), _) => {}
            (Some(Popup::Switcher { lit }), Key::Up) => {
                *lit = lit.saturating_sub(1);
                self.draw_all();
            }
            (Some(Popup::Switcher { lit }), Key::Down) => {
                *lit += 1;
                self.draw_all();
            }
            (Some(Popup::Switcher { lit }), Key::Enter) => {
                let lit = *lit;
                let id =
                    switcher_items(model, wanted(FieldId::Switcher)).get(lit).map(|item| item.id);
                if let Some(id) = id {
                    self.close_popup();
                    self.wishes.push(Wish::Send(Message::Select(id)));
                }
            }
            (
                Some(Popup::Emoji { .. }),
                Key::Enter | Key::Up | Key::Down | Key::Left | Key::Right,
            ) => return self.key_in_emoji(model, key),
            (Some(Popup::Date { .. }), _) if !held.alt => return self.key_in_date(model, key),
            (Some(Popup::Link(_)), Key::Enter) if self.ring.is_none() => self.close_popup(),
            (
                Some(
                    Popup::Link(_)
                    | Popup::Switcher { .. }
                    | Popup::Emoji { .. }
                    | Popup::Date { .. },
                ),
                _,
            ) => {
                return held.alt;
            }
        }
        true
    }

    /// Among the emoji the arrows go about once Down has come to them; Enter takes one.
    fn key_in_emoji(&mut self, model: &Model, key: Key) -> bool {
        let wanted = self.fields.get(&FieldId::Emoji).map_or("", |field| field.editor.text());
        let Some(Popup::Emoji { group, scrolled, lit, .. }) = &mut self.popup else { return false };
        let shown = shown_emoji(*group, wanted);
        let onward = match Direction::of(model.language()) {
            Direction::LeftToRight => Key::Right,
            Direction::RightToLeft => Key::Left,
        };
        let next = match (*lit, key) {
            (at, Key::Enter) => {
                if let Some(emoji) = shown.get(at.unwrap_or(0)) {
                    self.take_emoji(emoji.as_str().to_owned());
                }
                return true;
            }
            (None, Key::Down) => Some(0),
            // The caret moves in what is written.
            (None, _) => return false,
            (Some(at), Key::Down) => Some(at + COLUMNS),
            (Some(at), Key::Up) => at.checked_sub(COLUMNS),
            (Some(at), key) if key == onward => Some(at + 1),
            (Some(at), _) => Some(at.saturating_sub(1)),
        };
        *lit = next.map(|next| next.min(shown.len().saturating_sub(1)));
        if let Some(lit) = *lit {
            scrolled.reach(lit / COLUMNS);
        }
        self.draw_all();
        true
    }

    /// In a month the arrows go from day to day; nothing is written meanwhile.
    fn key_in_date(&mut self, model: &Model, key: Key) -> bool {
        let Some(Popup::Date { month, lit, .. }) = &mut self.popup else { return false };
        let onward = match Direction::of(model.language()) {
            Direction::LeftToRight => 1,
            Direction::RightToLeft => -1,
        };
        let days = match key {
            Key::Left => -onward,
            Key::Right => onward,
            Key::Up => -7,
            Key::Down => 7,
            // Four weeks, to the same day of the week.
            Key::PageUp => -28,
            Key::PageDown => 28,
            Key::Enter if self.ring.is_none() => {
                let jump = Message::JumpDate(lit.year, lit.month, lit.day);
                self.close_popup();
                self.wishes.push(Wish::Send(jump));
                return true;
            }
            // What the Tab key has come to is pressed.
            Key::Enter | Key::Letter(' ') => return false,
            Key::Escape
            | Key::Tab
            | Key::Backspace
            | Key::Delete
            | Key::Home
            | Key::End
            | Key::Insert
            | Key::Menu
            | Key::Letter(_)
            | Key::Other => return true,
        };
        *lit = date::further(model.calendar(), *lit, days);
        *month = Month::of(*lit);
        self.ring = None;
        self.draw_all();
        true
    }

    /// While words are offered, the keys choose among them.
    fn key_in_completion(&mut self, model: &Model, key: Key, held: Held) -> bool {
        if self.focus != Some(FieldId::Composer) || held.control || held.alt {
            return false;
        }
        let chosen = model.completion().filter(|completion| !completion.items.is_empty());
        let message = match (key, chosen) {
            (Key::Tab, _) if self.is_composer_empty() => return false,
            (Key::Tab, _) if held.shift => ComposerMessage::CompleteBack,
            (Key::Tab, _) => ComposerMessage::Complete,
            (Key::Down, Some(_)) => ComposerMessage::Light { forward: true },
            (Key::Up, Some(_)) => ComposerMessage::Light { forward: false },
            (Key::Enter, Some(completion)) if !held.shift && !self.is_complete(completion) => {
                ComposerMessage::Take(completion.chosen)
            }
            (Key::Escape, Some(_)) => ComposerMessage::Leave,
            _ => return false,
        };
        self.wishes.push(Wish::Send(Message::Composer(message)));
        true
    }

    /// Whether what is offered is written already.
    fn is_complete(&self, completion: &Completion) -> bool {
        let text = self.fields.get(&FieldId::Composer).map_or("", |field| field.editor.text());
        let written = text.get(completion.range.clone()).unwrap_or_default();
        let item = completion.items.get(completion.chosen);
        item.is_some_and(|item| item.insert.trim() == written.trim())
    }

    /// What works wherever the caret is.
    fn key_anywhere(&mut self, model: &Model, key: Key, held: Held) -> bool {
        if model.screen() != Screen::Main {
            return false;
        }
        let message = match (key, held.control, held.alt) {
            (Key::Letter('k'), true, false) => {
                if let Some(field) = self.fields.get_mut(&FieldId::Switcher) {
                    field.editor.set_text("");
                }
                self.open_popup(Popup::Switcher { lit: 0 });
                self.focus_in_popup(FieldId::Switcher);
                return true;
            }
            (Key::Letter('f'), true, false) => Message::Panel(PanelMessage::Search),
            (Key::Letter(','), true, false) => Message::Panel(PanelMessage::Settings),
            (Key::Letter('n'), true, false) => Message::Panel(PanelMessage::NewRoom),
            (Key::Letter('+' | '='), true, false) => return self.resize_text(model, 1),
            (Key::Letter('-'), true, false) => return self.resize_text(model, -1),
            (Key::Letter('0'), true, false) => Message::Set(Setting::TextPercent(100)),
            (Key::Up | Key::Down, false, true) if held.shift => Message::SelectUnread,
            (Key::Letter('a'), false, true) => Message::SelectUnread,
            (Key::Up | Key::Down, true, false) => return self.walk_messages(key == Key::Up),
            (Key::Up, false, true) => Message::SelectNext(-1),
            (Key::Down, false, true) => Message::SelectNext(1),
            (Key::Left | Key::Right, false, true) => Message::SelectLast,
            (Key::Letter('c'), true, false) => {
                let in_field = self
                    .focus
                    .and_then(|id| self.fields.get(&id))
                    .is_some_and(|field| field.editor.selected_text().is_some());
                let Some(text) = self.list.selected_text(model.rows()).filter(|_| !in_field) else {
                    return false;
                };
                self.wishes.push(Wish::Copy(text));
                return true;
            }
            (Key::Letter('r'), true, false) => {
                let row = self.message_in_ring().or_else(|| self.list.last_seen_bubble());
                let Some(row) = row else { return false };
                Message::Row(row, crate::model::RowMessage::Reply)
            }
            (Key::Letter('e'), true, false) => {
                let spot = self.spot_named("emoji").map(|spot| (spot.act.clone(), spot.area));
                if let Some((act, area)) = spot {
                    self.act(model, act, area);
                }
                return true;
            }
            _ => return false,
        };
        self.wishes.push(Wish::Send(message));
        true
    }

    fn resize_text(&mut self, model: &Model, by: isize) -> bool {
        let now = model.settings().text_percent;
        let place = TEXT_PERCENTS.iter().position(|percent| *percent >= now).unwrap_or(0);
        let next = place.checked_add_signed(by).and_then(|place| TEXT_PERCENTS.get(place));
        if let Some(percent) = next {
            self.wishes.push(Wish::Send(Message::Set(Setting::TextPercent(*percent))));
        }
        true
    }

    /// The Tab key goes from place to place; Enter and space press the one it has come to.
    fn key_in_ring(&mut self, model: &Model, key: Key, held: Held) -> bool {
        if key == Key::Tab {
            self.walk_ring(held.shift);
            return true;
        }
        let presses = matches!(key, Key::Enter | Key::Letter(' '));
        let Some(name) = self.ring.clone().filter(|_| presses) else { return false };
        let spot = self.spot_named(&name).map(|spot| (spot.act.clone(), spot.area));
        if let Some((act, area)) = spot {
            self.act(model, act, area);
        }
        true
    }

    /// Goes from message to message, where Enter opens what can be done with each.
    fn walk_messages(&mut self, up: bool) -> bool {
        let spots = self.drawn.get(&Pane::List).into_iter().flat_map(|drawn| &drawn.spots);
        let spots = spots.filter(|spot| spot.name.starts_with(MESSAGE));
        let names: Vec<&String> = spots.map(|spot| &spot.name).collect();
        let here = self.ring.as_ref().and_then(|ring| names.iter().position(|name| *name == ring));
        let next = match (here, up) {
            (None, true) => names.len().checked_sub(1),
            (None, false) => return false,
            (Some(here), true) => here.checked_sub(1),
            (Some(here), false) => Some(here + 1).filter(|next| *next < names.len()),
        };
        match (next.map(|next| names[next].clone()), up) {
            (Some(name), _) => self.ring = Some(name),
            (None, true) => return self.page(-0.5),
            (None, false) if !self.list.is_at_end() => return self.page(0.5),
            (None, false) => self.ring = None,
        }
        self.draw_all();
        true
    }

    /// The message that the keyboard has come to.
    fn message_in_ring(&self) -> Option<RowId> {
        let name = self.ring.as_ref().filter(|name| name.starts_with(MESSAGE))?;
        let Act::Menu(MenuOf::Row(row)) = self.spot_named(name)?.act else { return None };
        Some(row)
    }

    fn walk_ring(&mut self, back: bool) {
        let above =
            [Pane::Popup, Pane::Sheet].into_iter().find(|pane| self.drawn.contains_key(pane));
        let panes = self.drawn.iter().filter(|(pane, _)| above.is_none_or(|above| **pane == above));
        // What something covers is passed by, not what is scrolled out of sight.
        let is_covered = |pane: Pane, area: Area| {
            let middle = (area.x + area.width / 2.0, area.y + area.height / 2.0);
            self.pane_at(middle).is_some_and(|above| above > pane)
        };
        let spots = panes.flat_map(|(pane, drawn)| {
            drawn.spots.iter().filter(|spot| spot.in_ring && !is_covered(*pane, spot.area))
        });
        let names: Vec<(String, Act)> =
            spots.map(|spot| (spot.name.clone(), spot.act.clone())).collect();
        if names.is_empty() {
            return;
        }
        let is_here = |(name, act): &(String, Act)| match (&self.ring, act) {
            (Some(ring), _) => ring == name,
            (None, Act::Field(id)) => self.focus == Some(*id),
            (None, _) => false,
        };
        let here = names.iter().position(is_here);
        let next = match (here, back) {
            (None, false) => 0,
            (None, true) => names.len() - 1,
            (Some(here), false) => (here + 1) % names.len(),
            (Some(here), true) => (here + names.len() - 1) % names.len(),
        };
        let (name, act) = names[next].clone();
        if let Act::Field(id) = act {
            self.set_focus(Some(id));
            if let Some(field) = self.fields.get_mut(&id) {
                field.editor.select_all();
            }
        } else {
            self.ring = Some(name);
        }
        self.draw_all();
    }

    /// What a key does where the caret is, other than writing.
    fn key_in_place(&mut self, model: &Model, key: Key, held: Held) -> bool {
        let message = match (key, self.focus) {
            (
                Key::Enter,
                Some(FieldId::StartName | FieldId::StartAddress | FieldId::StartPassword),
            ) => Message::Start(StartMessage::Connect),
            (Key::Enter, Some(FieldId::Panel)) => Message::Panel(self.panel_done(model)),
            (Key::Up | Key::Down, Some(FieldId::Panel)) => {
                let Some(message) = self.next_item(model, key == Key::Down) else { return false };
                Message::Panel(message)
            }
            (Key::Enter, Some(FieldId::SettingName)) => Message::Panel(PanelMessage::Named),
            (Key::Enter, Some(FieldId::SettingDownloads)) => return true,
            (Key::Enter, Some(FieldId::Composer)) if !held.shift => {
                let blank = self
                    .fields
                    .get(&FieldId::Composer)
                    .is_none_or(|field| field.editor.text().trim().is_empty());
                if blank {
                    return true;
                }
                self.recalling = false;
                Message::Composer(ComposerMessage::Send)
            }
            (Key::Escape, _) => return self.escape(model),
            (Key::Menu, Some(id)) => {
                let caret = self.fields.get(&id).map(|field| field.caret_area());
                let at = caret.map_or((0.0, 0.0), |caret| (caret.x, caret.bottom() + 4.0));
                self.open_menu(model, at, &MenuOf::Edit);
                return true;
            }
            (Key::PageUp, _) if model.screen() == Screen::Main => return self.page(-0.9),
            (Key::PageDown, _) if model.screen() == Screen::Main => return self.page(0.9),
            (Key::End, Some(FieldId::Composer) | None) if self.is_composer_empty() => {
                Message::JumpNewest
            }
            (Key::Home, Some(FieldId::Composer) | None)
                if self.is_composer_empty() && held.control =>
            {
                self.list.show_start();
                self.draw_pane(Pane::List);
                return true;
            }
            _ => return false,
        };
        self.wishes.push(Wish::Send(message));
        true
    }

    /// What the keys choose next among what an open panel lists: a hit beside the messages is
    /// shown at once.
    fn next_item(&mut self, model: &Model, down: bool) -> Option<PanelMessage> {
        let (chosen, count, message): (_, _, fn(usize) -> PanelMessage) = match model.panel() {
            Some(Panel::Search(search)) if self.drawn.contains_key(&Pane::Beside) => {
                (search.shown, search.hits.len(), PanelMessage::Pick)
            }
            Some(Panel::Search(search)) => (search.shown, search.hits.len(), PanelMessage::Choose),
            Some(Panel::Channels(rooms)) => {
                (Some(rooms.chosen), rooms.items.len(), PanelMessage::Choose)
            }
            _ => return None,
        };
        let next = match (chosen, down) {
            (None, true) => 0,
            (None, false) => return None,
            (Some(chosen), true) => chosen + 1,
            (Some(chosen), false) => chosen.checked_sub(1)?,
        };
        (next < count).then(|| {
            self.sheet.reach(next);
            message(next)
        })
    }

    /// What Enter does in an open panel's field.
    fn panel_done(&self, model: &Model) -> PanelMessage {
        match model.panel() {
            Some(Panel::Search(search)) if self.drawn.contains_key(&Pane::Over) => {
                search.shown.map_or(PanelMessage::Done, PanelMessage::PickAndClose)
            }
            _ => PanelMessage::Done,
        }
    }

    /// Whether the composer can be seen, and nothing is above it.
    fn is_composer_free(&self) -> bool {
        let has = |wanted: Pane| self.panes.iter().any(|(pane, _)| *pane == wanted);
        has(Pane::Foot) && !has(Pane::Sheet)
    }

    fn is_composer_empty(&self) -> bool {
        self.fields.get(&FieldId::Composer).is_none_or(|field| field.editor.is_empty())
    }

    fn page(&mut self, pages: f64) -> bool {
        self.list.page(pages);
        self.draw_pane(Pane::List);
        true
    }

    /// Leaves one thing after the other: the panel, the selection, the answer, the past.
    fn escape(&mut self, model: &Model) -> bool {
        if self.close_members() {
            return true;
        }
        if self.message_in_ring().is_some() {
            self.ring = None;
            self.draw_all();
            return true;
        }
        let message = if model.screen() == Screen::Start {
            let form = model.start();
            if form.busy {
                Message::Start(StartMessage::Cancel)
            } else if form.can_close {
                Message::Start(StartMessage::Close)
            } else {
                return true;
            }
        } else if model.panel().is_some() {
            Message::Panel(PanelMessage::Close)
        } else if self.list.has_selection() {
            self.list.select_nothing();
            self.draw_pane(Pane::List);
            return true;
        } else if model.composer().is_some_and(|composer| composer.quote.is_some()) {
            Message::Composer(ComposerMessage::Unquote)
        } else if !self.list.is_at_end() {
            Message::JumpNewest
        } else {
            return true;
        };
        self.wishes.push(Wish::Send(message));
        true
    }

    fn key_in_field(&mut self, key: Key, held: Held, text: &str, replaced_bytes: usize) {
        let writes = !text.is_empty() && !held.control && !held.alt;
        if writes {
            // One sees what one writes.
            self.close_members();
        }
        if self.ring.is_some() && writes {
            self.ring = None;
            self.draw_all();
        }
        if self.focus.is_none() && writes && self.is_composer_free() {
            self.set_focus(Some(FieldId::Composer));
        }
        let Some(id) = self.focus else { return };
        let Some(field) = self.fields.get_mut(&id) else { return };
        let (key, text) =
            if key == Key::Enter && held.shift { (Key::Other, "\n") } else { (key, text) };
        match field.key(key, held, text, replaced_bytes) {
            Keyed::Nothing => {
                let up = key == Key::Up;
                let recalls = id == FieldId::Composer && (up || key == Key::Down);
                if recalls && (self.recalling || (up && self.is_composer_empty())) {
                    self.recalling = true;
                    self.wishes.push(Wish::Send(Message::Composer(ComposerMessage::Recall { up })));
                }
            }
            Keyed::Moved => {
                self.draw_focus();
                if id == FieldId::Composer {
                    // Where the caret is decides which word can be completed.
                    self.wishes.extend(self.edited(id).map(Wish::Send));
                }
            }
            Keyed::Changed => self.field_changed(id),
            Keyed::Copy(text) => self.wishes.push(Wish::Copy(text)),
            Keyed::Cut(text) => {
                self.wishes.push(Wish::Copy(text));
                self.field_changed(id);
            }
            Keyed::Paste => self.wishes.push(Wish::Paste),
        }
    }

    /// Says how many bytes before the caret an input method still composes.
    pub(in super::super) fn set_composed(&mut self, bytes: usize) {
        if let Some(field) = self.focus.and_then(|id| self.fields.get_mut(&id)) {
            field.set_composed(bytes);
        }
    }

    pub(super) fn pasted(&mut self, text: &str) {
        self.close_members();
        if self.focus.is_none() && self.is_composer_free() {
            self.set_focus(Some(FieldId::Composer));
        }
        let Some(id) = self.focus else { return };
        if let Some(field) = self.fields.get_mut(&id) {
            field.editor.insert(text);
            self.field_changed(id);
        }
    }

    /// A field's text is another: the model is told, and what depends on it drawn.
    pub(super) fn field_changed(&mut self, id: FieldId) {
        self.blinks = 0;
        self.recalling = false;
        self.wishes.extend(self.edited(id).map(Wish::Send));
        match &mut self.popup {
            Some(Popup::Switcher { lit }) => *lit = 0,
            Some(Popup::Emoji { lit, .. }) => *lit = None,
            Some(Popup::Menu { .. } | Popup::Link(_) | Popup::Date { .. }) | None => {}
        }
        if id == FieldId::Composer {
            // The composer grows with its text, and the messages make room.
            self.draw_pane(Pane::List);
            self.draw_pane(Pane::Foot);
        } else {
            self.draw_focus();
        }
    }
}
