//! One address makes so many accounts in an hour, and no more.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::Limits;
use support::world::conversation;

#[test]
fn an_address_makes_so_many_accounts_in_an_hour() {
    let limits = Limits { accounts_per_hour_max: 1, exempt_loopback: false, ..Limits::default() };
    conversation!(
        Config { limits, ..Config::default() },
        "a (plain)
         a> NICK mina
         a> USER mina 0 * :Mina
         b (plain)
         b> NICK omid
         b> USER omid 0 * :Omid
         *sara
         ---
         # what fails is no account
         a> REGISTER * * short
         a> REGISTER * * a-secret
         # another one of the same address
         b> REGISTER * * a-secret
         # another address
         sara> REGISTER * * a-secret
         # the next come in the last minute of the hour, and after it
         +3540000
         c (plain)
         c> NICK leyla
         c> USER leyla 0 * :Leyla
         c> REGISTER * * a-secret
         +60000
         c> REGISTER * * a-secret
    ",
    );
}
