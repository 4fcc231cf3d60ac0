//! A connection's bytes, as they are or inside TLS.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_lite::{AsyncRead, AsyncWrite};
use futures_rustls::server::TlsStream;
use peyk_core::server::{CloseCause, Transport};
use ring::digest::{SHA256, digest};

use super::websocket::{Kind, WebSocket};

/// A connection's bytes, whatever they go through.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Duplex for S {}

/// A socket with or without TLS.
pub(super) struct Wire {
    pub(super) stream: Box<dyn Duplex>,
    pub(super) transport: Transport,
    /// SHA-256 of the certificate that the client has shown in the TLS handshake.
    pub(super) certificate: Option<[u8; 32]>,
    /// When what was written may still wait in the stream, to be flushed.
    pub(super) holds: Holds,
}

/// When a stream may hold what the socket did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Never,
    /// After it was written to.
    Written,
    /// Also after it was read from, which it may answer by itself.
    Answers,
}

impl Wire {
    pub(super) fn plain(socket: impl Duplex + 'static) -> Self {
        Self {
            stream: Box::new(socket),
            transport: Transport::Plain,
            certificate: None,
            holds: Holds::Never,
        }
    }

    pub(super) fn tls(stream: TlsStream<impl Duplex + 'static>) -> Self {
        let (_, session) = stream.get_ref();
        let own = session.peer_certificates().and_then(|chain| chain.first());
        let certificate = own.and_then(|own| digest(&SHA256, own).as_ref().try_into().ok());
        Self {
            stream: Box::new(stream),
            transport: Transport::Tls,
            certificate,
            holds: Holds::Written,
        }
    }
}

impl Wire {
    /// The same inside WebSocket; `first` bytes of that were already read.
    pub(super) fn websocket(self, kind: Kind, first: Vec<u8>) -> Self {
        let stream = Box::new(WebSocket::new(Rewound::new(first, self.stream), kind));
        Self { stream, holds: Holds::Answers, ..self }
    }
}

/// What an error of a socket means.
pub(super) fn cause_of(error: &io::Error) -> CloseCause {
    let kind = error.kind();
    if kind == io::ErrorKind::UnexpectedEof {
        // Many peers leave without TLS's close_notify.
        CloseCause::EndOfFile
    } else if kind == io::ErrorKind::InvalidData {
        CloseCause::Tls
    } else {
        CloseCause::Reset
    }
}

/// A stream some of whose first bytes were already read, and are read again first.
pub(super) struct Rewound<S> {
    head: Vec<u8>,
    stream: S,
}

impl<S> Rewound<S> {
    pub(super) fn new(head: Vec<u8>, stream: S) -> Self {
        Self { head, stream }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Rewound<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.head.is_empty() {
            return Pin::new(&mut this.stream).poll_read(cx, buffer);
        }
        let count = this.head.len().min(buffer.len());
        buffer[..count].copy_from_slice(&this.head[..count]);
        this.head.drain(..count);
        if this.head.is_empty() {
            this.head = Vec::new();
        }
        Poll::Ready(Ok(count))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Rewound<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, slices)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_close(cx)
    }
}
