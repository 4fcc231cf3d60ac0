//! The font that comes with the window.
//!
//! Vazirmatn (SIL Open Font License, `assets/fonts/OFL.txt`) covers Persian and Latin alike,
//! so the window looks the same where no Persian font is installed.

use std::{
    fs::File,
    io::{self, Write},
    os::fd::{AsRawFd, IntoRawFd},
};

use fltk::enums::Font;
use rustix::fs::{MemfdFlags, memfd_create};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Bold.ttf");

/// Makes the shipped font known to fontconfig, for this process only. To be called once,
/// before the first use of Pango.
///
/// # Errors
///
/// When the font cannot be handed over; the window then has to do with the fonts of the
/// system.
pub(crate) fn register() -> io::Result<()> {
    register_one("peyk-regular", REGULAR)?;
    register_one("peyk-bold", BOLD)
}

/// Fontconfig takes files only. A file in memory has a path, and needs no place on the disk
/// that may be full or forbidden; it stays open because glyphs are read when first drawn.
fn register_one(name: &str, font: &[u8]) -> io::Result<()> {
    let mut file = File::from(memfd_create(name, MemfdFlags::CLOEXEC)?);
    file.write_all(font)?;
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    Font::load_font(&path).map_err(io::Error::other)?;
    let _kept_open = file.into_raw_fd();
    Ok(())
}
