//! The framer and the parser at their limits, and the opening of connections.

use peyk_core::wire::{
    CLIENT_TAGS_BYTES_MAX, Frame, FrameLimits, Framer, Message, Opening, PARAMS_MAX, ParseError,
    Part, classify, is_irc, normalize_mask,
};

const LIMITS: FrameLimits =
    FrameLimits { tags_bytes_max: CLIENT_TAGS_BYTES_MAX, body_bytes_max: 512 };

const TOO_LONG: Frame<'_> = Frame::TooLong { part: Part::Body, tags: b"" };

/// What comes of a stream: lines as text, over-long ones by the part's name.
fn frames(input: &[u8]) -> Vec<String> {
    let mut framer = Framer::default();
    let mut rest = input;
    let mut found = Vec::new();
    while let Some(frame) = framer.next(&LIMITS, &mut rest) {
        found.push(match frame {
            Frame::Line(line) => String::from_utf8_lossy(line).into_owned(),
            Frame::TooLong { part, tags } => {
                format!("{}too long: {part:?}", String::from_utf8_lossy(tags))
            }
        });
    }
    found
}

#[test]
fn lines_end_at_lf_and_at_cr_lf() {
    assert_eq!(frames(b"a\nb\r\nc\r\r\n\r\n\n\r\r\nd\ne"), ["a", "b", "c", "d"]);
}

#[test]
fn the_body_is_limited_with_its_line_end() {
    for (text_bytes, fits) in [(509, true), (510, true), (511, false)] {
        let text = "x".repeat(text_bytes);
        let expected = if fits { text.clone() } else { "too long: Body".into() };
        for line_end in ["\r\n", "\n"] {
            let tagged = format!("@a=b {text}{line_end}ok{line_end}");
            let tagged_expected = format!("@a=b {expected}");
            assert_eq!(frames(format!("{text}{line_end}ok\n").as_bytes()), [&*expected, "ok"]);
            assert_eq!(frames(tagged.as_bytes()), [&*tagged_expected, "ok"]);
        }
    }
}

#[test]
fn the_tags_are_limited_with_their_space() {
    for (tag_bytes, fits) in [(4093, true), (4094, true), (4095, false)] {
        let line = format!("@{} PING x", "t".repeat(tag_bytes));
        let expected = if fits { line.clone() } else { "too long: Tags".into() };
        assert_eq!(frames(format!("{line}\r\nok\r\n").as_bytes()), [&*expected, "ok"]);
    }
    // Tags within their limit leave the body its own.
    let line = format!("@{} {}", "t".repeat(4094), "x".repeat(510));
    assert_eq!(frames(format!("{line}\r\n").as_bytes()), [line]);
    let tags = format!("@{} ", "t".repeat(4094));
    let line = format!("{tags}{}\r\nok\n", "x".repeat(511));
    assert_eq!(frames(line.as_bytes()), [&*format!("{tags}too long: Body"), "ok"]);
    // Both too long: the tags are told, once.
    let line = format!("@{} {}\r\nok\n", "t".repeat(5000), "x".repeat(5000));
    assert_eq!(frames(line.as_bytes()), ["too long: Tags", "ok"]);
}

#[test]
fn an_over_long_line_is_told_at_once_and_once() {
    let mut framer = Framer::default();
    let mut rest: &[u8] = &[b'x'; 600];
    assert_eq!(framer.next(&LIMITS, &mut rest), Some(TOO_LONG));
    assert_eq!(framer.next(&LIMITS, &mut rest), None);
    for _ in 0..1000 {
        let mut rest: &[u8] = &[b'x'; 1000];
        assert_eq!(framer.next(&LIMITS, &mut rest), None);
        assert_eq!(framer.buffered_bytes(), 0);
    }
    let mut rest: &[u8] = b"xx\nok\n";
    assert_eq!(framer.next(&LIMITS, &mut rest), Some(Frame::Line(b"ok")));
    assert_eq!(framer.next(&LIMITS, &mut rest), None);
}

#[test]
fn a_whole_line_is_not_copied() {
    let input = b"PING x\r\n".to_vec();
    let mut framer = Framer::default();
    let mut rest = input.as_slice();
    let Some(Frame::Line(line)) = framer.next(&LIMITS, &mut rest) else {
        panic!("there is a line");
    };
    assert!(std::ptr::eq(line, &raw const input[..6]));
    assert_eq!(framer.buffered_bytes(), 0);
}

#[test]
fn a_partial_line_is_kept_and_then_forgotten() {
    let mut framer = Framer::default();
    let mut rest: &[u8] = b"PI";
    assert_eq!(framer.next(&LIMITS, &mut rest), None);
    assert_eq!(framer.buffered_bytes(), 2);
    let mut rest: &[u8] = b"NG x\r\nPO";
    assert_eq!(framer.next(&LIMITS, &mut rest), Some(Frame::Line(b"PING x")));
    assert_eq!(framer.next(&LIMITS, &mut rest), None);
    assert_eq!(framer.buffered_bytes(), 2);
    assert_eq!(framer.finish(), Some(b"PO".as_slice()));
    assert_eq!(framer.buffered_bytes(), 0);
    assert_eq!(framer.finish(), None);
}

#[test]
fn an_idle_framer_is_small() {
    assert!(size_of::<Framer>() <= 32);
}

#[test]
fn what_is_not_a_message_says_why() {
    for (line, error) in [
        (&b""[..], ParseError::Empty),
        (b"   ", ParseError::Empty),
        (b"@a=b", ParseError::NoCommand),
        (b":mina", ParseError::NoCommand),
        (b"@a=b :mina  ", ParseError::NoCommand),
        (b":mina :mina PING", ParseError::NoCommand),
        (b"PRIVMSG a :\xff", ParseError::NotUtf8),
        (b"PRIVMSG a :\xd8", ParseError::NotUtf8),
        (b"PRIVMSG a :\0", ParseError::Control),
        (b"PRIVMSG\ra", ParseError::Control),
        (b"PRIVMSG\na", ParseError::Control),
    ] {
        assert_eq!(Message::parse(line), Err(error), "{}", line.escape_ascii());
    }
}

#[test]
fn the_fifteenth_parameter_takes_the_rest() {
    for count in [PARAMS_MAX - 1, PARAMS_MAX, PARAMS_MAX + 1, 100] {
        let params: Vec<String> = (1..=count).map(|number| format!("p{number}")).collect();
        let line = format!("X {}", params.join(" "));
        let message = Message::parse(line.as_bytes()).expect("this is a message");
        assert_eq!(message.params.len(), count.min(PARAMS_MAX));
        assert_eq!(message.params.get(0), Some("p1"));
        assert_eq!(message.params.get(count), None);
        if count >= PARAMS_MAX {
            assert_eq!(message.params.get(14), Some(params[14..].join(" ").as_str()));
        }
    }
    let message = Message::parse(b"X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 :15 :x").expect("a message");
    assert_eq!(message.params.get(14), Some("15 :x"));
}

#[test]
fn tags_are_read() {
    let line = "@+typing=active;label=a\\sb;empty=;none;+draft/reply=x;label=2 TAGMSG #a";
    let tags = Message::parse(line.as_bytes()).expect("this is a message").tags;
    assert_eq!(tags.get("label").as_deref(), Some("2"), "the last counts");
    assert_eq!(tags.get("none").as_deref(), Some(""));
    assert_eq!(tags.get("empty").as_deref(), Some(""));
    assert_eq!(tags.get("absent"), None);
    assert_eq!(tags.client_only().collect::<Vec<_>>(), ["+typing=active", "+draft/reply=x"]);
}

#[test]
fn the_first_bytes_tell_the_protocol() {
    for (first, opening) in [
        (&b""[..], Opening::NeedMore),
        (b"\x16", Opening::NeedMore),
        (b"\x16\x03", Opening::Tls),
        (b"\x16\x03\x01\x02\x00\x01", Opening::Tls),
        (b"\x16\x02", Opening::Chat),
        (b"G", Opening::NeedMore),
        (b"GET", Opening::NeedMore),
        (b"GET / HTTP/1.1\r\n", Opening::Http),
        (b"HEAD /", Opening::Http),
        (b"OPTIONS", Opening::NeedMore),
        (b"OPTIONS * HTTP/1.1", Opening::Http),
        (b"P", Opening::NeedMore),
        (b"PASS x", Opening::Chat),
        (b"PUT /f", Opening::Http),
        (b"CAP LS 302\r\n", Opening::Chat),
        (b"C", Opening::NeedMore),
        (b"get / HTTP/1.1", Opening::Chat),
        (b"GET\n", Opening::Chat),
        ("علی\n".as_bytes(), Opening::Chat),
        (b"\n", Opening::Chat),
    ] {
        assert_eq!(classify(first), opening, "{}", first.escape_ascii());
    }
}

#[test]
fn the_first_line_tells_irc_from_plain_mode() {
    for line in [
        "CAP LS 302",
        "cap ls",
        "NICK mina",
        "Nick mina",
        "USER u 0 * :x",
        "PASS :secret",
        "PING x",
        "AUTHENTICATE PLAIN",
        "JOIN #a",
        "QUIT",
        "QUIT :bye",
        "@a=b NICK mina",
        ":mina NICK mina",
        "  NICK mina",
        "PRIVMSG #a :hi",
        "NICK :",
    ] {
        assert!(is_irc(line), "{line:?} is IRC");
    }
    for line in [
        "",
        " ",
        "nick",
        "NICK",
        "list",
        "LIST",
        "علی",
        "mina",
        "quit",
        "join us",
        "ALI REZA",
        "Help me",
        "@mina",
        ":mina",
        ":)",
        "who is there",
        "user",
    ] {
        assert!(!is_irc(line), "{line:?} is a username");
    }
}

#[test]
fn masks_are_completed() {
    for (mask, normal) in [
        ("", "*!*@*"),
        ("*", "*!*@*"),
        ("mina", "mina!*@*"),
        ("علی*", "علی*!*@*"),
        ("mina!u", "mina!u@*"),
        ("mina!", "mina!*@*"),
        ("u@h", "*!u@h"),
        ("@h", "*!*@h"),
        ("mina!u@h", "mina!u@h"),
        ("mina!@", "mina!*@*"),
        ("10.0.0.*", "*!*@10.0.0.*"),
        ("fe80::1", "*!*@fe80::1"),
        ("a**b!***@h", "a*b!*@h"),
    ] {
        assert_eq!(normalize_mask(mask), normal, "{mask:?}");
    }
}
