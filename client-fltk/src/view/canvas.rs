//! Drawing with cairo and Pango: rounded shapes, and text in either direction.
//!
//! A cairo context that has failed draws nothing from then on, and a window that cannot draw
//! has nowhere to say so: errors while drawing are dropped.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::{
    text::{Direction, Style, Typesetter},
    theme::Rgb,
};

/// A rectangle in logical pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    /// The area without a margin of `by_px` on each side.
    pub(super) fn inset(self, by_px: f64) -> Self {
        Self {
            x: self.x + by_px,
            y: self.y + by_px,
            width: self.width - 2.0 * by_px,
            height: self.height - 2.0 * by_px,
        }
    }

    /// What is left of the area under its uppermost `height_px`.
    pub(super) fn below(self, height_px: f64) -> Self {
        Self { y: self.y + height_px, height: self.height - height_px, ..self }
    }

    /// The part of the area that starts `offset_px` after the side where lines start.
    pub(super) fn part(self, direction: Direction, offset_px: f64, width_px: f64) -> Self {
        let x = match direction {
            Direction::LeftToRight => self.x + offset_px,
            Direction::RightToLeft => self.x + self.width - offset_px - width_px,
        };
        Self { x, width: width_px, ..self }
    }
}

/// Something to draw on.
pub(super) struct Canvas<'a> {
    target: cairo::Context,
    typesetter: &'a Typesetter,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(target: cairo::Context, typesetter: &'a Typesetter) -> Self {
        Self { target, typesetter }
    }

    /// Draws with cairo itself, leaving its settings as they were.
    pub(super) fn draw(&self, drawing: impl FnOnce(&cairo::Context) -> Result<(), cairo::Error>) {
        if self.target.save().is_ok() {
            let _ = drawing(&self.target);
            let _ = self.target.restore();
        }
    }

    /// Fills `area`, its corners rounded.
    pub(super) fn fill(&self, area: Area, radius_px: f64, color: Rgb) {
        self.draw(|target| {
            rounded(target, area, radius_px);
            set_color(target, color);
            target.fill()
        });
    }

    /// Draws a line of `width_px` just inside the edge of `area`, its corners rounded.
    pub(super) fn outline(&self, area: Area, radius_px: f64, width_px: f64, color: Rgb) {
        self.draw(|target| {
            rounded(target, area.inset(width_px / 2.0), radius_px - width_px / 2.0);
            set_color(target, color);
            target.set_line_width(width_px);
            target.stroke()
        });
    }

    /// Lays out `text` in lines of at most `width_px`.
    pub(super) fn layout(
        &self,
        text: &str,
        style: Style,
        direction: Direction,
        width_px: Option<f64>,
    ) -> pango::Layout {
        self.typesetter.layout(&self.target, text, style, direction, width_px)
    }

    /// Draws a laid out text with the top left corner of its lines at `x` and `y`.
    pub(super) fn show(&self, layout: &pango::Layout, x: f64, y: f64, color: Rgb) {
        self.draw(|target| {
            set_color(target, color);
            target.move_to(x, y);
            pangocairo::functions::show_layout(target, layout);
            Ok(())
        });
    }

    /// Draws `text` from the top of `area` in lines as wide as the area, and returns how
    /// high they are.
    pub(super) fn paragraph(
        &self,
        text: &str,
        style: Style,
        direction: Direction,
        area: Area,
        color: Rgb,
    ) -> f64 {
        let layout = self.layout(text, style, direction, Some(area.width));
        self.show(&layout, area.x, area.y, color);
        size_px(&layout).1
    }
}

/// The width and height of a laid out text.
pub(super) fn size_px(layout: &pango::Layout) -> (f64, f64) {
    let (width, height) = layout.size();
    (pango::units_to_double(width), pango::units_to_double(height))
}

/// Makes `color` what cairo draws with.
pub(super) fn set_color(target: &cairo::Context, Rgb(red, green, blue): Rgb) {
    let part = |value: u8| f64::from(value) / 255.0;
    target.set_source_rgb(part(red), part(green), part(blue));
}

/// Makes a rectangle with rounded corners the current path.
pub(super) fn rounded(target: &cairo::Context, area: Area, radius_px: f64) {
    let radius = radius_px.min(area.width / 2.0).min(area.height / 2.0).max(0.0);
    let (left, top) = (area.x + radius, area.y + radius);
    let (right, bottom) = (area.x + area.width - radius, area.y + area.height - radius);
    target.new_path();
    target.arc(right, top, radius, -FRAC_PI_2, 0.0);
    target.arc(right, bottom, radius, 0.0, FRAC_PI_2);
    target.arc(left, bottom, radius, FRAC_PI_2, PI);
    target.arc(left, top, radius, PI, 3.0 * FRAC_PI_2);
    target.close_path();
}
