//! From an accepted socket to a chat: the first bytes decide.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::task::Poll;

use futures_lite::AsyncRead;
use futures_rustls::TlsAcceptor;
use peyk_core::server::{CloseCause, ConnId};
use peyk_core::wire::opening::{Opening, classify};

use super::env::Env;
use super::inbox::Event;
use super::link::Link;
use super::sendq::Phase;
use super::wire::{Duplex, Rewound, Wire, cause_of};
use super::{Settings, Shared, http};

/// First bytes read before a choice is made; whoever is undecided after so many is chatting.
const FIRST_BYTES_MAX: usize = 1024;

/// What a connection turned out to be.
pub(super) enum Opened {
    /// It chats, and the hub has been told.
    Chat(Wire),
    /// The hub wants it closed, before it said what it is.
    Unwanted(Wire),
    /// It is over.
    Ended(CloseCause),
}

/// What the first bytes said.
enum First {
    Tls,
    Http,
    Chat { silent: bool },
    Unwanted,
    Gone(CloseCause),
}

/// Finds out what a connection is, does the TLS handshake and answers HTTP on the way, and opens
/// the connection towards the hub if it is a chat.
pub(super) async fn open<E: Env>(
    shared: &Shared<E>,
    settings: &Settings,
    stream: E::Stream,
    conn: ConnId,
    link: &Link,
) -> Opened {
    let mut first = Vec::new();
    let mut plain = stream;
    let seen = first_bytes(shared, settings, &mut plain, link, &mut first).await;
    if !matches!(seen, First::Tls) {
        return settle(shared, settings, Wire::plain(plain), seen, first, conn, link).await;
    }
    let Some(acceptor) = &settings.tls else { return Opened::Ended(CloseCause::Tls) };
    let stream = Rewound::new(std::mem::take(&mut first), plain);
    let Some(mut wire) = handshake(acceptor, stream, link).await else {
        return Opened::Ended(CloseCause::Tls);
    };
    let mut seen = first_bytes(shared, settings, &mut wire.stream, link, &mut first).await;
    if matches!(seen, First::Tls) {
        // TLS within TLS is nothing we speak; the chat will say so.
        seen = First::Chat { silent: false };
    }
    settle(shared, settings, wire, seen, first, conn, link).await
}

async fn settle<E: Env>(
    shared: &Shared<E>,
    settings: &Settings,
    mut wire: Wire,
    seen: First,
    first: Vec<u8>,
    conn: ConnId,
    link: &Link,
) -> Opened {
    match seen {
        First::Chat { silent } => {
            opened(shared, conn, &wire, silent);
            if !first.is_empty() {
                shared.inbox.received(conn, &first);
            }
            Opened::Chat(wire)
        }
        First::Http => {
            let answering = http::serve(&shared.env, &mut wire.stream, first, &settings.page);
            let Some(Some((kind, first))) = unless_unwanted(link, answering).await else {
                return Opened::Ended(CloseCause::Http);
            };
            let wire = wire.websocket(kind, first);
            opened(shared, conn, &wire, false);
            Opened::Chat(wire)
        }
        First::Unwanted => Opened::Unwanted(wire),
        First::Gone(cause) => Opened::Ended(cause),
        First::Tls => Opened::Ended(CloseCause::Tls),
    }
}

/// Tells the hub that a connection chats.
fn opened<E: Env>(shared: &Shared<E>, conn: ConnId, wire: &Wire, silent: bool) {
    let &Wire { transport, certificate, .. } = wire;
    shared.inbox.push(Event::Opened { conn, transport, certificate, silent });
}

/// The TLS handshake; none if it failed or the hub wants no more of it. Its future is large and
/// short-lived, so it lives in a box of its own.
async fn handshake(
    acceptor: &TlsAcceptor,
    stream: Rewound<impl Duplex + 'static>,
    link: &Link,
) -> Option<Wire> {
    match unless_unwanted(link, Box::pin(acceptor.accept(stream))).await {
        Some(Ok(stream)) => Some(Wire::tls(stream)),
        Some(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake failed");
            None
        }
        None => None,
    }
}

/// Reads until it is clear what the peer speaks, or it has been silent for the time that a hint
/// is given after.
async fn first_bytes<E: Env>(
    shared: &Shared<E>,
    settings: &Settings,
    stream: &mut (impl AsyncRead + Unpin),
    link: &Link,
    first: &mut Vec<u8>,
) -> First {
    let hint_at_ms = shared.env.now().monotonic_ms.saturating_add(settings.hint_after_ms);
    let mut hint = shared.env.sleep_until(hint_at_ms);
    loop {
        match classify(first) {
            Opening::Tls => return First::Tls,
            Opening::Http => return First::Http,
            Opening::Chat => return First::Chat { silent: false },
            Opening::NeedMore if first.len() >= FIRST_BYTES_MAX => {
                return First::Chat { silent: false };
            }
            Opening::NeedMore => {}
        }
        match read_more(stream, link, &mut hint, first).await {
            More::Read => {}
            More::Hint => return First::Chat { silent: first.is_empty() },
            More::Unwanted => return First::Unwanted,
            More::Gone(cause) => return First::Gone(cause),
        }
    }
}

enum More {
    Read,
    Hint,
    Unwanted,
    Gone(CloseCause),
}

async fn read_more(
    stream: &mut (impl AsyncRead + Unpin),
    link: &Link,
    hint: &mut (impl Future<Output = ()> + Unpin),
    first: &mut Vec<u8>,
) -> More {
    poll_fn(|cx| {
        link.served_by(cx.waker());
        if link.phase() != Phase::Open {
            return Poll::Ready(More::Unwanted);
        }
        let mut buffer = [0; FIRST_BYTES_MAX];
        let room = FIRST_BYTES_MAX - first.len();
        match Pin::new(&mut *stream).poll_read(cx, &mut buffer[..room]) {
            Poll::Ready(Ok(0)) => return Poll::Ready(More::Gone(CloseCause::EndOfFile)),
            Poll::Ready(Ok(count)) => {
                first.extend_from_slice(&buffer[..count]);
                return Poll::Ready(More::Read);
            }
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {
                cx.waker().wake_by_ref();
            }
            Poll::Ready(Err(error)) => return Poll::Ready(More::Gone(cause_of(&error))),
            Poll::Pending => {}
        }
        Pin::new(&mut *hint).poll(cx).map(|()| More::Hint)
    })
    .await
}

/// Drives `work` to its end, or drops it when the hub asks to close the connection.
async fn unless_unwanted<W: Future>(link: &Link, work: W) -> Option<W::Output> {
    let mut work = pin!(work);
    poll_fn(|cx| {
        link.served_by(cx.waker());
        if link.phase() != Phase::Open {
            return Poll::Ready(None);
        }
        work.as_mut().poll(cx).map(Some)
    })
    .await
}
