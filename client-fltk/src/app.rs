//! The program with its window: joins the model, the view and what they stand on.

use crate::{
    l10n::{Language, Text},
    model::{Effect, Message, Model},
    view::{self, Core, Mailbox},
};

/// Opens the window and returns when it has been closed.
///
/// # Errors
///
/// A sentence that says why there is no window and what to do.
pub fn run(language: Language) -> Result<(), String> {
    let text = Text::of(language);
    if !view::has_display() {
        return Err(text.say("error-no-display"));
    }
    let now_ms = jiff::Timestamp::now().as_millisecond();
    let model = match std::env::var("PEYK_SAMPLE").ok().and_then(|count| count.parse().ok()) {
        Some(messages) => Model::sample(language, now_ms, messages),
        None => Model::new(language, jiff::tz::TimeZone::system(), now_ms),
    };
    view::run(Alone { model }, Mailbox::new(), std::env::var_os("PEYK_SAMPLE").is_some()).map_err(
        |error| {
            let reason = error.to_string();
            text.say_with("error-window", &[("reason", &reason)])
        },
    )
}

/// A model without a network.
struct Alone {
    model: Model,
}

impl Core for Alone {
    fn model(&self) -> &Model {
        &self.model
    }

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.model.update(message)
    }
}
