//! Names, and when two of them are the same.
//!
//! Two names are the same if [`casefold`] makes the same of both. It is PRECIS
//! UsernameCaseMapped (RFC 8265, section 3.3: width mapping, what characters may be used,
//! lower case, NFC) with two additions for people who write Persian (RFC 8264 calls them an
//! additional mapping rule):
//!
//! - Letters and digits that an Arabic keyboard writes for the Persian ones (ي ك and ٠ to ٩ for
//!   ی ک and ۰ to ۹) are mapped to these, so that `علي` reaches `علی`.
//! - The zero-width non-joiner (half-space) may stand where it has an effect, and is ignored in
//!   comparisons, so that `می‌نا` and `مینا` are one. So are the joiner and variation selectors.
//!
//! The profile's direction rule is replaced by the part of it that protects people: letters of
//! both directions do not mix in one name. As it stands it refuses names that clients make
//! themselves (`علی_` when `علی` is taken, because of the underscore at the end), and the
//! implementation at hand also refuses vowel marks inside a word (`مُحمد`).
//!
//! What merely looks alike is a matter of [`skeleton`] (UTS 39).

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use precis_profiles::UsernameCaseMapped;
use precis_profiles::precis_core::Error as PrecisError;
use precis_profiles::precis_core::profile::{PrecisFastInvocation, Rules};

const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// A name as it is compared; only this module makes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Casefolded(Box<str>);

/// What a name looks like; names with the same skeleton can be mistaken for one another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Skeleton(Box<str>);

/// Why a name may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// There is nothing in it.
    Empty,
    /// It has more bytes than allowed.
    TooLong,
    /// This character may not stand in a name, or not where it stands.
    Forbidden(char),
    /// Its characters do not go together: letters of both directions, for example.
    Disallowed,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the name is empty"),
            Self::TooLong => f.write_str("the name is too long"),
            Self::Forbidden(c) => write!(f, "the name must not have {c:?} there"),
            Self::Disallowed => f.write_str("the name's characters do not go together"),
        }
    }
}

impl std::error::Error for NameError {}

/// A nickname as its user writes it.
///
/// It has no space, control or invisible character and none of `, * ? ! @ : . # &` anywhere
/// (they have a meaning in messages, masks or channel names, and a dot is for servers), does
/// not begin with a digit, `$`, `~`, `%`, `+` or `-`, and obeys [`casefold`]'s rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nickname(Box<str>);

/// A channel's name as its founder wrote it.
///
/// It begins with `#` and goes on with at least one character; has no space, comma, `*`, `?`,
/// BELL or other control character, and no character that is invisible or changes the direction
/// of text, but the zero-width non-joiner and joiner between letters (or emoji) and variation
/// selectors, which comparisons ignore. Otherwise it is free: both directions, emoji and
/// punctuation are welcome in a room's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelName(Box<str>);

/// Folds a nickname or an account's name.
///
/// # Errors
/// [`NameError::Empty`], [`NameError::Forbidden`] or [`NameError::Disallowed`], if it cannot be
/// a name at all; then nobody has it.
pub fn casefold(name: &str) -> Result<Casefolded, NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.is_ascii() {
        // The profile allows all of ASCII that is visible, and changes only its case.
        return match name.chars().find(|c| !c.is_ascii_graphic()) {
            Some(c) => Err(NameError::Forbidden(c)),
            None => Ok(Casefolded(name.to_ascii_lowercase().into())),
        };
    }
    UsernameCaseMapped::prepare(map_keyboard(name)).map_err(name_error)?;
    let folded = fold_lax(name);
    if has_both_directions(&folded) {
        return Err(NameError::Disallowed);
    }
    Ok(Casefolded(folded.into()))
}

/// Folds a channel's name; `#` is kept, the rest is folded as nicknames are, but nothing is
/// refused that [`ChannelName`] allows.
///
/// # Errors
/// As [`ChannelName::parse`]; of any length.
pub fn channel_casefold(name: &str) -> Result<Casefolded, NameError> {
    check_channel(name)?;
    Ok(Casefolded(fold_lax(name).into()))
}

/// What a name looks like, by the confusables of UTS 39: `paypaI` and `paypal`, Cyrillic `а` and
/// Latin `a`, ۴ and ٤ have one skeleton.
#[must_use]
pub fn skeleton(name: &Casefolded) -> Skeleton {
    // Prototypes may be capitals (of `0`, for example), which compare as their small letters.
    let looks: String = unicode_security::skeleton(name).flat_map(char::to_lowercase).collect();
    Skeleton(looks.into())
}

/// Whether this is the name of a host or server as IRC wants it: labels of letters, digits and
/// inner hyphens, with at least one dot (RFC 1123, section 2.1).
#[must_use]
pub fn is_hostname(name: &str) -> bool {
    let labels = name.strip_suffix('.').unwrap_or(name);
    name.len() <= 253
        && name.contains('.')
        && labels.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// Folds whatever is given, a mask or a part of one, as [`casefold`] would, and refuses nothing.
#[must_use]
pub(super) fn fold_lax(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if let Some(folded) = fold_persian(text) {
        return folded;
    }
    let mut folded = fold_once(text);
    // RFC 8264, section 7: mapping anew until nothing changes; it hardly ever takes another
    // round, and is bounded because it must be.
    for _ in 0..3 {
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

/// Folds text of Persian letters and digits, ASCII and joiners: what most names here are made
/// of. None of these has a width or composes with another, which leaves little to do, and that
/// in a tenth of the time. Nothing for other text.
fn fold_persian(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0'..='\x7F' => folded.push(c.to_ascii_lowercase()),
            '\u{621}'..='\u{64A}' | '\u{660}'..='\u{669}' => folded.push(map_key(c)),
            'پ' | 'چ' | 'ژ' | 'ک' | 'گ' | 'ی' | '۰'..='۹' => folded.push(c),
            ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER => {}
            _ => return None,
        }
    }
    Some(folded)
}

fn fold_once(text: &str) -> String {
    let rules = UsernameCaseMapped::new();
    let mapped = map_keyboard(text).replace(|c| is_joiner(c) || is_variation_selector(c), "");
    rules
        .width_mapping_rule(mapped.as_str())
        .and_then(|text| rules.case_mapping_rule(text))
        .and_then(|text| rules.normalization_rule(text))
        .map_or_else(|_| mapped.to_lowercase(), Cow::into_owned)
}

fn map_keyboard(text: &str) -> String {
    text.chars().map(map_key).collect()
}

/// The Persian letter or digit for one that an Arabic keyboard writes instead.
fn map_key(c: char) -> char {
    match c {
        '\u{64A}' => '\u{6CC}',
        '\u{643}' => '\u{6A9}',
        '\u{660}'..='\u{669}' => char::from_u32(u32::from(c) + 0x6F0 - 0x660).unwrap_or(c),
        _ => c,
    }
}

fn name_error(error: PrecisError) -> NameError {
    match error {
        PrecisError::BadCodepoint(info) => {
            char::from_u32(info.cp).map_or(NameError::Disallowed, NameError::Forbidden)
        }
        PrecisError::Invalid | PrecisError::Unexpected(_) => NameError::Disallowed,
    }
}

fn has_both_directions(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().any(is_right_to_left) && !letters().all(is_right_to_left)
}

/// The blocks that Unicode keeps for scripts written from right to left, now and in future
/// (DerivedBidiClass.txt, the defaults R and AL).
fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8FF}'
            | '\u{FB1D}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}'
    )
}

fn is_joiner(c: char) -> bool {
    matches!(c, ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER)
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

/// Characters that cannot be seen, or change how others are shown: a name with one of them is
/// made to deceive. The joiners and the
/// variation selectors of emoji are not among them.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'
            | '\u{200E}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFC}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn check_nickname(name: &str) -> Result<Casefolded, NameError> {
    let folded = casefold(name)?;
    // Checked in what is compared too: a full-width `！` is an `!` there.
    for name in [name, &folded] {
        if let Some(c) = name.chars().find(|c| ",*?!@:.#&".contains(*c)) {
            return Err(NameError::Forbidden(c));
        }
        let first = name.chars().next().ok_or(NameError::Empty)?;
        if first.is_numeric() || "$~%+-".contains(first) {
            return Err(NameError::Forbidden(first));
        }
    }
    Ok(folded)
}

fn check_channel(name: &str) -> Result<(), NameError> {
    let mut chars = name.chars();
    match chars.next() {
        None => return Err(NameError::Empty),
        Some('#') => {}
        Some(other) => return Err(NameError::Forbidden(other)),
    }
    let mut before = '#';
    let mut visible = false;
    for c in chars {
        let hidden = is_joiner(c) || is_variation_selector(c);
        let misplaced = is_joiner(c) && (before.is_ascii() || is_joiner(before));
        let forbidden = c.is_whitespace() || c.is_control() || ",*?".contains(c) || is_invisible(c);
        if misplaced || forbidden {
            return Err(NameError::Forbidden(c));
        }
        visible |= !hidden;
        before = c;
    }
    if !visible {
        Err(NameError::Empty)
    } else if is_joiner(before) {
        Err(NameError::Forbidden(before))
    } else {
        Ok(())
    }
}

impl Nickname {
    /// Checks a nickname of up to `bytes_max` bytes.
    ///
    /// # Errors
    /// [`NameError`]; a server answers ERR_NONICKNAMEGIVEN (431) to `Empty` and
    /// ERR_ERRONEUSNICKNAME (432) to the others.
    pub fn parse(name: &str, bytes_max: usize) -> Result<Self, NameError> {
        if name.len() > bytes_max {
            return Err(NameError::TooLong);
        }
        check_nickname(name)?;
        Ok(Self(name.into()))
    }

    /// The name as it is compared.
    #[must_use]
    pub fn folded(&self) -> Casefolded {
        Casefolded(fold_lax(&self.0).into())
    }
}

impl ChannelName {
    /// Checks a channel's name of up to `bytes_max` bytes.
    ///
    /// # Errors
    /// [`NameError`]; a server answers ERR_NOSUCHCHANNEL (403) or ERR_BADCHANMASK (476).
    pub fn parse(name: &str, bytes_max: usize) -> Result<Self, NameError> {
        if name.len() > bytes_max {
            return Err(NameError::TooLong);
        }
        check_channel(name)?;
        Ok(Self(name.into()))
    }

    /// The name as it is compared.
    #[must_use]
    pub fn folded(&self) -> Casefolded {
        Casefolded(fold_lax(&self.0).into())
    }
}

/// Reading access for the types that hold a checked string.
macro_rules! string_access {
    ($($name:ident),*) => {$(
        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

string_access!(Casefolded, Skeleton, Nickname, ChannelName);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            text in "[\0-\u{7F}\u{600}-\u{6FF}\u{200C}\u{200D}]{0,12}",
        ) {
            if let Some(folded) = fold_persian(&text) {
                prop_assert_eq!(&folded, &fold_once(&text));
                prop_assert_eq!(&folded, &fold_once(&folded));
            }
        }

        #[test]
        fn it_is_taken_for_persian(text in "[a-zA-Z0-9_#آ-غف-يپچژکگی۰-۹\u{200C}-]{0,12}") {
            let short = fold_persian(&text);
            prop_assert_eq!(short, Some(fold_once(&text)));
        }
    }
}
