//! What the desktop does for the client: notifications, and opening links.

mod dbus;

use std::process::{Command, Stdio};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crate::model::Notification;

/// How long is waited for goodbyes to go out when the window was closed.
pub const GOODBYE: Duration = Duration::from_millis(2_500);

/// Notifications that wait to be shown: more than that at once helps nobody.
const WAITING_MAX: usize = 8;

/// The desktop.
#[derive(Debug)]
pub struct Desktop {
    notifications: Option<SyncSender<Notification>>,
}

impl Default for Desktop {
    fn default() -> Self {
        Self::new()
    }
}

impl Desktop {
    /// A desktop, which is asked on a thread of its own: it may be slow, or not there.
    #[must_use]
    pub fn new() -> Self {
        let (sender, receiver) = sync_channel::<Notification>(WAITING_MAX);
        let thread = thread::Builder::new().name("desktop".to_owned()).spawn(move || {
            let mut bus = None;
            for notification in receiver {
                // A bus that has gone may be back.
                if !dbus::notify(&mut bus, &notification.title, &notification.body) {
                    bus = None;
                    dbus::notify(&mut bus, &notification.title, &notification.body);
                }
            }
        });
        Self { notifications: thread.is_ok().then_some(sender) }
    }

    /// Shows a notification, if the desktop can.
    pub fn notify(&self, notification: Notification) {
        if let Some(notifications) = &self.notifications {
            // Full: the person has enough to read.
            let _ = notifications.try_send(notification);
        }
    }

    /// Opens a link with the program that the person has chosen for it. The window has asked the
    /// person before a link comes here that does not lead to the web.
    pub fn open_link(&self, link: &str) {
        // A link is no option, and what has no scheme is a page.
        if link.starts_with('-') {
            return;
        }
        let link = if link.contains(':') { link.to_owned() } else { format!("https://{link}") };
        let mut command = Command::new("xdg-open");
        command.arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Ok(mut child) = command.spawn() {
            // Waited for, so that it does not stay behind as a zombie.
            let _ = thread::Builder::new().name("link".to_owned()).spawn(move || child.wait());
        }
    }
}

/// Does something after a while, on a thread of its own.
pub fn later(after: Duration, act: impl FnOnce() + Send + 'static) {
    // Without a thread it is done at once.
    let waiting = thread::Builder::new().name("later".to_owned());
    let _ = waiting.spawn(move || {
        thread::sleep(after);
        act();
    });
}
