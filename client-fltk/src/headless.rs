//! The client without its window: model, network and store, for scripts and tests.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::l10n::Language;
use crate::model::{Asked, Change, Effect, Message, Model};
use crate::net::Net;
use crate::store::{Report, Store};

/// A client without a window.
pub struct Headless {
    model: Model,
    net: Net,
    store: Store,
    wakes: Receiver<Wake>,
    /// What would have reached the window, apart from what it would draw.
    seen: Vec<Effect>,
    ended: bool,
}

enum Wake {
    Net,
    Store(Report),
}

impl Headless {
    /// Opens a profile, and goes where it was last, or where it is asked to.
    ///
    /// # Errors
    ///
    /// A sentence that says why the profile cannot be used.
    pub fn open(profile: &Path, asked: &Asked) -> Result<Self, String> {
        let language = asked.language.unwrap_or(Language::English);
        let (sender, wakes): (Sender<Wake>, _) = channel();
        let now = Timestamp::now();
        // Who does not listen any more has no use for it.
        let report = {
            let sender = sender.clone();
            move |report| drop(sender.send(Wake::Store(report)))
        };
        let run = format!("{:x}", now.as_microsecond());
        let (store, opened) =
            Store::open(profile, run, report).map_err(|problem| problem.sentence(language))?;
        let net = Net::start(profile, store.clone(), move || drop(sender.send(Wake::Net)))
            .map_err(|error| error.to_string())?;
        let (model, effects) =
            Model::restore(&opened, asked, language, TimeZone::UTC, now.as_millisecond());
        let mut headless = Self { model, net, store, wakes, seen: Vec::new(), ended: false };
        headless.act(effects);
        Ok(headless)
    }

    /// The model as it is.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What would have reached the window since this was asked last, apart from what it would
    /// draw.
    pub fn take_seen(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.seen)
    }

    /// Tells the model something.
    pub fn tell(&mut self, message: Message) {
        let effects = self.model.update(message);
        self.act(effects);
    }

    /// Lets things happen until the model is as wanted. False if it is not by then.
    pub fn wait(&mut self, longest: Duration, mut is: impl FnMut(&Model) -> bool) -> bool {
        let until = Instant::now() + longest;
        loop {
            if is(&self.model) {
                return true;
            }
            if !self.step(until) {
                return is(&self.model);
            }
        }
    }

    /// Lets the next thing happen. False if nothing does by then.
    fn step(&mut self, until: Instant) -> bool {
        /// The clock of the window, by which waits are counted down.
        const TICK: Duration = Duration::from_millis(500);
        let left = until.saturating_duration_since(Instant::now());
        match self.wakes.recv_timeout(left.min(TICK)) {
            Ok(Wake::Net) => {
                for (server, report) in self.net.take() {
                    self.tell(Message::Net(server, report));
                }
            }
            Ok(Wake::Store(report)) => self.tell(Message::Store(report)),
            Err(RecvTimeoutError::Timeout) => {
                self.tell(Message::Tick(Timestamp::now().as_millisecond()));
                return Instant::now() < until;
            }
            Err(RecvTimeoutError::Disconnected) => return false,
        }
        true
    }

    /// Closes the client as its window would be closed: goodbye is said, and all is kept.
    pub fn close(mut self) {
        /// As the window waits.
        const GOODBYE: Duration = Duration::from_millis(2_500);
        self.tell(Message::Close);
        let until = Instant::now() + GOODBYE;
        while !self.ended && self.step(until) {}
        self.store.flush();
    }

    fn act(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Net(server, order) => self.net.order(server, order),
                Effect::Store(job) => self.store.ask(job),
                Effect::Quit => self.ended = true,
                Effect::Show(change) if !matches!(change, Change::Rows(_)) => {}
                effect @ Effect::Scroll(_) => {
                    self.seen.push(effect);
                    // It sees the end, and no gap that is further up.
                    let rows = self.model.rows().len();
                    let visible = rows.saturating_sub(1)..rows;
                    self.tell(Message::Scrolled { visible, at_end: true });
                }
                effect @ (Effect::Show(_)
                | Effect::Focus(_)
                | Effect::OpenLink(_)
                | Effect::Copy(_)
                | Effect::Notify(_)
                | Effect::Withdraw(_)
                | Effect::Raise
                | Effect::Urgent(_)
                | Effect::Apply(_)
                | Effect::Host
                | Effect::Hide) => self.seen.push(effect),
            }
        }
    }
}
