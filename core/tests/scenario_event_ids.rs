//! What happens in rooms has an id: the same for those who see it and for those who read of it
//! later.

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn what_happens_has_the_id_that_it_is_played_back_with() {
    conversation!(
        Config::default(),
        "
        *alice bob carol
        alice> JOIN #room
        carol> JOIN #room
        alice (caps) message-tags batch draft/event-playback
        ---
        bob> JOIN #room
        alice> TOPIC #room :tea
        alice> MODE #room +v bob
        bob> NICK robert
        bob> PART #room :later
        alice> KICK #room carol :enough
        # Ids that were shown are references like any other.
        alice> CHATHISTORY LATEST #room * 20
        alice> CHATHISTORY AFTER #room msgid={event1} 2
        ",
    );
}

#[test]
fn changes_of_modes_in_two_lines_have_two_ids() {
    let long = "x".repeat(120);
    conversation!(
        Config::default(),
        &format!(
            "
            *alice
            alice> JOIN #room
            alice (caps) message-tags batch draft/event-playback
            ---
            alice> MODE #room +bbb 1{long}!*@* 2{long}!*@* 3{long}!*@*
            alice> CHATHISTORY LATEST #room * 2
            "
        ),
    );
}

#[test]
fn what_happens_in_several_rooms_at_once_has_one_id() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice> JOIN #room,#den,#hall
        bob> JOIN #room,#den
        alice (caps) message-tags batch draft/event-playback
        ---
        bob> NICK robert
        bob> QUIT :bye
        alice> PRIVMSG #den :oh
        alice> CHATHISTORY LATEST #room * 2
        alice> CHATHISTORY LATEST #den * 3
        # What is the bound in one room is the bound in each.
        alice> CHATHISTORY AFTER #den msgid={event2} 10
        alice> CHATHISTORY BEFORE #den msgid={event2} 1
        alice> CHATHISTORY BETWEEN #den msgid={event2} msgid={event1} 10
        alice> CHATHISTORY AROUND #den msgid={event2} 1
        ",
    );
}

#[test]
fn what_is_not_kept_has_no_id() {
    let mut config = Config::default();
    config.history.enabled = false;
    conversation!(
        config,
        "
        *alice
        alice (caps) message-tags
        ---
        alice> JOIN #room
        alice> TOPIC #room :tea
        alice> PRIVMSG alice :has one all the same
        ",
    );
}
