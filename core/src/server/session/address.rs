//! How many connections each address has, and how fast it makes new ones.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

use super::super::config::{Limits, Timeouts};

/// Connections by address. An IPv6 client has a whole /64, which counts as one address.
///
/// Bounded: an entry is kept for addresses with a connection, and for those that connected
/// within the last window; [`Addresses::forget_idle`] drops the rest.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    entries: BTreeMap<IpAddr, Entry>,
    swept_ms: u64,
}

#[derive(Debug, Default)]
struct Entry {
    connections: usize,
    connects: usize,
    window_start_ms: u64,
}

/// Why an address may not connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crowded {
    /// Too many connections at a time.
    Connections,
    /// Too many within a short time.
    Connects,
}

impl Addresses {
    /// Counts a connection, and says whether it is one too many. It counts all the same, until
    /// [`Addresses::disconnected`].
    pub(crate) fn connected(
        &mut self,
        address: IpAddr,
        now_ms: u64,
        limits: &Limits,
        timeouts: &Timeouts,
    ) -> Result<(), Crowded> {
        self.forget_idle(now_ms, timeouts.throttle_window_ms);
        let entry = self.entries.entry(counted(address)).or_default();
        if now_ms - entry.window_start_ms >= timeouts.throttle_window_ms {
            entry.window_start_ms = now_ms;
            entry.connects = 0;
        }
        entry.connections += 1;
        entry.connects += 1;
        let exempt = is_exempt(address, limits);
        let exceeds = |count: usize, max: usize| !exempt && max != 0 && count > max;
        if exceeds(entry.connections, limits.connections_per_address_max) {
            Err(Crowded::Connections)
        } else if exceeds(entry.connects, limits.connects_per_window_max) {
            Err(Crowded::Connects)
        } else {
            Ok(())
        }
    }

    pub(crate) fn disconnected(&mut self, address: IpAddr) {
        if let Some(entry) = self.entries.get_mut(&counted(address)) {
            entry.connections -= 1;
        }
    }

    /// Drops, once in a window, what no longer limits anybody.
    fn forget_idle(&mut self, now_ms: u64, window_ms: u64) {
        if now_ms - self.swept_ms < window_ms {
            return;
        }
        self.swept_ms = now_ms;
        self.entries
            .retain(|_, entry| entry.connections > 0 || now_ms - entry.window_start_ms < window_ms);
    }
}

/// Whether an address is exempt from the limits for one address.
pub(super) fn is_exempt(address: IpAddr, limits: &Limits) -> bool {
    limits.exempt_loopback && address.to_canonical().is_loopback()
}

/// The address under which one is counted.
pub(super) fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)))
        }
        loopback_or_v4 @ (IpAddr::V4(_) | IpAddr::V6(_)) => loopback_or_v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_and_recover() {
        let limits = Limits {
            connections_per_address_max: 2,
            connects_per_window_max: 3,
            ..Limits::default()
        };
        let timeouts = Timeouts { throttle_window_ms: 1000, ..Timeouts::default() };
        let mut addresses = Addresses::default();
        let peer = "192.0.2.1".parse().expect("an address");
        assert_eq!(addresses.connected(peer, 0, &limits, &timeouts), Ok(()));
        assert_eq!(addresses.connected(peer, 0, &limits, &timeouts), Ok(()));
        let third = addresses.connected(peer, 0, &limits, &timeouts);
        assert_eq!(third, Err(Crowded::Connections));
        addresses.disconnected(peer);
        addresses.disconnected(peer);
        assert_eq!(addresses.connected(peer, 999, &limits, &timeouts), Err(Crowded::Connects));
        addresses.disconnected(peer);
        assert_eq!(addresses.connected(peer, 1000, &limits, &timeouts), Ok(()));
        let loopback = "::ffff:127.0.0.1".parse().expect("an address");
        for _ in 0..10 {
            assert_eq!(addresses.connected(loopback, 1000, &limits, &timeouts), Ok(()));
        }
    }

    #[test]
    fn a_64_prefix_is_one_address() {
        let (a, b) = ("2001:db8::1".parse().expect("a"), "2001:db8::2".parse().expect("b"));
        assert_eq!(counted(a), counted(b));
    }
}
