//! Where a connection's bytes leave: its queue, and the socket once it is there.
//!
//! The hub writes at the end of its turn to whoever has an idle socket, which spares a task for
//! each recipient; a turn is all that came in meanwhile, so a busy server gathers many lines into
//! one write. The connection's own task writes what is left over: what the socket did not take,
//! and what was queued before there was a socket.

use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_lite::AsyncWrite as _;
use peyk_core::server::{CloseCause, Transport};

use super::sendq::{Phase, SLICES_MAX, SendQ};
use super::wire::{Duplex, Wire, cause_of};

/// The queue of one connection and what it is written to; see the module.
pub(super) struct Outlet {
    pub(super) sendq: SendQ,
    /// None before the connection is open, and after its end.
    wire: Option<Box<dyn Duplex>>,
    transport: Transport,
    /// TLS may hold records that the socket did not take.
    unflushed: bool,
    /// The peer can no longer be written to. What it said before is still read.
    deaf: Option<CloseCause>,
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outlet").field("sendq", &self.sendq).finish_non_exhaustive()
    }
}

impl Outlet {
    pub(super) fn new(sendq_bytes_max: usize) -> Self {
        let sendq = SendQ::new(sendq_bytes_max);
        let transport = Transport::Plain;
        Self { sendq, wire: None, transport, unflushed: false, deaf: None }
    }

    /// From now on the queue is written to `wire`.
    pub(super) fn attach(&mut self, wire: Wire) {
        self.transport = wire.transport;
        self.unflushed = wire.transport == Transport::Tls;
        self.wire = Some(wire.stream);
    }

    /// Takes the socket away; what is queued stays.
    pub(super) fn detach(&mut self) -> Option<Box<dyn Duplex>> {
        self.wire.take()
    }

    pub(super) fn wire(&mut self) -> Option<&mut Box<dyn Duplex>> {
        self.wire.as_mut()
    }

    /// Why the peer cannot be written to.
    pub(super) fn deaf(&self) -> Option<CloseCause> {
        self.deaf
    }

    /// Whether the socket has everything.
    pub(super) fn is_written(&self) -> bool {
        self.sendq.is_empty() && !self.unflushed
    }

    /// Writes as much of the queue as the socket takes, and says how the connection stands. With
    /// `Closing` there may be something left. A failure is remembered, and makes the peer deaf.
    pub(super) fn write(&mut self, cx: &mut Context<'_>) -> Phase {
        let phase = self.sendq.phase();
        if self.deaf.is_none()
            && let Err(error) = self.try_write(cx)
        {
            self.deaf = Some(cause_of(&error));
        }
        phase
    }

    fn try_write(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let Self { sendq, wire: Some(wire), transport, unflushed, .. } = self else {
            return Ok(());
        };
        while !sendq.is_empty() {
            match poll_write_front(&mut **wire, sendq, cx) {
                Poll::Ready(Ok(0)) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(Ok(count)) => {
                    sendq.advance(count);
                    *unflushed = *transport == Transport::Tls;
                }
                Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Poll::Ready(Err(error)) => return Err(error),
                Poll::Pending => {
                    sendq.block();
                    break;
                }
            }
        }
        if *unflushed && let Poll::Ready(flushed) = Pin::new(wire).poll_flush(cx) {
            flushed?;
            *unflushed = false;
        }
        Ok(())
    }
}

/// Writes what the socket takes at once: nearly always one slice, whose plain write costs the
/// kernel less than a vectored one.
fn poll_write_front(
    wire: &mut dyn Duplex,
    sendq: &SendQ,
    cx: &mut Context<'_>,
) -> Poll<io::Result<usize>> {
    if let Some(only) = sendq.only() {
        return Pin::new(wire).poll_write(cx, only);
    }
    let mut slices = [IoSlice::new(&[]); SLICES_MAX];
    let used = sendq.fill(&mut slices);
    Pin::new(wire).poll_write_vectored(cx, &slices[..used])
}
