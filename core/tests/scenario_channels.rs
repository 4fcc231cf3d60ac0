//! Channels: who may join, speak, change them, and who hears of it.

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn people_join_talk_and_part() {
    conversation!(
        Config::default(),
        "*alice bob
         ---
         alice> JOIN #room
         bob> JOIN #ROOM,#two,bad,#sp\u{7}ce
         bob> JOIN #room
         bob> NAMES #room
         bob> NAMES #nowhere
         bob> NAMES
         alice> TOPIC #room
         alice> TOPIC #room :Tea
         bob> TOPIC #room
         bob> TOPIC #room :Coffee
         bob> TOPIC #room :
         alice> TOPIC #two
         alice> TOPIC #nowhere :x
         alice> PART #two
         alice> PART #nowhere,#room :so long
         bob> PART #room
         bob> JOIN
         bob> JOIN 0
         bob> LIST
    "
    );
}

#[test]
fn ranks_are_given_and_taken() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice> JOIN #room
         bob> JOIN #room
         carol> JOIN #room
         carol (caps) multi-prefix
         ---
         alice> MODE #room
         bob> MODE #room +o bob
         alice> MODE #room +vh bob bob
         carol> NAMES #room
         bob> NAMES #room
         bob> MODE #room +v carol
         bob> MODE #room +o carol
         bob> KICK #room alice :no
         alice> MODE #room +o nobody
         alice> MODE #room +o
         alice> MODE #room -vh+o bob bob bob
         bob> MODE #room -o alice
         bob> MODE #room +q bob
         alice> MODE #room +z
         alice> MODE #room +n
         alice> MODE #nowhere +n
         alice> MODE
    "
    );
}

#[test]
fn doors_are_closed_and_opened() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice> JOIN #room
         ---
         alice> MODE #room +k key
         bob> JOIN #room
         bob> JOIN #room wrong
         bob> MODE #room
         alice> MODE #room
         bob> JOIN #room key
         bob> MODE #room
         alice> MODE #room -k key
         alice> MODE #room +k :two words
         alice> MODE #room +k
         alice> MODE #room +l 2
         carol> JOIN #room
         alice> MODE #room +l x
         alice> MODE #room -l
         alice> MODE #room +i
         carol> JOIN #room
         bob> INVITE carol #room
         alice> INVITE nobody #room
         alice> INVITE bob #room
         alice> INVITE carol #room
         carol> JOIN #room
         carol> PART #room
         # an invitation serves once
         carol> JOIN #room
         alice> MODE #room +I carol
         carol> JOIN #room
         alice> MODE #room I
    "
    );
}

#[test]
fn bans_keep_out_and_silence_and_exceptions_lift_them() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice> JOIN #room
         bob> JOIN #room
         ---
         alice> MODE #room +b BOB
         alice> MODE #room +b bob!*@*
         bob> PRIVMSG #room :can you hear me
         bob> NICK bobby
         carol> MODE #room b
         alice> MODE #room +e *!bob@*
         bob> PRIVMSG #room :now?
         bob> MODE #room e
         alice> MODE #room e
         alice> MODE #room -e+b *!bob@* *!*@192.0.2.3
         alice> KICK #room bob :out with you
         bob> JOIN #room
         carol> JOIN #room
         alice> MODE #room +b
         alice> MODE #room -b bob!*@*
         bob> JOIN #room
    "
    );
}

#[test]
fn moderation_secrecy_and_messages_from_outside() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice> JOIN #room
         bob> JOIN #room
         ---
         carol> PRIVMSG #room :from outside
         alice> MODE #room -n
         carol> PRIVMSG #room :from outside
         alice> MODE #room +m
         carol> PRIVMSG #room :from outside
         bob> PRIVMSG #room :from inside
         bob> NOTICE #room :from inside
         alice> MODE #room +v bob
         bob> PRIVMSG #room :from inside
         alice> MODE #room +s-m
         carol> NAMES #room
         carol> LIST
         carol> TOPIC #room
         carol> MODE #room
         carol> PRIVMSG #room :is it there?
         bob> NAMES #room
         alice> MODE #room +Cnt
         bob> PRIVMSG #room :\u{1}VERSION\u{1}
         bob> PRIVMSG #room :\u{1}ACTION may\u{1}
    "
    );
}

#[test]
fn people_are_kicked() {
    conversation!(
        Config::default(),
        "*alice bob carol dan
         alice> JOIN #room,#two
         bob> JOIN #room
         carol> JOIN #room,#two
         ---
         bob> KICK #room carol
         alice> KICK #room dan
         alice> KICK #room nobody :who
         alice> KICK #nowhere bob
         dan> KICK #room bob
         alice> KICK #room bob :be quiet
         bob> PRIVMSG #room :but
         alice> KICK #room,#two carol,carol
         alice> NAMES #room
         alice> KICK #room
         alice> KICK #room alice :myself
         alice> NAMES #room
    "
    );
}

#[test]
fn several_are_kicked_at_once_each_of_them_once() {
    conversation!(
        Config { limits: limits_of_targets(3), ..Config::default() },
        "*alice bob carol dan eve
         alice> JOIN #room,#two
         bob> JOIN #room,#two
         carol> JOIN #room
         dan> JOIN #room
         eve> JOIN #room
         ---
         alice> KICK #room bob,BOB,nobody,bob :out
         alice> KICK #room,#two bob,bob
         alice> KICK #room,#two carol,bob,dan
         alice> KICK #room carol,dan,eve,alice :everybody
         alice> KICK #room , :nobody
         alice> NAMES #room
    "
    );
}

#[test]
fn invitations_are_listed_until_they_are_used() {
    conversation!(
        Config::default(),
        "*alice bob carol
         alice> JOIN #room,#two,#gone
         carol> JOIN #two
         ---
         bob> INVITE
         alice> INVITE bob #two
         alice> INVITE bob #room
         alice> INVITE bob #gone
         alice> PART #gone
         bob> INVITE
         bob> JOIN #room
         bob> INVITE
         bob> INVITE carol
         # who may not let people in only tells of the room
         carol> INVITE bob #two
         bob> INVITE
         alice> INVITE
    "
    );
}

#[test]
fn messages_find_their_targets() {
    conversation!(
        Config { limits: limits_of_targets(3), ..Config::default() },
        "*alice bob carol dan
         alice> JOIN #room
         bob> JOIN #room
         carol> JOIN #room
         alice> MODE #room +v bob
         ---
         # STATUSMSG
         carol> PRIVMSG @#room :to the operators
         carol> PRIVMSG +#room :to the voiced and above
         dan> PRIVMSG @#room :from outside
         # several targets, and too many
         dan> PRIVMSG alice,bob,nobody,carol :to many
         dan> PRIVMSG alice,alice :twice
         # nobody, nothing
         dan> PRIVMSG
         dan> PRIVMSG alice
         dan> PRIVMSG alice :
         dan> PRIVMSG nobody :x
         dan> PRIVMSG #nowhere :x
         # NOTICE is never answered
         dan> NOTICE
         dan> NOTICE alice
         dan> NOTICE nobody :x
         dan> NOTICE #nowhere :x
         dan> NOTICE #room :x
         dan> PRIVMSG dan :to myself
         dan> TAGMSG alice
    "
    );
}

fn limits_of_targets(targets_max: usize) -> peyk_core::server::config::Limits {
    peyk_core::server::config::Limits { targets_max, ..Default::default() }
}

#[test]
fn who_leaves_twice_in_one_line_leaves_once() {
    conversation!(
        Config::default(),
        "*alice bob
         alice> JOIN #room,#den
         bob> JOIN #room
         ---
         alice> PART #room,#ROOM,#den,#nowhere,# :bye
         alice> PART #room
    "
    );
}
