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

use futures_lite::{AsyncRead as _, AsyncWrite as _};
use peyk_core::server::CloseCause;

use super::sendq::{Phase, SLICES_MAX, SendQ};
use super::wire::{Duplex, Holds, Wire, cause_of};

/// The queue of one connection and what it is written to; see the module.
pub(super) struct Outlet {
    pub(super) sendq: SendQ,
    /// None before the connection is open, and after its end.
    wire: Option<Box<dyn Duplex>>,
    holds: Holds,
    /// The stream may hold bytes that the socket did not take.
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
        Self { sendq, wire: None, holds: Holds::Never, unflushed: false, deaf: None }
    }

    /// From now on the queue is written to `wire`.
    pub(super) fn attach(&mut self, wire: Wire) {
        self.holds = wire.holds;
        self.unflushed = wire.holds != Holds::Never;
        self.wire = Some(wire.stream);
    }

    /// Takes the socket away; what is queued stays.
    pub(super) fn detach(&mut self) -> Option<Box<dyn Duplex>> {
        self.wire.take()
    }

    pub(super) fn has_wire(&self) -> bool {
        self.wire.is_some()
    }

    /// Reads from the socket; none if there is none.
    pub(super) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Option<Poll<io::Result<usize>>> {
        let read = Pin::new(self.wire.as_mut()?).poll_read(cx, buffer);
        self.unflushed |= self.holds == Holds::Answers;
        Some(read)
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
        let Self { sendq, wire: Some(wire), holds, unflushed, .. } = self else {
            return Ok(());
        };
        while !sendq.is_empty() {
            match poll_write_front(&mut **wire, sendq, cx) {
                Poll::Ready(Ok(0)) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(Ok(count)) => {
                    sendq.advance(count);
                    *unflushed = *holds != Holds::Never;
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
