//! The page that says what Peyk is.

use super::{
    canvas::{Area, Canvas, size_px},
    logo,
};
use crate::{
    l10n::{Language, Text, digits},
    text::{Direction, Face, Style, Weight},
    theme::Theme,
};

const NAME: Style = Style { size_px: 32.0, weight: Weight::Bold, face: Face::Reading };
const TAGLINE: Style = Style { size_px: 16.0, weight: Weight::Regular, face: Face::Reading };
const BODY: Style = Style { size_px: 15.0, weight: Weight::Regular, face: Face::Reading };
const HEADING: Style = Style { size_px: 15.0, weight: Weight::Bold, face: Face::Reading };
const SMALL: Style = Style { size_px: 13.0, weight: Weight::Regular, face: Face::Reading };
const COMMAND: Style = Style { size_px: 13.0, weight: Weight::Regular, face: Face::Typewriter };

/// Lines much longer than this are tiring to read.
const COLUMN_WIDTH_PX_MAX: f64 = 640.0;
const MARGIN_PX: f64 = 32.0;
const LOGO_SIDE_PX: f64 = 76.0;
const CARD_PADDING_PX: f64 = 20.0;
const ROW_HEIGHT_PX: f64 = 42.0;
const CHIP_HEIGHT_PX: f64 = 30.0;
const CHIP_PADDING_PX: f64 = 12.0;

/// What the page is drawn from.
pub(super) struct Page<'a> {
    pub(super) text: &'a Text,
    pub(super) language: Language,
    pub(super) theme: &'a Theme,
}

impl Page<'_> {
    /// Draws the page into `area`: one column in its middle, mirrored for languages written
    /// from right to left.
    pub(super) fn draw(&self, canvas: &Canvas<'_>, area: Area) {
        canvas.fill(area, 0.0, self.theme.ground);
        let width = (area.width - 2.0 * MARGIN_PX).min(COLUMN_WIDTH_PX_MAX);
        let mut column =
            Area { x: area.x + ((area.width - width) / 2.0).floor(), width, ..area }.below(12.0);
        column = column.below(self.draw_name(canvas, column) + 24.0);
        let about = self.text.say("about");
        let height = canvas.paragraph(&about, BODY, self.direction(), column, self.theme.ink);
        column = column.below(height + 24.0);
        self.draw_ways(canvas, column);
        self.draw_version(canvas, Area { y: area.y, height: area.height, ..column });
    }

    /// The mark with the name and a line about it beside it; returns their height.
    fn draw_name(&self, canvas: &Canvas<'_>, column: Area) -> f64 {
        const GAP_PX: f64 = 20.0;
        let direction = self.direction();
        let square = Area { height: LOGO_SIDE_PX, ..column.part(direction, 0.0, LOGO_SIDE_PX) };
        canvas.draw(|target| logo::draw(target, square, self.theme));

        let offset = LOGO_SIDE_PX + GAP_PX;
        let beside = column.part(direction, offset, column.width - offset);
        let name = self.text.say("app-name");
        let name = canvas.layout(&name, NAME, direction, Some(beside.width));
        let tagline = self.text.say("tagline");
        let tagline = canvas.layout(&tagline, TAGLINE, direction, Some(beside.width));
        let (name_height, tagline_height) = (size_px(&name).1, size_px(&tagline).1);
        let top = square.y + (LOGO_SIDE_PX - name_height - tagline_height) / 2.0;
        canvas.show(&name, beside.x, top, self.theme.ink);
        canvas.show(&tagline, beside.x, top + name_height, self.theme.ink_soft);
        LOGO_SIDE_PX.max(name_height + tagline_height)
    }

    /// A card with the ways to chat that exist.
    fn draw_ways(&self, canvas: &Canvas<'_>, column: Area) {
        const RADIUS_PX: f64 = 14.0;
        let direction = self.direction();
        let inner = column.inset(CARD_PADDING_PX);
        let heading = self.text.say("ways-title");
        let heading = canvas.layout(&heading, HEADING, direction, Some(inner.width));
        let note = self.text.say("ways-note");
        let note = canvas.layout(&note, SMALL, direction, Some(inner.width));
        let (heading_height, note_height) = (size_px(&heading).1, size_px(&note).1);
        let ways = [
            (self.text.say("way-serve"), "peykd"),
            (self.text.say("way-terminal"), "nc 127.0.0.1 5000"),
            (self.text.say("way-irc"), "irssi -c 127.0.0.1 -p 5000"),
        ];

        let rows_top = inner.y + heading_height + note_height + 10.0;
        let rows_height = ROW_HEIGHT_PX * 3.0;
        let card = Area { height: rows_top + rows_height + 12.0 - column.y, ..column };
        canvas.fill(card, RADIUS_PX, self.theme.panel);
        canvas.outline(card, RADIUS_PX, 1.0, self.theme.line);
        canvas.show(&heading, inner.x, inner.y, self.theme.ink);
        canvas.show(&note, inner.x, inner.y + heading_height, self.theme.ink_soft);
        let mut row = Area { y: rows_top, height: ROW_HEIGHT_PX, ..inner };
        for (name, command) in &ways {
            self.draw_way(canvas, row, name, command);
            row.y += ROW_HEIGHT_PX;
        }
    }

    /// One way to chat: its name where lines start, what to type where they end.
    fn draw_way(&self, canvas: &Canvas<'_>, row: Area, name: &str, command: &str) {
        let direction = self.direction();
        let middle = row.y + row.height / 2.0;
        let name = canvas.layout(name, BODY, direction, Some(row.width));
        canvas.show(&name, row.x, middle - size_px(&name).1 / 2.0, self.theme.ink);

        // What is typed into a terminal runs from left to right in every language.
        let command = canvas.layout(command, COMMAND, Direction::LeftToRight, None);
        let (command_width, command_height) = size_px(&command);
        let width = command_width + 2.0 * CHIP_PADDING_PX;
        let chip = Area {
            y: middle - CHIP_HEIGHT_PX / 2.0,
            height: CHIP_HEIGHT_PX,
            ..row.part(direction, row.width - width, width)
        };
        canvas.fill(chip, 8.0, self.theme.chip);
        canvas.outline(chip, 8.0, 1.0, self.theme.line);
        let top = middle - command_height / 2.0;
        canvas.show(&command, chip.x + CHIP_PADDING_PX, top, self.theme.ink);
    }

    /// The version, at the bottom of `column`.
    fn draw_version(&self, canvas: &Canvas<'_>, column: Area) {
        let number = digits(self.language, env!("CARGO_PKG_VERSION"));
        let version = self.text.say_with("version", &[("number", &number)]);
        let layout = canvas.layout(&version, SMALL, self.direction(), Some(column.width));
        let y = column.y + column.height - size_px(&layout).1 - 16.0;
        canvas.show(&layout, column.x, y, self.theme.ink_soft);
    }

    fn direction(&self) -> Direction {
        Direction::of(self.language)
    }
}
