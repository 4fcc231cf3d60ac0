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
