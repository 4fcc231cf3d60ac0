//! Each way of going: announced once to those who shared a channel, and the user is gone.

mod support;

use peyk_core::server::config::{Flood, Limits};
use peyk_core::server::{CloseCause, Config};
use support::world::{World, conversation};

/// Bob shares two channels with alice, and one with carol; dan shares none.
const SHARED: &str = "\
    *alice bob carol dan
    alice> JOIN #one,#two
    bob> JOIN #one,#two
    carol> JOIN #two
    dan> JOIN #three
    ---
";

/// Plays how bob goes; alice and carol hear of it once, dan does not, and bob's name is free.
fn goes(config: Config, how: &str) -> String {
    let mut world = World::new(config);
    world.play(&format!("{SHARED}{how}"));
    let heard = |client: usize| {
        world.lines(client).iter().filter(|line| line.contains(":bob!bob@192.0.2.2 QUIT")).count()
    };
    assert_eq!([heard(0), heard(2), heard(3)], [1, 1, 0], "{}", world.log());
    let log = world.log().to_owned();
    world.play("alice> NAMES #one\ncarol> NAMES #two\n");
    for client in [0, 2] {
        let lines = world.lines(client);
        let names = lines.iter().rfind(|line| line.contains(" 353 ")).expect("names");
        assert!(!names.contains("bob"), "{names}");
    }
    world.play("dan> NICK bob\n");
    let dan = world.lines(3).last().expect("an answer");
    assert!(dan.ends_with(" NICK bob"), "{dan}");
    log
}

#[test]
fn quit_and_every_end_of_the_connection() {
    let mut all = String::new();
    for how in
        ["bob> QUIT :see you", "bob> QUIT", "bob x eof", "bob x reset", "bob x tls", "bob x sendq"]
    {
        all.push_str(&goes(Config::default(), how));
        all.push('\n');
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(all);
    });
}

#[test]
fn the_silent_are_pinged_and_then_gone() {
    let how = "\
        +60000
        alice> PING x
        carol> PING x
        dan> PING x
        +60000
        alice> PONG x
        carol> PING x
        dan> PONG x
        +30000
    ";
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(goes(Config::default(), how));
    });
}

#[test]
fn an_answer_to_ping_keeps_the_connection() {
    conversation!(
        Config::default(),
        "*alice
         ---
         +89999
         # nothing yet
         +1
         +59999
         alice> PONG peyk.local
         +89999
         +1
         +60000
    "
    );
}

#[test]
fn part_and_kick_leave_the_connection() {
    conversation!(
        Config::default(),
        &format!(
            "{SHARED}
             bob> PART #one :enough
             alice> KICK #two bob :and out
             bob> PRIVMSG alice :still here
             alice> NAMES #two
        "
        ),
    );
}

#[test]
fn who_does_not_register_in_time_is_told() {
    conversation!(
        Config::default(),
        "alice> NICK alice
         bob (silent)
         +59999
         bob> Bob
         +1
         # the name is free again
         bob> alice
         # plain mode has no time-out
         +999999
         bob> exit
    "
    );
}

#[test]
fn stopping_tells_everybody() {
    conversation!(
        Config::default(),
        "*alice bob
         alice> JOIN #lobby
         bob> JOIN #lobby
         sara (plain)
         sara> Sara
         eve> CAP LS
         ---
         stop
         late (plain)
    "
    );
}

#[test]
fn a_burst_passes_and_the_rest_is_slowed_down() {
    let flood = Flood { enabled: true, burst_units: 5, unit_ms: 1000 };
    let mut script = "*alice bob\n+9000\n---\nalice>> ".to_owned();
    for number in 1..=8 {
        script.push_str(&format!("PRIVMSG bob :{number}\\r\\n"));
    }
    script.push_str("\n+999\n+1\n+1000\nalice> PRIVMSG bob :9\n+2500\n# all is told\n+9000\n");
    conversation!(Config { flood, ..Config::default() }, &script);
}

#[test]
fn what_is_too_much_closes_with_a_reason() {
    let flood = Flood { enabled: true, burst_units: 2, unit_ms: 1000 };
    let limits = Limits { recvq_bytes_max: 200, ..Limits::default() };
    let config = Config { flood, limits, ..Config::default() };
    let line = "PRIVMSG #room :again and again\\r\\n";
    conversation!(
        config,
        &format!(
            "*alice bob
             +9000
             alice> JOIN #room
             bob> JOIN #room
             +9000
             ---
             bob>> {}
        ",
            line.repeat(9)
        ),
    );
}

#[test]
fn queued_lines_of_somebody_gone_are_forgotten() {
    let flood = Flood { enabled: true, burst_units: 2, unit_ms: 1000 };
    let mut world = World::new(Config { flood, ..Config::default() });
    world.play("*alice bob\n+9000\n");
    let (alice, bob) = (0, 1);
    world.bytes(bob, "PRIVMSG alice :x\r\n".repeat(5).as_bytes());
    world.close(bob, CloseCause::Reset);
    world.advance(60_000);
    let heard = world.lines(alice).iter().filter(|line| line.contains("PRIVMSG alice")).count();
    assert_eq!(heard, 2);
    assert!(!world.is_closed(alice));
}

#[test]
fn the_crowded_out_are_told_why() {
    let limits =
        Limits { connections_per_address_max: 1, exempt_loopback: false, ..Limits::default() };
    conversation!(
        Config { limits, ..Config::default() },
        "sara (plain)
         ali (plain)
         sara> Sara
         sara x eof
         reza (plain)
         reza> Reza
    "
    );
}
