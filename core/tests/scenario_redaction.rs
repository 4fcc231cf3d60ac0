//! Messages are taken back by those who may, in the sight of those who could read them (IRCv3
//! message-redaction).

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::Timeouts;
use support::world::conversation;

/// Alice operates #room, bob and carol are in it; all can redact.
const ROOM: &str = "
        *alice bob carol
        alice> JOIN #room
        bob> JOIN #room
        carol> JOIN #room
        alice (caps) message-tags echo-message batch labeled-response draft/message-redaction
        bob (caps) message-tags echo-message batch draft/message-redaction
        carol (caps) message-tags draft/message-redaction
        +20000
        ";

fn in_room(script: &str) -> String {
    format!("{ROOM}---\n{script}")
}

#[test]
fn a_message_is_taken_back() {
    conversation!(
        Config::default(),
        &in_room(
            "
        bob> PRIVMSG #room :an example
        bob> REDACT #room {id1} :bad example
        bob> PRIVMSG #ROOM :another
        bob> REDACT #ROOM {id2}
        bob> @+draft/react=🤞 TAGMSG #room
        bob> REDACT #room {id3} :
        bob> NOTICE #room :a notice
        bob> REDACT #room {id4}
        # What is gone is gone, for everybody.
        bob> REDACT #room {id1}
        alice> CHATHISTORY LATEST #room * 10
        "
        ),
    );
}

#[test]
fn an_operator_takes_back_what_others_said() {
    conversation!(
        Config::default(),
        &in_room(
            "
        bob> PRIVMSG #room :join my network for cold hard chats
        alice> REDACT #room {id1} spam
        alice> PRIVMSG #room :the rules
        bob> REDACT #room {id2} :spam
        alice> MODE #room +h bob
        bob> REDACT #room {id2} :spam
        alice> MODE #room -h+o bob bob
        bob> REDACT #room {id2} :spam
        "
        ),
    );
}

#[test]
fn what_cannot_be_redacted_is_refused() {
    conversation!(
        Config::default(),
        &in_room(
            "
        *dave
        dave (caps) message-tags draft/message-redaction
        alice> PRIVMSG #room :one
        # Not from outside, whether there is such a room and such a message or not.
        dave> REDACT #room {id1}
        dave> REDACT #nowhere {id1}
        dave> REDACT nobody {id1}
        dave> REDACT alice {id1}
        alice> REDACT #room nonexistent123
        alice> REDACT #room 0000000000000
        alice> REDACT #room :
        alice> REDACT #room
        alice> REDACT
        +20000
        # A message of another room is not there.
        alice> JOIN #other
        alice> REDACT #other {id1}
        # An event is no message.
        alice (caps) draft/event-playback
        alice> TOPIC #room :tea
        alice> CHATHISTORY LATEST #room * 1
        alice> REDACT #room {id3}
        # A program that has not negotiated it does not know the command.
        *erin
        erin> JOIN #room
        erin> REDACT #room {id1}
        "
        ),
    );
}

#[test]
fn direct_messages_are_taken_back_by_their_authors() {
    conversation!(
        Config::default(),
        &in_room(
            "
        bob> PRIVMSG carol :to you alone
        carol> REDACT bob {id1}
        alice> REDACT carol {id1}
        bob> REDACT carol {id1} :a slip
        carol> CHATHISTORY LATEST bob * 10
        # To oneself.
        bob> PRIVMSG bob :a note
        bob> REDACT bob {id2}
        "
        ),
    );
}

#[test]
fn authors_have_a_day_and_operators_ever() {
    let timeouts = Timeouts { ping_interval_ms: 1_000_000_000, ..Timeouts::default() };
    conversation!(
        Config { timeouts, ..Config::default() },
        &in_room(
            "
        bob> PRIVMSG #room :one
        bob> PRIVMSG #room :two
        bob> PRIVMSG alice :three
        +86400000
        bob> REDACT #room {id1}
        +1
        bob> REDACT #room {id2}
        bob> REDACT alice {id3}
        alice> REDACT #room {id2}
        "
        ),
    );
}

#[test]
fn only_those_hear_of_it_who_could_read_it() {
    conversation!(
        Config::default(),
        &in_room(
            "
        *dave
        dave (caps) message-tags
        dave> JOIN #room
        # Dave has not negotiated it; carol asked for no echoes; bob has no voice.
        alice> MODE #room +v carol
        alice> PRIVMSG +#room :to those with a voice
        bob> REDACT #room {id1}
        alice> REDACT +#room {id1} :a slip
        carol> PRIVMSG #room :mine
        carol> REDACT #room {id2}
        # Their own author may, too.
        bob> PRIVMSG @#room :to operators
        bob> REDACT @#room {id3}
        "
        ),
    );
}

#[test]
fn who_may_not_speak_says_nothing_with_it() {
    conversation!(
        Config::default(),
        &in_room(
            "
        bob> PRIVMSG #room :one
        bob> PRIVMSG #room :two
        alice> MODE #room +b bob!*@*
        bob> PRIVMSG #room :three
        bob> REDACT #room {id1} :what I could not say
        # Outside, not even that.
        alice> KICK #room bob
        bob> REDACT #room {id2}
        "
        ),
    );
}

#[test]
fn the_response_is_labeled() {
    conversation!(
        Config::default(),
        &in_room(
            "
        alice> PRIVMSG #room :one
        alice> PRIVMSG #room :two
        alice> @label=a REDACT #room {id1}
        alice> @label=b REDACT #room {id1}
        alice> @label=c REDACT #nowhere {id1}
        alice (caps) -echo-message
        alice> @label=d REDACT #room {id2}
        "
        ),
    );
}

#[test]
fn what_cannot_be_kept_is_not_redacted() {
    conversation!(
        Config::default(),
        &in_room(
            "
        alice> PRIVMSG #room :one
        disk read-only
        alice> @label=a REDACT #room {id1}
        disk full
        alice> @label=b REDACT #room {id1}
        disk fine
        alice> @label=c REDACT #room {id1}
        "
        ),
    );
}

#[test]
fn redactions_outlast_a_crash() {
    conversation!(
        Config::default(),
        &in_room(
            "
        bob> PRIVMSG #room :one
        bob> PRIVMSG #room :two
        carol> PRIVMSG #room :three
        alice> REDACT #room {id1} :spam
        crash
        *bob carol
        bob> JOIN #room
        carol> JOIN #room
        bob (caps) message-tags batch echo-message draft/event-playback draft/message-redaction
        bob> CHATHISTORY LATEST #room * 3
        # Without the capability there is nothing of it.
        carol (caps) message-tags batch draft/event-playback
        carol> CHATHISTORY LATEST #room * 3
        bob> REDACT #room {id1}
        # Without an account nobody can show that they are who they were.
        carol (caps) draft/message-redaction
        carol> REDACT #room {id3}
        # The first back operates the room.
        bob> REDACT #room {id2}
        "
        ),
    );
}

#[test]
fn the_administrator_says_for_how_long_authors_may() {
    let mut config = Config::default();
    config.history.redact_window_minutes = 1;
    let script = "
        *alice bob
        alice (caps) message-tags draft/message-redaction echo-message
        alice> JOIN #room
        bob> JOIN #room
        bob (caps) message-tags draft/message-redaction echo-message
        bob> PRIVMSG #room :one
        bob> PRIVMSG #room :two
        ---
        +59000
        bob> REDACT #room {id1}
        +2000
        bob> REDACT #room {id2}
        alice> REDACT #room {id2}
        ";
    conversation!(config.clone(), script);
    config.history.redact_window_minutes = 0;
    conversation!(config, script);
}
