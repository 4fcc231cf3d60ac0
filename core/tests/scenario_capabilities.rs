//! What changes for those who negotiated capabilities, and for nobody else.

mod support;

use peyk_core::server::Config;
use support::world::{World, conversation};

#[test]
fn tags_reach_those_who_negotiated_them() {
    conversation!(
        Config::default(),
        "*alice bob carol dan
         alice (caps) message-tags server-time
         bob (caps) message-tags
         carol (caps) server-time
         alice> JOIN #room
         bob> JOIN #room
         carol> JOIN #room
         dan> JOIN #room
         ---
         alice> @+draft/reply=abc;+typing;unprefixed=1;time=2011-10-19T16:40:51.620Z PRIVMSG #room :tagged
         alice> @+typing=active TAGMSG #room
         alice> TAGMSG #room
         alice> @+typing=active TAGMSG dan
         alice> @+a=\\:\\s\\\\;+b= PRIVMSG bob :escapes
         # carol and dan did not negotiate tags: theirs are not relayed
         carol> @+typing=active PRIVMSG #room :hello
         dan> @+typing=active TAGMSG #room
         alice> TAGMSG
         alice> TAGMSG nobody
    "
    );
}

#[test]
fn echoes_come_back_to_those_who_asked() {
    conversation!(
        Config::default(),
        "*alice bob
         alice (caps) echo-message message-tags server-time
         alice> JOIN #room
         bob> JOIN #room
         ---
         alice> PRIVMSG #room :hello
         alice> NOTICE bob :to you
         alice> PRIVMSG alice :to myself
         alice> PRIVMSG nobody :x
         alice> @+typing=active TAGMSG #room
         alice> PRIVMSG @#room :to the operators
         bob> PRIVMSG bob :to myself
    "
    );
}

#[test]
fn labels_come_back_with_the_response() {
    conversation!(
        Config::default(),
        "*alice bob
         alice (caps) labeled-response batch echo-message message-tags
         ---
         alice> @label=1 PING x
         alice> @label=2 JOIN #room
         alice> @label=3 PRIVMSG #room :hello
         alice> @label=4 PRIVMSG alice :to myself
         alice> @label=5 PONG x
         alice> @label=6 NOTICE nobody :x
         alice> @label=7 PRIVMSG nobody :x
         alice> @label=8 NOTHING
         alice> @label=9 JOIN
         alice> @label=\\:\\s PING x
         alice> @label= PING x
         alice> @label PING x
         alice> @label=0123456789012345678901234567890123456789012345678901234567890123 PING x
         alice> @label=01234567890123456789012345678901234567890123456789012345678901234 PING x
         # bob did not negotiate it
         bob> @label=1 PING x
         alice> @label=10 CAP REQ :-labeled-response
         alice> @label=11 PING x
         alice> CAP REQ labeled-response
         +9000
         # the response to QUIT is the last line of all
         alice> @label=12 QUIT :bye
    "
    );
}

#[test]
fn a_label_without_echo_is_acknowledged() {
    conversation!(
        Config::default(),
        "*alice bob
         alice (caps) labeled-response batch
         ---
         alice> @label=1 PRIVMSG bob :hello
         alice> @label=2 PRIVMSG alice :to myself
         alice> @label=3 CAP LS 302
         alice> @label=4 NICK alicia
    "
    );
}

#[test]
fn joins_and_names_are_extended() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice (caps) extended-join userhost-in-names multi-prefix away-notify invite-notify
         carol> AWAY :at lunch
         ---
         alice> JOIN #room
         bob> JOIN #room
         alice> MODE #room +vo bob bob
         carol> JOIN #room
         alice> NAMES #room
         bob> NAMES #room
         bob> INVITE dan #room
         *dan
         bob> INVITE dan #room
         carol> AWAY
         carol> AWAY :
         carol> AWAY :again
    "
    );
}

#[test]
fn an_over_long_line_is_refused_with_its_label() {
    let (tags, long) = ("t".repeat(4100), "z".repeat(600));
    let script = format!(
        "*alice
         alice (caps) labeled-response batch
         ---
         alice> @label=1 PRIVMSG alice :{long}
         alice>> @label=2 PRIVMSG alice :{long}
         alice>> zz\\r\\n@label=3 PING x\\r\\n
         # where the tags are too long, no label is looked for
         alice> @label=4;+{tags} PING x
         alice> PRIVMSG alice :{long}
    "
    );
    conversation!(Config::default(), &script);
}

#[test]
fn wrong_lines_are_refused_and_do_no_harm() {
    let tags = format!("@+x={}", "y".repeat(4100));
    let long = "z".repeat(600);
    let script = format!(
        "*alice bob
         alice> JOIN #room
         bob> JOIN #room
         ---
         alice>> PRIVMSG #room :\\xff\\xfe\\r\\n
         alice>> \\xff\\r\\n
         alice> PRIVMSG #room :{long}
         alice> {tags} PRIVMSG #room :x
         alice>> \\r\\n\\n  \\r\\n
         alice> :prefix PRIVMSG #room :with a source
         alice> :only
         alice> @only
         alice>> PRIVMSG #room :line feed alone\\nPRIVMSG #room :and another\\n
         alice>> PRIVMSG #room :in\\rside\\r\\n
         alice> privmsg #room :small letters
         alice> PRIVMSG  #room   :spaces  kept  here
         alice> PRIVMSG #room no-colon dropped
    "
    );
    let mut world = World::new(Config::default());
    world.play(&script);
    let shown = world.log().replace(&long, "zzz...").replace(&tags, "@+x=yyy...");
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(shown);
    });
}
