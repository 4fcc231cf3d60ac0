//! Peyk's mark: the letter پ, whose three dots are also those of somebody typing.

use std::f64::consts::TAU;

use fltk::{enums::ColorDepth, image::RgbImage};

use super::canvas::{Area, rounded, set_color};
use crate::theme::{Shade, Theme};

/// The side of the icon that the desktop shows for the window.
const ICON_SIDE_PX: i32 = 64;

/// Draws the mark into a square.
pub(super) fn draw(
    target: &cairo::Context,
    square: Area,
    theme: &Theme,
) -> Result<(), cairo::Error> {
    rounded(target, square, square.width * 0.26);
    set_color(target, theme.accent);
    target.fill()?;

    let at = |x: f64, y: f64| (square.x + x * square.width, square.y + y * square.height);
    set_color(target, theme.on_accent);
    target.set_line_width(square.width * 0.085);
    target.set_line_cap(cairo::LineCap::Round);
    let ((left, top), (right, bottom)) = (at(0.20, 0.29), at(0.80, 0.62));
    target.move_to(left, top);
    target.curve_to(left, bottom, right, bottom, right, top);
    target.stroke()?;

    for (x, y) in [at(0.395, 0.68), at(0.605, 0.68), at(0.5, 0.83)] {
        target.arc(x, y, square.width * 0.062, 0.0, TAU);
        target.fill()?;
    }
    Ok(())
}

/// The mark as the window's icon; none if there is no memory for it.
pub(super) fn icon() -> Option<RgbImage> {
    let side = ICON_SIDE_PX;
    let mut surface = cairo::ImageSurface::create(cairo::Format::ARgb32, side, side).ok()?;
    let square = Area { x: 0.0, y: 0.0, width: f64::from(side), height: f64::from(side) };
    draw(&cairo::Context::new(&surface).ok()?, square, Shade::Light.theme()).ok()?;
    surface.flush();
    let pixels = surface.data().ok()?;
    let rgba: Vec<u8> = pixels.chunks_exact(4).flat_map(straight_rgba).collect();
    RgbImage::new(&rgba, side, side, ColorDepth::Rgba8).ok()
}

/// Cairo keeps a pixel as one native word with its colours multiplied by their opacity; FLTK
/// wants four bytes with the colours as they are.
fn straight_rgba(pixel: &[u8]) -> [u8; 4] {
    let word = u32::from_ne_bytes([pixel[0], pixel[1], pixel[2], pixel[3]]);
    let [alpha, red, green, blue] = word.to_be_bytes();
    let straight = |part: u8| match alpha {
        0 => 0,
        _ => u8::try_from(u32::from(part) * 255 / u32::from(alpha)).unwrap_or(u8::MAX),
    };
    [straight(red), straight(green), straight(blue), alpha]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_come_back_from_their_opacity() {
        let pixel = |argb: u32| straight_rgba(&argb.to_ne_bytes());
        assert_eq!(pixel(0xFF2B_6BE6), [0x2B, 0x6B, 0xE6, 0xFF]);
        assert_eq!(pixel(0x8080_0040), [255, 0, 127, 0x80]);
        assert_eq!(pixel(0), [0, 0, 0, 0]);
    }
}
