//! Being away from the very beginning (IRCv3 pre-away).

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn who_connects_can_be_away_already() {
    conversation!(
        Config::default(),
        "*alice bob
         alice (caps) away-notify extended-monitor
         alice> MONITOR + carol,dan,erin
         bob (caps) away-notify draft/pre-away extended-monitor
         bob> MONITOR + carol
         ---
         carol> AWAY :too early
         carol> CAP REQ draft/pre-away
         carol> AWAY *
         carol> NICK carol
         carol> USER carol 0 * :Carol
         carol> CAP END
         # those who know what it means read it as it is, others a sentence
         alice> PRIVMSG carol :hello
         bob> PRIVMSG carol :hello
         alice> WHOIS carol
         dan> CAP REQ draft/pre-away
         dan> NICK dan
         dan> AWAY :Gone to lunch.  Back in 5
         dan> USER dan 0 * :Dan
         dan> CAP END
         erin> CAP REQ draft/pre-away
         erin> NICK erin
         erin> AWAY :Gone
         erin> AWAY
         erin> USER erin 0 * :Erin
         erin> CAP END
         +20000
         alice> WHO dan %nf
         alice> WHO erin %nf
    "
    );
}

#[test]
fn nobody_may_be_there_later_too() {
    conversation!(
        Config::default(),
        "*alice bob
         alice (caps) away-notify
         bob (caps) away-notify draft/pre-away
         alice> JOIN #room
         bob> JOIN #room
         *carol
         carol (caps) draft/pre-away
         carol> JOIN #room
         ---
         carol> AWAY :at lunch
         carol> AWAY *
         carol> AWAY *
         carol> PART #room
         carol> JOIN #room
         carol> AWAY :at lunch
         carol> AWAY
         # a message like any other to who did not negotiate it
         alice> AWAY *
         carol> PRIVMSG alice :hello
    "
    );
}
