//! A peer whose cable was cut says nothing more, not even that it goes: the system asks after it.
//!
//! It takes the kernel minutes to be sure. What is seen here is that it has begun to wait.

#![cfg(target_os = "linux")]

mod support;

use std::net::SocketAddr;
use std::time::Instant;
use std::{fs, thread};

use futures_rustls::rustls::version::TLS13;
use support::{DEADLINE, Peykd, tls};

#[test]
fn the_system_probes_every_connection_for_a_peer_that_is_there_no_more() {
    let server = Peykd::start();
    let mut plain = server.connect();
    plain.send("plain\n");
    let mut secure = tls::connect(&server, &TLS13);
    secure.register("secure");
    secure.join("#lobby");
    plain.send("hello\n");
    secure.until("hello");
    let silent = server.socket();
    for socket in [plain.stream.get_ref(), secure.stream.get_ref().get_ref(), &silent] {
        let peer = socket.local_addr().expect("it is connected");
        let seconds = probed_in(server.address, peer);
        assert!((60..=90).contains(&seconds), "the next probe is in {seconds} s");
    }
}

/// Seconds until the kernel probes the server's end of a connection (keepalive), from the
/// table in `/proc/net/tcp`: `sl local remote state queues timer:when`, all in hexadecimal.
fn probed_in(server: SocketAddr, peer: SocketAddr) -> u64 {
    /// The kind of a timer that is a keepalive's.
    const KEEPALIVE: &str = "02";
    /// The unit of the table's times, whatever the kernel's own is.
    const TICKS_PER_SECOND: u64 = 100;
    let hex = |address: SocketAddr| {
        let SocketAddr::V4(address) = address else { panic!("the tests use IPv4") };
        let ip = u32::from_ne_bytes(address.ip().octets());
        format!("{ip:08X}:{:04X}", address.port())
    };
    let (local, remote) = (hex(server), hex(peer));
    let start = Instant::now();
    loop {
        let table = fs::read_to_string("/proc/net/tcp").expect("the kernel has a table");
        let rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
        let row = rows.into_iter().find(|row| row[1] == local && row[2] == remote);
        // The server may not have accepted yet, or its last bytes may not be acknowledged yet.
        if let Some((KEEPALIVE, when)) = row.as_ref().and_then(|row| row[5].split_once(':')) {
            let ticks = u64::from_str_radix(when, 16).expect("it is hexadecimal");
            return ticks / TICKS_PER_SECOND;
        }
        assert!(start.elapsed() < DEADLINE, "nothing probes: {row:?}");
        thread::yield_now();
    }
}
