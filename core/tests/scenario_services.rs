//! NickServ and ChanServ, and what outlives the server: channels that belong to somebody, and
//! people who are always on.

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn a_registered_channel_outlives_its_members_and_the_server() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> REGISTER * * a-secret
        omid> REGISTER * * a-secret
        mina> JOIN #room
        omid> JOIN #room
        ---
        omid> CS REGISTER #room
        mina> PRIVMSG ChanServ :REGISTER #room
        mina> CS REGISTER #room
        mina> CS ACCESS #room ADD omid op
        mina> CS ACCESS #room
        omid> CS DROP #room #room
        +20000
        mina> TOPIC #room :tea
        mina> MODE #room +i
        mina> PRIVMSG #room :remember this
        mina> PART #room
        omid> PART #room
        crash
        omid> CAP REQ :sasl batch draft/chathistory
        omid> NICK omid
        omid> USER omid 0 * :omid
        omid> AUTHENTICATE PLAIN
        omid> AUTHENTICATE AG9taWQAYS1zZWNyZXQ=
        omid> CAP END
        +20000
        # Who is listed is let in where only the invited are, and has what is theirs.
        omid> JOIN #room
        omid> CHATHISTORY LATEST #room * 5
        ",
    );
}

#[test]
fn who_is_always_on_finds_what_was_said() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> REGISTER * * a-secret
        omid> REGISTER * * a-secret
        mina> JOIN #room
        omid> JOIN #room
        omid (caps) away-notify
        ---
        mina> NS ALWAYSON on
        mina x eof
        omid> PRIVMSG #room :are you there
        omid> PRIVMSG mina :and here
        crash
        *bob
        bob> WHOIS mina
        a> CAP LS 302
        a> CAP REQ :sasl batch draft/chathistory
        a> NICK mina
        a> USER mina 0 * :Mina
        a> AUTHENTICATE PLAIN
        a> AUTHENTICATE AG1pbmEAYS1zZWNyZXQ=
        a> CAP END
        a> CHATHISTORY LATEST #room * 10
        a> CHATHISTORY LATEST omid * 10
        ",
    );
}

#[test]
fn the_next_of_a_name_owns_nothing_of_the_last() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> REGISTER * * a-secret
        omid> REGISTER * * a-secret
        mina> JOIN #room
        omid> JOIN #room
        mina> CS REGISTER #room
        omid> CS REGISTER #other
        omid> JOIN #other
        omid> CS REGISTER #other
        omid> CS ACCESS #other ADD mina founder
        +20000
        ---
        mina> NS DROP mina mina
        mina> PART #room
        mina> REGISTER * * another-secret
        mina> JOIN #room
        mina> CS ACCESS #room ADD mina founder
        mina> JOIN #other
        mina> CS OP #other
        crash
        mina> CAP REQ :sasl batch
        mina> NICK mina
        mina> USER mina 0 * :mina
        mina> AUTHENTICATE PLAIN
        mina> AUTHENTICATE AG1pbmEAYW5vdGhlci1zZWNyZXQ=
        mina> CAP END
        +20000
        mina> JOIN #room
        mina> JOIN #other
        ",
    );
}

#[test]
fn services_explain_themselves() {
    conversation!(
        Config::default(),
        "
        *mina
        ---
        mina> NS
        mina> NS NONSENSE
        mina> NS CERT ADD
        mina> NS HELP ALWAYSON
        mina> CS HELP REGISTER
        mina> CS REGISTER
        mina> NICK ChanServ
        mina> PRIVMSG NickServ :IDENTIFY
        ",
    );
}

#[test]
fn a_channel_becomes_anothers() {
    conversation!(
        Config::default(),
        "
        *mina omid sara
        mina> NS REGISTER correct-horse
        omid> NS REGISTER correct-horse
        mina> JOIN #room
        omid> JOIN #room
        mina> CS REGISTER #room
        ---
        omid> CS TRANSFER #room omid
        mina> CS TRANSFER #room sara
        mina> CS TRANSFER #den omid
        disk full
        mina> CS TRANSFER #room omid
        disk fine
        mina> NAMES #room
        mina> CS TRANSFER #room Omid
        mina> CS ACCESS #room
        mina> CS DROP #room #room
        omid> CS INFO #room
        ",
    );
}

#[test]
fn what_is_said_beyond_what_a_command_takes_is_not_passed_over() {
    conversation!(
        Config::default(),
        "
        *mina
        mina> REGISTER * * a-secret
        ---
        # a password may be a phrase, however it is said
        mina> NS PASSWORD a rose is a rose
        mina> PRIVMSG NickServ :PASSWORD  a rose  is a rose
        mina> NS IDENTIFY mina a rose is a rose
        mina> NS LOGOUT now
        mina> CS REGISTER #a #b
        a> CAP LS
        a> CAP REQ sasl
        a> NICK mina
        a> USER mina 0 * :Mina
        a> AUTHENTICATE PLAIN
        a64> \\x00mina\\x00a rose  is a rose
        "
    );
}
