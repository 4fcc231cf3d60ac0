//! Engines of clients and the real server in one process: what the guarantees promise (exactly
//! once, one order, it heals), while cables are cut at the worst moments.

mod support;

use peyk_core::client::{Command, ConnectionState};
use peyk_core::server::Config;
use support::net::Net;

fn quick() -> Config {
    let mut config = Config::default();
    config.flood.enabled = false;
    config.limits.connects_per_window_max = 0;
    config.limits.connections_per_address_max = 0;
    config
}

#[test]
fn two_people_talk() {
    let mut net = Net::new(quick());
    let (mina, omid) = (net.add("mina"), net.add("omid"));
    net.settle(20_000);
    assert_eq!(net.peers[mina].client.connection().state, ConnectionState::Online);
    assert_eq!(net.peers[mina].client.me().account.as_deref(), Some("mina"));
    net.send(mina, "#room", "سلام");
    assert_eq!(net.shown(mina, "#room"), ["?mina: سلام"], "it is shown at once");
    net.settle(1_000);
    net.send(omid, "#room", "two\nlines");
    net.settle(1_000);
    for client in [mina, omid] {
        assert_eq!(net.shown(client, "#room"), ["mina: سلام", "omid: two\nlines"]);
    }
    net.command(mina, Command::OpenDirect { nick: "omid".into() });
    net.send(mina, "omid", "psst");
    net.settle(1_000);
    assert_eq!(net.shown(omid, "mina"), ["mina: psst"]);
    assert_eq!(net.shown(mina, "omid"), ["mina: psst"]);
}

#[test]
fn what_was_missed_is_fetched() {
    let mut net = Net::new(quick());
    let (mina, omid) = (net.add("mina"), net.add("omid"));
    net.settle(20_000);
    net.send(mina, "#room", "one");
    net.settle(1_000);
    net.cut(omid, 0, 0);
    net.pass(10);
    for text in ["two", "three"] {
        net.send(mina, "#room", text);
    }
    net.send(omid, "#room", "from afar");
    net.settle(20_000);
    let said = net.said("#room");
    assert_eq!(said.len(), 4);
    for client in [mina, omid] {
        assert_eq!(net.shown(client, "#room"), said);
    }
}

/// Numbers without a pattern, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % end
    }
}

/// What may befall people while they talk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Cables,
    Restarts,
    Crashes,
}

/// Several people talk while cables are cut, programs die and the server crashes. Then all of it
/// ends, and everybody sees the same, once, in the server's order.
fn storm(seed: u64, trouble: Trouble) {
    let mut net = Net::new(quick());
    let names = ["mina", "omid", "sara"];
    for name in names {
        net.add(name);
    }
    net.settle(30_000);
    // A room whose last member leaves is no more, with its history, unless it is somebody's.
    net.command(0, Command::Raw("PRIVMSG ChanServ :REGISTER #room".into()));
    net.settle(1_000);
    let mut forgetful = [false; 3];
    let mut chance = Chance(seed);
    let mut sent = Vec::new();
    for count in 0..60 {
        let client = usize::try_from(chance.below(3)).expect("small");
        match chance.below(12) {
            0..=6 => {
                let text = format!("{count}");
                net.send(client, "#room", &text);
                sent.push(format!("{}: {text}", names[client]));
            }
            7 | 8 => {
                let (client_ms, server_ms) = (chance.below(3_000), chance.below(8_000));
                net.cut(client, client_ms, server_ms);
            }
            9 if trouble == Trouble::Restarts => {
                let with_entries = chance.below(2) == 0;
                forgetful[client] |= !with_entries;
                net.restart(client, with_entries);
            }
            9 if trouble == Trouble::Crashes => net.crash_server(),
            10 => net.down = !net.down,
            _ => net.delay_ms = chance.below(60),
        }
        net.pass(chance.below(1_500));
    }
    net.down = false;
    net.settle(300_000);
    let said = net.said("#room");
    let mut in_order = said.clone();
    in_order.sort();
    sent.sort();
    assert_eq!(in_order, sent, "everything that was written was said once (seed {seed})");
    for (client, forgetful) in forgetful.into_iter().enumerate() {
        let mut shown = net.shown(client, "#room");
        if forgetful && said.ends_with(&shown) {
            // It shows the latest, without a hole; what was before is fetched on demand.
            assert!(shown.len() > 1, "it shows something (seed {seed})");
            shown.clone_from(&said);
        }
        let log: Vec<_> = net.log.iter().map(String::as_str).collect();
        assert_eq!(shown, said, "{client} sees it all, seed {seed}\n{}", log.join("\n"));
        let unsent = &net.peers[client].kept.outbox;
        assert!(unsent.is_empty(), "nothing is left to be sent: {unsent:?}");
    }
}

#[test]
fn nothing_is_lost_or_doubled_when_cables_are_cut() {
    (0..100).for_each(|seed| storm(seed, Trouble::Cables));
}

#[test]
fn nothing_is_lost_or_doubled_when_programs_die() {
    (0..100).for_each(|seed| storm(seed, Trouble::Restarts));
}

#[test]
fn nothing_is_lost_or_doubled_when_the_server_crashes() {
    (0..100).for_each(|seed| storm(seed, Trouble::Crashes));
}
