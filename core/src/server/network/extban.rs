//! Masks of more than names in a channel's lists (ISUPPORT EXTBAN; IRCv3 account-extban).
//!
//! `~a:mask` is whoever is logged in to an account that the mask matches, `~U` whoever is not
//! logged in, and `~m:mask` whomever the mask, of any other kind, matches, but only where it is
//! about speaking: they come in and stay silent.

use crate::wire::{fold_mask, mask_matches, normalize_mask};

/// What stands before the letter.
pub(crate) const EXTBAN_PREFIX: char = '~';

/// The letters, for ISUPPORT.
pub(crate) const EXTBAN_LETTERS: &str = "Uam";

/// The letter that matches accounts.
pub(crate) const ACCOUNT_LETTER: char = 'a';

/// The letter that makes a mask count where it is about speaking only.
const MUTE_LETTER: char = 'm';

/// What a list is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matter {
    Presence,
    Speech,
}

/// Whom a mask with the prefix means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extban<'m> {
    Account(&'m str),
    LoggedOut,
    /// Those whom this mask means, when they speak.
    Mute(&'m str),
}

/// What is wrong with a mask: nothing is left of it to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EmptyMask;

impl<'m> Extban<'m> {
    /// None for a mask of nickname, username and hostname, which can begin with `~` as well.
    fn of(mask: &'m str) -> Option<Self> {
        let mut rest = mask.strip_prefix(EXTBAN_PREFIX)?.chars();
        match (rest.next()?, rest.as_str()) {
            ('a' | 'A', argument) => argument.strip_prefix(':').map(Self::Account),
            ('m' | 'M', argument) => argument.strip_prefix(':').map(Self::Mute),
            ('u' | 'U', "") => Some(Self::LoggedOut),
            _ => None,
        }
    }
}

/// A mask as it is listed and shown: complete, with one way to write each.
///
/// # Errors
///
/// The account in it is empty, or the mask of those who are to be silent, or it is one of the
/// same kind.
pub(crate) fn listed_mask(mask: &str) -> Result<String, EmptyMask> {
    match Extban::of(mask) {
        None => Ok(normalize_mask(mask)),
        Some(Extban::Account("")) => Err(EmptyMask),
        Some(Extban::Account(account)) => Ok(format!("{EXTBAN_PREFIX}{ACCOUNT_LETTER}:{account}")),
        Some(Extban::LoggedOut) => Ok(format!("{EXTBAN_PREFIX}U")),
        Some(Extban::Mute(mask)) if mask.is_empty() || is_mute(mask) => Err(EmptyMask),
        Some(Extban::Mute(mask)) => {
            Ok(format!("{EXTBAN_PREFIX}{MUTE_LETTER}:{}", listed_mask(mask)?))
        }
    }
}

fn is_mute(mask: &str) -> bool {
    matches!(Extban::of(mask), Some(Extban::Mute(_)))
}

/// Whether one of a list's folded masks is of this user, where it is about this matter: of the
/// folded source, or of the account.
pub(super) fn any_matches<'m>(
    mut masks: impl Iterator<Item = &'m str>,
    matter: Matter,
    folded_source: &str,
    account: Option<&str>,
) -> bool {
    // Few lists have a mask of an account, so few need it folded.
    let mut folded = None;
    masks.any(|mask| {
        let mask = match Extban::of(mask) {
            Some(Extban::Mute(_)) if matter == Matter::Presence => return false,
            Some(Extban::Mute(mask)) => mask,
            Some(Extban::Account(_) | Extban::LoggedOut) | None => mask,
        };
        match Extban::of(mask) {
            None => mask_matches(mask, folded_source),
            Some(Extban::LoggedOut) => account.is_none(),
            Some(Extban::Account(mask)) => account.is_some_and(|account| {
                mask_matches(mask, folded.get_or_insert_with(|| fold_mask(account)))
            }),
            // None such is listed.
            Some(Extban::Mute(_)) => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(mask: &str, account: Option<&str>) -> bool {
        let mask = fold_mask(&listed_mask(mask).expect("it is a mask"));
        let (masks, source) = (std::iter::once(&*mask), "mina!m@host.example");
        let present = any_matches(masks.clone(), Matter::Presence, source, account);
        assert_eq!(any_matches(masks, Matter::Speech, source, account), present, "{mask}");
        present
    }

    fn mutes(mask: &str, account: Option<&str>) -> bool {
        let mask = fold_mask(&listed_mask(mask).expect("it is a mask"));
        let (masks, source) = (std::iter::once(&*mask), "mina!m@host.example");
        assert!(!any_matches(masks.clone(), Matter::Presence, source, account), "{mask}");
        any_matches(masks, Matter::Speech, source, account)
    }

    #[test]
    fn masks_are_listed_in_one_way() {
        let cases = [
            ("~a:Mina", "~a:Mina"),
            ("~A:Mina", "~a:Mina"),
            ("~a:a:b", "~a:a:b"),
            ("~U", "~U"),
            ("~u", "~U"),
            ("~", "~!*@*"),
            ("~u!*@*", "~u!*@*"),
            ("~mina", "~mina!*@*"),
            ("mina", "mina!*@*"),
            ("~m:mina", "~m:mina!*@*"),
            ("~M:~A:mina", "~m:~a:mina"),
            ("~m:~u", "~m:~U"),
            ("~m", "~m!*@*"),
        ];
        for (given, listed) in cases {
            assert_eq!(listed_mask(given), Ok(listed.to_owned()), "{given}");
            assert_eq!(listed_mask(listed), Ok(listed.to_owned()), "{listed} again");
        }
        for nothing in ["~a:", "~m:", "~m:~a:", "~m:~m:mina"] {
            assert_eq!(listed_mask(nothing), Err(EmptyMask), "{nothing}");
        }
    }

    #[test]
    fn who_is_to_be_silent_may_be_there() {
        assert!(mutes("~m:mina", None));
        assert!(mutes("~m:*!*@host.example", Some("mina")));
        assert!(mutes("~m:~a:MINA", Some("mina")));
        assert!(mutes("~m:~U", None));
        assert!(!mutes("~m:~U", Some("mina")));
        assert!(!mutes("~m:omid", None));
    }

    #[test]
    fn accounts_match_and_nicknames_do_not() {
        assert!(matches("~a:mina", Some("Mina")));
        assert!(matches("~a:MI*", Some("mina")));
        assert!(matches("~a:*", Some("mina")));
        assert!(matches("~a:علي", Some("علي")));
        assert!(!matches("~a:min", Some("mina")));
        assert!(!matches("~a:mina", None));
        assert!(!matches("~a:*", None));
        assert!(matches("~U", None));
        assert!(!matches("~U", Some("mina")));
        assert!(matches("mina", Some("other")));
        assert!(!matches("~mina", Some("mina")));
    }
}
