//! The sans-IO core of Peyk: what a chat server decides, without a clock, socket, thread,
//! source of randomness or log.
//!
//! One invariant carries the rest: **the same inputs give the same outputs, byte for byte.**
//! Time, seeds and everything else from outside come in as arguments; everything wanted from
//! outside goes out as data. So the very code that serves people is what the simulations explore.
//!
//! - [`wire`]: bytes to borrowed IRCv3 messages and back, names, casemapping and masks.
//! - [`text`]: every sentence a person reads, in Persian and English.
//! - [`server`]: the server's state machine, [`server::Server::step`].
//! - [`client`]: the client's state machine, [`client::Client::step`].
//! - [`time`]: the two times of one moment.
//! - [`fuzz`]: what must hold for any bytes at all, for fuzzers and tests.

pub mod client;
pub mod fuzz;
pub mod mutants;
mod secrets;
pub mod server;
pub mod text;
pub mod time;
pub mod wire;
