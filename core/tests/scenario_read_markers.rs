//! Up to when somebody has read what is known on all their devices, and to nobody else.

mod support;

use peyk_core::server::Config;
use support::world::{World, conversation};

#[test]
fn markers_are_set_asked_for_and_go_forward() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) draft/read-marker server-time
        ---
        alice> JOIN #room
        alice> MARKREAD #room timestamp=2026-11-24T08:18:01.000Z
        # Never back, and not into what is to come.
        alice> MARKREAD #room timestamp=2026-11-24T08:17:00.000Z
        alice> MARKREAD #room timestamp=2030-01-01T00:00:00.000Z
        +1000
        alice> MARKREAD #room timestamp=2030-01-01T00:00:00.000Z
        # The room is called as it is, whatever it is called.
        alice> MARKREAD #ROOM
        alice> MARKREAD BOB timestamp=2026-11-24T08:18:01.000Z
        alice> MARKREAD bob
        # Who is not here now can be read all the same.
        alice> MARKREAD carol
        # A room that was read comes with its marker.
        alice> PART #room
        alice> JOIN #room
        ",
    );
}

#[test]
fn wrong_markers_are_refused() {
    conversation!(
        Config::default(),
        "
        *alice
        alice (caps) draft/read-marker labeled-response batch
        ---
        alice> MARKREAD
        alice> MARKREAD :
        alice> MARKREAD #a,b
        alice> MARKREAD !
        alice> MARKREAD #room *
        alice> MARKREAD #room 2026-11-24T08:18:01.000Z
        alice> MARKREAD #room timestamp=yesterday
        alice> @label=1 MARKREAD #room timestamp=yesterday
        alice> @label=2 MARKREAD #room timestamp=2026-11-24T08:18:01.000Z
        alice> @label=3 MARKREAD #room
        # The beginning of time says nothing.
        alice> MARKREAD #den timestamp=1970-01-01T00:00:00.000Z
        ",
    );
}

#[test]
fn devices_share_markers_and_others_do_not_see_them() {
    let mut world = World::with_accounts(Config::default(), &["mina"]);
    world.play(
        "
        desk (caps) sasl draft/read-marker
        desk (sasl) PLAIN mina secret
        desk> NICK mina
        desk> USER m 0 * :Mina
        desk> CAP END
        phone (caps) sasl draft/read-marker
        phone (sasl) PLAIN mina secret
        phone> NICK mina
        phone> USER m 0 * :Mina
        phone> CAP END
        watch (caps) sasl
        watch (sasl) PLAIN mina secret
        watch> NICK mina
        watch> USER m 0 * :Mina
        watch> CAP END
        *bob
        bob (caps) draft/read-marker
        ---
        phone> JOIN #room
        bob> JOIN #room
        phone> MARKREAD #room timestamp=2026-11-24T08:18:01.000Z
        # Also a program that did not ask to be told may say so, and is answered.
        watch> MARKREAD bob timestamp=2026-11-24T08:18:01.000Z
        bob> MARKREAD #room
        ",
    );
    insta::assert_snapshot!(world.log());
}

#[test]
fn what_cannot_be_kept_is_not_read() {
    let mut world = World::with_accounts(Config::default(), &["mina"]);
    world.play(
        "
        desk (caps) sasl draft/read-marker labeled-response batch
        desk (sasl) PLAIN mina secret
        desk> NICK mina
        desk> USER m 0 * :Mina
        desk> CAP END
        desk> MARKREAD #room timestamp=2026-11-24T08:18:00.000Z
        ---
        disk full
        desk> @label=1 MARKREAD #room timestamp=2026-11-24T08:18:01.000Z
        desk> MARKREAD #room
        disk fine
        desk> MARKREAD #room timestamp=2026-11-24T08:18:01.000Z
        ",
    );
    insta::assert_snapshot!(world.log());
}

#[test]
fn markers_outlive_the_server() {
    conversation!(
        Config::default(),
        "
        *mina
        mina> REGISTER * * correct-horse
        mina> MARKREAD #room timestamp=2026-11-24T08:18:01.000Z
        mina> MARKREAD bob timestamp=2026-11-24T08:18:00.000Z
        crash
        mina (caps) sasl draft/read-marker
        mina (sasl) PLAIN mina correct-horse
        mina> NICK mina
        mina> USER m 0 * :Mina
        mina> CAP END
        ---
        mina> JOIN #room
        mina> MARKREAD bob
        ",
    );
}
