//! Text shaped by Pango: the fonts, laying out a paragraph in either direction, finding places
//! in it, and editing.
//!
//! FLTK's own text drawing gets Persian wrong, so no text is drawn or edited with it. Nothing
//! here needs a window: places are in logical pixels from the top left corner of the text.

mod area;
mod cache;
mod direction;
mod editor;
mod font;
pub(crate) mod segments;
mod shaped;
mod typesetter;

pub(crate) use area::Area;
pub(crate) use cache::Cache;
pub(crate) use direction::Direction;
pub(crate) use editor::{Editor, Lines, Motion};
pub(crate) use font::register as register_fonts;
pub(crate) use shaped::Shaped;
pub(crate) use typesetter::{Face, Mark, Paragraph, Style, Typesetter, Weight};
