//! The messages of a conversation.
//!
//! Only the rows that can be seen are laid out, and a bounded number of others stays laid out;
//! of the rest the heights are guessed. What is seen is held by an anchor, a row and how many
//! pixels of it are above the upper edge, so it stays where it is while guesses are corrected
//! and rows come and go above. Whoever has scrolled to the end stays at the end.

mod heights;
mod lay;
mod paint;
mod select;

use std::ops::Range;

pub(super) use self::paint::{MESSAGE, draw_empty};
use self::{
    heights::Heights,
    lay::{Laid, guess, lay, whole},
    select::Selection,
};
use super::{brush::Brush, canvas::Area, input::Point};
use crate::{
    model::{RowChange, RowId, RowList, Scroll},
    text::{Cache, Direction},
};

/// Rows that stay laid out: some screens full.
const LAID_MAX: usize = 400;

/// The last row ends this far above the lower edge.
const FOOT_PX: f64 = 10.0;

/// The messages of a conversation.
pub(super) struct List {
    area: Area,
    direction: Direction,
    heights: Heights,
    laid: Cache<RowId, (u32, Laid)>,
    /// What the layouts were made for: width and size of letters.
    laid_for: (f64, f64),
    anchor: Anchor,
    /// Rows that can be seen, as of the last time they were drawn.
    placed: Vec<Placed>,
    pub(super) selection: Selection,
    /// Where the handle of the scroll bar was taken, in pixels from its top.
    grabbed: Option<f64>,
    /// A row to be looked for once there is a size.
    wanted: Option<Scroll>,
    /// What was last said about what can be seen.
    reported: Option<(Range<usize>, bool)>,
}

/// What is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Anchor {
    /// The end.
    End,
    /// This row is the first that is seen, and so much of it is above the upper edge.
    Row(usize, f64),
}

/// A row that can be seen.
#[derive(Clone, Copy, Debug)]
struct Placed {
    place: usize,
    id: RowId,
    y: f64,
    height: f64,
}

impl List {
    pub(super) fn new() -> Self {
        Self {
            area: Area::default(),
            direction: Direction::LeftToRight,
            heights: Heights::default(),
            laid: Cache::new(LAID_MAX),
            laid_for: (0.0, 0.0),
            anchor: Anchor::End,
            placed: Vec::new(),
            selection: Selection::default(),
            grabbed: None,
            wanted: None,
            reported: None,
        }
    }

    /// Drops all layouts, because colours, scale or language are others.
    pub(super) fn forget(&mut self) {
        self.laid.clear();
        self.laid_for = (0.0, 0.0);
    }

    /// Takes over how the rows have changed.
    pub(super) fn change(&mut self, zoom: f64, rows: RowList<'_>, changes: &[RowChange]) {
        let width = self.area.width;
        let guesses = |range: Range<usize>| -> Vec<u32> {
            let outline =
                |place| rows.outline(place).map_or(24, |outline| guess(zoom, outline, width));
            range.map(outline).collect()
        };
        for change in changes {
            match change {
                RowChange::Reset => {
                    self.heights = Heights::new(guesses(0..rows.len()));
                    self.laid.clear();
                    self.selection = Selection::default();
                    self.anchor = Anchor::End;
                    self.reported = None;
                }
                RowChange::Inserted(range) => {
                    // Indexes are those of the moment; only rows that still are there have an
                    // outline, and a wrong guess is corrected when the row is seen.
                    self.heights.insert(range.start, guesses(range.clone()));
                    if let Anchor::Row(row, _) = &mut self.anchor
                        && range.start <= *row
                    {
                        *row += range.len();
                    }
                }
                RowChange::Removed(range) => {
                    self.heights.remove(range.clone());
                    if let Anchor::Row(row, offset) = &mut self.anchor {
                        if range.contains(row) {
                            (*row, *offset) = (range.start, 0.0);
                        } else if range.end <= *row {
                            *row -= range.len();
                        }
                    }
                }
                RowChange::Changed(range) => {
                    for place in range.clone() {
                        if let Some(id) = rows.id(place) {
                            self.laid.forget(&id);
                        }
                    }
                }
            }
        }
    }

    /// Shows a place as soon as the list is drawn next.
    pub(super) fn scroll_to(&mut self, goal: Scroll) {
        self.wanted = Some(goal);
        // Whoever asks wants to know what can be seen then.
        self.reported = None;
        if goal == Scroll::Newest {
            self.anchor = Anchor::End;
        }
    }

    /// Whether the end of the newest row can be seen.
    pub(super) fn is_at_end(&self) -> bool {
        self.anchor == Anchor::End
    }

    /// The places of the rows that can be seen.
    pub(super) fn seen(&self) -> Range<usize> {
        let ends = self.placed.first().zip(self.placed.last());
        ends.map_or(0..0, |(first, last)| first.place..last.place + 1)
    }

    /// What can be seen, if that is something else than what was said last.
    pub(super) fn report(&mut self) -> Option<(Range<usize>, bool)> {
        let (first, last) = (self.placed.first()?.place, self.placed.last()?.place);
        let report = (first..last + 1, self.is_at_end());
        (self.reported.as_ref() != Some(&report)).then(|| {
            self.reported = Some(report.clone());
            report
        })
    }

    /// Moves what is seen by so many pixels; more is further down.
    pub(super) fn scroll_by(&mut self, pixels: f64) {
        let (row, offset) = self.first_seen();
        self.anchor = Anchor::Row(row, offset + pixels);
    }

    /// Moves what is seen by a page.
    pub(super) fn page(&mut self, pages: f64) {
        self.scroll_by(pages * (self.area.height - 48.0).max(48.0));
    }

    /// Shows the oldest row.
    pub(super) fn show_start(&mut self) {
        self.anchor = Anchor::Row(0, 0.0);
    }

    fn first_seen(&self) -> (usize, f64) {
        match (self.anchor, self.placed.first()) {
            (Anchor::Row(row, offset), _) => (row, offset),
            (Anchor::End, Some(first)) => (first.place, self.area.y - first.y),
            (Anchor::End, None) => (0, 0.0),
        }
    }

    /// The layout of a row, made if it is not there; corrects the row's height.
    fn height_of(&mut self, brush: &Brush<'_>, rows: RowList<'_>, place: usize) -> f64 {
        let Some(row) = rows.get(place) else { return f64::from(self.heights.height(place)) };
        let width = self.area.width;
        let make = || (row.revision, lay(brush, &row, width));
        let entry = self.laid.or_make(row.id, make);
        if entry.0 != row.revision {
            *entry = make();
        }
        let height = entry.1.height_px;
        if whole(height) != self.heights.height(place) {
            self.heights.set(place, whole(height));
        }
        height
    }

    /// Finds out which rows can be seen and where.
    fn arrange(&mut self, brush: &Brush<'_>, rows: RowList<'_>, area: Area) {
        self.direction = brush.direction;
        let size = brush.zoom();
        if self.laid_for != (area.width, size) {
            self.laid.clear();
            self.area = area;
            let guesses = (0..rows.len()).map(|place| {
                rows.outline(place).map_or(24, |outline| guess(brush.zoom(), outline, area.width))
            });
            self.heights = Heights::new(guesses.collect());
            self.laid_for = (area.width, size);
        }
        self.area = area;
        if self.heights.len() != rows.len() {
            // A change went by unseen: begin anew rather than draw what is not there.
            self.change(brush.zoom(), rows, &[RowChange::Reset]);
        }
        self.take_wanted(brush, rows);
        self.placed.clear();
        if rows.is_empty() {
            self.anchor = Anchor::End;
            return;
        }
        match self.anchor {
            Anchor::End => self.place_from_end(brush, rows),
            Anchor::Row(row, offset) => {
                self.place_from(brush, rows, row.min(rows.len() - 1), offset)
            }
        }
    }

    fn take_wanted(&mut self, brush: &Brush<'_>, rows: RowList<'_>) {
        let (row, in_middle) = match self.wanted.take() {
            Some(Scroll::Row(row)) => (row, true),
            Some(Scroll::Top(row)) => (row, false),
            Some(Scroll::Newest) | None => return,
        };
        let Some(place) = rows.index_of(row) else { return };
        let height = self.height_of(brush, rows, place);
        let above = if in_middle { (self.area.height - height).max(0.0) / 2.0 } else { 24.0 };
        self.anchor = Anchor::Row(place, -above);
    }

    fn place_from_end(&mut self, brush: &Brush<'_>, rows: RowList<'_>) {
        let foot = self.area.bottom() - FOOT_PX;
        let mut y = foot;
        for place in (0..rows.len()).rev() {
            if y <= self.area.y {
                break;
            }
            let height = self.height_of(brush, rows, place);
            y -= height;
            self.put(rows, place, y, height);
        }
        self.placed.reverse();
        if y > self.area.y {
            // Few messages begin at the top, where reading begins.
            let up = y - self.area.y - FOOT_PX.min(y - self.area.y);
            for placed in &mut self.placed {
                placed.y -= up;
            }
        }
    }

    fn place_from(&mut self, brush: &Brush<'_>, rows: RowList<'_>, row: usize, offset: f64) {
        let (mut row, mut offset) = (row, offset);
        while offset < 0.0 && row > 0 {
            row -= 1;
            offset += self.height_of(brush, rows, row);
        }
        loop {
            let height = self.height_of(brush, rows, row);
            if offset < height || row + 1 >= rows.len() {
                break;
            }
            offset -= height;
            row += 1;
        }
        let offset = offset.max(0.0);
        self.anchor = Anchor::Row(row, offset);
        let mut y = self.area.y - offset;
        for place in row..rows.len() {
            if y >= self.area.bottom() {
                return;
            }
            let height = self.height_of(brush, rows, place);
            self.put(rows, place, y, height);
            y += height;
        }
        if y <= self.area.bottom() - FOOT_PX {
            // That was all: whoever is here is at the end, and stays there.
            self.anchor = Anchor::End;
            self.placed.clear();
            self.place_from_end(brush, rows);
        }
    }

    fn put(&mut self, rows: RowList<'_>, place: usize, y: f64, height: f64) {
        if let Some(id) = rows.id(place) {
            self.placed.push(Placed { place, id, y: y.round(), height });
        }
    }

    /// The handle of the scroll bar, if there is more than can be seen.
    fn handle(&self) -> Option<Area> {
        const WIDTH_PX: f64 = 6.0;
        const HEIGHT_PX_MIN: f64 = 32.0;
        #[expect(clippy::cast_precision_loss, reason = "pixels of a list are far below 2^52")]
        let total = self.heights.total() as f64 + FOOT_PX;
        let first = self.placed.first()?;
        if total <= self.area.height {
            return None;
        }
        let bar = self
            .area
            .end(self.direction, WIDTH_PX + 3.0)
            .part(self.direction, 0.0, WIDTH_PX)
            .inset_each(0.0, 3.0);
        #[expect(clippy::cast_precision_loss, reason = "pixels of a list are far below 2^52")]
        let above = self.heights.top(first.place) as f64 + self.area.y - first.y;
        let height = (bar.height * self.area.height / total).max(HEIGHT_PX_MIN);
        let share = (above / (total - self.area.height)).clamp(0.0, 1.0);
        Some(Area { y: bar.y + share * (bar.height - height), height, ..bar })
    }

    /// Takes the scroll bar's handle, if a press of the button is on the bar.
    pub(super) fn grab(&mut self, at: Point) -> bool {
        let Some(handle) = self.handle() else { return false };
        let bar = Area {
            x: handle.x - 4.0,
            width: handle.width + 8.0,
            y: self.area.y,
            height: self.area.height,
        };
        if !bar.contains(at) {
            return false;
        }
        let within = at.1 - handle.y;
        self.grabbed =
            Some(if (0.0..handle.height).contains(&within) { within } else { handle.height / 2.0 });
        self.drag_handle(at);
        true
    }

    /// Moves the handle that was taken; returns whether one was.
    pub(super) fn drag_handle(&mut self, at: Point) -> bool {
        let (Some(grabbed), Some(handle)) = (self.grabbed, self.handle()) else { return false };
        let room = (self.area.height - 6.0 - handle.height).max(1.0);
        let share = ((at.1 - grabbed - self.area.y - 3.0) / room).clamp(0.0, 1.0);
        if share >= 1.0 {
            self.anchor = Anchor::End;
            return true;
        }
        #[expect(clippy::cast_precision_loss, reason = "pixels of a list are far below 2^52")]
        let scrollable = (self.heights.total() as f64 + FOOT_PX - self.area.height).max(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is a place in the list"
        )]
        let (row, below) = self.heights.row_at((share * scrollable) as u64);
        #[expect(clippy::cast_precision_loss, reason = "it is less than a row is high")]
        let below = below as f64;
        self.anchor = Anchor::Row(row, below);
        true
    }

    /// Lets go of the handle; returns whether it was taken.
    pub(super) fn let_go(&mut self) -> bool {
        self.grabbed.take().is_some()
    }

    /// The row at a point.
    pub(super) fn row_at(&self, at: Point) -> Option<RowId> {
        self.placed_at(at).map(|placed| placed.id)
    }

    fn placed_at(&self, (x, y): Point) -> Option<Placed> {
        if !self.area.contains((x, y)) {
            return None;
        }
        self.placed.iter().copied().find(|placed| y >= placed.y && y < placed.y + placed.height)
    }

    /// Where the list is, as of the last time it was drawn.
    pub(super) fn area(&self) -> Area {
        self.area
    }
}
