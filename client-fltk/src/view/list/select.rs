//! Selecting text across rows.
//!
//! A selection is two points, each a row and a byte of its text. Rows keep their names, so the
//! points stay where they are while rows come and go.

use std::ops::Range;

use super::super::input::Point;
use super::{
    List, Placed,
    lay::{LaidBody, LaidText},
};
use crate::{
    l10n::for_terminal,
    model::{RowBody, RowId, RowList},
    text::segments,
};

/// The longest text that is copied, in bytes; selecting everything of a long history would
/// otherwise fill the memory.
const COPIED_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What is selected: from where the button went down to where it is or was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Selection {
    ends: Option<(Place, Place)>,
    /// The word or text that a double or triple click began with stays selected.
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    row: RowId,
    byte: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Unit {
    #[default]
    Letters,
    Words,
    Row,
}

impl List {
    /// Begins a selection where a button went down; returns whether there is text there.
    pub(in super::super) fn press(&mut self, at: Point, clicks: u32, extends: bool) -> bool {
        if let (true, Some((start, _))) = (extends, self.selection.ends)
            && let Some(end) = self.nearest(at)
        {
            self.selection.ends = Some((start, end));
            return true;
        }
        self.selection = Selection::default();
        let Some((placed, text)) = self.text_at(at) else {
            // Beside the bubbles a drag selects whole stretches, but a click selects nothing.
            if let Some(place) = self.nearest(at) {
                self.selection.ends = Some((place, place));
            }
            return false;
        };
        let byte = byte_at(text, placed, (at.0 - self.area.x, at.1));
        let row = placed.id;
        let own = own_text(text);
        let range = match clicks {
            0 | 1 => byte..byte,
            2 => segments::word_at(own, byte),
            _ => 0..own.len(),
        };
        let unit = match clicks {
            0 | 1 => Unit::Letters,
            2 => Unit::Words,
            _ => Unit::Row,
        };
        let place = |byte| Place { row, byte };
        self.selection = Selection { ends: Some((place(range.start), place(range.end))), unit };
        true
    }

    /// Selects up to where the pointer is.
    pub(in super::super) fn drag(&mut self, at: Point) {
        let Some((start, _)) = self.selection.ends else { return };
        if self.selection.unit != Unit::Letters && self.row_at(at) == Some(start.row) {
            return;
        }
        if let Some(end) = self.nearest(at) {
            self.selection.ends = Some((start, end));
        }
    }

    /// Whether a point is on text.
    pub(in super::super) fn is_text(&self, at: Point) -> bool {
        self.text_at(at).is_some()
    }

    /// Whether anything is selected.
    pub(in super::super) fn has_selection(&self) -> bool {
        self.selection.ends.is_some_and(|(start, end)| start != end)
    }

    /// Selects nothing.
    pub(in super::super) fn select_nothing(&mut self) {
        self.selection = Selection::default();
    }

    /// The selected text. Of several messages each begins with the name of who said it.
    pub(in super::super) fn selected_text(&self, rows: RowList<'_>) -> Option<String> {
        let (first, last) = self.ordered(rows)?;
        if first == last {
            return None;
        }
        let (start, end) = (rows.index_of(first.row)?, rows.index_of(last.row)?);
        let several = start != end;
        let mut copied = String::new();
        for place in start..=end {
            let Some(row) = rows.get(place) else { continue };
            let (nick, text) = match &row.body {
                RowBody::Bubble(bubble) => (Some(bubble.nick), bubble.text.as_ref()),
                RowBody::System { text, .. } => (None, text.as_ref()),
                RowBody::Day { .. }
                | RowBody::Unread { .. }
                | RowBody::Header(_)
                | RowBody::Gap { .. } => continue,
            };
            let from = if place == start { first.byte.min(text.len()) } else { 0 };
            let to = if place == end { last.byte.min(text.len()) } else { text.len() };
            let Some(part) = text.get(from..to).filter(|part| !part.is_empty()) else { continue };
            if !copied.is_empty() {
                copied.push('\n');
            }
            if let (true, Some(nick)) = (several, nick) {
                copied.push_str(nick);
                copied.push_str(": ");
            }
            // Marks that set a name apart from the text around it are not seen, nor copied.
            copied.push_str(&for_terminal(part));
            if copied.len() > COPIED_BYTES_MAX {
                copied.truncate(copied.floor_char_boundary(COPIED_BYTES_MAX));
                break;
            }
        }
        (!copied.is_empty()).then_some(copied)
    }

    /// What of a row's text is selected.
    pub(super) fn selected_of(
        &self,
        placed: Placed,
        text: &LaidText,
        rows: RowList<'_>,
    ) -> Range<usize> {
        let Some((first, last)) = self.ordered(rows) else { return 0..0 };
        let (Some(start), Some(end)) = (rows.index_of(first.row), rows.index_of(last.row)) else {
            return 0..0;
        };
        if placed.place < start || placed.place > end {
            return 0..0;
        }
        let from = if placed.place == start { first.byte } else { 0 };
        let to = if placed.place == end { last.byte } else { text.bytes };
        from.min(text.bytes)..to.min(text.bytes)
    }

    /// The ends of the selection in the order of the rows.
    fn ordered(&self, rows: RowList<'_>) -> Option<(Place, Place)> {
        let (start, end) = self.selection.ends?;
        let key = |place: Place| Some((rows.index_of(place.row)?, place.byte));
        Some(if key(start)? <= key(end)? { (start, end) } else { (end, start) })
    }

    /// The text under a point, with its row.
    fn text_at(&self, at: Point) -> Option<(Placed, &LaidText)> {
        let placed = self.placed_at(at)?;
        let text = self.text_of(placed)?;
        let height = text.seen_px.unwrap_or(text.shaped.height_px());
        let (x, y) = (at.0 - self.area.x - text.x, at.1 - placed.y - text.y);
        let inside =
            (-6.0..text.shaped.width_px() + 6.0).contains(&x) && (-3.0..height + 3.0).contains(&y);
        inside.then_some((placed, text))
    }

    fn text_of(&self, placed: Placed) -> Option<&LaidText> {
        match &self.laid.peek(&placed.id)?.1.body {
            LaidBody::Bubble(bubble) => Some(&bubble.text),
            LaidBody::System(text) => Some(text),
            LaidBody::Day(_) | LaidBody::Unread(_) | LaidBody::Header(_) | LaidBody::Gap { .. } => {
                None
            }
        }
    }

    /// The place in a text that is nearest to a point: above all rows the start of the first,
    /// below all the end of the last.
    fn nearest(&self, at: Point) -> Option<Place> {
        let texts = self.placed.iter().filter_map(|placed| Some((*placed, self.text_of(*placed)?)));
        let distance = |placed: &Placed| {
            if at.1 < placed.y {
                placed.y - at.1
            } else {
                (at.1 - placed.y - placed.height).max(0.0)
            }
        };
        let nearest =
            texts.min_by(|(one, _), (other, _)| distance(one).total_cmp(&distance(other)));
        let (placed, text) = nearest?;
        let at = (at.0 - self.area.x, at.1);
        let byte = if at.1 < placed.y {
            0
        } else if at.1 >= placed.y + placed.height {
            text.bytes
        } else {
            byte_at(text, placed, at)
        };
        Some(Place { row: placed.id, byte })
    }
}

/// The byte of the row's own text that is nearest to a point.
fn byte_at(text: &LaidText, placed: Placed, at: Point) -> usize {
    let within = (at.0 - text.x, at.1 - placed.y - text.y);
    text.shaped.byte_at(within).saturating_sub(text.lead_bytes)
}

fn own_text(text: &LaidText) -> &str {
    text.shaped.text().get(text.lead_bytes..).unwrap_or_default()
}
