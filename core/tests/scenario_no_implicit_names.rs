//! Joining without the list of members (IRCv3 no-implicit-names).

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn members_are_listed_to_those_who_ask() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice (caps) no-implicit-names
         bob (caps) draft/no-implicit-names
         carol> JOIN #room
         carol> TOPIC #room :tea
         ---
         alice> JOIN #room,#other
         bob> JOIN #room
         carol> PART #room
         carol> JOIN #room
         alice> NAMES #room
         alice> CAP LIST
         alice> CAP REQ :-draft/no-implicit-names
         alice> CAP LIST
         alice> JOIN #third
    "
    );
}
