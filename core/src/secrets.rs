//! What nobody can guess, although the core has no randomness: it is derived from the secret seed
//! that a shell starts it with, and is another each time.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of a nonce before they are written in base64: as many as cannot be guessed.
const NONCE_BYTES: usize = 18;

/// A seed, and how many secrets were made of it.
pub(crate) struct Seed {
    seed: [u8; 32],
    count: u64,
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seed").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Seed {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self { seed, count: 0 }
    }

    /// A nonce that was not given before, printable and without a comma (RFC 5802, section 5.1).
    pub(crate) fn nonce(&mut self) -> String {
        Base64::encode_string(&self.next(b"nonce")[..NONCE_BYTES])
    }

    /// The next secret, for a purpose.
    pub(crate) fn next(&mut self, purpose: &[u8]) -> [u8; 32] {
        self.count += 1;
        hmac(&self.seed, &[purpose, b"\0", &self.count.to_be_bytes()])
    }
}

/// HMAC-SHA-256 of the parts, one behind the other.
pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_depend_on_the_seed_alone() {
        let (mut one, mut same, mut other) = [1, 1, 2].map(|seed| Seed::new([seed; 32])).into();
        let (first, second) = (one.nonce(), one.nonce());
        assert_ne!(first, second);
        assert_eq!([same.nonce(), same.nonce()], [first.clone(), second]);
        assert_ne!(other.nonce(), first);
        assert_ne!(one.next(b"a"), one.next(b"b"));
        assert_eq!(format!("{other:?}"), "Seed { count: 1, .. }", "the seed is not shown");
    }
}
