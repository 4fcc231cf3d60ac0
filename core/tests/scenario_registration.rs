//! Connection registration, in all its orders and with its mistakes; nicknames afterwards.

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn nick_and_user_are_greeted() {
    conversation!(
        Config::default(),
        "alice> NICK alice
         alice> USER alice 0 * :Alice of the house
         # once registered there is no second time
         alice> USER alice 0 * :Alice
         alice> PASS whatever
         alice> NICK
    "
    );
}

#[test]
fn user_may_come_first_and_capabilities_hold_it_up() {
    conversation!(
        Config { motd: vec!["Tea is at five.".into(), String::new()], ..Config::default() },
        "alice> USER alice 0 * :Alice
         alice> CAP LS 302
         alice> NICK alice
         # nothing happens before CAP END
         alice> CAP REQ :message-tags server-time
         alice> CAP REQ :batch no-such-capability
         alice> CAP REQ :-cap-notify
         alice> CAP LIST
         alice> CAP REQ :-server-time
         alice> CAP NONSENSE
         alice> CAP
         alice> CAP END
         alice> CAP LIST
         alice> CAP LS
         alice> CAP REQ batch
         alice> CAP END
         alice> PING still-here
    "
    );
}

#[test]
fn a_client_of_the_old_negotiation_is_served() {
    conversation!(
        Config::default(),
        "alice> CAP LS
         alice> CAP REQ :
         alice> CAP REQ
         alice> CAP END
    "
    );
}

#[test]
fn mistakes_are_answered_and_can_be_mended() {
    conversation!(
        Config::default(),
        "*bob
         ---
         # what needs registration
         alice> JOIN #room
         alice> PRIVMSG bob :psst
         alice> NOTHING of the kind
         alice> PING before
         # names that cannot be
         alice> NICK
         alice> NICK :
         alice> NICK #alice
         alice> NICK 1alice
         alice> NICK :two words
         alice> NICK a!b
         # names that somebody has, or that look the same
         alice> NICK bob
         alice> NICK BOB
         alice> NICK bоb
         # USER without enough
         alice> USER
         alice> USER alice
         alice> USER alice 0 *
         alice> USER @!* 0 * :Alice
         alice> USER alice 0 * :
         alice> NICK alice
         alice> USER alice 0 * :Alice
    "
    );
}

#[test]
fn the_password_is_asked_for() {
    conversation!(
        Config { password_phc: Some("$argon2id$".into()), ..Config::default() },
        "alice> PASS secret
         alice> PASS
         alice> NICK alice
         alice> USER alice 0 * :Alice
         bob> PASS guess
         bob> NICK bob
         bob> USER bob 0 * :Bob
         carol> NICK carol
         carol> USER carol 0 * :Carol
         # only the last PASS counts, and what follows waits for the answer
         dan>> PASS guess\\r\\nPASS secret\\r\\nNICK dan\\r\\nUSER d 0 * :D\\r\\nPING after\\r\\n
    "
    );
}

#[test]
fn two_want_one_name_at_the_same_time() {
    conversation!(
        Config::default(),
        "alice> NICK same
         alice> CAP LS 302
         alice> USER alice 0 * :Alice
         bob> NICK SAME
         bob> USER bob 0 * :Bob
         # bob was faster
         alice> CAP END
         alice> NICK other
    "
    );
}

#[test]
fn nicknames_change_in_sight_of_those_who_share_a_channel() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice> JOIN #room
         bob> JOIN #room,#other
         alice> JOIN #other
         ---
         # once to bob, although two channels are shared; not to carol
         alice> NICK Alicia
         # its own name in another case; the same name again
         alice> NICK ALICIA
         alice> NICK ALICIA
         carol> NICK alicia
         carol> NICK ALIСIA
         bob> NICK alice
         carol> NICK علی
         alice> NICK علي
    "
    );
}
