//! What the desktop does for the client: notifications, and opening links.

mod notifications;

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use async_channel::Sender;

use crate::model::{ConversationId, Notification};

/// How long is waited for goodbyes to go out when the window was closed.
pub(crate) const GOODBYE: Duration = Duration::from_millis(2_500);

/// Notifications that wait to be shown: more than that at once helps nobody.
const WAITING_MAX: usize = 8;

/// What is to be done with notifications.
#[derive(Debug)]
enum Errand {
    /// Show it.
    Show(Notification),
    /// Take that of a conversation back.
    Withdraw(ConversationId),
}

/// The desktop.
#[derive(Debug)]
pub(crate) struct Desktop {
    errands: Sender<Errand>,
}

impl Desktop {
    /// A desktop, which is asked on a thread of its own: it may be slow, or not there. There
    /// `pressed` is called with the conversation of a notification that the person pressed.
    pub(crate) fn new(pressed: impl Fn(ConversationId) + Send + 'static) -> Self {
        let (errands, receiver) = async_channel::unbounded();
        // Without a thread nothing is shown.
        let _ = thread::Builder::new()
            .name("desktop".to_owned())
            .spawn(move || notifications::run(&receiver, pressed));
        Self { errands }
    }

    /// Shows a notification, if the desktop can.
    pub(crate) fn notify(&self, notification: Notification) {
        // Full: the person has enough to read.
        if self.errands.len() < WAITING_MAX {
            let _ = self.errands.try_send(Errand::Show(notification));
        }
    }

    /// Takes the notification of a conversation back. There are no more of these than of those
    /// that were to be shown.
    pub(crate) fn withdraw(&self, conversation: ConversationId) {
        let _ = self.errands.try_send(Errand::Withdraw(conversation));
    }

    /// Opens a link with the program that the person has chosen for it. The window has asked the
    /// person before a link comes here that does not lead to the web.
    pub(crate) fn open_link(&self, link: &str) {
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
pub(crate) fn later(after: Duration, act: impl FnOnce() + Send + 'static) {
    // Without a thread it is done at once.
    let waiting = thread::Builder::new().name("later".to_owned());
    let _ = waiting.spawn(move || {
        thread::sleep(after);
        act();
    });
}
