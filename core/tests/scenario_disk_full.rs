//! What people rely on does not change while it cannot be kept, and nobody is shown that it has.

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn a_registered_channel_stays_as_it_is() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> JOIN #room
        omid> JOIN #room
        mina> REGISTER * * correct-horse
        mina> CS REGISTER #room
        mina> TOPIC #room :tea
        mina (caps) labeled-response batch
        ---
        disk full
        mina> TOPIC #room :coffee
        mina> @label=1 MODE #room +bio *!*@evil omid
        disk fine
        mina> TOPIC #room
        mina> MODE #room
        mina> MODE #room +b
        mina> NAMES #room
        # Not even in a line that is answered with a refusal.
        disk full
        mina> MODE #room +mv omid nobody
        disk fine
        mina> MODE #room
        # A prefix alone lasts no longer than its member stays, and is kept nowhere.
        disk full
        mina> MODE #room +v omid
        ",
    );
}

#[test]
fn a_channel_of_nobodys_goes_on() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> JOIN #room
        omid> JOIN #room
        ---
        disk full
        mina> TOPIC #room :coffee
        mina> MODE #room +m
        ",
    );
}

#[test]
fn what_is_not_registered_has_no_founder() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> JOIN #room
        omid> JOIN #room
        mina> REGISTER * * correct-horse
        ---
        disk full
        mina> CS REGISTER #room
        disk fine
        mina> NAMES #room
        mina> CS INFO #room
        ",
    );
}

#[test]
fn nobody_hears_of_an_account_that_is_not_made() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> JOIN #room
        omid> JOIN #room
        omid (caps) account-notify
        ---
        disk read-only
        mina> REGISTER * * correct-horse
        disk fine
        mina> REGISTER * * correct-horse
        disk read-only
        mina> NS DROP mina mina
        mina> PRIVMSG NickServ :DROP mina mina
        disk fine
        omid> WHOIS mina
        ",
    );
}

#[test]
fn what_was_not_kept_is_taken_back_the_last_first() {
    conversation!(
        Config::default(),
        "
        *mina
        mina> JOIN #room
        mina> REGISTER * * correct-horse
        mina> CS REGISTER #room
        mina> TOPIC #room :tea
        ---
        disk slow
        mina> TOPIC #room :coffee
        mina> TOPIC #room :cocoa
        disk full
        disk fine
        mina> TOPIC #room
        "
    );
}

#[test]
fn what_was_taken_back_has_not_happened() {
    conversation!(
        Config::default(),
        "
        *mina omid
        mina> JOIN #room
        omid> JOIN #room
        mina> REGISTER * * correct-horse
        mina> CS REGISTER #room
        mina (caps) batch draft/event-playback draft/channel-rename
        +20000
        ---
        disk full
        mina> TOPIC #room :coffee
        mina> MODE #room +m
        mina> RENAME #room #den
        disk fine
        mina> PRIVMSG #room :tea
        mina> CHATHISTORY LATEST #room * 10
        "
    );
}
