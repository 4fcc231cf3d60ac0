//! The model, the network and the store know nothing of the window: no FLTK, no Pango, no cairo.

use std::fs;
use std::path::Path;

/// What decides, and what it stands on.
const FOLDERS: [&str; 3] = ["src/model", "src/net", "src/store"];

/// What only the view may know.
const TOOLKIT: [&str; 7] =
    ["fltk", "pango", "pangocairo", "cairo", "crate::view", "crate::text", "crate::app"];

/// Lines of code in a folder that name the toolkit.
fn offending(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            offending(&path, found);
            continue;
        }
        let source = fs::read_to_string(&path).expect("the sources are UTF-8");
        for (number, line) in (1..).zip(source.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            let names = |word: &&str| {
                code.contains(&format!("{word}::")) || code.contains(&format!("use {word}"))
            };
            if TOOLKIT.iter().any(names) {
                found.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
}

#[test]
fn what_decides_knows_no_toolkit() {
    let mut found = Vec::new();
    for folder in FOLDERS {
        offending(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
