//! PLAIN: a name and a password (RFC 4616).

/// What the client says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plain<'m> {
    /// Whom the client wants to act as; empty for the same as `authcid`.
    pub(crate) authzid: &'m str,
    /// Whose the password is.
    pub(crate) authcid: &'m str,
    /// The password; not empty.
    pub(crate) password: &'m str,
}

impl<'m> Plain<'m> {
    /// RFC 4616, section 2: `[authzid] NUL authcid NUL passwd`; none if it is not that.
    pub(crate) fn parse(message: &'m [u8]) -> Option<Self> {
        let text = std::str::from_utf8(message).ok()?;
        let mut parts = text.split('\0');
        let (authzid, authcid, password) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = parts.next().is_none() && !authcid.is_empty() && !password.is_empty();
        whole.then_some(Self { authzid, authcid, password })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts_are_a_message() {
        let plain = Plain { authzid: "", authcid: "tim", password: "tanstaaftanstaaf" };
        assert_eq!(Plain::parse(b"\0tim\0tanstaaftanstaaf"), Some(plain));
        let plain = Plain { authzid: "Ursel", authcid: "Kurt", password: "xipj3plmq" };
        assert_eq!(Plain::parse(b"Ursel\0Kurt\0xipj3plmq"), Some(plain));
        let wrong: [&[u8]; 6] = [b"", b"a\0b", b"\0\0c", b"\0b\0", b"\0b\0c\0d", b"\0b\0\xff"];
        for message in wrong {
            assert_eq!(Plain::parse(message), None);
        }
    }
}
