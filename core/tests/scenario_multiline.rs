//! Messages of several lines: sent in batches, read as one, or line by line.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::{Flood, Limits};
use support::world::{World, conversation};

/// Flood control off, where it is not the subject.
fn config() -> Config {
    Config { flood: Flood { enabled: false, ..Flood::default() }, ..Config::default() }
}

fn limited(bytes: usize, lines: usize) -> Config {
    let limits = Limits {
        multiline_bytes_max: bytes,
        multiline_lines_max: lines,
        ..Config::default().limits
    };
    Config { limits, ..config() }
}

/// A room with somebody who knows messages of several lines, and two who do not.
const ROOM: &str = "
    *alice bob carol
    alice (caps) batch draft/multiline message-tags echo-message server-time labeled-response
    bob (caps) batch draft/multiline message-tags server-time
    carol (caps) message-tags server-time batch
    alice> JOIN #channel
    bob> JOIN #channel
    carol> JOIN #channel
    dan (plain)
    dan> dan
";

#[test]
fn a_message_of_several_lines_is_read_as_each_can() {
    conversation!(
        Config { default_channel: "#channel".into(), ..config() },
        &format!(
            "{ROOM}---
            # The specification's example.
            alice> BATCH +123 draft/multiline #channel
            alice> @batch=123 PRIVMSG #channel hello
            alice> @batch=123 PRIVMSG #channel :
            alice> @batch=123 privmsg #channel :how is 
            alice> @batch=123;draft/multiline-concat PRIVMSG #channel :everyone?
            alice> BATCH -123
            # It can as well be a NOTICE, with a label, and with tags.
            alice> @label=x;+draft/reply=abc;+peyk/send-id=u1 BATCH +1 draft/multiline #channel
            alice> @batch=1 NOTICE #CHANNEL :one
            alice> @batch=1 NOTICE #channel :two
            alice> BATCH -1
        "
        ),
    );
}

#[test]
fn a_message_of_several_lines_finds_its_target() {
    conversation!(
        config(),
        "
        *alice bob
        alice (caps) batch draft/multiline message-tags echo-message labeled-response
        bob (caps) batch draft/multiline
        alice> JOIN #room
        bob> JOIN #room
        ---
        alice> @label=1 BATCH +a draft/multiline bob
        alice> @batch=a PRIVMSG bob :to you
        alice> @batch=a PRIVMSG Bob :alone
        alice> BATCH -a
        alice> BATCH +a draft/multiline @#room
        alice> @batch=a PRIVMSG @#room :among
        alice> @batch=a PRIVMSG @#room :operators
        alice> BATCH -a
        # Only the echo of what is said to oneself is the response.
        alice> @label=2 BATCH +a draft/multiline alice
        alice> @batch=a PRIVMSG alice :to
        alice> @batch=a PRIVMSG alice :myself
        alice> BATCH -a
        # Somebody away: the response is more than the message.
        bob> AWAY :at lunch
        alice> @label=3 BATCH +a draft/multiline bob
        alice> @batch=a PRIVMSG bob :are
        alice> @batch=a PRIVMSG bob :you there
        alice> BATCH -a
        # The end has a label of its own.
        alice> @label=4 BATCH +a draft/multiline #room
        alice> @batch=a PRIVMSG #room :one
        alice> @batch=a PRIVMSG #room :two
        alice> @label=5 BATCH -a
        alice> BATCH +a draft/multiline #room
        alice> @batch=a PRIVMSG #room :one
        alice> @batch=a PRIVMSG #room :two
        alice> @label=6 BATCH -a
        # A message of one line is like any other.
        alice> @label=7 BATCH +a draft/multiline #room
        alice> @batch=a PRIVMSG #room :one
        alice> BATCH -a
        # Refused like any other.
        alice> @label=8 BATCH +a draft/multiline nobody
        alice> @batch=a PRIVMSG nobody :one
        alice> @batch=a PRIVMSG nobody :two
        alice> BATCH -a
        bob> MODE #room +C
        alice> MODE #room +C
        bob> BATCH +a draft/multiline #room
        bob> @batch=a PRIVMSG #room :one
        bob> @batch=a PRIVMSG #room :\u{1}VERSION\u{1}
        bob> BATCH -a
        # Without an echo there is nothing to say.
        alice> CAP REQ -echo-message
        alice> @label=9 BATCH +a draft/multiline #room
        alice> @batch=a PRIVMSG #room :one
        alice> @batch=a PRIVMSG #room :two
        alice> BATCH -a
        ",
    );
}

#[test]
fn what_the_specification_calls_wrong_is_wrong() {
    conversation!(
        limited(20, 4),
        "
        *alice bob
        alice (caps) batch draft/multiline message-tags labeled-response
        alice> JOIN #channel
        bob> JOIN #channel
        ---
        alice> BATCH +456 draft/multiline #foo
        alice> @batch=456 PRIVMSG #bar hello
        alice> BATCH -456
        # Line feeds count: twenty bytes pass, and one more does not.
        alice> BATCH +abc draft/multiline #channel
        alice> @batch=abc PRIVMSG #channel :ten bytes.
        alice> @batch=abc PRIVMSG #channel :and nine.
        alice> BATCH -abc
        alice> BATCH +abc draft/multiline #channel
        alice> @batch=abc PRIVMSG #channel :ten bytes.
        alice> @batch=abc PRIVMSG #channel :and ten...
        alice> @batch=abc PRIVMSG #channel :what follows is ignored
        alice> BATCH -abc
        # Every line counts, and so does one that goes on.
        alice> @label=1 BATCH +abc draft/multiline #channel
        alice> @batch=abc PRIVMSG #channel :1
        alice> @batch=abc PRIVMSG #channel :2
        alice> @batch=abc PRIVMSG #channel :3
        alice> @batch=abc;draft/multiline-concat PRIVMSG #channel :4
        alice> @batch=abc PRIVMSG #channel :5
        alice> BATCH -abc
        alice> BATCH +abc123 draft/multiline #channel
        alice> @batch=abc123 PRIVMSG #channel :hello 
        alice> @batch=abc123;draft/multiline-concat PRIVMSG #channel :
        alice> @batch=abc123 PRIVMSG #channel :there
        alice> BATCH -abc123
        alice> BATCH +abc123 draft/multiline #channel
        alice> @batch=abc123 PRIVMSG #channel :
        alice> @batch=abc123 PRIVMSG #channel :
        alice> @label=2 BATCH -abc123
        alice> BATCH +792da7 draft/multiline #channel
        alice> @batch=792da7 PRIVMSG #channel :a
        alice> @batch=792da7 NOTICE #channel :b
        alice> BATCH -792da7
        # Nothing at all.
        alice> @label=3 BATCH +999 draft/multiline #channel
        alice> BATCH -999
        # Other commands, other tags, no text.
        alice> BATCH +999 draft/multiline #channel
        alice> @batch=999 JOIN #other
        alice> BATCH -999
        alice> BATCH +999 draft/multiline #channel
        alice> @batch=999;+typing=done PRIVMSG #channel :a
        alice> BATCH -999
        alice> BATCH +999 draft/multiline #channel
        alice> @batch=999 PRIVMSG #channel
        alice> BATCH -999
        # No target, and too many.
        alice> BATCH +999 draft/multiline
        alice> BATCH +999 draft/multiline #channel,bob
        ",
    );
}

#[test]
fn batches_are_opened_and_ended_in_order() {
    conversation!(
        config(),
        "
        *alice bob
        alice (caps) batch draft/multiline message-tags labeled-response
        alice> JOIN #room
        bob> JOIN #room
        ---
        alice> BATCH
        alice> BATCH 1
        alice> BATCH + draft/multiline #room
        alice> BATCH +a_b draft/multiline #room
        alice> @batch=a_b PRIVMSG #room :ignored
        alice> BATCH -a_b
        alice> BATCH +1 netsplit a b
        alice> @batch=1 QUIT :ignored
        alice> BATCH -1
        alice> BATCH +1
        alice> BATCH -1
        # Of no batch.
        alice> BATCH -1
        alice> @label=1;batch=1 PRIVMSG #room :x
        # Of another, while one is open.
        alice> @label=2 BATCH +1 draft/multiline #room
        alice> @batch=2 PRIVMSG #room :x
        alice> @batch=1 PRIVMSG #room :ignored
        alice> @batch=2 PRIVMSG #room :x
        alice> BATCH -2
        alice> BATCH -1
        alice> BATCH +1 draft/multiline #room
        alice> BATCH -2
        alice> BATCH -1
        # A batch in a batch, and a second beside it.
        alice> BATCH +1 draft/multiline #room
        alice> @batch=1 BATCH +2 draft/multiline #room
        alice> BATCH -1
        alice> BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :x
        alice> BATCH +2 draft/multiline #room
        alice> @batch=2 PRIVMSG #room :the second
        alice> @batch=2 PRIVMSG #room :counts
        alice> BATCH -2
        # What keeps the connection alive may come between, and nothing else.
        alice> BATCH +1 draft/multiline #room
        alice> PING x
        alice> @batch=1 PRIVMSG #room :one
        alice> PONG x
        alice> @batch=1 PRIVMSG #room :two
        alice> BATCH -1
        alice> @label=3 BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :one
        alice> @label=4 PRIVMSG #room :by itself
        alice> @batch=1 PRIVMSG #room :two
        alice> BATCH -1
        # A line of which nothing is known may have been the batch's.
        alice> BATCH +1 draft/multiline #room
        alice>> @batch=1 PRIVMSG #room :\\xff\\r\\n
        alice> BATCH -1
        # Who has not negotiated it has no batches, and the tag means nothing.
        bob> BATCH +1 draft/multiline #room
        bob> @batch=1 PRIVMSG #room :ignored
        bob> BATCH -1
        bob> @batch=1 PRIVMSG #room :alone
        carol> BATCH +1 draft/multiline #room
        # Unfinished, it is nothing.
        alice> BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :one
        alice> QUIT
        ",
    );
}

#[test]
fn a_line_too_long_breaks_a_batch_off() {
    let long = "z".repeat(600);
    let mut world = World::new(config());
    world.play(&format!(
        "*alice
        alice (caps) batch draft/multiline
        alice> JOIN #room
        ---
        alice> BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :{long}
        alice> @batch=1 PRIVMSG #room :ignored
        alice> BATCH -1
    "
    ));
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(world.log().replace(&long, "zzz..."));
    });
}

#[test]
fn an_open_batch_does_not_stay_open() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) batch draft/multiline labeled-response
        alice> JOIN #room
        bob> JOIN #room
        ---
        alice> @label=1 BATCH +1 draft/multiline #room
        +59999
        alice> @batch=1 PRIVMSG #room :in time
        +1
        alice> @batch=1 PRIVMSG #room :too late
        alice> BATCH -1
        alice> BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :again
        alice> @batch=1 PRIVMSG #room :and now
        alice> BATCH -1
        +60000
        ",
    );
}

#[test]
fn the_longest_message_passes_at_once() {
    let flood = Flood { enabled: true, burst_units: 20, unit_ms: 500 };
    let mut world = World::new(Config { flood, ..Config::default() });
    world.play(
        "*alice bob
        alice (caps) batch draft/multiline
        bob (caps) batch draft/multiline
        alice> JOIN #room
        bob> JOIN #room
        +60000",
    );
    let (alice, bob) = (0, 1);
    let before = world.lines(bob).len();
    world.send(alice, "BATCH +1 draft/multiline #room");
    for _ in 0..128 {
        world.send(alice, &format!("@batch=1 PRIVMSG #room :{}", "x".repeat(127)));
    }
    world.send(alice, "BATCH -1");
    assert_eq!(world.lines(bob).len() - before, 130, "it was read without a delay");
    // Another directly behind it waits.
    world.send(alice, "BATCH +1 draft/multiline #room");
    for _ in 0..128 {
        world.send(alice, "@batch=1 PRIVMSG #room :y");
    }
    world.send(alice, "BATCH -1");
    assert_eq!(world.lines(bob).len() - before, 130, "it waits");
    world.advance(20_000);
    assert_eq!(world.lines(bob).len() - before, 260, "it was read");
    assert!(!world.lines(alice).iter().any(|line| line.contains("FAIL")), "it was in time");
}

#[test]
fn long_lines_are_cut_for_their_readers_and_nothing_is_lost() {
    let mut world = World::new(config());
    world.play(
        "*alice bob carol
        alice (caps) batch draft/multiline
        bob (caps) batch draft/multiline
        alice> JOIN #room
        bob> JOIN #room
        carol> JOIN #room",
    );
    let words = "word ".repeat(96);
    let letters = "سلام".repeat(60);
    world.send(0, "BATCH +1 draft/multiline #room");
    world.send(0, &format!("@batch=1 PRIVMSG #room :{words}"));
    world.send(0, &format!("@batch=1 PRIVMSG #room :{letters}"));
    world.send(0, "BATCH -1");
    let texts = |client: usize| {
        let lines = world.lines(client).iter().filter(|line| line.contains("PRIVMSG #room :"));
        let texts = lines.map(|line| {
            line.split_once("#room :").unwrap_or_else(|| panic!("{line}")).1.to_owned()
        });
        texts.collect::<Vec<_>>()
    };
    for reader in [1, 2] {
        let texts = texts(reader);
        assert_eq!(texts.concat(), format!("{words}{letters}"));
        assert_eq!(texts.len(), 4, "{texts:?}");
        assert!(texts[0].ends_with("word "));
    }
    let tags = world.lines(1).iter().rev().skip(1).take(4).rev();
    let concat = tags.map(|line| line.contains("draft/multiline-concat")).collect::<Vec<_>>();
    assert_eq!(concat, [false, true, false, true]);
}

#[test]
fn messages_of_several_lines_are_played_back() {
    conversation!(
        config(),
        "
        *alice bob carol dan
        alice (caps) batch draft/multiline message-tags server-time labeled-response
        bob (caps) batch message-tags server-time
        alice> JOIN #room
        bob> JOIN #room
        carol> JOIN #room
        alice> PRIVMSG #room :before
        alice> @+draft/reply=abc BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :hello
        alice> @batch=1 PRIVMSG #room :
        alice> @batch=1 PRIVMSG #room :how is 
        alice> @batch=1;draft/multiline-concat PRIVMSG #room :everyone?
        alice> BATCH -1
        alice> PRIVMSG #room :after
        ---
        # It is one message, with its lines as they were.
        alice> CHATHISTORY LATEST #room * 2
        alice> @label=1 CHATHISTORY LATEST #room * 2
        bob> CHATHISTORY LATEST #room * 2
        carol> CHATHISTORY LATEST #room * 2
        ",
    );
}

#[test]
fn a_message_of_several_lines_is_said_once() {
    conversation!(
        config(),
        "
        *alice bob
        alice (caps) batch draft/multiline message-tags echo-message labeled-response
        bob (caps) batch draft/multiline message-tags
        alice> JOIN #room
        bob> JOIN #room
        ---
        alice> @label=1;+peyk/send-id=u1 BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :one
        alice> @batch=1 PRIVMSG #room :two
        alice> BATCH -1
        # Sent again, it is the same.
        alice> @label=2;+peyk/send-id=u1 BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :one
        alice> @batch=1 PRIVMSG #room :two
        alice> BATCH -1
        # What cannot be kept is not said.
        disk full
        alice> @label=3;+peyk/send-id=u2 BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :three
        alice> @batch=1 PRIVMSG #room :four
        alice> BATCH -1
        alice> BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :five
        alice> @batch=1 PRIVMSG #room :six
        alice> @label=4 BATCH -1
        disk fine
        alice> @label=5;+peyk/send-id=u2 BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :three
        alice> @batch=1 PRIVMSG #room :four
        alice> BATCH -1
        ",
    );
}

#[test]
fn a_page_of_long_messages_is_cut_to_what_can_be_sent() {
    let mut config = limited(4000, 40);
    config.limits.sendq_bytes_max = 40_000;
    let mut world = World::new(config);
    world.play(
        "*alice
        alice (caps) batch draft/multiline
        alice> JOIN #room",
    );
    for count in 0..20 {
        world.send(0, "BATCH +1 draft/multiline #room");
        for _ in 0..10 {
            world.send(0, &format!("@batch=1 PRIVMSG #room :{count:02} {}", "x".repeat(300)));
        }
        world.send(0, "BATCH -1");
    }
    let mut ask = |question: &str| {
        let before = world.lines(0).len();
        world.send(0, question);
        let answer = &world.lines(0)[before..];
        let bytes: usize = answer.iter().map(|line| line.len() + 2).sum();
        assert!(bytes <= 20_000, "{bytes} bytes");
        let mut counts: Vec<_> = answer
            .iter()
            .filter_map(|line| line.split_once("#room :"))
            .map(|(_, text)| text[..2].to_owned())
            .collect();
        counts.dedup();
        counts
    };
    assert_eq!(ask("CHATHISTORY LATEST #room * 20"), ["17", "18", "19"]);
    let first = "timestamp=2026-11-24T00:00:00.000Z";
    let last = "timestamp=2026-11-25T00:00:00.000Z";
    assert_eq!(ask(&format!("CHATHISTORY AFTER #room {first} 20")), ["00", "01", "02"]);
    assert_eq!(ask(&format!("CHATHISTORY BETWEEN #room {first} {last} 20")), ["00", "01", "02"]);
    assert_eq!(ask(&format!("CHATHISTORY BETWEEN #room {last} {first} 20")), ["17", "18", "19"]);
}

#[test]
fn limits_are_announced_to_those_who_know_values() {
    let mut world = World::new(limited(40_000, 10));
    world.play(
        "
        alice> CAP LS 302
        bob> CAP LS
        alice> CAP LIST
        alice> CAP END
        bob> CAP END
        *alice bob
        # The limits change.
        ",
    );
    world.reload(limited(20_000, 10));
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(world.log());
    });
}
