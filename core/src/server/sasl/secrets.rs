//! What nobody can guess, although the core has no randomness: it is derived from the secret
//! seed that the server is started with, and is another each time. Only the salts of people who
//! are not there stay the same, as those of people who are do: they are derived from a secret that
//! is kept.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of a nonce before they are written in base64: as many as cannot be guessed.
const NONCE_BYTES: usize = 18;

/// Letters of a code: none that could be taken for another when read out.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Letters in a code: 40 bits, of which few can be tried.
const CODE_CHARS: usize = 8;

/// The seed, and how many secrets were made of it.
pub(crate) struct Secrets {
    seed: [u8; 32],
    salt_secret: [u8; 32],
    count: u64,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Without a secret that is kept the seed takes its place.
    pub(crate) fn new(seed: [u8; 32], salt_secret: Option<[u8; 32]>) -> Self {
        Self { seed, salt_secret: salt_secret.unwrap_or(seed), count: 0 }
    }

    /// A nonce that was not given before, printable and without a comma (RFC 5802, section 5.1).
    pub(crate) fn nonce(&mut self) -> String {
        Base64::encode_string(&self.next(b"nonce")[..NONCE_BYTES])
    }

    /// A code that a person reads to another.
    pub(crate) fn code(&mut self) -> String {
        let secret = self.next(b"code");
        let letters = secret[..CODE_CHARS].iter();
        letters.map(|byte| char::from(CODE_LETTERS[usize::from(byte % 32)])).collect()
    }

    /// A salt for somebody who is not there: always the same for one name.
    pub(crate) fn salt_of(&self, name: &str) -> [u8; 16] {
        let mut salt = [0; 16];
        let derived = hmac(&self.salt_secret, &[b"salt\0", name.as_bytes()]);
        salt.copy_from_slice(&derived[..16]);
        salt
    }

    fn next(&mut self, purpose: &[u8]) -> [u8; 32] {
        self.count += 1;
        self.derive(purpose, &self.count.to_be_bytes())
    }

    fn derive(&self, purpose: &[u8], what: &[u8]) -> [u8; 32] {
        hmac(&self.seed, &[purpose, b"\0", what])
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
        let (mut one, mut same, mut other) =
            [1, 1, 2].map(|seed| Secrets::new([seed; 32], None)).into();
        let (first, second) = (one.nonce(), one.nonce());
        assert_ne!(first, second);
        assert_eq!([same.nonce(), same.nonce()], [first.clone(), second]);
        assert_ne!(other.nonce(), first);
        assert_eq!(one.salt_of("mina"), same.salt_of("mina"));
        assert_ne!(one.salt_of("mina"), one.salt_of("omid"));
        assert_ne!(one.salt_of("mina"), other.salt_of("mina"));
        let [now, later] = [1, 2].map(|seed| Secrets::new([seed; 32], Some([3; 32])));
        assert_eq!(now.salt_of("mina"), later.salt_of("mina"), "the secret is kept");
        assert_eq!(one.code().len(), CODE_CHARS);
        assert!(!format!("{one:?}").contains("seed"), "it is not shown");
    }
}
