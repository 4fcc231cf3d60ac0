//! The small pictures on buttons, drawn from lines.
//!
//! A picture is a string of drawing steps on a square of 24 by 24: `M x y` goes there, `L x y`
//! draws a line, `C` (three points) a curve, `Z` closes, `O x y r` is a ring and `D x y r` a dot.

use std::f64::consts::TAU;

use super::canvas::{Canvas, set_color};
use crate::{
    text::{Area, Direction},
    theme::Rgb,
};

/// A small picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    /// Settings.
    Sliders,
    /// Search.
    Search,
    /// Something new.
    Plus,
    /// Members.
    People,
    /// An encrypted connection.
    Lock,
    /// A connection that is not encrypted.
    Unlocked,
    /// Close, or take away.
    Cross,
    /// Emoji.
    Smile,
    /// Answer.
    Reply,
    /// More that can be done.
    Dots,
    /// Send.
    Send,
    /// On its way.
    Clock,
    /// Further down.
    Down,
    /// Written and not sent.
    Pencil,
    /// Muted.
    Muted,
    /// Something is wrong.
    Warning,
    /// A room.
    Hash,
    /// To what was before.
    Back,
    /// To what comes after.
    Onward,
}

impl Icon {
    fn steps(self) -> &'static str {
        match self {
            Self::Sliders => {
                "M 4 7 L 13 7 M 19 7 L 20 7 O 16 7 2.6 M 4 17 L 5 17 M 11 17 L 20 17 O 8 17 2.6"
            }
            Self::Search => "O 10.5 10.5 6 M 15 15 L 20 20",
            Self::Plus => "M 12 5 L 12 19 M 5 12 L 19 12",
            Self::People => {
                "O 9 8.5 3.4 M 2.8 19.5 C 3.2 15 6 13.6 9 13.6 C 12 13.6 14.8 15 15.2 19.5 \
                 M 15.4 5.4 C 19.6 5.6 19.4 11.4 15.6 11.6 M 17.4 14 C 19.8 14.6 21 16.4 21.2 19.5"
            }
            Self::Lock => {
                "M 6 11 L 18 11 L 18 20 L 6 20 Z \
                 M 8.5 11 L 8.5 8 C 8.5 3.4 15.5 3.4 15.5 8 L 15.5 11"
            }
            Self::Unlocked => {
                "M 6 11 L 18 11 L 18 20 L 6 20 Z M 8.5 11 L 8.5 8 C 8.5 3.4 15.5 3.4 15.5 7"
            }
            Self::Cross => "M 6 6 L 18 18 M 18 6 L 6 18",
            Self::Smile => "O 12 12 9 D 9 10 1.2 D 15 10 1.2 M 7.8 14.2 C 9.4 18 14.6 18 16.2 14.2",
            Self::Reply => "M 10 6 L 4 12 L 10 18 M 4 12 L 14 12 C 18 12 20 14 20 19",
            Self::Dots => "D 5.5 12 1.7 D 12 12 1.7 D 18.5 12 1.7",
            Self::Send => "M 4 4.5 L 21 12 L 4 19.5 L 7.5 12 Z M 7.5 12 L 13 12",
            Self::Clock => "O 12 12 8 M 12 7.5 L 12 12 L 15 14",
            Self::Down => "M 12 5 L 12 19 M 6 13 L 12 19 L 18 13",
            Self::Pencil => "M 5 19 L 6 15 L 16 5 L 19 8 L 9 18 Z",
            Self::Muted => {
                "M 6 17 L 18 17 C 16.5 15 16.8 13 16.6 10 C 16.2 4.4 7.8 4.4 7.4 10 \
                 C 7.2 13 7.5 15 6 17 M 10.5 20 L 13.5 20 M 4 4 L 20 20"
            }
            Self::Warning => "O 12 12 9 M 12 7 L 12 13 D 12 16.4 1.1",
            Self::Back => "M 15 5 L 8 12 L 15 19",
            Self::Onward => "M 9 5 L 16 12 L 9 19",
            Self::Hash => {
                "M 9.5 4.5 L 7.5 19.5 M 16.5 4.5 L 14.5 19.5 M 5 9.5 L 20 9.5 M 4 14.5 L 19 14.5"
            }
        }
    }

    /// Whether the picture points along the line and is mirrored with it.
    fn points_along(self) -> bool {
        matches!(self, Self::Reply | Self::Send | Self::Back | Self::Onward)
    }
}

/// Draws a picture into the middle of `area`, `side_px` large.
pub(super) fn draw(
    canvas: &Canvas<'_>,
    icon: Icon,
    area: Area,
    side_px: f64,
    color: Rgb,
    direction: Direction,
) {
    canvas.draw(|target| {
        let square = area.center(side_px, side_px);
        target.translate(square.x, square.y);
        target.scale(side_px / 24.0, side_px / 24.0);
        if icon.points_along() && direction == Direction::RightToLeft {
            target.translate(24.0, 0.0);
            target.scale(-1.0, 1.0);
        }
        set_color(target, color);
        target.set_line_width(1.9);
        target.set_line_cap(cairo::LineCap::Round);
        target.set_line_join(cairo::LineJoin::Round);
        trace(target, icon.steps())
    });
}

fn trace(target: &cairo::Context, steps: &str) -> Result<(), cairo::Error> {
    let mut words = steps.split(' ');
    while let Some(step) = words.next() {
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
        match step {
            "M" => target.move_to(number(), number()),
            "L" => target.line_to(number(), number()),
            "C" => target.curve_to(number(), number(), number(), number(), number(), number()),
            "Z" => target.close_path(),
            ring_or_dot => {
                target.stroke()?;
                target.arc(number(), number(), number(), 0.0, TAU);
                if ring_or_dot == "D" { target.fill()? } else { target.stroke()? }
            }
        }
    }
    target.stroke()
}
