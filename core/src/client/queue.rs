//! Lines that wait so that the server is not told too much at once ("flood control").
//!
//! What the person does goes first, in the order in which it was done. What the engine asks of
//! its own accord, who is there or what was missed, waits for all of that: nobody's words stand
//! in line behind questions about three rooms. No answer is needed for anything that overtakes
//! its question: a message that has to wait for what was missed is not queued before that came.

use std::collections::VecDeque;

use super::ids::ConversationId;

/// Lines that may wait, of each kind: a person with all their rooms and messages.
pub(super) const QUEUED_LINES_MAX: usize = 5_000;

/// Lines that wait.
#[derive(Debug, Default)]
pub(super) struct SendQueue {
    /// What the person does, and what belongs to it; with weights.
    deeds: VecDeque<(Vec<u8>, u64)>,
    /// What the engine asks by itself, with the room that it is about, if only that.
    questions: VecDeque<(Vec<u8>, Option<ConversationId>)>,
    /// When everything sent so far is worn off, in monotonic time.
    pub(super) worn_off_ms: u64,
}

impl SendQueue {
    /// Whole lines that count as `weight` lines. False if too many wait.
    pub(super) fn push(&mut self, lines: Vec<u8>, weight: u64) -> bool {
        let has_room = self.deeds.len() < QUEUED_LINES_MAX;
        if has_room {
            self.deeds.push_back((lines, weight));
        }
        has_room
    }

    /// A line that everything else may overtake. False if too many wait.
    pub(super) fn push_question(&mut self, line: Vec<u8>, about: Option<ConversationId>) -> bool {
        let has_room = self.questions.len() < QUEUED_LINES_MAX;
        if has_room {
            self.questions.push_back((line, about));
        }
        has_room
    }

    /// The weight of what is sent next; none if nothing waits.
    pub(super) fn next_weight(&self) -> Option<u64> {
        let question = self.questions.front().map(|_| 1);
        self.deeds.front().map(|&(_, weight)| weight).or(question)
    }

    /// What is sent next.
    pub(super) fn pop(&mut self) -> Option<Vec<u8>> {
        let deed = self.deeds.pop_front().map(|(lines, _)| lines);
        deed.or_else(|| self.questions.pop_front().map(|(line, _)| line))
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.deeds.is_empty() && self.questions.is_empty()
    }

    /// Whether nothing waits that the person has done.
    pub(super) fn has_no_deeds(&self) -> bool {
        self.deeds.is_empty()
    }

    /// Nobody wants to know that of a room any more.
    pub(super) fn forget(&mut self, id: ConversationId) {
        self.questions.retain(|&(_, about)| about != Some(id));
    }

    pub(super) fn clear(&mut self) {
        self.deeds.clear();
        self.questions.clear();
    }

    /// What must always hold.
    pub(super) fn check(&self) {
        assert!(self.deeds.len() <= QUEUED_LINES_MAX);
        assert!(self.questions.len() <= QUEUED_LINES_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_overtake_questions_and_keep_their_order() {
        let mut queue = SendQueue::default();
        let room = ConversationId(1);
        assert!(queue.push_question(b"MODE".to_vec(), Some(room)));
        assert!(queue.push_question(b"CHATHISTORY".to_vec(), None));
        assert!(queue.push(b"PRIVMSG".to_vec(), 3) && queue.push(b"PART".to_vec(), 1));
        assert_eq!(queue.next_weight(), Some(3));
        queue.forget(room);
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [&b"PRIVMSG"[..], b"PART", b"CHATHISTORY"]);
        assert!(queue.is_empty() && queue.next_weight().is_none());
    }

    #[test]
    fn there_is_room_for_so_many() {
        let mut queue = SendQueue::default();
        for _ in 0..QUEUED_LINES_MAX {
            assert!(queue.push(Vec::new(), 1) && queue.push_question(Vec::new(), None));
        }
        assert!(!queue.push(Vec::new(), 1) && !queue.push_question(Vec::new(), None));
        queue.check();
    }
}
