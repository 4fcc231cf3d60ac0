//! Something that can be written into: one line or several, shown as it is or as dots.

use std::ops::Range;

use super::{
    act::{Act, FieldId},
    brush::Brush,
    input::{Held, Key, Point},
};
use crate::text::{
    Area, Direction, Editor, Lines, Mark, Motion, Paragraph, Shaped, Style, segments,
};

/// What stands for each letter of a secret.
const DOT: &str = "•";

const CARET_WIDTH_PX: f64 = 2.0;

/// A field and what is written in it.
pub(super) struct Field {
    pub(super) editor: Editor,
    lines: Lines,
    kind: Kind,
    style: Style,
    /// Where the text is drawn, as of the last time.
    area: Area,
    laid: Option<(Laid, Shaped)>,
    scroll: (f64, f64),
    /// Bytes before the caret that an input method still composes.
    composed_bytes: usize,
    /// The text as it was when the caret last was brought into sight.
    followed: Option<(usize, usize)>,
}

/// What is written into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What people read.
    Prose,
    /// What machines read, from left to right in every language: an address, a folder.
    Code,
    /// What nobody is to read: shown as dots.
    Secret,
}

/// What a layout was made for.
#[derive(Clone, Debug, PartialEq)]
struct Laid {
    shown: String,
    width_px: Option<f64>,
    direction: Direction,
    size_px: f64,
    composed: Range<usize>,
}

/// What a key did in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keyed {
    /// Nothing: it is for somebody else.
    Nothing,
    /// The text is another.
    Changed,
    /// The caret or the selection is another.
    Moved,
    /// The text goes to the clipboard.
    Copy(String),
    /// The text was cut out and goes to the clipboard.
    Cut(String),
    /// The clipboard's text is wanted.
    Paste,
}

impl Field {
    pub(super) fn new(lines: Lines, kind: Kind, style: Style) -> Self {
        Self {
            editor: Editor::new(lines),
            lines,
            kind,
            style,
            area: Area::default(),
            laid: None,
            scroll: (0.0, 0.0),
            composed_bytes: 0,
            followed: None,
        }
    }

    fn is_secret(&self) -> bool {
        self.kind == Kind::Secret
    }

    /// Lays the text out in lines of at most `width_px` (in one line, if it is a field of one),
    /// and returns how high it is.
    pub(super) fn lay(&mut self, brush: &Brush<'_>, width_px: f64) -> f64 {
        let shown = self.shown();
        let direction = match self.kind {
            Kind::Prose => Direction::of_text(self.editor.text(), brush.direction),
            Kind::Code if !self.editor.is_empty() => Direction::LeftToRight,
            Kind::Code | Kind::Secret => brush.direction,
        };
        let end = self.to_shown(self.editor.caret());
        let start = self.to_shown(self.editor.caret().saturating_sub(self.composed_bytes));
        let laid = Laid {
            width_px: (self.lines == Lines::Several).then_some(width_px),
            direction,
            size_px: brush.scaled(self.style.size_px),
            composed: start.min(end)..end,
            shown,
        };
        if self.laid.as_ref().is_none_or(|(before, _)| *before != laid) {
            let composed = Mark { underlined: true, ..Mark::new(laid.composed.clone()) };
            let marks = if laid.composed.is_empty() { Vec::new() } else { vec![composed] };
            let paragraph = Paragraph {
                width_px: laid.width_px,
                fills: true,
                marks: &marks,
                ..Paragraph::new(&laid.shown, self.style, direction)
            };
            let shaped = brush.canvas.shape(&paragraph);
            self.laid = Some((laid, shaped));
        }
        self.laid.as_ref().map_or(0.0, |(_, shaped)| shaped.height_px())
    }

    /// Drops the layout, because the scale of the screen is another.
    pub(super) fn forget(&mut self) {
        self.laid = None;
    }

    /// Draws the text into `area`, with the caret if the field is written into, and `empty` in
    /// place of nothing.
    pub(super) fn draw(&mut self, brush: &mut Brush<'_>, area: Area, id: FieldId, empty: &str) {
        self.lay(brush, area.width);
        self.area = area;
        self.follow();
        let caret = brush.focus.filter(|(focus, _)| *focus == id);
        let origin = self.origin();
        let Some((_, shaped)) = &self.laid else { return };
        brush.canvas.clipped(area.inset_each(-CARET_WIDTH_PX, 0.0), || {
            if caret.is_some() {
                for place in shaped.boxes(self.selection_shown()) {
                    brush.canvas.fill(place.moved(origin.0, origin.1), 2.0, brush.theme.selection);
                }
            }
            if self.editor.is_empty() {
                let place =
                    if self.lines == Lines::One { area } else { area.top(shaped.height_px()) };
                let place = place.after(brush.direction, CARET_WIDTH_PX);
                brush.line(empty, self.style, place, brush.theme.ink_soft);
            }
            brush.canvas.show(shaped, origin.0, origin.1, brush.theme.ink);
            if caret.is_some_and(|(_, seen)| seen) {
                brush.canvas.fill(self.caret_area(), 1.0, brush.theme.accent);
            }
        });
    }

    /// A box around the field, with the field in it. One line high.
    pub(super) fn draw_boxed(
        &mut self,
        brush: &mut Brush<'_>,
        area: Area,
        id: FieldId,
        empty: &str,
    ) {
        let theme = brush.theme;
        let focused = brush.focus.is_some_and(|(focus, _)| focus == id);
        brush.canvas.fill(area, 9.0, theme.chip);
        let (width, edge) = if focused { (2.0, theme.accent) } else { (1.0, theme.line) };
        brush.canvas.outline(area, 9.0, width, edge);
        brush.ring_spot(area, format!("field-{id:?}"), Act::Field(id));
        self.draw(brush, area.inset_each(12.0, 3.0), id, empty);
    }

    /// Where the caret is in the window.
    pub(super) fn caret_area(&self) -> Area {
        let origin = self.origin();
        let Some((_, shaped)) = &self.laid else { return self.area.top(0.0) };
        let caret = shaped.caret(self.to_shown(self.editor.caret()));
        let x = (caret.x - CARET_WIDTH_PX / 2.0).round();
        Area { x, width: CARET_WIDTH_PX, ..caret }.moved(origin.0.round(), origin.1)
    }

    /// Takes a press of the left button: one click puts the caret, two select a word, three a
    /// line.
    pub(super) fn press(&mut self, at: Point, clicks: u32, extends: bool) {
        let byte = self.byte_at(at);
        match clicks {
            0 | 1 => self.editor.put_caret(byte, extends),
            2 => self.editor.select_word(byte),
            _ => self.editor.select_line(byte),
        }
    }

    /// Takes a move of the pointer with the left button down.
    pub(super) fn drag(&mut self, at: Point) {
        let byte = self.byte_at(at);
        self.editor.put_caret(byte, true);
    }

    /// Takes a key. What a line feed or a tab would be is for the field's surroundings.
    pub(super) fn key(&mut self, key: Key, held: Held, text: &str, replaced_bytes: usize) -> Keyed {
        if let Some(motion) = motion(key, held) {
            let Some((_, shaped)) = &self.laid else { return Keyed::Nothing };
            let vertical = matches!(motion, Motion::Up | Motion::Down);
            if self.lines == Lines::One && vertical {
                return Keyed::Nothing;
            }
            let moved = if self.is_secret() {
                self.go_in_secret(motion, held.shift)
            } else {
                self.editor.go(motion, held.shift, shaped)
            };
            return if moved || !vertical { Keyed::Moved } else { Keyed::Nothing };
        }
        if let Some(keyed) = self.shortcut(key, held) {
            return keyed;
        }
        match key {
            Key::Backspace if held.control => self.editor.delete_word_before(),
            Key::Backspace => self.editor.delete_before(),
            Key::Delete if held.control => self.editor.delete_word_after(),
            Key::Delete => self.editor.delete_after(),
            _ if held.control || held.alt => return Keyed::Nothing,
            Key::Enter | Key::Tab | Key::Escape => return Keyed::Nothing,
            Key::Left
            | Key::Right
            | Key::Up
            | Key::Down
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Insert
            | Key::Menu
            | Key::Letter(_)
            | Key::Other => {
                if text.is_empty() && replaced_bytes == 0 {
                    return Keyed::Nothing;
                }
                self.editor.compose(replaced_bytes, text);
            }
        }
        Keyed::Changed
    }

    /// How many bytes before the caret are still being composed.
    pub(super) fn set_composed(&mut self, bytes: usize) {
        self.composed_bytes = bytes;
    }

    fn shortcut(&mut self, key: Key, held: Held) -> Option<Keyed> {
        let letter = match (key, held.control, held.shift) {
            (Key::Letter(letter), true, shift) if !held.alt => (letter, shift),
            (Key::Insert, true, false) => ('c', false),
            (Key::Insert, false, true) => ('v', false),
            (Key::Delete, false, true) => ('x', false),
            _ => return None,
        };
        Some(match letter {
            ('a', _) => {
                self.editor.select_all();
                Keyed::Moved
            }
            ('c', _) => {
                let selected = self.editor.selected_text().filter(|_| !self.is_secret())?;
                Keyed::Copy(selected.to_owned())
            }
            ('x', _) if self.is_secret() => return None,
            ('x', _) => Keyed::Cut(self.editor.cut()?),
            ('v', _) => Keyed::Paste,
            ('z', false) => {
                self.editor.undo();
                Keyed::Changed
            }
            ('y', _) | ('z', true) => {
                self.editor.redo();
                Keyed::Changed
            }
            _ => return None,
        })
    }

    /// In dots the order that is seen is that of the text.
    fn go_in_secret(&mut self, motion: Motion, extends: bool) -> bool {
        let (text, caret) = (self.editor.text(), self.editor.caret());
        let right_to_left =
            self.laid.as_ref().is_some_and(|(laid, _)| laid.direction == Direction::RightToLeft);
        let goal = match motion {
            Motion::Left if right_to_left => segments::next_boundary(text, caret),
            Motion::Right if right_to_left => segments::previous_boundary(text, caret),
            Motion::Left => segments::previous_boundary(text, caret),
            Motion::Right => segments::next_boundary(text, caret),
            Motion::WordLeft | Motion::LineStart | Motion::TextStart | Motion::Up => 0,
            Motion::WordRight | Motion::LineEnd | Motion::TextEnd | Motion::Down => text.len(),
        };
        self.editor.put_caret(goal, extends);
        true
    }

    fn byte_at(&self, at: Point) -> usize {
        let origin = self.origin();
        let Some((_, shaped)) = &self.laid else { return 0 };
        self.of_shown(shaped.byte_at((at.0 - origin.0, at.1 - origin.1)))
    }

    /// Where the top left corner of the text is in the window.
    fn origin(&self) -> Point {
        let Some((laid, shaped)) = &self.laid else { return (self.area.x, self.area.y) };
        let place = self.area.part(laid.direction, 0.0, shaped.width_px());
        let place = if self.lines == Lines::One { place.middle(shaped.height_px()) } else { place };
        (place.x - self.scroll.0, place.y - self.scroll.1)
    }

    /// Scrolls so that the caret can be seen, once for every change.
    fn follow(&mut self) {
        let now = (self.editor.caret(), self.editor.text().len());
        let caret = self.caret_area();
        let (area, fits_across) = (
            self.area,
            self.laid.as_ref().is_some_and(|(_, shaped)| shaped.width_px() <= self.area.width),
        );
        let fits_down =
            self.laid.as_ref().is_some_and(|(_, shaped)| shaped.height_px() <= area.height + 1.0);
        if fits_across || self.lines == Lines::Several {
            self.scroll.0 = 0.0;
        } else if caret.x < area.x {
            self.scroll.0 -= area.x - caret.x;
        } else if caret.right() > area.right() {
            self.scroll.0 += caret.right() - area.right();
        }
        if fits_down || self.lines == Lines::One {
            self.scroll.1 = 0.0;
        } else if self.followed != Some(now) {
            if caret.y < area.y {
                self.scroll.1 -= area.y - caret.y;
            } else if caret.bottom() > area.bottom() {
                self.scroll.1 += caret.bottom() - area.bottom();
            }
        }
        self.followed = Some(now);
    }

    /// Scrolls a field of several lines by the wheel; returns whether there was room to.
    pub(super) fn wheel(&mut self, down_px: f64) -> bool {
        let Some((_, shaped)) = &self.laid else { return false };
        let room = (shaped.height_px() - self.area.height).max(0.0);
        let before = self.scroll.1;
        self.scroll.1 = (before + down_px).clamp(0.0, room);
        self.lines == Lines::Several && room > 0.0 && (before - self.scroll.1).abs() > 0.01
    }

    fn selection_shown(&self) -> Range<usize> {
        let selection = self.editor.selection();
        self.to_shown(selection.start)..self.to_shown(selection.end)
    }

    fn shown(&self) -> String {
        let text = self.editor.text();
        if self.is_secret() { DOT.repeat(letters(text)) } else { text.to_owned() }
    }

    fn to_shown(&self, byte: usize) -> usize {
        let byte = segments::floor_boundary(self.editor.text(), byte);
        if self.is_secret() { letters(&self.editor.text()[..byte]) * DOT.len() } else { byte }
    }

    fn of_shown(&self, byte: usize) -> usize {
        if !self.is_secret() {
            return byte;
        }
        let text = self.editor.text();
        segments::boundaries(text, 0..text.len()).nth(byte / DOT.len()).unwrap_or(text.len())
    }
}

fn letters(text: &str) -> usize {
    segments::boundaries(text, 0..text.len()).count() - 1
}

fn motion(key: Key, held: Held) -> Option<Motion> {
    if held.alt {
        return None;
    }
    Some(match (key, held.control) {
        (Key::Left, false) => Motion::Left,
        (Key::Left, true) => Motion::WordLeft,
        (Key::Right, false) => Motion::Right,
        (Key::Right, true) => Motion::WordRight,
        (Key::Up, false) => Motion::Up,
        (Key::Down, false) => Motion::Down,
        (Key::Home, false) => Motion::LineStart,
        (Key::Home, true) => Motion::TextStart,
        (Key::End, false) => Motion::LineEnd,
        (Key::End, true) => Motion::TextEnd,
        _ => return None,
    })
}
