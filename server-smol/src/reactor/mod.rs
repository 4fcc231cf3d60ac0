//! Waits for sockets, timers and wakes, and polls one future meanwhile, on one thread.
//!
//! On Linux each socket is registered once, edge-triggered, for both directions: from then on no
//! system call is made about it but those that move bytes and the one that waits. A wake from the
//! thread itself costs none either; one from elsewhere (the pool for slow work, signals) costs one
//! write if the thread is asleep. Other systems are served by async-io behind the same types.

#[cfg(target_os = "linux")]
mod epoll;
#[cfg(target_os = "linux")]
mod notifier;
#[cfg(not(target_os = "linux"))]
mod portable;
#[cfg(target_os = "linux")]
mod readiness;
mod socket;
#[cfg(target_os = "linux")]
mod source;
#[cfg(target_os = "linux")]
mod timers;

pub use socket::{Listener, Socket};

#[cfg(target_os = "linux")]
use self::source::{Source, write};
#[cfg(target_os = "linux")]
pub use self::{epoll::Reactor, timers::Sleep};
#[cfg(not(target_os = "linux"))]
pub use portable::{Reactor, Sleep};
#[cfg(not(target_os = "linux"))]
use portable::{Source, write};
