//! Every colour the window uses, in one table.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the desktop is dark. The window finds out when it opens.
static DESKTOP_IS_DARK: AtomicBool = AtomicBool::new(false);

/// Says whether the desktop is dark, which [`Shade::Desktop`] then goes by.
pub fn set_desktop_dark(dark: bool) {
    DESKTOP_IS_DARK.store(dark, Ordering::Relaxed);
}

/// How bright the window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Dark text on a bright ground.
    Light,
    /// Bright text on a dark ground.
    Dark,
    /// As the desktop is.
    Desktop,
}

impl Shade {
    /// Whichever shade this is not.
    #[must_use]
    pub fn other(self) -> Self {
        if self.is_dark() { Self::Light } else { Self::Dark }
    }

    /// Whether the ground is dark.
    #[must_use]
    pub fn is_dark(self) -> bool {
        match self {
            Self::Light => false,
            Self::Dark => true,
            Self::Desktop => DESKTOP_IS_DARK.load(Ordering::Relaxed),
        }
    }

    /// The colours of this shade.
    #[must_use]
    pub fn theme(self) -> &'static Theme {
        if self.is_dark() { &DARK } else { &LIGHT }
    }
}

/// An opaque colour: red, green and blue, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(
    /// Red.
    pub u8,
    /// Green.
    pub u8,
    /// Blue.
    pub u8,
);

/// The colours by what they are for.
#[derive(Debug)]
pub struct Theme {
    /// Behind everything.
    pub ground: Rgb,
    /// Behind the lists beside the messages, and what belongs together.
    pub panel: Rgb,
    /// Behind something small on a panel, and what is written into.
    pub chip: Rgb,
    /// Behind what floats above the rest: menus and sheets.
    pub raised: Rgb,
    /// Behind what is under the pointer.
    pub hover: Rgb,
    /// Behind what is chosen.
    pub chosen: Rgb,
    /// Thin lines around panels and buttons.
    pub line: Rgb,
    /// Text to be read.
    pub ink: Rgb,
    /// Text beside the text to be read.
    pub ink_soft: Rgb,
    /// The mark, the focus, what can be acted on.
    pub accent: Rgb,
    /// On top of the accent.
    pub on_accent: Rgb,
    /// Links.
    pub link: Rgb,
    /// Behind what others said.
    pub bubble: Rgb,
    /// Behind what the reader said.
    pub bubble_own: Rgb,
    /// Behind what mentions the reader.
    pub bubble_mention: Rgb,
    /// Beside what mentions the reader.
    pub mention: Rgb,
    /// Behind selected text.
    pub selection: Rgb,
    /// Behind code.
    pub code: Rgb,
    /// Behind what a search looked for.
    pub found: Rgb,
    /// What went wrong or cannot be taken back.
    pub danger: Rgb,
    /// Behind a quiet warning.
    pub warning_ground: Rgb,
    /// Text of a quiet warning.
    pub warning_ink: Rgb,
    /// Somebody is there.
    pub here: Rgb,
    /// Somebody is there, but away.
    pub away: Rgb,
    /// Somebody is not there.
    pub gone: Rgb,
    /// The colours of people's names and pictures.
    pub people: [Rgb; 8],
}

static LIGHT: Theme = Theme {
    ground: Rgb(255, 255, 255),
    panel: Rgb(243, 244, 248),
    chip: Rgb(255, 255, 255),
    raised: Rgb(255, 255, 255),
    hover: Rgb(232, 235, 242),
    chosen: Rgb(222, 231, 251),
    line: Rgb(222, 226, 234),
    ink: Rgb(27, 30, 39),
    ink_soft: Rgb(94, 100, 116),
    accent: Rgb(43, 107, 230),
    on_accent: Rgb(255, 255, 255),
    link: Rgb(24, 88, 201),
    bubble: Rgb(240, 241, 246),
    bubble_own: Rgb(218, 231, 254),
    bubble_mention: Rgb(255, 243, 214),
    mention: Rgb(224, 152, 16),
    selection: Rgb(168, 201, 255),
    code: Rgb(226, 229, 238),
    found: Rgb(255, 222, 112),
    danger: Rgb(196, 36, 53),
    warning_ground: Rgb(255, 244, 219),
    warning_ink: Rgb(110, 70, 0),
    here: Rgb(36, 168, 98),
    away: Rgb(226, 158, 32),
    gone: Rgb(150, 156, 172),
    people: [
        Rgb(196, 46, 85),
        Rgb(176, 84, 8),
        Rgb(132, 102, 0),
        Rgb(22, 124, 72),
        Rgb(0, 121, 138),
        Rgb(34, 99, 214),
        Rgb(108, 71, 214),
        Rgb(162, 52, 172),
    ],
};

static DARK: Theme = Theme {
    ground: Rgb(25, 27, 33),
    panel: Rgb(19, 21, 26),
    chip: Rgb(32, 35, 43),
    raised: Rgb(37, 41, 50),
    hover: Rgb(42, 46, 57),
    chosen: Rgb(36, 54, 92),
    line: Rgb(50, 55, 67),
    ink: Rgb(232, 234, 240),
    ink_soft: Rgb(156, 163, 179),
    accent: Rgb(74, 134, 245),
    on_accent: Rgb(255, 255, 255),
    link: Rgb(134, 183, 255),
    bubble: Rgb(36, 39, 48),
    bubble_own: Rgb(38, 66, 117),
    bubble_mention: Rgb(66, 54, 26),
    mention: Rgb(240, 178, 60),
    selection: Rgb(52, 92, 166),
    code: Rgb(20, 22, 28),
    found: Rgb(122, 92, 8),
    danger: Rgb(255, 128, 138),
    warning_ground: Rgb(58, 48, 24),
    warning_ink: Rgb(250, 214, 142),
    here: Rgb(58, 198, 124),
    away: Rgb(240, 178, 60),
    gone: Rgb(122, 128, 144),
    people: [
        Rgb(255, 128, 156),
        Rgb(255, 160, 92),
        Rgb(226, 190, 64),
        Rgb(92, 210, 148),
        Rgb(76, 206, 222),
        Rgb(124, 176, 255),
        Rgb(176, 156, 255),
        Rgb(236, 138, 240),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast ratio of two colours (WCAG 2.1, "contrast ratio").
    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |Rgb(r, g, b)| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn text_can_be_read_on_every_ground_it_is_drawn_on() {
        for shade in [Shade::Light, Shade::Dark] {
            let theme = shade.theme();
            let grounds = [
                theme.ground,
                theme.panel,
                theme.chip,
                theme.raised,
                theme.hover,
                theme.chosen,
                theme.bubble,
                theme.bubble_own,
                theme.bubble_mention,
                theme.selection,
                theme.code,
                theme.found,
            ];
            for ground in grounds {
                let ratio = contrast(theme.ink, ground);
                assert!(ratio >= 5.0, "{shade:?}: ink on {ground:?}: {ratio}");
            }
            for ground in [theme.ground, theme.panel, theme.chip, theme.raised, theme.hover] {
                let ratio = contrast(theme.ink_soft, ground);
                assert!(ratio >= 4.5, "{shade:?}: soft on {ground:?}: {ratio}");
                let ratio = contrast(theme.danger, ground);
                assert!(ratio >= 4.5, "{shade:?}: danger on {ground:?}: {ratio}");
            }
            for ground in [theme.bubble, theme.bubble_own, theme.bubble_mention] {
                let ratio = contrast(theme.link, ground);
                assert!(ratio >= 4.5, "{shade:?}: links on {ground:?}: {ratio}");
            }
            for person in theme.people {
                for ground in [theme.ground, theme.panel, theme.bubble] {
                    let ratio = contrast(person, ground);
                    assert!(ratio >= 4.5, "{shade:?}: {person:?} on {ground:?}: {ratio}");
                }
            }
            assert!(contrast(theme.warning_ink, theme.warning_ground) >= 7.0, "{shade:?}");
            assert!(contrast(theme.on_accent, theme.accent) >= 3.0, "{shade:?}: the mark");
        }
    }
}
