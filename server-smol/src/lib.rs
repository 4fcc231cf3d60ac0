//! The smol shell.
