//! Drawing with cairo and Pango: rounded shapes, and text in either direction.
//!
//! A cairo context that has failed draws nothing from then on, and a window that cannot draw
//! has nowhere to say so: errors while drawing are dropped.

use std::{
    cell::RefCell,
    f64::consts::{FRAC_PI_2, PI, TAU},
    rc::Rc,
};

pub(super) use crate::text::Area;
use crate::{
    text::{Cache, Direction, Face, Paragraph, Shaped, Typesetter, Weight},
    theme::Rgb,
};

/// Labels that stay laid out. A window shows one or two hundred.
const LABELS_MAX: usize = 600;

/// What text is set with, for as long as the window is open.
pub(super) struct Press {
    typesetter: Typesetter,
    labels: RefCell<Cache<LabelKey, Rc<Shaped>>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct LabelKey {
    text: String,
    size: i64,
    width: Option<i64>,
    bold: bool,
    typewriter: bool,
    wraps: bool,
    direction: Direction,
}

impl Press {
    /// Register the fonts before.
    pub(super) fn new() -> Self {
        Self { typesetter: Typesetter::new(), labels: RefCell::new(Cache::new(LABELS_MAX)) }
    }

    /// Drops what is laid out, because the scale of the screen is another.
    pub(super) fn clear(&self) {
        self.labels.borrow_mut().clear();
    }
}

/// Something to draw on.
pub(super) struct Canvas<'a> {
    target: cairo::Context,
    press: &'a Press,
    /// How many times larger than usual texts are.
    zoom: f64,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(target: cairo::Context, press: &'a Press, zoom: f64) -> Self {
        press.typesetter.fit_to(&target);
        Self { target, press, zoom }
    }

    /// How many times larger than usual texts are.
    pub(super) fn zoom(&self) -> f64 {
        self.zoom
    }

    /// A length that grows with the texts.
    pub(super) fn scaled(&self, length_px: f64) -> f64 {
        (length_px * self.zoom).round()
    }

    /// The area with its edges between pixels of the screen: what ends within one is blended with
    /// what was drawn there before.
    pub(super) fn between_pixels(&self, area: Area) -> Area {
        let matrix = self.target.matrix();
        let across = |x: f64| (x * matrix.xx()).round() / matrix.xx();
        let down = |y: f64| (y * matrix.yy()).round() / matrix.yy();
        let (x, y) = (across(area.x), down(area.y));
        Area { x, y, width: across(area.right()) - x, height: down(area.bottom()) - y }
    }

    /// Draws with cairo itself, leaving its settings as they were.
    pub(super) fn draw(&self, drawing: impl FnOnce(&cairo::Context) -> Result<(), cairo::Error>) {
        if self.target.save().is_ok() {
            let _ = drawing(&self.target);
            let _ = self.target.restore();
        }
    }

    /// Draws inside `area` only.
    pub(super) fn clipped<R>(&self, area: Area, drawing: impl FnOnce() -> R) -> R {
        let clip = self.begin_clip(area);
        let result = drawing();
        self.end_clip(clip);
        result
    }

    /// From here on only what is inside `area` is drawn, until the clip is ended.
    pub(super) fn begin_clip(&self, area: Area) -> Clip {
        let saved = self.target.save().is_ok();
        self.target.rectangle(area.x, area.y, area.width, area.height);
        self.target.clip();
        Clip { saved }
    }

    /// From here on only what is inside one of these areas is drawn, as far as whole pixels go.
    pub(super) fn begin_clip_any(&self, areas: &[Area]) -> Clip {
        let saved = self.target.save().is_ok();
        self.target.new_path();
        for area in areas {
            let (x, y) = (area.x.floor(), area.y.floor());
            self.target.rectangle(x, y, (area.right() - x).ceil(), (area.bottom() - y).ceil());
        }
        // The edge of what is drawn anew must not show.
        self.target.set_antialias(cairo::Antialias::None);
        self.target.clip();
        self.target.set_antialias(cairo::Antialias::Default);
        Clip { saved }
    }

    /// Ends a clip; those begun later have to be ended before.
    pub(super) fn end_clip(&self, clip: Clip) {
        if clip.saved {
            let _ = self.target.restore();
        }
    }

    /// Fills `area`, its corners rounded.
    pub(super) fn fill(&self, area: Area, radius_px: f64, color: Rgb) {
        self.veil(area, radius_px, color, 1.0);
    }

    /// Fills `area` so that what is under it shows through.
    pub(super) fn veil(&self, area: Area, radius_px: f64, color: Rgb, opacity: f64) {
        self.draw(|target| {
            rounded(target, area, radius_px);
            let Rgb(red, green, blue) = color;
            target.set_source_rgba(part(red), part(green), part(blue), opacity);
            target.fill()
        });
    }

    /// Fills a circle around a point.
    pub(super) fn dot(&self, (x, y): (f64, f64), radius_px: f64, color: Rgb) {
        self.draw(|target| {
            target.new_path();
            target.arc(x, y, radius_px, 0.0, TAU);
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

    /// A soft shadow under `area`.
    pub(super) fn shadow(&self, area: Area, radius_px: f64) {
        for spread in 1..=6_u8 {
            let spread = f64::from(spread) * 2.0;
            let around = area.inset(-spread).moved(0.0, 3.0);
            self.veil(around, radius_px + spread, Rgb(0, 0, 0), 0.022);
        }
    }

    /// Lays out a paragraph, in letters as large as the reader wants them.
    pub(super) fn shape(&self, paragraph: &Paragraph<'_>) -> Shaped {
        let style = paragraph.style.times(self.zoom);
        self.press.typesetter.shape(&Paragraph { style, ..*paragraph })
    }

    /// Lays out a text that is likely to be drawn again.
    pub(super) fn label(&self, paragraph: &Paragraph<'_>) -> Rc<Shaped> {
        let style = paragraph.style;
        #[expect(clippy::cast_possible_truncation, reason = "sizes of windows are small")]
        let whole = |length_px: f64| (length_px * 64.0) as i64;
        let key = LabelKey {
            text: paragraph.text.to_owned(),
            size: whole(style.size_px * self.zoom),
            width: paragraph.width_px.map(whole),
            bold: style.weight == Weight::Bold,
            typewriter: style.face == Face::Typewriter,
            wraps: paragraph.lines_max.is_none(),
            direction: paragraph.direction,
        };
        let mut labels = self.press.labels.borrow_mut();
        Rc::clone(labels.or_make(key, || Rc::new(self.shape(paragraph))))
    }

    /// Draws a laid out text with the top left corner of its lines at `x` and `y`.
    pub(super) fn show(&self, shaped: &Shaped, x: f64, y: f64, color: Rgb) {
        self.draw(|target| {
            set_color(target, color);
            shaped.draw(target, x, y);
            Ok(())
        });
    }

    /// Draws a laid out text at the side of `area` where `direction` starts, in the middle
    /// between its top and bottom.
    pub(super) fn show_in(&self, shaped: &Shaped, area: Area, direction: Direction, color: Rgb) {
        let place = area.part(direction, 0.0, shaped.width_px()).middle(shaped.height_px());
        self.show(shaped, place.x, place.y, color);
    }

    /// Draws a laid out text in the middle of `area`.
    pub(super) fn show_amid(&self, shaped: &Shaped, area: Area, color: Rgb) {
        let place = area.center(shaped.width_px(), shaped.height_px());
        self.show(shaped, place.x, place.y, color);
    }

    /// Draws one line of text, cut off where the area ends, at the side where `direction`
    /// starts; returns how wide it is.
    pub(super) fn cut_line(
        &self,
        text: &Paragraph<'_>,
        direction: Direction,
        area: Area,
        color: Rgb,
    ) -> f64 {
        let shaped = self.label(&text.cut(area.width.max(1.0)));
        self.show_in(&shaped, area, direction, color);
        shaped.width_px()
    }
}

/// A part of the canvas that alone is drawn on.
#[must_use]
pub(super) struct Clip {
    saved: bool,
}

fn part(value: u8) -> f64 {
    f64::from(value) / 255.0
}

/// Makes `color` what cairo draws with.
pub(super) fn set_color(target: &cairo::Context, Rgb(red, green, blue): Rgb) {
    target.set_source_rgb(part(red), part(green), part(blue));
}

/// Makes a rectangle with rounded corners the current path.
pub(super) fn rounded(target: &cairo::Context, area: Area, radius_px: f64) {
    let radius = radius_px.min(area.width / 2.0).min(area.height / 2.0).max(0.0);
    let (left, top) = (area.x + radius, area.y + radius);
    let (right, bottom) = (area.right() - radius, area.bottom() - radius);
    target.new_path();
    if radius == 0.0 {
        target.rectangle(area.x, area.y, area.width, area.height);
        return;
    }
    target.arc(right, top, radius, -FRAC_PI_2, 0.0);
    target.arc(right, bottom, radius, 0.0, FRAC_PI_2);
    target.arc(left, bottom, radius, FRAC_PI_2, PI);
    target.arc(left, top, radius, PI, 3.0 * FRAC_PI_2);
    target.close_path();
}
