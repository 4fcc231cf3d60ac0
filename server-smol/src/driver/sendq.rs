//! The bytes that wait for one peer.
//!
//! What a turn of the hub says to many peers is in one shared chunk; a queue holds ranges of
//! chunks and copies nothing, as long as its peer reads. A peer that does not read must not keep
//! alive what was said to others: from the moment its socket is full, its bytes are copied into
//! a buffer of its own, and the memory it costs is what it did not read, at most
//! [`sendq_bytes_max`](peyk_core::server::config::Limits::sendq_bytes_max) and growth slack.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::sync::Arc;

use peyk_core::mutants::Mutant;

/// What one turn of the hub said, to whomever.
pub(super) type Chunk = Arc<Vec<u8>>;

/// Slices in one vectored write. A turn that goes to one room is one slice; more than a few come
/// only of many turns or many rooms.
pub(super) const SLICES_MAX: usize = 64;

/// Runs whose memory an empty queue keeps, so that the next turn does not allocate.
const RUNS_KEPT_MAX: usize = 8;

/// Where a connection stands, as the hub sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It is served.
    Open,
    /// It is to be closed once its queue is written.
    Closing,
    /// Its queue was full; it is to be closed at once.
    Overflowed,
    /// The hub knows that it is gone, and has queued the last it had to say.
    Finished,
}

/// What became of bytes pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushed {
    /// They wait, and somebody has to be told to write.
    Tell,
    /// Somebody was told already, or will be when the socket has room again.
    Quiet,
}

/// A part of a chunk.
#[derive(Debug)]
struct Run {
    chunk: Chunk,
    start: u32,
    end: u32,
}

/// A byte-bounded queue to one peer; see the module.
#[derive(Debug)]
pub(super) struct SendQ {
    runs: VecDeque<Run>,
    /// Used instead of `runs` while the socket is full.
    own: VecDeque<u8>,
    bytes: usize,
    bytes_max: usize,
    phase: Phase,
    blocked: bool,
}

impl SendQ {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            runs: VecDeque::new(),
            own: VecDeque::new(),
            bytes: 0,
            bytes_max,
            phase: Phase::Open,
            blocked: false,
        }
    }

    pub(super) fn phase(&self) -> Phase {
        self.phase
    }

    /// Bytes that wait.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// Appends `chunk[start..end]`. More than the limit marks the connection as overflowed and
    /// forgets everything; a connection that is not open takes nothing more.
    pub(super) fn push(&mut self, chunk: &Chunk, start: u32, end: u32) -> Pushed {
        if self.phase != Phase::Open {
            return Pushed::Quiet;
        }
        let bytes = (end - start) as usize;
        if Mutant::LosesLine.strikes(u64::from(end - start)) {
            return Pushed::Quiet;
        }
        if self.bytes + bytes > self.bytes_max && !Mutant::GrowsSendQ.is_active() {
            self.phase = Phase::Overflowed;
            self.forget();
            return Pushed::Tell;
        }
        let first = self.bytes == 0;
        self.bytes += bytes;
        if self.blocked {
            self.own.extend(&chunk[start as usize..end as usize]);
            return Pushed::Quiet;
        }
        match self.runs.back_mut() {
            Some(last) if last.end == start && Arc::ptr_eq(&last.chunk, chunk) => last.end = end,
            _ => self.runs.push_back(Run { chunk: Arc::clone(chunk), start, end }),
        }
        if Mutant::ReordersTwo.strikes(self.bytes as u64) && self.runs.len() > 1 {
            let last = self.runs.len() - 1;
            self.runs.swap(last - 1, last);
        }
        if first { Pushed::Tell } else { Pushed::Quiet }
    }

    /// Takes nothing more; what waits is still to be written.
    pub(super) fn close(&mut self) {
        if self.phase == Phase::Open {
            self.phase = Phase::Closing;
        }
    }

    /// Says that the hub is done with this connection.
    pub(super) fn finish(&mut self) {
        self.phase = Phase::Finished;
    }

    /// All that waits, if it is one slice.
    pub(super) fn only(&self) -> Option<&[u8]> {
        match self.runs.front() {
            Some(run) if self.runs.len() == 1 => {
                Some(&run.chunk[run.start as usize..run.end as usize])
            }
            _ => None,
        }
    }

    /// Fills `slices` with what waits, from the front, and returns how many it used.
    pub(super) fn fill<'a>(&'a self, slices: &mut [IoSlice<'a>; SLICES_MAX]) -> usize {
        if self.blocked {
            let (front, back) = self.own.as_slices();
            slices[0] = IoSlice::new(front);
            slices[1] = IoSlice::new(back);
            return usize::from(!front.is_empty()) + usize::from(!back.is_empty());
        }
        let mut used = 0;
        for (slice, run) in slices.iter_mut().zip(&self.runs) {
            *slice = IoSlice::new(&run.chunk[run.start as usize..run.end as usize]);
            used += 1;
        }
        used
    }

    /// Forgets the first `count` bytes, which have been written.
    pub(super) fn advance(&mut self, count: usize) {
        assert!(count <= self.bytes, "a socket took more than it was given");
        self.bytes -= count;
        if self.blocked {
            self.own.drain(..count);
            if self.own.is_empty() {
                self.own = VecDeque::new();
                self.blocked = false;
            }
            return;
        }
        let mut left = count;
        while left > 0
            && let Some(first) = self.runs.front_mut()
        {
            let length = (first.end - first.start) as usize;
            if left < length {
                first.start += u32::try_from(left).expect("less than a run's length, a u32");
                return;
            }
            left -= length;
            self.runs.pop_front();
        }
        if self.runs.is_empty() && self.runs.capacity() > RUNS_KEPT_MAX {
            self.runs.shrink_to(RUNS_KEPT_MAX);
        }
    }

    /// The socket is full: what waits moves into a buffer of its own, and so will what follows.
    pub(super) fn block(&mut self) {
        if self.blocked || self.bytes == 0 {
            return;
        }
        self.blocked = true;
        self.own.reserve(self.bytes);
        for run in self.runs.drain(..) {
            self.own.extend(&run.chunk[run.start as usize..run.end as usize]);
        }
        self.runs = VecDeque::new();
    }

    fn forget(&mut self) {
        self.runs = VecDeque::new();
        self.own = VecDeque::new();
        self.bytes = 0;
        self.blocked = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(bytes: &[u8]) -> Chunk {
        Arc::new(bytes.to_vec())
    }

    fn waiting(q: &SendQ) -> Vec<Vec<u8>> {
        let mut slices = [IoSlice::new(&[]); SLICES_MAX];
        let used = q.fill(&mut slices);
        slices[..used].iter().map(|slice| slice.to_vec()).collect()
    }

    #[test]
    fn adjacent_ranges_leave_as_one_slice() {
        let chunk = chunk(b"onetwothree");
        let mut q = SendQ::new(100);
        q.push(&chunk, 0, 3);
        q.push(&chunk, 3, 6);
        assert_eq!(waiting(&q), [b"onetwo".to_vec()]);
        q.push(&chunk, 7, 11);
        assert_eq!(waiting(&q), [b"onetwo".to_vec(), b"hree".to_vec()]);
    }

    #[test]
    fn ranges_of_different_chunks_stay_apart() {
        let mut q = SendQ::new(100);
        q.push(&chunk(b"abc"), 0, 3);
        q.push(&chunk(b"...def"), 3, 6);
        assert_eq!(waiting(&q), [b"abc".to_vec(), b"def".to_vec()]);
    }

    #[test]
    fn the_limit_is_reached_but_not_passed() {
        let chunk = chunk(&[b'x'; 11]);
        let mut q = SendQ::new(10);
        assert_eq!(q.push(&chunk, 0, 9), Pushed::Tell);
        assert_eq!(q.push(&chunk, 9, 10), Pushed::Quiet, "the first told the writer");
        assert_eq!((q.bytes(), q.phase()), (10, Phase::Open));
        assert_eq!(q.push(&chunk, 10, 11), Pushed::Tell);
        assert_eq!((q.bytes(), q.phase()), (0, Phase::Overflowed));
        assert_eq!(Arc::strong_count(&chunk), 1, "an overflowed queue keeps no chunk");
        assert_eq!(q.push(&chunk, 0, 1), Pushed::Quiet);
        assert!(q.is_empty());
    }

    #[test]
    fn partial_writes_continue_where_they_stopped() {
        let mut q = SendQ::new(100);
        q.push(&chunk(b"abc"), 0, 3);
        q.push(&chunk(b"defg"), 0, 4);
        q.advance(2);
        assert_eq!(waiting(&q), [b"c".to_vec(), b"defg".to_vec()]);
        q.advance(3);
        assert_eq!(waiting(&q), [b"fg".to_vec()]);
        q.advance(2);
        assert!(q.is_empty());
        assert!(waiting(&q).is_empty());
    }

    #[test]
    fn a_full_socket_keeps_its_own_bytes_and_no_one_elses() {
        let shared = chunk(&[b'x'; 1000]);
        let mut q = SendQ::new(100);
        q.push(&shared, 10, 20);
        q.advance(4);
        q.block();
        assert_eq!(Arc::strong_count(&shared), 1);
        assert_eq!(q.push(&shared, 30, 40), Pushed::Quiet);
        assert_eq!(Arc::strong_count(&shared), 1);
        assert_eq!(waiting(&q).concat(), [b'x'; 16]);
        q.advance(16);
        q.push(&shared, 0, 5);
        assert_eq!(Arc::strong_count(&shared), 2, "a drained queue shares again");
        q.block();
        q.push(&shared, 0, 95);
        assert_eq!(q.phase(), Phase::Open);
        q.push(&shared, 0, 1);
        assert_eq!(q.phase(), Phase::Overflowed, "the limit holds for a full socket too");
    }

    #[test]
    fn an_empty_queue_cannot_be_blocked() {
        let shared = chunk(b"abc");
        let mut q = SendQ::new(100);
        q.block();
        assert_eq!(q.push(&shared, 0, 3), Pushed::Tell);
    }

    #[test]
    fn many_runs_leave_in_order_64_at_a_time() {
        let mut q = SendQ::new(1000);
        let mut expected = Vec::new();
        for byte in 0..=99_u8 {
            q.push(&chunk(&[byte, byte]), 0, 2);
            expected.extend([byte, byte]);
        }
        let mut written = Vec::new();
        while !q.is_empty() {
            let slices = waiting(&q);
            assert!(slices.len() <= SLICES_MAX);
            let bytes = slices.concat();
            q.advance(bytes.len());
            written.extend(bytes);
        }
        assert_eq!(written, expected);
    }

    #[test]
    fn a_closing_queue_takes_nothing_more_and_keeps_what_it_has() {
        let mut q = SendQ::new(100);
        q.push(&chunk(b"bye"), 0, 3);
        q.close();
        assert_eq!(q.push(&chunk(b"late"), 0, 4), Pushed::Quiet);
        assert_eq!(waiting(&q), [b"bye".to_vec()]);
        assert_eq!(q.phase(), Phase::Closing);
    }
}
