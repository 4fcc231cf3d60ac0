//! The client's side of SASL, and what a shell would keep of passwords.

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use peyk_core::server::Hashed;
use peyk_core::server::storage::ScramKeys;
use sha2::{Digest as _, Sha256};

/// Rounds of PBKDF2: few, so that tests are quick.
const ITERATIONS: u32 = 16;

/// In front of the password, in place of its hash.
const PHC: &str = "$argon2id$password=";

/// What the shell would keep of a password: the password itself, and its real keys.
pub(crate) fn hashed(password: &[u8]) -> Hashed {
    let phc = format!("{PHC}{}", String::from_utf8_lossy(password));
    let salt = [1; 16];
    let salted = salted(password, &salt, ITERATIONS);
    let scram = ScramKeys {
        salt,
        iterations: ITERATIONS,
        stored_key: Sha256::digest(hmac(&salted, b"Client Key")).into(),
        server_key: hmac(&salted, b"Server Key"),
    };
    Hashed { phc: phc.into(), scram }
}

/// The password that [`hashed`] kept.
pub(crate) fn password_of(phc: &str) -> Option<&[u8]> {
    phc.strip_prefix(PHC).map(str::as_bytes)
}

/// A message in chunks (IRCv3 sasl-3.1).
pub(crate) fn chunked(message: &[u8]) -> Vec<String> {
    let base64 = Base64::encode_string(message);
    let chunks = base64.as_bytes().chunks(400);
    let mut chunks: Vec<_> =
        chunks.map(|chunk| String::from_utf8(chunk.to_vec()).expect("base64 is ASCII")).collect();
    if base64.len() % 400 == 0 {
        chunks.push("+".into());
    }
    chunks
}

/// The text in a chunk.
pub(crate) fn decoded(base64: &str) -> String {
    let message =
        if base64 == "+" { Vec::new() } else { Base64::decode_vec(base64).expect("base64") };
    String::from_utf8(message).expect("SCRAM is text")
}

/// A client that proves a password (RFC 5802).
pub(crate) struct Scram {
    password: String,
    bare: String,
}

/// The client's last message, and the server's that must follow.
pub(crate) struct Last {
    pub(crate) message: String,
    pub(crate) expected: String,
}

impl Scram {
    pub(crate) fn new(name: &str, password: &str) -> Self {
        Self { password: password.into(), bare: format!("n={name},r=client-nonce") }
    }

    pub(crate) fn first(&self) -> String {
        format!("n,,{}", self.bare)
    }

    pub(crate) fn last(&self, challenge: &str) -> Last {
        let field = |name| {
            let mut fields = challenge.split(',');
            fields.find_map(|field| field.strip_prefix(name)).expect("the server says it")
        };
        let iterations = field("i=").parse().expect("a number");
        let salt = Base64::decode_vec(field("s=")).expect("base64");
        let salted = salted(self.password.as_bytes(), &salt, iterations);
        let without_proof = format!("c=biws,r={}", field("r="));
        let signed = format!("{},{challenge},{without_proof}", self.bare);
        let client_key = hmac(&salted, b"Client Key");
        let signature = hmac(&Sha256::digest(client_key), signed.as_bytes());
        let proof: Vec<u8> = client_key.iter().zip(signature).map(|(k, s)| k ^ s).collect();
        let server = hmac(&hmac(&salted, b"Server Key"), signed.as_bytes());
        Last {
            message: format!("{without_proof},p={}", Base64::encode_string(&proof)),
            expected: format!("v={}", Base64::encode_string(&server)),
        }
    }
}

/// PBKDF2 of one block.
fn salted(password: &[u8], salt: &[u8], iterations: u32) -> [u8; 32] {
    let mut round = hmac(password, &[salt, &1_u32.to_be_bytes()].concat());
    let mut salted = round;
    for _ in 1..iterations {
        round = hmac(password, &round);
        salted.iter_mut().zip(round).for_each(|(sum, byte)| *sum ^= byte);
    }
    salted
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("keys have any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
