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
