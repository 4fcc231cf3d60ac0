//! Channels are called by other names and stay what they are (IRCv3 channel-rename).

mod support;

use peyk_core::server::Config;
use support::world::conversation;

#[test]
fn a_channel_is_renamed() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) draft/channel-rename
        bob (caps) draft/channel-rename server-time
        alice> JOIN #boaring
        bob> JOIN #boaring
        alice> TOPIC #boaring :drill bits
        alice> MODE #boaring +v bob
        ---
        alice> RENAME #boaring #boring :Typo fix
        bob> PRIVMSG #boring :better
        # Everything is as it was, and the old name is nobody's.
        alice> NAMES #boring
        alice> TOPIC #boring
        alice> MODE #boring
        bob> PRIVMSG #boaring :is anybody there?
        bob> JOIN #boaring
        +60000
        alice> RENAME #boring #programming
        ",
    );
}

#[test]
fn programs_that_do_not_know_it_part_and_join() {
    conversation!(
        Config::default(),
        "
        *alice bob carol
        alice (caps) draft/channel-rename
        carol (caps) extended-join multi-prefix server-time userhost-in-names draft/read-marker
        alice> JOIN #foo
        bob> JOIN #foo
        carol> JOIN #foo
        alice> TOPIC #foo :Topic of the renamed channel
        alice> MODE #foo +v alice
        +20000
        ---
        alice> RENAME #foo #bar :Changing the channel name
        +60000
        # So does the one who asks, without a reason here.
        alice> MODE #bar +o bob
        bob (caps) labeled-response batch
        bob> @label=r RENAME #bar #baz
        ",
    );
}

#[test]
fn the_case_of_a_name_is_changed() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) draft/channel-rename labeled-response batch
        alice> JOIN #room
        bob> JOIN #room
        ---
        # Bob does not know the command and reads nothing: the channel is the same to his program.
        alice> RENAME #room #Room
        alice> RENAME #ROOM #ROOM :loud
        bob> PRIVMSG #room :hello
        # Nothing changes.
        alice> @label=n RENAME #room #ROOM
        ",
    );
}

#[test]
fn what_cannot_be_renamed_is_refused() {
    conversation!(
        Config::default(),
        "
        *alice bob carol
        alice (caps) draft/channel-rename labeled-response batch
        alice> JOIN #evil
        bob> JOIN #evil
        alice> MODE #evil +h bob
        carol> JOIN #good
        ---
        bob> RENAME #evil #aneki
        carol> RENAME #evil #aneki
        carol> RENAME #nowhere #aneki
        alice> RENAME #evil
        alice> RENAME
        alice> RENAME #evil #good :Don't be evil
        alice> RENAME #evil #GOOD :Don't be evil
        +20000
        alice> RENAME #evil %local
        alice> @label=i RENAME #evil :two words
        alice> RENAME #evil #
        alice> RENAME #evil #evil,good
        alice> RENAME #evil #0123456789012345678901234567890123456789012345678901234567890123
        +20000
        alice> RENAME #evil #012345678901234567890123456789012345678901234567890123456789012
        # Renamed a moment ago.
        alice> RENAME #012345678901234567890123456789012345678901234567890123456789012 #witches
        +59999
        alice> RENAME #012345678901234567890123456789012345678901234567890123456789012 #witches
        +1
        alice> RENAME #012345678901234567890123456789012345678901234567890123456789012 #witches
        ",
    );
}

#[test]
fn the_room_of_plain_mode_keeps_its_name() {
    conversation!(
        Config::default(),
        "
        *alice
        alice> JOIN #lobby
        mina (plain)
        mina> mina
        ---
        alice> RENAME #lobby #elsewhere
        alice> RENAME #lobby #Lobby
        mina> still here
        ",
    );
}

#[test]
fn bans_and_invitations_go_with_the_channel() {
    conversation!(
        Config::default(),
        "
        *alice bob carol
        alice (caps) draft/channel-rename
        alice> JOIN #room
        alice> MODE #room +ib bob!*@*
        alice> INVITE carol #room
        ---
        alice> RENAME #room #den
        bob> JOIN #den
        carol> JOIN #den
        # A channel of the old name is another.
        bob> JOIN #room
        ",
    );
}

#[test]
fn the_history_goes_with_the_channel_over_a_crash() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) draft/channel-rename batch draft/event-playback
        alice> JOIN #room
        bob> JOIN #room
        bob> PRIVMSG #room :one
        alice> PRIVMSG @#room :two
        alice> RENAME #room #den :a den it is
        bob> PRIVMSG #den :three
        +20000
        ---
        alice> CHATHISTORY LATEST #den * 10
        crash
        *alice bob dave
        alice (caps) draft/channel-rename batch draft/event-playback
        bob (caps) batch draft/event-playback
        dave (caps) batch
        alice> JOIN #den
        alice> CHATHISTORY LATEST #den * 10
        # Who does not know the command is not sent it.
        bob> JOIN #den
        bob> CHATHISTORY LATEST #den * 10
        # A new room of the old name has nothing to tell.
        dave> JOIN #room
        dave> CHATHISTORY LATEST #room * 10
        dave> CHATHISTORY LATEST #den * 10
        ",
    );
}

#[test]
fn what_cannot_be_kept_is_not_renamed() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) draft/channel-rename draft/event-playback batch labeled-response
        alice> JOIN #room
        bob> JOIN #room
        alice> PRIVMSG #room :one
        ---
        disk full
        alice> @label=1 RENAME #room #den
        disk fine
        alice> NAMES #room
        alice> NAMES #den
        # It can be tried again at once.
        alice> RENAME #room #den
        disk full
        alice> RENAME #den #DEN
        disk fine
        crash
        *alice
        alice (caps) batch draft/event-playback draft/channel-rename
        alice> JOIN #den
        alice> CHATHISTORY LATEST #den * 10
        ",
    );
}

#[test]
fn a_name_that_another_has_by_now_is_not_taken_back() {
    conversation!(
        Config::default(),
        "
        *alice bob
        alice (caps) draft/channel-rename
        alice> JOIN #room
        ---
        disk slow
        alice> RENAME #room #den
        bob> JOIN #room
        disk full
        disk fine
        alice> NAMES #room
        alice> NAMES #den
        ",
    );
}

#[test]
fn what_was_read_is_read_under_the_new_name() {
    conversation!(
        Config::default(),
        "
        *mina bob
        mina> NS REGISTER correct-horse
        mina (caps) draft/read-marker draft/channel-rename
        bob (caps) draft/read-marker
        mina> JOIN #room
        bob> JOIN #room
        +20000
        mina> MARKREAD #room timestamp=2026-11-24T08:18:01.000Z
        bob> MARKREAD #room timestamp=2026-11-24T08:18:02.000Z
        ---
        disk full
        mina> RENAME #room #den
        mina> MARKREAD #room
        mina> MARKREAD #den
        disk fine
        mina> RENAME #room #den
        mina> MARKREAD #room
        mina> MARKREAD #den
        bob> MARKREAD #room
        # It is the new name's that is kept.
        crash
        mina (caps) sasl draft/read-marker
        mina (sasl) PLAIN mina correct-horse
        mina> NICK mina
        mina> USER m 0 * :Mina
        mina> CAP END
        mina> MARKREAD #room
        mina> MARKREAD #den
        ",
    );
}

#[test]
fn who_is_always_on_finds_the_new_name() {
    conversation!(
        Config::default(),
        "
        *mina
        mina> NS REGISTER correct-horse
        mina> NS ALWAYSON on
        mina (caps) draft/channel-rename
        mina> JOIN #room
        +20000
        ---
        disk full
        mina> RENAME #room #den
        disk fine
        crash
        mina (caps) sasl draft/channel-rename
        mina (sasl) PLAIN mina correct-horse
        mina> NICK mina
        mina> USER m 0 * :Mina
        mina> CAP END
        +20000
        mina> RENAME #room #den
        crash
        mina (caps) sasl
        mina (sasl) PLAIN mina correct-horse
        mina> NICK mina
        mina> USER m 0 * :Mina
        mina> CAP END
        ",
    );
}
