//! A connection's line: the server's end of it takes and gives bytes in pieces, and both ends
//! can be torn off.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_lite::{AsyncRead, AsyncWrite};
use tokio_util::compat::Compat;
use turmoil::net::TcpStream;

use crate::dice::Dice;

/// Bytes of a segment: a window is counted in segments, so none may be of any size.
pub(crate) const SEGMENT_BYTES_MAX: usize = 1460;

/// All lines, by the address of their far end; clones are the same board.
#[derive(Clone, Default)]
pub(crate) struct Switchboard {
    lines: Arc<Mutex<BTreeMap<SocketAddr, Arc<Line>>>>,
}

/// Whether a line is whole.
#[derive(Debug, Default)]
pub(crate) struct Line {
    torn: AtomicBool,
    waits: Mutex<Option<Waker>>,
}

impl Switchboard {
    /// The line to an address. No port is used twice in a run.
    pub(crate) fn line(&self, far: SocketAddr) -> Arc<Line> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lines.entry(far).or_default())
    }

    /// Resets the connection to an address: the server's end fails when it is next used.
    pub(crate) fn tear(&self, far: SocketAddr) {
        let line = self.line(far);
        line.torn.store(true, Ordering::Relaxed);
        if let Some(waits) = line.waits.lock().unwrap_or_else(PoisonError::into_inner).take() {
            waits.wake();
        }
    }
}

/// The server's end.
pub(crate) struct ServerEnd {
    stream: Compat<TcpStream>,
    line: Arc<Line>,
    dice: Dice,
    piece_bytes_max: usize,
}

impl ServerEnd {
    /// `piece_bytes_max` is the most taken or given at once, or 0 for what fits into a segment.
    pub(crate) fn new(
        stream: Compat<TcpStream>,
        line: Arc<Line>,
        dice: Dice,
        piece_bytes_max: usize,
    ) -> Self {
        Self { stream, line, dice, piece_bytes_max }
    }

    fn piece_bytes(&mut self) -> usize {
        match self.piece_bytes_max {
            0 => SEGMENT_BYTES_MAX,
            // Mostly whole, so that not all of them are tiny.
            max if self.dice.chance(50) => max,
            max => 1 + self.dice.index(max),
        }
    }

    fn is_torn(&self) -> bool {
        self.line.torn.load(Ordering::Relaxed)
    }
}

impl AsyncRead for ServerEnd {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_torn() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let length = buffer.len().min(self.piece_bytes());
        let read = Pin::new(&mut self.stream).poll_read(cx, &mut buffer[..length]);
        if read.is_pending() {
            let mut waits = self.line.waits.lock().unwrap_or_else(PoisonError::into_inner);
            *waits = Some(cx.waker().clone());
        }
        read
    }
}

impl AsyncWrite for ServerEnd {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_torn() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let length = bytes.len().min(self.piece_bytes());
        Pin::new(&mut self.stream).poll_write(cx, &bytes[..length])
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_close(cx)
    }
}
