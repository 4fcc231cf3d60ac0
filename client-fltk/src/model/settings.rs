//! What a person can choose; used at once and kept.

use crate::l10n::Language;
use crate::theme::Shade;

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The name for servers that are new.
    pub name: String,
    /// The language of every sentence; it also decides which way the layout runs, and calendar
    /// and digits.
    pub language: Language,
    /// Whether the window is bright or dark.
    pub shade: Shade,
    /// The size of text, in percent of the usual.
    pub text_percent: u16,
    /// When to notify.
    pub notify: Notify,
    /// Whether notifications show what was said.
    pub notify_preview: bool,
    /// When not to notify.
    pub quiet: Option<QuietHours>,
    /// Whether others see that the reader is typing.
    pub send_typing: bool,
    /// Whether coming and going is shown among the messages.
    pub show_presence: bool,
    /// Where downloads are put.
    pub downloads: String,
}

/// Sizes of text that can be chosen, in percent.
pub const TEXT_PERCENTS: [u16; 6] = [80, 90, 100, 115, 130, 150];

/// When to notify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    /// On every message.
    Everything,
    /// On a mention and on what is said to the reader alone.
    Mentions,
    /// Never.
    Nothing,
}

/// Hours of the day without notifications; over midnight if it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// Minute of the day that it begins with, below [`DAY_MINUTES`].
    pub from_minute: u16,
    /// Minute of the day that it ends before.
    pub to_minute: u16,
}

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;

/// A change of one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The name for servers that are new.
    Name(String),
    /// The language.
    Language(Language),
    /// Bright or dark.
    Shade(Shade),
    /// The size of text, one of [`TEXT_PERCENTS`].
    TextPercent(u16),
    /// When to notify.
    Notify(Notify),
    /// Whether notifications show what was said.
    NotifyPreview(bool),
    /// When not to notify.
    Quiet(Option<QuietHours>),
    /// Whether others see that the reader is typing.
    SendTyping(bool),
    /// Whether coming and going is shown among the messages.
    ShowPresence(bool),
    /// Where downloads are put.
    Downloads(String),
}

impl Settings {
    /// The settings of somebody who has chosen nothing yet.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self {
            name: String::new(),
            language,
            shade: Shade::Desktop,
            text_percent: 100,
            notify: Notify::Mentions,
            notify_preview: true,
            quiet: None,
            send_typing: true,
            show_presence: true,
            downloads: String::new(),
        }
    }

    /// Takes a change over. A size that cannot be chosen becomes the nearest that can, and hours
    /// beyond a day its last minute.
    pub fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Name(name) => self.name = name,
            Setting::Language(language) => self.language = language,
            Setting::Shade(shade) => self.shade = shade,
            Setting::TextPercent(percent) => {
                let nearest = TEXT_PERCENTS.into_iter().min_by_key(|one| one.abs_diff(percent));
                self.text_percent = nearest.unwrap_or(100);
            }
            Setting::Notify(notify) => self.notify = notify,
            Setting::NotifyPreview(preview) => self.notify_preview = preview,
            Setting::Quiet(quiet) => {
                self.quiet = quiet.map(|hours| QuietHours {
                    from_minute: hours.from_minute.min(DAY_MINUTES - 1),
                    to_minute: hours.to_minute.min(DAY_MINUTES - 1),
                });
            }
            Setting::SendTyping(send) => self.send_typing = send,
            Setting::ShowPresence(show) => self.show_presence = show,
            Setting::Downloads(folder) => self.downloads = folder,
        }
    }
}

impl QuietHours {
    /// Whether a minute of the day is within.
    #[must_use]
    pub fn contains(self, minute: u16) -> bool {
        if self.from_minute <= self.to_minute {
            (self.from_minute..self.to_minute).contains(&minute)
        } else {
            minute >= self.from_minute || minute < self.to_minute
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_go_over_midnight() {
        let night = QuietHours { from_minute: 22 * 60, to_minute: 7 * 60 };
        for (hour, within) in [(21, false), (22, true), (0, true), (6, true), (7, false)] {
            assert_eq!(night.contains(hour * 60), within, "{hour}");
        }
        let noon = QuietHours { from_minute: 12 * 60, to_minute: 13 * 60 };
        assert!(noon.contains(12 * 60) && !noon.contains(13 * 60) && !noon.contains(0));
    }

    #[test]
    fn what_cannot_be_chosen_becomes_the_nearest_that_can() {
        let mut settings = Settings::new(Language::English);
        for (asked, given) in [(0, 80), (80, 80), (84, 80), (101, 100), (60_000, 150)] {
            settings.set(Setting::TextPercent(asked));
            assert_eq!(settings.text_percent, given);
        }
    }
}
