//! Bans that let people in and keep them silent (ISUPPORT EXTBAN).

mod support;

use peyk_core::server::Config;
use support::world::World;

#[test]
fn who_is_muted_is_there_and_silent() {
    let mut world = World::with_accounts(Config::default(), &["Robert"]);
    world.play(
        "
        *alice bob carol
        alice> JOIN #room
        bob> PRIVMSG NickServ :IDENTIFY robert secret
        ---
        alice> MODE #room +b ~m:bob
        bob> JOIN #room
        bob> PRIVMSG #room :may I?
        bob> NOTICE #room :may I?
        # Another nickname is no way out.
        bob> NICK bobby
        alice> MODE #room -b+b ~m:bob!*@* ~M:~A:robert
        bob> PRIVMSG #room :may I now?
        alice> MODE #room b
        # Who may speak is told so by a prefix, or by an exception of either kind.
        alice> MODE #room +v bob
        bob> PRIVMSG #room :with a voice
        +20000
        alice> MODE #room -v+e bob ~m:bob
        bob> PRIVMSG #room :excepted
        # That exception is none from a ban.
        alice> MODE #room +b bob
        bob> PRIVMSG #room :excepted from being silenced
        bob> PART #room
        bob> JOIN #room
        alice> MODE #room -b bob
        alice> MODE #room -e ~m:bob!*@*
        bob> JOIN #room
        bob> PRIVMSG #room :silent again
        +20000
        # No invitation comes of it, and nothing is nobody.
        alice> MODE #room +iI ~m:carol
        carol> JOIN #room
        alice> MODE #room +b ~m:
        alice> MODE #room +b ~m:~m:carol
        ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(world.log());
    });
}
