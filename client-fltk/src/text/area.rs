//! Rectangles.

use super::Direction;

/// A rectangle in logical pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Area {
    /// The left edge.
    pub(crate) x: f64,
    /// The upper edge.
    pub(crate) y: f64,
    /// How wide it is.
    pub(crate) width: f64,
    /// How high it is.
    pub(crate) height: f64,
}

impl Area {
    /// The right edge.
    pub(crate) fn right(self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    pub(crate) fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// The area without a margin of `by_px` on each side.
    pub(crate) fn inset(self, by_px: f64) -> Self {
        self.inset_each(by_px, by_px)
    }

    /// The area without a margin of `across_px` at the sides, and `down_px` above and below.
    pub(crate) fn inset_each(self, across_px: f64, down_px: f64) -> Self {
        Self {
            x: self.x + across_px,
            y: self.y + down_px,
            width: self.width - 2.0 * across_px,
            height: self.height - 2.0 * down_px,
        }
    }

    /// The uppermost `height_px` of the area.
    pub(crate) fn top(self, height_px: f64) -> Self {
        Self { height: height_px, ..self }
    }

    /// The lowest `height_px` of the area.
    pub(crate) fn foot(self, height_px: f64) -> Self {
        Self { y: self.bottom() - height_px, height: height_px, ..self }
    }

    /// What is left of the area under its uppermost `height_px`.
    pub(crate) fn below(self, height_px: f64) -> Self {
        Self { y: self.y + height_px, height: self.height - height_px, ..self }
    }

    /// The area without its lowest `height_px`.
    pub(crate) fn above(self, height_px: f64) -> Self {
        Self { height: self.height - height_px, ..self }
    }

    /// The part of the area that starts `offset_px` after the side where lines start.
    pub(crate) fn part(self, direction: Direction, offset_px: f64, width_px: f64) -> Self {
        let x = match direction {
            Direction::LeftToRight => self.x + offset_px,
            Direction::RightToLeft => self.right() - offset_px - width_px,
        };
        Self { x, width: width_px, ..self }
    }

    /// The area without the first `offset_px` from the side where lines start.
    pub(crate) fn after(self, direction: Direction, offset_px: f64) -> Self {
        self.part(direction, offset_px, self.width - offset_px)
    }

    /// The last `width_px` of the area, at the side where lines end.
    pub(crate) fn end(self, direction: Direction, width_px: f64) -> Self {
        self.part(direction, self.width - width_px, width_px)
    }

    /// A part of the given height, in the middle between top and bottom.
    pub(crate) fn middle(self, height_px: f64) -> Self {
        Self { y: self.y + (self.height - height_px) / 2.0, height: height_px, ..self }
    }

    /// An area of the given size in the middle of this one.
    pub(crate) fn center(self, width_px: f64, height_px: f64) -> Self {
        Self {
            x: self.x + (self.width - width_px) / 2.0,
            width: width_px,
            ..self.middle(height_px)
        }
    }

    /// The area moved.
    pub(crate) fn moved(self, x_px: f64, y_px: f64) -> Self {
        Self { x: self.x + x_px, y: self.y + y_px, ..self }
    }

    /// Whether a point is inside.
    pub(crate) fn contains(self, (x, y): (f64, f64)) -> bool {
        x >= self.x && x < self.right() && y >= self.y && y < self.bottom()
    }

    /// Whether any of it is inside `other` as well.
    pub(crate) fn touches(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}
