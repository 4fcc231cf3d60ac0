//! What went wrong, in sentences for the administrator.

use std::path::{Path, PathBuf};

use peyk_core::text::Text;
use rusqlite::ErrorCode;

use crate::driver::StoreError;

/// Says what went wrong with a database, in one language.
#[derive(Clone, Debug)]
pub(super) struct Blame {
    text: &'static Text,
    /// The database's file, or what stands for it.
    path: PathBuf,
}

impl Blame {
    pub(super) fn new(path: &Path, text: &'static Text) -> Self {
        Self { text, path: path.to_owned() }
    }

    /// What a failed append or read says.
    pub(super) fn failure(&self, error: &rusqlite::Error) -> StoreError {
        let path = self.path.display().to_string();
        let path = path.as_str();
        let reason = error.to_string();
        let reason = reason.as_str();
        StoreError(match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => self.text.say_with("store-full", &[("path", path)]),
            Some(ErrorCode::ReadOnly) => self.text.say_with("store-read-only", &[("path", path)]),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                self.text.say_with("store-damaged", &[("path", path), ("reason", reason)])
            }
            _ => self.text.say_with("store-failed", &[("path", path), ("reason", reason)]),
        })
    }

    /// A thread has ended, which only a bug makes it do: the panic's message was printed.
    pub(super) fn thread_gone(&self) -> StoreError {
        let path = self.path.display().to_string();
        let reason = self.text.say("store-ended");
        StoreError(self.text.say_with("store-failed", &[("path", &path), ("reason", reason)]))
    }
}
