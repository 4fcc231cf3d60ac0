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
    /// Minute of the day that it begins with, below 1440.
    pub from_minute: u16,
    /// Minute of the day that it ends before.
    pub to_minute: u16,
}

/// Minutes of a day.
pub(super) const DAY_MINUTES: u16 = 24 * 60;

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

    /// The settings as they are kept: names and values.
    #[must_use]
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let notify = match self.notify {
            Notify::Everything => "everything",
            Notify::Mentions => "mentions",
            Notify::Nothing => "nothing",
        };
        let shade = match self.shade {
            Shade::Light => "light",
            Shade::Dark => "dark",
            Shade::Desktop => "desktop",
        };
        let quiet = self
            .quiet
            .map_or_else(String::new, |quiet| format!("{}-{}", quiet.from_minute, quiet.to_minute));
        vec![
            ("name", self.name.clone()),
            ("language", self.language.tag().to_owned()),
            ("shade", shade.to_owned()),
            ("text-percent", self.text_percent.to_string()),
            ("notify", notify.to_owned()),
            ("notify-preview", yes(self.notify_preview)),
            ("quiet", quiet),
            ("send-typing", yes(self.send_typing)),
            ("show-presence", yes(self.show_presence)),
            ("downloads", self.downloads.clone()),
        ]
    }

    /// Takes over what was kept. What no client writes leaves the setting as it is.
    pub fn restore(&mut self, kept: &[(String, String)]) {
        for (name, value) in kept {
            match (name.as_str(), value.as_str()) {
                ("name", name) => name.clone_into(&mut self.name),
                ("language", tag) => {
                    self.language = Language::from_tag(tag).unwrap_or(self.language);
                }
                ("shade", "light") => self.shade = Shade::Light,
                ("shade", "dark") => self.shade = Shade::Dark,
                ("shade", "desktop") => self.shade = Shade::Desktop,
                ("text-percent", percent) => {
                    if let Ok(percent) = percent.parse() {
                        self.set(Setting::TextPercent(percent));
                    }
                }
                ("notify", "everything") => self.notify = Notify::Everything,
                ("notify", "mentions") => self.notify = Notify::Mentions,
                ("notify", "nothing") => self.notify = Notify::Nothing,
                ("notify-preview", value) => self.notify_preview = value == "yes",
                ("quiet", value) => {
                    let quiet = value.split_once('-').and_then(|(from, to)| {
                        let (from_minute, to_minute) = (from.parse().ok()?, to.parse().ok()?);
                        Some(QuietHours { from_minute, to_minute })
                    });
                    self.set(Setting::Quiet(quiet));
                }
                ("send-typing", value) => self.send_typing = value == "yes",
                ("show-presence", value) => self.show_presence = value == "yes",
                ("downloads", folder) => folder.clone_into(&mut self.downloads),
                _ => {}
            }
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
    /// What they are when somebody turns them on: a night.
    pub const NIGHT: Self = Self { from_minute: 22 * 60, to_minute: 7 * 60 };

    /// These, beginning some minutes later, or earlier if negative.
    #[must_use]
    pub fn beginning(self, minutes: i16) -> Self {
        Self { from_minute: moved(self.from_minute, minutes), ..self }
    }

    /// These, ending some minutes later, or earlier if negative.
    #[must_use]
    pub fn ending(self, minutes: i16) -> Self {
        Self { to_minute: moved(self.to_minute, minutes), ..self }
    }

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

/// A minute of the day some minutes later; the day after midnight is like the one before.
fn moved(minute: u16, minutes: i16) -> u16 {
    let day = i32::from(DAY_MINUTES);
    let moved = (i32::from(minute) + i32::from(minutes)).rem_euclid(day);
    u16::try_from(moved).expect("a day has fewer minutes than fit")
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

    #[test]
    fn quiet_hours_move_around_the_clock() {
        let night = QuietHours::NIGHT;
        assert_eq!(night.beginning(150), QuietHours { from_minute: 30, ..night });
        assert_eq!(night.ending(-450), QuietHours { to_minute: 1410, ..night });
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut settings = Settings::new(Language::English);
        settings.set(Setting::Name("سارا".to_owned()));
        settings.set(Setting::Language(Language::Persian));
        settings.set(Setting::Shade(Shade::Dark));
        settings.set(Setting::TextPercent(130));
        settings.set(Setting::Notify(Notify::Nothing));
        settings.set(Setting::NotifyPreview(false));
        settings.set(Setting::Quiet(Some(QuietHours { from_minute: 1380, to_minute: 420 })));
        settings.set(Setting::SendTyping(false));
        settings.set(Setting::ShowPresence(false));
        settings.set(Setting::Downloads("/tmp/a b".to_owned()));
        let kept: Vec<_> =
            settings.kept().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut restored = Settings::new(Language::English);
        restored.restore(&kept);
        assert_eq!(restored, settings);
        restored.restore(&[("text-percent".to_owned(), "many".to_owned())]);
        assert_eq!(restored, settings);
    }
}
