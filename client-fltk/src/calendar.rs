//! Days and times as readers write them: Jalali dates and Persian digits for Persian.
//!
//! Times are milliseconds since 1970 (UTC); days are those of the reader's time zone.

use icu_calendar::cal::Persian;

use icu_calendar::{Date, Iso};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::l10n::{Language, Text, digits, latin_digit};

/// A minute of the day as a reader's clock shows it.
#[must_use]
pub fn clock(language: Language, minute_of_day: u16) -> String {
    digits(language, &format!("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60))
}

/// A reader's calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    language: Language,
    zone: TimeZone,
}

/// A day of a reader's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl Calendar {
    /// The calendar of a language's readers in a time zone.
    #[must_use]
    pub fn new(language: Language, zone: TimeZone) -> Self {
        Self { language, zone }
    }

    /// The time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Hour and minute: `9:05` is `09:05`, or `۰۹:۰۵`.
    #[must_use]
    pub fn time(&self, time_ms: i64) -> String {
        clock(self.language, self.minute_of_day(time_ms))
    }

    /// A number of the day, one more for each further day.
    #[must_use]
    pub fn day_number(&self, time_ms: i64) -> i32 {
        let epoch = civil::date(1970, 1, 1);
        self.at(time_ms).date().since(epoch).map_or(0, |span| span.get_days())
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn minute_of_day(&self, time_ms: i64) -> u16 {
        let at = self.at(time_ms);
        u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs())
    }

    /// The day of a time.
    #[must_use]
    pub fn day(&self, time_ms: i64) -> Day {
        let date = self.at(time_ms).date();
        match self.language {
            Language::English => Day {
                year: i32::from(date.year()),
                month: date.month().unsigned_abs(),
                day: date.day().unsigned_abs(),
            },
            Language::Persian => persian(date),
        }
    }

    /// When a day begins; nothing if there is no such day.
    #[must_use]
    pub fn start(&self, day: Day) -> Option<i64> {
        let date = match self.language {
            Language::English => civil::Date::new(
                i16::try_from(day.year).ok()?,
                i8::try_from(day.month).ok()?,
                i8::try_from(day.day).ok()?,
            )
            .ok()?,
            Language::Persian => gregorian(day)?,
        };
        Some(self.zone.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_millisecond())
    }

    /// The day above what was said on it: today, yesterday, or the date; the year only if it is
    /// another than now.
    #[must_use]
    pub fn day_label(&self, time_ms: i64, now_ms: i64) -> String {
        let text = Text::of(self.language);
        match self.day_number(now_ms) - self.day_number(time_ms) {
            0 => return text.say("day-today"),
            1 => return text.say("day-yesterday"),
            _ => {}
        }
        let weekday = self.weekday(time_ms);
        let day = self.day(time_ms);
        let with_year = day.year != self.day(now_ms).year;
        let (year, number) = (day.year.to_string(), day.day.to_string());
        let (year, number) = (digits(self.language, &year), digits(self.language, &number));
        let month = self.month_name(day.month);
        let mut variables =
            vec![("weekday", weekday.as_str()), ("day", &number), ("month", &month)];
        if with_year {
            variables.push(("year", &year));
            return text.say_with("day-with-year", &variables);
        }
        text.say_with("day-of-year", &variables)
    }

    /// Date and time in full.
    #[must_use]
    pub fn date_time(&self, time_ms: i64) -> String {
        let day = self.day(time_ms);
        let (year, number) = (day.year.to_string(), day.day.to_string());
        let (year, number) = (digits(self.language, &year), digits(self.language, &number));
        let month = self.month_name(day.month);
        Text::of(self.language).say_with(
            "date-time",
            &[("day", &number), ("month", &month), ("year", &year), ("time", &self.time(time_ms))],
        )
    }

    /// Year, month and day in figures, as [`Calendar::read`] takes them.
    #[must_use]
    pub fn figures(&self, time_ms: i64) -> String {
        let day = self.day(time_ms);
        digits(self.language, &format!("{}/{:02}/{:02}", day.year, day.month, day.day))
    }

    /// Reads a day in figures, in whatever digits: `1404/9/4`, `۱۴۰۴-۰۹-۰۴`, `2026-11-24`.
    #[must_use]
    pub fn read(&self, figures: &str) -> Option<Day> {
        let latin: String = figures.trim().chars().map(latin_digit).collect();
        let mut parts = latin.split(['/', '-', '.', ' ']);
        let day = Day {
            year: parts.next()?.parse().ok()?,
            month: parts.next()?.parse().ok()?,
            day: parts.next()?.parse().ok()?,
        };
        (parts.next().is_none() && self.start(day).is_some()).then_some(day)
    }

    fn at(&self, time_ms: i64) -> civil::DateTime {
        let time = Timestamp::from_millisecond(time_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        self.zone.to_datetime(time)
    }

    /// The day of the week, from 0 for Monday.
    #[must_use]
    pub fn weekday_number(&self, time_ms: i64) -> u8 {
        self.at(time_ms).weekday().to_monday_zero_offset().unsigned_abs()
    }

    fn weekday(&self, time_ms: i64) -> String {
        let text = Text::of(self.language);
        match self.at(time_ms).weekday() {
            civil::Weekday::Saturday => text.say("weekday-saturday"),
            civil::Weekday::Sunday => text.say("weekday-sunday"),
            civil::Weekday::Monday => text.say("weekday-monday"),
            civil::Weekday::Tuesday => text.say("weekday-tuesday"),
            civil::Weekday::Wednesday => text.say("weekday-wednesday"),
            civil::Weekday::Thursday => text.say("weekday-thursday"),
            civil::Weekday::Friday => text.say("weekday-friday"),
        }
    }

    /// The name of a month of the language's calendar; `months` in the locale files lists them.
    #[must_use]
    pub fn month_name(&self, month: u8) -> String {
        let names = Text::of(self.language).say("months");
        let mut names = names.split_whitespace();
        names.nth(usize::from(month).saturating_sub(1)).unwrap_or_default().to_owned()
    }
}

fn persian(date: civil::Date) -> Day {
    let iso = Date::try_new_iso(
        i32::from(date.year()),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    );
    let Ok(iso) = iso else { return Day { year: 0, month: 1, day: 1 } };
    let persian = iso.to_calendar(Persian);
    Day {
        year: persian.year().extended_year(),
        month: persian.month().ordinal,
        day: persian.day_of_month().0,
    }
}

fn gregorian(day: Day) -> Option<civil::Date> {
    let iso = Date::try_new_persian(day.year, day.month, day.day).ok()?.to_calendar(Iso);
    civil::Date::new(
        i16::try_from(iso.year().extended_year()).ok()?,
        i8::try_from(iso.month().ordinal).ok()?,
        i8::try_from(iso.day_of_month().0).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tehran(language: Language) -> Calendar {
        // Fixed, so that the tests need no database of time zones.
        let zone = TimeZone::fixed(jiff::tz::Offset::from_seconds(12_600).expect("3:30 exists"));
        Calendar::new(language, zone)
    }

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().expect("a time is written there").as_millisecond()
    }

    #[test]
    fn persian_readers_have_their_own_calendar_and_digits() {
        let calendar = tehran(Language::Persian);
        for (time, day) in [
            ("2025-03-20T20:29:59Z", (1403, 12, 30)),
            ("2025-03-20T20:30:00Z", (1404, 1, 1)),
            ("2026-03-20T20:29:59Z", (1404, 12, 29)),
            ("2026-03-20T20:30:00Z", (1405, 1, 1)),
            ("2026-11-24T08:18:01Z", (1405, 9, 3)),
            ("2000-01-01T00:00:00Z", (1378, 10, 11)),
        ] {
            let found = calendar.day(ms(time));
            assert_eq!((found.year, found.month, found.day), day, "{time}");
        }
        let time = ms("2026-11-24T08:18:01Z");
        assert_eq!(calendar.time(time), "۱۱:۴۸");
        assert_eq!(calendar.figures(time), "۱۴۰۵/۰۹/۰۳");
    }

    #[test]
    fn days_begin_at_the_readers_midnight() {
        let calendar = tehran(Language::English);
        let (before, after) = (ms("2026-11-24T20:29:59Z"), ms("2026-11-24T20:30:00Z"));
        assert_eq!(calendar.day_number(after) - calendar.day_number(before), 1);
        assert_eq!(calendar.minute_of_day(before), 24 * 60 - 1);
        assert_eq!(calendar.minute_of_day(after), 0);
        assert_eq!(calendar.start(calendar.day(after)), Some(after));
        assert_eq!(tehran(Language::Persian).start(calendar_day(1405, 9, 4)), Some(after));
    }

    fn calendar_day(year: i32, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn labels_are_as_short_as_they_can_be() {
        let (english, persian) = (tehran(Language::English), tehran(Language::Persian));
        let now = ms("2026-11-24T08:18:01Z");
        let label = |calendar: &Calendar, time| {
            crate::l10n::for_terminal(&calendar.day_label(ms(time), now))
        };
        assert_eq!(label(&english, "2026-11-24T01:00:00Z"), "Today");
        assert_eq!(label(&english, "2026-11-23T12:00:00Z"), "Yesterday");
        assert_eq!(label(&english, "2026-11-20T12:00:00Z"), "Friday, 20 November");
        assert_eq!(label(&english, "2025-11-20T12:00:00Z"), "Thursday, 20 November 2025");
        assert_eq!(label(&persian, "2026-11-20T12:00:00Z"), "جمعه ۲۹ آبان");
        assert_eq!(label(&persian, "2026-03-20T12:00:00Z"), "جمعه ۲۹ اسفند ۱۴۰۴");
    }

    #[test]
    fn days_are_read_in_any_digits() {
        let (english, persian) = (tehran(Language::English), tehran(Language::Persian));
        assert_eq!(persian.read("۱۴۰۵/۹/۳"), Some(calendar_day(1405, 9, 3)));
        assert_eq!(persian.read(" 1405-09-03 "), Some(calendar_day(1405, 9, 3)));
        assert_eq!(english.read("2026-11-24"), Some(calendar_day(2026, 11, 24)));
        for wrong in ["", "2026", "2026-13-01", "2026-02-30", "2026-1-1-1", "a/b/c"] {
            assert_eq!(english.read(wrong), None, "{wrong}");
        }
        assert_eq!(persian.read("1405/12/30"), None, "that year has 29 days in its last month");
    }
}
