//! What the desktop around the window does: opening links, telling the person something.
//!
//! Both are done by the desktop's own small programs (`xdg-open`, `notify-send`). Where there is
//! none, nothing happens: a chat goes on without.

use std::{
    process::{Command, Stdio},
    thread,
};

/// Opens a link with the program that the desktop has for it.
pub(super) fn open_link(link: &str) {
    // What has no scheme is a page: only `www.` is taken for a link without one.
    let link = if link.contains(':') { link.to_owned() } else { format!("https://{link}") };
    // A link is no option, whatever it begins with.
    if !link.starts_with('-') {
        run("xdg-open", &[&link]);
    }
}

/// Tells the person something, who looks elsewhere.
pub(super) fn notify(title: &str, body: &str) {
    let body = escape(body);
    run("notify-send", &["--app-name=Peyk", "--icon=peyk", "--", title, &body]);
}

/// Runs a program and forgets it; a thread of its own waits for its end, so that none is left
/// behind as a zombie.
fn run(program: &str, arguments: &[&str]) {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        let waits = thread::Builder::new().name("desktop".to_owned());
        let _ = waits.spawn(move || child.wait());
    }
}

/// The bodies of notifications are markup (Desktop Notifications Specification, "Markup").
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_no_markup() {
        assert_eq!(escape("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
    }
}
