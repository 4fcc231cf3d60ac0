//! Engines of clients and the real server in one process: what the guarantees promise (exactly
//! once, one order, it heals), while cables are cut at the worst moments.

mod support;

use peyk_core::client::{Ban, Command, ConnectionState, Event};
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
    let said = net.said(&["#room"]);
    assert_eq!(said.len(), 4);
    for client in [mina, omid] {
        assert_eq!(net.shown(client, "#room"), said);
    }
}

#[test]
fn who_was_banned_is_listed_and_let_in_again() {
    let mut net = Net::new(quick());
    let (mina, omid) = (net.add("mina"), net.add("omid"));
    net.settle(20_000);
    let room = net.peers[mina].client.conversation_named("#room").expect("she is there").id();
    let bans = |net: &mut Net| {
        net.peers[mina].events.clear();
        net.command(mina, Command::ListBans { conversation: room });
        net.settle(1_000);
        let listed = net.peers[mina].events.iter().find_map(|event| {
            let Event::Bans { conversation, bans } = event else { return None };
            (*conversation == room).then(|| bans.clone())
        });
        listed.expect("they were asked for")
    };
    assert_eq!(bans(&mut net), []);
    net.command(mina, Command::Ban { conversation: room, mask: "omid".into() });
    let set_ms = net.now.unix_ms / 1_000 * 1_000;
    let listed = bans(&mut net);
    let (mask, by) = ("omid!*@*".into(), Some("mina".into()));
    assert_eq!(listed, [Ban { mask, by, set_ms: Some(set_ms) }]);
    net.command(mina, Command::Unban { conversation: room, mask: listed[0].mask.to_string() });
    assert_eq!(bans(&mut net), []);
    net.send(omid, "#room", "back");
    net.settle(1_000);
    assert_eq!(net.shown(mina, "#room"), ["omid: back"]);
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
    // Pages are so short that it takes several.
    let page_messages = [2, 5, 100][usize::try_from(seed % 3).expect("small")];
    for name in names {
        let mut config = Net::person(name);
        config.limits.page_messages = page_messages;
        net.add_with(config);
    }
    net.settle(30_000);
    // A room whose last member leaves is no more, with its history, unless it is somebody's.
    net.command(0, Command::Raw("PRIVMSG ChanServ :REGISTER #room".into()));
    net.command(0, Command::OpenDirect { nick: "omid".into() });
    net.command(1, Command::OpenDirect { nick: "mina".into() });
    net.settle(1_000);
    let mut forgetful = [false; 3];
    let mut chance = Chance(seed);
    let (mut sent, mut whispered) = (Vec::new(), Vec::new());
    for count in 0..60 {
        let client = usize::try_from(chance.below(3)).expect("small");
        match chance.below(13) {
            0..=6 => {
                let text = format!("{count}");
                net.send(client, "#room", &text);
                sent.push(format!("{}: {text}", names[client]));
            }
            7 => {
                let (from, to) = if client == 0 { (0, 1) } else { (1, 0) };
                net.send(from, names[to], &format!("{count}"));
                whispered.push(format!("{}: {count}", names[from]));
            }
            8 | 9 => {
                let (client_ms, server_ms) = (chance.below(3_000), chance.below(8_000));
                net.cut(client, client_ms, server_ms);
            }
            10 if trouble == Trouble::Restarts => {
                let with_entries = chance.below(2) == 0;
                forgetful[client] |= !with_entries;
                net.restart(client, with_entries);
            }
            10 if trouble == Trouble::Crashes => net.crash_server(),
            11 => net.down = !net.down,
            _ => net.delay_ms = chance.below(60),
        }
        net.pass(chance.below(1_500));
    }
    net.down = false;
    net.settle(300_000);
    sent.sort();
    whispered.sort();
    let between = |targets: &[&str], sent: &[String]| {
        let said = net.said(targets);
        // What is said to somebody who is gone is refused, and shown as such.
        let refused = net.peers.iter().flat_map(|peer| {
            let here = peer.kept.outbox.iter().filter(|m| targets.contains(&&*m.target));
            here.map(|m| {
                assert!(m.failed.is_some(), "nothing is left to be sent: {m:?}");
                format!("{}: {}", peer.client.me().nick, m.text)
            })
        });
        let mut sorted: Vec<_> = refused.chain(said.clone()).collect();
        sorted.sort();
        assert_eq!(sorted, sent, "what was written was said once, or refused (seed {seed})");
        said
    };
    let room = between(&["#room"], &sent);
    let direct = between(&["mina", "omid"], &whispered);
    let views = [
        (0, "#room", &room),
        (1, "#room", &room),
        (2, "#room", &room),
        (0, "omid", &direct),
        (1, "mina", &direct),
    ];
    for (client, name, said) in views {
        let mut shown = net.shown(client, name);
        shown.retain(|line| name == "#room" || !line.starts_with('!'));
        if forgetful[client] && said.ends_with(&shown) {
            // It shows the latest, without a hole; what was before is fetched on demand. A short
            // page may have nothing but comings and goings.
            assert!(
                shown.len() > 1 || said.len() < 2 || page_messages < 100,
                "{client} shows something of {name} (seed {seed}): {shown:?} of {said:?}\n{}",
                net.log.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
            );
            shown.clone_from(said);
        }
        let log: Vec<_> = net.log.iter().map(String::as_str).collect();
        assert_eq!(&shown, said, "{client} sees all of {name}, seed {seed}\n{}", log.join("\n"));
    }
}

#[test]
fn nothing_is_lost_or_doubled_when_cables_are_cut() {
    (0..150).for_each(|seed| storm(seed, Trouble::Cables));
}

#[test]
fn nothing_is_lost_or_doubled_when_programs_die() {
    (0..150).for_each(|seed| storm(seed, Trouble::Restarts));
}

#[test]
fn nothing_is_lost_or_doubled_when_the_server_crashes() {
    (0..150).for_each(|seed| storm(seed, Trouble::Crashes));
}

#[test]
fn devices_of_one_person_show_the_same() {
    let mut net = Net::new(quick());
    let (phone, omid) = (net.add("mina"), net.add("omid"));
    net.settle(20_000);
    let desk = net.add_device(Net::person("mina"), net.peers[phone].certificate);
    net.settle(20_000);
    assert_eq!(&*net.peers[desk].client.me().nick, "mina");
    net.send(phone, "#room", "from the phone");
    net.settle(1_000);
    net.cut(desk, 0, 0);
    net.send(omid, "#room", "hello");
    net.command(phone, Command::OpenDirect { nick: "omid".into() });
    net.send(phone, "omid", "psst");
    net.settle(20_000);
    net.send(desk, "#room", "from the desk");
    net.settle(1_000);
    let said = net.said(&["#room"]);
    assert_eq!(said.len(), 3);
    for client in [phone, omid, desk] {
        assert_eq!(net.shown(client, "#room"), said);
    }
    assert_eq!(net.shown(desk, "omid"), ["mina: psst"], "and it is known whom one wrote to");
    let found = net.peers[desk].client.conversation_named("#room").expect("it is there");
    let own: Vec<_> = found
        .timeline()
        .entries()
        .filter(|entry| entry.kind.is_said())
        .map(|entry| entry.own)
        .collect();
    assert_eq!(own, [true, false, true]);
}

#[test]
fn strangers_without_an_account_are_not_doubled_either() {
    for seed in 0..50 {
        let mut net = Net::new(quick());
        for name in ["mina", "omid"] {
            let mut config = Net::person(name);
            config.login = peyk_core::client::Login::None;
            net.add_with(config);
        }
        net.settle(20_000);
        net.command(0, Command::Raw("MODE #room +o mina".into()));
        let mut chance = Chance(seed);
        let mut sent = Vec::new();
        for count in 0..30 {
            if chance.below(5) == 0 {
                // The server hears of it late: the old nickname is in use for a while.
                let (client_ms, server_ms) = (chance.below(100), chance.below(5_000));
                net.cut(0, client_ms, server_ms);
            }
            net.send(0, "#room", &format!("{count}"));
            sent.push(format!("{count}"));
            net.pass(chance.below(1_500));
        }
        net.settle(300_000);
        let said: Vec<_> = net
            .said(&["#room"])
            .iter()
            .map(|line| line.split(": ").nth(1).expect("a text").to_owned())
            .collect();
        let mut sorted = said.clone();
        sorted.sort_by_key(|text| text.parse::<u32>().expect("a number"));
        assert_eq!(sorted, sent, "seed {seed}");
        for client in 0..2 {
            assert_eq!(net.shown(client, "#room"), net.said(&["#room"]), "seed {seed}");
        }
    }
}
