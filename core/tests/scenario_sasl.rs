//! SASL: every mechanism, every error, before and after connection registration.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::{AccountRegistration, Accounts};
use support::world::conversation;

#[test]
fn a_password_logs_in_before_registration() {
    conversation!(
        Config::default(),
        "*mina
         mina> REGISTER * * a-secret
         mina> QUIT
         ---
         a> CAP LS 302
         a> CAP REQ sasl
         a> NICK mina
         a> USER mina 0 * :Mina
         a> AUTHENTICATE PLAIN
         a64> \\x00mina\\x00a-secret
         a> CAP END
         a> WHOIS mina
    "
    );
}

#[test]
fn a_password_is_proved_without_being_sent() {
    conversation!(
        Config::default(),
        "*mina
         mina> REGISTER * * a-secret
         mina> QUIT
         ---
         a (caps) sasl
         a (sasl) SCRAM-SHA-256 Mina a-secret
         # a name without an account is answered like any other
         b (caps) sasl
         b (sasl) SCRAM-SHA-256 nobody a-secret
         b (sasl) SCRAM-SHA-256 mina not-this
         # messages that are none of SCRAM's; somebody else's name; channel binding
         b> AUTHENTICATE SCRAM-SHA-256
         b64> hello
         +20000
         b> AUTHENTICATE SCRAM-SHA-256
         b64> n,a=omid,n=mina,r=x
         +20000
         b> AUTHENTICATE SCRAM-SHA-256
         b64> p=tls-unique,,n=mina,r=x
    "
    );
}

#[test]
fn a_certificate_makes_the_account_of_a_free_name() {
    conversation!(
        Config::default(),
        "*bob
         ---
         a (certificate) 1
         a (caps) sasl
         a> AUTHENTICATE EXTERNAL
         # no name was given yet
         a> AUTHENTICATE +
         a> NICK mina
         a> AUTHENTICATE EXTERNAL
         a> AUTHENTICATE +
         a> USER mina 0 * :Mina
         a> CAP END
         a> QUIT
         # the certificate comes back
         b (certificate) 1
         b (caps) sasl
         b> NICK mina
         b> USER mina 0 * :Mina
         b> AUTHENTICATE EXTERNAL
         b> AUTHENTICATE +
         b> CAP END
         # it is nobody else's, and gives no second name
         c (certificate) 1
         c (caps) sasl
         c> AUTHENTICATE EXTERNAL
         c64> omid
         # another certificate does not get names that somebody has, or that look like one
         d (certificate) 2
         d (caps) sasl
         d> AUTHENTICATE EXTERNAL
         d64> mina
         d> AUTHENTICATE EXTERNAL
         d64> MINA
         d> AUTHENTICATE EXTERNAL
         d64> bob
         d> AUTHENTICATE EXTERNAL
         d64> minа
         d> AUTHENTICATE EXTERNAL
         d64> #mina
         +20000
         # a name of its own; the nickname may be another
         d> AUTHENTICATE EXTERNAL
         d64> dara
         d> NICK guest
         d> USER d 0 * :D
         d> CAP END
         # no certificate at all
         e (caps) sasl
         e> AUTHENTICATE EXTERNAL
    "
    );
}

#[test]
fn an_account_has_several_certificates() {
    conversation!(
        Config::default(),
        "*mina
         mina> REGISTER * * a-secret
         ---
         # a second device logs in with the password, and shows its certificate
         a (certificate) 5
         a (caps) sasl
         a (sasl) PLAIN mina a-secret
         a> AUTHENTICATE EXTERNAL
         a64> somebody-else
         a> AUTHENTICATE EXTERNAL
         a> AUTHENTICATE +
         a> QUIT
         # from now on that is enough, also after the server ended
         crash
         b (certificate) 5
         b (caps) sasl
         b> AUTHENTICATE EXTERNAL
         b> AUTHENTICATE +
    "
    );
}

#[test]
fn mistakes_are_answered() {
    conversation!(
        Config::default(),
        "*mina
         mina> REGISTER * * a-secret
         mina> QUIT
         ---
         # the capability comes first
         a> NICK a
         a> USER a 0 * :A
         +20000
         a> AUTHENTICATE PLAIN
         a (caps) sasl
         a> AUTHENTICATE
         a> AUTHENTICATE SCRAM-SHA-1
         +20000
         # aborted, and with nothing to abort
         a> AUTHENTICATE PLAIN
         a> AUTHENTICATE *
         a> AUTHENTICATE *
         # not base64, not PLAIN, nobody, another's name, a wrong password
         a> AUTHENTICATE plain
         a> AUTHENTICATE ****
         +20000
         a> AUTHENTICATE PLAIN
         a64> mina
         +20000
         a> AUTHENTICATE PLAIN
         a64> \\x00nobody\\x00a-secret
         +20000
         a> AUTHENTICATE PLAIN
         a64> omid\\x00mina\\x00a-secret
         +20000
         a (sasl) PLAIN mina not-this
         +20000
         # the sixth failure is the last
         a (sasl) PLAIN mina nor-this
    "
    );
}

#[test]
fn long_messages_come_in_parts() {
    let long = "x".repeat(294);
    let account = format!(
        "*mina
         mina> REGISTER * * {long}
         mina> QUIT
         ---
         a (caps) sasl
         # exactly one full part, which is followed by an empty one
         a (sasl) PLAIN mina {long}
         b (caps) sasl
         b> AUTHENTICATE PLAIN
         b> AUTHENTICATE {}
         # four full parts are too many
         b> AUTHENTICATE PLAIN
         b> AUTHENTICATE {full}
         b> AUTHENTICATE {full}
         b> AUTHENTICATE {full}
         b> AUTHENTICATE {full}
         b> AUTHENTICATE *
    ",
        "A".repeat(401),
        full = "A".repeat(400),
    );
    conversation!(Config::default(), &account);
}

#[test]
fn who_registers_in_the_middle_of_it_is_not_logged_in() {
    conversation!(
        Config::default(),
        "a (caps) sasl
         a> NICK mina
         a> USER mina 0 * :Mina
         a> AUTHENTICATE PLAIN
         a> CAP END
    "
    );
}

#[test]
fn who_is_registered_logs_in_and_to_another_account() {
    conversation!(
        Config::default(),
        "*mina omid
         mina> REGISTER * * a-secret
         omid> REGISTER * * b-secret
         mina> QUIT
         omid> QUIT
         *bob guest
         bob (caps) account-notify extended-join
         bob> JOIN #room
         guest> JOIN #room
         ---
         guest (caps) sasl
         guest (sasl) PLAIN mina a-secret
         guest (sasl) SCRAM-SHA-256 omid b-secret
         guest (sasl) PLAIN omid b-secret
         guest> PART #room
         guest> JOIN #room
         +20000
         # under the name of one's account one is nobody else
         guest> NICK omid
         guest (sasl) PLAIN mina a-secret
         # nor while another device is logged in
         second (caps) sasl
         second (sasl) PLAIN omid b-secret
         second> NICK omid
         second> USER o 0 * :Omid
         second> CAP END
         second (sasl) PLAIN mina a-secret
         # the response has the label of what caused it
         +20000
         second (caps) labeled-response batch
         second> @label=1 AUTHENTICATE PLAIN
         second> @label=2 AUTHENTICATE AG9taWQAYi1zZWNyZXQ=
    "
    );
}

#[test]
fn a_disk_that_is_full_logs_nobody_in() {
    conversation!(
        Config::default(),
        "disk full
         a (certificate) 1
         a (caps) sasl
         a> NICK mina
         a> AUTHENTICATE EXTERNAL
         a> AUTHENTICATE +
         # the name is free still
         disk fine
         b (certificate) 2
         b (caps) sasl
         b> AUTHENTICATE EXTERNAL
         b64> mina
         a> USER a 0 * :A
         a> CAP END
    "
    );
}

#[test]
fn certificates_make_no_accounts_where_the_administrator_does() {
    let accounts = Accounts { registration: AccountRegistration::Closed, ..Accounts::default() };
    conversation!(
        Config { accounts, ..Config::default() },
        "a (certificate) 1
         a> CAP LS 302
         a> CAP REQ draft/account-registration
         a (caps) sasl
         a> NICK mina
         a> AUTHENTICATE EXTERNAL
         a> AUTHENTICATE +
    "
    );
}

#[test]
fn certificates_make_accounts_for_those_who_know_the_servers_password() {
    conversation!(
        Config { password_phc: Some("$argon2id$".into()), ..Config::default() },
        "a (certificate) 1
         a> CAP LS 302
         a (caps) sasl
         a> NICK mina
         a> AUTHENTICATE EXTERNAL
         a> AUTHENTICATE +
         a> REGISTER * * a-secret
         a> PASS secret
         a> USER a 0 * :A
         a> CAP END
         a> AUTHENTICATE EXTERNAL
         a> AUTHENTICATE +
         # given before, it is looked at when an account depends on it; what follows waits
         b (certificate) 2
         b> CAP LS 302
         b> PASS secret
         b> NICK omid
         b> USER b 0 * :B
         b (caps) sasl
         b> AUTHENTICATE EXTERNAL
         b>> AUTHENTICATE +\\r\\nCAP END\\r\\n
         c (certificate) 3
         c> CAP LS 302
         c> PASS guess
         c> NICK sara
         c (caps) sasl
         c> AUTHENTICATE EXTERNAL
         c> AUTHENTICATE +
    "
    );
}

#[test]
fn a_password_is_one_however_it_is_typed() {
    conversation!(
        Config::default(),
        "
        *mina
        mina> REGISTER * * cafe\u{301}-au-lait
        mina> QUIT
        ---
        desk (caps) sasl
        desk (sasl) PLAIN mina caf\u{e9}-au-lait
        ",
    );
}
