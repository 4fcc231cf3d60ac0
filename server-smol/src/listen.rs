//! Sockets that connections come to.

use std::io;
use std::net::{SocketAddr, TcpListener};

use peyk_core::text::Text;
use socket2::{Domain, Protocol, Socket, Type};

use crate::config::Listen;
use crate::problem::Problem;

/// Connections that may wait to be accepted: a room of a thousand that comes back at once after
/// the power was gone. The system may allow fewer.
const BACKLOG: i32 = 4096;

/// Listens everywhere that is asked for.
///
/// # Errors
///
/// A sentence: the port is in use or not allowed, or the address is not this machine's.
pub fn listen(on: &Listen, text: &Text) -> Result<Vec<TcpListener>, Problem> {
    let mut listeners = Vec::new();
    for address in on.addresses() {
        match bind(address) {
            Ok(listener) => listeners.push(listener),
            Err(_) if *on == Listen::Everywhere && address.is_ipv6() && !has_ipv6() => {}
            Err(error) => return Err(problem(address, &error, text)),
        }
    }
    Ok(listeners)
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        // So that 0.0.0.0 and [::] can be served beside each other.
        socket.set_only_v6(true)?;
    }
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Whether this machine can listen on an IPv6 address at all.
fn has_ipv6() -> bool {
    TcpListener::bind("[::]:0").is_ok()
}

fn problem(address: SocketAddr, error: &io::Error, text: &Text) -> Problem {
    let (address, reason) = (address.to_string(), error.to_string());
    let kind = error.kind();
    Problem::new(if kind == io::ErrorKind::AddrInUse {
        text.say_with("problem-listen-in-use", &[("address", &address)])
    } else if kind == io::ErrorKind::PermissionDenied {
        text.say_with("problem-listen-denied", &[("address", &address)])
    } else if kind == io::ErrorKind::AddrNotAvailable {
        text.say_with("problem-listen-elsewhere", &[("address", &address)])
    } else {
        text.say_with("problem-listen", &[("address", &address), ("reason", &reason)])
    })
}
