//! How many accounts each address has made lately: whoever makes one after another would take
//! everybody's names, and the room for more.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::super::config::Limits;
use super::address::{counted, is_exempt};

/// The hour in which accounts are counted, from an address's first.
const HOUR_MS: u64 = 60 * 60 * 1000;

/// Accounts made, by address. An IPv6 client has a whole /64, which counts as one address.
///
/// Bounded: an entry is kept for addresses that made an account within the last hour, and what
/// one may make is limited.
#[derive(Debug, Default)]
pub(crate) struct Newcomers {
    /// The beginning of the hour, and how many.
    made: BTreeMap<IpAddr, (u64, usize)>,
    swept_ms: u64,
}

impl Newcomers {
    /// Whether an address may make another account.
    pub(crate) fn may_make(&self, address: IpAddr, now_ms: u64, limits: &Limits) -> bool {
        let max = limits.accounts_per_hour_max;
        let made = self.made.get(&counted(address));
        let made = made.filter(|(since_ms, _)| now_ms - since_ms < HOUR_MS);
        max == 0 || is_exempt(address, limits) || made.is_none_or(|(_, made)| *made < max)
    }

    /// Notes that an address has made one.
    pub(crate) fn made(&mut self, address: IpAddr, now_ms: u64) {
        if now_ms - self.swept_ms >= HOUR_MS {
            self.swept_ms = now_ms;
            self.made.retain(|_, (since_ms, _)| now_ms - *since_ms < HOUR_MS);
        }
        let (since_ms, made) = self.made.entry(counted(address)).or_insert((now_ms, 0));
        if now_ms - *since_ms >= HOUR_MS {
            (*since_ms, *made) = (now_ms, 0);
        }
        *made += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_made_in_an_hour() {
        let limits = Limits { accounts_per_hour_max: 2, ..Limits::default() };
        let mut newcomers = Newcomers::default();
        let address = |text: &str| text.parse().expect("it is an address");
        let (one, other) = (address("2001:db8::1"), address("2001:db8:0:1::1"));
        for now_ms in [5, 10] {
            assert!(newcomers.may_make(one, now_ms, &limits));
            newcomers.made(one, now_ms);
        }
        let neighbour = address("2001:db8::2");
        assert!(!newcomers.may_make(neighbour, 5 + HOUR_MS - 1, &limits));
        assert!(newcomers.may_make(other, 11, &limits), "others are not concerned");
        assert!(newcomers.may_make(neighbour, 5 + HOUR_MS, &limits));
        newcomers.made(other, 5 + HOUR_MS);
        assert_eq!(newcomers.made.len(), 1, "what is over is forgotten");

        let here = address("::1");
        (0..3).for_each(|_| newcomers.made(here, 5 + HOUR_MS));
        assert!(newcomers.may_make(here, 5 + HOUR_MS, &limits));
        let strict = Limits { exempt_loopback: false, ..limits.clone() };
        assert!(!newcomers.may_make(here, 5 + HOUR_MS, &strict));
        let unlimited = Limits { accounts_per_hour_max: 0, ..strict };
        assert!(newcomers.may_make(here, 5 + HOUR_MS, &unlimited));
    }
}
