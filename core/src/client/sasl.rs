//! Logging in: SASL EXTERNAL, SCRAM-SHA-256 and PLAIN (IRCv3 sasl-3.1, sasl-3.2; RFC 4422,
//! RFC 5802, RFC 7677, RFC 4616).

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

use super::config::{Login, Password};
use crate::secrets::hmac;

/// Characters of base64 in one AUTHENTICATE.
const CHUNK_BYTES: usize = 400;

/// Bytes of a message of the server's that are taken.
const MESSAGE_BYTES_MAX: usize = 8 * 1024;

/// Rounds of PBKDF2 that are done for a server at the most: a second or so. More would be a
/// way to stop the client.
const ITERATIONS_MAX: u32 = 1_000_000;

/// Rounds that a server asks for at the least (RFC 7677, section 4): with fewer whoever listens
/// could try passwords faster.
const ITERATIONS_MIN: u32 = 4_096;

/// One attempt to log in.
#[derive(Debug)]
pub(super) struct Sasl {
    mechanism: Mechanism,
    gathered: String,
}

#[derive(Debug)]
enum Mechanism {
    External,
    Plain { account: String, password: Password },
    Scram(Scram),
}

#[derive(Debug)]
struct Scram {
    account: String,
    password: Password,
    nonce: String,
    /// What the server's last message must say; none before its first.
    expected: Option<String>,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Send these parameters of AUTHENTICATE, one by one.
    Send(Vec<String>),
    /// More is to come.
    Wait,
    /// Give up: the server did not do what it should.
    Abort,
    /// Give up: the server does not know the password.
    Unproved,
}

impl Sasl {
    /// The best way that the server offers (`offered` is the capability's value; empty if it
    /// does not say) and that `login` has what is needed for. A password is not sent as it is
    /// over a connection that others can read.
    pub(super) fn choose(
        login: &Login,
        offered: &str,
        certificate: bool,
        encrypted: bool,
        nonce: String,
    ) -> Option<Self> {
        let offers = |name: &str| {
            offered.is_empty() || offered.split(',').any(|one| one.eq_ignore_ascii_case(name))
        };
        let mechanism = match login {
            Login::Certificate if certificate && offers("EXTERNAL") => Mechanism::External,
            Login::Password { account, password } => {
                let (account, password) = (account.clone(), password.clone());
                // A server that does not say what it has may have PLAIN alone.
                if !offered.is_empty() && offers("SCRAM-SHA-256") {
                    Mechanism::Scram(Scram { account, password, nonce, expected: None })
                } else if encrypted && offers("PLAIN") {
                    Mechanism::Plain { account, password }
                } else {
                    return None;
                }
            }
            Login::None | Login::Certificate => return None,
        };
        Some(Self { mechanism, gathered: String::new() })
    }

    pub(super) fn name(&self) -> &'static str {
        match self.mechanism {
            Mechanism::External => "EXTERNAL",
            Mechanism::Plain { .. } => "PLAIN",
            Mechanism::Scram(_) => "SCRAM-SHA-256",
        }
    }

    /// AUTHENTICATE came from the server.
    pub(super) fn receive(&mut self, param: &str) -> Next {
        if param != "+" {
            self.gathered.push_str(param);
        }
        if self.gathered.len() > MESSAGE_BYTES_MAX {
            return Next::Abort;
        }
        if param.len() == CHUNK_BYTES {
            return Next::Wait;
        }
        let gathered = std::mem::take(&mut self.gathered);
        let Ok(message) = Base64::decode_vec(&gathered) else { return Next::Abort };
        match &mut self.mechanism {
            Mechanism::External => Next::Send(chunked(b"")),
            Mechanism::Plain { account, password } => {
                Next::Send(chunked(format!("\0{account}\0{}", password.as_str()).as_bytes()))
            }
            Mechanism::Scram(scram) => scram.receive(&message),
        }
    }
}

impl Scram {
    fn bare(&self) -> String {
        let name = self.account.replace('=', "=3D").replace(',', "=2C");
        format!("n={name},r={}", self.nonce)
    }

    fn receive(&mut self, message: &[u8]) -> Next {
        let Ok(message) = std::str::from_utf8(message) else { return Next::Abort };
        if message.is_empty() {
            return Next::Send(chunked(format!("n,,{}", self.bare()).as_bytes()));
        }
        if let Some(expected) = &self.expected {
            if message != *expected {
                return Next::Unproved;
            }
            return Next::Send(chunked(b""));
        }
        match self.prove(message) {
            Some(proof) => Next::Send(chunked(proof.as_bytes())),
            None => Next::Abort,
        }
    }

    /// The client's last message, in answer to the server's first.
    fn prove(&mut self, server_first: &str) -> Option<String> {
        let mut attributes = server_first.split(',');
        let nonce = attributes.next()?.strip_prefix("r=")?;
        let salt = Base64::decode_vec(attributes.next()?.strip_prefix("s=")?).ok()?;
        let iterations: u32 = attributes.next()?.strip_prefix("i=")?.parse().ok()?;
        let in_bounds = (ITERATIONS_MIN..=ITERATIONS_MAX).contains(&iterations);
        if !in_bounds || nonce.len() <= self.nonce.len() || !nonce.starts_with(&self.nonce) {
            return None;
        }
        let salted = pbkdf2(self.password.as_str().as_bytes(), &salt, iterations);
        let client_key = hmac(&salted, &[b"Client Key"]);
        let stored_key = Sha256::digest(client_key);
        let without_proof = format!("c=biws,r={nonce}");
        let signed = format!("{},{server_first},{without_proof}", self.bare());
        let signature = hmac(&stored_key, &[signed.as_bytes()]);
        let proof: Vec<u8> = client_key.iter().zip(signature).map(|(k, s)| k ^ s).collect();
        let server_key = hmac(&salted, &[b"Server Key"]);
        let server_signature = hmac(&server_key, &[signed.as_bytes()]);
        self.expected = Some(format!("v={}", Base64::encode_string(&server_signature)));
        Some(format!("{without_proof},p={}", Base64::encode_string(&proof)))
    }

    /// Whether the server has proved that it knows the password.
    fn is_proved(&self) -> bool {
        self.expected.is_some()
    }
}

impl Sasl {
    /// Whether success may be believed: with SCRAM only after the exchange.
    pub(super) fn may_succeed(&self) -> bool {
        match &self.mechanism {
            Mechanism::External | Mechanism::Plain { .. } => true,
            Mechanism::Scram(scram) => scram.is_proved(),
        }
    }
}

/// A message as AUTHENTICATE's parameters.
fn chunked(message: &[u8]) -> Vec<String> {
    let base64 = Base64::encode_string(message);
    let mut chunks: Vec<String> = Vec::new();
    let mut rest = base64.as_str();
    while rest.len() >= CHUNK_BYTES {
        let (chunk, after) = rest.split_at(CHUNK_BYTES);
        chunks.push(chunk.into());
        rest = after;
    }
    // One that is short, or empty, says that this was all.
    chunks.push(if rest.is_empty() { "+".into() } else { rest.into() });
    chunks
}

/// PBKDF2-HMAC-SHA-256 of one block (RFC 8018, section 5.2).
fn pbkdf2(password: &[u8], salt: &[u8], iterations: u32) -> [u8; 32] {
    let mut round = hmac(password, &[salt, &1_u32.to_be_bytes()]);
    let mut key = round;
    for _ in 1..iterations {
        round = hmac(password, &[&round]);
        key.iter_mut().zip(round).for_each(|(k, r)| *k ^= r);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_password() -> Login {
        Login::Password { account: "user".into(), password: Password::new("pencil") }
    }

    fn text(next: Next) -> String {
        let Next::Send(chunks) = next else { panic!("{next:?}") };
        let base64 = chunks.concat();
        let base64 = base64.trim_end_matches('+');
        String::from_utf8(Base64::decode_vec(base64).expect("base64")).expect("text")
    }

    #[test]
    fn the_example_of_rfc_7677_is_followed() {
        let nonce = "rOprNGfwEbeRWgbNEkqO".to_owned();
        let sasl = Sasl::choose(&by_password(), "PLAIN,SCRAM-SHA-256", false, true, nonce);
        let mut sasl = sasl.expect("there is a way");
        assert_eq!(sasl.name(), "SCRAM-SHA-256");
        assert_eq!(text(sasl.receive("+")), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assert!(!sasl.may_succeed());
        let first = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                     s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        assert_eq!(
            text(sasl.receive(&Base64::encode_string(first.as_bytes()))),
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        let wrong = Base64::encode_string(b"v=AAAA");
        assert_eq!(sasl.receive(&wrong), Next::Unproved);
        let last = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
        assert_eq!(sasl.receive(&Base64::encode_string(last)), Next::Send(vec!["+".into()]));
        assert!(sasl.may_succeed());
    }

    #[test]
    fn servers_that_do_not_follow_it_are_left() {
        for wrong in [
            "r=other,s=AAAA,i=4096",
            "r=x,s=AAAA,i=4096",
            "r=xy,s=AAAA,i=4095",
            "r=xy,s=AAAA,i=4000000000",
            "r=xy,s=?,i=4096",
            "e=other-error",
        ] {
            let sasl = Sasl::choose(&by_password(), "SCRAM-SHA-256", false, true, "x".into());
            let mut sasl = sasl.expect("there is a way");
            sasl.receive("+");
            let next = sasl.receive(&Base64::encode_string(wrong.as_bytes()));
            assert_eq!(next, Next::Abort, "{wrong}");
        }
    }

    #[test]
    fn a_password_is_not_shown_to_everybody() {
        let choose = |offered, encrypted| {
            let sasl = Sasl::choose(&by_password(), offered, true, encrypted, "x".into());
            sasl.map(|sasl| sasl.name())
        };
        assert_eq!(choose("PLAIN", false), None);
        assert_eq!(choose("PLAIN", true), Some("PLAIN"));
        assert_eq!(choose("", true), Some("PLAIN"));
        assert_eq!(choose("EXTERNAL", true), None);
        assert_eq!(choose("SCRAM-SHA-256", false), Some("SCRAM-SHA-256"));
        let mut plain = Sasl::choose(&by_password(), "PLAIN", true, true, "x".into());
        let next = plain.as_mut().map(|plain| plain.receive("+"));
        assert_eq!(text(next.expect("there is a way")), "\0user\0pencil");
        let external = Sasl::choose(&Login::Certificate, "EXTERNAL", true, true, "x".into());
        assert_eq!(external.map(|mut sasl| sasl.receive("+")), Some(Next::Send(vec!["+".into()])));
        assert!(Sasl::choose(&Login::Certificate, "EXTERNAL", false, true, "x".into()).is_none());
    }

    #[test]
    fn long_messages_are_cut() {
        assert_eq!(chunked(&[0; 300]), ["A".repeat(400), "+".into()]);
        assert_eq!(chunked(&[0; 297]).len(), 1);
        assert_eq!(chunked(b""), ["+"]);
    }
}
