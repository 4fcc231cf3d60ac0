//! What people say about themselves and their rooms: in the merged draft of IRCv3 metadata, and in
//! its successor.

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn keys_are_set_read_and_taken_away() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) batch draft/metadata-2
        bob (caps) batch draft/metadata-3
        ---
        alice> METADATA * SET display-name :Alice the First
        alice> METADATA * SET avatar https://example.org/a.png
        alice> METADATA * LIST
        bob> METADATA ALICE GET display-name url Avatar avatar
        alice> METADATA alice GET url URL
        alice> METADATA * SET avatar
        alice> METADATA * SET avatar
        bob> METADATA * SET avatar
        bob> METADATA * SET avatar :
        +20000
        alice> METADATA * CLEAR
        alice> METADATA * LIST
        # The same again changes nothing, and is answered.
        bob> METADATA * SET url x
        bob> METADATA * SET url x
        alice> WHOIS bob
        "
    );
}

#[test]
fn what_is_wrong_is_refused_in_each_drafts_words() {
    let long = "x".repeat(257);
    let script = format!(
        "
        *alice bob carol
        alice (caps) batch draft/metadata-2
        bob (caps) batch draft/metadata-3
        ---
        carol> METADATA * LIST
        new> CAP LIST
        new> METADATA * LIST
        alice> METADATA
        bob> METADATA
        alice> METADATA *
        alice> METADATA * GET
        bob> METADATA * GET
        alice> METADATA * SNEEZE
        bob> METADATA * :: hi!
        bob> METADATA * LIST more
        bob> METADATA * SET a b c
        alice> METADATA nobody LIST
        +20000
        alice> METADATA #nowhere SET url x
        alice> METADATA $a:b SET url x
        alice> METADATA * SET Url x
        bob> METADATA * SET Url x
        alice> METADATA bob SET url x
        alice> METADATA bob CLEAR
        bob> METADATA alice SUB url
        +20000
        alice> METADATA * SET url {long}
        bob> METADATA * SET url {long}
        # One draft at a time.
        alice (caps) draft/metadata-3
        alice (caps) -draft/metadata-2 draft/metadata-3
        "
    );
    conversation!(Config::default(), &script);
}

#[test]
fn there_are_as_many_keys_as_there_may_be() {
    use std::fmt::Write as _;

    let mut script = String::from(
        "*alice bob\nalice (caps) batch draft/metadata-2\nbob (caps) batch draft/metadata-3\n",
    );
    for number in 0..16 {
        writeln!(script, "alice> METADATA * SET k{number} x\nbob> METADATA * SET k{number} x")
            .expect("a string can be written to");
        script.push_str("+5000\n");
    }
    for keys in 0..5 {
        let ten: Vec<_> = (0..10).map(|key| format!("s{}", keys * 10 + key)).collect();
        for name in ["alice", "bob"] {
            writeln!(script, "{name}> METADATA * SUB {}", ten.join(" "))
                .expect("a string can be written to");
        }
        script.push_str("+5000\n");
    }
    script.push_str(
        "---
        alice> METADATA * SET k16 x
        bob> METADATA * SET k16 x
        alice> METADATA * SET k15 y
        +20000
        alice> METADATA * SUB s0 more s1
        bob> METADATA * SUB s0 more s1
        alice> METADATA * UNSUB s0 s0 S0
        alice> METADATA * SUB more
        alice> METADATA * SUBS
        ",
    );
    conversation!(Config::default(), &script);
}

#[test]
fn those_who_subscribed_hear_of_changes() {
    conversation!(
        Config::default(),
        "
        *alice bob carol dave
        alice (caps) batch draft/metadata-2
        bob (caps) batch draft/metadata-2
        carol (caps) batch draft/metadata-3 labeled-response
        dave (caps) batch draft/metadata-3
        alice> JOIN #room
        bob> JOIN #room
        alice> METADATA * SET avatar x
        ---
        bob> METADATA * SUB avatar display-name
        carol> @label=1 METADATA * SUB avatar display-name Bad
        # Only those who see alice: in a room, or because they watch for her.
        alice> METADATA * SET display-name :Alice
        carol> MONITOR + alice,nobody
        carol> METADATA *ALL SYNC
        alice> METADATA * SET display-name :Alice the Second
        alice> METADATA * SET color red
        alice> METADATA * SET display-name
        carol> METADATA * UNSUB avatar
        alice> METADATA * SET avatar y
        # Who gives the capability up is told no more, and has to begin anew.
        bob (caps) -batch
        alice> METADATA * SET avatar z
        bob (caps) batch
        alice> METADATA * SET avatar w
        bob> METADATA * SUBS
        "
    );
}

#[test]
fn who_comes_to_a_room_learns_what_is_said_there() {
    conversation!(
        Config::default(),
        "
        *alice bob carol
        alice (caps) batch draft/metadata-2
        bob (caps) batch draft/metadata-2
        carol (caps) batch draft/metadata-3
        alice> JOIN #room
        alice> METADATA * SET avatar x
        alice> METADATA * SET color red
        ---
        alice> METADATA #room SET display-name :The Room
        bob> METADATA * SUB avatar display-name
        carol> METADATA * SUB avatar display-name
        bob> JOIN #room
        carol> JOIN #room
        bob> METADATA #room SET display-name :Another Room
        alice> METADATA #room SET display-name :Another Room
        bob> METADATA #room SYNC
        carol> METADATA alice SYNC
        carol> METADATA * SYNC
        alice> METADATA #room CLEAR
        # A room that one may not walk into says nothing to those outside.
        +20000
        alice> METADATA #room SET url x
        bob> PART #room
        bob> METADATA #room LIST
        alice> MODE #room +i
        bob> METADATA #room LIST
        bob> METADATA #room SYNC
        "
    );
}

#[test]
fn something_can_be_said_before_registration() {
    conversation!(
        Config::default(),
        "
        d> CAP LS 302
        d (caps) batch draft/metadata-2
        d> METADATA * SUB display-name
        d> METADATA * SET display-name :a b c
        d> METADATA * SET url x
        d> METADATA * SET url
        d> METADATA * SET url
        d> METADATA * LIST
        d> METADATA * GET display-name
        d> METADATA d LIST
        d> METADATA * SYNC
        d> NICK d
        d> USER d 0 * :d
        +20000
        d> CAP END
        d> METADATA * LIST
        d> METADATA * SUBS
        e (caps) batch draft/metadata-3
        e> NICK e
        e> USER e 0 * :e
        e> METADATA * SET url x
        e> METADATA * CLEAR
        +20000
        e> CAP END
        "
    );
}

#[test]
fn accounts_and_registered_rooms_keep_what_is_said() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina (caps) batch draft/metadata-2
        omid (caps) batch draft/metadata-3
        omid> METADATA * SUB avatar color
        mina> JOIN #room
        omid> JOIN #room
        mina> METADATA * SET avatar x
        ---
        # What was said before there was an account is the account's.
        mina> REGISTER * * correct-horse
        mina> METADATA * SET color red
        mina> CS REGISTER #room
        mina> METADATA #room SET url x
        +20000
        disk full
        mina> METADATA * SET color blue
        mina> METADATA #room SET url y
        disk fine
        mina> METADATA * LIST
        mina> METADATA #room LIST
        # Who logs out is somebody else.
        +20000
        mina> NS LOGOUT
        mina> METADATA * LIST
        mina> METADATA * SET avatar mine
        +20000
        mina> NS IDENTIFY mina correct-horse
        +20000
        mina> METADATA * LIST
        crash
        mina (caps) sasl batch draft/metadata-3
        mina (sasl) PLAIN mina correct-horse
        mina> NICK mina
        mina> USER m 0 * :Mina
        +20000
        mina> CAP END
        mina> JOIN #room
        mina> METADATA #room LIST
        "
    );
}
