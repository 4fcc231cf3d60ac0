//! Drawing the rows that can be seen.

use super::super::{
    act::{Act, MenuOf},
    brush::Brush,
    canvas::{Area, rounded, set_color},
    icon::Icon,
    input::Point,
};
use super::{
    List, Placed,
    lay::{
        BOT_PADDING_PX, GUTTER_PX, LaidBody, LaidBubble, LaidHeader, LaidText, MARGIN_PX,
        NAME_AFTER_PX, NAME_BEFORE_PX, PICTURE_PX,
    },
};
use crate::{
    model::{Manner, Message, RowId, RowKind, RowList, RowMessage, Span, SpanKind},
    text::{Direction, Paragraph, Style},
    theme::Rgb,
};

/// With what the names of messages begin, for the keyboard.
pub(in super::super) const MESSAGE: &str = "message-";

const BUBBLE_RADIUS_PX: f64 = 12.0;
/// The corner of a bubble that points to the one before or after it in its group.
const JOINED_RADIUS_PX: f64 = 5.0;

impl List {
    /// Draws the messages into `area`.
    pub(in super::super) fn draw(&mut self, brush: &mut Brush<'_>, rows: RowList<'_>, area: Area) {
        self.arrange(brush, rows, area);
        brush.canvas.fill(area, 0.0, brush.theme.ground);
        let placed = std::mem::take(&mut self.placed);
        let clip = brush.canvas.begin_clip(area);
        for row in &placed {
            self.draw_row(brush, rows, *row);
        }
        brush.canvas.end_clip(clip);
        self.placed = placed;
        if let Some(handle) = self.handle() {
            let held = self.grabbed.is_some();
            let opacity = if held { 0.75 } else { 0.38 };
            brush.canvas.veil(handle, 3.0, brush.theme.ink_soft, opacity);
        }
    }

    fn draw_row(&self, brush: &mut Brush<'_>, rows: RowList<'_>, placed: Placed) {
        let Some((_, laid)) = self.laid.peek(&placed.id) else { return };
        let row =
            Area { x: self.area.x, y: placed.y, width: self.area.width, height: laid.height_px };
        match &laid.body {
            LaidBody::Day(label) => {
                let pill = row.center(label.width_px() + 24.0, brush.scaled(24.0));
                let lit = brush.spot(pill, format!("date-{}", placed.id.number()), Act::Date);
                let ground = if lit { brush.theme.hover } else { brush.theme.panel };
                brush.canvas.fill(pill, pill.height / 2.0, ground);
                brush.canvas.show_amid(label, pill, brush.theme.ink_soft);
            }
            LaidBody::Unread(label) => {
                let line = row.inset_each(MARGIN_PX, 0.0).middle(1.0);
                brush.canvas.fill(line, 0.0, brush.theme.accent);
                let gap = row.center(label.width_px() + 20.0, label.height_px());
                brush.canvas.fill(gap, 0.0, brush.theme.ground);
                brush.canvas.show_amid(label, gap, brush.theme.accent);
            }
            LaidBody::Gap { label, pressable } => {
                let pill = row.center(label.width_px() + 28.0, brush.scaled(28.0));
                let act = if *pressable {
                    Act::Send(Message::Row(placed.id, RowMessage::Fetch))
                } else {
                    Act::Nothing
                };
                let lit = brush.spot(pill, format!("fetch-{}", placed.id.number()), act);
                brush.canvas.outline(pill, pill.height / 2.0, 1.0, brush.theme.line);
                let ink = if lit && *pressable { brush.theme.ink } else { brush.theme.ink_soft };
                brush.canvas.show_amid(label, pill, ink);
            }
            LaidBody::Header(header) => draw_header(brush, row, header),
            LaidBody::System(text) => {
                self.draw_text(brush, rows, placed, text, brush.theme.ink_soft);
            }
            LaidBody::Bubble(bubble) => self.draw_bubble(brush, rows, placed, bubble),
        }
    }

    fn draw_bubble(
        &self,
        brush: &mut Brush<'_>,
        rows: RowList<'_>,
        placed: Placed,
        bubble: &LaidBubble,
    ) {
        let (theme, id) = (brush.theme, placed.id);
        let area = bubble.area.moved(self.area.x, placed.y);
        draw_ground(brush, area, bubble);
        let name = format!("{MESSAGE}{}", id.number());
        brush.key_spot(area, BUBBLE_RADIUS_PX, name, Act::Menu(MenuOf::Row(id)));
        if let Some(quote) = &bubble.quote {
            let place = quote.area.moved(self.area.x, placed.y);
            let color = brush.person(quote.color);
            brush.canvas.veil(place, 6.0, color, 0.13);
            brush.canvas.fill(place.part(brush.direction, 0.0, 3.0), 1.5, color);
            if quote.row.is_some() {
                let act = Act::Send(Message::Row(id, RowMessage::ShowQuoted));
                brush.spot(place, format!("quote-{}", id.number()), act);
            }
            let inner =
                place.after(brush.direction, 3.0).inset_each(brush.scaled(8.0), brush.scaled(3.0));
            let mut top = inner;
            if let Some(name) = &quote.name {
                top = inner.top(name.height_px());
                brush.canvas.show_in(name, top, brush.direction, color);
                top = inner.below(name.height_px());
            }
            let line = top.top(quote.text.height_px());
            brush.canvas.show_in(&quote.text, line, quote.text.direction(), theme.ink_soft);
        }
        self.draw_text(brush, rows, placed, &bubble.text, theme.ink);
        if let Some((more, label)) = &bubble.more {
            let place = more.moved(self.area.x, placed.y);
            let act = Act::Send(Message::Row(id, RowMessage::Toggle));
            brush.spot(place, format!("more-{}", id.number()), act);
            brush.canvas.show_amid(label, place, theme.link);
        }
        if let Some(failed) = &bubble.failed {
            brush.canvas.show(
                &failed.reason,
                failed.at.0 + self.area.x,
                failed.at.1 + placed.y,
                theme.danger,
            );
            for ((place, label), message, name) in [
                (&failed.retry, RowMessage::Retry, "retry"),
                (&failed.discard, RowMessage::Discard, "discard"),
            ] {
                let place = place.moved(self.area.x, placed.y);
                brush.spot(
                    place,
                    format!("{name}-{}", id.number()),
                    Act::Send(Message::Row(id, message)),
                );
                brush.canvas.show_amid(label, place, theme.link);
            }
        }
        for (number, reaction) in bubble.reactions.iter().enumerate() {
            let place = reaction.area.moved(self.area.x, placed.y);
            let react = RowMessage::React(reaction.emoji.clone());
            let name = format!("reaction-{}-{number}", id.number());
            let lit = brush.hinted_spot(
                place,
                name,
                reaction.nicks.clone(),
                Act::Send(Message::Row(id, react)),
            );
            let ground = if reaction.own { theme.chosen } else { theme.ground };
            brush.canvas.fill(place, place.height / 2.0, ground);
            let edge = if reaction.own || lit { theme.accent } else { theme.line };
            brush.canvas.outline(place, place.height / 2.0, 1.0, edge);
            brush.canvas.show_amid(&reaction.shaped, place, theme.ink);
        }
        self.draw_beside(brush, placed, bubble, area);
    }

    /// What stands beside a bubble: how far it has come, and under the pointer its time and
    /// what can be done with it.
    fn draw_beside(&self, brush: &mut Brush<'_>, placed: Placed, bubble: &LaidBubble, area: Area) {
        let row = Area { x: self.area.x, width: self.area.width, y: area.y, height: area.height };
        let outward = if bubble.own { opposite(brush.direction) } else { brush.direction };
        let beside = |offset: f64, width: f64| {
            let x = match outward {
                Direction::LeftToRight => area.right() + offset,
                Direction::RightToLeft => area.x - offset - width,
            };
            Area { x, width, ..row }
        };
        let side = brush.scaled(15.0);
        if bubble.pending {
            brush.icon(
                Icon::Clock,
                beside(6.0, side).foot(side + 6.0).top(side),
                14.0,
                brush.theme.ink_soft,
            );
        } else if bubble.failed.is_some() {
            brush.icon(Icon::Warning, beside(6.0, side).middle(side), 15.0, brush.theme.danger);
        }
        let band = Area { y: placed.y, height: placed.height, ..row };
        if !brush.is_under_pointer(band) || !brush.is_under_pointer(self.area) || bubble.redacted {
            return;
        }
        let tool = brush.scaled(26.0);
        let offset = if bubble.pending || bubble.failed.is_some() { side + 12.0 } else { 8.0 };
        let width = 3.0 * (tool + 2.0) + bubble.time.width_px() + 10.0;
        let room = Area { width: self.area.width - 16.0, x: self.area.x + 8.0, ..row };
        let top = area.top(area.height.min(brush.scaled(36.0))).middle(tool);
        let beside = Area { y: top.y, height: tool, ..beside(offset, width) };
        let fits = beside.x >= room.x && beside.right() <= room.right();
        let strip = if fits {
            beside
        } else {
            // A wide bubble leaves no room: the tools lie over its upper corner.
            let x = match outward {
                Direction::LeftToRight => area.right() - width - 6.0,
                Direction::RightToLeft => area.x + 6.0,
            };
            let strip =
                Area { x, y: (area.y - tool * 0.55).max(self.area.y + 2.0), width, height: tool };
            let card = strip.inset(-3.0);
            brush.canvas.shadow(card, 9.0);
            brush.canvas.fill(card, 9.0, brush.theme.raised);
            brush.canvas.outline(card, 9.0, 1.0, brush.theme.line);
            brush.spot(card, format!("tools-{}", placed.id.number()), Act::Nothing);
            strip
        };
        draw_tools(brush, placed.id, bubble, strip, outward);
    }

    /// Draws a text with what is behind its letters: code, the selection.
    fn draw_text(
        &self,
        brush: &mut Brush<'_>,
        rows: RowList<'_>,
        placed: Placed,
        text: &LaidText,
        ink: Rgb,
    ) {
        let origin = (self.area.x + text.x, placed.y + text.y);
        let lead = text.lead_bytes;
        let seen = text.seen_px.unwrap_or(text.shaped.height_px());
        let clip = text.seen_px.is_some().then(|| {
            let area = Area { x: self.area.x, y: origin.1, width: self.area.width, height: seen };
            brush.canvas.begin_clip(area)
        });
        for (span, boxes) in text.spans.iter().zip(&text.boxes) {
            if span.kind == SpanKind::Code {
                draw_code_ground(brush, text, span, boxes, origin);
            }
        }
        let selected = self.selected_of(placed, text, rows);
        if !selected.is_empty() {
            for place in text.shaped.boxes(selected.start + lead..selected.end + lead) {
                brush.canvas.fill(place.moved(origin.0, origin.1), 2.0, brush.theme.selection);
            }
        }
        brush.canvas.show(&text.shaped, origin.0, origin.1, ink);
        note_spans(brush, placed.id, text, seen, origin);
        if let Some(clip) = clip {
            brush.canvas.end_clip(clip);
        }
    }

    /// Whether the pointer has come to another row, which then shows what can be done with it.
    pub(in super::super) fn hover_changes(
        &self,
        before: Option<Point>,
        now: Option<Point>,
    ) -> bool {
        let row = |at: Option<Point>| at.and_then(|at| self.row_at(at));
        row(before) != row(now)
    }

    /// The bubble nearest to the lower edge: what a key answers.
    pub(in super::super) fn last_seen_bubble(&self) -> Option<RowId> {
        self.placed.iter().rev().map(|placed| placed.id).find(|id| id.kind() == RowKind::Bubble)
    }
}

/// The time of a bubble and what can be done with it, from the bubble outward.
fn draw_tools(
    brush: &mut Brush<'_>,
    id: RowId,
    bubble: &LaidBubble,
    strip: Area,
    outward: Direction,
) {
    let tool = strip.height;
    let tools = [
        (
            Icon::Reply,
            "reply",
            brush.text.say("reply"),
            Act::Send(Message::Row(id, RowMessage::Reply)),
        ),
        (Icon::Smile, "react", brush.text.say("react"), Act::Emoji(Some(id))),
        (Icon::Dots, "row-menu", brush.text.say("more"), Act::Menu(MenuOf::Row(id))),
    ];
    let mut offset = 0.0;
    for (icon, name, hint, act) in tools {
        let place = strip.part(outward, offset, tool);
        brush.icon_button(place, icon, &format!("{name}-{}", id.number()), hint, act);
        offset += tool + 2.0;
    }
    let time = strip.part(outward, offset + 4.0, bubble.time.width_px());
    brush.canvas.show_amid(&bubble.time, time, brush.theme.ink_soft);
    brush.hinted_spot(time, format!("time-{}", id.number()), bubble.date.clone(), Act::Nothing);
}

/// Notes the places in a text that can be pressed.
fn note_spans(brush: &mut Brush<'_>, id: RowId, text: &LaidText, seen_px: f64, origin: Point) {
    for (number, (span, boxes)) in text.spans.iter().zip(&text.boxes).enumerate() {
        let Some(written) = text.written(span) else { continue };
        let act = match span.kind {
            SpanKind::Link => Act::OpenLink(written.to_owned()),
            SpanKind::Mention { .. } | SpanKind::Room => {
                Act::Send(Message::OpenName(written.to_owned()))
            }
            SpanKind::Code | SpanKind::Styled { .. } | SpanKind::Found => continue,
        };
        let hint = if span.kind == SpanKind::Link { written } else { "" };
        for place in boxes.iter().filter(|place| place.y < seen_px) {
            let name = format!("span-{}-{number}", id.number());
            let place = place.moved(origin.0, origin.1);
            brush.hinted_spot(place, name, hint.to_owned(), act.clone());
        }
    }
}

/// What is behind code: a chip within a line, a block behind several.
fn draw_code_ground(
    brush: &Brush<'_>,
    text: &LaidText,
    span: &Span,
    boxes: &[Area],
    origin: Point,
) {
    let block = text.written(span).is_some_and(|code| code.contains('\n'));
    if let (true, Some(first), Some(last)) = (block, boxes.first(), boxes.last()) {
        let width = text.shaped.width_px();
        let whole = Area { x: 0.0, y: first.y, width, height: last.bottom() - first.y };
        brush.canvas.fill(
            whole.moved(origin.0, origin.1).inset_each(-6.0, -1.0),
            6.0,
            brush.theme.code,
        );
        return;
    }
    for place in boxes {
        let place = place.moved(origin.0, origin.1).inset_each(-2.0, 1.0);
        brush.canvas.fill(place, 4.0, brush.theme.code);
    }
}

/// The name above a group, and the picture beside it.
fn draw_header(brush: &mut Brush<'_>, row: Area, header: &LaidHeader) {
    let row = row.inset_each(MARGIN_PX, 0.0);
    let name_line = row.foot(brush.scaled(24.0));
    let color = brush.person(header.color);
    let place = |offset: f64, width: f64| {
        if header.own {
            name_line.end(brush.direction, offset + width).part(brush.direction, 0.0, width)
        } else {
            name_line.part(brush.direction, brush.scaled(GUTTER_PX) + offset, width)
        }
    };
    let mut offset = NAME_BEFORE_PX;
    let name = place(offset, header.name.width_px());
    brush.canvas.show_amid(&header.name, name, color);
    offset += header.name.width_px() + NAME_AFTER_PX;
    if let Some(bot) = &header.bot {
        let chip = place(offset, bot.width_px() + 2.0 * BOT_PADDING_PX).middle(brush.scaled(16.0));
        brush.canvas.outline(chip, 4.0, 1.0, brush.theme.line);
        brush.canvas.show_amid(bot, chip, brush.theme.ink_soft);
        offset += bot.width_px() + 2.0 * BOT_PADDING_PX + NAME_AFTER_PX;
    }
    let time = place(offset, header.time.width_px());
    brush.canvas.show_amid(&header.time, time, brush.theme.ink_soft);
    if !header.own {
        let side = brush.scaled(PICTURE_PX);
        let top = row.below(brush.scaled(8.0)).top(side);
        let circle = top.part(brush.direction, 0.0, side);
        brush.picture(circle, &header.nick, header.color);
        brush.spot(
            circle,
            format!("picture-{}", header.nick),
            Act::Menu(MenuOf::Member(header.nick.clone())),
        );
        brush.spot(
            name,
            format!("name-{}", header.nick),
            Act::Menu(MenuOf::Member(header.nick.clone())),
        );
    }
}

/// The ground of a bubble: rounded, less so where the next bubble of its group joins on.
fn draw_ground(brush: &Brush<'_>, area: Area, bubble: &LaidBubble) {
    let theme = brush.theme;
    if bubble.found {
        brush.canvas.outline(area.inset(-3.0), BUBBLE_RADIUS_PX + 3.0, 2.0, theme.accent);
    }
    if bubble.jumbo && bubble.quote.is_none() {
        return;
    }
    let ground = match (bubble.mentioned, bubble.own) {
        (true, _) => theme.bubble_mention,
        (false, true) => theme.bubble_own,
        (false, false) => theme.bubble,
    };
    let at_start = !bubble.own;
    let at_left = at_start == (brush.direction == Direction::LeftToRight);
    let top = if bubble.first { BUBBLE_RADIUS_PX } else { JOINED_RADIUS_PX };
    let foot = if bubble.last { BUBBLE_RADIUS_PX } else { JOINED_RADIUS_PX };
    brush.canvas.draw(|target| {
        if bubble.manner == Manner::Notice {
            rounded(target, area.inset(0.5), BUBBLE_RADIUS_PX);
            set_color(target, theme.line);
            target.set_line_width(1.0);
            return target.stroke();
        }
        let round = BUBBLE_RADIUS_PX;
        let radii = if at_left { [top, round, round, foot] } else { [round, top, foot, round] };
        rounded_each(target, area, radii);
        set_color(target, ground);
        target.fill()
    });
    if bubble.mentioned {
        let bar = area.part(brush.direction, 0.0, 3.0).inset_each(0.0, 6.0);
        brush.canvas.fill(bar, 1.5, theme.mention);
    }
}

/// A rectangle with a radius for each corner, from the upper left one clockwise.
fn rounded_each(target: &cairo::Context, area: Area, radii: [f64; 4]) {
    use std::f64::consts::{FRAC_PI_2, PI};
    let limit = (area.width.min(area.height) / 2.0).max(0.0);
    let [left_top, right_top, right_foot, left_foot] = radii.map(|radius| radius.min(limit));
    target.new_path();
    target.arc(area.right() - right_top, area.y + right_top, right_top, -FRAC_PI_2, 0.0);
    target.arc(area.right() - right_foot, area.bottom() - right_foot, right_foot, 0.0, FRAC_PI_2);
    target.arc(area.x + left_foot, area.bottom() - left_foot, left_foot, FRAC_PI_2, PI);
    target.arc(area.x + left_top, area.y + left_top, left_top, PI, 3.0 * FRAC_PI_2);
    target.close_path();
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::LeftToRight => Direction::RightToLeft,
        Direction::RightToLeft => Direction::LeftToRight,
    }
}

/// A sentence in the middle of an empty list.
pub(in super::super) fn draw_empty(brush: &Brush<'_>, area: Area, sentence: &str) {
    let paragraph = Paragraph::new(sentence, Style::regular(14.0), brush.direction);
    let shaped = brush.canvas.label(&paragraph.wrapped((area.width * 0.7).max(80.0)));
    brush.canvas.show_amid(&shaped, area, brush.theme.ink_soft);
}
