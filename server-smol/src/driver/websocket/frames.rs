//! WebSocket frames (RFC 6455, section 5), without extensions.

/// The bits of a frame's first byte that no extension we speak has given a meaning.
const RESERVED: u8 = 0x70;

/// In a frame's first byte: the last of its message.
const FIN: u8 = 0x80;

/// In a frame's second byte: its payload is masked.
const MASKED: u8 = 0x80;

/// Bytes of the payload of a frame that controls the connection.
const CONTROL_BYTES_MAX: usize = 125;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn of(first: u8) -> Option<Self> {
        Some(match first & !(FIN | RESERVED) {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    fn controls(self) -> bool {
        self as u8 >= Self::Close as u8
    }
}

/// Appends one unmasked frame that is a whole message.
pub(super) fn encode(opcode: Opcode, payload: &[u8], out: &mut Vec<u8>) {
    out.push(FIN | opcode as u8);
    match u16::try_from(payload.len()) {
        Ok(short @ ..126) => out.push(short.to_le_bytes()[0]),
        Ok(long) => {
            out.push(126);
            out.extend_from_slice(&long.to_be_bytes());
        }
        Err(_) => {
            out.push(127);
            out.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
}

/// What the peer sent is no WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Violation;

/// Whether more may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    Talks,
    /// It has said that it closes.
    Closes,
}

/// Takes a client's frames apart as their bytes come. Payloads pass through: what waits here is
/// at most a header and the payload of a control frame.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    head: Vec<u8>,
    frame: Option<Frame>,
    /// A message of several frames is not at its end.
    unfinished: bool,
}

/// A frame whose payload is coming.
#[derive(Debug)]
struct Frame {
    opcode: Opcode,
    fin: bool,
    left: u64,
    mask: [u8; 4],
    /// Bytes of the payload that have come.
    came: usize,
    /// The payload of a control frame.
    control: Vec<u8>,
}

impl Decoder {
    /// Takes bytes. Messages are appended to `lines`, each with the end of a line, and what must
    /// be answered to `answers`.
    pub(super) fn decode(
        &mut self,
        mut bytes: &[u8],
        lines: &mut Vec<u8>,
        answers: &mut Vec<u8>,
    ) -> Result<Peer, Violation> {
        while let [first, rest @ ..] = bytes {
            match &mut self.frame {
                None => {
                    self.head.push(*first);
                    bytes = rest;
                    if let Some(frame) = parse(&self.head)? {
                        self.begin(&frame)?;
                        self.head.clear();
                        self.frame = Some(frame);
                    }
                }
                Some(frame) => {
                    let count = usize::try_from(frame.left).unwrap_or(usize::MAX).min(bytes.len());
                    let (payload, rest) = bytes.split_at(count);
                    frame.take(payload, lines);
                    bytes = rest;
                }
            }
            if let Some(frame) = self.frame.take_if(|frame| frame.left == 0)
                && self.end(&frame, lines, answers) == Peer::Closes
            {
                return Ok(Peer::Closes);
            }
        }
        Ok(Peer::Talks)
    }

    /// Whether a frame may come now.
    fn begin(&mut self, frame: &Frame) -> Result<(), Violation> {
        if frame.opcode.controls() {
            return Ok(());
        }
        if (frame.opcode == Opcode::Continuation) != self.unfinished {
            return Err(Violation);
        }
        self.unfinished = !frame.fin;
        Ok(())
    }

    fn end(&self, frame: &Frame, lines: &mut Vec<u8>, answers: &mut Vec<u8>) -> Peer {
        match frame.opcode {
            Opcode::Close => {
                // The same status back.
                let status = frame.control.get(..2).unwrap_or_default();
                encode(Opcode::Close, status, answers);
                return Peer::Closes;
            }
            Opcode::Ping => encode(Opcode::Pong, &frame.control, answers),
            Opcode::Pong => {}
            Opcode::Continuation | Opcode::Text | Opcode::Binary => {
                if frame.fin {
                    lines.extend_from_slice(b"\r\n");
                }
            }
        }
        Peer::Talks
    }
}

impl Frame {
    fn take(&mut self, payload: &[u8], lines: &mut Vec<u8>) {
        let into = if self.opcode.controls() { &mut self.control } else { lines };
        for &byte in payload {
            into.push(byte ^ self.mask[self.came % 4]);
            self.came = (self.came + 1) % 4;
        }
        self.left -= payload.len() as u64;
    }
}

/// A frame's header, once all its bytes are there.
fn parse(head: &[u8]) -> Result<Option<Frame>, Violation> {
    let &[first, second, ref rest @ ..] = head else { return Ok(None) };
    let opcode = Opcode::of(first).filter(|_| first & RESERVED == 0).ok_or(Violation)?;
    let fin = first & FIN != 0;
    let short = second & !MASKED;
    // A client masks what it sends, so that nothing between takes it for something else.
    let is_allowed = usize::from(short) <= CONTROL_BYTES_MAX && fin || !opcode.controls();
    if second & MASKED == 0 || !is_allowed {
        return Err(Violation);
    }
    let wide = match short {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let Some((length, mask)) = rest.split_at_checked(wide) else { return Ok(None) };
    let Ok(mask) = mask.try_into() else { return Ok(None) };
    let long = length.iter().fold(0, |sum: u64, &byte| sum << 8 | u64::from(byte));
    let left = if wide == 0 { u64::from(short) } else { long };
    Ok(Some(Frame { opcode, fin, left, mask, came: 0, control: Vec::new() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client's frame.
    fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut frame = Vec::new();
        encode(Opcode::Text, payload, &mut frame);
        let head = frame.len() - payload.len();
        frame[0] = first;
        frame[1] |= MASKED;
        let mask = [1, 2, 3, 4];
        for (index, byte) in frame[head..].iter_mut().enumerate() {
            *byte ^= mask[index % 4];
        }
        frame.splice(head..head, mask);
        frame
    }

    fn decoded(bytes: &[u8], at_once: usize) -> Result<(String, Vec<u8>, Peer), Violation> {
        let (mut decoder, mut lines, mut answers) = Default::default();
        let mut peer = Peer::Talks;
        for bytes in bytes.chunks(at_once) {
            peer = Decoder::decode(&mut decoder, bytes, &mut lines, &mut answers)?;
            if peer == Peer::Closes {
                break;
            }
        }
        Ok((String::from_utf8(lines).expect("it was text"), answers, peer))
    }

    #[test]
    fn messages_become_lines_however_their_bytes_come() {
        let long = "x".repeat(300);
        let longest = "y".repeat(70_000);
        let mut bytes = masked(0x81, "NICK نرگس".as_bytes());
        bytes.extend(masked(0x01, b"PRIVMSG "));
        bytes.extend(masked(0x89, b"are you there?"));
        bytes.extend(masked(0x00, b""));
        bytes.extend(masked(0x80, b"#room :hi"));
        bytes.extend(masked(0x82, long.as_bytes()));
        bytes.extend(masked(0x82, longest.as_bytes()));
        bytes.extend(masked(0x8a, b""));
        for at_once in [1, 2, 3, 7, 1000, usize::MAX] {
            let (lines, answers, peer) = decoded(&bytes, at_once).expect("all of it is right");
            assert_eq!(
                lines,
                format!("NICK نرگس\r\nPRIVMSG #room :hi\r\n{long}\r\n{longest}\r\n"),
                "{at_once} bytes at once"
            );
            assert_eq!(answers, b"\x8a\x0eare you there?");
            assert_eq!(peer, Peer::Talks);
        }
    }

    #[test]
    fn a_goodbye_is_answered_with_its_status() {
        let (_, answers, peer) = decoded(&masked(0x88, b"\x03\xe8bye"), 4).expect("it is right");
        assert_eq!((answers.as_slice(), peer), (b"\x88\x02\x03\xe8".as_slice(), Peer::Closes));
        let (_, answers, _) = decoded(&masked(0x88, b""), 9).expect("it is right");
        assert_eq!(answers, b"\x88\x00");
    }

    #[test]
    fn what_is_no_websocket_is_refused() {
        let wrong = [
            masked(0xc1, b"reserved"),
            masked(0x83, b"no such opcode"),
            masked(0x80, b"goes on with nothing"),
            [masked(0x01, b"begins"), masked(0x81, b"and begins again")].concat(),
            masked(0x09, b"a ping in parts"),
            masked(0x89, &[0; 126]),
            b"\x81\x02hi".to_vec(),
        ];
        for bytes in wrong {
            assert_eq!(decoded(&bytes, 5), Err(Violation), "{bytes:?}");
        }
    }
}
