//! Names of people and rooms as people write them, in Persian first.

use peyk_core::wire::{
    Casefolded, ChannelName, NameError, Nickname, casefold, channel_casefold, skeleton,
};

fn nick(name: &str) -> Result<Nickname, NameError> {
    Nickname::parse(name, 64)
}

fn channel(name: &str) -> Result<ChannelName, NameError> {
    ChannelName::parse(name, 64)
}

fn fold(name: &str) -> Casefolded {
    casefold(name).expect("this is a name")
}

#[test]
fn persian_names_are_names() {
    for name in [
        "علی",
        "مینا",
        "می‌نا",
        "آرش",
        "رضا۲",
        "علی_رضا",
        "علی-رضا",
        "ژاله",
        "گلناز",
        "پیمان۱۳۸۰",
        "فاطمه",
        "مهسا_۹",
        "چکامه",
        "شیرین‌بانو",
        "مُحَمَّد",
        "رؤیا",
        "جرأت",
        "هدیهٔ",
        "کیان2",
        "امیر[ق]",
    ] {
        let parsed = nick(name);
        assert!(parsed.is_ok(), "{name}: {parsed:?}");
    }
}

#[test]
fn names_of_others_are_names() {
    for name in [
        "mina",
        "Mina_",
        "mina|away",
        "[mina]",
        "m{i}na",
        "mina^2",
        "José",
        "Zoë",
        "Łukasz",
        "Ольга",
        "Ελένη",
        "नेहा",
        "さくら",
        "小明",
        "지민",
        "محمد",
        "عبد_الله",
        "דוד",
        "a",
        "_x",
        "`x`",
        "Straße",
    ] {
        let parsed = nick(name);
        assert!(parsed.is_ok(), "{name}: {parsed:?}");
    }
}

#[test]
fn what_a_client_makes_of_a_taken_name_is_a_name() {
    // irssi, WeeChat and others append these when a nickname is in use.
    for suffix in ["_", "__", "`", "^", "-", "|", "1", "۱"] {
        let name = format!("علی{suffix}");
        assert!(nick(&name).is_ok(), "{name}");
    }
}

#[test]
fn forbidden_characters_are_named() {
    for (name, forbidden) in [
        ("a b", ' '),
        ("a,b", ','),
        ("a*", '*'),
        ("a?", '?'),
        ("a!b", '!'),
        ("a@b", '@'),
        ("a:b", ':'),
        (":a", ':'),
        ("a.b", '.'),
        ("#a", '#'),
        ("&a", '&'),
        ("7a", '7'),
        ("۷علی", '۷'),
        ("٧علی", '٧'),
        ("$a", '$'),
        ("~a", '~'),
        ("%a", '%'),
        ("+a", '+'),
        ("-a", '-'),
        ("a\u{7}", '\u{7}'),
        ("a\u{7f}", '\u{7f}'),
        ("a\u{85}", '\u{85}'),
        // Full width: it folds to the `!` of nick!user.
        ("a！b", '!'),
        ("ａ＠b", '@'),
    ] {
        assert_eq!(nick(name), Err(NameError::Forbidden(forbidden)), "{name:?}");
    }
    assert_eq!(nick(""), Err(NameError::Empty));
}

#[test]
fn what_cannot_be_seen_cannot_be_in_a_name() {
    for hidden in [
        '\u{AD}',
        '\u{61C}',
        '\u{200B}',
        '\u{200E}',
        '\u{200F}',
        '\u{202A}',
        '\u{202E}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{3164}',
        '\u{FE0F}',
        '\u{FEFF}',
        '\u{E0041}',
        '\u{A0}',
        '\u{3000}',
    ] {
        for name in [format!("ali{hidden}"), format!("علی{hidden}"), format!("ع{hidden}لی")] {
            assert!(nick(&name).is_err(), "{name:?}");
        }
        if hidden != '\u{FE0F}' {
            // The variation selector makes emoji of symbols, and rooms may have emoji.
            assert!(channel(&format!("#علی{hidden}")).is_err(), "{hidden:?}");
        }
    }
}

#[test]
fn the_half_space_stands_only_where_it_shows() {
    assert!(nick("می‌نا").is_ok());
    for name in
        ["\u{200C}علی", "علی\u{200C}", "ali\u{200C}ce", "دا\u{200C}ر", "می\u{200C}\u{200C}نا"]
    {
        assert!(nick(name).is_err(), "{name:?}");
    }
    for name in ["#\u{200C}علی", "#علی\u{200C}", "#ali\u{200C}ce", "#می\u{200C}\u{200C}نا"]
    {
        assert!(channel(name).is_err(), "{name:?}");
    }
}

#[test]
fn directions_do_not_mix_in_a_nickname() {
    for name in ["علیReza", "reza_علی", "aעb"] {
        assert_eq!(nick(name), Err(NameError::Disallowed), "{name}");
    }
    assert!(channel("#rust-فارسی").is_ok());
}

#[test]
fn names_that_differ_in_case_width_or_keyboard_are_the_same() {
    for (one, other) in [
        ("Mina", "mINA"),
        ("ÉMILE", "émile"),
        ("ОЛЬГА", "ольга"),
        ("ｍｉｎａ", "mina"),
        // NFC: one letter, or a letter and a mark.
        ("Jose\u{301}", "José"),
        ("رو\u{654}یا", "رؤیا"),
        // An Arabic keyboard and a Persian one.
        ("علي", "علی"),
        ("كيان", "کیان"),
        ("رضا٤", "رضا۴"),
        // With and without the half-space.
        ("می‌نا", "مینا"),
    ] {
        assert_eq!(fold(one), fold(other), "{one} and {other}");
    }
    // IRC's old idea that []\~ are the capitals of {}|^ is gone.
    for (one, other) in [("mina[", "mina{"), ("علی", "علا"), ("رضا۴", "رضا4"), ("straße", "strasse")]
    {
        assert_ne!(fold(one), fold(other), "{one} and {other}");
    }
}

#[test]
fn names_that_look_alike_have_one_skeleton() {
    for (one, other) in [
        ("paypal", "paypa1"),
        ("mina", "mіna"),
        ("boss", "b0ss"),
        ("علی", "علي"),
        ("علی", "على"),
        ("کیان", "كيان"),
        ("می‌نا", "مینا"),
        ("رضا۴", "رضا٤"),
        ("رضا۵", "رضا٥"),
        ("رضا۶", "رضا٦"),
        ("فاطمه", "فاطمہ"),
    ] {
        assert_eq!(skeleton(&fold(one)), skeleton(&fold(other)), "{one} and {other}");
    }
    for (one, other) in [("علی", "علا"), ("مینا", "مانی"), ("mina", "nima"), ("رضا۱", "رضا۲")]
    {
        assert_ne!(skeleton(&fold(one)), skeleton(&fold(other)), "{one} and {other}");
    }
}

#[test]
fn rooms_are_named_freely() {
    for name in [
        "#lobby",
        "#کلاس-۲",
        "#کلاس۲",
        "#کتاب‌خانه",
        "#۲",
        "#c++",
        "#rust-فارسی",
        "#☕",
        "#❤️",
        "##",
        "#a:b",
        "#a!b@c",
        "#.net",
        "#مدرسهٔ_ما",
        "#حتماً",
        "#👨‍👩‍👧",
    ] {
        let parsed = channel(name);
        assert!(parsed.is_ok(), "{name}: {parsed:?}");
        let folded = channel_casefold(name).expect("what parses folds");
        assert_eq!(folded, parsed.expect("checked above").folded());
        assert!(folded.starts_with('#'));
    }
    for (name, error) in [
        ("", NameError::Empty),
        ("#", NameError::Empty),
        ("#\u{FE0F}", NameError::Empty),
        ("lobby", NameError::Forbidden('l')),
        ("&lobby", NameError::Forbidden('&')),
        ("＃lobby", NameError::Forbidden('＃')),
        ("#a b", NameError::Forbidden(' ')),
        ("#a,b", NameError::Forbidden(',')),
        ("#a*", NameError::Forbidden('*')),
        ("#a?", NameError::Forbidden('?')),
        ("#a\u{7}", NameError::Forbidden('\u{7}')),
        ("#a\u{202E}b", NameError::Forbidden('\u{202E}')),
    ] {
        assert_eq!(channel(name), Err(error), "{name:?}");
        assert_eq!(channel_casefold(name), Err(error), "{name:?}");
    }
}

#[test]
fn rooms_that_differ_in_case_or_keyboard_are_the_same() {
    for (one, other) in [
        ("#❤️", "#❤"),
        ("#عل\u{200D}ی", "#علی"),
        ("#lobby\u{FE0F}", "#lobby"),
        ("#Lobby", "#lOBBY"),
        ("#كلاس-٢", "#کلاس-۲"),
        ("#کتاب‌خانه", "#کتابخانه"),
        ("#ÉCOLE", "#école"),
    ] {
        assert_eq!(channel_casefold(one), channel_casefold(other), "{one} and {other}");
    }
    assert_ne!(channel_casefold("#کلاس-۲"), channel_casefold("#کلاس-۳"));
}

#[test]
fn lengths_are_in_bytes() {
    let letters = |count: usize| "ع".repeat(count);
    assert!(Nickname::parse(&letters(31), 64).is_ok());
    assert!(Nickname::parse(&letters(32), 64).is_ok());
    assert!(Nickname::parse(&format!("{}a", "b".repeat(63)), 64).is_ok());
    assert_eq!(Nickname::parse(&"b".repeat(65), 64), Err(NameError::TooLong));
    assert_eq!(Nickname::parse(&letters(33), 64), Err(NameError::TooLong));
    let room = |count: usize| format!("#{}", "b".repeat(count));
    assert!(ChannelName::parse(&room(62), 64).is_ok());
    assert!(ChannelName::parse(&room(63), 64).is_ok());
    assert_eq!(ChannelName::parse(&room(64), 64), Err(NameError::TooLong));
}
