//! Messages in pieces: base64 in AUTHENTICATE commands of at most 400 bytes (IRCv3 sasl-3.1,
//! "The AUTHENTICATE command").

use base64ct::{Base64, Encoding as _};

/// Bytes of base64 in one AUTHENTICATE; a shorter one is a message's last.
pub(crate) const CHUNK_BYTES_MAX: usize = 400;

/// Bytes of base64 in one message: three chunks hold the longest name and password twice over.
const MESSAGE_BYTES_MAX: usize = 3 * CHUNK_BYTES_MAX;

/// Nothing: an empty message, or the end of one whose last chunk was full.
const NOTHING: &str = "+";

/// The chunks of a message that have come so far.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    base64: String,
}

/// What a chunk led to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Gathered {
    /// More chunks follow.
    More,
    /// The message.
    Message(Vec<u8>),
    /// The chunk is longer than a chunk may be.
    ChunkTooLong,
    /// This is not base64, or too much of it.
    Wrong,
}

impl Gathering {
    /// Takes the next chunk.
    pub(crate) fn push(&mut self, chunk: &str) -> Gathered {
        if chunk.len() > CHUNK_BYTES_MAX {
            return Gathered::ChunkTooLong;
        }
        if chunk != NOTHING {
            if self.base64.len() + chunk.len() > MESSAGE_BYTES_MAX {
                return Gathered::Wrong;
            }
            self.base64.push_str(chunk);
            if chunk.len() == CHUNK_BYTES_MAX {
                return Gathered::More;
            }
        }
        let base64 = std::mem::take(&mut self.base64);
        Base64::decode_vec(&base64).map_or(Gathered::Wrong, Gathered::Message)
    }
}

/// A message in chunks, as the server sends it.
pub(crate) fn chunks(message: &[u8]) -> Vec<String> {
    let base64 = Base64::encode_string(message);
    // Base64 is ASCII: every byte is a character.
    let mut chunks: Vec<String> = base64
        .as_bytes()
        .chunks(CHUNK_BYTES_MAX)
        .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
        .collect();
    if base64.len().is_multiple_of(CHUNK_BYTES_MAX) {
        chunks.push(NOTHING.into());
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_chunk_is_followed_by_another() {
        for bytes in [0, 1, 299, 300, 301, 600, 899] {
            let message = vec![b'x'; bytes];
            let mut gathering = Gathering::default();
            let sent = chunks(&message);
            let (last, rest) = sent.split_last().expect("there is one");
            for chunk in rest {
                assert_eq!(gathering.push(chunk), Gathered::More);
            }
            assert!(last.len() < CHUNK_BYTES_MAX);
            assert_eq!(gathering.push(last), Gathered::Message(message), "{bytes}");
        }
    }

    #[test]
    fn too_much_and_no_base64_are_refused() {
        let full = "A".repeat(CHUNK_BYTES_MAX);
        let mut gathering = Gathering::default();
        assert_eq!(gathering.push(&(full.clone() + "A")), Gathered::ChunkTooLong);
        for _ in 0..MESSAGE_BYTES_MAX / CHUNK_BYTES_MAX {
            assert_eq!(gathering.push(&full), Gathered::More);
        }
        assert_eq!(gathering.push("AAAA"), Gathered::Wrong);
        let mut gathering = Gathering::default();
        for _ in 0..MESSAGE_BYTES_MAX / CHUNK_BYTES_MAX {
            assert_eq!(gathering.push(&full), Gathered::More);
        }
        assert!(matches!(gathering.push("+"), Gathered::Message(_)));
        for wrong in ["****", "A", "AA", "AAAA=", "AA==AA=="] {
            assert_eq!(Gathering::default().push(wrong), Gathered::Wrong, "{wrong}");
        }
    }
}
