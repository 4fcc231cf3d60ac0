//! Every colour the window uses, in one table.

/// How bright the window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Dark text on a bright ground.
    Light,
    /// Bright text on a dark ground.
    Dark,
}

impl Shade {
    /// Whichever shade this is not.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    /// The colours of this shade.
    #[must_use]
    pub fn theme(self) -> &'static Theme {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

/// An opaque colour: red, green and blue, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Behind what belongs together.
    pub panel: Rgb,
    /// Behind something small on a panel.
    pub chip: Rgb,
    /// Behind a button under the pointer.
    pub hover: Rgb,
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
}

static LIGHT: Theme = Theme {
    ground: Rgb(255, 255, 255),
    panel: Rgb(243, 244, 248),
    chip: Rgb(255, 255, 255),
    hover: Rgb(232, 235, 242),
    line: Rgb(222, 226, 234),
    ink: Rgb(27, 30, 39),
    ink_soft: Rgb(94, 100, 116),
    accent: Rgb(43, 107, 230),
    on_accent: Rgb(255, 255, 255),
};

static DARK: Theme = Theme {
    ground: Rgb(23, 25, 31),
    panel: Rgb(30, 33, 41),
    chip: Rgb(23, 25, 31),
    hover: Rgb(43, 48, 60),
    line: Rgb(46, 51, 63),
    ink: Rgb(232, 234, 240),
    ink_soft: Rgb(154, 161, 177),
    accent: Rgb(74, 134, 245),
    on_accent: Rgb(255, 255, 255),
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
            for ground in [theme.ground, theme.panel, theme.chip, theme.hover] {
                assert!(contrast(theme.ink, ground) >= 7.0, "{shade:?}: ink on {ground:?}");
                assert!(contrast(theme.ink_soft, ground) >= 4.5, "{shade:?}: soft on {ground:?}");
            }
            assert!(contrast(theme.on_accent, theme.accent) >= 3.0, "{shade:?}: the mark");
        }
    }
}
