//! The end of a connection: write what waits, say goodbye, wait a little for the peer.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_lite::{AsyncRead, AsyncWriteExt};

use super::env::Env;
use super::link::{Attached, Link};
use super::sendq::Phase;

/// How long a peer may take to read what was queued before its connection was closed.
const FLUSH_MS: u64 = 4_000;

/// How long a peer that has been told goodbye may take to close its side. Closing first, with
/// something of its unread, would reset the connection and could lose it the goodbye.
const LINGER_MS: u64 = 1_000;

/// Closes a connection that the core asked to close.
pub(super) async fn asked<E: Env>(env: &E, attached: Attached<'_>, link: &Link) {
    let deadline_ms = env.now().monotonic_ms + FLUSH_MS;
    if within(env, deadline_ms, written(link, Phase::Closing)).await != Some(true) {
        return;
    }
    let Some(mut wire) = attached.detach() else { return };
    if within(env, deadline_ms, wire.close()).await.is_none() {
        return;
    }
    let deadline_ms = env.now().monotonic_ms + LINGER_MS;
    within(env, deadline_ms, silence(&mut wire)).await;
}

/// Gives a peer that has closed its side what is still queued for it, once the hub has said all.
pub(super) async fn left<E: Env>(env: &E, attached: Attached<'_>, link: &Link) {
    let deadline_ms = env.now().monotonic_ms + FLUSH_MS;
    if within(env, deadline_ms, written(link, Phase::Finished)).await == Some(true)
        && let Some(mut wire) = attached.detach()
    {
        within(env, deadline_ms, wire.close()).await;
    }
}

/// Waits until the link is in `last` phase and all is written; false if it cannot be.
async fn written(link: &Link, last: Phase) -> bool {
    poll_fn(|cx| {
        link.served_by(cx.waker());
        let mut outlet = link.outlet();
        let phase = outlet.write(cx);
        if outlet.deaf().is_some() || phase == Phase::Overflowed {
            Poll::Ready(false)
        } else if phase == last && outlet.is_written() {
            Poll::Ready(true)
        } else {
            Poll::Pending
        }
    })
    .await
}

/// Reads and forgets, until the peer has closed its side.
async fn silence(wire: &mut (impl AsyncRead + Unpin)) {
    poll_fn(|cx: &mut Context<'_>| {
        let mut buffer = [0; 1024];
        match Pin::new(&mut *wire).poll_read(cx, &mut buffer) {
            Poll::Ready(Ok(0) | Err(_)) => Poll::Ready(()),
            Poll::Ready(Ok(_)) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
}

/// What `work` comes to, unless it takes longer than until `deadline_ms`.
pub(super) async fn within<E: Env, W: Future>(
    env: &E,
    deadline_ms: u64,
    work: W,
) -> Option<W::Output> {
    let mut work = std::pin::pin!(work);
    let mut deadline = env.sleep_until(deadline_ms);
    poll_fn(|cx| {
        if let Poll::Ready(output) = work.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        Pin::new(&mut deadline).poll(cx).map(|()| None)
    })
    .await
}
