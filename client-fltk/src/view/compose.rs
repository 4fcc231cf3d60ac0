//! What is at the foot of the messages: who is typing, notices, and the composer.

use std::rc::Rc;

use super::{
    act::{Act, FieldId},
    brush::Brush,
    canvas::Area,
    field::Field,
    icon::Icon,
    input::Point,
    side::Scrolled,
};
use crate::{
    model::{ComposerMessage, Message, Model, Notice},
    text::{Paragraph, Shaped, Style},
};

/// Lines that the composer shows before it scrolls.
const LINES_SHOWN_MAX: f64 = 8.0;
const LINE_PX: f64 = 25.0;
const MARGIN_PX: f64 = 12.0;
const TYPING_PX: f64 = 22.0;
const NOTICE_GAP_PX: f64 = 8.0;
const QUOTE_PX: f64 = 44.0;
const PADDING_Y_PX: f64 = 8.0;

/// What the composer and what is around it may take of the height, so that messages are seen
/// beside a long text.
const COMPOSER_SHARE_MAX: f64 = 0.7;
/// Notices take even more, since they wait for an answer, but leave the messages this much.
const MESSAGES_HEIGHT_PX_MIN: f64 = 36.0;
const NOTICE_PADDING_X_PX: f64 = 14.0;
const NOTICE_PADDING_Y_PX: f64 = 8.0;
/// Between the sentence of a notice and its buttons, and what closes it.
const NOTICE_INNER_GAP_PX: f64 = 8.0;

/// What the foot remembers from one drawing to the next.
#[derive(Debug, Default)]
pub(super) struct Foot {
    /// How much of the notices can be seen.
    notices_px: f64,
    /// Where that was.
    view: Area,
    scrolled: Scrolled,
    /// What the notices were scrolled for last: the newest of them, how high all are, and how
    /// much of that can be seen.
    shown: Option<(String, f64, f64)>,
}

impl Foot {
    /// Scrolls the notices by the wheel; returns whether there was room to, or nothing if the
    /// pointer is not on notices that do not fit.
    pub(super) fn wheel(&mut self, at: Point, down_px: f64) -> Option<bool> {
        let here = self.view.contains(at) && self.scrolled.has_more();
        here.then(|| self.scrolled.wheel(down_px))
    }

    /// Shows the newest notice when it is another or the room for it is; returns how far to move
    /// all of them up.
    fn follow(&mut self, notices: &[Notice], heights: &[f64], seen_px: f64) -> f64 {
        let whole = heights.iter().sum::<f64>() - NOTICE_GAP_PX;
        let newest = notices.last().map(|notice| (notice.text.clone(), whole, seen_px));
        if newest != self.shown {
            self.shown = newest;
            // It ends at the composer, unless it alone is higher than the room: then it is read
            // from its beginning.
            self.scrolled.put(whole - heights.last().map_or(0.0, |newest| newest - NOTICE_GAP_PX));
        }
        self.scrolled.fit(whole, seen_px)
    }
}

/// How high all of it is in `room`, which the messages share; lays the text out for that.
pub(super) fn height(
    brush: &mut Brush<'_>,
    model: &Model,
    field: &mut Field,
    foot: &mut Foot,
    room: Area,
) -> f64 {
    foot.notices_px = 0.0;
    let Some(composer) = model.composer() else { return brush.scaled(TYPING_PX) };
    let text = field.lay(brush, text_width(brush, room.width));
    let quote = if composer.quote.is_some() { brush.scaled(QUOTE_PX) } else { 0.0 };
    let around = brush.scaled(TYPING_PX) + quote + 2.0 * PADDING_Y_PX + MARGIN_PX;
    let notices = notice_heights(brush, model.notices(), room.width - 2.0 * MARGIN_PX);
    let (all, newest) = (notices.iter().sum::<f64>(), notices.last().copied().unwrap_or(0.0));
    let most = room.height - MESSAGES_HEIGHT_PX_MIN - around;
    // A long text scrolls rather than that it hides the newest notice.
    let text = text
        .min(brush.scaled(LINES_SHOWN_MAX * LINE_PX))
        .min(room.height * COMPOSER_SHARE_MAX - around)
        .min(most - newest)
        .max(brush.scaled(LINE_PX));
    foot.notices_px = all.min(most - text).max(0.0);
    (around + foot.notices_px + text).ceil()
}

fn text_width(brush: &Brush<'_>, width_px: f64) -> f64 {
    (width_px - 2.0 * MARGIN_PX - 2.0 * brush.scaled(42.0)).max(40.0)
}

/// A notice, laid out.
struct LaidNotice {
    text: Rc<Shaped>,
    /// Where its buttons begin, from its upper edge.
    actions_px: f64,
    height_px: f64,
}

/// The side of what closes a notice.
fn close_side(brush: &Brush<'_>) -> f64 {
    brush.scaled(26.0)
}

fn lay_notice(brush: &Brush<'_>, notice: &Notice, width_px: f64) -> LaidNotice {
    let inner = width_px - 2.0 * NOTICE_PADDING_X_PX;
    let paragraph = Paragraph::new(&notice.text, Style::regular(13.0), brush.direction);
    let width = inner - close_side(brush) - NOTICE_INNER_GAP_PX;
    let text = brush.canvas.label(&paragraph.wrapped(width));
    let (mut actions_px, mut end) = (0.0, NOTICE_PADDING_Y_PX + text.height_px());
    if !notice.actions.is_empty() {
        // The buttons are as wide as the notice, and begin below what closes it.
        end = end.max(NOTICE_PADDING_Y_PX + close_side(brush));
        actions_px = end + NOTICE_INNER_GAP_PX;
        end = actions_px + brush.actions_height(inner, &notice.actions);
    }
    LaidNotice { text, actions_px, height_px: end + NOTICE_PADDING_Y_PX }
}

/// How high each of the notices is, with the gap below it.
fn notice_heights(brush: &Brush<'_>, notices: &[Notice], width_px: f64) -> Vec<f64> {
    let height = |notice| lay_notice(brush, notice, width_px).height_px + NOTICE_GAP_PX;
    notices.iter().map(height).collect()
}

/// Draws the foot of the messages.
pub(super) fn draw(
    brush: &mut Brush<'_>,
    model: &Model,
    field: &mut Field,
    foot: &mut Foot,
    area: Area,
) {
    let theme = brush.theme;
    brush.canvas.fill(area, 0.0, theme.ground);
    let typing = area.top(brush.scaled(TYPING_PX)).inset_each(MARGIN_PX + 8.0, 0.0);
    draw_typing(brush, &model.typing(), typing);
    let Some(composer) = model.composer() else { return };
    let mut rest = area.below(typing.height).inset_each(MARGIN_PX, 0.0).above(MARGIN_PX);
    let notices = rest.top((foot.notices_px - NOTICE_GAP_PX).max(0.0));
    draw_notices(brush, model.notices(), foot, notices);
    rest = rest.below(foot.notices_px);
    let focused = brush.focus.is_some_and(|(focus, _)| focus == FieldId::Composer);
    brush.canvas.fill(rest, 14.0, theme.chip);
    let (width, edge) = if focused { (1.6, theme.accent) } else { (1.0, theme.line) };
    brush.canvas.outline(rest, 14.0, width, edge);
    if let Some(quote) = &composer.quote {
        let place = rest.top(brush.scaled(QUOTE_PX));
        draw_quote(brush, quote, place);
        rest = rest.below(place.height);
    }
    let side = brush.scaled(42.0);
    let button = |brush: &Brush<'_>, offset: f64| {
        let inner = brush.scaled(34.0);
        let foot = rest.foot((brush.scaled(LINE_PX) + 2.0 * PADDING_Y_PX).min(rest.height));
        foot.part(brush.direction, offset, side).center(inner, inner)
    };
    let place = button(brush, 0.0);
    let hint = brush.text.say("emoji");
    brush.icon_button(place, Icon::Smile, "emoji", hint, Act::Emoji(None));
    let place = button(brush, rest.width - side);
    let ready = !field.editor.text().trim().is_empty();
    let hint = brush.text.say("send");
    brush.icon_button(
        place,
        Icon::Send,
        "send",
        hint,
        Act::Send(Message::Composer(ComposerMessage::Send)),
    );
    if ready {
        brush.icon(Icon::Send, place, 18.0, theme.accent);
    }
    if let Some(left) = composer.bytes_left {
        let color = if left < 0 { theme.danger } else { theme.ink_soft };
        let above =
            Area { y: rest.y + 7.0, height: brush.scaled(16.0), ..rest }.end(brush.direction, side);
        let shaped = brush.canvas.label(&Paragraph::new(
            &composer.left_label,
            Style::bold(11.0),
            brush.direction,
        ));
        brush.canvas.show_amid(&shaped, above, color);
    }
    let text =
        rest.after(brush.direction, side).part(brush.direction, 0.0, rest.width - 2.0 * side);
    brush.spot(text, "composer", Act::Field(FieldId::Composer));
    let inner = text.inset_each(0.0, PADDING_Y_PX);
    // A single line stands in the middle, as the pictures beside it do.
    let height = field.lay(brush, inner.width);
    let inner = if height < inner.height { inner.middle(height) } else { inner };
    if composer.enabled {
        field.draw(brush, inner, FieldId::Composer, &composer.placeholder);
    }
}

fn draw_typing(brush: &Brush<'_>, sentence: &str, area: Area) {
    if sentence.is_empty() {
        return;
    }
    for (number, opacity) in [0.35, 0.6, 0.85].into_iter().enumerate() {
        let dot = area.part(brush.direction, [0.0, 7.0, 14.0][number], 5.0).middle(5.0);
        brush.canvas.veil(dot, 2.5, brush.theme.accent, opacity);
    }
    let line = area.after(brush.direction, 26.0);
    brush.line(sentence, Style::regular(12.0), line, brush.theme.ink_soft);
}

/// Draws the notices above the composer, as far as there is room for them in `view`.
fn draw_notices(brush: &mut Brush<'_>, notices: &[Notice], foot: &mut Foot, view: Area) {
    foot.view = view;
    let heights = notice_heights(brush, notices, view.width);
    let (count, pointer) = (brush.spots.len(), brush.pointer);
    brush.pointer = pointer.filter(|at| view.contains(*at));
    let clip = brush.canvas.begin_clip(view);
    // Where the Tab key has come to a place that is not seen, it is drawn once more.
    for _ in 0..2 {
        brush.spots.truncate(count);
        brush.canvas.fill(view, 0.0, brush.theme.ground);
        let up = foot.follow(notices, &heights, view.height);
        let mut rest = view.moved(0.0, -up);
        for (number, notice) in notices.iter().enumerate() {
            draw_notice(brush, notice, number, rest);
            rest = rest.below(heights[number]);
        }
        if !foot.scrolled.follow_ring(brush, count, view) {
            break;
        }
    }
    foot.scrolled.draw_bar(brush, view);
    brush.canvas.end_clip(clip);
    brush.pointer = pointer;
    brush.keep_seen(count, view);
}

/// Draws a notice at the top of `rest`.
fn draw_notice(brush: &mut Brush<'_>, notice: &Notice, number: usize, rest: Area) {
    let theme = brush.theme;
    let laid = lay_notice(brush, notice, rest.width);
    let place = rest.top(laid.height_px);
    let (ground, ink) = if notice.wrong {
        (theme.warning_ground, theme.warning_ink)
    } else {
        (theme.panel, theme.ink)
    };
    brush.canvas.fill(place, 10.0, ground);
    let inner = place.inset_each(NOTICE_PADDING_X_PX, NOTICE_PADDING_Y_PX);
    let left = inner.part(brush.direction, 0.0, laid.text.width_px());
    brush.canvas.show(&laid.text, left.x, inner.y, ink);
    let buttons = Area { y: place.y + laid.actions_px, ..inner };
    brush.actions(buttons, &notice.actions, &format!("notice-{number}"));
    let side = close_side(brush);
    let close = inner.end(brush.direction, side).top(side);
    let hint = brush.text.say("close");
    brush.icon_button(
        close,
        Icon::Cross,
        &format!("dismiss-{number}"),
        hint,
        Act::Send(Message::Dismiss(notice.text.clone())),
    );
}

/// What is being answered, above the text.
fn draw_quote(brush: &mut Brush<'_>, quote: &crate::model::Quote<'_>, area: Area) {
    let color = brush.person(quote.color);
    let inner = area.inset_each(10.0, 6.0);
    let side = brush.scaled(26.0);
    let block = inner.part(brush.direction, 0.0, inner.width - side - 6.0);
    brush.canvas.veil(block, 6.0, color, 0.12);
    brush.canvas.fill(block.part(brush.direction, 0.0, 3.0), 1.5, color);
    let lines = block.inset_each(12.0, 1.0);
    let name = lines.top(lines.height / 2.0);
    brush.own_line(quote.nick, Style::bold(12.0), name, color);
    let text = lines.foot(lines.height / 2.0);
    brush.own_line(&quote.text, Style::regular(12.0), text, brush.theme.ink_soft);
    let close = inner.end(brush.direction, side).middle(side);
    let hint = brush.text.say("close");
    brush.icon_button(
        close,
        Icon::Cross,
        "unquote",
        hint,
        Act::Send(Message::Composer(ComposerMessage::Unquote)),
    );
}
