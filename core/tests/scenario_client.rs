//! What the engine says to servers of several kinds, and shows of what they say.

mod support;

use peyk_core::client::{Config, Login, Password, Security};
use support::talk::{NEW, after, assert_talk, config};

/// What a server without any extension says at first.
const OLD: &str = "
    connect (plain)
    < :irc.test 421 * CAP :Unknown command
    < :irc.test 001 mina :Welcome
    < :irc.test 004 mina irc.test ngircd-26 abc klo
    < :irc.test 005 mina CHANTYPES=#& CASEMAPPING=ascii PREFIX=(ov)@+ :are supported
    < :irc.test 376 mina :End of MOTD
";

#[test]
fn a_server_without_extensions() {
    assert_talk!(
        config(),
        &format!(
            "{OLD}
        join #room
        < :mina!mina@host JOIN #room
        < :irc.test 353 mina = #room :@omid mina
        < :irc.test 366 mina #room :End of NAMES
        < :omid!o@host PRIVMSG #room :hello Mina, how are you?
        say #room fine
        show #room
        # There is no echo: what comes behind the message confirms it.
        < PONG irc.test :peyk-sent-1
        show #room
        say #room two\\nlines
        < PONG irc.test :peyk-sent-2
        < PONG irc.test :peyk-sent-3
        act #room waves
        < :irc.test 404 mina #room :Cannot send to channel
        show #room
        people #room
    "
        )
    );
}

#[test]
fn a_server_with_many_extensions() {
    let room = |line: &str| line.to_owned();
    let script = room("
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < :irc.test 353 mina = #room :~@omid mina
        < :irc.test 366 mina #room :End of NAMES
        < @label=p3 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:00:00.000Z;msgid=m1 :omid!o@host PRIVMSG #room :before
        < @batch=h;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < :irc.test BATCH -h
        say #room hello
        < @label=p4;time=2026-11-24T08:18:03.000Z;msgid=m2;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :hello
        answer #room m1 yes
        < @label=p5 :irc.test FAIL * ACCOUNT_REQUIRED #room :You need an account
        say #room one\\ntwo
        < @label=p6;time=2026-11-24T08:18:04.000Z;msgid=m3;+peyk/send-id=send3 :mina!mina@host BATCH +x draft/multiline #room
        < @batch=x :mina!mina@host PRIVMSG #room :one
        < @batch=x :mina!mina@host PRIVMSG #room :two
        < :irc.test BATCH -x
        react #room m1 👍
        < @label=p7;time=2026-11-24T08:18:05.000Z;msgid=m4;+draft/react=👍;+draft/reply=m1 :mina!mina@host TAGMSG #room
        redact #room m2 oops
        < @label=p8 :mina!mina@host REDACT #room m2 :oops
        < @time=2026-11-24T08:18:06.000Z;+typing=active :omid!o@host TAGMSG #room
        < @time=2026-11-24T08:18:07.000Z;msgid=m5;+draft/reply=m3 :omid!o@host PRIVMSG #room :mina: good
        show #room
        read #room m5
        < MARKREAD #room timestamp=2026-11-24T08:18:07.000Z
        show #room
    ");
    assert_talk!(config(), &after(NEW, &script));
}

#[test]
fn registration_with_capabilities() {
    assert_talk!(config(), NEW);
}

#[test]
fn nicknames_in_use_are_replaced_and_tried_again() {
    let mut config = config();
    config.alternatives = vec!["minoo".into()];
    assert_talk!(
        config,
        "
        connect (plain)
        < :irc.test CAP * LS :
        < :irc.test 433 * mina :Nickname is already in use
        < :irc.test 433 * minoo :Nickname is already in use
        < :irc.test 001 mina_ :Welcome
        < :irc.test 422 mina_ :No MOTD
        +30000
        < PONG irc.test :peyk-lag
        +30000
        < :irc.test 433 mina_ mina :Nickname is already in use
        < :mina!m@host QUIT :somebody else
        < PONG irc.test :peyk-lag
        +30000
        < PONG irc.test :peyk-lag
        +30000
        < :mina_!m@host NICK mina
        < PONG irc.test :peyk-lag
    "
    );
}

fn with_password() -> Config {
    let mut config = config();
    let (account, password) = ("user".into(), Password::new("pencil"));
    config.login = Login::Password { account, password };
    config
}

#[test]
fn logging_in() {
    assert_talk!(
        with_password(),
        "
        connect
        < :irc.test CAP * LS :sasl=PLAIN,EXTERNAL
        < :irc.test CAP * ACK :sasl
        < AUTHENTICATE +
        < :irc.test 900 mina mina!m@host user :You are now logged in
        < :irc.test 903 mina :SASL authentication successful
        < :irc.test 001 mina :Welcome
    "
    );
    assert_talk!(
        with_password(),
        "
        # A password is not sent to everybody on the way.
        connect (plain)
        < :irc.test CAP * LS :sasl=PLAIN
        < :irc.test CAP * ACK :sasl
    "
    );
    assert_talk!(
        with_password(),
        "
        connect
        < :irc.test CAP * LS :sasl=SCRAM-SHA-256
        < :irc.test CAP * ACK :sasl
        < AUTHENTICATE +
        # Whoever lets one in without a proof does not know the password.
        < :irc.test 903 mina :SASL authentication successful
    "
    );
    assert_talk!(
        Config { login: Login::Certificate, ..config() },
        "
        connect (certificate)
        < :irc.test CAP * LS :sasl=PLAIN,EXTERNAL
        < :irc.test CAP * ACK :sasl
        < AUTHENTICATE +
        < :irc.test 904 mina :No such certificate
        < :irc.test 001 mina :Welcome
    "
    );
}

#[test]
fn servers_that_want_a_password() {
    let mut with_server_password = config();
    with_server_password.server_password = Some(Password::new("sesame"));
    assert_talk!(
        with_server_password.clone(),
        "
        connect
        < :irc.test CAP * LS :
        < :irc.test 464 mina :Password incorrect
        # Until there is another one, the next attempt would fail, too.
        pass open-sesame
        connect
        < :irc.test CAP * LS :
        < :irc.test 001 mina :Welcome
        < :irc.test 422 mina :No MOTD
        # Another password.
        raw OPER mina guess
        < :irc.test 464 mina :Password incorrect
    "
    );
    assert_talk!(
        with_server_password.clone(),
        "
        # Without TLS it waits until the server could say that it wants TLS,
        connect (plain)
        < :irc.test CAP * LS :multi-prefix sts=port=6697
    "
    );
    assert_talk!(
        with_server_password.clone(),
        "
        # or that it does not,
        connect (plain)
        < :irc.test CAP * LS :multi-prefix
        < :irc.test CAP * ACK :multi-prefix
        < ERROR :Access denied: Bad password?
        closed
    "
    );
    assert_talk!(
        with_server_password,
        "
        # or is silent, as old ones are.
        connect (plain)
        +5000
    "
    );
    assert_talk!(
        config(),
        "
        connect
        < ERROR :Access denied: Bad password?
        closed
    "
    );
}

#[test]
fn servers_that_want_an_account() {
    assert_talk!(
        config(),
        "
        connect
        < :irc.test CAP * LS :sasl
        < :irc.test CAP * ACK :sasl
        < :irc.test FAIL * ACCOUNT_REQUIRED :You must log in with SASL to join this server
    "
    );
    assert_talk!(
        config(),
        "
        connect
        < :irc.test CAP * LS :sasl
        < :irc.test CAP * ACK :sasl
        < ERROR :Closing Link: 192.0.2.1 (SASL access only)
        closed
        login user pencil
        connect
        # Its accounts are gone for a while,
        < :irc.test CAP * LS :
        < ERROR :Closing Link: 192.0.2.1 (SASL access only)
        closed
        +2000
        made
        # it knows another password,
        < :irc.test CAP * LS :sasl
        < :irc.test CAP * ACK :sasl
        < AUTHENTICATE +
        < :irc.test 904 mina :SASL authentication failed
        < ERROR :Closing Link: 192.0.2.1 (SASL access only)
        closed
        # or that.
        login user pencil
        connect
        < :irc.test CAP * LS :sasl
        < :irc.test CAP * ACK :sasl
        < AUTHENTICATE +
        < :irc.test 903 mina :SASL authentication successful
        < :irc.test 001 mina :Welcome
        < :irc.test 422 mina :No MOTD
        # An ordinary end is followed by a new beginning.
        < ERROR :Closing Link: 192.0.2.1 (SASL services go away)
        closed
    "
    );
}

#[test]
fn logging_in_again_waits_for_its_turn() {
    assert_talk!(
        Config { login: Login::Certificate, ..config() },
        "
        connect (certificate)
        < :irc.test CAP * LS :sasl=PLAIN,EXTERNAL
        < :irc.test CAP * ACK :sasl
        < AUTHENTICATE +
        login user pencil
        < :irc.test 904 mina :No such certificate
        < :irc.test 001 mina :Welcome
        < :irc.test 422 mina :No MOTD
        login user pencil
        login user crayon
        < AUTHENTICATE +
        < :irc.test 904 mina :SASL authentication failed
        < AUTHENTICATE +
        < :irc.test 903 mina :SASL authentication successful
    "
    );
}

#[test]
fn the_connection_is_made_again() {
    assert_talk!(
        config(),
        &after(
            OLD,
            "
        join #room
        < :mina!mina@host JOIN #room
        < :omid!o@host PRIVMSG #room :one
        say #room two
        lost
        show #room
        say #room three
        +1000
        refused
        +3000
        made (plain)
        < :irc.test 001 mina :Welcome
        < :irc.test 422 mina :No MOTD
        < :mina!mina@host JOIN #room
        # Nobody knows whether the second was said; the third was not.
        show #room
        retry send1
        show #room
    "
        )
    );
}

#[test]
fn silent_servers_are_left() {
    assert_talk!(
        config(),
        &after(
            OLD,
            "
        +30000
        < PONG irc.test :peyk-lag
        +30000
        +20000
    "
        )
    );
    assert_talk!(
        config(),
        "
        connect (plain)
        +5000
        +60000
    "
    );
}

#[test]
fn strict_transport_security() {
    assert_talk!(
        config(),
        "
        connect (plain)
        < :irc.test CAP * LS :sts=port=6697 sasl
        made
        < :irc.test CAP * LS :sts=duration=3600 sasl
        restart
        connect
    "
    );
}

#[test]
fn who_prefers_tls_and_goes_without_still_does_as_the_host_wishes() {
    let mut preferring = config();
    preferring.server.security = Security::Tls;
    preferring.server_password = Some(Password::new("sesame"));
    assert_talk!(
        preferring,
        "
        connect (plain)
        < :irc.test CAP * LS :sts=port=6697,duration=300
        # It is there, and without TLS: somebody is in between.
        made (plain)
        +2000
        made (plain)
        < :irc.test CAP * LS :sts=port=6697,duration=300
        made
        < :irc.test CAP * LS :sts=port=6697,duration=300
        # From now on nothing is said without.
        lost
        +2000
        made (plain)
        made
    "
    );
}

#[test]
fn a_name_that_is_chosen_while_the_connection_is_made_is_asked_for() {
    assert_talk!(
        config(),
        "
        nick minoo
        connect
        < :irc.test CAP * LS :
        nick mina2
        < :irc.test 001 minoo :Welcome
        < :irc.test 422 minoo :No MOTD
        < :minoo!m@host NICK mina2
    "
    );
}

#[test]
fn programs_that_start_anew_know_what_was_not_sent() {
    assert_talk!(config(), &after(NEW, "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < @label=p3 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
        < @time=2026-11-24T08:18:02.500Z;msgid=m1 :omid!o@host PRIVMSG #room :one
        say #room two
        restart
        show #room
        connect
        < :irc.test CAP * LS :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test CAP * ACK :batch draft/chathistory echo-message labeled-response message-tags server-time
        < :irc.test 001 mina :Welcome
        < :irc.test 004 mina irc.test other-1 abc klo
        < :irc.test 376 mina :End of MOTD
        < @label=p2 :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
        < @label=p1;time=2026-11-24T08:19:00.000Z :mina!mina@host JOIN #room
        < @label=p3 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:18:02.500Z;msgid=m1 :omid!o@host PRIVMSG #room :one
        < @batch=h;time=2026-11-24T08:18:02.600Z;msgid=m2;+peyk/send-id=send1 :mina!mina@host PRIVMSG #room :two
        < :irc.test BATCH -h
        show #room
    "));
}

#[test]
fn gaps_that_a_server_cannot_close_stay() {
    assert_talk!(
        config(),
        &after(
            NEW,
            "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < @label=p3 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
        < @time=2026-11-24T08:18:02.500Z;msgid=m1 :omid!o@host PRIVMSG #room :one
        lost
        +2000
        made
        < :irc.test CAP * LS :batch draft/chathistory message-tags server-time
        < :irc.test CAP * ACK :batch draft/chathistory message-tags server-time
        < :irc.test 001 mina :Welcome
        < :irc.test 376 mina :End of MOTD
        < :irc.test BATCH +t draft/chathistory-targets
        < :irc.test BATCH -t
        < @time=2026-11-24T08:19:00.000Z :mina!mina@host JOIN #room
        < :irc.test FAIL CHATHISTORY MESSAGE_ERROR AFTER #room :Gone
        < :irc.test FAIL CHATHISTORY MESSAGE_ERROR AFTER #room :Gone
        show #room
    "
        )
    );
}

#[test]
fn people_come_and_go() {
    assert_talk!(
        config(),
        &after(
            NEW,
            "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < :irc.test 353 mina = #room :~@omid +sara mina
        < :irc.test 366 mina #room :End of NAMES
        < @label=p3 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
        < :irc.test 332 mina #room :Welcome here
        < :irc.test 333 mina #room omid!o@host 1795508000
        < :irc.test 324 mina #room +nt
        < :reza!r@host JOIN #room reza_account :Reza
        < :omid!o@host MODE #room +o-v+k sara sara key
        < :omid!o@host KICK #room reza :go
        < :sara!s@host NICK sarah
        < :sarah!s@host AWAY :lunch
        < :omid!o@host TOPIC #room :New topic
        people #room
        < :omid!o@host QUIT :bye
        < :irc.test 482 mina #room :You're not channel operator
        < :sarah!s@host RENAME #room #salon :nicer
        < :sarah!s@host PRIVMSG mina :psst
        < :sarah!s@host NICK sara
        show #salon
        show sara
        < :sara!s@host INVITE mina #other
        whois sara
        < :irc.test 311 mina sara s host * :Sara
        < :irc.test 330 mina sara sara_account :is logged in as
        < :irc.test 318 mina sara :End of WHOIS
        list
        < :irc.test 322 mina #a 3 :Topic
        < :irc.test 323 mina :End of LIST
        part #salon bye
        < :mina!mina@host PART #salon :bye
        close #salon
        nick minoo
        < :mina!mina@host NICK minoo
        disconnect
    "
        )
    );
}

#[test]
fn who_is_away_in_a_room_is_away_in_what_is_said_alone() {
    assert_talk!(
        config(),
        &after(
            NEW,
            "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < :irc.test 353 mina = #room :@omid sara mina
        < :irc.test 366 mina #room :End of NAMES
        < @label=p3 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
        open sara
        # The answer about who is there comes when it is known already why she is away.
        < :sara!s@host AWAY :lunch
        < :irc.test 730 mina :sara!s@host
        people sara
        < :irc.test 731 mina :sara
        people sara
        < :irc.test 730 mina :sara!s@host
        people sara
        # And so does who is in the room.
        < :irc.test 354 mina 152 #room s host sara G * :Sara
        people sara
        < :irc.test 354 mina 152 #room s host sara H * :Sara
        people sara
    "
        )
    );
}

#[test]
fn pages_on_demand() {
    assert_talk!(
        config(),
        &after(
            NEW,
            "
        join #room
        < @label=p2;time=2026-11-24T08:18:02.000Z;msgid=j1 :mina!mina@host JOIN #room * :mina
        < @label=p3 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:10:00.000Z;msgid=m9 :omid!o@host PRIVMSG #room :nine
        < :irc.test BATCH -h
        older #room
        < @label=p4 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:09:00.000Z;msgid=m8 :omid!o@host PRIVMSG #room :eight
        < :irc.test BATCH -h
        older #room
        < @label=p5 :irc.test BATCH +h chathistory #room
        < :irc.test BATCH -h
        around #room m2
        < @label=p6 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:02:00.000Z;msgid=m2 :omid!o@host PRIVMSG #room :two
        < :irc.test BATCH -h
        around #room at=1795507260000
        < @label=p7 :irc.test BATCH +h chathistory #room
        < @batch=h;time=2026-11-24T08:00:59.000Z;msgid=m0 :omid!o@host PRIVMSG #room :nought
        < @batch=h;time=2026-11-24T08:01:00.000Z;msgid=m1 :omid!o@host PRIVMSG #room :one
        < :irc.test BATCH -h
        around #room at=1795503600000
        < @label=p8 :irc.test FAIL CHATHISTORY MESSAGE_ERROR AROUND #room :It is gone
        search nine
        < @label=p9 :irc.test BATCH +s soju.im/search
        < @batch=s;time=2026-11-24T08:10:00.000Z;msgid=m9 :omid!o@host PRIVMSG #room :nine
        < :irc.test BATCH -s
        show #room
    "
        )
    );
}

#[test]
fn what_nobody_understands_is_ignored() {
    assert_talk!(
        config(),
        &after(
            NEW,
            "
        < :irc.test 999 mina :What
        < :irc.test FROBNICATE a b c
        < @a;b=;=c;;d=e :x
        < :irc.test BATCH
        < :irc.test BATCH -nothing
        < :irc.test CAP
        < @batch=none PRIVMSG mina :x
        < :irc.test 353
        < PRIVMSG
        < JOIN
        < :mina JOIN
        < MODE #nowhere +o
        < :omid!o@host PRIVMSG mina :^AVERSION^A
        < :irc.test NOTICE mina :*** Looking up your hostname
        < :irc.test NOTE * INFO :Something to know
    "
        )
    );
}
