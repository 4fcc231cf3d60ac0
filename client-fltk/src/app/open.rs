//! Opening a profile and everything that stands on it.

use std::env;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{App, Options, zone};
use crate::desktop::Desktop;
use crate::l10n::{Language, Text};
use crate::model::{Effect, Message, Model};
use crate::net::{Net, Order, Report};
use crate::store::{Problem, Store};
use crate::view::Mailbox;

/// A disk that needs longer than this fills the window a moment after it has opened.
const LOADING_MAX: Duration = Duration::from_millis(700);

/// What is in the way, as a sentence in a language.
type Sentence = Box<dyn FnOnce(Language) -> String>;

impl App {
    /// Opens the profile and starts the network.
    pub(super) fn open(options: &Options, mailbox: Mailbox) -> Result<Self, Sentence> {
        let Some(profile) = options.profile.clone().or_else(own_profile) else {
            return Err(Box::new(|language| Text::of(language).say("error-no-profile")));
        };
        let now = Timestamp::now();
        let run = format!("{:x}", now.as_microsecond());
        let report = {
            let mailbox = mailbox.clone();
            move |report| mailbox.send(Message::Store(report))
        };
        let (store, opened) =
            Store::open(&profile, run, report).map_err(|problem| -> Sentence {
                Box::new(move |language| problem.sentence(language))
            })?;
        let (woke, woken) = sync_channel(1);
        let net = {
            let mailbox = mailbox.clone();
            Net::start(&profile, store.clone(), move || {
                mailbox.send(Message::Woken);
                // Only the beginning waits for it.
                let _ = woke.try_send(());
            })
        };
        let net = net.map_err(|error| -> Sentence {
            let problem = Problem::Unusable(profile.clone(), error.to_string());
            Box::new(move |language| problem.sentence(language))
        })?;
        let now_ms = now.as_millisecond();
        let (mut model, asked) =
            Model::restore(&opened, &options.asked, options.locale, zone(), now_ms);
        model.set_own_fingerprint(&net.own_sha256());
        let desktop = {
            let mailbox = mailbox.clone();
            Desktop::new(move |of| mailbox.send(Message::NotificationPressed(of)))
        };
        let mut app =
            Self { model, net, store, desktop, mailbox, profile, hosted: None, first: Vec::new() };
        app.begin(asked, &woken);
        if options.host {
            app.host();
        }
        Ok(app)
    }

    /// Does what is asked for at the start, and waits until what was kept is here, so that the
    /// window is full when it opens.
    fn begin(&mut self, asked: Vec<Effect>, woken: &Receiver<()>) {
        let mut left = Vec::new();
        let mut loading = 0;
        for effect in asked {
            loading += usize::from(matches!(effect, Effect::Net(_, Order::Open(_))));
            self.act(effect, &mut left);
        }
        let until = Instant::now() + LOADING_MAX;
        while loading > 0 {
            let left_over = until.saturating_duration_since(Instant::now());
            if woken.recv_timeout(left_over).is_err() {
                break;
            }
            for (server, report) in self.net.take() {
                loading -= usize::from(report == Report::Loaded);
                for effect in self.model.update(Message::Net(server, report)) {
                    self.act(effect, &mut left);
                }
            }
        }
        self.first = left;
    }
}

/// The person's own profile.
fn own_profile() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let data = named("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let data = data.or_else(|| Some(PathBuf::from(named("HOME")?).join(".local/share")));
    Some(data?.join("peyk/client"))
}
