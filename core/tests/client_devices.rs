//! Several devices of one person, who has one nickname on all of them.

mod support;

use peyk_core::client::{Login, Password};
use support::talk::assert_talk;

#[test]
fn a_device_does_not_take_back_what_another_is_called() {
    let mut config = support::talk::config();
    config.login = Login::Password { account: "mina".into(), password: Password::new("pencil") };
    assert_talk!(
        config,
        "
        connect
        < :irc.test CAP * LS :sasl=PLAIN
        < :irc.test CAP * ACK :sasl
        < AUTHENTICATE +
        < :irc.test 900 mina mina!m@host mina :You are now logged in
        < :irc.test 903 mina :SASL authentication successful
        < :irc.test 001 mina :Welcome
        < :irc.test 376 mina :End of MOTD
        # It was changed on another device.
        < :mina!m@host NICK minoo
        +30000
        < PONG irc.test :peyk-lag
        +30000
        < PONG irc.test :peyk-lag
        +30000
        < PONG irc.test :peyk-lag
        lost
        +2000
        made
    "
    );
}
