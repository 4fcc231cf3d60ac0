//! A small disk of its own, in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A mounted disk, which is gone with the value.
pub(crate) struct Disk {
    path: PathBuf,
}

impl Disk {
    /// Mounts a disk of a size (`12m`) at a new folder. None, and the reason is printed, where
    /// one may not be mounted.
    pub(crate) fn mount(path: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&path).expect("a folder can be made");
        let options = format!("size={size},mode=0700");
        let disk = Self { path };
        match disk.call("mount", &["-t", "tmpfs", "-o", &options, "peyk-test"]) {
            Ok(()) => Some(disk),
            Err(reason) => {
                println!("skipped, as no disk can be mounted here: {reason}");
                None
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it one that can only be read. Nothing on it may be open.
    pub(crate) fn make_read_only(&self) {
        self.call("mount", &["-o", "remount,ro"]).expect("nothing on it is open");
    }

    /// Takes up so many megabytes with a file, which is returned.
    pub(crate) fn fill(&self, name: &str, megabytes: usize) -> PathBuf {
        let path = self.path.join(name);
        fs::write(&path, vec![0; megabytes << 20]).expect("there is space for this");
        path
    }

    fn call(&self, program: &str, args: &[&str]) -> Result<(), String> {
        let output = Command::new(program)
            .args(args)
            .arg(&self.path)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        output.status.success().then_some(()).ok_or(said)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = self.call("umount", &[]);
        let _ = fs::remove_dir(&self.path);
        // The folder of a test could not be removed while the disk was in it.
        if let Some(parent) = self.path.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
}
