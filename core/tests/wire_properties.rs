//! What holds for every message, every name and every mask.

use peyk_core::wire::{
    ChannelName, Line, Message, Nickname, Source, casefold, channel_casefold, classify,
    escape_tag_into, fold_mask, is_irc, mask_matches, normalize_mask, skeleton, unescape_tag,
};
use proptest::prelude::*;

/// Text that people and attackers write: any characters, Persian ones often.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        "[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيك۰-۹٠-٩\u{200C}\u{64B}-\u{655} ]{0,20}",
        "(?s)[ :;@!\\\\\r\n\0a-c=#*?,\u{200C}-\u{200F}\u{FE0F}]{0,20}",
    ]
}

fn middle() -> impl Strategy<Value = String> {
    "[^ :\0\r\n][^ \0\r\n]{0,10}"
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_encoded_is_parsed_again(
        tags in proptest::collection::btree_map("\\+?[a-z][a-z0-9/.-]{0,8}", text(), 0..4),
        source in proptest::option::of(middle()),
        command in "[A-Z]{1,12}",
        params in proptest::collection::vec(middle(), 0..15),
        trailing in proptest::option::of("[^\0\r\n]{0,30}"),
    ) {
        let mut buf = Vec::new();
        let mut line = Line::new(&mut buf, usize::MAX);
        for (key, value) in &tags {
            line = line.tag(key, Some(value));
        }
        if let Some(source) = &source {
            line = line.source(source);
        }
        line = line.command(&command);
        for param in &params {
            line = line.param(param);
        }
        if let Some(trailing) = &trailing {
            line = line.trailing(trailing);
        }
        let range = line.end();
        prop_assert_eq!(range, 0..buf.len());
        let message = Message::parse(buf.strip_suffix(b"\r\n").expect("CR LF ends it"))
            .expect("what is encoded is a message");
        prop_assert_eq!(message.source, source.as_deref());
        prop_assert_eq!(message.command, command);
        let expected: Vec<&str> = params.iter().chain(&trailing).map(String::as_str).collect();
        prop_assert_eq!(message.params.as_slice(), expected.as_slice());
        prop_assert_eq!(message.tags.iter().count(), tags.len());
        for (key, value) in &tags {
            let expected = value.replace('\0', "");
            prop_assert_eq!(message.tags.get(key).expect("it was put in"), expected);
        }
        let client_only = tags.keys().filter(|key| key.starts_with('+')).count();
        prop_assert_eq!(message.tags.client_only().count(), client_only);
    }

    #[test]
    fn a_line_is_cut_to_its_limit_at_the_end_of_a_character(
        text in "[^\0\r\n]{0,60}", line_bytes_max in 20..100_usize,
    ) {
        let mut buf = Vec::new();
        let range = Line::new(&mut buf, line_bytes_max)
            .tag("time", Some("2026-01-01T00:00:00.000Z"))
            .command("NOTICE")
            .param("#a")
            .trailing(&text)
            .end();
        let line = std::str::from_utf8(&buf[range]).expect("no character is cut in half");
        let body = line.split_once(' ').expect("there are tags").1;
        let full = format!("NOTICE #a :{text}\r\n");
        prop_assert!(body.len() <= line_bytes_max);
        prop_assert!(full.starts_with(body.trim_end_matches("\r\n")));
        if full.len() <= line_bytes_max {
            prop_assert_eq!(body, full);
        } else {
            prop_assert!(body.len() + 4 > line_bytes_max, "not a character more is lost");
        }
    }

    #[test]
    fn nothing_breaks_out_of_its_place(parts in proptest::collection::vec(text(), 6)) {
        let mut buf = Vec::new();
        Line::new(&mut buf, usize::MAX)
            .tag(&parts[0], Some(&parts[1]))
            .source(&parts[2])
            .command("X")
            .param(&parts[3])
            .param_display(&parts[4])
            .trailing(&parts[5])
            .end();
        prop_assert_eq!(buf.iter().filter(|&&byte| byte == b'\n').count(), 1);
        let message = Message::parse(buf.strip_suffix(b"\r\n").expect("CR LF ends it"))
            .expect("what is encoded is a message");
        prop_assert_eq!(message.command, "X");
        prop_assert_eq!(message.params.len(), 3);
        prop_assert!(message.tags.iter().count() <= 1);
    }

    #[test]
    fn escaped_tags_are_unescaped_again(value in text()) {
        let mut escaped = Vec::new();
        escape_tag_into(&value, &mut escaped);
        let escaped = String::from_utf8(escaped).expect("escapes are ASCII");
        prop_assert!(!escaped.contains([' ', ';', '\r', '\n', '\0']));
        prop_assert_eq!(unescape_tag(&escaped), value.replace('\0', ""));
    }

    #[test]
    fn sources_are_put_together_again(
        nick in "[^!@ ]{1,8}", user in "[^!@ ]{0,8}", host in "[^!@ ]{0,8}",
    ) {
        let full = format!("{nick}!{user}@{host}");
        let source = Source { nick: &nick, user: Some(&user), host: Some(&host) };
        prop_assert_eq!(Source::parse(&full), source);
    }

    #[test]
    fn folding_a_folded_name_changes_nothing(name in text()) {
        if let Ok(folded) = casefold(&name) {
            prop_assert_eq!(casefold(&folded), Ok(folded.clone()), "{:?}", name);
            prop_assert_eq!(fold_mask(&name), folded.as_str());
            prop_assert!(!skeleton(&folded).is_empty());
        }
        let folded = fold_mask(&name);
        prop_assert_eq!(fold_mask(&folded), folded);
    }

    #[test]
    fn a_nickname_fits_into_every_place_of_a_line(name in text()) {
        if let Ok(nick) = Nickname::parse(&name, 64) {
            prop_assert_eq!(nick.folded(), casefold(&name).expect("it was parsed"));
            prop_assert!(Nickname::parse(&nick.folded(), 64 * 3).is_ok());
            prop_assert!(!nick.contains(|c: char| c.is_whitespace() || " ,*?!@:.#&".contains(c)));
            let mask = format!("{nick}!*@*");
            prop_assert_eq!(normalize_mask(&nick), mask.as_str());
            let subject = format!("{nick}!u@h");
            prop_assert!(mask_matches(&fold_mask(&mask), &fold_mask(&subject)));
        }
    }

    #[test]
    fn a_channel_fits_into_every_place_of_a_line(name in text()) {
        let name = format!("#{name}");
        if let Ok(channel) = ChannelName::parse(&name, 64) {
            prop_assert_eq!(channel_casefold(&name), Ok(channel.folded()));
            prop_assert!(!channel.contains(|c: char| c.is_whitespace() || c == ','));
        } else if name.len() <= 64 {
            prop_assert!(channel_casefold(&name).is_err());
        }
    }

    #[test]
    fn masks_match_as_the_definition_says(mask in "[ab*?ع]{0,8}", subject in "[abع]{0,8}") {
        let chars: (Vec<char>, Vec<char>) = (mask.chars().collect(), subject.chars().collect());
        prop_assert_eq!(mask_matches(&mask, &subject), by_definition(&chars.0, &chars.1));
    }

    #[test]
    fn a_normal_mask_stays(mask in "[ab*!@.:]{0,12}") {
        let normal = normalize_mask(&mask);
        prop_assert!(normal.contains('!') && normal.contains('@'));
        prop_assert_eq!(normalize_mask(&normal), normal);
    }

    #[test]
    fn openings_are_decided_once(bytes in proptest::collection::vec(any::<u8>(), 0..16)) {
        // More bytes never change what was decided, and nine are enough.
        let all = classify(&bytes);
        for end in 0..bytes.len() {
            let first = classify(&bytes[..end]);
            prop_assert!(first == peyk_core::wire::Opening::NeedMore || first == all);
            prop_assert!(end < 9 || first == all);
        }
        let _ = is_irc(&String::from_utf8_lossy(&bytes));
    }
}

fn by_definition(mask: &[char], subject: &[char]) -> bool {
    match (mask, subject) {
        ([], []) => true,
        (['*', rest @ ..], _) => {
            by_definition(rest, subject)
                || matches!(subject, [_, after @ ..] if by_definition(mask, after))
        }
        ([m, mask @ ..], [s, subject @ ..]) => {
            (*m == '?' || m == s) && by_definition(mask, subject)
        }
        _ => false,
    }
}

#[test]
fn a_hostile_mask_takes_no_longer_than_the_product_of_lengths() {
    // Backtracking into every star would take longer than the universe has.
    let mask = format!("{}b", "a*".repeat(200));
    assert!(!mask_matches(&mask, &"a".repeat(400)));
}
