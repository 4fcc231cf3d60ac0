//! Deliberate mistakes, each of which a simulation must find: a test of the tests.
//!
//! Only with the feature `mutants`, which nothing but that test switches on, can one be made
//! active. Without it, [`Mutant::is_active`] is a constant, and the mistakes are not compiled.

/// A mistake, named where it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// The driver shows things before they are kept.
    ShowsBeforeKept,
    /// The driver loses a line now and then.
    LosesLine,
    /// The driver sends two lines in the wrong order, now and then.
    ReordersTwo,
    /// A SendQ has no limit.
    GrowsSendQ,
    /// The driver throws dice of its own.
    ThrowsDice,
    /// The server does not recognise what is sent again.
    DoublesRetry,
    /// The server does not remember over a restart what it was sent.
    ForgetsSentNames,
    /// The server remembers what could not be kept as kept.
    RemembersUnkept,
    /// The server does not tell that somebody quit, now and then.
    ForgetsLeave,
    /// The server waits for ever for those who do not answer.
    WaitsForEver,
    /// The server believes the clock when it is set back.
    BelievesClock,
    /// The server sends what is said in a room to those who are not there, or who are banned from
    /// it, now and then.
    LeaksToOutsiders,
    /// The server gives history to those who are not in the room.
    LeaksHistory,
    /// The server takes what one says for what another says, now and then.
    MistakesSpeaker,
    /// The engine loses one of what it missed while it was not connected.
    EngineLosesOne,
    /// The engine shows something twice, now and then.
    EngineShowsTwice,
    /// The engine forgets at a restart what it was to send.
    EngineForgetsOutbox,
    /// The engine does not come back when the connection is lost.
    EngineGivesUp,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::ShowsBeforeKept,
        Self::LosesLine,
        Self::ReordersTwo,
        Self::GrowsSendQ,
        Self::ThrowsDice,
        Self::DoublesRetry,
        Self::ForgetsSentNames,
        Self::RemembersUnkept,
        Self::ForgetsLeave,
        Self::WaitsForEver,
        Self::BelievesClock,
        Self::LeaksToOutsiders,
        Self::LeaksHistory,
        Self::MistakesSpeaker,
        Self::EngineLosesOne,
        Self::EngineShowsTwice,
        Self::EngineForgetsOutbox,
        Self::EngineGivesUp,
    ];

    /// Whether this mistake is made.
    #[cfg(not(feature = "mutants"))]
    #[inline(always)]
    #[must_use]
    pub const fn is_active(self) -> bool {
        false
    }

    /// Whether this mistake is made.
    #[cfg(feature = "mutants")]
    #[must_use]
    pub fn is_active(self) -> bool {
        switch::active() == Some(self)
    }

    /// Whether this mistake is made here: now and then, which `place` decides, any number that
    /// is seldom the same.
    #[inline(always)]
    #[must_use]
    pub fn strikes(self, place: u64) -> bool {
        self.is_active() && place.is_multiple_of(STRIKES_EVERY)
    }
}

/// In how many places a mistake is made once. Simulated times are multiples of a few milliseconds:
/// it shares no divisor with those.
const STRIKES_EVERY: u64 = 13;

#[cfg(feature = "mutants")]
pub use switch::activate;

#[cfg(feature = "mutants")]
mod switch {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Mutant;

    /// The active mistake's place among all; none if it is beyond them.
    static ACTIVE: AtomicUsize = AtomicUsize::new(usize::MAX);

    /// Makes a mistake active in the whole process, or none.
    pub fn activate(mutant: Option<Mutant>) {
        ACTIVE.store(mutant.map_or(usize::MAX, |mutant| mutant as usize), Ordering::Relaxed);
    }

    pub(super) fn active() -> Option<Mutant> {
        Mutant::ALL.get(ACTIVE.load(Ordering::Relaxed)).copied()
    }
}
