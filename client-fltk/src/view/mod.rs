//! The window: draws the model with FLTK and reports what the person did.
//!
//! [`stage`] holds everything in the window and knows no toolkit; this module gives it FLTK's
//! window, events, clipboard and timers. The view keeps no state of its own beyond scrolling,
//! focus and selections: all else is the model's.

mod act;
mod brush;
mod canvas;
mod compose;
mod context;
mod date;
mod drive;
mod field;
mod icon;
mod input;
mod list;
mod logo;
mod mailbox;
mod menus;
mod panel;
mod popup;
mod side;
mod stage;
mod start;
mod system;
mod window;
mod x11;

use std::{env, path::Path};

pub(crate) use mailbox::Mailbox;
pub(crate) use window::{Core, run};

/// Whether there is a screen to open a window on. FLTK ends the process when there is none,
/// which would leave no chance to say what to do.
#[must_use]
pub(crate) fn has_display() -> bool {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let default_wayland =
        || named("XDG_RUNTIME_DIR").is_some_and(|dir| Path::new(&dir).join("wayland-0").exists());
    named("DISPLAY").is_some() || named("WAYLAND_DISPLAY").is_some() || default_wayland()
}
