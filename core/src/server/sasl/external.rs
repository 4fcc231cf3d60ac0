//! EXTERNAL: who somebody is, the connection's client certificate says (RFC 4422, appendix A).

/// Whom the client wants to act as; empty for whoever the certificate belongs to. None if the
/// message is none of the mechanism's.
pub(crate) fn authorization(message: &[u8]) -> Option<&str> {
    std::str::from_utf8(message).ok().filter(|authzid| !authzid.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_a_name_or_nothing() {
        assert_eq!(authorization(b""), Some(""));
        assert_eq!(authorization("علی".as_bytes()), Some("علی"));
        assert_eq!(authorization(b"a\0b"), None);
        assert_eq!(authorization(b"\xff"), None);
    }
}
