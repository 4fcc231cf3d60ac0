//! Every colour the window uses, in one table.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::PERSON_COLORS;

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

/// Makes the theme and its shades from one table: each row says what a colour is for, how it is in
/// a light window, and how in a dark one.
macro_rules! themes {
    (
        { $($(#[$what:meta])* $name:ident: $light:tt, $dark:tt;)* }
        people { $($person_light:tt, $person_dark:tt;)* }
    ) => {
        /// The colours by what they are for.
        #[derive(Debug)]
        pub struct Theme {
            $($(#[$what])* pub $name: Rgb,)*
            /// The colours of people's names and pictures, around the circle of hues; each is
            /// much brighter or darker than those beside it.
            pub people: [Rgb; PERSON_COLORS as usize],
        }

        static LIGHT: Theme =
            Theme { $($name: Rgb $light,)* people: [$(Rgb $person_light,)*] };

        static DARK: Theme =
            Theme { $($name: Rgb $dark,)* people: [$(Rgb $person_dark,)*] };
    };
}

themes! {
    {
        /// Behind everything.
        ground: (255, 255, 255), (25, 27, 33);
        /// Behind the lists beside the messages, and what belongs together.
        panel: (243, 244, 248), (19, 21, 26);
        /// Behind something small on a panel, and what is written into.
        chip: (255, 255, 255), (32, 35, 43);
        /// Behind what floats above the rest: menus and sheets.
        raised: (255, 255, 255), (37, 41, 50);
        /// Behind what is under the pointer.
        hover: (232, 235, 242), (42, 46, 57);
        /// Behind what is chosen.
        chosen: (222, 231, 251), (36, 54, 92);
        /// Thin lines around panels and buttons.
        line: (222, 226, 234), (50, 55, 67);
        /// Text to be read.
        ink: (27, 30, 39), (232, 234, 240);
        /// Text beside the text to be read.
        ink_soft: (94, 100, 116), (156, 163, 179);
        /// The mark, the focus, what can be acted on.
        accent: (43, 107, 230), (74, 134, 245);
        /// On top of the accent.
        on_accent: (255, 255, 255), (255, 255, 255);
        /// Links.
        link: (24, 88, 201), (134, 183, 255);
        /// Behind what others said.
        bubble: (240, 241, 246), (36, 39, 48);
        /// Behind what the reader said.
        bubble_own: (218, 231, 254), (38, 66, 117);
        /// Behind what mentions the reader.
        bubble_mention: (255, 243, 214), (66, 54, 26);
        /// Beside what mentions the reader.
        mention: (224, 152, 16), (240, 178, 60);
        /// Behind selected text.
        selection: (168, 201, 255), (52, 92, 166);
        /// Behind code.
        code: (226, 229, 238), (20, 22, 28);
        /// Behind what a search looked for.
        found: (255, 222, 112), (122, 92, 8);
        /// What went wrong or cannot be taken back.
        danger: (196, 36, 53), (255, 128, 138);
        /// Behind a quiet warning.
        warning_ground: (255, 244, 219), (58, 48, 24);
        /// Text of a quiet warning.
        warning_ink: (110, 70, 0), (250, 214, 142);
        /// Somebody is there.
        here: (36, 168, 98), (58, 198, 124);
        /// Somebody is there, but away.
        away: (226, 158, 32), (240, 178, 60);
        /// Somebody is not there.
        gone: (150, 156, 172), (122, 128, 144);
    }
    people {
        (195, 40, 85), (253, 158, 173);
        (156, 29, 3), (235, 102, 77);
        (168, 85, 0), (254, 166, 104);
        (114, 77, 0), (192, 133, 0);
        (123, 108, 1), (213, 191, 54);
        (75, 94, 0), (130, 160, 13);
        (0, 126, 31), (123, 215, 127);
        (5, 101, 75), (3, 172, 129);
        (0, 121, 116), (2, 217, 209);
        (2, 96, 111), (9, 164, 187);
        (5, 115, 160), (105, 202, 255);
        (1, 80, 172), (72, 145, 248);
        (94, 88, 216), (176, 183, 255);
        (108, 43, 170), (170, 119, 234);
        (162, 59, 170), (238, 154, 243);
        (152, 0, 104), (223, 101, 170);
    }
}

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
