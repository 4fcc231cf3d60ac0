//! What is at the foot of the messages: who is typing, notices, and the composer.

use super::{
    act::{Act, FieldId},
    brush::Brush,
    canvas::Area,
    field::Field,
    icon::Icon,
};
use crate::{
    model::{ComposerMessage, Message, Model},
    text::{Paragraph, Style},
};

/// Lines that the composer shows before it scrolls.
const LINES_SHOWN_MAX: f64 = 8.0;
const LINE_PX: f64 = 25.0;
const MARGIN_PX: f64 = 12.0;
const TYPING_PX: f64 = 22.0;
const NOTICE_GAP_PX: f64 = 8.0;
const QUOTE_PX: f64 = 44.0;
const PADDING_Y_PX: f64 = 8.0;

/// How high all of it is, and lays the text out for that.
pub(super) fn height(
    brush: &mut Brush<'_>,
    model: &Model,
    field: &mut Field,
    width_px: f64,
) -> f64 {
    let Some(composer) = model.composer() else { return brush.scaled(TYPING_PX) };
    let text = field.lay(brush, text_width(brush, width_px));
    let text = text.min(brush.scaled(LINES_SHOWN_MAX * LINE_PX)).max(brush.scaled(LINE_PX));
    let quote = if composer.quote.is_some() { brush.scaled(QUOTE_PX) } else { 0.0 };
    let notices = notices_height(brush, model, width_px);
    (brush.scaled(TYPING_PX) + notices + quote + text + 2.0 * PADDING_Y_PX + MARGIN_PX).ceil()
}

fn text_width(brush: &Brush<'_>, width_px: f64) -> f64 {
    (width_px - 2.0 * MARGIN_PX - 2.0 * brush.scaled(42.0)).max(40.0)
}

fn notices_height(brush: &Brush<'_>, model: &Model, width_px: f64) -> f64 {
    let width = width_px - 2.0 * MARGIN_PX - 80.0;
    let height = |notice: &crate::model::Notice| {
        let paragraph = Paragraph::new(&notice.text, Style::regular(13.0), brush.direction);
        let text = brush.canvas.label(&paragraph.wrapped(width)).height_px();
        let actions = if notice.actions.is_empty() { 0.0 } else { brush.button_height() + 8.0 };
        text + actions + 16.0 + NOTICE_GAP_PX
    };
    model.notices().iter().map(height).sum()
}

/// Draws the foot of the messages.
pub(super) fn draw(brush: &mut Brush<'_>, model: &Model, field: &mut Field, area: Area) {
    let theme = brush.theme;
    brush.canvas.fill(area, 0.0, theme.ground);
    let typing = area.top(brush.scaled(TYPING_PX)).inset_each(MARGIN_PX + 8.0, 0.0);
    draw_typing(brush, &model.typing(), typing);
    let Some(composer) = model.composer() else { return };
    let mut rest = area.below(typing.height).inset_each(MARGIN_PX, 0.0).above(MARGIN_PX);
    for (number, notice) in model.notices().iter().enumerate() {
        rest = rest.below(draw_notice(brush, notice, number, rest));
    }
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
            Area { y: rest.y + 2.0, height: brush.scaled(16.0), ..rest }.end(brush.direction, side);
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

/// Draws a notice above the composer; returns how high it is with the gap below it.
fn draw_notice(
    brush: &mut Brush<'_>,
    notice: &crate::model::Notice,
    number: usize,
    rest: Area,
) -> f64 {
    let theme = brush.theme;
    let width = rest.width - 80.0;
    let paragraph = Paragraph::new(&notice.text, Style::regular(13.0), brush.direction);
    let text = brush.canvas.label(&paragraph.wrapped(width));
    let actions = if notice.actions.is_empty() { 0.0 } else { brush.button_height() + 8.0 };
    let place = rest.top(text.height_px() + actions + 16.0);
    let (ground, ink) = if notice.wrong {
        (theme.warning_ground, theme.warning_ink)
    } else {
        (theme.panel, theme.ink)
    };
    brush.canvas.fill(place, 10.0, ground);
    let inner = place.inset_each(14.0, 8.0);
    let left = inner.part(brush.direction, 0.0, text.width_px());
    brush.canvas.show(&text, left.x, inner.y, ink);
    let buttons = inner.below(text.height_px() + 8.0).part(brush.direction, 0.0, width);
    brush.actions(buttons, &notice.actions, &format!("notice-{number}"));
    let side = brush.scaled(26.0);
    let close = inner.end(brush.direction, side).top(side);
    let hint = brush.text.say("close");
    brush.icon_button(
        close,
        Icon::Cross,
        &format!("dismiss-{number}"),
        hint,
        Act::Send(Message::Dismiss(notice.text.clone())),
    );
    place.height + NOTICE_GAP_PX
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
