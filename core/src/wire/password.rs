//! Passwords, which are one however they are typed.

use std::borrow::Cow;

use precis_profiles::OpaqueString;
use precis_profiles::precis_core::profile::PrecisFastInvocation as _;

/// A password as it is hashed and compared (RFC 8265, "OpaqueString"): composed characters are
/// composed in one way, and all spaces are one. What cannot be a password by that profile (it has
/// control characters, say) is taken as it is.
///
/// ```
/// use peyk_core::wire::prepared_password;
/// assert_eq!(prepared_password("caf\u{e9}\u{a0}x"), prepared_password("cafe\u{301} x"));
/// assert_ne!(prepared_password("Secret"), prepared_password("secret"));
/// ```
#[must_use]
pub fn prepared_password(password: &str) -> Cow<'_, str> {
    if password.is_ascii() {
        return Cow::Borrowed(password);
    }
    OpaqueString::enforce(password).unwrap_or(Cow::Borrowed(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_in_two_ways_is_one_password() {
        // Persian with a mark over a letter, as one character and as two.
        assert_eq!(prepared_password("\u{622}ب"), prepared_password("\u{627}\u{653}ب"));
        for kept in ["correct horse", "گذرواژه\u{200c}ها", "a\tb\u{e9}", ""] {
            assert_eq!(prepared_password(kept), kept);
        }
    }
}
