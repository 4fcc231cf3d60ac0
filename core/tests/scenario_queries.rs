//! Questions about the server, its channels and what was here.

mod support;

use peyk_core::server::Config;
use peyk_core::server::config::{Flood, Timeouts};
use peyk_core::text::Language;
use support::world::conversation;

fn calm(language: Language) -> Config {
    Config {
        language,
        flood: Flood { enabled: false, ..Flood::default() },
        motd: vec!["Be kind.".into(), "مهربان باشید.".into()],
        admin: vec!["Tehran".into(), "The school".into(), "admin@school.example".into()],
        description: "The school's server".into(),
        // Time passes while nobody speaks.
        timeouts: Timeouts { ping_interval_ms: 3_600_000, ..Timeouts::default() },
        ..Config::default()
    }
}

const ABOUT_THE_SERVER: &str = "\
    *alice
    ---
    alice> MOTD
    alice> MOTD peyk.local
    alice> MOTD elsewhere
    alice> VERSION
    alice> VERSION elsewhere
    alice> ADMIN
    alice> ADMIN pe*
    alice> INFO
    alice> INFO elsewhere
    alice> TIME
    alice> TIME elsewhere
    alice> LINKS
    alice> LINKS *.local
    alice> LINKS *.example
    alice> LINKS elsewhere *
";

#[test]
fn the_server_tells_of_itself() {
    conversation!(calm(Language::English), ABOUT_THE_SERVER);
}

#[test]
fn the_server_tells_of_itself_in_persian() {
    conversation!(calm(Language::Persian), ABOUT_THE_SERVER);
}

#[test]
fn what_is_not_configured_is_said_to_be_missing() {
    conversation!(
        Config::default(),
        "*alice
         ---
         alice> MOTD
         alice> ADMIN
         alice> LINKS
    "
    );
}

const LUSERS: &str = "\
    *alice bob carol
    bob> MODE bob +i
    alice> JOIN #room
    dan> NICK dan
    ---
    alice> LUSERS
    carol> QUIT
    dan> QUIT
    alice> LUSERS * peyk.local
    alice> LUSERS * elsewhere
";

#[test]
fn lusers_counts_who_is_there() {
    conversation!(calm(Language::English), LUSERS);
}

#[test]
fn lusers_counts_who_is_there_in_persian() {
    conversation!(calm(Language::Persian), LUSERS);
}

const HELP: &str = "\
    *alice
    ---
    alice> HELP
    alice> HELPOP index
    alice> HELP privmsg
    alice> HELP CHANNELS
    alice> HELP PEOPLE
    alice> HELP MODES
    alice> HELP CONNECTION
    alice> HELP PRESENCE
    alice> HELP SERVER
    alice> HELP OPERATORS
    alice> HELP nonsense
    alice> HELP :
";

#[test]
fn help_has_an_index_and_topics() {
    conversation!(calm(Language::English), HELP);
}

#[test]
fn help_has_an_index_and_topics_in_persian() {
    conversation!(calm(Language::Persian), HELP);
}

#[test]
fn list_is_narrowed_by_conditions() {
    conversation!(
        calm(Language::English),
        "*alice bob carol
         alice> JOIN #old,#secret
         alice> TOPIC #old :Things of the past
         alice> MODE #secret +s
         +600000
         alice> JOIN #new
         bob> JOIN #new,#old
         carol> JOIN #new
         bob> JOIN #بچه‌ها
         ---
         bob> LIST
         alice> LIST
         bob> LIST #OLD
         bob> LIST #secret
         bob> LIST #old,#new,#nowhere
         bob> LIST #*e*
         bob> LIST *چه*
         bob> LIST !#*e*
         bob> LIST >1
         bob> LIST >1,<3
         bob> LIST <2
         # created more, or less, than five minutes ago
         bob> LIST C>5
         bob> LIST C<5
         # the topic was set more, or less, than five minutes ago
         bob> LIST T>5
         bob> LIST T<5
         bob> LIST #o*,C>5
         bob> LIST >x
         bob> LIST C<
    "
    );
}
