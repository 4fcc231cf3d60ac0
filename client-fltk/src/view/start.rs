//! The form of the first start: your name, and where to go.

use std::collections::BTreeMap;

use super::{
    act::{Act, FieldId},
    brush::{Brush, Look},
    canvas::Area,
    field::Field,
    icon::Icon,
    logo,
    side::Scrolled,
};
use crate::{
    l10n::Language,
    model::{Message, Model, PasswordOf, StartMessage},
    text::{Direction, Paragraph, Style},
};

const WIDTH_PX_MAX: f64 = 400.0;
const LOGO_PX: f64 = 64.0;
const FIELD_HEIGHT_PX: f64 = 40.0;
const LABEL: Style = Style::bold(12.5);
const SMALL: Style = Style::regular(13.0);

/// Recent servers that are offered.
const RECENT_SHOWN_MAX: usize = 4;

/// Draws the form into the middle of `area`.
pub(super) fn draw(
    brush: &mut Brush<'_>,
    model: &Model,
    fields: &mut BTreeMap<FieldId, Field>,
    scrolled: &mut Scrolled,
    area: Area,
) {
    brush.canvas.fill(area, 0.0, brush.theme.ground);
    draw_switches(brush, model, area);
    let width = (area.width - 48.0).min(brush.scaled(WIDTH_PX_MAX));
    let column = area.center(width, area.height);
    let height = scrolled_height(brush, model);
    let top = ((area.height - height) * 0.42).clamp(64.0, 200.0);
    let up = scrolled.fit(height + top + 20.0, area.height);
    let mut form = Form { brush, column: column.below(top - up) };
    form.title();
    form.fields(model, fields);
    form.buttons(model);
    form.recent(model);
    scrolled.draw_bar(brush, area);
}

/// Roughly how high the form is, for scrolling in a small window.
fn scrolled_height(brush: &Brush<'_>, model: &Model) -> f64 {
    let form = model.start();
    let notice = form.notice.as_ref().map_or(0.0, |notice| {
        let lines = notice.text.chars().count().div_ceil(50);
        20.0 * f64::from(u16::try_from(lines).unwrap_or(9)) + 70.0
    });
    let password = if form.password.is_some() { 76.0 } else { 0.0 };
    let recent = if form.recent.is_empty() {
        0.0
    } else {
        36.0 + 44.0 * f64::from(u8::try_from(form.recent.len().min(RECENT_SHOWN_MAX)).unwrap_or(0))
    };
    brush.scaled(440.0 + notice + password + recent)
}

/// Language and shade, in the upper corner.
fn draw_switches(brush: &mut Brush<'_>, model: &Model, area: Area) {
    let bar = area.inset(14.0).top(brush.button_height());
    let (language, language_label) = match model.language() {
        Language::English => (Language::Persian, brush.text.say("switch-language")),
        Language::Persian => (Language::English, brush.text.say("switch-language")),
    };
    let shade = model.shade().other();
    let shade_label = if shade.is_dark() {
        brush.text.say("switch-to-dark")
    } else {
        brush.text.say("switch-to-light")
    };
    let mut offset = 0.0;
    for (label, name, message) in [
        (language_label, "language", Message::Language(language)),
        (shade_label, "shade", Message::Shade(shade)),
    ] {
        let width = brush.button_width(&label).max(brush.scaled(78.0));
        let place = bar.part(brush.direction, bar.width - offset - width, width);
        brush.button(place, &label, Look::Plain, name, Act::Send(message));
        offset += width + 8.0;
    }
    if model.start().can_close {
        let side = bar.height;
        let place = bar.part(brush.direction, 0.0, side);
        let hint = brush.text.say("close");
        brush.icon_button(
            place,
            Icon::Cross,
            "close",
            hint,
            Act::Send(Message::Start(StartMessage::Close)),
        );
    }
}

struct Form<'a, 'b> {
    brush: &'a mut Brush<'b>,
    column: Area,
}

impl Form<'_, '_> {
    fn title(&mut self) {
        let side = self.brush.scaled(LOGO_PX);
        let square = self.column.top(side).center(side, side);
        let theme = self.brush.theme;
        self.brush.canvas.draw(|target| logo::draw(target, square, theme));
        self.column = self.column.below(side + 14.0);
        for (text, style, color) in [
            (self.brush.text.say("welcome"), Style::bold(24.0), theme.ink),
            (self.brush.text.say("tagline"), Style::regular(14.0), theme.ink_soft),
        ] {
            let paragraph = Paragraph::new(&text, style, self.brush.direction);
            let shaped = self.brush.canvas.label(&paragraph.wrapped(self.column.width));
            let place = self.column.top(shaped.height_px());
            self.brush.canvas.show_amid(&shaped, place, color);
            self.column = self.column.below(shaped.height_px());
        }
        self.column = self.column.below(20.0);
    }

    fn fields(&mut self, model: &Model, fields: &mut BTreeMap<FieldId, Field>) {
        let form = model.start();
        let text = self.brush.text;
        let mut wanted = vec![
            (FieldId::StartName, text.say("your-name"), text.say("your-name-hint")),
            (FieldId::StartAddress, text.say("where-to"), text.say("where-to-hint")),
        ];
        if let Some(asked) = &form.password {
            let label = match asked.of {
                PasswordOf::Server => text.say("password-server"),
                PasswordOf::Account => text.say("password-account"),
            };
            wanted.push((FieldId::StartPassword, label, String::new()));
        }
        for (id, label, empty) in wanted {
            let line = self.column.top(self.brush.scaled(22.0));
            self.brush.line(&label, LABEL, line, self.brush.theme.ink_soft);
            self.column = self.column.below(line.height + 2.0);
            let place = self.column.top(self.brush.scaled(FIELD_HEIGHT_PX));
            if let Some(field) = fields.get_mut(&id) {
                field.draw_boxed(self.brush, place, id, &empty);
            }
            self.column = self.column.below(place.height + 12.0);
        }
        let Some(notice) = &form.notice else { return };
        let theme = self.brush.theme;
        let color = if notice.wrong { theme.danger } else { theme.ink_soft };
        let height = self.brush.paragraph(&notice.text, SMALL, self.column, color);
        self.column = self.column.below(height + 8.0);
        let height = self.brush.actions(self.column, &notice.actions, "notice");
        self.column = self.column.below(height + if height > 0.0 { 12.0 } else { 2.0 });
    }

    fn buttons(&mut self, model: &Model) {
        let brush = &mut *self.brush;
        let place = self.column.top(brush.scaled(FIELD_HEIGHT_PX));
        if model.start().busy {
            let cancel = brush.text.say("cancel");
            let width = brush.button_width(&cancel);
            brush.button(
                place.end(brush.direction, width),
                &cancel,
                Look::Plain,
                "cancel",
                Act::Send(Message::Start(StartMessage::Cancel)),
            );
            let line = place.part(brush.direction, 0.0, place.width - width - 8.0);
            let text = brush.text.say("connecting");
            brush.line(&text, Style::regular(14.0), line, brush.theme.ink_soft);
        } else {
            let label = brush.text.say("connect");
            brush.button(
                place,
                &label,
                Look::Main,
                "connect",
                Act::Send(Message::Start(StartMessage::Connect)),
            );
        }
        self.column = self.column.below(place.height + 10.0);
        if model.start().busy {
            return;
        }
        let half = (self.column.width - 8.0) / 2.0;
        let row = self.column.top(brush.button_height());
        for (offset, key, name, message) in [
            (0.0, brush.text.say("on-this-computer"), "here", StartMessage::Here),
            (half + 8.0, brush.text.say("host-here"), "host", StartMessage::Host),
        ] {
            let place = row.part(brush.direction, offset, half);
            brush.button(place, &key, Look::Plain, name, Act::Send(Message::Start(message)));
        }
        self.column = self.column.below(row.height + 18.0);
    }

    fn recent(&mut self, model: &Model) {
        let recent = &model.start().recent;
        if recent.is_empty() || model.start().busy {
            return;
        }
        let brush = &mut *self.brush;
        let line = self.column.top(brush.scaled(22.0));
        let label = brush.text.say("recent-servers");
        brush.line(&label, LABEL, line, brush.theme.ink_soft);
        self.column = self.column.below(line.height + 4.0);
        for (number, server) in recent.iter().take(RECENT_SHOWN_MAX).enumerate() {
            let place = self.column.top(brush.scaled(40.0));
            let name = format!("recent-{number}");
            let lit = brush.ring_spot(
                place,
                name.clone(),
                Act::Send(Message::Start(StartMessage::Recent(number))),
            );
            brush.canvas.fill(place, 9.0, if lit { brush.theme.hover } else { brush.theme.panel });
            brush.ring_around(place, 9.0, &name);
            let inner = place.inset_each(12.0, 0.0);
            let address =
                Paragraph::new(&server.address, Style::typewriter(12.0), Direction::LeftToRight);
            let address = brush.canvas.label(&address.cut(inner.width * 0.55));
            let end = inner.end(brush.direction, address.width_px());
            brush.canvas.show_amid(&address, end, brush.theme.ink_soft);
            let rest = inner.part(
                brush.direction,
                0.0,
                (inner.width - address.width_px() - 10.0).max(1.0),
            );
            brush.own_line(&server.name, Style::regular(14.0), rest, brush.theme.ink);
            self.column = self.column.below(place.height + 4.0);
        }
    }
}
