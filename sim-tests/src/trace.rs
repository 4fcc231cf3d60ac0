//! What passed in a town, line by line.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use crate::env::millis;

/// Every line that anybody sent or received, each with its moment. Shared by all who write it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Rc<RefCell<String>>);

impl Trace {
    /// Adds a line about `who`, at the present moment of the simulation.
    pub(crate) fn note(&self, who: &str, what: &str) {
        self.note_at(turmoil::sim_elapsed().map_or(0, millis), who, what);
    }

    /// Adds a line about `who`, at a moment.
    pub(crate) fn note_at(&self, at_ms: u64, who: &str, what: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0.borrow_mut(), "{at_ms:>7} {who:<6} {what}");
    }

    /// All of it.
    pub(crate) fn text(&self) -> String {
        self.0.borrow().clone()
    }
}
