//! Peyk's native client: a window that opens at once, in Persian and in English.
//!
//! The parts know as little of each other as they can:
//!
//! - [`model`] decides what the window shows, as data, and imports no fltk;
//! - `view` draws the model with FLTK and reports what the person did, `text` shapes every piece
//!   of text with Pango, and `app` joins them to the rest (all three only with the feature
//!   `window`);
//! - [`l10n`] holds every sentence, [`theme`] every colour, [`calendar`] every date.
//!
//! Everything of IRC is `peyk_core`'s, and no other part knows the server, with one exception:
//! `peyk --host` runs `server_smol` inside (`app::hosting`). As that is there anyhow, the store
//! and the identity also take from it what is the same in both: how private files are made, and
//! how texts are folded before they are searched. Tests talk to it as a real server.

#[cfg(feature = "window")]
pub mod app;
pub mod calendar;
#[cfg(feature = "window")]
mod desktop;
pub mod headless;
pub mod l10n;
mod links;
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
