//! Opening a profile and everything that stands on it.

use std::env;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{App, Options, zone};
use crate::desktop::Desktop;
use crate::l10n::{Language, Text};
use crate::model::{Message, Model};
use crate::net::Net;
use crate::store::{Problem, Store};
use crate::view::Mailbox;

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
        let net = {
            let mailbox = mailbox.clone();
            Net::start(&profile, store.clone(), move || mailbox.send(Message::Woken))
        };
        let net = net.map_err(|error| -> Sentence {
            let problem = Problem::Unusable(profile.clone(), error.to_string());
            Box::new(move |language| problem.sentence(language))
        })?;
        let now_ms = now.as_millisecond();
        let (mut model, first) =
            Model::restore(&opened, &options.asked, options.locale, zone(), now_ms);
        model.set_own_fingerprint(&net.own_sha256());
        let mut app = Self {
            model,
            net,
            store,
            desktop: Desktop::new(),
            mailbox,
            profile,
            hosted: None,
            first,
        };
        if options.host {
            app.host();
        }
        // The first message has what was asked for at the start done as well.
        app.mailbox.send(Message::Tick(now_ms));
        Ok(app)
    }
}

/// The person's own profile.
fn own_profile() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let data = named("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let data = data.or_else(|| Some(PathBuf::from(named("HOME")?).join(".local/share")));
    Some(data?.join("peyk/client"))
}
