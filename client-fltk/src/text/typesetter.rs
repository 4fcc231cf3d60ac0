//! Laying out paragraphs with Pango.

use std::{cell::Cell, ops::Range};

use pango::prelude::*;

use super::{Direction, Shaped, shaped::Piece};
use crate::theme::Rgb;

/// How much further apart lines are than the font asks for.
const LINE_SPACING: f32 = 1.12;

/// The same between pieces that are laid out by themselves, as a share of the font's size: its
/// lines are about 1.56 times as high as that.
const GAP_SHARE: f64 = 0.12 * 1.56;

/// Where a writer wants a hyphen if the word is broken there.
const SOFT_HYPHEN: char = '\u{AD}';

/// How a text looks, apart from its colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    /// The font size, in logical pixels.
    pub(crate) size_px: f64,
    /// How heavy the strokes are.
    pub(crate) weight: Weight,
    /// What kind of letters.
    pub(crate) face: Face,
}

impl Style {
    /// Letters for reading.
    pub(crate) const fn regular(size_px: f64) -> Self {
        Self { size_px, weight: Weight::Regular, face: Face::Reading }
    }

    /// Letters for headings and names.
    pub(crate) const fn bold(size_px: f64) -> Self {
        Self { size_px, weight: Weight::Bold, face: Face::Reading }
    }

    /// Letters of one width.
    pub(crate) const fn typewriter(size_px: f64) -> Self {
        Self { size_px, weight: Weight::Regular, face: Face::Typewriter }
    }

    /// The style with its letters made `factor` times as large.
    pub(crate) fn times(self, factor: f64) -> Self {
        Self { size_px: self.size_px * factor, ..self }
    }
}

/// How heavy the strokes of a text are; the window ships no other weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// For reading.
    Regular,
    /// For headings.
    Bold,
}

/// What kind of letters a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// The font that comes with the window, for people.
    Reading,
    /// Letters of one width, for code and what is typed into a terminal.
    Typewriter,
}

/// A part of a paragraph that looks different from the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mark {
    /// The bytes of the text.
    pub(crate) range: Range<usize>,
    /// The colour of its letters.
    pub(crate) ink: Option<Rgb>,
    /// The colour behind its letters.
    pub(crate) ground: Option<Rgb>,
    /// Whether it is underlined.
    pub(crate) underlined: bool,
    /// Whether a line runs through it.
    pub(crate) struck: bool,
    /// Whether its strokes are heavy.
    pub(crate) bold: bool,
    /// Whether it is slanted.
    pub(crate) slanted: bool,
    /// Whether its letters are of one width.
    pub(crate) typewriter: bool,
}

impl Mark {
    /// A part that so far looks like the rest.
    pub(crate) fn new(range: Range<usize>) -> Self {
        Self { range, ..Self::default() }
    }
}

/// What to lay out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paragraph<'a> {
    /// The text; a line feed breaks the line.
    pub(crate) text: &'a str,
    /// How it looks.
    pub(crate) style: Style,
    /// Which way it runs; its lines begin at that side.
    pub(crate) direction: Direction,
    /// The widest that a line may be. Without it the text is as wide as it needs.
    pub(crate) width_px: Option<f64>,
    /// How many lines may be shown; what does not fit ends in an ellipsis.
    pub(crate) lines_max: Option<i32>,
    /// Whether its lines begin at the sides of that width, however short all of them are.
    pub(crate) fills: bool,
    /// What looks different.
    pub(crate) marks: &'a [Mark],
}

impl<'a> Paragraph<'a> {
    /// A paragraph of one look, as wide and as long as it needs.
    pub(crate) fn new(text: &'a str, style: Style, direction: Direction) -> Self {
        Self { text, style, direction, width_px: None, lines_max: None, fills: false, marks: &[] }
    }

    /// The paragraph in lines of at most `width_px`.
    pub(crate) fn wrapped(self, width_px: f64) -> Self {
        Self { width_px: Some(width_px), ..self }
    }

    /// The paragraph in one line, cut off with an ellipsis past `width_px`.
    pub(crate) fn cut(self, width_px: f64) -> Self {
        Self { width_px: Some(width_px), lines_max: Some(1), ..self }
    }
}

/// Lays out paragraphs. Register the fonts before making one.
pub(crate) struct Typesetter {
    left_to_right: pango::Context,
    right_to_left: pango::Context,
    /// The scale that layouts are made for, across and down.
    fitted: Cell<Option<(f64, f64)>>,
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
            fitted: Cell::new(None),
        }
    }

    /// Fits the layouts that follow to what they will be drawn on, that is, to its scale.
    pub(crate) fn fit_to(&self, target: &cairo::Context) {
        // Pango lays everything out anew after each update, even one that changes nothing.
        let matrix = target.matrix();
        let scale = (matrix.xx(), matrix.yy());
        if self.fitted.replace(Some(scale)) == Some(scale) {
            return;
        }
        pangocairo::functions::update_context(target, &self.left_to_right);
        pangocairo::functions::update_context(target, &self.right_to_left);
    }

    /// Lays out a text, aligned to the side where its direction starts. Lines that its writer
    /// made run each its own way, if their letters say so, and lines of code from left to right.
    pub(crate) fn shape(&self, paragraph: &Paragraph<'_>) -> Shaped {
        let is_one_line = !paragraph.text.contains('\n');
        let lines = || {
            let mut start = 0;
            paragraph.text.split('\n').map(move |line| {
                let range = start..start + line.len();
                start = range.end + 1;
                let is_code = |mark: &&Mark| {
                    let Range { start, end } = mark.range;
                    mark.typewriter && start <= range.start && range.end <= end
                };
                let direction = match paragraph.marks.iter().find(is_code) {
                    Some(_) => Direction::LeftToRight,
                    None if is_one_line => paragraph.direction,
                    None => Direction::of_text(line, paragraph.direction),
                };
                (range, direction)
            })
        };
        let one_way = paragraph.lines_max.is_some()
            || lines().all(|(_, direction)| direction == paragraph.direction);
        let pieces = if one_way {
            vec![self.piece(paragraph, paragraph.direction, 0..paragraph.text.len(), 0)]
        } else {
            let gap = pango_units(paragraph.style.size_px * GAP_SHARE);
            let gap = |range: &Range<usize>| if range.start == 0 { 0 } else { gap };
            lines()
                .map(|(range, direction)| {
                    self.piece(paragraph, direction, range.clone(), gap(&range))
                })
                .collect()
        };
        let width = paragraph.width_px.filter(|_| paragraph.fills).map_or(0, pango_units);
        Shaped::new(paragraph.text, paragraph.direction, pieces, width)
    }

    fn piece(
        &self,
        paragraph: &Paragraph<'_>,
        direction: Direction,
        range: Range<usize>,
        gap: i32,
    ) -> Piece {
        let (context, alignment) = match direction {
            Direction::LeftToRight => (&self.left_to_right, pango::Alignment::Left),
            Direction::RightToLeft => (&self.right_to_left, pango::Alignment::Right),
        };
        let layout = pango::Layout::new(context);
        // The direction is ours to decide: left to itself, Pango takes that of the first
        // strong letter and turns the alignment around with it.
        layout.set_auto_dir(false);
        layout.set_alignment(alignment);
        layout.set_font_description(Some(&describe(paragraph.style)));
        layout.set_wrap(pango::WrapMode::WordChar);
        layout.set_width(paragraph.width_px.map_or(-1, pango_units));
        match paragraph.lines_max {
            Some(lines_max) => {
                layout.set_ellipsize(pango::EllipsizeMode::End);
                layout.set_height(-lines_max);
            }
            None => layout.set_line_spacing(LINE_SPACING),
        }
        layout.set_text(&paragraph.text[range.clone()]);
        let breaks = paragraph.width_px.is_some() && !paragraph.text.contains(SOFT_HYPHEN);
        if breaks || !paragraph.marks.is_empty() {
            let attributes = attributes(paragraph.marks, &range, paragraph.style);
            if breaks {
                // A word that is too long is broken, and nothing is added to it.
                attributes.insert(pango::AttrInt::new_insert_hyphens(false));
            }
            layout.set_attributes(Some(&attributes));
        }
        Piece::new(layout, direction, range, gap)
    }
}

fn describe(style: Style) -> pango::FontDescription {
    let mut description = pango::FontDescription::new();
    description.set_family(family(style.face));
    description.set_weight(match style.weight {
        Weight::Regular => pango::Weight::Normal,
        Weight::Bold => pango::Weight::Bold,
    });
    description.set_absolute_size(style.size_px * f64::from(pango::SCALE));
    description
}

/// Emoji come by fallback: naming an emoji font takes digits from it as well. And `monospace` is
/// alone, since a font named beside such an alias is preferred to what the alias stands for.
fn family(face: Face) -> &'static str {
    match face {
        Face::Reading => "Vazirmatn, sans-serif",
        Face::Typewriter => "monospace",
    }
}

/// What looks different in a part of the text.
fn attributes(marks: &[Mark], part: &Range<usize>, style: Style) -> pango::AttrList {
    let list = pango::AttrList::new();
    for mark in
        marks.iter().filter(|mark| mark.range.start < part.end && mark.range.end > part.start)
    {
        let insert = |mut attribute: pango::Attribute| {
            let index = |byte: usize| {
                let within = byte.clamp(part.start, part.end) - part.start;
                u32::try_from(within).unwrap_or(u32::MAX)
            };
            attribute.set_start_index(index(mark.range.start));
            attribute.set_end_index(index(mark.range.end));
            list.insert(attribute);
        };
        let wide = |part: u8| u16::from(part) * 0x101;
        if let Some(Rgb(red, green, blue)) = mark.ink {
            insert(pango::AttrColor::new_foreground(wide(red), wide(green), wide(blue)).upcast());
        }
        if let Some(Rgb(red, green, blue)) = mark.ground {
            insert(pango::AttrColor::new_background(wide(red), wide(green), wide(blue)).upcast());
        }
        if mark.underlined {
            insert(pango::AttrInt::new_underline(pango::Underline::Single).upcast());
        }
        if mark.struck {
            insert(pango::AttrInt::new_strikethrough(true).upcast());
        }
        if mark.bold {
            insert(pango::AttrInt::new_weight(pango::Weight::Bold).upcast());
        }
        if mark.slanted {
            insert(pango::AttrInt::new_style(pango::Style::Italic).upcast());
        }
        if mark.typewriter {
            let description = describe(Style { face: Face::Typewriter, ..style.times(0.93) });
            insert(pango::AttrFontDesc::new(&description).upcast());
        }
    }
    list
}

/// Whole Pango units for a length; lengths beyond any screen are cut to what fits.
fn pango_units(length_px: f64) -> i32 {
    const LENGTH_PX_MAX: f64 = 1_000_000.0;
    pango::units_from_double(length_px.clamp(0.0, LENGTH_PX_MAX))
}
