//! What nobody can guess of what the engine gives away, and what it does not do in step with
//! others.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::secrets::Seed;

/// Bytes of a message's name: as many as are never the same twice.
const SEND_ID_BYTES: usize = 15;

/// What is made of the client's seed.
#[derive(Debug)]
pub(super) struct Secrets(Seed);

impl Secrets {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        Self(Seed::new(seed))
    }

    /// A nonce (RFC 5802, section 5.1).
    pub(super) fn nonce(&mut self) -> String {
        self.0.nonce()
    }

    /// A message's name.
    pub(super) fn send_id(&mut self) -> String {
        Base64UrlUnpadded::encode_string(&self.0.next(b"send-id")[..SEND_ID_BYTES])
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let bytes = self.0.next(b"number");
        let mut number = [0; 8];
        number.copy_from_slice(&bytes[..8]);
        u64::from_be_bytes(number) % end.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_depend_on_the_seed_alone() {
        let (mut one, mut same) = (Secrets::new([1; 32]), Secrets::new([1; 32]));
        let first = one.send_id();
        assert_eq!(first.len(), 20);
        assert_ne!(first, one.send_id());
        assert_eq!(first, same.send_id());
        assert_ne!(first, Secrets::new([2; 32]).send_id());
        assert!((0..100).all(|_| one.below(7) < 7));
        assert_eq!(one.below(0), 0);
    }
}
