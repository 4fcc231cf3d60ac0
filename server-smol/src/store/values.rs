//! Numbers as SQLite has them: signed, of 64 bits.

use rusqlite::Row;

/// An id or a party as it is stored.
///
/// # Panics
///
/// If it has more than 63 bits. Ids are milliseconds and a count below them, which do not get
/// there for hundreds of years; anything else is a bug, and must not be kept as another id.
pub(super) fn stored(id: u64) -> i64 {
    i64::try_from(id).expect("ids have 63 bits")
}

/// An id that only bounds others, or a time: the highest there is for any above it.
pub(super) fn bound(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that was stored as either.
pub(super) fn number(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|error| damaged(column, error))
}

/// The database does not have what the server writes there.
pub(super) fn damaged(
    column: &str,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> rusqlite::Error {
    let reason: Box<dyn std::error::Error + Send + Sync> = error.into();
    rusqlite::Error::ToSqlConversionFailure(format!("{column}: {reason}").into())
}
