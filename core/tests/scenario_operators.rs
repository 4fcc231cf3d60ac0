//! IRC operators: who becomes one, and what only they may do.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::{Flood, Operator};
use peyk_core::text::Language;
use support::world::conversation;

/// A server with one operator, `root`, without flood control.
fn with_operator(language: Language) -> Config {
    Config {
        language,
        operators: vec![Operator { name: "root".into(), password_phc: "phc".into() }],
        flood: Flood { enabled: false, ..Flood::default() },
        ..Config::default()
    }
}

#[test]
fn oper_needs_a_name_and_its_password() {
    conversation!(
        with_operator(Language::English),
        "*alice bob
         ---
         alice> OPER
         alice> OPER root
         alice> OPER root wrong
         alice> OPER nobody secret
         alice> OPER :  secret
         alice> MODE alice +o
         # a line behind OPER waits for its answer
         alice>> OPER root secret\\r\\nMODE alice\\r\\n
         bob> WHOIS alice
         bob> MODE alice -o
         alice> OPER root secret
         alice> MODE alice -o
         alice> KILL bob :I was one
    "
    );
}

#[test]
fn the_answer_to_a_labeled_oper_is_labeled() {
    conversation!(
        with_operator(Language::English),
        "*alice
         alice (caps) labeled-response batch
         ---
         alice> @label=1 OPER root wrong
         alice> @label=2 OPER root secret
         alice>> @label=3 OPER root secret\\r\\n@label=4 PING x\\r\\n
    "
    );
}

#[test]
fn without_operators_oper_fails_all_the_same() {
    conversation!(
        Config::default(),
        "*alice
         ---
         alice> OPER root secret
    "
    );
}

const OPERATORS_AT_WORK: &str = "\
    *alice bob carol dan
    alice> OPER root secret
    alice> JOIN #room
    bob> JOIN #room
    carol> JOIN #room
    bob (caps) chghost server-time
    carol> MODE carol +w
    ---
    bob> WALLOPS :hear me
    bob> KILL alice :no
    bob> REHASH
    bob> CHGHOST bob my.host
    alice> WALLOPS
    alice> WALLOPS :
    alice> WALLOPS :maintenance at noon
    alice> REHASH
    reload
    reload failed: the file is gone
    alice> CHGHOST nobody my.host
    alice> CHGHOST bob not:a:host
    alice> CHGHOST bob
    alice> CHGHOST bob staff.example
    alice> WHOIS bob
    carol> WHOIS bob
    alice> KILL
    alice> KILL nobody
    alice> KILL bob :enough of that
    alice> KILL dan
    alice> KILL alice :myself
";

#[test]
fn operators_do_their_work() {
    conversation!(with_operator(Language::English), OPERATORS_AT_WORK);
}

#[test]
fn operators_do_their_work_in_persian() {
    conversation!(with_operator(Language::Persian), OPERATORS_AT_WORK);
}
