//! What nobody can guess of what the server gives away. Only the salts of people who are not there
//! stay the same, as those of people who are do: they are derived from a secret that is kept.

use std::fmt;

use crate::secrets::{Seed, hmac};

/// Letters of a code: none that could be taken for another when read out.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Letters in a code: 40 bits, of which few can be tried.
const CODE_CHARS: usize = 8;

/// The seed of what is another each time, and the secret that is kept.
pub(crate) struct Secrets {
    seed: Seed,
    salt_secret: [u8; 32],
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("seed", &self.seed).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Without a secret that is kept the seed takes its place.
    pub(crate) fn new(seed: [u8; 32], salt_secret: Option<[u8; 32]>) -> Self {
        Self { seed: Seed::new(seed), salt_secret: salt_secret.unwrap_or(seed) }
    }

    /// A nonce that was not given before (RFC 5802, section 5.1).
    pub(crate) fn nonce(&mut self) -> String {
        self.seed.nonce()
    }

    /// A code that a person reads to another.
    pub(crate) fn code(&mut self) -> String {
        let secret = self.seed.next(b"code");
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salts_of_the_absent_last_and_codes_can_be_read_out() {
        let [mut one, same, other] = [1, 1, 2].map(|seed| Secrets::new([seed; 32], None));
        assert_eq!(one.salt_of("mina"), same.salt_of("mina"));
        assert_ne!(one.salt_of("mina"), one.salt_of("omid"));
        assert_ne!(one.salt_of("mina"), other.salt_of("mina"));
        let [now, later] = [1, 2].map(|seed| Secrets::new([seed; 32], Some([3; 32])));
        assert_eq!(now.salt_of("mina"), later.salt_of("mina"), "the secret is kept");
        assert_eq!(one.code().len(), CODE_CHARS);
        assert!(!format!("{one:?}").contains("salt"), "it is not shown");
    }
}
