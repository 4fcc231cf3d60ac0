//! SCRAM-SHA-256: a password is proved and never sent (RFC 5802, RFC 7677). Without channel
//! binding.

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

use super::super::storage::ScramKeys;
use super::same_secret;
use crate::secrets::hmac;

/// The client's first message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ClientFirst<'m> {
    /// Whom the client wants to act as; empty for the same as `name`.
    pub(crate) authzid: String,
    /// Whose the password is.
    pub(crate) name: String,
    /// What the client binds the channel with: nothing, said in one of two ways.
    header: &'m str,
    /// The message without its header.
    bare: &'m str,
    nonce: &'m str,
}

/// What the server has answered, and waits for the proof.
#[derive(Debug)]
pub(crate) struct Challenge {
    keys: ScramKeys,
    /// The channel binding that the proof must repeat, in base64.
    binding: String,
    /// The nonces of both.
    nonce: String,
    /// Both first messages, as they are signed.
    messages: String,
}

impl<'m> ClientFirst<'m> {
    /// RFC 5802, section 7, `client-first-message`. None if it is not that, asks for channel
    /// binding or has an extension that must be understood.
    pub(crate) fn parse(message: &'m [u8]) -> Option<Self> {
        let text = std::str::from_utf8(message).ok()?;
        let mut fields = text.splitn(3, ',');
        let (flag, authzid, bare) = (fields.next()?, fields.next()?, fields.next()?);
        // `y`: the client could, and the server offered none, which is so.
        if flag != "n" && flag != "y" {
            return None;
        }
        let authzid = match authzid {
            "" => String::new(),
            given => decoded_name(given.strip_prefix("a=")?)?,
        };
        let mut attributes = bare.split(',');
        let name = decoded_name(attributes.next()?.strip_prefix("n=")?)?;
        let nonce = attributes.next()?.strip_prefix("r=").filter(|nonce| is_printable(nonce))?;
        let header = &text[..text.len() - bare.len()];
        (!name.is_empty()).then_some(Self { authzid, name, header, bare, nonce })
    }

    /// The server's first message, and what it then expects.
    pub(crate) fn challenge(&self, keys: ScramKeys, server_nonce: &str) -> (String, Challenge) {
        let nonce = format!("{}{server_nonce}", self.nonce);
        let salt = Base64::encode_string(&keys.salt);
        let message = format!("r={nonce},s={salt},i={}", keys.iterations);
        let messages = format!("{},{message}", self.bare);
        let binding = Base64::encode_string(self.header.as_bytes());
        (message, Challenge { keys, binding, nonce, messages })
    }
}

impl Challenge {
    /// The server's last message, which proves that it knows the password, too. None if the
    /// client has not proved that (RFC 5802, section 3).
    pub(crate) fn finish(&self, message: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(message).ok()?;
        let (without_proof, proof) = text.rsplit_once(",p=")?;
        let mut attributes = without_proof.split(',');
        let binding = attributes.next()?.strip_prefix("c=")?;
        let nonce = attributes.next()?.strip_prefix("r=")?;
        let proof = Base64::decode_vec(proof).ok()?;
        if binding != self.binding || nonce != self.nonce {
            return None;
        }
        let signed: [&[u8]; 3] = [self.messages.as_bytes(), b",", without_proof.as_bytes()];
        let signature = hmac(&self.keys.stored_key, &signed);
        let client_key: Vec<u8> = proof.iter().zip(signature).map(|(p, s)| p ^ s).collect();
        let stored_key = Sha256::digest(&client_key);
        if proof.len() != signature.len() || !same_secret(&stored_key, &self.keys.stored_key) {
            return None;
        }
        let signature = hmac(&self.keys.server_key, &signed);
        Some(format!("v={}", Base64::encode_string(&signature)))
    }
}

/// RFC 5802, `saslname`: commas and equals signs are written `=2C` and `=3D`.
fn decoded_name(name: &str) -> Option<String> {
    let mut parts = name.split('=');
    let mut decoded = parts.next()?.to_owned();
    for part in parts {
        let (sign, rest) = match (part.strip_prefix("2C"), part.strip_prefix("3D")) {
            (Some(rest), _) => (',', rest),
            (None, Some(rest)) => ('=', rest),
            (None, None) => return None,
        };
        decoded.push(sign);
        decoded.push_str(rest);
    }
    (!decoded.contains('\0')).then_some(decoded)
}

/// RFC 5802, `printable`.
fn is_printable(nonce: &str) -> bool {
    !nonce.is_empty() && nonce.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7677, section 3: the user `user` with the password `pencil`.
    fn keys() -> ScramKeys {
        let mut salt = [0; 16];
        Base64::decode("W22ZaJ0SNY7soEsUEjb6gQ==", &mut salt).expect("it is base64");
        let salted = {
            let mut round = hmac(b"pencil", &[&salt, &1_u32.to_be_bytes()]);
            let mut salted = round;
            for _ in 1..4096 {
                round = hmac(b"pencil", &[&round]);
                salted.iter_mut().zip(round).for_each(|(s, r)| *s ^= r);
            }
            salted
        };
        ScramKeys {
            salt,
            iterations: 4096,
            stored_key: Sha256::digest(hmac(&salted, &[b"Client Key"])).into(),
            server_key: hmac(&salted, &[b"Server Key"]),
        }
    }

    #[test]
    fn the_example_of_rfc_7677_is_understood() {
        let first = ClientFirst::parse(b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO").expect("it is one");
        assert_eq!((first.name.as_str(), first.authzid.as_str()), ("user", ""));
        let (message, challenge) = first.challenge(keys(), "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assert_eq!(
            message,
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        );
        let last = challenge.finish(
            b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
              p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        );
        assert_eq!(last.as_deref(), Some("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        // Another nonce, another binding, another proof, a proof that is too short.
        for wrong in [
            "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzb",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
            "",
        ] {
            assert_eq!(challenge.finish(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn first_messages_are_parsed() {
        let first = ClientFirst::parse(b"y,a=bo=2Cb,n=a=3Db,r=x,future=1").expect("it is one");
        assert_eq!((first.name.as_str(), first.authzid.as_str()), ("a=b", "bo,b"));
        assert_eq!(
            (first.header, first.bare, first.nonce),
            ("y,a=bo=2Cb,", "n=a=3Db,r=x,future=1", "x")
        );
        for wrong in [
            "",
            "n",
            "n,,",
            "p=tls-unique,,n=a,r=x",
            "n,b,n=a,r=x",
            "n,,m=1,n=a,r=x",
            "n,,n=,r=x",
            "n,,n=a=2,r=x",
            "n,,n=a",
            "n,,n=a,r=",
            "n,,n=a,r=\u{7f}",
        ] {
            assert_eq!(ClientFirst::parse(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
