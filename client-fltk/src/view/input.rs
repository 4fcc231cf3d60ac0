//! What a person does with mouse and keyboard, apart from the toolkit that reports it.

use crate::text::Area;

/// A point in logical pixels from the top left corner of the window.
pub(super) type Point = (f64, f64);

/// Keys held while something else happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) shift: bool,
    pub(super) control: bool,
    pub(super) alt: bool,
}

/// A button of the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Button {
    Left,
    Middle,
    Right,
}

/// A key that does something other than writing a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Enter,
    Escape,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Menu,
    /// A key by the letter that it writes on a Latin keyboard, for shortcuts.
    Letter(char),
    Other,
}

/// Something that a person does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Input {
    /// The pointer moved without a button.
    Moved(Point),
    /// The pointer left the window.
    Left,
    /// A button went down, for the so-manieth time in a row.
    Pressed { at: Point, button: Button, clicks: u32, held: Held },
    /// The pointer moved with the left button down.
    Dragged(Point),
    /// A button went up.
    Released { at: Point, button: Button },
    /// The wheel turned, in pixels; down and towards the right is more.
    Wheel { at: Point, across_px: f64, down_px: f64 },
    /// A key went down. Text that it writes comes with it.
    Key { key: Key, held: Held, text: String, replaced_bytes: usize },
    /// A text came from the clipboard or was dropped here.
    Pasted(String),
    /// The window has, or has no longer, the keyboard.
    Focus(bool),
    /// Half a second has passed: the caret blinks.
    Beat,
    /// A selection that is dragged past an edge scrolls on.
    Drift,
}

/// What the stage wants from the window around it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// The model is to be told.
    Send(crate::model::Message),
    /// This part is to be drawn again.
    Draw(Area),
    /// A text goes to the clipboard.
    Copy(String),
    /// A text goes to the primary selection.
    Primary(String),
    /// The clipboard's text is wanted.
    Paste,
    /// The primary selection's text is wanted.
    PastePrimary,
    /// The pointer looks like this.
    Pointer(Pointer),
    /// An input method's window belongs beside this place.
    Writing(Area),
    /// A drift is wanted after so many milliseconds.
    Drift(u32),
}

/// How the pointer looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    Arrow,
    Hand,
    Text,
}
