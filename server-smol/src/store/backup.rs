//! A copy of the database, made while a server uses it.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use peyk_core::text::Text;

use super::file::Place;
use crate::files::private;
use crate::problem::Problem;

/// Copies a database to a file that does not exist yet.
///
/// `VACUUM INTO` reads from one moment, so that a server can go on writing meanwhile; its log
/// grows until the copy is done. The copy has no log and no free pages, and is there whole or not
/// at all: it is written under another name first.
pub(super) fn backup(place: &Place, to: &Path, text: &'static Text) -> Result<(), Problem> {
    let shown = to.display().to_string();
    if place.version()? == 0 {
        let folder = place.folder.display().to_string();
        let args = [("folder", folder.as_str())];
        return Err(Problem::new(text.say_with("problem-backup-nothing", &args)));
    }
    if to.exists() {
        let args = [("path", shown.as_str())];
        return Err(Problem::new(text.say_with("problem-backup-exists", &args)));
    }
    let mut partly = to.as_os_str().to_owned();
    partly.push(".part");
    let partly = Path::new(&partly);
    copy(place, partly, to).map_err(|reason| {
        // What is of no use is not left behind; whatever keeps it there has been said.
        let _ = fs::remove_file(partly);
        let args = [("path", shown.as_str()), ("reason", reason.as_str())];
        Problem::new(text.say_with("problem-backup-failed", &args))
    })
}

fn copy(place: &Place, partly: &Path, to: &Path) -> Result<(), String> {
    // Empty and for its owner only: SQLite fills a file that it finds so.
    private().create(true).truncate(true).open(partly).map_err(|error| error.to_string())?;
    let conn = place.open_to_read().map_err(|error| error.to_string())?;
    let name = partly.to_str().ok_or("the path is not UTF-8")?;
    conn.execute("VACUUM INTO ?1", [name]).map_err(|error| error.to_string())?;
    finish(partly, to).map_err(|error| error.to_string())
}

/// Sees that the copy is on the disk before it gets its name.
fn finish(partly: &Path, to: &Path) -> io::Result<()> {
    File::open(partly)?.sync_all()?;
    fs::rename(partly, to)?;
    #[cfg(unix)]
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
