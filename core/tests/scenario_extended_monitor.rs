//! Watching more than that somebody is there (IRCv3 extended-monitor).

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::Operator;
use support::world::conversation;

fn config() -> Config {
    let operator = Operator { name: "root".into(), password_phc: "$argon2id$".into() };
    Config { operators: vec![operator], ..Config::default() }
}

#[test]
fn watchers_hear_what_they_negotiated() {
    conversation!(
        config(),
        "*alice bob carol dan erin
         alice (caps) extended-monitor away-notify setname chghost
         bob (caps) extended-monitor setname
         carol (caps) away-notify setname chghost
         dan (caps) extended-monitor away-notify setname chghost
         alice> MONITOR + erin
         bob> MONITOR + erin
         carol> MONITOR + erin
         erin> OPER root secret
         ---
         # alice watches and negotiated everything, bob one thing, carol not extended-monitor;
         # dan does not watch
         erin> AWAY :tea
         erin> SETNAME :Erin of the hills
         erin> CHGHOST erin hills.example
         erin> AWAY
         # who shares a channel as well hears of it once
         erin> JOIN #room
         alice> JOIN #room
         carol> JOIN #room
         erin> AWAY :tea
         erin> SETNAME :Erin again
         erin> CHGHOST erin plains.example
         # a change of nickname is the end of it
         erin> NICK eve
         erin> AWAY
         bob> MONITOR + eve
         bob> MONITOR - eve
         erin> SETNAME :Eve
    "
    );
}

#[test]
fn who_watches_themselves_hears_of_it_once() {
    conversation!(
        Config::default(),
        "*alice
         alice (caps) extended-monitor away-notify setname
         alice> MONITOR + alice
         ---
         alice> SETNAME :Alice
         alice> AWAY :tea
    "
    );
}
