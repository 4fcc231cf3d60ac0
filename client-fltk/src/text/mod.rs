//! Text shaped by Pango: the fonts, and laying out a paragraph in either direction.
//!
//! FLTK's own text drawing gets Persian wrong, so no text is drawn with it.

mod font;

pub(crate) use font::register as register_fonts;
use pango::prelude::*;

use crate::l10n::Language;

/// Which way a text, or the layout of a window, runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// The direction a language is written in.
    pub(crate) fn of(language: Language) -> Self {
        match language {
            Language::English => Self::LeftToRight,
            Language::Persian => Self::RightToLeft,
        }
    }
}

/// How a text looks, apart from its colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// The font size, in logical pixels.
    pub(crate) size_px: f64,
    /// How heavy the strokes are.
    pub(crate) weight: Weight,
    /// What kind of letters.
    pub(crate) face: Face,
}

/// How heavy the strokes of a text are; the window ships no other weights.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Weight {
    /// For reading.
    Regular,
    /// For headings.
    Bold,
}

/// What kind of letters a text has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Face {
    /// The font that comes with the window, for people.
    Reading,
    /// Letters of one width, for what is typed into a terminal.
    Typewriter,
}

/// Lays out paragraphs. Register the fonts before making one.
pub(crate) struct Typesetter {
    left_to_right: pango::Context,
    right_to_left: pango::Context,
}

impl Typesetter {
    /// A typesetter for the fonts known by now.
    pub(crate) fn new() -> Self {
        let fonts = pangocairo::FontMap::default();
        // Glyph widths that do not jump from whole pixel to whole pixel keep a paragraph's
        // lines where they are at every scale of the screen.
        let mut options = cairo::FontOptions::new().expect("a few bytes can be allocated");
        options.set_hint_metrics(cairo::HintMetrics::Off);
        let context = |direction, language| {
            let context = fonts.create_context();
            context.set_base_dir(direction);
            context.set_language(Some(&pango::Language::from_string(language)));
            context.set_round_glyph_positions(false);
            pangocairo::functions::context_set_font_options(&context, Some(&options));
            context
        };
        Self {
            left_to_right: context(pango::Direction::Ltr, "en"),
            right_to_left: context(pango::Direction::Rtl, "fa"),
        }
    }

    /// Lays out `text`, broken into lines of at most `width_px`, aligned to the side where
    /// its direction starts. Without a width it is one line as long as it needs.
    pub(crate) fn layout(
        &self,
        target: &cairo::Context,
        text: &str,
        style: Style,
        direction: Direction,
        width_px: Option<f64>,
    ) -> pango::Layout {
        const LINE_SPACING: f32 = 1.1;
        let (context, alignment) = match direction {
            Direction::LeftToRight => (&self.left_to_right, pango::Alignment::Left),
            Direction::RightToLeft => (&self.right_to_left, pango::Alignment::Right),
        };
        pangocairo::functions::update_context(target, context);
        let layout = pango::Layout::new(context);
        // The direction is ours to decide: left to itself, Pango takes that of the first
        // strong letter and turns the alignment around with it.
        layout.set_auto_dir(false);
        layout.set_alignment(alignment);
        layout.set_font_description(Some(&style.description()));
        layout.set_line_spacing(LINE_SPACING);
        layout.set_wrap(pango::WrapMode::WordChar);
        layout.set_width(width_px.map_or(-1, pango_units));
        layout.set_text(text);
        layout
    }
}

impl Style {
    fn description(self) -> pango::FontDescription {
        let mut description = pango::FontDescription::new();
        // Emoji come by fallback: naming an emoji font takes digits from it as well.
        description.set_family(match self.face {
            Face::Reading => "Vazirmatn, sans-serif",
            Face::Typewriter => "monospace",
        });
        description.set_weight(match self.weight {
            Weight::Regular => pango::Weight::Normal,
            Weight::Bold => pango::Weight::Bold,
        });
        description.set_absolute_size(self.size_px * f64::from(pango::SCALE));
        description
    }
}

/// Whole Pango units for a length; lengths beyond any screen are cut to what fits.
fn pango_units(length_px: f64) -> i32 {
    const LENGTH_PX_MAX: f64 = 1_000_000.0;
    pango::units_from_double(length_px.clamp(0.0, LENGTH_PX_MAX))
}
