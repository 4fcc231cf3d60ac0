//! The program with its window: joins the model, the view, the network and the store.

mod hosting;
mod open;

use std::path::PathBuf;

use jiff::tz::TimeZone;

use crate::desktop;
use crate::l10n::{Language, Text};
use crate::model::{Asked, Effect, Message, Model};
use crate::net::Net;
use crate::store::Store;
use crate::view::{self, Core, Mailbox};

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The language to speak at the first start, or without a profile.
    pub locale: Language,
    /// Where to go, and as whom; and the language to speak whatever was chosen before.
    pub asked: Asked,
    /// The folder of the profile; without it, the person's own.
    pub profile: Option<PathBuf>,
    /// Whether to run a server inside.
    pub host: bool,
    /// Whether to take commands on standard input.
    pub drive: bool,
}

/// Opens the window and returns when it has been closed.
///
/// # Errors
///
/// A sentence that says why there is no window and what to do.
pub fn run(options: Options) -> Result<(), String> {
    let language = options.asked.language.unwrap_or(options.locale);
    let text = Text::of(language);
    if !view::has_display() {
        return Err(text.say("error-no-display"));
    }
    let failed = |error: std::io::Error| {
        let reason = error.to_string();
        text.say_with("error-window", &[("reason", &reason)])
    };
    let mailbox = Mailbox::new();
    let app = App::open(&options, mailbox.clone()).map_err(|problem| problem(language))?;
    let store = app.store.clone();
    let result = view::run(app, mailbox, options.drive).map_err(failed);
    // Everything that was to be kept is kept before the process ends.
    store.flush();
    result
}

/// The model and what its effects reach.
struct App {
    model: Model,
    net: Net,
    store: Store,
    mailbox: Mailbox,
    profile: PathBuf,
    desktop: desktop::Desktop,
    /// The server inside. Dropped with the window, it says goodbye to everybody.
    hosted: Option<server_smol::Running>,
    /// What the model asked of the window before there was one.
    first: Vec<Effect>,
}

impl Core for App {
    fn model(&self) -> &Model {
        &self.model
    }

    fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut asked = Vec::new();
        let mut left = std::mem::take(&mut self.first);
        if message == Message::Woken {
            for (server, report) in self.net.take() {
                asked.extend(self.model.update(Message::Net(server, report)));
            }
        } else {
            asked.extend(self.model.update(message));
        }
        for effect in asked {
            self.act(effect, &mut left);
        }
        left
    }
}

impl App {
    /// Does what is not the window's to do, and leaves the rest.
    fn act(&mut self, effect: Effect, left: &mut Vec<Effect>) {
        match effect {
            Effect::Net(server, order) => self.net.order(server, order),
            Effect::Store(job) => self.store.ask(job),
            Effect::Notify(notification) => self.desktop.notify(notification),
            Effect::Withdraw(conversation) => self.desktop.withdraw(conversation),
            Effect::OpenLink(link) => self.desktop.open_link(&link),
            Effect::Host => self.host(),
            Effect::Hide => {
                // Goodbye is said within a moment, or never.
                let mailbox = self.mailbox.clone();
                desktop::later(desktop::GOODBYE, move || mailbox.send(Message::Ended));
                left.push(Effect::Hide);
            }
            effect @ (Effect::Show(_)
            | Effect::Scroll(_)
            | Effect::Focus(_)
            | Effect::Copy(_)
            | Effect::Raise
            | Effect::Urgent(_)
            | Effect::Apply(_)
            | Effect::Quit) => left.push(effect),
        }
    }

    fn host(&mut self) {
        if self.hosted.is_some() {
            return;
        }
        let result = match hosting::start(&self.profile, self.model.language()) {
            Ok((running, addresses)) => {
                self.hosted = Some(running);
                Ok(addresses)
            }
            Err(sentence) => Err(sentence),
        };
        self.mailbox.send(Message::Hosted(result));
    }
}

/// The time zone of this computer.
fn zone() -> TimeZone {
    TimeZone::system()
}
