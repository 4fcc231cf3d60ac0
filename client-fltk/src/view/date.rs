//! A month to choose a day from, in the reader's calendar.

use super::{
    act::Act,
    brush::Brush,
    canvas::Area,
    icon::Icon,
    input::Point,
    popup::{card, within},
};
use crate::{
    calendar::{Calendar, Day},
    l10n::{Language, digits},
    model::{Message, Model},
    text::{Direction, Paragraph, Style},
};

const CELL_PX: f64 = 36.0;
const COLUMNS: u8 = 7;

/// A month of the reader's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) year: i32,
    /// From 1.
    pub(super) month: u8,
}

impl Month {
    /// The month that a day is in.
    pub(super) fn of(day: Day) -> Self {
        Self { year: day.year, month: day.month }
    }

    /// The month so many further on.
    pub(super) fn further(self, by: i32) -> Self {
        let count = self.year * 12 + i32::from(self.month) - 1 + by;
        let month = u8::try_from(count.rem_euclid(12) + 1).expect("it is at most 12");
        Self { year: count.div_euclid(12), month }
    }

    fn day(self, day: u8) -> Day {
        Day { year: self.year, month: self.month, day }
    }

    /// When each of its days begins.
    fn days(self, calendar: &Calendar) -> Vec<i64> {
        (1..=31).map_while(|day| calendar.start(self.day(day))).collect()
    }
}

/// The day so many further on.
pub(super) fn further(calendar: &Calendar, day: Day, by: i32) -> Day {
    const DAY_MS: i64 = 86_400_000;
    // At noon, as not every day has as many hours.
    let noon_ms = calendar.start(day).map(|start_ms| start_ms + DAY_MS / 2);
    noon_ms.map_or(day, |noon_ms| calendar.day(noon_ms + i64::from(by) * DAY_MS))
}

/// Draws a month, in which a day is lit, below a place.
pub(super) fn draw(
    brush: &mut Brush<'_>,
    model: &Model,
    (month, lit_day): (Month, Day),
    at: Point,
    area: Area,
) {
    let calendar = model.calendar();
    let days = month.days(calendar);
    // A head, the names of the days, and six weeks.
    let cell = brush.scaled(CELL_PX).min(((area.height - 40.0) / 8.0).floor());
    let (width, height) = (cell * f64::from(COLUMNS) + 20.0, cell * 8.0 + 20.0);
    let x = match brush.direction {
        Direction::LeftToRight => at.0,
        Direction::RightToLeft => at.0 - width,
    };
    let place = card(brush, within(Area { x, y: at.1, width, height }, area), 12.0).inset(10.0);
    draw_head(brush, calendar, month, place.top(cell));

    let names = brush.text.say("weekdays-short");
    let week = place.below(cell).top(cell);
    for (column, name) in (0_u8..).zip(names.split_whitespace()) {
        let label = brush.canvas.label(&Paragraph::new(name, Style::bold(11.5), brush.direction));
        brush.canvas.show_amid(
            &label,
            week.part(brush.direction, f64::from(column) * cell, cell),
            brush.theme.ink_soft,
        );
    }
    // Persian weeks begin with Saturday.
    let shift = match brush.language {
        Language::English => 0,
        Language::Persian => 2,
    };
    let first = days.first().map_or(0, |start| (calendar.weekday_number(*start) + shift) % COLUMNS);
    let today = calendar.day(model.now_ms());
    let grid = place.below(2.0 * cell);
    for (number, _) in (1_u8..).zip(&days) {
        let slot = first + number - 1;
        let (row, column) = (f64::from(slot / COLUMNS), f64::from(slot % COLUMNS));
        let place = Area {
            y: grid.y + row * cell,
            height: cell,
            ..grid.part(brush.direction, column * cell, cell)
        };
        let day = month.day(number);
        let jump = Message::JumpDate(day.year, day.month, day.day);
        let lit = brush.spot(place, format!("day-{number}"), Act::CloseAndSend(jump));
        let is_today = day == today;
        if lit || is_today {
            let ground = if is_today { brush.theme.accent } else { brush.theme.hover };
            brush.canvas.fill(place.inset(3.0), 9.0, ground);
        }
        if day == lit_day {
            brush.canvas.outline(place.inset(1.0), 10.0, 1.6, brush.theme.accent);
        }
        let ink = if is_today { brush.theme.on_accent } else { brush.theme.ink };
        let number = digits(brush.language, &number.to_string());
        let label =
            brush.canvas.label(&Paragraph::new(&number, Style::regular(13.5), brush.direction));
        brush.canvas.show_amid(&label, place, ink);
    }
}

fn draw_head(brush: &mut Brush<'_>, calendar: &Calendar, month: Month, head: Area) {
    let side = head.height;
    for (offset, icon, name, hint, by) in [
        (0.0, Icon::Back, "month-before", brush.text.say("month-before"), -1),
        (head.width - side, Icon::Onward, "month-after", brush.text.say("month-after"), 1),
    ] {
        let place = head.part(brush.direction, offset, side).inset(3.0);
        brush.icon_button(place, icon, name, hint, Act::Month(by));
    }
    let year = digits(brush.language, &month.year.to_string());
    let title = format!("{} {year}", calendar.month_name(month.month));
    let label = brush.canvas.label(&Paragraph::new(&title, Style::bold(14.0), brush.direction));
    brush.canvas.show_amid(&label, head, brush.theme.ink);
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn months_follow_one_another_over_the_year() {
        let last = Month { year: 1404, month: 12 };
        assert_eq!(last.further(1), Month { year: 1405, month: 1 });
        assert_eq!(last.further(1).further(-1), last);
        assert_eq!(last.further(-12), Month { year: 1403, month: 12 });
    }

    #[test]
    fn days_follow_one_another_over_the_month() {
        let calendar = Calendar::new(Language::Persian, TimeZone::UTC);
        let last = Day { year: 1404, month: 12, day: 29 };
        assert_eq!(further(&calendar, last, 1), Day { year: 1405, month: 1, day: 1 });
        assert_eq!(further(&calendar, last, -7), Day { day: 22, ..last });
    }

    #[test]
    fn months_have_the_days_of_their_calendar() {
        let days = |language, year, month| {
            Month { year, month }.days(&Calendar::new(language, TimeZone::UTC)).len()
        };
        assert_eq!(days(Language::English, 2024, 2), 29);
        assert_eq!(days(Language::English, 2026, 2), 28);
        assert_eq!(days(Language::Persian, 1403, 12), 30, "1403 is a leap year");
        assert_eq!(days(Language::Persian, 1404, 12), 29);
        assert_eq!(days(Language::Persian, 1404, 1), 31);
    }
}
