//! Peyk client.
fn main() {}
