//! Coming, going and changing in the sight of others: AWAY, SETNAME, MONITOR, and who is a bot.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::{Flood, Limits, Operator};
use peyk_core::text::Language;
use support::world::conversation;

fn calm(language: Language) -> Config {
    Config {
        language,
        operators: vec![Operator { name: "root".into(), password_phc: "phc".into() }],
        flood: Flood { enabled: false, ..Flood::default() },
        ..Config::default()
    }
}

const AWAY: &str = "\
    *alice bob carol dan
    alice> JOIN #room
    bob> JOIN #room
    carol> JOIN #room
    bob (caps) away-notify
    ---
    alice> AWAY :out for lunch
    alice> AWAY :out for lunch
    carol> PRIVMSG alice :are you there?
    carol> NOTICE alice :I was here
    alice> INVITE dan #room
    dan> AWAY :asleep
    alice> INVITE dan #room
    dan> JOIN #room
    alice> AWAY :
    alice> AWAY
    dan> AWAY
";

#[test]
fn who_is_away_is_announced_and_told() {
    conversation!(calm(Language::English), AWAY);
}

#[test]
fn who_is_away_is_announced_and_told_in_persian() {
    conversation!(calm(Language::Persian), AWAY);
}

#[test]
fn realnames_change_in_sight_of_those_who_asked() {
    conversation!(
        calm(Language::English),
        "*alice bob carol
         alice> JOIN #room
         bob> JOIN #room
         carol> JOIN #room
         alice (caps) setname
         bob (caps) setname server-time
         ---
         alice> SETNAME :Alice of the north
         alice> SETNAME
         alice> SETNAME :
         carol> SETNAME :Carol without the capability
         bob> WHOIS alice
    "
    );
}

const MONITOR: &str = "\
    *alice bob
    ---
    alice> MONITOR + bob,CAROL,سارا
    alice> MONITOR + bob
    alice> MONITOR + bad!mask*,#room
    alice> MONITOR L
    alice> MONITOR S
    carol> NICK Carol
    carol> USER carol 0 * :Carol
    carol> NICK carole
    carol> NICK caROL
    carol> NICK CAROL
    carol> QUIT
    bob> MONITOR + a,b,c,d,e
    bob> MONITOR L
    alice> MONITOR - carol,nobody
    alice> MONITOR L
    alice> MONITOR C
    alice> MONITOR L
    bob> QUIT
    alice> MONITOR
    alice> MONITOR +
    alice> MONITOR x
";

#[test]
fn monitors_hear_of_coming_and_going() {
    let limits = Limits { monitor_max: 3, ..Limits::default() };
    conversation!(Config { limits, ..calm(Language::English) }, MONITOR);
}

#[test]
fn monitors_hear_of_coming_and_going_in_persian() {
    let limits = Limits { monitor_max: 3, ..Limits::default() };
    conversation!(Config { limits, ..calm(Language::Persian) }, MONITOR);
}

#[test]
fn extended_monitors_hear_of_changes_once() {
    conversation!(
        calm(Language::English),
        "*alice bob carol dan
         alice (caps) away-notify chghost setname extended-monitor
         bob (caps) setname extended-monitor
         carol (caps) away-notify setname
         alice> MONITOR + dan,alice
         bob> MONITOR + dan
         carol> MONITOR + dan
         alice> OPER root secret
         ---
         # nobody shares a channel with dan
         dan> AWAY :tea
         dan> SETNAME :Daniel
         alice> CHGHOST dan elsewhere.example
         dan> AWAY
         # alice shares a channel and monitors: told once
         alice> JOIN #room
         dan> JOIN #room
         dan> AWAY :tea
         dan> SETNAME :Dan
         # oneself is not told twice
         alice> SETNAME :Alice
         alice> AWAY :x
         alice> MONITOR - dan
         dan> PART #room
         dan> AWAY
         dan> SETNAME :D
    "
    );
}

const BOT: &str = "\
    *alice robot
    alice (caps) message-tags echo-message
    robot (caps) message-tags echo-message
    ---
    robot> MODE robot +B
    robot> MODE robot
    alice> JOIN #room
    robot> JOIN #room
    robot> PRIVMSG #room :beep
    robot> NOTICE alice :boop
    robot> TOPIC #room :Beeping
    alice> WHOIS robot
    alice> WHO #room
    alice> WHO #room %nf
    robot> NICK robo
    robot> PART #room :no power
    robot> MODE robo -B
    robot> JOIN #room
";

#[test]
fn bots_are_marked() {
    conversation!(calm(Language::English), BOT);
}
