//! Bots say that they are (IRCv3 bot-mode).

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn all_that_a_bot_does_is_marked() {
    conversation!(
        Config::default(),
        "*alice bob robot
         alice (caps) message-tags invite-notify away-notify setname
         robot (caps) echo-message message-tags
         alice> JOIN #room
         bob> JOIN #room
         ---
         robot> MODE robot B
         robot> MODE robot
         robot> JOIN #room
         robot> PRIVMSG #room :beep
         robot> NOTICE alice :boop
         robot> @+typing=active TAGMSG #room
         alice> MODE #room +o robot
         robot> MODE #room +m
         robot> TOPIC #room :tea
         robot> INVITE alice #room
         robot> AWAY :oil
         robot> SETNAME :A machine
         robot> KICK #room bob :bye
         +20000
         robot> NICK robby
         alice> PRIVMSG #room :only bots are marked
         robot> PART #room
         robot> JOIN #room
         alice> MODE #room -m
         robot> MODE robby -B
         robot> PRIVMSG #room :a person now
         robot> MODE robby +B
         robot> QUIT
    "
    );
}

#[test]
fn bots_can_be_looked_up() {
    conversation!(
        Config::default(),
        "*alice robot
         alice> JOIN #room
         robot> JOIN #room
         robot> MODE robot +B
         ---
         alice> WHOIS robot
         alice> WHO #room
         alice> WHO robot %nf
         robot> AWAY :oil
         alice> MODE #room +v robot
         alice> WHO robot
         alice> WHOIS alice
         +20000
         alice> ISUPPORT
    "
    );
}

#[test]
fn what_a_bot_said_is_played_back_as_a_bots() {
    conversation!(
        Config::default(),
        "*alice bob robot
         alice (caps) batch draft/chathistory draft/event-playback message-tags
         alice> JOIN #room
         robot> MODE robot +B
         robot> JOIN #room
         robot> PRIVMSG #room :beep
         robot> MODE robot -B
         robot> PRIVMSG #room :hello
         bob> JOIN #room
         bob (caps) batch draft/chathistory
         ---
         alice> CHATHISTORY LATEST #room * 10
         bob> CHATHISTORY LATEST #room * 10
    "
    );
}
