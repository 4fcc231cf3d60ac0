//! Masks of users: `nick!user@host` with `*` for any text and `?` for one character.
//!
//! Implements Modern IRC, "Wildcard Expressions", without its backslash: backslashes are
//! part of names.

use super::casemap::fold_lax;

/// Whether `subject` matches `mask`, both folded already ([`fold_mask`]): `*` stands for any
/// text, `?` for one character. Takes at most the product of the two lengths in steps.
#[must_use]
pub fn mask_matches(mask: &str, subject: &str) -> bool {
    let (mut mask_rest, mut subject_rest) = (mask, subject);
    // Behind the last star seen, and where its text ended for now: only the last star ever
    // needs to be tried anew with a longer text.
    let mut retry: Option<(&str, &str)> = None;
    loop {
        if let Some(after_star) = mask_rest.strip_prefix('*') {
            mask_rest = after_star;
            retry = Some((after_star, subject_rest));
            continue;
        }
        let mut mask_chars = mask_rest.chars();
        let mut subject_chars = subject_rest.chars();
        match (mask_chars.next(), subject_chars.next()) {
            (None, None) => return true,
            (Some(m), Some(s)) if m == '?' || m == s => {
                mask_rest = mask_chars.as_str();
                subject_rest = subject_chars.as_str();
            }
            (_, None) => return false,
            (_, Some(_)) => {
                let Some((after_star, text_end)) = retry else { return false };
                let mut longer = text_end.chars();
                longer.next();
                mask_rest = after_star;
                subject_rest = longer.as_str();
                retry = Some((after_star, subject_rest));
            }
        }
    }
}

/// Folds a mask, or a whole `nick!user@host`, for [`mask_matches`]: as names are folded
/// ([`super::casemap::casefold`]), but nothing is refused.
#[must_use]
pub fn fold_mask(mask: &str) -> String {
    fold_lax(mask)
}

/// Fills in what a mask leaves out: `nick` is `nick!*@*`, `user@host` is `*!user@host`, `nick!user`
/// is `nick!user@*`, and one word with a dot or a colon, which no nickname has, is a host. Stars
/// that follow one another become one.
#[must_use]
pub fn normalize_mask(mask: &str) -> String {
    let (nick, user_host) = match mask.split_once('!') {
        Some((nick, user_host)) => (nick, Some(user_host)),
        None if mask.contains('@') => ("", Some(mask)),
        None => (mask, None),
    };
    let (user, host) = match user_host.map(|text| text.rsplit_once('@').unwrap_or((text, ""))) {
        Some((user, host)) => (user, host),
        None => ("", ""),
    };
    if user_host.is_none() && nick.contains(['.', ':']) {
        return join("", "", nick);
    }
    join(nick, user, host)
}

fn join(nick: &str, user: &str, host: &str) -> String {
    let mut mask = String::with_capacity(nick.len() + user.len() + host.len() + 5);
    for (separator, part) in [("", nick), ("!", user), ("@", host)] {
        mask.push_str(separator);
        if part.is_empty() {
            mask.push('*');
        }
        let mut after_star = false;
        for c in part.chars() {
            if c != '*' || !after_star {
                mask.push(c);
            }
            after_star = c == '*';
        }
    }
    mask
}
