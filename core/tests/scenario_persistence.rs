//! Whether somebody stays while no device is connected, asked for and said by programs.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::Accounts;
use support::world::conversation;

#[test]
fn programs_ask_whether_one_stays_and_say_so() {
    conversation!(
        Config::default(),
        "
        *mina
        mina> NS REGISTER correct-horse
        mina (caps) draft/persistence labeled-response batch
        mina> JOIN #room
        ---
        mina> PERSISTENCE GET
        mina> @label=1 PERSISTENCE SET on
        mina> PERSISTENCE SET ON
        phone (caps) sasl draft/persistence
        phone (sasl) PLAIN mina correct-horse
        phone> NICK mina
        phone> USER m 0 * :Mina
        +20000
        phone> CAP END
        phone> PERSISTENCE SET OFF
        phone> NS ALWAYSON on
        phone> PERSISTENCE SET DEFAULT
        disk full
        phone> PERSISTENCE SET ON
        disk fine
        phone> PERSISTENCE GET
        # What was asked for is kept.
        phone> PERSISTENCE SET OFF
        crash
        phone (caps) sasl draft/persistence
        phone (sasl) PLAIN mina correct-horse
        phone> NICK mina
        phone> USER m 0 * :Mina
        +20000
        phone> CAP END
        "
    );
}

#[test]
fn without_an_account_nobody_stays() {
    conversation!(
        Config::default(),
        "
        *mina
        mina (caps) draft/persistence
        ---
        mina> PERSISTENCE GET
        mina> PERSISTENCE SET ON
        mina> NS REGISTER correct-horse
        mina> PERSISTENCE
        mina> PERSISTENCE SET
        mina> PERSISTENCE SET MAYBE
        mina> PERSISTENCE SNEEZE
        "
    );
}

#[test]
fn the_administrator_says_what_counts_for_those_who_do_not() {
    let accounts = Accounts { always_on: true, ..Accounts::default() };
    conversation!(
        Config { accounts, ..Config::default() },
        "
        *mina omid
        mina (caps) draft/persistence
        mina> JOIN #room
        omid> JOIN #room
        # What she was in before she had an account counts too.
        mina> NS REGISTER correct-horse
        ---
        mina> PERSISTENCE GET
        mina x eof
        omid> WHOIS mina
        crash
        *omid
        omid> JOIN #room
        mina (caps) sasl draft/persistence draft/read-marker
        mina (sasl) PLAIN mina correct-horse
        mina> NICK mina
        mina> USER m 0 * :Mina
        +20000
        mina> CAP END
        mina> PERSISTENCE SET OFF
        mina x eof
        "
    );
}

#[test]
fn who_comes_back_after_a_crash_is_who_they_say() {
    conversation!(
        Config::default(),
        "
        *mina
        mina> NS REGISTER correct-horse
        mina> NS ALWAYSON on
        mina> JOIN #room
        crash
        *omid nima
        omid (caps) chghost setname
        omid> JOIN #room
        nima> JOIN #room
        ---
        omid> WHOIS mina
        mina (caps) sasl chghost setname
        mina (sasl) PLAIN mina correct-horse
        mina> NICK mina
        mina> USER m 0 * :Mina the second
        +20000
        mina> CAP END
        mina> PRIVMSG #room :back
        # Another device is the same person.
        phone (caps) sasl
        phone (sasl) PLAIN mina correct-horse
        phone> NICK mina
        phone> USER other 0 * :Somebody else
        +20000
        phone> CAP END
        "
    );
}
