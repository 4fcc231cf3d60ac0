//! WHO with chosen fields (IRCv3 whox).

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::Operator;
use support::world::World;

fn played(script: &str) -> String {
    let operator = Operator { name: "root".into(), password_phc: "$argon2id$".into() };
    let config = Config { operators: vec![operator], ..Config::default() };
    let mut world = World::with_accounts(config, &["Robert"]);
    world.play(script);
    world.log().to_owned()
}

#[test]
fn fields_come_in_their_order_whatever_the_order_asked_for() {
    let log = played(
        "*alice bob
         alice> JOIN #room
         bob> JOIN #room
         bob> PRIVMSG NickServ :IDENTIFY Robert secret
         bob> AWAY :tea
         bob> SETNAME :Bob of the hills
         +65000
         ---
         alice> WHO #room %tcuihsnfdlaor,152
         alice> WHO bob %roaldfnshiuct,7
         alice> WHO #room %na
         alice> WHO #room %rn
         alice> WHO bob %cuhnar
         +20000
         # a letter counts once, and unknown ones do not
         alice> WHO bob %nnxyzn
         alice> WHO bob %
         # tokens are of one to three digits
         alice> WHO bob %tn
         alice> WHO bob %tn,
         alice> WHO bob %tn,1234
         alice> WHO bob %tn,12a
         alice> WHO bob %n,42
         alice> WHO bob %tn,0
         alice> WHO nobody %tn,1
         alice> WHO #nowhere %tn,1
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(log);
    });
}

#[test]
fn addresses_are_for_oneself_and_operators() {
    let log = played(
        "*alice bob root
         root> OPER root secret
         alice> JOIN #room
         bob> JOIN #room
         ---
         alice> WHO #room %ni
         root> WHO bob %nihf
         alice> WHO * o%nf
         alice> WHO root %cn
    ",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(log);
    });
}
