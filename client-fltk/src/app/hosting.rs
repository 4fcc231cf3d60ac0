//! The server inside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::Path;

use server_smol::Running;
use server_smol::config::Overrides;

use crate::l10n::Language;
use crate::net::DEFAULT_PORT;

/// The folder of the server's data in a profile.
const FOLDER: &str = "server";

/// Ports that are tried, from the usual one on, where another program has that.
const PORTS_TRIED: u16 = 20;

/// Starts a server with its data in the profile. Returns it with the addresses to give to others.
///
/// # Errors
///
/// The server's sentence: what is in the way, and what to do.
pub(super) fn start(profile: &Path, language: Language) -> Result<(Running, Vec<String>), String> {
    let overrides = Overrides {
        listen: listen(),
        data: Some(profile.join(FOLDER)),
        language: Some(language),
        ..Overrides::default()
    };
    let running = Running::start(overrides).map_err(|problem| problem.to_string())?;
    let addresses = running.addresses().iter().copied().filter_map(reachable).collect();
    Ok((running, addresses))
}

/// Where to listen: nowhere of its own where the usual port is free, else at the next that is.
fn listen() -> Vec<SocketAddr> {
    let any = [IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)];
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok();
    match (DEFAULT_PORT..DEFAULT_PORT + PORTS_TRIED).find(is_free) {
        Some(port) if port != DEFAULT_PORT => any.map(|any| SocketAddr::new(any, port)).to_vec(),
        _ => Vec::new(),
    }
}

/// How others reach a listener.
fn reachable(listener: SocketAddr) -> Option<String> {
    let address = match listener.ip() {
        IpAddr::V4(any) if any.is_unspecified() => own_address()?,
        // The other listener is the one whose address people can read to each other.
        IpAddr::V6(any) if any.is_unspecified() => return None,
        given @ (IpAddr::V4(_) | IpAddr::V6(_)) => given,
    };
    Some(SocketAddr::new(address, listener.port()).to_string())
}

/// The address from which this machine would reach others; its own to itself if there are no
/// others. Asks the routing table, and sends nothing.
fn own_address() -> Option<IpAddr> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address of documentation: the default route is taken, if there is one.
    if socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).is_err() {
        return Some(here);
    }
    Some(socket.local_addr().map_or(here, |address| address.ip()))
}
