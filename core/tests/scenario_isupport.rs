//! What clients can rely on, asked for and told anew (IRCv3 extended-isupport).

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::Limits;
use support::world::{World, conversation};

#[test]
fn it_can_be_asked_for_before_registration() {
    conversation!(
        Config::default(),
        "alice> CAP LS 302
         alice> ISUPPORT
         alice> CAP REQ draft/extended-isupport
         alice> ISUPPORT
         alice> CAP REQ batch
         alice> ISUPPORT
         alice> NICK alice
         alice> ISUPPORT
         alice> USER alice 0 * :Alice
         alice> CAP END
         alice> ISUPPORT
    "
    );
}

#[test]
fn everybody_may_ask_afterwards() {
    conversation!(
        Config::default(),
        "*alice bob
         alice (caps) batch labeled-response server-time draft/extended-isupport
         ---
         alice> @label=1 ISUPPORT
         alice> ISUPPORT and more
         bob> ISUPPORT
    "
    );
}

#[test]
fn changes_come_in_a_batch() {
    let mut world = World::new(Config::default());
    world.play(
        "*alice bob carol
         alice (caps) batch draft/extended-isupport
         bob (caps) draft/extended-isupport
         ---
",
    );
    let limits = Limits { topic_bytes_max: 100, ..Limits::default() };
    let changed = Config { limits, ..Config::default() };
    world.reload(changed.clone());
    // Nothing of it has changed: there is no batch without a line.
    world.reload(changed);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(world.log());
    });
}

#[test]
fn the_network_has_an_icon() {
    let icon = Some("https://chat.example/icon.svg?size=64".to_owned());
    let mut world = World::new(Config { icon, ..Config::default() });
    world.play(
        "alice> CAP REQ :draft/extended-isupport batch
         alice> ISUPPORT
",
    );
    world.play("*alice\nalice> CAP END\n---\n");
    // An administrator changes it, and takes it away.
    let icon = Some(format!("https://chat.example/{}.svg", "x".repeat(275)));
    world.reload(Config { icon, ..Config::default() });
    world.reload(Config::default());
    let shown = world.log().replace(&"x".repeat(275), "xxx...");
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(shown);
    });
}
