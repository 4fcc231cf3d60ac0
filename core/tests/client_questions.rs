//! What the engine asks of its own accord, and what it makes of answers that are late, or whose
//! question nobody asked.

mod support;

use support::talk::{NEW, after, assert_talk, config};

#[test]
fn a_late_answer_goes_where_its_question_belongs() {
    let script = after(
        NEW,
        "
        join #a
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #a * :mina
        +30000
        < PONG irc.test :peyk-lag
        # The first question was given up.
        join #b
        < @label=p4;time=2026-11-24T08:18:32.000Z;msgid=j2 :mina!mina@host JOIN #b * :mina
        < @label=p3 :irc.test BATCH +h chathistory #a
        < @batch=h;time=2026-11-24T08:18:00.000Z;msgid=m1 :omid!o@host PRIVMSG #a :of the first
        < :irc.test BATCH -h
        < :irc.test BATCH +x chathistory #b
        < @batch=x;time=2026-11-24T08:18:00.000Z;msgid=m2 :omid!o@host PRIVMSG #b :nobody asked
        < :irc.test BATCH -x
        < @label=p5 :irc.test BATCH +i chathistory #b
        < @batch=i;time=2026-11-24T08:18:00.000Z;msgid=m3 :omid!o@host PRIVMSG #b :of the second
        < :irc.test BATCH -i
        show #a
        show #b
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn a_slow_answer_is_waited_for() {
    let script = after(
        NEW,
        "
        join #a
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #a * :mina
        +29000
        < @label=p3 :irc.test BATCH +h chathistory #a
        < @batch=h;time=2026-11-24T08:18:00.000Z;msgid=m1 :omid!o@host PRIVMSG #a :one
        +29000
        < @batch=h;time=2026-11-24T08:18:01.000Z;msgid=m2 :omid!o@host PRIVMSG #a :two
        < :irc.test BATCH -h
        show #a
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn what_people_do_overtakes_questions() {
    let mut config = config();
    config.limits.burst_lines = 5;
    let script = after(
        NEW,
        "
        +10000
        join #a
        join #b
        < @label=p2;time=2026-11-24T08:18:12.000Z;msgid=j1 :mina!mina@host JOIN #a * :mina
        < @label=p3;time=2026-11-24T08:18:12.000Z;msgid=j2 :mina!mina@host JOIN #b * :mina
        < @label=p4 :irc.test BATCH +h chathistory #a
        < :irc.test BATCH -h
        # The question about the second room has to wait, and what is said does not wait for it.
        say #b hello
        part #b
        +500
        +500
        +500
        < @label=p7 :mina!mina@host PART #b
        +500
    ",
    );
    assert_talk!(config, &script);
}

#[test]
fn what_a_room_that_was_left_does_not_tell_is_asked_when_one_is_back() {
    let script = after(
        NEW,
        "
        join #a
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #a * :mina
        < @label=p3 :irc.test BATCH +h chathistory #a
        < @batch=h;time=2026-11-24T08:18:00.000Z;msgid=m1 :omid!o@host PRIVMSG #a :one
        < :irc.test BATCH -h
        lost
        +2000
        made
        < :irc.test CAP * LS :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test CAP * ACK :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test 001 mina :Welcome
        < :irc.test 005 mina CHANTYPES=# PREFIX=(qov)~@+ CHATHISTORY=50 :are supported
        < :irc.test 376 mina :End of MOTD
        < @label=p1;time=2026-11-24T08:18:05.000Z;msgid=j2 :mina!mina@host JOIN #a
        < @label=p2 :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
        # Another device of hers leaves the room.
        < @time=2026-11-24T08:18:06.000Z;msgid=j3 :mina!mina@host PART #a
        < @label=p3 :irc.test FAIL CHATHISTORY INVALID_TARGET AFTER #a :You are in no such room
        show #a
        join #a
        < @label=p4;time=2026-11-24T08:18:07.000Z;msgid=j4 :mina!mina@host JOIN #a
        show #a
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn pages_come_in_the_order_in_which_they_were_wanted() {
    let script = after(
        NEW,
        "
        join #a
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #a * :mina
        < @label=p3 :irc.test BATCH +h chathistory #a
        < @batch=h;time=2026-11-24T08:18:00.000Z;msgid=m1 :omid!o@host PRIVMSG #a :one
        < :irc.test BATCH -h
        join #b
        < @label=p4;time=2026-11-24T08:18:02.000Z;msgid=j2 :mina!mina@host JOIN #b * :mina
        < @label=p5 :irc.test BATCH +h chathistory #b
        < @batch=h;time=2026-11-24T08:18:00.000Z;msgid=m2 :omid!o@host PRIVMSG #b :two
        < :irc.test BATCH -h
        older #a
        older #b
        < @label=p6 :irc.test BATCH +h chathistory #a
        < @batch=h;time=2026-11-24T08:17:00.000Z;msgid=m0 :omid!o@host PRIVMSG #a :zero
        < :irc.test BATCH -h
        # A way back through one room does not keep the other waiting.
        older #a
        +5000
        part #b
        < @label=p8 :mina!mina@host PART #b
        < @label=p7 :irc.test FAIL CHATHISTORY INVALID_TARGET BEFORE #b :You are in no such room
        +5000
        show #b
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn each_room_has_its_first_page_before_others_go_on() {
    let script = after(
        NEW,
        "
        join #a
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #a * :mina
        < @label=p3 :irc.test BATCH +h chathistory #a
        < :irc.test BATCH -h
        join #b
        < @label=p4;time=2026-11-24T08:18:02.000Z;msgid=j2 :mina!mina@host JOIN #b * :mina
        < @label=p5 :irc.test BATCH +h chathistory #b
        < :irc.test BATCH -h
        lost
        +2000
        made
        < :irc.test CAP * LS :batch draft/chathistory draft/event-playback echo-message labeled-response message-tags server-time
        < :irc.test CAP * ACK :batch draft/chathistory draft/event-playback echo-message labeled-response message-tags server-time
        < :irc.test 001 mina :Welcome
        < :irc.test 005 mina CHANTYPES=# PREFIX=(qov)~@+ CHATHISTORY=50 MSGREFTYPES=msgid,timestamp :are supported
        < :irc.test 376 mina :End of MOTD
        +9000
        < @label=p1;time=2026-11-24T08:18:12.000Z;msgid=j3 :mina!mina@host JOIN #a * :mina
        < @label=p2;time=2026-11-24T08:18:12.000Z;msgid=j4 :mina!mina@host JOIN #b * :mina
        < @label=p3 :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
        < @label=p4 :irc.test BATCH +h chathistory #a
        < @batch=h;time=2026-11-24T08:18:04.000Z;msgid=m1 :omid!o@host PRIVMSG #a :one
        < :irc.test BATCH -h
        < @label=p5 :irc.test BATCH +h chathistory #b
        < @batch=h;time=2026-11-24T08:18:04.000Z;msgid=m2 :omid!o@host PRIVMSG #b :two
        < :irc.test BATCH -h
        +1000
    ",
    );
    assert_talk!(config(), &script);
}

/// In a room with somebody else.
const IN_ROOM: &str = "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < :irc.test 353 mina = #room :@mina omid
        < :irc.test 366 mina #room :End of NAMES
        < @label=p3 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
";

#[test]
fn the_bans_of_a_room_are_listed_and_taken_back_as_they_were_set() {
    let script = after(
        &format!("{NEW}{IN_ROOM}"),
        "
        ban #room reza
        ban #room *!*@10.0.0.*
        bans #room
        < @label=p6 :irc.test BATCH +l labeled-response
        < @batch=l :irc.test 367 mina #Room reza!*@* mina!mina@host 1795508281
        # Servers need not say who has set it, or when.
        < @batch=l :irc.test 367 mina #room *!*@10.0.0.* omid
        < @batch=l :irc.test 367 mina #room ~account:Reza
        < @batch=l :irc.test 367 mina #room r* omid 18446744073709551615
        < @batch=l :irc.test 368 mina #room :End of channel ban list
        < :irc.test BATCH -l
        unban #room ~account:Reza
        unban #room r*
        # Whoever is impatient gets the second answer, too.
        bans #room
        bans #room
        < :irc.test 367 mina #room one!*@*
        < :irc.test 368 mina #room :End of channel ban list
        < :irc.test 367 mina #room two!*@*
        < :irc.test 368 mina #room :End of channel ban list
        bans #room
        < @label=p11 :irc.test 482 mina #room :You're not channel operator
        open omid
        bans omid
        disconnect
        bans #room
    ",
    );
    assert_talk!(config(), &script);
}

#[test]
fn of_bans_only_so_many_are_kept_and_only_of_rooms_that_were_asked_for() {
    let mut config = config();
    config.limits.list_entries_max = 2;
    config.limits.word_bytes_max = 16;
    let script = after(
        &format!("{NEW}{IN_ROOM}"),
        "
        < :irc.test 367 mina #room early!*@* mina 1
        < :irc.test 368 mina #room :End of channel ban list
        < :irc.test 367 mina #other one!*@* mina 1
        < :irc.test 368 mina #other :End of channel ban list
        < :irc.test 367 mina
        < :irc.test 367 mina #room
        < :irc.test 368
        bans #room
        < :irc.test 367 mina #room
        < :irc.test 367 mina #room :
        # One that would have to be cut off could not be taken back.
        < :irc.test 367 mina #room 12345678901234567 mina 1
        < :irc.test 367 mina #room 1234567890123456 mina 1
        < :irc.test 367 mina #room two!*@* mina when
        < :irc.test 367 mina #room three!*@* mina 3
        < :irc.test 368 mina #room :End of channel ban list
        bans #room
        < :irc.test 367 mina #room one!*@* mina 1
        close #room
        < :irc.test 367 mina #room two!*@* mina 2
        < :irc.test 368 mina #room :End of channel ban list
    ",
    );
    assert_talk!(config, &script);
}

#[test]
fn a_name_that_was_refused_is_not_asked_for_at_the_next_connection() {
    let script = after(
        NEW,
        "
        nick 1
        < @label=p2 :irc.test 432 mina 1 :Erroneous nickname
        # One that is given is.
        nick ziba
        < @label=p3 :mina!mina@host NICK ziba
        nick omid
        < @label=p4 :irc.test 433 ziba omid :Nickname is already in use
        lost
        +2000
        made
    ",
    );
    assert_talk!(config(), &script);
}
