//! A connection's bytes, as they are or inside TLS.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_lite::{AsyncRead, AsyncWrite};
use futures_rustls::server::TlsStream;
use peyk_core::server::CloseCause;
use ring::digest::{SHA256, digest};

/// A socket with or without TLS. TLS is boxed so that a plain connection does not pay its size.
pub(super) enum Wire<S> {
    Plain(S),
    Tls(Box<TlsStream<Rewound<S>>>),
}

/// A socket, whatever it is made of.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {
    fn is_tls(&self) -> bool;
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Duplex for Wire<S> {
    fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }
}

impl<S> Wire<S> {
    /// SHA-256 of the certificate that the client has shown in the TLS handshake.
    pub(super) fn certificate(&self) -> Option<[u8; 32]> {
        let Self::Tls(stream) = self else { return None };
        let (_, session) = stream.get_ref();
        let own = session.peer_certificates()?.first()?;
        digest(&SHA256, own).as_ref().try_into().ok()
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

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_close(cx),
            Self::Tls(stream) => Pin::new(stream).poll_close(cx),
        }
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
