//! The program with its window: joins the model, the view and what they stand on.

use crate::{
    l10n::{Language, Text},
    model::Model,
    view,
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
    view::run(Model::new(language, jiff::tz::TimeZone::system(), now_ms)).map_err(|error| {
        let reason = error.to_string();
        text.say_with("error-window", &[("reason", &reason)])
    })
}
