//! Bans of accounts, whatever the nickname (IRCv3 account-extban).

mod support;

use peyk_core::server::Config;
use support::world::World;

fn played(script: &str) -> String {
    let mut world = World::with_accounts(Config::default(), &["Robert", "rosa"]);
    world.play(script);
    world.log().to_owned()
}

#[test]
fn accounts_are_banned_excepted_and_let_in() {
    let log = played(
        "*alice bob carol
         alice> JOIN #room
         bob> PRIVMSG NickServ :IDENTIFY robert secret
         ---
         alice> MODE #room +b ~a:ROBERT
         bob> JOIN #room
         # it is not the nickname that counts
         bob> NICK bobby
         bob> JOIN #room
         carol> JOIN #room
         alice> MODE #room -b ~A:robert
         bob> JOIN #room
         alice> MODE #room +b ~a:ro*
         bob> PRIVMSG #room :hello
         bob> NICK again
         alice> MODE #room +e ~a:robert
         bob> PRIVMSG #room :hello
         alice> MODE #room b
         alice> MODE #room e
         +20000
         alice> MODE #room +iI ~a:robert
         bob> PART #room
         bob> JOIN #room
         carol> PART #room
         carol> JOIN #room
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(log);
    });
}

#[test]
fn who_is_not_logged_in_can_be_kept_out() {
    let log = played(
        "*alice bob carol
         alice> JOIN #room
         bob> PRIVMSG NickServ :IDENTIFY robert secret
         carol> JOIN #room
         ---
         alice> MODE #room +b ~u
         bob> JOIN #room
         carol> PRIVMSG #room :hello
         bob> PRIVMSG #room :hello
         bob> PRIVMSG NickServ :LOGOUT
         bob> PRIVMSG #room :hello
         alice> MODE #room -b ~U
         +20000
         # no account, a mask like any other, and a type that there is not
         alice> MODE #room +b ~a:
         alice> MODE #room +b ~bob
         alice> MODE #room +b ~x:bob
         alice> MODE #room b
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(log);
    });
}
