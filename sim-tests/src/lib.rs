//! Simulations of the server that people run: its own driver and core, on a network and a clock
//! that the tests hold in hand, with everybody else simulated.
//!
//! A [`Town`] is one server and some people, each on a machine of their own. Everything that
//! happens in it follows from its seed, so a failure is run again by its seed alone.

mod env;
mod person;
mod store;
mod town;
mod trace;

pub use person::View;
pub use town::Town;
