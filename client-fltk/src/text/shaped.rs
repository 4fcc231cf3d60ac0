//! A laid out paragraph, and finding places in it.
//!
//! A caret stands between two letters, at a byte of the text. Where texts of both directions
//! meet, the same byte could be drawn at two places; the one is taken where a letter of the
//! paragraph's own direction would appear. So every byte has one place, and what moves the
//! caret to the left or the right goes by places, one letter after the other as they are seen.

use std::ops::Range;

use super::{Area, Direction, segments};

/// A laid out paragraph. Its places are in logical pixels from the left end of its widest
/// line and from the top.
#[derive(Debug)]
pub(crate) struct Shaped {
    layout: pango::Layout,
    text: String,
    direction: Direction,
    left: i32,
    width: i32,
    height: i32,
}

/// One line of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// The bytes of the text that are on it, without the line feed that ends it.
    pub(crate) range: Range<usize>,
    /// Whether the text went on to the next line for want of room, not by a line feed.
    pub(crate) wrapped: bool,
    /// The upper edge.
    pub(crate) top_px: f64,
    /// The lower edge.
    pub(crate) bottom_px: f64,
}

/// Which way a caret moves as it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// To the left.
    Left,
    /// To the right.
    Right,
}

impl Shaped {
    pub(super) fn new(layout: pango::Layout, direction: Direction) -> Self {
        let (_, logical) = layout.extents();
        let text = layout.text().to_string();
        let (left, width) = (logical.x(), logical.width());
        Self { layout, text, direction, left, width, height: logical.height() }
    }

    /// How wide the widest line is.
    pub(crate) fn width_px(&self) -> f64 {
        pango::units_to_double(self.width)
    }

    /// How high all lines are together.
    pub(crate) fn height_px(&self) -> f64 {
        pango::units_to_double(self.height)
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Which way the paragraph runs.
    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether something was left out for want of room.
    pub(crate) fn is_cut(&self) -> bool {
        self.layout.is_ellipsized()
    }

    /// Draws the paragraph with the top left corner of its lines at `x` and `y`, in the colour
    /// that is set.
    pub(crate) fn draw(&self, target: &cairo::Context, x: f64, y: f64) {
        target.move_to(x - pango::units_to_double(self.left), y);
        pangocairo::functions::show_layout(target, &self.layout);
    }

    /// The caret at `byte`: an area without width.
    pub(crate) fn caret(&self, byte: usize) -> Area {
        let (strong, _) = self.layout.cursor_pos(index(byte));
        Area {
            x: self.px_across(strong.x()),
            y: pango::units_to_double(strong.y()),
            width: 0.0,
            height: pango::units_to_double(strong.height()),
        }
    }

    /// Where a caret comes to stand that is put to a point: the nearest byte.
    pub(crate) fn byte_at(&self, (x, y): (f64, f64)) -> usize {
        let (_, at, trailing) = self.layout.xy_to_index(self.units_across(x), units(y));
        self.behind(at, trailing)
    }

    /// The letter that covers a point, by its first byte; nothing beside the lines.
    pub(crate) fn letter_at(&self, (x, y): (f64, f64)) -> Option<usize> {
        let (inside, at, _) = self.layout.xy_to_index(self.units_across(x), units(y));
        inside.then(|| usize::try_from(at).unwrap_or(0))
    }

    /// The areas that the letters of `range` cover, some for each line.
    pub(crate) fn boxes(&self, range: Range<usize>) -> Vec<Area> {
        let mut boxes = Vec::new();
        let lines = self.layout.lines_readonly();
        for (line, place) in lines.iter().zip(self.lines()) {
            // Past its own bytes Pango takes a line to be as wide as the paragraph.
            let start = range.start.max(place.range.start);
            let end = range.end.min(place.range.end);
            if start >= end {
                continue;
            }
            let sides = line.x_ranges(index(start), index(end));
            for side in sides.chunks_exact(2) {
                let (left, right) = (self.px_across(side[0]), self.px_across(side[1]));
                if right > left {
                    boxes.push(Area {
                        x: left,
                        y: place.top_px,
                        width: right - left,
                        height: place.bottom_px - place.top_px,
                    });
                }
            }
        }
        boxes
    }

    /// The lines, from the top.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut iter = self.layout.iter();
        loop {
            let (top, bottom) = iter.line_yrange();
            if let Some(line) = iter.line_readonly() {
                let start = usize::try_from(line.start_index()).unwrap_or(0);
                let end = start + usize::try_from(line.length()).unwrap_or(0);
                let (end, ended) = (end.min(self.text.len()), self.text.get(end..).unwrap_or_default());
                lines.push(Line {
                    range: start..end,
                    wrapped: !ended.is_empty() && !ended.starts_with(['\n', '\r', '\u{2029}']),
                    top_px: pango::units_to_double(top),
                    bottom_px: pango::units_to_double(bottom),
                });
            }
            if !iter.next_line() {
                return lines;
            }
        }
    }

    /// The line that a caret at `byte` is on, counted from 0.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        let (line, _) = self.layout.index_to_line_x(index(byte), false);
        usize::try_from(line).unwrap_or(0)
    }

    /// Where a caret at `byte` goes when it moves by one letter as they are seen; past the end
    /// of a line to the line before or after. Nothing at the ends of the paragraph.
    pub(crate) fn beside(&self, byte: usize, side: Side) -> Option<usize> {
        let lines = self.lines();
        let at = self.line_of(byte).min(lines.len().saturating_sub(1));
        let here = self.layout.cursor_pos(index(byte)).0.x();
        let ahead = |x: i32| match side {
            Side::Left => here - x,
            Side::Right => x - here,
        };
        // Of several bytes at one place, the one nearest in the text: it is what the caret
        // would have come to by the text's own order.
        let stop = self.stops(&lines[at]).filter(|(_, x)| ahead(*x) > 0);
        let stop = stop.min_by_key(|(stop, x)| (ahead(*x), stop.abs_diff(byte)));
        if let Some((stop, _)) = stop {
            return Some(stop);
        }
        let onward = (side == Side::Right) == (self.direction == Direction::LeftToRight);
        if onward {
            return Some(lines.get(at + 1)?.range.start);
        }
        self.stop_at_end(lines.get(at.checked_sub(1)?)?)
    }

    /// Where a caret goes that moves `lines` down (or up, if negative) and keeps to `x`, if
    /// there is such a line.
    pub(crate) fn vertically(&self, byte: usize, lines: isize, x: f64) -> Option<usize> {
        let line = self.line_of(byte).checked_add_signed(lines)?;
        let line = self.lines().into_iter().nth(line)?;
        Some(self.nearest_on(&line, x))
    }

    /// Where the line that `byte` is on starts and ends, for a caret.
    pub(crate) fn line_ends(&self, byte: usize) -> Range<usize> {
        let lines = self.lines();
        match lines.get(self.line_of(byte)) {
            Some(line) => line.range.start..self.stop_at_end(line).unwrap_or(line.range.end),
            None => 0..self.text.len(),
        }
    }

    /// The byte of a line whose caret is nearest to `x`.
    fn nearest_on(&self, line: &Line, x: f64) -> usize {
        let wanted = self.units_across(x);
        let nearest = self.stops(line).min_by_key(|(_, at)| at.abs_diff(wanted));
        nearest.map_or(line.range.start, |(stop, _)| stop)
    }

    /// The bytes of a line that a caret can stand at, and where. The end of a line that went
    /// on for want of room is not one of them: that byte is the start of the next line.
    fn stops(&self, line: &Line) -> impl Iterator<Item = (usize, i32)> {
        let end = line.wrapped.then_some(line.range.end);
        segments::boundaries(&self.text, line.range.clone())
            .filter(move |stop| Some(*stop) != end)
            .map(|stop| (stop, self.layout.cursor_pos(index(stop)).0.x()))
    }

    fn stop_at_end(&self, line: &Line) -> Option<usize> {
        self.stops(line).map(|(stop, _)| stop).last()
    }

    /// The byte behind as many characters after `at` as Pango counted.
    fn behind(&self, at: i32, characters: i32) -> usize {
        let start = usize::try_from(at).unwrap_or(0).min(self.text.len());
        let count = usize::try_from(characters).unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        let end = rest.char_indices().nth(count).map_or(self.text.len(), |(byte, _)| start + byte);
        if count > 0 && end == start { start } else { segments::floor_boundary(&self.text, end) }
    }

    fn px_across(&self, units: i32) -> f64 {
        pango::units_to_double(units - self.left)
    }

    fn units_across(&self, x: f64) -> i32 {
        units(x) + self.left
    }
}

/// Pango counts in 32 bits; texts that long are cut before they are laid out.
fn index(byte: usize) -> i32 {
    i32::try_from(byte).unwrap_or(i32::MAX)
}

/// Whole Pango units for a place; places beyond any screen are cut to what fits.
fn units(length_px: f64) -> i32 {
    pango::units_from_double(length_px.clamp(-1_000_000.0, 1_000_000.0))
}

#[cfg(test)]
mod tests {
    use std::sync::Once;

    use super::{Direction::*, *};
    use crate::text::{Editor, Motion, Paragraph, Style, Typesetter, editor::Lines, register_fonts};

    /// A text laid out at 16 pixels with the font that comes with the window.
    fn shape(text: &str, direction: Direction, width_px: Option<f64>) -> Shaped {
        static FONTS: Once = Once::new();
        FONTS.call_once(|| register_fonts().expect("the font comes with the window"));
        let paragraph = Paragraph { width_px, ..Paragraph::new(text, Style::regular(16.0), direction) };
        Typesetter::new().shape(&paragraph)
    }

    /// Where the caret stands before each letter and behind the last, in whole pixels.
    fn stops(shaped: &Shaped) -> Vec<i64> {
        let bytes = segments::boundaries(shaped.text(), 0..shaped.text().len());
        bytes.map(|byte| shaped.caret(byte).x.round() as i64).collect()
    }

    #[test]
    fn print_positions() {
        for (text, direction) in [
            ("hello", LeftToRight),
            ("سلام", RightToLeft),
            ("سلام", LeftToRight),
            ("abc سلام def", LeftToRight),
            ("abc سلام def", RightToLeft),
            ("قیمت 1250 تومان", RightToLeft),
            ("تاریخ ۱۴۰۳/۰۵/۱۲ بود", RightToLeft),
            ("می\u{200C}روم", RightToLeft),
            ("(سلام)", RightToLeft),
            ("ok 😀 بله", RightToLeft),
        ] {
            let shaped = shape(text, direction, None);
            println!("{text:?} {direction:?} {:.1}x{:.1} {:?}", shaped.width_px(), shaped.height_px(), stops(&shaped));
        }
    }
}
