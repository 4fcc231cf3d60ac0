//! Peyk's server on smol: the driver that gives the core its sockets and clock, and what a
//! machine needs around it: configuration, certificate, listeners.
//!
//! The program `peykd` is a thin shell over this library; a client that hosts a chat, tests and
//! benches start the same server with [`Running::start`].

pub mod accounts;
mod client_certificates;
pub mod config;
pub mod driver;
pub mod files;
mod listen;
mod page;
mod problem;
mod reactor;
mod running;
mod smol_env;
pub mod store;
mod tls;

pub use listen::listen;
pub use page::page;
pub use problem::Problem;
pub use reactor::{Listener, Reactor, Sleep, Socket};
pub use running::{Ready, Running};
pub use smol_env::SmolEnv;
pub use tls::Identity;
