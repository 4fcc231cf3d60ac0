//! The schema and its migrations.
//!
//! A database says in `user_version` how many migrations it went through, and in
//! `application_id` that it is a server's. A migration and its number are one transaction: a
//! server that dies meanwhile finds the database as it was. To change the schema, add a file with
//! the next number to [`MIGRATIONS`]; those that were released stay as they are.

use rusqlite::{Connection, TransactionBehavior};

/// `application_id` of a server's database: `Peyk` in ASCII.
pub(super) const APPLICATION_ID: i32 = 0x5065_796B;

/// What was added to the schema, in order. The first has number 1.
const MIGRATIONS: [&str; 3] = [
    include_str!("migrations/1.sql"),
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
];

/// The schema that this server knows.
pub(super) const VERSION: usize = MIGRATIONS.len();

/// Brings a database from a version, 0 if there is nothing in it, to [`VERSION`].
pub(super) fn migrate(conn: &mut Connection, from: usize) -> rusqlite::Result<()> {
    for (migration, number) in MIGRATIONS.iter().zip(1..).skip(from) {
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_search_needs_is_built_in() {
        let mut conn = Connection::open_in_memory().expect("memory is there");
        // FTS5 with contentless_delete, or else the first migration fails.
        migrate(&mut conn, 0).expect("all migrations are sound");
        let version: isize =
            conn.pragma_query_value(None, "user_version", |row| row.get(0)).expect("it is set");
        assert_eq!(usize::try_from(version), Ok(VERSION));
        migrate(&mut conn, VERSION).expect("there is nothing left to do");
    }
}
