//! IRC inside WebSocket (IRCv3 websocket): each message is a line, without its end.
//!
//! To the rest of the driver a WebSocket is a socket like any other: lines go in and come out.

mod frames;
mod handshake;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_lite::{AsyncRead, AsyncWrite};

use frames::{Decoder, Opcode, Peer, Violation, encode};
pub(super) use handshake::{Refused, Upgrade, upgrade};

/// Bytes of lines that are made into frames at once, and of frames that wait before more are made.
/// Whoever does not read has no more than both waiting here; the rest waits in the queue, where it
/// is counted.
const WRITE_BYTES_MAX: usize = 16 << 10;

/// Bytes taken from the socket at once.
const READ_BYTES_MAX: usize = 4 << 10;

/// What the server's messages are (the subprotocol).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `text.ircv3.net`, and who has asked for none. All that this server says is UTF-8.
    Text,
    /// `binary.ircv3.net`
    Binary,
}

/// A status with which a WebSocket ends (RFC 6455, section 7.4.1).
#[derive(Clone, Copy)]
enum Status {
    Normal = 1000,
    ProtocolError = 1002,
}

/// Reads messages as lines and writes lines as messages.
pub(super) struct WebSocket<S> {
    stream: S,
    kind: Kind,
    decoder: Decoder,
    /// Lines that have come and were not read yet; `read` bytes of them were.
    lines: Vec<u8>,
    read: usize,
    /// The line whose end is not written yet.
    line: Vec<u8>,
    /// Frames for the stream; `written` bytes of them were taken.
    out: Vec<u8>,
    written: usize,
    /// Nothing more comes.
    ended: bool,
    /// Goodbye was said: no frame may follow.
    closed: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> WebSocket<S> {
    pub(super) fn new(stream: S, kind: Kind) -> Self {
        Self {
            stream,
            kind,
            decoder: Decoder::default(),
            lines: Vec::new(),
            read: 0,
            line: Vec::new(),
            out: Vec::new(),
            written: 0,
            ended: false,
            closed: false,
        }
    }

    /// Gives the stream what waits for it.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.out.len() {
            let waiting = &self.out[self.written..];
            let count = ready!(Pin::new(&mut self.stream).poll_write(cx, waiting))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.written += count;
        }
        self.written = 0;
        // An idle connection has no buffer.
        self.out = Vec::new();
        Poll::Ready(Ok(()))
    }

    fn close_with(&mut self, status: Status) {
        if !self.closed {
            self.closed = true;
            encode(Opcode::Close, &(status as u16).to_be_bytes(), &mut self.out);
        }
    }

    /// Takes bytes of the peer's.
    fn decode(&mut self, bytes: &[u8]) {
        let mut answers = Vec::new();
        let decoded = self.decoder.decode(bytes, &mut self.lines, &mut answers);
        if !self.closed {
            self.out.append(&mut answers);
        }
        match decoded {
            Ok(Peer::Talks) => {}
            Ok(Peer::Closes) => (self.ended, self.closed) = (true, true),
            Err(Violation) => {
                self.ended = true;
                self.close_with(Status::ProtocolError);
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for WebSocket<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let mut bytes = [0; READ_BYTES_MAX];
        if this.lines.is_empty() && !this.ended {
            // Whoever does not read the answers to its pings is not asked for more of them.
            if this.out.len() >= WRITE_BYTES_MAX {
                ready!(this.poll_drain(cx))?;
            }
            let count = ready!(Pin::new(&mut this.stream).poll_read(cx, &mut bytes))?;
            if count == 0 {
                return Poll::Ready(Ok(0));
            }
            this.decode(&bytes[..count]);
            // What the stream does not take now is taken with what is written next.
            if let Poll::Ready(Err(error)) = this.poll_drain(cx) {
                return Poll::Ready(Err(error));
            }
        }
        let waiting = &this.lines[this.read..];
        if waiting.is_empty() {
            if this.ended {
                return Poll::Ready(Ok(0));
            }
            // Nothing to read yet; others are served before the rest is looked at.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let count = waiting.len().min(buffer.len());
        buffer[..count].copy_from_slice(&waiting[..count]);
        this.read += count;
        if this.read == this.lines.len() {
            (this.lines, this.read) = (Vec::new(), 0);
        }
        Poll::Ready(Ok(count))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for WebSocket<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.out.len() >= WRITE_BYTES_MAX {
            ready!(this.poll_drain(cx))?;
        }
        let bytes = &bytes[..bytes.len().min(WRITE_BYTES_MAX)];
        if this.closed {
            return Poll::Ready(Ok(bytes.len()));
        }
        let opcode = match this.kind {
            Kind::Text => Opcode::Text,
            Kind::Binary => Opcode::Binary,
        };
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            this.line.extend_from_slice(part);
            if let Some(line) = this.line.strip_suffix(b"\n") {
                encode(opcode, line.strip_suffix(b"\r").unwrap_or(line), &mut this.out);
                this.line = Vec::new();
            }
        }
        if let Poll::Ready(Err(error)) = this.poll_drain(cx) {
            return Poll::Ready(Err(error));
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_drain(cx))?;
        Pin::new(&mut this.stream).poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.close_with(Status::Normal);
        ready!(this.poll_drain(cx))?;
        Pin::new(&mut this.stream).poll_close(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    /// A peer that sends the same again and again, and reads so many bytes.
    struct Fake {
        sends: Vec<u8>,
        room: usize,
        read: Vec<u8>,
    }

    impl AsyncRead for Fake {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut [u8],
        ) -> Poll<io::Result<usize>> {
            let count = self.sends.len().min(buffer.len());
            buffer[..count].copy_from_slice(&self.sends[..count]);
            Poll::Ready(Ok(count))
        }
    }

    impl AsyncWrite for Fake {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            let count = self.room.min(bytes.len());
            self.room -= count;
            self.read.extend_from_slice(&bytes[..count]);
            if count == 0 { Poll::Pending } else { Poll::Ready(Ok(count)) }
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    fn cx() -> Context<'static> {
        Context::from_waker(Waker::noop())
    }

    #[test]
    fn whoever_does_not_read_costs_little() {
        // A ping with a payload of a hundred bytes, masked with zeros.
        let ping = [&[0x89, 0x80 | 100, 0, 0, 0, 0][..], &[7; 100]].concat();
        let fake = Fake { sends: ping.repeat(20), room: 10, read: Vec::new() };
        let mut socket = WebSocket::new(fake, Kind::Text);
        for _ in 0..1000 {
            let read = Pin::new(&mut socket).poll_read(&mut cx(), &mut [0; 64]);
            assert!(read.is_pending());
        }
        assert!(socket.out.len() < WRITE_BYTES_MAX + READ_BYTES_MAX, "{}", socket.out.len());
        let line = [&[b'x'; 510][..], b"\r\n"].concat().repeat(1000);
        for _ in 0..1000 {
            assert!(Pin::new(&mut socket).poll_write(&mut cx(), &line).is_pending());
        }
        assert!(socket.out.len() < 3 * WRITE_BYTES_MAX, "{}", socket.out.len());
    }

    #[test]
    fn lines_cut_anywhere_are_whole_messages() {
        let fake = Fake { sends: Vec::new(), room: usize::MAX, read: Vec::new() };
        let mut socket = WebSocket::new(fake, Kind::Binary);
        for part in ["one\r", "\ntw", "o\r\nthree\nfo"] {
            let written = Pin::new(&mut socket).poll_write(&mut cx(), part.as_bytes());
            assert!(matches!(written, Poll::Ready(Ok(count)) if count == part.len()));
        }
        assert!(Pin::new(&mut socket).poll_close(&mut cx()).is_ready());
        assert_eq!(
            socket.stream.read, b"\x82\x03one\x82\x03two\x82\x05three\x88\x02\x03\xe8",
            "what has no end is no message"
        );
    }
}
