//! Under which account something is said (IRCv3 account-tag and account-notify).

mod support;

use peyk_core::server::Config;
use support::world::World;

fn played(script: &str) -> String {
    let mut world = World::with_accounts(Config::default(), &["Bob", "robert"]);
    world.play(script);
    world.log().to_owned()
}

#[test]
fn the_account_is_told_of_all_that_is_said_and_done() {
    let log = played(
        "*alice dave robin
         alice (caps) account-tag account-notify message-tags invite-notify
         robin (caps) echo-message account-tag server-time labeled-response batch
         alice> JOIN #room
         dave> JOIN #room
         robin> JOIN #room
         ---
         robin> PRIVMSG #room :hello everyone
         robin> PRIVMSG NickServ :IDENTIFY Bob secret
         robin> @label=1 PRIVMSG #room :now I am logged in
         robin> NOTICE alice :hello
         robin> PRIVMSG NickServ :IDENTIFY robert secret
         robin> TOPIC #room :tea
         alice> MODE #room +o robin
         robin> MODE #room +m
         robin> NICK robbie
         +20000
         robin> PRIVMSG NickServ :LOGOUT
         robin> PRIVMSG #room :nobody
         robin> PRIVMSG NickServ :IDENTIFY Bob secret
         robin> PART #room
         robin> JOIN #room
         robin> QUIT
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(log);
    });
}

#[test]
fn the_account_is_played_back() {
    let log = played(
        "*alice robin
         alice (caps) account-tag batch draft/chathistory draft/event-playback
         alice> JOIN #room
         robin> JOIN #room
         robin> PRIVMSG #room :hello everyone
         robin> PRIVMSG NickServ :IDENTIFY Bob secret
         robin> PRIVMSG #room :now I am logged in
         robin> TOPIC #room :tea
         robin> PRIVMSG NickServ :LOGOUT
         robin> PRIVMSG #room :nobody
         ---
         alice> CHATHISTORY LATEST #room * 10
         alice> CAP REQ -account-tag
         alice> CHATHISTORY LATEST #room * 10
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(log);
    });
}

#[test]
fn watchers_hear_of_logging_in_and_out() {
    let log = played(
        "*alice carol dave robin
         alice (caps) account-notify extended-monitor
         carol (caps) account-notify
         dave (caps) extended-monitor
         robin (caps) account-notify
         alice> MONITOR + robin
         carol> MONITOR + robin
         dave> MONITOR + robin
         ---
         robin> PRIVMSG NickServ :IDENTIFY Bob secret
         robin> JOIN #room
         alice> JOIN #room
         robin> PRIVMSG NickServ :LOGOUT
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(log);
    });
}
