//! What the driver needs of a store; the core's [`storage`](peyk_core::server::storage) has the
//! words.

use std::fmt;
use std::future::Future;

use peyk_core::server::storage::{Page, Query, Record};

/// Keeps records, and finds them again. A clone is another handle on the same store.
///
/// The contract that the guarantees rest on (and that a simulated store has to keep as well):
///
/// - When [`Store::append`] ends well, all of its records are kept, whatever happens next, as far
///   as the configured durability goes. When it fails, none of them is. When the process dies
///   meanwhile, all or none are.
/// - Appends are called one at a time, and take effect in that order.
/// - [`Store::read`] sees everything that was appended before it was called, and nothing that is
///   not kept yet. It goes on while appends fail.
pub trait Store: Clone + Send + Sync + 'static {
    /// Keeps all of the records, or none.
    ///
    /// # Errors
    ///
    /// None was kept: the disk is full, cannot be written, or failed. It may be tried again.
    fn append(&self, records: Vec<Record>) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Answers a question about what is kept.
    ///
    /// # Errors
    ///
    /// It cannot be read at the moment.
    fn read(&self, query: Query) -> impl Future<Output = Result<Page, StoreError>> + Send;
}

/// Why something could not be kept or read, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}
