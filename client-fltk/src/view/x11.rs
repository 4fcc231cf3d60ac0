//! What an X11 window manager is asked for that FLTK does not ask: to point at a window (ICCCM,
//! "WM_HINTS Property") and to bring it to the front (EWMH, "_NET_ACTIVE_WINDOW"). Both are rare,
//! so each makes a connection of its own.

use std::error::Error;

use x11rb::connection::Connection as _;
use x11rb::properties::WmHints;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask, Window};
use x11rb::wrapper::ConnectionExt as _;

/// The person asked for it, and not the program ("source indication", 2).
const BY_THE_PERSON: u32 = 2;

/// Has the window manager point at a window, or stop that.
///
/// # Errors
///
/// The X server cannot be reached, or the window is not there.
pub(super) fn set_urgent(window: Window, urgent: bool) -> Result<(), Box<dyn Error>> {
    let (connection, _) = x11rb::connect(None)?;
    let mut hints = WmHints::get(&connection, window)?.reply()?.unwrap_or_default();
    hints.urgent = urgent;
    hints.set(&connection, window)?.check()?;
    Ok(())
}

/// Brings a window to the front, and gives it the keys.
///
/// # Errors
///
/// The X server cannot be reached, or the window is not there.
pub(super) fn activate(window: Window) -> Result<(), Box<dyn Error>> {
    let (connection, screen) = x11rb::connect(None)?;
    let name = connection.intern_atom(false, b"_NET_ACTIVE_WINDOW")?.reply()?.atom;
    let root = connection.setup().roots[screen].root;
    let event = ClientMessageEvent::new(32, window, name, [BY_THE_PERSON, 0, 0, 0, 0]);
    let managers = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
    connection.send_event(false, root, managers, event)?;
    // It has arrived before the connection ends.
    connection.sync()?;
    Ok(())
}
