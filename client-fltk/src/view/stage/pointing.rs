//! What the mouse does.

use super::{
    super::{
        act::{Act, EditAct, FieldId, MenuOf},
        brush::Spot,
        canvas::Area,
        date::Month,
        input::{Button, Held as Keys, Point, Pointer, Wish},
        menus,
        popup::Popup,
        side::Scrolled,
    },
    Pane, Stage,
};
use crate::{
    links,
    model::{Message, Model, RowId},
};

/// The pointer may shake so much before a click becomes a drag.
const SHAKE_PX: f64 = 4.0;

/// Milliseconds between the steps of a selection that scrolls.
const DRIFT_MS: u32 = 30;

/// What the left button holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Held {
    /// A place that is pressed when the button goes up on it.
    Spot { name: String, act: Act, area: Area },
    /// The caret of a field.
    Field(FieldId),
    /// The handle of the scroll bar.
    Bar,
    /// The end of a selection among the messages; a place in the text that is pressed if the
    /// button goes up where it went down.
    Selection { from: Point, act: Option<Act> },
}

impl Stage {
    /// The part of the window at a point.
    pub(super) fn pane_at(&self, at: Point) -> Option<Pane> {
        // What floats is not in the way of what is under it.
        let holds = |pane: Pane| pane != Pane::Floating || self.spot_in(pane, at).is_some();
        let mut panes = self.panes.iter().rev();
        panes.find(|(pane, area)| area.contains(at) && holds(*pane)).map(|(pane, _)| *pane)
    }

    /// The place that can be pressed at a point.
    pub(super) fn spot_at(&self, at: Point) -> Option<&Spot> {
        self.spot_in(self.pane_at(at)?, at)
    }

    fn spot_in(&self, pane: Pane, at: Point) -> Option<&Spot> {
        let drawn = self.drawn.get(&pane).filter(|drawn| drawn.area.contains(at))?;
        drawn.spots.iter().rev().find(|spot| !spot.by_key && spot.area.contains(at))
    }

    /// The place that can be pressed with this name, the uppermost first.
    pub(in super::super) fn spot_named(&self, name: &str) -> Option<&Spot> {
        self.drawn.values().rev().flat_map(|drawn| &drawn.spots).find(|spot| spot.name == name)
    }

    /// Everything that can be pressed, from the lowest part of the window up.
    pub(in super::super) fn spots(&self) -> impl Iterator<Item = &Spot> {
        self.drawn.values().flat_map(|drawn| &drawn.spots)
    }

    pub(super) fn moved(&mut self, model: &Model, at: Point) {
        (self.rested, self.hinted) = (false, false);
        let before = self.pointer.replace(at);
        if self.hint.take().is_some() {
            self.draw_all();
        }
        self.follow_hover(before, Some(at));
        let shape = match self.spot_at(at).map(Spot::pointer) {
            Some(Pointer::Arrow) | None => self.shape_beside_spots(at),
            Some(shape) => shape,
        };
        if shape != self.shape {
            self.shape = shape;
            self.wishes.push(Wish::Pointer(shape));
        }
        let _ = model;
    }

    fn shape_beside_spots(&self, at: Point) -> Pointer {
        if self.pane_at(at) == Some(Pane::List) && self.list.is_text(at) {
            Pointer::Text
        } else {
            Pointer::Arrow
        }
    }

    pub(super) fn left(&mut self) {
        let before = self.pointer.take();
        if self.hint.take().is_some() {
            self.draw_all();
        }
        self.follow_hover(before, None);
    }

    /// Draws what was and what is under the pointer.
    fn follow_hover(&mut self, before: Option<Point>, now: Option<Point>) {
        let spot = |at: Option<Point>| {
            let spot = at.and_then(|at| self.spot_at(at));
            spot.filter(|spot| spot.act != Act::Nothing).map(|spot| (spot.name.clone(), spot.area))
        };
        let (was, is) = (spot(before), spot(now));
        let row_changes = self.list.hover_changes(before, now);
        if was != is {
            for (_, area) in [was, is].into_iter().flatten() {
                self.draw(area.inset(-4.0));
            }
        }
        if row_changes {
            self.draw_pane(Pane::List);
        }
    }

    pub(super) fn pressed(
        &mut self,
        model: &Model,
        at: Point,
        button: Button,
        clicks: u32,
        keys: Keys,
    ) {
        self.pointer = Some(at);
        if self.hint.take().is_some() {
            self.draw_all();
        }
        let above = matches!(self.pane_at(at), Some(Pane::Over | Pane::Sheet | Pane::Popup));
        let toggles = self.spot_at(at).is_some_and(|spot| spot.act == Act::ToggleMembers);
        if !above && !toggles {
            self.close_members();
        }
        match button {
            Button::Left => self.pressed_left(at, clicks, keys),
            Button::Middle => {
                if let Some(Act::Field(id)) = self.spot_at(at).map(|spot| spot.act.clone()) {
                    self.set_focus(Some(id));
                    if let Some(field) = self.fields.get_mut(&id) {
                        field.press(at, 1, false);
                    }
                    self.wishes.push(Wish::PastePrimary);
                }
            }
            Button::Right => self.pressed_right(model, at),
        }
    }

    fn pressed_left(&mut self, at: Point, clicks: u32, keys: Keys) {
        let pane = self.pane_at(at);
        let spot = self.spot_at(at).cloned();
        if let Some(Spot { act: Act::Field(id), .. }) = spot {
            self.set_focus(Some(id));
            if let Some(field) = self.fields.get_mut(&id) {
                field.press(at, clicks, keys.shift);
            }
            self.holding = Some(Held::Field(id));
            self.draw_focus();
            return;
        }
        if pane == Some(Pane::List) {
            if self.list.grab(at) {
                self.holding = Some(Held::Bar);
            } else {
                let had = self.list.has_selection();
                let on_text = self.list.press(at, clicks, keys.shift);
                self.holding = Some(match spot {
                    Some(spot) if !on_text => {
                        Held::Spot { name: spot.name, act: spot.act, area: spot.area }
                    }
                    spot => {
                        let act = spot.filter(|_| clicks <= 1).map(|spot| spot.act);
                        Held::Selection { from: at, act }
                    }
                });
                if !had && !self.list.has_selection() {
                    return;
                }
            }
            self.draw_pane(Pane::List);
            return;
        }
        if let Some(spot) = spot {
            self.holding = Some(Held::Spot { name: spot.name, act: spot.act, area: spot.area });
        }
    }

    fn pressed_right(&mut self, model: &Model, at: Point) {
        let spot = self.spot_at(at).cloned();
        let of = match (self.pane_at(at), spot.map(|spot| spot.act)) {
            (Some(Pane::List), act) => match (act, self.list.row_at(at)) {
                (Some(Act::Menu(of)), _) => Some(of),
                (Some(Act::OpenLink(link)), row) => Some(MenuOf::Link(link, row)),
                (_, Some(row)) => Some(MenuOf::Row(row)),
                (_, None) => None,
            },
            (Some(Pane::Popup), _) => {
                self.close_popup();
                None
            }
            (_, Some(Act::Send(Message::Select(id)))) => Some(MenuOf::Conversation(id)),
            (_, Some(Act::Menu(of))) => Some(of),
            (_, Some(Act::Field(id))) => {
                self.set_focus(Some(id));
                Some(MenuOf::Edit)
            }
            _ => None,
        };
        if let Some(of) = of {
            self.open_menu(model, at, &of);
        }
    }

    pub(super) fn dragged(&mut self, model: &Model, at: Point) {
        let _ = model;
        self.pointer = Some(at);
        match self.holding.clone() {
            Some(Held::Field(id)) => {
                if let Some(field) = self.fields.get_mut(&id) {
                    field.drag(at);
                }
                self.blinks = 0;
                self.draw_focus();
            }
            Some(Held::Bar) => {
                self.list.drag_handle(at);
                self.draw_pane(Pane::List);
            }
            Some(Held::Selection { from, .. }) => {
                if (from.0 - at.0).abs().max((from.1 - at.1).abs()) < SHAKE_PX {
                    return;
                }
                self.list.drag(at);
                self.draw_pane(Pane::List);
                self.wishes.push(Wish::Drift(DRIFT_MS));
            }
            Some(Held::Spot { .. }) | None => {}
        }
    }

    /// Scrolls on while a selection is dragged past an edge.
    pub(super) fn drift(&mut self, model: &Model) {
        let _ = model;
        let (Some(Held::Selection { .. }), Some(at)) = (&self.holding, self.pointer) else {
            return;
        };
        let area = self.list.area();
        let past = if at.1 < area.y {
            at.1 - area.y
        } else if at.1 > area.bottom() {
            at.1 - area.bottom()
        } else {
            return;
        };
        self.list.scroll_by((past * 0.6).clamp(-60.0, 60.0));
        self.list.drag((at.0, at.1.clamp(area.y + 1.0, area.bottom() - 1.0)));
        self.draw_pane(Pane::List);
        self.wishes.push(Wish::Drift(DRIFT_MS));
    }

    pub(super) fn released(&mut self, model: &Model, at: Point, button: Button) {
        if button != Button::Left {
            return;
        }
        match self.holding.take() {
            Some(Held::Spot { name, act, area }) => {
                // What was under the button may have moved; what it was stays the same.
                let still = self.spot_at(at).is_some_and(|spot| spot.name == name);
                if still || area.contains(at) {
                    self.act(model, act, area);
                }
            }
            Some(Held::Selection { from, act }) => {
                let still = (from.0 - at.0).abs().max((from.1 - at.1).abs()) < SHAKE_PX;
                match act {
                    Some(act) if still && !self.list.has_selection() => {
                        self.act(model, act, Area { x: at.0, y: at.1, ..Area::default() });
                    }
                    _ => {
                        if let Some(text) = self.list.selected_text(model.rows()) {
                            self.wishes.push(Wish::Primary(text));
                        }
                    }
                }
            }
            Some(Held::Field(id)) => {
                let selected = self.fields.get(&id).and_then(|field| field.editor.selected_text());
                if let Some(text) = selected.filter(|_| id != FieldId::StartPassword) {
                    self.wishes.push(Wish::Primary(text.to_owned()));
                }
            }
            Some(Held::Bar) => {
                self.list.let_go();
                self.draw_pane(Pane::List);
            }
            None => {}
        }
    }

    pub(super) fn wheel(&mut self, at: Point, down_px: f64) {
        self.pointer = Some(at);
        if self.hint.take().is_some() {
            self.draw_all();
        }
        let Some(pane) = self.pane_at(at) else { return };
        let turn = |scrolled: &mut Scrolled| scrolled.wheel(down_px);
        let moved = match pane {
            Pane::List | Pane::Floating | Pane::Headline | Pane::Connection => {
                self.list.scroll_by(down_px);
                self.draw_pane(Pane::List);
                return;
            }
            Pane::Foot => self.foot.wheel(at, down_px).unwrap_or_else(|| {
                let field = self.fields.get_mut(&FieldId::Composer);
                if !field.is_some_and(|field| field.wheel(down_px)) {
                    self.list.scroll_by(down_px);
                    self.draw_pane(Pane::List);
                }
                true
            }),
            Pane::Conversations => turn(&mut self.conversations),
            // The search's hits and a sheet's lines are never on the screen together.
            Pane::Beside | Pane::Over => turn(&mut self.members) | turn(&mut self.sheet),
            Pane::Sheet => turn(&mut self.sheet),
            Pane::Start => turn(&mut self.start),
            Pane::Popup => match &mut self.popup {
                Some(Popup::Emoji { scrolled, .. }) => scrolled.wheel(down_px),
                _ => false,
            },
        };
        if moved {
            self.draw_pane(pane);
        }
    }

    /// Does what pressing a place does.
    pub(in super::super) fn act(&mut self, model: &Model, act: Act, area: Area) {
        match act {
            Act::Nothing => {}
            Act::Send(message) => self.wishes.push(Wish::Send(message)),
            Act::Menu(of) => {
                self.open_menu(model, (self.menu_x(model, area), area.bottom() + 2.0), &of)
            }
            Act::Emoji(row) => self.open_emoji(area, row),
            Act::TakeEmoji(emoji) => self.take_emoji(emoji),
            Act::EmojiGroup(chosen) => {
                if let Some(Popup::Emoji { group, scrolled, lit, .. }) = &mut self.popup {
                    *lit = None;
                    (*group, *scrolled) = (chosen, Scrolled::default());
                }
                self.draw_all();
            }
            Act::Field(id) => self.set_focus(Some(id)),
            Act::ToggleMembers => self.toggle_members(model),
            Act::OpenLink(link) if links::is_ordinary(&link) => {
                self.wishes.push(Wish::Send(Message::OpenLink(link)));
            }
            Act::OpenLink(link) => self.open_popup(Popup::Link(link)),
            Act::LinkApproved(link) => {
                self.close_popup();
                self.wishes.push(Wish::Send(Message::OpenLink(link)));
            }
            Act::CloseAndSend(message) => {
                self.close_popup();
                self.wishes.push(Wish::Send(message));
            }
            Act::CloseTop => self.close_popup(),
            Act::Switch(id) => {
                self.close_popup();
                self.wishes.push(Wish::Send(Message::Select(id)));
            }
            Act::Date => {
                let at = (self.menu_x(model, area), area.bottom() + 2.0);
                let lit = model.calendar().day(model.now_ms());
                self.open_popup(Popup::Date { at, month: Month::of(lit), lit });
            }
            Act::Month(by) => {
                if let Some(Popup::Date { month, .. }) = &mut self.popup {
                    *month = month.further(by);
                }
                self.draw_all();
            }
            Act::Newest => self.wishes.push(Wish::Send(Message::JumpNewest)),
            Act::CopySelection => {
                self.close_popup();
                if let Some(text) = self.list.selected_text(model.rows()) {
                    self.wishes.push(Wish::Copy(text));
                }
            }
            Act::Edit(edit) => {
                self.close_popup();
                self.edit(edit);
            }
        }
    }

    fn edit(&mut self, edit: EditAct) {
        let Some(id) = self.focus else { return };
        let Some(field) = self.fields.get_mut(&id) else { return };
        let editor = &mut field.editor;
        match edit {
            EditAct::Undo => editor.undo(),
            EditAct::Redo => editor.redo(),
            EditAct::Cut => {
                if let Some(text) = editor.cut() {
                    self.wishes.push(Wish::Copy(text));
                }
            }
            EditAct::Copy => {
                let text = editor.selected_text().map(str::to_owned);
                self.wishes.extend(text.map(Wish::Copy));
            }
            EditAct::Paste => self.wishes.push(Wish::Paste),
            EditAct::SelectAll => editor.select_all(),
        }
        self.field_changed(id);
    }

    /// A menu that hangs from a place begins where the place does.
    fn menu_x(&self, model: &Model, area: Area) -> f64 {
        match crate::text::Direction::of(model.language()) {
            crate::text::Direction::LeftToRight => area.x,
            crate::text::Direction::RightToLeft => area.right(),
        }
    }

    pub(super) fn open_menu(&mut self, model: &Model, at: Point, of: &MenuOf) {
        let field = self.focus.and_then(|id| self.fields.get(&id));
        let items = menus::items(model, &self.list, field, of);
        if !items.is_empty() {
            self.open_popup(Popup::Menu { at, items, lit: None });
        }
    }

    fn open_emoji(&mut self, anchor: Area, row: Option<RowId>) {
        if let Some(field) = self.fields.get_mut(&FieldId::Emoji) {
            field.editor.set_text("");
        }
        let (group, scrolled, lit) = (0, Scrolled::default(), None);
        self.open_popup(Popup::Emoji { anchor, row, group, scrolled, lit });
        self.focus_in_popup(FieldId::Emoji);
    }

    pub(super) fn take_emoji(&mut self, emoji: String) {
        let row = match &self.popup {
            Some(Popup::Emoji { row, .. }) => *row,
            _ => None,
        };
        self.close_popup();
        match row {
            Some(row) => {
                let react = crate::model::RowMessage::React(emoji);
                self.wishes.push(Wish::Send(Message::Row(row, react)));
            }
            None => {
                if let Some(field) = self.fields.get_mut(&FieldId::Composer) {
                    field.editor.insert(&emoji);
                }
                self.set_focus(Some(FieldId::Composer));
                self.field_changed(FieldId::Composer);
            }
        }
    }

    pub(super) fn open_popup(&mut self, popup: Popup) {
        self.popup = Some(popup);
        self.hint = None;
        self.ring = None;
        self.draw_all();
    }

    pub(super) fn focus_in_popup(&mut self, id: FieldId) {
        if self.focus != Some(FieldId::Emoji) && self.focus != Some(FieldId::Switcher) {
            self.focus_before = self.focus;
        }
        self.set_focus(Some(id));
    }

    pub(super) fn close_popup(&mut self) {
        if self.popup.take().is_none() {
            return;
        }
        if matches!(self.focus, Some(FieldId::Emoji | FieldId::Switcher)) {
            let before = self.focus_before.take();
            self.set_focus(before);
        }
        self.draw_all();
    }
}
