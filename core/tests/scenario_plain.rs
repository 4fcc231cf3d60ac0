//! Whole conversations in plain mode, as somebody with `nc` has them.

mod support;

use peyk_core::server::Config;
use peyk_core::text::Language;
use support::world::{World, conversation};

fn in_language(language: Language) -> Config {
    Config { language, ..Config::default() }
}

/// Two people join, speak, and one closes the window.
const TWO_PEOPLE: &str = "\
    sara (plain)
    sara> Sara
    ali (plain)
    ali> علی
    sara> hello
    ali> سلام، چطوری؟
    # the window is closed
    ali x eof
    sara> exit
";

#[test]
fn two_people_talk_and_one_closes_the_window() {
    conversation!(in_language(Language::English), TWO_PEOPLE);
}

#[test]
fn two_people_talk_and_one_closes_the_window_in_persian() {
    conversation!(in_language(Language::Persian), TWO_PEOPLE);
}

#[test]
fn plain_mode_and_irc_meet_in_the_room() {
    conversation!(
        Config::default(),
        "sara (plain)
         *bob carol dan
         dan> CAP REQ server-time
         ---
         bob> JOIN #lobby
         dan> JOIN #lobby
         sara> Sara
         bob> PRIVMSG #lobby :hello Sara
         sara> hello, bob
         bob> PRIVMSG #lobby :\u{1}ACTION waves\u{1}
         bob> NOTICE #lobby :a notice
         bob> PRIVMSG Sara :for you alone
         bob> TOPIC #lobby :tea at five
         bob> NICK robert
         carol> JOIN #lobby
         carol> PART #lobby :see you
         bob> MODE #lobby +m
         sara> may I?
         bob> MODE #lobby -m+b *!*@127.0.0.1
         sara> and now?
         bob> MODE #lobby -b *!*@127.0.0.1
         bob> AWAY :out
         bob> QUIT :bye
         dan> WHOIS Sara
         dan> KICK #lobby Sara :out
         sara> am I there?
         sara x reset
    "
    );
}

#[test]
fn a_silent_person_is_told_how_to_begin() {
    conversation!(
        Config::default(),
        "*bob
         ---
         sara (silent)
         # a name that is taken, one that cannot be, one with spaces
         sara> bob
         sara> #sara
         sara> BOB
         sara> Sara the Great
         # neither UTF-8 nor short
         sara>> \\xff\\xfe\\n
         # a line without its end
         sara>> one last wo
         sara>> rd
         sara x eof
    "
    );
}

#[test]
fn last_words_without_a_line_end_are_heard() {
    conversation!(
        Config::default(),
        "*bob
         bob> JOIN #lobby
         ---
         sara (plain)
         sara>> Sara\\nhi
         sara x eof
    "
    );
}

#[test]
fn long_lines_are_sent_in_parts_and_longer_ones_refused() {
    let words = "word ".repeat(100);
    let longer = "x".repeat(9000);
    let script = format!(
        "*bob
         bob> JOIN #lobby
         sara (plain)
         sara> Sara
         ---
         sara> {words}\n"
    );
    let mut world = World::new(Config::default());
    world.play(&script);
    let bob = 0;
    let said: Vec<_> = world.lines(bob).iter().filter(|line| line.contains("PRIVMSG #")).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    world.play(&format!("sara> {longer}\n"));
    let sara = 1;
    assert_eq!(
        world.lines(sara).last().map(String::as_str),
        Some("*** That line was too long and was not sent. Send it in parts.")
    );
}

#[test]
fn the_server_password_is_the_first_line() {
    let config = Config { password_phc: Some("$argon2id$".into()), ..Config::default() };
    conversation!(
        config,
        "sara (plain)
         # what follows the password waits for the answer
         sara>> secret\\nSara\\nhello\\n
         ali (plain)
         ali> guess
    "
    );
}

#[test]
fn what_was_said_before_the_end_of_file_is_all_said() {
    let lines: String = (1..=40).map(|number| format!("line {number}\\n")).collect();
    let script =
        format!("*bob\n---\nbob> JOIN #lobby\nsara (plain)\nsara>> Sara\\n{lines}\nsara x eof");
    let transcript = support::world::transcript(Config::default(), &script);
    for number in 1..=40 {
        let heard = format!("PRIVMSG #lobby :line {number}\n");
        assert_eq!(transcript.matches(&heard).count(), 1, "line {number} in:\n{transcript}");
    }
}

#[test]
fn a_quit_that_waits_at_the_end_of_file_is_announced_once() {
    let lines: String = (1..=40).map(|number| format!("PRIVMSG #room :{number}\\n")).collect();
    let script = format!(
        "*bob sara\n---\nbob> JOIN #room\nsara> JOIN #room\nsara>> {lines}QUIT :bye\\n\nsara x eof"
    );
    let transcript = support::world::transcript(Config::default(), &script);
    assert_eq!(transcript.matches("QUIT :Quit: bye").count(), 1, "{transcript}");
    assert!(transcript.contains("PRIVMSG #room :40\n"), "{transcript}");
}
