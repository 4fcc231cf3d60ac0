//! Accounts: making them, whose names are whose, and one person with several devices.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::{AccountRegistration, Accounts, Operator, Plaintext};
use support::world::conversation;

#[test]
fn an_account_is_made_after_connecting() {
    conversation!(
        Config::default(),
        "*marjan bob
         bob (caps) account-notify extended-join
         bob> JOIN #room
         marjan> JOIN #room
         ---
         # what cannot be
         marjan> REGISTER * *
         marjan> REGISTER omid * a-secret
         marjan> REGISTER * nonsense a-secret
         marjan> REGISTER * * short
         +20000
         marjan> REGISTER * * marjan
         +20000
         # what can
         marjan> REGISTER marjan marjan@example.org a-secret
         marjan> REGISTER * * a-secret
         +20000
         marjan> VERIFY marjan 12345678
         marjan> PART #room
         marjan> JOIN #room
         marjan> WHOIS marjan
    "
    );
}

#[test]
fn a_password_may_be_a_long_phrase_and_not_a_book() {
    let mut config = Config::default();
    config.limits.line_bytes_max = 2048;
    let phrase = "x".repeat(600);
    let script = format!(
        "*marjan
         ---
         marjan> REGISTER * * {phrase}x
         marjan> REGISTER * * {phrase}
    "
    );
    conversation!(config, &script);
}

#[test]
fn an_account_is_made_before_connecting() {
    conversation!(
        Config::default(),
        "*bob
         ---
         a> CAP LS 302
         a> CAP REQ draft/account-registration
         a> REGISTER * * a-secret
         a> NICK mina
         a> REGISTER * * a-secret
         a> USER mina 0 * :Mina
         a> CAP END
         # nobody's name is taken from under them
         c> CAP LS 302
         c> NICK bob
         c> REGISTER * * a-secret
         c> NICK mina
         c> REGISTER * * a-secret
         c> NICK minа
         c> REGISTER * * a-secret
    "
    );
}

#[test]
fn an_account_waits_for_its_code() {
    let accounts = Accounts {
        registration: AccountRegistration::Verify,
        email_required: true,
        ..Accounts::default()
    };
    let operators = vec![Operator { name: "root".into(), password_phc: "$argon2id$".into() }];
    conversation!(
        Config { accounts, operators, ..Config::default() },
        "*oper
         oper> OPER root secret
         ---
         a> CAP LS 302
         a> CAP REQ :sasl draft/account-registration
         a> NICK mina
         a> REGISTER * * a-secret
         a> REGISTER * mina@example.org a-secret
         +20000
         # not before the code is given
         a (sasl) PLAIN mina a-secret
         a> VERIFY mina 00000000
         a> VERIFY nobody 00000000
         +20000
         a> VERIFY mina pe8hwzjj
         a> USER mina 0 * :Mina
         a> CAP END
         a> VERIFY mina 00000000
         # a certificate's account waits, too
         b (certificate) 1
         b (caps) sasl
         b> NICK omid
         b> AUTHENTICATE EXTERNAL
         b> AUTHENTICATE +
         b> AUTHENTICATE EXTERNAL
         b> AUTHENTICATE +
    "
    );
}

#[test]
fn who_guesses_codes_is_cut_off() {
    conversation!(
        Config::default(),
        "*a
         ---
         a> VERIFY mina 00000000
         a> VERIFY mina 00000001
         a> VERIFY mina 00000002
         +20000
         a> VERIFY mina 00000003
         a> VERIFY mina 00000004
         a> VERIFY mina 00000005
    "
    );
}

#[test]
fn the_administrator_makes_the_accounts() {
    let accounts = Accounts { registration: AccountRegistration::Closed, ..Accounts::default() };
    conversation!(
        Config { accounts, ..Config::default() },
        "*mina
         ---
         mina> REGISTER * * a-secret
    "
    );
}

#[test]
fn a_disk_that_is_full_makes_no_account() {
    conversation!(
        Config::default(),
        "*mina bob
         bob (caps) account-notify
         bob> JOIN #room
         mina> JOIN #room
         ---
         disk full
         mina> REGISTER * * a-secret
         mina> WHOIS mina
         a> NICK omid
         a> REGISTER * * a-secret
         # nothing is left of them
         disk fine
         b> NICK omid
         b> USER omid 0 * :Omid
         mina> REGISTER * * a-secret
         a> NICK kaveh
         a> USER kaveh 0 * :Kaveh
         a> WHOIS kaveh
         # and what was kept stays
         crash
         c> NICK mina
         c> NICK omid
         d (caps) sasl
         d (sasl) SCRAM-SHA-256 mina a-secret
    "
    );
}

#[test]
fn a_name_is_its_owners() {
    conversation!(
        Config::default(),
        "*mina
         mina> REGISTER * * a-secret
         mina> QUIT
         *bob
         bob (caps) sasl
         ---
         # others do not get it, nor one that looks the same
         a> NICK mina
         a> NICK minа
         bob> NICK MINA
         room (plain)
         room> mina
         # the owner does, before and after registering
         bob (sasl) PLAIN mina a-secret
         bob> NICK Mina
         bob> NICK guest
         c (caps) sasl
         c> NICK mina
         c> USER mina 0 * :Mina
         c (sasl) PLAIN mina a-secret
         c> CAP END
         # who only says so while negotiating is refused at its end
         d> CAP LS 302
         d> NICK mina
         d> USER mina 0 * :Mina
         d> CAP END
         d> NICK other
    "
    );
}

#[test]
fn two_devices_are_one_person() {
    conversation!(
        Config::default(),
        "*mina bob
         mina> REGISTER * * a-secret
         mina> JOIN #room
         bob> JOIN #room
         phone (caps) sasl echo-message
         phone (sasl) PLAIN mina a-secret
         phone> NICK mina
         phone> USER mina 0 * :Mina
         ---
         # the second device is shown where the person is; others see nothing
         phone> CAP END
         # both hear what is said
         bob> PRIVMSG #room :hello both
         bob> PRIVMSG mina :psst
         # each sees what the other says
         mina> PRIVMSG #room :from the desk
         phone> PRIVMSG bob :from the phone
         phone> JOIN #other
         mina> PART #room :enough
         phone> NICK mina2
         # the person stays until the last device goes
         mina> QUIT :off
         bob> WHOIS mina2
         bob> JOIN #other
         phone x reset
    "
    );
}

#[test]
fn nickserv_keeps_to_the_same_rules() {
    conversation!(
        Config::default(),
        "*mina omid bob
         mina> REGISTER * * a-secret
         omid> REGISTER * * b-secret
         mina> QUIT
         ---
         bob> NS IDENTIFY mina a-secret
         # under the name of one's account one is nobody else
         omid> NS IDENTIFY mina a-secret
         omid> NS PASSWORD short
         omid> NS LOGOUT
         +20000
         # guesses are counted
         bob> NS IDENTIFY omid guess-1
         bob> NS IDENTIFY omid guess-2
         bob> NS IDENTIFY omid guess-3
         +20000
         bob> NS IDENTIFY omid guess-4
         bob> NS IDENTIFY omid guess-5
         bob> NS IDENTIFY omid guess-6
    "
    );
}

#[test]
fn nickserv_makes_accounts_as_register_does() {
    let mut config = Config::default();
    conversation!(
        config.clone(),
        "
        *mina omid
        ---
        mina> NS HELP REGISTER
        mina> NS REGISTER
        mina> NS REGISTER 123
        mina> NS REGISTER correct-horse nonsense
        mina> PRIVMSG NickServ :REGISTER correct-horse mina@example.org
        mina> NS REGISTER correct-horse
        +20000
        disk full
        omid> NS REGISTER correct-horse
        disk fine
        omid> NS INFO
        omid> NS REGISTER correct-horse
        ",
    );
    config.accounts.registration = AccountRegistration::Verify;
    conversation!(
        config.clone(),
        "
        *mina
        ---
        mina> NS REGISTER correct-horse
        ",
    );
    config.accounts.registration = AccountRegistration::Closed;
    conversation!(
        config,
        "
        *mina
        ---
        mina> NS REGISTER correct-horse
        ",
    );
}

#[test]
fn accounts_may_have_to_wait_for_the_connection() {
    let accounts = Accounts { before_connect: false, ..Accounts::default() };
    conversation!(
        Config { accounts, ..Config::default() },
        "mina> CAP LS 302
         mina> CAP REQ :draft/account-registration
         mina> NICK mina
         mina> REGISTER * * correct-horse
         mina> VERIFY mina ABCDEFGH
         mina> USER m 0 * :Mina
         mina> CAP END
         +20000
         mina> REGISTER * * correct-horse
    "
    );
}

#[test]
fn a_connection_is_secure_if_all_of_its_devices_are() {
    conversation!(
        Config { plaintext: Plaintext::Anywhere, ..Config::default() },
        "*mina omid
         mina> NS REGISTER correct-horse
         +20000
         ---
         omid> WHOIS mina
         phone (plain)
         phone (caps) sasl
         phone (sasl) PLAIN mina correct-horse
         phone> NICK mina
         phone> USER m 0 * :Mina
         phone> CAP END
         omid> WHOIS mina
         phone x eof
         omid> WHOIS mina
    "
    );
}
