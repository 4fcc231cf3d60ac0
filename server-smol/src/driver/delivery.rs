//! From the core's outputs to the queues of connections.
//!
//! A turn's bytes become one shared chunk. For each line and recipient only a dense table of
//! twelve bytes an entry is touched: lines that follow one another in the chunk extend the
//! recipient's run, and runs reach the queues once per recipient and turn. Then those whose queues
//! were empty are written to.

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use peyk_core::server::{Action, ConnId, Outputs};

use super::link::Link;
use super::sendq::{Chunk, Pushed};

/// Chunks remembered for reuse. Only turns whose readers lag keep more than one or two busy.
const CHUNKS_KEPT_MAX: usize = 8;

/// A chunk that grew beyond this (a long LIST) is not kept.
const CHUNK_BYTES_KEPT_MAX: usize = 1 << 20;

/// No run yet in this turn.
const NONE: u32 = u32::MAX;

/// A connection's place in the turn: which holder, and the run gathered for it.
#[derive(Clone, Copy, Debug)]
struct Seat {
    /// Of the holder; 0 for nobody.
    generation: u32,
    start: u32,
    end: u32,
}

const EMPTY: Seat = Seat { generation: 0, start: NONE, end: NONE };

/// The table of connections, as delivering needs it.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    seats: Vec<Seat>,
    links: Vec<Option<Arc<Link>>>,
    /// Slots with a run in this turn.
    touched: Vec<u32>,
    /// Slots whose queues have bytes that nobody was told to write.
    unwritten: Vec<u32>,
    chunks: Vec<Chunk>,
    seated: usize,
}

impl Delivery {
    /// How many connections there are.
    pub(super) fn seated(&self) -> usize {
        self.seated
    }

    pub(super) fn seat(&mut self, conn: ConnId, link: Arc<Link>) {
        let slot = conn.slot as usize;
        if self.seats.len() <= slot {
            self.seats.resize(slot + 1, EMPTY);
            self.links.resize(slot + 1, None);
        }
        assert_eq!(self.seats[slot].generation, 0, "a slot was given out twice");
        self.seats[slot] = Seat { generation: conn.generation, ..EMPTY };
        self.links[slot] = Some(link);
        self.seated += 1;
    }

    /// Takes the link of a connection that is gone out of the table.
    pub(super) fn vacate(&mut self, conn: ConnId) -> Option<Arc<Link>> {
        let seat = self.seats.get_mut(conn.slot as usize)?;
        if seat.generation != conn.generation {
            return None;
        }
        *seat = EMPTY;
        self.seated -= 1;
        self.links[conn.slot as usize].take()
    }

    /// Every connection's link.
    pub(super) fn links(&self) -> impl Iterator<Item = &Arc<Link>> {
        self.links.iter().flatten()
    }

    /// Queues all sends and closes of `outs`, in order, but those that are `left_out`, hands other
    /// actions to `other`, and clears `outs`. To be followed by [`write`](Self::write).
    pub(super) fn deliver(
        &mut self,
        outs: &mut Outputs,
        left_out: impl Fn(usize) -> bool,
        mut other: impl FnMut(&Action),
    ) {
        if outs.actions().is_empty() {
            outs.clear();
            return;
        }
        let chunk = self.chunk(outs);
        for (index, action) in outs.actions().iter().enumerate() {
            if left_out(index) {
                continue;
            }
            match action {
                Action::Send { frame, to } => self.send(&chunk, frame, outs.recipients(to)),
                Action::Close { conn } => self.close(&chunk, *conn),
                Action::Ask { .. } | Action::Reload => other(action),
            }
        }
        let mut touched = mem::take(&mut self.touched);
        for slot in touched.drain(..) {
            self.flush(&chunk, slot);
        }
        self.touched = touched;
        if self.chunks.len() < CHUNKS_KEPT_MAX {
            self.chunks.push(chunk);
        }
        outs.clear();
    }

    /// Writes to the sockets what was delivered to empty queues.
    pub(super) fn write(&mut self) {
        for slot in self.unwritten.drain(..) {
            if let Some(link) = &self.links[slot as usize] {
                link.write();
            }
        }
    }

    /// The outputs' bytes as a shared chunk; they get the memory of one that is no longer used.
    fn chunk(&mut self, outs: &mut Outputs) -> Chunk {
        for index in 0..self.chunks.len() {
            if let Some(bytes) = Arc::get_mut(&mut self.chunks[index]) {
                bytes.clear();
                bytes.shrink_to(CHUNK_BYTES_KEPT_MAX);
                *bytes = outs.take_bytes(mem::take(bytes));
                return self.chunks.swap_remove(index);
            }
        }
        Arc::new(outs.take_bytes(Vec::new()))
    }

    #[inline]
    fn send(&mut self, chunk: &Chunk, frame: &Range<usize>, to: &[ConnId]) {
        let start = u32::try_from(frame.start).expect("a turn's bytes are counted in a u32");
        let end = u32::try_from(frame.end).expect("a turn's bytes are counted in a u32");
        for conn in to {
            let Some(seat) = self.seats.get_mut(conn.slot as usize) else { continue };
            if seat.generation != conn.generation {
                continue;
            }
            if seat.end == start {
                seat.end = end;
            } else if seat.start == NONE {
                (seat.start, seat.end) = (start, end);
                self.touched.push(conn.slot);
            } else {
                let (from, to) = (seat.start, seat.end);
                (seat.start, seat.end) = (start, end);
                self.push(chunk, conn.slot, from, to);
            }
        }
    }

    fn close(&mut self, chunk: &Chunk, conn: ConnId) {
        let holder = self.seats.get(conn.slot as usize).map(|seat| seat.generation);
        if holder == Some(conn.generation) {
            self.flush(chunk, conn.slot);
            if let Some(link) = &self.links[conn.slot as usize] {
                link.close();
            }
        }
    }

    /// Moves a seat's run to its queue. The slot may stay in the list of those touched: a seat
    /// without a run is passed over.
    fn flush(&mut self, chunk: &Chunk, slot: u32) {
        let seat = &mut self.seats[slot as usize];
        let (start, end) = (seat.start, seat.end);
        (seat.start, seat.end) = (NONE, NONE);
        if start != NONE {
            self.push(chunk, slot, start, end);
        }
    }

    fn push(&mut self, chunk: &Chunk, slot: u32, start: u32, end: u32) {
        if let Some(link) = &self.links[slot as usize]
            && link.push(chunk, start, end) == Pushed::Tell
        {
            self.unwritten.push(slot);
        }
    }
}
