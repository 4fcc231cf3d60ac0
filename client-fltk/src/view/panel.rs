//! The panels: sheets over the messages, and the search beside them.

use std::collections::BTreeMap;

use super::{
    act::{Act, FieldId},
    brush::{Brush, Look},
    canvas::Area,
    field::Field,
    icon::Icon,
    side::Scrolled,
};
use crate::{
    calendar::clock,
    l10n::{Language, digits},
    model::{
        BanItem, BansPanel, ChannelItem, ChannelsPanel, Fact, Message, Model, Notify, Panel,
        PanelMessage, PersonPanel, Prompt, QuietHours, SearchHit, SearchPanel, SecurityPanel,
        Setting, Settings, TEXT_PERCENTS,
    },
    text::{Direction, Paragraph, Style},
    theme::Shade,
};

const SHEET_WIDTH_PX: f64 = 520.0;
const SHEET_MARGIN_PX: f64 = 24.0;
const PADDING_PX: f64 = 22.0;
const TITLE: Style = Style::bold(17.0);
const LABEL: Style = Style::regular(14.0);
const SMALL: Style = Style::regular(12.5);
const FIELD_HEIGHT_PX: f64 = 38.0;

/// Whether a panel stands beside the messages, and does not cover them.
pub(super) fn is_beside(panel: &Panel) -> bool {
    matches!(panel, Panel::Search(_))
}

/// A sheet being drawn: what is left of it, and its fields.
struct Sheet<'a, 'b> {
    brush: &'a mut Brush<'b>,
    fields: &'a mut BTreeMap<FieldId, Field>,
    scrolled: &'a mut Scrolled,
    rest: Area,
}

/// Draws a sheet over everything else; `height_px` is how high its contents were the last time.
/// Returns whether it is to be drawn once more, for the Tab key has come to what was not seen, or
/// the contents are of another height.
pub(super) fn draw_sheet(
    brush: &mut Brush<'_>,
    model: &Model,
    panel: &Panel,
    fields: &mut BTreeMap<FieldId, Field>,
    scrolled: &mut Scrolled,
    height_px: &mut f64,
    area: Area,
) -> bool {
    brush.canvas.veil(area, 0.0, crate::theme::Rgb(0, 0, 0), 0.42);
    brush.spot(area, "outside", Act::Send(Message::Panel(PanelMessage::Close)));
    let width = brush.scaled(SHEET_WIDTH_PX).min(area.width - 2.0 * SHEET_MARGIN_PX);
    let tall = matches!(panel, Panel::Channels(_));
    let room = area.height - 2.0 * SHEET_MARGIN_PX;
    let height = if tall { room.min(brush.scaled(620.0)) } else { height_px.min(room) };
    let sheet = area.center(width, height.max(120.0));
    let sheet = Area { x: sheet.x.round(), y: sheet.y.round(), ..sheet };
    brush.canvas.shadow(sheet, 14.0);
    brush.canvas.fill(sheet, 14.0, brush.theme.raised);
    brush.canvas.outline(sheet, 14.0, 1.0, brush.theme.line);
    brush.spot(sheet, "sheet", Act::Nothing);

    let title = match panel {
        Panel::Settings => brush.text.say("settings"),
        Panel::Channels(_) => brush.text.say("rooms"),
        Panel::Security(_) => brush.text.say("security"),
        Panel::Search(_) => brush.text.say("search"),
        Panel::Prompt(prompt) => prompt.title.clone(),
        Panel::Person(person) => person.nick.clone(),
        Panel::Bans(_) => brush.text.say("bans"),
    };
    let inner = sheet.inset(PADDING_PX);
    let head = inner.top(brush.scaled(30.0));
    let side = brush.scaled(30.0);
    let close = head.end(brush.direction, side).moved(0.0, -2.0);
    brush.close_button(close);
    let line = head.part(brush.direction, 0.0, head.width - side - 6.0);
    brush.own_line(&title, TITLE, line, brush.theme.ink);

    let body = inner.below(head.height + 12.0);
    let seen = body.inset_each(-6.0, -4.0);
    let (count, pointer) = (brush.spots.len(), brush.pointer);
    brush.pointer = pointer.filter(|at| seen.contains(*at));
    let clip = brush.canvas.begin_clip(seen);
    let up = if tall {
        0.0
    } else {
        scrolled.fit(*height_px - 2.0 * PADDING_PX - head.height - 12.0, body.height)
    };
    let mut drawn = Sheet { brush, fields, scrolled, rest: body.moved(0.0, -up) };
    match panel {
        Panel::Settings => drawn.settings(model.settings()),
        Panel::Channels(channels) => drawn.channels(channels),
        Panel::Security(security) => drawn.security(security),
        Panel::Prompt(prompt) => drawn.prompt(prompt),
        Panel::Person(person) => drawn.person(person),
        Panel::Bans(bans) => drawn.bans(bans),
        Panel::Search(_) => {}
    }
    let contents = drawn.rest.y - body.y + up;
    brush.canvas.end_clip(clip);
    brush.pointer = pointer;
    if tall {
        return false;
    }
    let before = std::mem::replace(height_px, contents + 2.0 * PADDING_PX + head.height + 12.0);
    scrolled.draw_bar(brush, body.inset_each(-14.0, 0.0));
    let moved = scrolled.follow_ring(brush, count, body);
    brush.keep_seen(count, seen);
    moved || (*height_px - before).abs() > 0.5
}

/// How far a step moves the beginning or the end of quiet hours, in minutes.
const QUIET_STEP: i16 = 30;

/// Moves quiet hours.
type Moved = fn(QuietHours, i16) -> QuietHours;

impl Sheet<'_, '_> {
    /// Takes the next lines, and leaves the rest.
    fn take(&mut self, height_px: f64) -> Area {
        let taken = self.rest.top(height_px);
        self.rest = self.rest.below(height_px);
        taken
    }

    fn field(&mut self, id: FieldId, empty: &str) {
        let place = self.take(self.brush.scaled(FIELD_HEIGHT_PX));
        if let Some(field) = self.fields.get_mut(&id) {
            field.draw_boxed(self.brush, place, id, empty);
        }
    }

    fn label(&mut self, text: &str) {
        let line = self.take(self.brush.scaled(24.0));
        self.brush.line(text, Style::bold(12.5), line, self.brush.theme.ink_soft);
    }

    fn settings(&mut self, settings: &Settings) {
        let text = self.brush.text;
        self.label(&text.say("your-name"));
        self.field(FieldId::SettingName, &text.say("your-name-hint"));
        self.take(12.0);
        // Each language is named in itself: whoever looks for it reads it.
        self.choice(
            &text.say("setting-language"),
            "language",
            &[
                (
                    "English".to_owned(),
                    settings.language == Language::English,
                    Setting::Language(Language::English),
                ),
                (
                    "فارسی".to_owned(),
                    settings.language == Language::Persian,
                    Setting::Language(Language::Persian),
                ),
            ],
        );
        self.choice(
            &text.say("setting-shade"),
            "shade",
            &[
                (
                    text.say("shade-light"),
                    settings.shade == Shade::Light,
                    Setting::Shade(Shade::Light),
                ),
                (
                    text.say("shade-dark"),
                    settings.shade == Shade::Dark,
                    Setting::Shade(Shade::Dark),
                ),
                (
                    text.say("shade-desktop"),
                    settings.shade == Shade::Desktop,
                    Setting::Shade(Shade::Desktop),
                ),
            ],
        );
        let language = settings.language;
        let percent = |percent: u16| {
            let label =
                text.say_with("percent", &[("number", &digits(language, &percent.to_string()))]);
            (label, settings.text_percent == percent, Setting::TextPercent(percent))
        };
        self.choice(&text.say("setting-text-size"), "text", &TEXT_PERCENTS.map(percent));
        let notify = |notify, label| (label, settings.notify == notify, Setting::Notify(notify));
        self.choice(
            &text.say("setting-notify"),
            "notify",
            &[
                notify(Notify::Everything, text.say("notify-everything")),
                notify(Notify::Mentions, text.say("notify-mentions")),
                notify(Notify::Nothing, text.say("notify-nothing")),
            ],
        );
        for (label, name, on, setting) in [
            (
                text.say("setting-preview"),
                "preview",
                settings.notify_preview,
                Setting::NotifyPreview(!settings.notify_preview),
            ),
            (
                text.say("setting-typing"),
                "typing",
                settings.send_typing,
                Setting::SendTyping(!settings.send_typing),
            ),
            (
                text.say("setting-presence"),
                "presence",
                settings.show_presence,
                Setting::ShowPresence(!settings.show_presence),
            ),
        ] {
            self.toggle(&label, name, on, setting);
        }
        self.quiet_hours(settings);
        self.take(6.0);
        self.label(&text.say("setting-downloads"));
        self.field(FieldId::SettingDownloads, "");
    }

    fn quiet_hours(&mut self, settings: &Settings) {
        let text = self.brush.text;
        let turned = if settings.quiet.is_some() { None } else { Some(QuietHours::NIGHT) };
        let on = settings.quiet.is_some();
        self.toggle(&text.say("setting-quiet"), "quiet", on, Setting::Quiet(turned));
        if let Some(quiet) = settings.quiet {
            for (label, name, minute, change) in [
                (
                    text.say("quiet-from"),
                    "quiet-from",
                    quiet.from_minute,
                    QuietHours::beginning as Moved,
                ),
                (text.say("quiet-to"), "quiet-to", quiet.to_minute, QuietHours::ending as Moved),
            ] {
                let time = clock(settings.language, minute);
                let to = |minutes| Setting::Quiet(Some(change(quiet, minutes)));
                self.steps(&label, name, &time, (to(-QUIET_STEP), to(QUIET_STEP)));
            }
        }
    }

    /// Several buttons of which one is chosen, under a label.
    fn choice(&mut self, label: &str, name: &str, options: &[(String, bool, Setting)]) {
        const GAP_PX: f64 = 6.0;
        self.label(label);
        let height = self.brush.button_height();
        let mut row = self.take(height);
        let mut offset = 0.0;
        for (number, (option, chosen, setting)) in options.iter().enumerate() {
            let width = self.brush.button_width(option).min(row.width);
            if offset > 0.0 && offset + width > row.width {
                self.take(GAP_PX);
                row = self.take(height);
                offset = 0.0;
            }
            let place = row.part(self.brush.direction, offset, width);
            let look = if *chosen { Look::Chosen } else { Look::Plain };
            let act = Act::Send(Message::Set(setting.clone()));
            self.brush.button(place, option, look, &format!("{name}-{number}"), act);
            offset += width + GAP_PX;
        }
        self.take(12.0);
    }

    /// A value between a button for less and one for more, with what it is before them.
    fn steps(&mut self, label: &str, name: &str, value: &str, (less, more): (Setting, Setting)) {
        let brush = &mut *self.brush;
        let row = self.rest.top(brush.button_height() + 6.0);
        self.rest = self.rest.below(row.height);
        let (side, middle) = (brush.button_height(), brush.scaled(64.0));
        let steps = row.end(brush.direction, 2.0 * side + middle).middle(side);
        let buttons = [("less", "−", 0.0, less), ("more", "+", side + middle, more)];
        for (which, sign, offset, setting) in buttons {
            let place = steps.part(brush.direction, offset, side);
            let act = Act::Send(Message::Set(setting));
            brush.button(place, sign, Look::Plain, &format!("{name}-{which}"), act);
        }
        let shown = Paragraph::new(value, LABEL, Direction::LeftToRight);
        let shaped = brush.canvas.label(&shown);
        let place = steps.part(brush.direction, side, middle).middle(shaped.height_px());
        let x = place.x + (place.width - shaped.width_px()) / 2.0;
        brush.canvas.show(&shaped, x, place.y, brush.theme.ink);
        let line = row.part(brush.direction, 24.0, row.width - steps.width - 36.0);
        brush.line(label, LABEL, line, brush.theme.ink);
    }

    /// A switch with what it does before it.
    fn toggle(&mut self, label: &str, name: &str, on: bool, setting: Setting) {
        let brush = &mut *self.brush;
        let row = self.rest.top(brush.scaled(34.0));
        self.rest = self.rest.below(row.height);
        let name = format!("toggle-{name}");
        let lit = brush.ring_spot(row, name.clone(), Act::Send(Message::Set(setting)));
        let (width, height) = (brush.scaled(38.0), brush.scaled(22.0));
        let switch = row.end(brush.direction, width).middle(height);
        let ground = if on { brush.theme.accent } else { brush.theme.gone };
        brush.canvas.fill(switch, height / 2.0, ground);
        let offset = if on { width - height } else { 0.0 };
        let knob = switch.part(brush.direction, offset, height).inset(3.0);
        brush.canvas.fill(knob, height / 2.0, brush.theme.on_accent);
        brush.ring_around(switch, height / 2.0, &name);
        let line = row.part(brush.direction, 0.0, row.width - width - 12.0);
        let ink = if lit { brush.theme.accent } else { brush.theme.ink };
        brush.line(label, LABEL, line, ink);
    }

    fn prompt(&mut self, prompt: &Prompt) {
        self.field(FieldId::Panel, "");
        self.take(8.0);
        if !prompt.hint.is_empty() {
            let color = self.brush.theme.ink_soft;
            let height = self.brush.paragraph(&prompt.hint, SMALL, self.rest, color);
            self.take(height + 8.0);
        }
        let row = self.take(self.brush.button_height());
        let width = self.brush.button_width(&prompt.done).max(90.0);
        let place = row.end(self.brush.direction, width);
        self.brush.button(
            place,
            &prompt.done,
            Look::Main,
            "done",
            Act::Send(Message::Panel(PanelMessage::Done)),
        );
    }

    fn security(&mut self, security: &SecurityPanel) {
        let brush = &mut *self.brush;
        let row = self.rest;
        let side = brush.scaled(30.0);
        let color = if security.fine { brush.theme.here } else { brush.theme.danger };
        let icon = if security.fine { Icon::Lock } else { Icon::Warning };
        let text = row.after(brush.direction, side + 8.0);
        let height = brush.paragraph(&security.verdict, LABEL, text, brush.theme.ink).max(side);
        // Beside the first line.
        let beside = row.part(brush.direction, 0.0, side).top(brush.scaled(22.0));
        brush.icon(icon, beside, 22.0, color);
        self.take(height + 14.0);
        self.facts(&security.facts);
    }

    fn person(&mut self, person: &PersonPanel) {
        self.facts(&person.facts);
        let height = self.brush.actions(self.rest, &person.actions, "person");
        self.take(height);
    }

    fn facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.label(&fact.name);
            let (style, direction) = if fact.code {
                (Style::typewriter(12.5), Direction::LeftToRight)
            } else {
                (LABEL, Direction::of_text(&fact.value, self.brush.direction))
            };
            let paragraph = Paragraph::new(&fact.value, style, direction).wrapped(self.rest.width);
            let shaped = self.brush.canvas.label(&paragraph);
            let place = self.take(shaped.height_px() + 10.0);
            let at = place.part(self.brush.direction, 0.0, shaped.width_px());
            self.brush.canvas.show(&shaped, at.x, place.y, self.brush.theme.ink);
            let copy = self.brush.text.say("copy");
            self.brush.hinted_spot(
                place,
                format!("fact-{}", fact.name),
                copy,
                Act::Send(Message::Copy(fact.value.clone())),
            );
        }
    }

    fn bans(&mut self, panel: &BansPanel) {
        let (ink, danger) = (self.brush.theme.ink_soft, self.brush.theme.danger);
        for (sentence, color) in [(&panel.refused, danger), (&panel.state, ink)] {
            if !sentence.is_empty() {
                let height = self.brush.paragraph(sentence, SMALL, self.rest, color);
                self.take(height + 10.0);
            }
        }
        for item in &panel.items {
            self.ban(item, panel.may_lift);
        }
    }

    /// A ban, with a button that takes it back.
    fn ban(&mut self, item: &BanItem, may_lift: bool) {
        const GAP_PX: f64 = 12.0;
        let brush = &mut *self.brush;
        let (lift, copy) = (brush.text.say("ban-lift"), brush.text.say("copy"));
        let end = if may_lift { brush.button_width(&lift) + GAP_PX } else { 0.0 };
        let across = self.rest.inset_each(10.0, 0.0);
        let words = across.part(brush.direction, 0.0, (across.width - end).max(1.0));
        let mask = Paragraph::new(&item.mask, Style::typewriter(12.5), Direction::LeftToRight);
        let mask = brush.canvas.label(&mask.wrapped(words.width));
        let line = if item.set.is_empty() { 0.0 } else { brush.scaled(20.0) };
        let height = (mask.height_px() + line + 14.0).max(brush.button_height() + 12.0);
        let place = self.take(height).inset_each(0.0, 2.0);
        let brush = &mut *self.brush;
        let act = Act::Send(Message::Copy(item.mask.clone()));
        let lit = brush.hinted_spot(place, format!("ban-{}", item.mask), copy, act);
        let ground = if lit { brush.theme.hover } else { brush.theme.ground };
        brush.canvas.fill(place, 9.0, ground);
        let inner = Area { x: words.x, width: words.width, ..place };
        let inner = inner.middle(mask.height_px() + line);
        let at = inner.part(brush.direction, 0.0, mask.width_px());
        brush.canvas.show(&mask, at.x, inner.y, brush.theme.ink);
        brush.line(&item.set, SMALL, inner.foot(line), brush.theme.ink_soft);
        if may_lift {
            let button = Area { x: across.x, width: across.width, ..place };
            let button = button.end(brush.direction, end - GAP_PX).middle(brush.button_height());
            let act = Act::Send(Message::Panel(PanelMessage::LiftBan(item.mask.clone())));
            let name = format!("lift-{}", item.mask);
            brush.button(button, &lift, Look::Plain, &name, act);
        }
    }

    fn channels(&mut self, panel: &ChannelsPanel) {
        let empty = self.brush.text.say("rooms-filter");
        self.field(FieldId::Panel, &empty);
        let state = self.take(self.brush.scaled(28.0));
        self.brush.line(&panel.state, SMALL, state, self.brush.theme.ink_soft);
        let rows = (panel.items.len(), self.brush.scaled(48.0));
        self.scrolled.draw_rows(self.brush, self.rest, rows, 12.0, |brush, number, row| {
            draw_room(brush, number, &panel.items[number], number == panel.chosen, row);
        });
    }
}

/// Draws a room in the list of rooms.
fn draw_room(brush: &mut Brush<'_>, number: usize, item: &ChannelItem, is_chosen: bool, row: Area) {
    let place = row.inset_each(0.0, 1.0);
    let lit = brush.spot(
        place,
        format!("room-{}", item.name),
        Act::Send(Message::Panel(PanelMessage::Pick(number))),
    );
    if lit || is_chosen {
        let ground = if is_chosen { brush.theme.chosen } else { brush.theme.hover };
        brush.canvas.fill(place, 8.0, ground);
    }
    let inner = place.inset_each(10.0, 4.0);
    let count = Paragraph::new(&item.members_label, Style::bold(12.5), brush.direction);
    let count = brush.canvas.label(&count);
    let end = inner.end(brush.direction, count.width_px());
    brush.canvas.show_amid(&count, end, brush.theme.ink_soft);
    let rest = inner.part(brush.direction, 0.0, (inner.width - count.width_px() - 12.0).max(1.0));
    let style = if item.joined { Style::bold(14.0) } else { LABEL };
    let name = if item.topic.is_empty() { rest } else { rest.top(rest.height / 2.0) };
    brush.own_line(&item.name, style, name, brush.theme.ink);
    if !item.topic.is_empty() {
        let line = rest.foot(rest.height / 2.0);
        brush.own_line(&item.topic, SMALL, line, brush.theme.ink_soft);
    }
}

/// Draws the search beside the messages, or above them; `pick` is what pressing a hit does.
pub(super) fn draw_search(
    brush: &mut Brush<'_>,
    search: &SearchPanel,
    fields: &mut BTreeMap<FieldId, Field>,
    scrolled: &mut Scrolled,
    area: Area,
    pick: fn(usize) -> PanelMessage,
) {
    brush.canvas.fill(area, 0.0, brush.theme.panel);
    brush.canvas.fill(area.part(brush.direction, 0.0, 1.0), 0.0, brush.theme.line);
    let inner = area.inset_each(14.0, 0.0);
    let top = inner.top(brush.scaled(super::side::TOP_HEIGHT_PX));
    let side = brush.scaled(30.0);
    let close = top.end(brush.direction, side).middle(side);
    brush.close_button(close);
    let title = brush.text.say("search");
    let line = top.part(brush.direction, 0.0, top.width - side - 6.0);
    brush.line(&title, Style::bold(15.5), line, brush.theme.ink);
    let rest = inner.below(top.height);
    let place = rest.top(brush.scaled(FIELD_HEIGHT_PX));
    if let Some(field) = fields.get_mut(&FieldId::Panel) {
        let empty = brush.text.say("search-hint");
        field.draw_boxed(brush, place, FieldId::Panel, &empty);
    }
    let rest = rest.below(place.height + 4.0);
    let state = rest.top(brush.scaled(26.0));
    brush.line(&search.state, SMALL, state, brush.theme.ink_soft);
    let list = rest.below(state.height);
    let rows = (search.hits.len(), brush.scaled(78.0));
    scrolled.draw_rows(brush, list, rows, 12.0, |brush, number, row| {
        let place = row.inset_each(0.0, 3.0);
        let act = Act::Send(Message::Panel(pick(number)));
        let lit = brush.spot(place, format!("hit-{number}"), act);
        brush.canvas.fill(place, 9.0, if lit { brush.theme.hover } else { brush.theme.ground });
        if search.shown == Some(number) {
            brush.canvas.outline(place, 9.0, 1.6, brush.theme.accent);
        }
        draw_hit(brush, &search.hits[number], place);
    });
}

fn draw_hit(brush: &mut Brush<'_>, hit: &SearchHit, place: Area) {
    let inner = place.inset_each(10.0, 6.0);
    let head = inner.top(inner.height / 3.0);
    let color = brush.person(crate::model::color(&hit.nick));
    let date =
        brush.canvas.label(&Paragraph::new(&hit.date, Style::regular(11.0), brush.direction));
    brush.canvas.show_amid(&date, head.end(brush.direction, date.width_px()), brush.theme.ink_soft);
    let name = head.part(brush.direction, 0.0, (head.width - date.width_px() - 8.0).max(1.0));
    let used = brush.own_line(&hit.nick, Style::bold(12.5), name, color);
    let room = name.part(brush.direction, used + 6.0, (name.width - used - 6.0).max(1.0));
    brush.own_line(&hit.place, Style::regular(11.5), room, brush.theme.ink_soft);
    let body = inner.below(head.height + 1.0);
    let direction = Direction::of_text(&hit.text, brush.direction);
    let paragraph = Paragraph {
        lines_max: Some(2),
        width_px: Some(body.width),
        ..Paragraph::new(&hit.text, Style::regular(12.5), direction)
    };
    let shaped = brush.canvas.shape(&paragraph);
    let at = body.part(direction, 0.0, shaped.width_px());
    brush.canvas.show(&shaped, at.x, body.y, brush.theme.ink);
}
