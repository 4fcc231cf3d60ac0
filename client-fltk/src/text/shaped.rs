//! A laid out paragraph, and finding places in it.
//!
//! A caret stands between two letters, at a byte of the text. Where texts of both directions
//! meet, the same byte could be drawn at two places; the one is taken where a letter of the
//! paragraph's own direction would appear. So every byte has one place, and what moves the
//! caret to the left or the right goes by places, one letter after the other as they are seen.

use std::ops::Range;

use super::{Area, Direction, segments};

/// A laid out text. Its places are in logical pixels from the left end of its widest line and
/// from the top.
///
/// Where lines of the writer's own making run in different directions, each is laid out by
/// itself; else all are one piece.
#[derive(Debug)]
pub(crate) struct Shaped {
    pieces: Vec<Piece>,
    text: String,
    direction: Direction,
    width: i32,
    height: i32,
}

/// A part of a text that is laid out by itself.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) layout: pango::Layout,
    pub(super) direction: Direction,
    /// The bytes of the text.
    pub(super) range: Range<usize>,
    /// How far below the one before it begins.
    pub(super) gap: i32,
    /// Where it is, in Pango's units: what to add to a place in the layout.
    left: i32,
    top: i32,
}

impl Piece {
    pub(super) fn new(
        layout: pango::Layout,
        direction: Direction,
        range: Range<usize>,
        gap: i32,
    ) -> Self {
        Self { layout, direction, range, gap, left: 0, top: 0 }
    }

    /// A byte of the text as Pango counts it.
    fn index(&self, byte: usize) -> i32 {
        index(byte.clamp(self.range.start, self.range.end) - self.range.start)
    }

    /// Where a caret at `byte` stands, from the left end of the text.
    fn x(&self, byte: usize) -> i32 {
        self.layout.cursor_pos(self.index(byte)).0.x() + self.left
    }
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
    /// The pieces one below the other, in the width of the widest, or of `width_min` units.
    pub(super) fn new(
        text: &str,
        direction: Direction,
        mut pieces: Vec<Piece>,
        width_min: i32,
    ) -> Self {
        assert!(!pieces.is_empty(), "even an empty text has a line for the caret");
        let extents = |piece: &Piece| piece.layout.extents().1;
        let width = pieces.iter().map(|piece| extents(piece).width()).max().unwrap_or(0);
        let width = width.max(width_min);
        let mut height = 0;
        for piece in &mut pieces {
            let logical = extents(piece);
            let start = match piece.direction {
                Direction::LeftToRight => 0,
                Direction::RightToLeft => width - logical.width(),
            };
            piece.left = start - logical.x();
            piece.top = height + piece.gap;
            height = piece.top + logical.height();
        }
        Self { pieces, text: text.to_owned(), direction, width, height }
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

    /// Which way the text runs.
    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether something was left out for want of room.
    #[cfg(test)]
    pub(crate) fn is_cut(&self) -> bool {
        self.pieces.iter().any(|piece| piece.layout.is_ellipsized())
    }

    /// Draws the text with the top left corner of its lines at `x` and `y`, in the colour that
    /// is set.
    pub(crate) fn draw(&self, target: &cairo::Context, x: f64, y: f64) {
        for piece in &self.pieces {
            let (left, top) =
                (pango::units_to_double(piece.left), pango::units_to_double(piece.top));
            target.move_to(x + left, y + top);
            pangocairo::functions::show_layout(target, &piece.layout);
        }
    }

    /// The caret at `byte`: an area without width.
    pub(crate) fn caret(&self, byte: usize) -> Area {
        let piece = self.piece_of(byte);
        let (strong, _) = piece.layout.cursor_pos(piece.index(byte));
        Area {
            x: pango::units_to_double(strong.x() + piece.left),
            y: pango::units_to_double(strong.y() + piece.top),
            width: 0.0,
            height: pango::units_to_double(strong.height()),
        }
    }

    /// Where a caret comes to stand that is put to a point: the byte whose place on that line is
    /// nearest. The letter under the point would be a worse guide: beside a number in a Persian
    /// line it may be one whose caret stands at the number's other end.
    pub(crate) fn byte_at(&self, (x, y): (f64, f64)) -> usize {
        let lines = self.lines();
        let line = lines.iter().find(|line| y < line.bottom_px).or(lines.last());
        line.map_or(0, |line| self.nearest_on(line, x))
    }

    /// The areas that the letters of `range` cover, some for each line; none touches another on
    /// its line.
    pub(crate) fn boxes(&self, range: Range<usize>) -> Vec<Area> {
        let mut boxes = Vec::new();
        let mut places = self.lines().into_iter();
        for piece in &self.pieces {
            for (line, place) in
                piece.layout.lines_readonly().iter().zip(places.by_ref().take(piece.lines()))
            {
                // Past its own bytes Pango takes a line to be as wide as the paragraph.
                let start = range.start.max(place.range.start);
                let end = range.end.min(place.range.end);
                if start >= end {
                    continue;
                }
                let sides = line.x_ranges(piece.index(start), piece.index(end));
                for (left, right) in joined(&sides) {
                    boxes.push(Area {
                        x: pango::units_to_double(left + piece.left),
                        y: place.top_px,
                        width: pango::units_to_double(right - left),
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
        for piece in &self.pieces {
            let mut iter = piece.layout.iter();
            loop {
                let (top, bottom) = iter.line_yrange();
                if let Some(line) = iter.line_readonly() {
                    let start =
                        piece.range.start + usize::try_from(line.start_index()).unwrap_or(0);
                    let end = start + usize::try_from(line.length()).unwrap_or(0);
                    let end = end.min(piece.range.end);
                    let rest = self.text.get(end..piece.range.end).unwrap_or_default();
                    lines.push(Line {
                        range: start..end,
                        wrapped: !rest.is_empty() && !rest.starts_with(['\n', '\r', '\u{2029}']),
                        top_px: pango::units_to_double(top + piece.top),
                        bottom_px: pango::units_to_double(bottom + piece.top),
                    });
                }
                if !iter.next_line() {
                    break;
                }
            }
        }
        lines
    }

    /// The line that a caret at `byte` is on, counted from 0.
    pub(crate) fn line_of(&self, byte: usize) -> usize {
        let at = self.place_of(byte);
        let before: usize = self.pieces[..at].iter().map(Piece::lines).sum();
        let piece = &self.pieces[at];
        let (line, _) = piece.layout.index_to_line_x(piece.index(byte), false);
        before + usize::try_from(line).unwrap_or(0)
    }

    /// Which piece a byte is in; behind a line feed begins the next.
    fn place_of(&self, byte: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.range.start <= byte);
        after.saturating_sub(1)
    }

    fn piece_of(&self, byte: usize) -> &Piece {
        &self.pieces[self.place_of(byte)]
    }

    /// Where a caret at `byte` goes when it moves by one letter as they are seen; past the end
    /// of a line to the line before or after. Nothing at the ends of the paragraph.
    pub(crate) fn beside(&self, byte: usize, side: Side) -> Option<usize> {
        let lines = self.lines();
        let at = self.line_of(byte).min(lines.len().saturating_sub(1));
        let piece = self.piece_of(byte);
        let here = piece.x(byte);
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
        let onward = (side == Side::Right) == (piece.direction == Direction::LeftToRight);
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
        let wanted = units(x);
        let nearest = self.stops(line).min_by_key(|(_, at)| at.abs_diff(wanted));
        nearest.map_or(line.range.start, |(stop, _)| stop)
    }

    /// The bytes of a line that a caret can stand at, and where. The end of a line that went
    /// on for want of room is not one of them: that byte is the start of the next line.
    fn stops(&self, line: &Line) -> impl Iterator<Item = (usize, i32)> {
        let end = line.wrapped.then_some(line.range.end);
        let piece = self.piece_of(line.range.start);
        segments::boundaries(&self.text, line.range.clone())
            .filter(move |stop| Some(*stop) != end)
            .map(|stop| (stop, piece.x(stop)))
    }

    fn stop_at_end(&self, line: &Line) -> Option<usize> {
        self.stops(line).map(|(stop, _)| stop).last()
    }
}

impl Piece {
    /// How many lines it has.
    fn lines(&self) -> usize {
        usize::try_from(self.layout.line_count()).unwrap_or(0)
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

/// The sides of what Pango tells run by run, with runs that touch as one: between two a seam
/// would be seen.
fn joined(sides: &[i32]) -> Vec<(i32, i32)> {
    let runs = sides.chunks_exact(2).map(|side| (side[0], side[1]));
    let mut runs: Vec<_> = runs.filter(|(left, right)| right > left).collect();
    runs.sort_unstable();
    let mut joined: Vec<(i32, i32)> = Vec::new();
    for (left, right) in runs {
        match joined.last_mut() {
            Some(last) if left - last.1 < pango::SCALE => last.1 = last.1.max(right),
            Some(_) | None => joined.push((left, right)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use std::sync::Once;

    use super::{Direction::*, *};
    use crate::text::{
        Editor, Mark, Motion, Paragraph, Style, Typesetter, editor::Lines, register_fonts,
    };

    #[test]
    fn runs_that_touch_are_one_box() {
        let px = pango::SCALE;
        assert_eq!(joined(&[]), []);
        assert_eq!(joined(&[40 * px, 60 * px, 10 * px, 40 * px, 5, 5]), [(10 * px, 60 * px)]);
        assert_eq!(joined(&[0, px, 2 * px - 1, 3 * px]), [(0, 3 * px)]);
        assert_eq!(joined(&[0, px, 2 * px, 3 * px]), [(0, px), (2 * px, 3 * px)]);
    }

    fn register() {
        static FONTS: Once = Once::new();
        FONTS.call_once(|| register_fonts().expect("the font comes with the window"));
    }

    /// A text laid out at 16 pixels with the font that comes with the window.
    fn shape(text: &str, direction: Direction, width_px: Option<f64>) -> Shaped {
        register();
        let paragraph =
            Paragraph { width_px, ..Paragraph::new(text, Style::regular(16.0), direction) };
        Typesetter::new().shape(&paragraph)
    }

    /// A place in whole pixels.
    fn whole(place_px: f64) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "the texts are short")]
        let whole = place_px.round() as i64;
        whole
    }

    /// Where the caret stands before each letter and behind the last, in whole pixels.
    fn stops(shaped: &Shaped) -> Vec<i64> {
        let bytes = segments::boundaries(shaped.text(), 0..shaped.text().len());
        bytes.map(|byte| whole(shaped.caret(byte).x)).collect()
    }

    /// Rendering differs by a hair between versions of the libraries.
    fn assert_stops(shaped: &Shaped, expected: &[i64]) {
        let stops = stops(shaped);
        let near = stops.len() == expected.len()
            && stops.iter().zip(expected).all(|(stop, expected)| stop.abs_diff(*expected) <= 1);
        assert!(near, "{:?}: {stops:?}, not {expected:?}", shaped.text());
    }

    /// The bytes that a caret comes by on its way from one end of a text to the other.
    fn walk(shaped: &Shaped, from: usize, side: Side) -> Vec<usize> {
        std::iter::successors(Some(from), |byte| shaped.beside(*byte, side)).collect()
    }

    #[test]
    fn carets_stand_where_letters_meet() {
        let stops_of = |text, direction| shape(text, direction, None);
        assert_stops(&stops_of("hello", LeftToRight), &[0, 9, 17, 21, 25, 34]);
        assert_stops(&stops_of("سلام", RightToLeft), &[32, 19, 14, 10, 0]);
        // In a line of the other direction both ends belong to the line.
        assert_stops(&stops_of("سلام", LeftToRight), &[0, 19, 14, 10, 32]);
        assert_stops(
            &stops_of("abc سلام def", LeftToRight),
            &[0, 9, 18, 26, 30, 50, 45, 40, 62, 66, 75, 84, 90],
        );
        assert_stops(
            &stops_of("abc سلام def", RightToLeft),
            &[90, 72, 81, 63, 59, 47, 42, 37, 27, 23, 9, 18, 0],
        );
    }

    #[test]
    fn numbers_run_from_left_to_right_in_persian() {
        assert_stops(
            &shape("قیمت 1250 تومان", RightToLeft, None),
            &[117, 110, 104, 95, 80, 76, 49, 58, 67, 40, 36, 31, 24, 15, 11, 0],
        );
        assert_stops(
            &shape("تاریخ ۱۴۰۳/۰۵/۱۲ بود", RightToLeft, None),
            &[
                133, 128, 124, 118, 113, 102, 97, 28, 38, 44, 55, 61, 68, 78, 84, 89, 24, 19, 15,
                8, 0,
            ],
        );
    }

    #[test]
    fn a_half_space_has_no_place_of_its_own() {
        // Six letters with the half-space, which the caret never stands before.
        assert_stops(&shape("می\u{200C}روم", RightToLeft, None), &[41, 32, 22, 16, 10, 0]);
        assert_stops(&shape("(سلام)", RightToLeft, None), &[43, 37, 25, 20, 15, 5, 0]);
    }

    #[test]
    fn an_emoji_is_one_letter() {
        for emoji in ["😀", "👍🏽", "👨‍👩‍👧", "🇮🇷", "❤️"] {
            let text = format!("بله {emoji} خوب");
            let shaped = shape(&text, RightToLeft, None);
            let start = text.find(emoji).expect("it is in there");
            let end = start + emoji.len();
            assert!(shaped.caret(start).x > shaped.caret(end).x, "{emoji}");
            let middle = (shaped.caret(start).x + shaped.caret(end).x) / 2.0;
            for x in [middle - 1.0, middle + 1.0] {
                let byte = shaped.byte_at((x, 10.0));
                assert!(byte == start || byte == end, "{emoji}: {byte}");
            }
            let walked = walk(&shaped, 0, Side::Left);
            assert!(walked.contains(&start) && walked.contains(&end), "{emoji}");
            assert!(walked.iter().all(|byte| *byte <= start || *byte >= end), "{emoji}");
        }
    }

    #[test]
    fn the_caret_walks_as_it_is_seen_and_leaves_nothing_out() {
        for text in [
            "abc سلام def",
            "قیمت 1250 تومان",
            "سلام",
            "hello",
            "می\u{200C}روم (خانه) ok",
            "Mixed: the word کتاب means book",
            "rust چطور است؟",
        ] {
            for direction in [LeftToRight, RightToLeft] {
                let shaped = shape(text, direction, None);
                let (start, end) = (0, text.len());
                let (leftmost, rightmost) = match direction {
                    LeftToRight => (start, end),
                    RightToLeft => (end, start),
                };
                let rightward = walk(&shaped, leftmost, Side::Right);
                let leftward = walk(&shaped, rightmost, Side::Left);
                for pair in rightward.windows(2) {
                    let (one, other) = (shaped.caret(pair[0]).x, shaped.caret(pair[1]).x);
                    assert!(other > one, "{text}: right means right: {rightward:?}");
                }
                for pair in leftward.windows(2) {
                    assert!(
                        shaped.caret(pair[1]).x < shaped.caret(pair[0]).x,
                        "{text}: {leftward:?}"
                    );
                }
                let places = |bytes: &[usize]| {
                    let mut places: Vec<i64> =
                        bytes.iter().map(|byte| whole(shaped.caret(*byte).x)).collect();
                    places.sort_unstable();
                    places.dedup();
                    places
                };
                let all: Vec<usize> = segments::boundaries(text, 0..text.len()).collect();
                assert_eq!(places(&rightward), places(&all), "{text} {direction:?}");
                assert_eq!(places(&leftward), places(&all), "{text} {direction:?}");
            }
        }
    }

    #[test]
    fn walking_goes_on_over_lines() {
        let text = "سلام دنیا این متن چند خط دارد\nو این هم خط آخر است";
        let shaped = shape(text, RightToLeft, Some(90.0));
        assert!(shaped.lines().len() >= 4);
        let leftward = walk(&shaped, 0, Side::Left);
        assert_eq!(leftward.last(), Some(&text.len()));
        let rightward = walk(&shaped, text.len(), Side::Right);
        assert_eq!(rightward.last(), Some(&0));
        // In a text of one direction every boundary is come by, one after the other.
        let all: Vec<usize> = segments::boundaries(text, 0..text.len()).collect();
        assert_eq!(leftward, all);
        assert_eq!(rightward, all.into_iter().rev().collect::<Vec<_>>());
    }

    #[test]
    fn lines_break_between_words_and_begin_at_their_side() {
        let text = "بله، من دیروز روی Debian 12 نصبش کردم؛ فقط با fontconfig مشکل داشتم";
        let shaped = shape(text, RightToLeft, Some(200.0));
        let lines = shaped.lines();
        assert!(lines.len() >= 3);
        for line in &lines {
            let start = shaped.caret(line.range.start).x;
            assert!((start - shaped.width_px()).abs() < 1.0, "{line:?} starts at {start}");
            if line.wrapped {
                assert!(text[..line.range.end].ends_with(' '), "{:?}", &text[line.range.clone()]);
            }
        }
        // A word too long for a line is broken inside.
        let shaped =
            shape("https://example.org/a/very/long/path/without/spaces", LeftToRight, Some(120.0));
        assert!(shaped.lines().len() >= 3 && shaped.width_px() <= 120.5);
    }

    #[test]
    fn a_selection_covers_its_letters_in_both_directions() {
        let text = "abc سلام def";
        let shaped = shape(text, LeftToRight, None);
        let boxes = shaped.boxes(0..text.len());
        let whole: f64 = boxes.iter().map(|area| area.width).sum();
        assert!((whole - shaped.width_px()).abs() < 1.0);
        // From inside the one into the other it is in two pieces.
        let start = text.find('ل').expect("it is there");
        let end = text.find('d').expect("it is there") + 1;
        let boxes = shaped.boxes(start..end);
        let letters: f64 = boxes.iter().map(|area| area.width).sum();
        assert!(boxes.len() >= 2, "{boxes:?}");
        assert!((letters - (50.0 - 30.0 + 75.0 - 62.0)).abs() < 2.0, "{boxes:?}");
        assert!(shaped.boxes(3..3).is_empty());
    }

    #[test]
    fn a_point_finds_the_nearest_letter() {
        for (text, direction) in [
            ("abc سلام def", LeftToRight),
            ("قیمت 1250 تومان", RightToLeft),
            ("می\u{200C}روم", RightToLeft),
        ] {
            let shaped = shape(text, direction, None);
            for byte in segments::boundaries(text, 0..text.len()) {
                let caret = shaped.caret(byte);
                let found = shaped.byte_at((caret.x, caret.y + caret.height / 2.0));
                let apart = (shaped.caret(found).x - caret.x).abs();
                // Where directions meet, another byte may have its place there too.
                let meets = text[..byte].chars().next_back().zip(text[byte..].chars().next());
                let same = meets.is_none_or(|(one, other)| one.is_ascii() == other.is_ascii());
                assert!(apart < 1.0 || !same, "{text}: byte {byte} found as {found}");
            }
        }
    }

    #[test]
    fn motions_keep_to_words_lines_and_columns() {
        let text = "سلام دنیای بزرگ\nok 12\nخط سوم بلند است";
        let shaped = shape(text, RightToLeft, None);
        let mut editor = Editor::with_text(Lines::Several, text);
        editor.put_caret(0, false);
        editor.go(Motion::WordLeft, false, &shaped);
        assert_eq!(&text[..editor.caret()], "سلام", "left is onward in Persian");
        editor.go(Motion::WordRight, false, &shaped);
        assert_eq!(editor.caret(), 0);
        editor.go(Motion::LineEnd, false, &shaped);
        assert_eq!(&text[..editor.caret()], "سلام دنیای بزرگ");
        let end = editor.caret();
        editor.go(Motion::Down, false, &shaped);
        editor.go(Motion::Down, false, &shaped);
        editor.go(Motion::Up, false, &shaped);
        editor.go(Motion::Up, false, &shaped);
        assert_eq!(editor.caret(), end, "the column is kept past a shorter line");
        assert!(!editor.go(Motion::Up, false, &shaped));
        editor.go(Motion::LineStart, true, &shaped);
        assert_eq!(editor.selected_text(), Some("سلام دنیای بزرگ"));
        editor.go(Motion::Left, false, &shaped);
        assert_eq!(editor.caret(), end, "leaving a selection to the left is onward in Persian");
        editor.go(Motion::TextEnd, false, &shaped);
        assert_eq!(editor.caret(), text.len());
    }

    #[test]
    fn lines_of_a_writer_run_each_its_own_way() {
        let text = "سلام دنیا، حالتان چطور است؟\nhello world?\nخوب";
        let shaped = shape(text, RightToLeft, Some(400.0));
        assert_eq!(shaped.lines().len(), 3);
        let english = text.find("hello").expect("it is there");
        let (start, end) = (shaped.caret(english), shaped.caret(english + "hello world?".len()));
        assert!(
            start.x < 1.0 && end.x > 80.0,
            "from left to right, at the left: {start:?} {end:?}"
        );
        assert_eq!(shaped.line_of(english), 1);
        assert!(shaped.caret(0).x > shaped.width_px() - 1.0);
        // Carets, points and walks find their way from the one into the other.
        for byte in segments::boundaries(text, 0..text.len()) {
            let caret = shaped.caret(byte);
            assert_eq!(shaped.byte_at((caret.x, caret.y + caret.height / 2.0)), byte);
        }
        assert_eq!(shaped.beside(english, Side::Left), Some(english - 1));
        assert_eq!(shaped.beside(english - 1, Side::Left), Some(english));
        assert_eq!(shaped.boxes(0..text.len()).len(), 3);
    }

    #[test]
    fn a_line_that_does_not_fit_is_cut() {
        let long = "نام بسیار بسیار بلند یک اتاق";
        let paragraph = Paragraph::new(long, Style::regular(16.0), RightToLeft).cut(60.0);
        let _ready = shape("", LeftToRight, None);
        let shaped = Typesetter::new().shape(&paragraph);
        assert!(shaped.is_cut() && shaped.width_px() <= 60.5);
    }

    #[test]
    fn a_word_that_is_too_long_is_broken_without_a_hyphen() {
        /// Glyphs that have a width, as letters have.
        fn glyphs(shaped: &Shaped) -> usize {
            let lines = shaped.pieces.iter().flat_map(|piece| piece.layout.lines_readonly());
            let runs = lines.flat_map(|line| line.runs());
            let wide = |run: pango::GlyphItem| {
                let glyphs = run.glyph_string();
                glyphs.glyph_info().iter().filter(|glyph| glyph.geometry().width() > 0).count()
            };
            runs.map(wide).sum()
        }
        let word = "incomprehensibilities";
        let narrow = shape(word, LeftToRight, Some(60.0));
        assert!(narrow.pieces[0].layout.line_count() > 1);
        assert_eq!(glyphs(&narrow), word.len());
        let asked = shape("incompre\u{AD}hensibilities", LeftToRight, Some(90.0));
        assert_eq!(glyphs(&asked), word.len() + 1, "its writer wants one");
    }

    #[test]
    fn code_runs_from_left_to_right_and_lines_that_fill_begin_at_the_sides() {
        register();
        let text = "این:\nprintln!(\"سلام\"); // توضیح بلند فارسی\nو این";
        let start = text.find("println").expect("it is there");
        let end = text.rfind('\n').expect("it is there");
        let code = [Mark { typewriter: true, ..Mark::new(start..end) }];
        let paragraph = Paragraph::new(text, Style::regular(16.0), RightToLeft).wrapped(600.0);
        let shaped = Typesetter::new().shape(&Paragraph { marks: &code, fills: true, ..paragraph });
        assert_eq!(whole(shaped.width_px()), 600);
        assert_eq!(whole(shaped.caret(0).x), 600, "Persian begins at the right");
        assert_eq!(whole(shaped.caret(start).x), 0, "and code at the left");
        assert_eq!(whole(shaped.caret(end + 1).x), 600);
    }
}
