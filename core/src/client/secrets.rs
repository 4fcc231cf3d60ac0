//! What nobody can guess, although the engine has no randomness: it is derived from the secret
//! seed that the client is started with, and is another each time.

use std::fmt;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of a message's name: as many as are never the same twice.
const SEND_ID_BYTES: usize = 15;

/// The seed, and how many secrets were made of it.
pub(super) struct Secrets {
    seed: [u8; 32],
    count: u64,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Secrets {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        Self { seed, count: 0 }
    }

    /// A nonce, printable and without a comma (RFC 5802, section 5.1).
    pub(super) fn nonce(&mut self) -> String {
        Base64::encode_string(&self.next(b"nonce")[..18])
    }

    /// A message's name.
    pub(super) fn send_id(&mut self) -> String {
        Base64UrlUnpadded::encode_string(&self.next(b"send-id")[..SEND_ID_BYTES])
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let bytes = self.next(b"number");
        let mut number = [0; 8];
        number.copy_from_slice(&bytes[..8]);
        u64::from_be_bytes(number) % end.max(1)
    }

    fn next(&mut self, purpose: &[u8]) -> [u8; 32] {
        self.count += 1;
        hmac(&self.seed, &[purpose, b"\0", &self.count.to_be_bytes()])
    }
}

/// HMAC-SHA-256 of the parts, one behind the other.
pub(super) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
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
        assert!(!format!("{one:?}").contains("seed"), "it is not shown");
    }
}
