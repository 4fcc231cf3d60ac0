//! Deliberate mistakes, each of which a simulation must find: a test of the tests. Compiled only
//! with the feature `mutants`, which nothing but that test switches on; none is active until it
//! is named.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// The driver shows things before they are kept.
    ShowsBeforeKept,
    /// The driver loses a line now and then.
    LosesLine,
    /// A SendQ has no limit.
    GrowsSendQ,
    /// The server does not recognise what is sent again.
    DoublesRetry,
    /// The server does not remember over a restart what it was sent.
    ForgetsSentNames,
    /// The server remembers what could not be kept as kept.
    RemembersUnkept,
    /// The server does not tell some that somebody quit.
    ForgetsLeave,
    /// The server waits for ever for those who do not answer.
    WaitsForEver,
    /// The server sends two lines in the wrong order now and then.
    ReordersTwo,
    /// The server believes the clock when it is set back.
    BelievesClock,
    /// The server sends what is said in a room to some who are not there.
    LeaksToOutsiders,
    /// The server gives history to who is not in the room.
    LeaksHistory,
    /// The server takes what one says for what another says.
    MistakesSpeaker,
    /// The engine loses one of what it missed.
    EngineLosesOne,
    /// The engine shows what it knows already once more.
    EngineShowsTwice,
    /// The engine forgets at a restart what it was to send.
    EngineForgetsOutbox,
    /// The engine does not come back when the connection is lost.
    EngineGivesUp,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::ShowsBeforeKept,
        Self::LosesLine,
        Self::GrowsSendQ,
        Self::DoublesRetry,
        Self::ForgetsSentNames,
        Self::RemembersUnkept,
        Self::ForgetsLeave,
        Self::WaitsForEver,
        Self::ReordersTwo,
        Self::BelievesClock,
        Self::LeaksToOutsiders,
        Self::LeaksHistory,
        Self::MistakesSpeaker,
        Self::EngineLosesOne,
        Self::EngineShowsTwice,
        Self::EngineForgetsOutbox,
        Self::EngineGivesUp,
    ];
}

/// The active mistake, counted from 1; 0 for none.
static ACTIVE: AtomicUsize = AtomicUsize::new(0);

/// Makes a mistake active in the whole process, or none.
pub fn activate(mutant: Option<Mutant>) {
    ACTIVE.store(mutant.map_or(0, |mutant| mutant as usize + 1), Ordering::Relaxed);
}

/// Whether this mistake is active.
#[must_use]
pub fn is(mutant: Mutant) -> bool {
    ACTIVE.load(Ordering::Relaxed) == mutant as usize + 1
}
