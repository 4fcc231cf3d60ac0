//! What was said is kept, shown to those who may see it, and never said twice.

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn what_was_said_can_be_read_later() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice> JOIN #room
        bob> JOIN #room
        alice> PRIVMSG #room :one
        bob> PRIVMSG #room :two
        alice> NOTICE #room :three
        ---
        alice (caps) batch server-time message-tags draft/chathistory
        alice> CHATHISTORY LATEST #room * 2
        alice> CHATHISTORY LATEST #ROOM * 0
        +1000
        bob> PRIVMSG #room :four
        alice> CHATHISTORY AFTER #room timestamp=2026-11-24T08:18:01.000Z 10
        alice> CHATHISTORY BEFORE #room timestamp=2026-11-24T08:18:02.000Z 10
        alice> CHATHISTORY BETWEEN #room timestamp=2026-11-24T08:18:02.500Z timestamp=2026-11-24T08:18:01.500Z 10
        # A client without batches gets the messages alone.
        bob> CHATHISTORY LATEST #room * 2
        ",
    );
}

#[test]
fn history_is_for_those_inside() {
    conversation!(
        Config::default(),
        "
        *alice bob carol
        alice> JOIN #room
        alice> PRIVMSG #room :among us
        alice> PRIVMSG bob :to you alone
        ---
        bob (caps) batch
        carol (caps) batch
        bob> CHATHISTORY LATEST #room * 10
        bob> CHATHISTORY LATEST alice * 10
        carol> CHATHISTORY LATEST bob * 10
        carol> CHATHISTORY LATEST alice * 10
        bob> CHATHISTORY TARGETS timestamp=2026-11-24T00:00:00.000Z timestamp=2026-11-25T00:00:00.000Z 10
        carol> CHATHISTORY TARGETS timestamp=2026-11-24T00:00:00.000Z timestamp=2026-11-25T00:00:00.000Z 10
        +20000
        # When the last has left, the room is another, and so are those who come to it.
        alice> PART #room
        bob> JOIN #room
        bob> CHATHISTORY LATEST #room * 10
        # Somebody else under an old nickname is somebody else.
        alice x eof
        *alice
        alice> CHATHISTORY LATEST bob * 10
        ",
    );
}

#[test]
fn wrong_questions_are_answered() {
    conversation!(
        Config::default(),
        "
        *alice
        alice> JOIN #room
        ---
        alice> CHATHISTORY
        alice> CHATHISTORY SOMETIMES #room * 10
        alice> CHATHISTORY LATEST #room *
        alice> CHATHISTORY LATEST #room * 10 11
        alice> CHATHISTORY LATEST #room * ten
        alice> CHATHISTORY LATEST #room yesterday 10
        alice> CHATHISTORY LATEST #room line=7 10
        alice> CHATHISTORY TARGETS line=7 line=8 10
        alice> CHATHISTORY LATEST #room timestamp=yesterday 10
        alice> CHATHISTORY LATEST #room msgid=? 10
        +20000
        alice> CHATHISTORY LATEST #nowhere * 10
        alice> CHATHISTORY LATEST nobody * 10
        disk full
        alice> CHATHISTORY LATEST #room * 10
        ",
    );
}

#[test]
fn the_response_to_a_labeled_question_is_labeled() {
    conversation!(
        Config::default(),
        "
        *alice
        alice> JOIN #room
        alice> PRIVMSG #room :one
        ---
        alice (caps) batch labeled-response
        alice> @label=h CHATHISTORY LATEST #room * 10
        alice> @label=i CHATHISTORY LATEST #nowhere * 10
        ",
    );
}

#[test]
fn what_happened_is_played_back_to_those_who_ask() {
    conversation!(
        Config::default(),
        "
        *alice bob carol
        alice> JOIN #room
        bob> JOIN #room
        carol> JOIN #room
        alice> TOPIC #room :tea
        alice> MODE #room +v bob
        bob> NICK robert
        bob> PART #room :later
        alice> KICK #room carol :enough
        carol> QUIT
        ---
        alice (caps) batch draft/event-playback
        alice> CHATHISTORY LATEST #room * 20
        ",
    );
}

#[test]
fn a_message_sent_again_is_recognised() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice> JOIN #room
        bob> JOIN #room
        alice (caps) message-tags echo-message batch
        ---
        alice> @+peyk/send-id=u1 PRIVMSG #room :once
        alice> @+peyk/send-id=u1 PRIVMSG #room :once
        # Another's name for a message is another name.
        bob (caps) message-tags echo-message
        bob> @+peyk/send-id=u1 PRIVMSG #room :mine
        crash
        *alice bob
        alice (caps) message-tags echo-message batch
        alice> JOIN #room
        bob> JOIN #room
        alice> @+peyk/send-id=u1 PRIVMSG #room :once
        alice> CHATHISTORY LATEST #room * 10
        ",
    );
}

#[test]
fn what_cannot_be_kept_is_not_said() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice> JOIN #room
        bob> JOIN #room
        alice (caps) message-tags echo-message batch labeled-response
        ---
        disk full
        alice> @label=1;+peyk/send-id=u1 PRIVMSG #room :lost?
        alice> PRIVMSG bob :lost?
        # What needs not be kept goes on.
        alice> @+typing=active TAGMSG #room
        disk fine
        alice> @label=2;+peyk/send-id=u1 PRIVMSG #room :lost?
        alice> CHATHISTORY LATEST #room * 10
        ",
    );
}

#[test]
fn plain_mode_is_told_too() {
    conversation!(
        Config::default(),
        "
        mina (plain)
        mina> mina
        disk full
        mina> anybody?
        disk fine
        mina> anybody?
        ",
    );
}

#[test]
fn a_message_sent_again_waits_for_what_becomes_of_the_first() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice> JOIN #room
        bob> JOIN #room
        alice (caps) message-tags echo-message batch labeled-response draft/multiline
        ---
        disk slow
        alice> @+peyk/send-id=u1 PRIVMSG #room :kept
        # She does not know what became of it.
        alice> @label=1;+peyk/send-id=u1 PRIVMSG #room :kept
        disk fine
        disk slow
        alice> @+peyk/send-id=u2 PRIVMSG #room :lost
        alice> @label=2;+peyk/send-id=u2 PRIVMSG #room :lost
        # The first was not kept: there is no echo of it.
        disk full
        disk slow
        alice> @+peyk/send-id=u3 PRIVMSG #room :in the end
        disk full
        disk fine
        alice> @label=3;+peyk/send-id=u3 PRIVMSG #room :in the end
        alice> @label=4;+peyk/send-id=u3 PRIVMSG #room :in the end
        # A message of several lines as well.
        +20000
        alice> @label=5;+peyk/send-id=u4 BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :a
        alice> @batch=1 PRIVMSG #room :b
        alice> BATCH -1
        alice> @label=6;+peyk/send-id=u4 BATCH +1 draft/multiline #room
        alice> @batch=1 PRIVMSG #room :a
        alice> @batch=1 PRIVMSG #room :b
        alice> @label=7 BATCH -1
        alice> CHATHISTORY LATEST #room * 10
        ",
    );
}

#[test]
fn who_has_gone_is_asked_for_by_the_name_they_were_listed_under() {
    conversation!(
        Config::default(),
        "
        *alice dave
        dave> PRIVMSG alice :hello
        alice> PRIVMSG dave :hello
        dave> NICK David
        dave> PRIVMSG alice :goodbye
        dave x eof
        alice (caps) batch labeled-response
        ---
        alice> CHATHISTORY TARGETS timestamp=2026-11-24T00:00:00.000Z timestamp=2026-11-25T00:00:00.000Z 10
        alice> @label=1 CHATHISTORY LATEST david * 10
        alice> @label=2 CHATHISTORY LATEST dave * 10
        alice> CHATHISTORY LATEST nobody * 10
        alice> CHATHISTORY LATEST a,b * 10
        disk full
        alice> CHATHISTORY LATEST david * 10
        disk fine
        # Somebody else of that name is somebody else.
        +20000
        *david
        david> PRIVMSG alice :who is that?
        alice> CHATHISTORY LATEST david * 10
        ",
    );
}
