//! Peyk's native client: a window that opens at once, in Persian and in English.
//!
//! The parts know as little of each other as they can:
//!
//! - [`model`] decides what the window shows, as data, and imports no fltk;
//! - `view` draws the model with FLTK and reports what the person did, `text` shapes every piece
//!   of text with Pango, and `app` joins them to the rest (all three only with the feature
//!   `window`);
//! - [`l10n`] holds every sentence, [`theme`] every colour, [`calendar`] every date.

#[cfg(feature = "window")]
pub mod app;
pub mod calendar;
pub mod desktop;
pub mod headless;
pub mod l10n;
pub mod model;
pub mod net;
#[cfg(feature = "window")]
mod signals;
pub mod store;
#[cfg(feature = "window")]
mod text;
pub mod theme;
#[cfg(feature = "window")]
mod view;
