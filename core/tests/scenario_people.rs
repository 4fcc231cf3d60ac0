//! Questions about people: WHO, WHOX, WHOIS, WHOWAS, USERHOST and ISON.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::{Flood, Operator};
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

#[test]
fn who_lists_those_one_may_see() {
    conversation!(
        calm(Language::English),
        "*alice bob carol dan
         alice> JOIN #room,#secret
         alice> MODE #secret +s
         bob> JOIN #room
         bob> AWAY :lunch
         bob> MODE bob +B
         carol> JOIN #room,#secret
         carol> MODE carol +i
         alice> MODE #room +hv bob bob
         dan> OPER root secret
         ---
         alice> WHO #room
         alice> WHO #ROOM
         # only those outside do not see the invisible
         dan> WHO #room
         dan> WHO #secret
         dan> WHO #nowhere
         dan> WHO CAROL
         dan> WHO nobody
         dan> WHO c*
         dan> WHO *.2.2
         dan> WHO
         dan> WHO 0
         dan> WHO * o
         alice (caps) multi-prefix
         alice> WHO #room
    "
    );
}

#[test]
fn whox_shows_what_is_asked_for() {
    conversation!(
        calm(Language::English),
        "*alice bob
         alice> JOIN #room
         bob> JOIN #room
         bob (caps) multi-prefix
         +5000
         ---
         bob> WHO #room %tcuihsnfdlaor,152
         # the order is always the same
         bob> WHO #room %rnct,7
         bob> WHO alice %na
         bob> WHO bob %in
         bob> WHO #room %cz
         # a token has one to three digits
         bob> WHO alice %tn
         bob> WHO alice %tn,
         bob> WHO alice %tn,0
         bob> WHO alice %tn,999
         bob> WHO alice %tn,1000
         bob> WHO alice %tn,1a
         bob> WHO * o%n
         bob> WHO nobody %n
    "
    );
}

const WHOIS: &str = "\
    *alice bob carol dan
    alice> JOIN #room,#secret,#late
    alice> MODE #secret +s
    bob> JOIN #room
    alice> AWAY :back soon
    alice> MODE alice +Bw
    alice> OPER root secret
    ---
    +7000
    bob> WHOIS alice
    bob> WHOIS peyk.local ALICE
    bob> WHOIS alice alice
    bob> WHOIS elsewhere alice
    bob> WHOIS alice,carol
    bob> WHOIS nobody
    bob> WHOIS
    bob> WHOIS :
    # oneself, and everybody for operators
    bob> WHOIS bob
    alice> WHOIS bob
    alice> WHOIS alice
    # who is invisible is seen by nickname, but not where
    alice> MODE alice +i
    bob> WHOIS alice
    carol> WHOIS alice
";

#[test]
fn whois_tells_of_somebody() {
    conversation!(calm(Language::English), WHOIS);
}

#[test]
fn whois_tells_of_somebody_in_persian() {
    conversation!(calm(Language::Persian), WHOIS);
}

#[test]
fn whowas_remembers_who_has_gone() {
    conversation!(
        calm(Language::English),
        "*alice bob
         bob> NICK bobby
         +60000
         bob> NICK bob
         +60000
         bob> QUIT
         bob> NICK bob
         bob> USER robert 0 * :Another Bob
         bob> QUIT
         ---
         alice> WHOWAS BOB
         alice> WHOWAS bob 1
         alice> WHOWAS bob 2
         alice> WHOWAS bob 0
         alice> WHOWAS bob -1
         alice> WHOWAS bob many
         alice> WHOWAS bobby
         alice> WHOWAS nobody
         alice> WHOWAS alice
         alice> WHOWAS b*
         alice> WHOWAS
         alice> WHOWAS :
    "
    );
}

#[test]
fn userhost_and_ison_serve_programs() {
    conversation!(
        calm(Language::English),
        "*alice bob carol dan eve frank
         bob> AWAY :out
         carol> OPER root secret
         ---
         alice> USERHOST
         alice> USERHOST BOB
         alice> USERHOST nobody
         # five at most
         alice> USERHOST alice bob carol dan eve frank
         alice> ISON
         alice> ISON BOB nobody carol
         alice> ISON :dan  eve nobody
         alice> ISON nobody
    "
    );
}

#[test]
fn long_answers_are_not_cut_in_a_word() {
    let names: Vec<_> = (0..8).map(|number| format!("{number}").repeat(60)).collect();
    let names: Vec<_> = names.iter().map(|digits| format!("n{digits}")).collect();
    let list = names.join(" ");
    let five = names[..5].join(" ");
    let script = format!("*alice {list}\n---\nalice> USERHOST {five}\nalice> ISON {list} alice\n");
    conversation!(calm(Language::English), &script);
}
