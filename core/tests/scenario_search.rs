//! What was said is found again by those who may read it (soju.im/search).

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::History;
use support::world::conversation;

const SAID: &str = "
        *bill jackie carol
        bill> JOIN #chan
        jackie> JOIN #chan
        jackie> PRIVMSG #chan :Be what you want
        bill> PRIVMSG #chan :That was fast!
        +1000
        jackie> PRIVMSG #chan :Fasting is hard.
        jackie> NOTICE #chan :Want what you be
        +1000
        bill> PRIVMSG #chan :Fast as well; and slow
        +20000
        bill (caps) batch message-tags server-time soju.im/search
        jackie (caps) batch soju.im/search
        carol (caps) batch soju.im/search
        ";

fn said(script: &str) -> String {
    format!("{SAID}---\n{script}")
}

#[test]
fn messages_are_found_by_their_attributes() {
    conversation!(
        Config::default(),
        &said(
            "
        bill> SEARCH from=jackie;in=#chan
        bill> SEARCH text=fast;in=#chan;limit=2
        bill> SEARCH before=2010-01-01T00:00:00.000Z;in=#chan
        bill> SEARCH text=WHAT\\syou
        +20000
        bill> SEARCH :text=what you;from=JACKIE;in=#CHAN
        bill> SEARCH text=well\\:
        # At or after, from there on; at or before, up to there; both bounds count.
        bill> SEARCH after=2026-11-24T08:18:02.000Z;limit=2
        bill> SEARCH before=2026-11-24T08:18:02.000Z;limit=2
        +20000
        bill> SEARCH after=2026-11-24T08:18:02.000Z;before=2026-11-24T08:18:02.000Z
        # Without any, the latest.
        bill> SEARCH limit=1
        bill> SEARCH :
        # A program without batches gets the messages alone.
        bill (caps) -batch -server-time -message-tags
        bill> SEARCH text=hard
        "
        ),
    );
}

#[test]
fn only_what_the_asker_may_read_is_found() {
    conversation!(
        Config::default(),
        &said(
            "
        # Carol is outside.
        carol> SEARCH text=fast
        carol> SEARCH in=#chan
        carol> SEARCH in=#nowhere
        jackie> PRIVMSG bill :fast, between us
        jackie> PRIVMSG @#chan :fast, to operators
        jackie> SEARCH text=fast
        +20000
        jackie> SEARCH text=fast;in=bill
        jackie> SEARCH text=fast;in=#chan
        carol> SEARCH in=bill
        # The banned who are still inside read on; those who were sent out do not.
        bill> MODE #chan +b jackie!*@*
        jackie> SEARCH text=fast;limit=1;in=#chan
        +20000
        bill> KICK #chan jackie
        jackie> JOIN #chan
        jackie> SEARCH text=fast
        jackie> SEARCH in=#chan
        # Neither does a stranger of an old nickname find what was said to it.
        jackie x eof
        *jackie
        jackie (caps) batch soju.im/search
        jackie> SEARCH text=fast
        "
        ),
    );
}

#[test]
fn newcomers_find_nothing_older_where_that_is_so() {
    let history = History { since_joining: true, ..History::default() };
    conversation!(
        Config { history, ..Config::default() },
        &said(
            "
        carol> JOIN #chan
        bill> PRIVMSG #chan :fast again
        carol> SEARCH text=fast
        carol> SEARCH text=fast;in=#chan
        "
        ),
    );
}

#[test]
fn wrong_searches_are_answered() {
    conversation!(
        Config::default(),
        &said(
            "
        bill> SEARCH
        bill> SEARCH in=nobody
        bill> SEARCH in=
        bill> SEARCH from=two\\swords
        bill> SEARCH after=yesterday
        +20000
        bill> SEARCH before=1969-01-01T00:00:00.000Z
        bill> SEARCH limit=0
        bill> SEARCH limit=-1
        bill> SEARCH limit
        bill> SEARCH colour=red;text=fast
        +20000
        disk full
        bill> SEARCH text=fast
        disk fine
        # A program that has not negotiated it does not know the command.
        dave> NICK dave
        dave> SEARCH text=fast
        *erin
        erin> SEARCH text=fast
        "
        ),
    );
}

#[test]
fn an_answer_has_a_page_at_the_most_and_its_label() {
    let history = History { page_max: 2, ..History::default() };
    conversation!(
        Config { history, ..Config::default() },
        &said(
            "
        jackie (caps) labeled-response
        jackie> @label=a SEARCH text=fast
        jackie> @label=b SEARCH text=fast;limit=99999999999
        jackie> @label=c SEARCH text=fast;limit=1
        jackie> @label=d SEARCH limit=none
        jackie> @label=e SEARCH text=nowhere
        "
        ),
    );
}

#[test]
fn what_was_said_before_a_crash_is_found_but_what_was_taken_back() {
    conversation!(
        Config::default(),
        "
        *bill
        bill (caps) message-tags echo-message draft/message-redaction
        bill> JOIN #chan
        bill> PRIVMSG #chan :سلام به همه
        bill> PRIVMSG #chan :سلام، اشتباه شد
        bill> PRIVMSG #chan :hello
        ---
        bill> REDACT #chan {id2}
        bill> RENAME #chan #room
        crash
        *bill
        bill (caps) batch soju.im/search
        bill> JOIN #room
        bill> SEARCH text=سلام
        bill> SEARCH text=hello;in=#room
        ",
    );
}
