//! The smol shell.

pub mod driver;
