//! Messages whose connection was lost before they were confirmed: sent again, found, or told to
//! be in doubt; and put where they were said.

mod support;

use support::talk::{NEW, after, assert_talk, config};

/// Somebody says something in a room and the connection is lost; then it is made again.
fn lost_and_made(software: &str) -> String {
    format!(
        "{NEW}
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < @label=p3 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
        < @time=2026-11-24T08:18:02.500Z;msgid=m1 :omid!o@host PRIVMSG #room :one
        say #room two
        lost
        +2000
        made
        < :irc.test CAP * LS :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test CAP * ACK :batch draft/chathistory echo-message labeled-response message-tags server-time
        < @time=2026-11-24T08:18:05.000Z :irc.test 001 mina :Welcome
        < :irc.test 004 mina irc.test {software} abc klo
        < :irc.test 005 mina CHANTYPES=# PREFIX=(qov)~@+ CHATHISTORY=50 MSGREFTYPES=msgid,timestamp :are supported
        < :irc.test 376 mina :End of MOTD
        < @label=p2 :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
"
    )
}

/// The person is in the room again and all that was said meanwhile is here.
const BACK: &str = "
        < @label=p1;time=2026-11-24T08:18:05.100Z :mina!mina@host JOIN #room
        < @label=p3 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:18:04.000Z;msgid=m3 :omid!o@host PRIVMSG #room :three
        < @batch=h;time=2026-11-24T08:18:04.000Z;msgid=m4 :omid!o@host PRIVMSG #room :four
        < :irc.test BATCH -h
        < @label=p4 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
";

#[test]
fn what_was_said_at_some_time_goes_where_that_was() {
    let script = after(
        &format!("{}{BACK}", lost_and_made("peyk-0")),
        "
        show #room
        # It was said between two others of the same moment, and no page has told that.
        < @label=p5;time=2026-11-24T08:18:04.000Z;msgid=m2;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :two
        < @label=p6 :irc.test BATCH +i chathistory #room
        < @batch=i;time=2026-11-24T08:18:04.000Z;msgid=m3 :omid!o@host PRIVMSG #room :three
        < @batch=i;time=2026-11-24T08:18:04.000Z;msgid=m2;+peyk/send-id=send1 :mina_!mina@host PRIVMSG #room :two
        < @batch=i;time=2026-11-24T08:18:04.000Z;msgid=m4 :omid!o@host PRIVMSG #room :four
        < :irc.test BATCH -i
        show #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn what_was_missed_before_it_is_not_passed_over() {
    let targets = "
        < @label=p2 :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
";
    let left = lost_and_made("peyk-0").replace(targets, "\n");
    let script = after(
        &left.replace("lost\n", "lost\n        part #room\n"),
        "
        # It is sent again at once, out of the room: nothing was asked of what was missed there.
        join #room
        < @label=p3;time=2026-11-24T08:18:05.100Z :mina!mina@host JOIN #room
        < @label=p2;time=2026-11-24T08:18:02.700Z;msgid=m3;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :two
        < @label=p1 :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
        < @label=p4 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:18:02.500Z;msgid=m1 :omid!o@host PRIVMSG #room :one
        < @batch=h;time=2026-11-24T08:18:02.600Z;msgid=m2 :omid!o@host PRIVMSG #room :before
        < @batch=h;time=2026-11-24T08:18:02.700Z;msgid=m3 :mina_!mina@host PRIVMSG #room :two
        < @batch=h;time=2026-11-24T08:18:02.800Z;msgid=m4 :omid!o@host PRIVMSG #room :behind
        < :irc.test BATCH -h
        show #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn what_was_refused_was_not_said_and_is_new_when_it_is_sent_again() {
    let script = after(
        NEW,
        "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < @label=p3 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
        say #room one
        < @label=p4 :irc.test FAIL PRIVMSG TEMPORARILY_UNAVAILABLE #room :Try again
        lost
        +2000
        made
        < :irc.test CAP * LS :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test CAP * ACK :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test 001 mina :Welcome
        < :irc.test 004 mina irc.test peyk-0 abc klo
        < :irc.test 005 mina CHANTYPES=# PREFIX=(qov)~@+ CHATHISTORY=50 :are supported
        < :irc.test 376 mina :End of MOTD
        < :mina!mina@host JOIN #room
        # Nothing of what was missed has to be known.
        retry send1
        show #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn what_is_said_now_needs_no_page() {
    let script = after(
        &format!("{}{BACK}", lost_and_made("peyk-0")),
        "
        < @label=p5;time=2026-11-24T08:18:05.200Z;msgid=m5;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :two
        show #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn what_was_said_before_the_oldest_page_comes_with_older_ones() {
    let script = after(
        NEW,
        "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        say #room two
        restart
        connect
        < :irc.test CAP * LS :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test CAP * ACK :batch draft/chathistory echo-message labeled-response message-tags server-time
        < @time=2026-11-24T08:19:05.000Z :irc.test 001 mina :Welcome
        < :irc.test 004 mina irc.test peyk-0 abc klo
        < :irc.test 005 mina CHANTYPES=# PREFIX=(qov)~@+ CHATHISTORY=50 MSGREFTYPES=msgid,timestamp :are supported
        < :irc.test 376 mina :End of MOTD
        < @label=p2 :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
        < @label=p1;time=2026-11-24T08:19:05.100Z :mina!mina@host JOIN #room
        < @label=p3 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:19:04.000Z;msgid=m3 :omid!o@host PRIVMSG #room :three
        < :irc.test BATCH -h
        # Nothing says that it was not before that.
        < @label=p4 :irc.test FAIL CHATHISTORY MESSAGE_ERROR BEFORE #room :Not now
        < @label=p5 :irc.test FAIL CHATHISTORY MESSAGE_ERROR BEFORE #room :Not now
        < @label=p6;time=2026-11-24T08:18:03.000Z;msgid=m2;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :two
        < @label=p7 :irc.test BATCH +i chathistory #room
        < @batch=i;time=2026-11-24T08:18:02.900Z;msgid=m1 :omid!o@host PRIVMSG #room :one
        < @batch=i;time=2026-11-24T08:18:03.000Z;msgid=m2;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :two
        < :irc.test BATCH -i
        show #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn who_is_not_in_the_room_any_more_is_told_what_became_of_it() {
    let script = after(
        &lost_and_made("peyk-0"),
        "
        < @label=p1 :irc.test 474 mina #room :You are banned
        # The server knows what was said.
        < @label=p3;time=2026-11-24T08:18:03.000Z;msgid=m2;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :two
        show #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn a_second_refusal_does_not_say_that_the_first_was_none() {
    let script = after(
        &lost_and_made("peyk-0"),
        "
        < @label=p1 :irc.test 474 mina #room :You are banned
        < @label=p3 :irc.test 404 mina #room :You are not there
        show #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn where_nobody_can_say_nobody_is_told_that_it_was_refused() {
    let script = after(
        &lost_and_made("other-1"),
        "
        < @label=p1 :irc.test 474 mina #room :You are banned
        show #room
    ",
    );
    assert_talk!(config(), &script);
}
