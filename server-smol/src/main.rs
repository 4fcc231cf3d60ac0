//! peykd.
fn main() {}
