//! Laying out rows: where everything in a row belongs, from the row's own top left corner.

use super::super::{brush::Brush, canvas::Area};
use crate::{
    model::{
        Bubble, Header, LINES_COLLAPSED, Manner, MessageState, Outline, Quote, Reaction, Row,
        RowBody, RowId, RowKind, Span, SpanKind,
    },
    text::{Direction, Mark, Paragraph, Shaped, Style, segments},
    theme::Theme,
};

/// Letters of what people say.
pub(super) const BODY: Style = Style::regular(14.5);
pub(super) const SMALL: Style = Style::regular(12.0);
pub(super) const NAME: Style = Style::bold(13.5);
const JUMBO: Style = Style::regular(34.0);

/// Emoji that are shown large, if they are alone.
const JUMBO_LETTERS_MAX: usize = 3;

/// Of a collapsed message no more is laid out: its lines end long before.
const COLLAPSED_BYTES_MAX: usize = 6000;

/// Between the edge of the list and what is in it.
pub(super) const MARGIN_PX: f64 = 14.0;
/// The picture of whoever speaks.
pub(super) const PICTURE_PX: f64 = 34.0;
pub(super) const GUTTER_PX: f64 = PICTURE_PX + 12.0;
/// Before and after the name above a group.
pub(super) const NAME_BEFORE_PX: f64 = 2.0;
pub(super) const NAME_AFTER_PX: f64 = 9.0;
/// At either side of the word that says that somebody is a program.
pub(super) const BOT_PADDING_PX: f64 = 5.0;
const PADDING_X_PX: f64 = 12.0;
const PADDING_Y_PX: f64 = 7.0;
/// Between one bubble and the next of its group.
const GAP_PX: f64 = 4.0;
/// Bubbles much wider than this are tiring to read.
const BUBBLE_WIDTH_PX_MAX: f64 = 620.0;
/// What a bubble may take of the list's width.
const BUBBLE_SHARE_MAX: f64 = 0.76;
const QUOTE_BAR_PX: f64 = 3.0;

/// A row, laid out.
#[derive(Debug)]
pub(super) struct Laid {
    pub(super) height_px: f64,
    pub(super) body: LaidBody,
}

/// What is in a row.
#[derive(Debug)]
pub(super) enum LaidBody {
    /// A pill in the middle.
    Day(Shaped),
    /// A line across with a word in its middle.
    Unread(Shaped),
    /// The name above a group.
    Header(LaidHeader),
    /// What somebody said.
    Bubble(Box<LaidBubble>),
    /// A sentence in the middle.
    System(LaidText),
    /// A button in the middle.
    Gap { label: Shaped, pressable: bool },
}

/// The name above a group.
#[derive(Debug)]
pub(super) struct LaidHeader {
    pub(super) nick: String,
    pub(super) name: Shaped,
    pub(super) time: Shaped,
    pub(super) bot: Option<Shaped>,
    pub(super) color: u8,
    pub(super) own: bool,
}

/// A text with places in it that can be pressed.
#[derive(Debug)]
pub(super) struct LaidText {
    pub(super) shaped: Shaped,
    /// Where its lines begin.
    pub(super) x: f64,
    pub(super) y: f64,
    /// Bytes before the row's own text: the name, where somebody does something.
    pub(super) lead_bytes: usize,
    /// Bytes of the row's own text that are laid out.
    pub(super) bytes: usize,
    /// What of it is seen, if not all.
    pub(super) seen_px: Option<f64>,
    pub(super) spans: Vec<Span>,
    /// Where each of the spans is, from where the lines begin.
    pub(super) boxes: Vec<Vec<Area>>,
}

impl LaidText {
    fn new(shaped: Shaped, spans: Vec<Span>, lead_bytes: usize, bytes: usize) -> Self {
        let place =
            |span: &Span| shaped.boxes(span.range.start + lead_bytes..span.range.end + lead_bytes);
        let boxes = spans.iter().map(place).collect();
        Self { shaped, x: 0.0, y: 0.0, lead_bytes, bytes, seen_px: None, spans, boxes }
    }

    /// What is written in a span.
    pub(super) fn written(&self, span: &Span) -> Option<&str> {
        let (start, end) = (span.range.start + self.lead_bytes, span.range.end + self.lead_bytes);
        self.shaped.text().get(start..end)
    }
}

/// What somebody said.
#[derive(Debug)]
pub(super) struct LaidBubble {
    pub(super) area: Area,
    pub(super) text: LaidText,
    pub(super) quote: Option<LaidQuote>,
    pub(super) reactions: Vec<LaidReaction>,
    /// "Show more", or "Show less".
    pub(super) more: Option<(Area, Shaped)>,
    /// Why it was not sent.
    pub(super) failed: Option<LaidFailure>,
    pub(super) time: Shaped,
    pub(super) date: String,
    pub(super) own: bool,
    pub(super) mentioned: bool,
    pub(super) found: bool,
    pub(super) pending: bool,
    pub(super) redacted: bool,
    pub(super) first: bool,
    pub(super) last: bool,
    pub(super) manner: Manner,
    /// Nothing but emoji: no ground is drawn.
    pub(super) jumbo: bool,
}

/// What a message answers.
#[derive(Debug)]
pub(super) struct LaidQuote {
    pub(super) area: Area,
    pub(super) name: Option<Shaped>,
    pub(super) text: Shaped,
    pub(super) color: u8,
    pub(super) row: Option<RowId>,
}

/// What people put under a message.
#[derive(Debug)]
pub(super) struct LaidReaction {
    pub(super) area: Area,
    pub(super) shaped: Shaped,
    pub(super) emoji: String,
    pub(super) nicks: String,
    pub(super) own: bool,
}

/// Why a message was not sent, and the ways on.
#[derive(Debug)]
pub(super) struct LaidFailure {
    pub(super) reason: Shaped,
    pub(super) at: (f64, f64),
    pub(super) retry: (Area, Shaped),
    pub(super) discard: (Area, Shaped),
}

/// How high a row will be, roughly, with texts `zoom` times as large as usual.
pub(super) fn guess(zoom: f64, outline: Outline, width_px: f64) -> u32 {
    let height = match outline.kind {
        RowKind::Day => 44.0,
        RowKind::Unread | RowKind::Gap => 36.0,
        RowKind::Header => 30.0,
        RowKind::System => 24.0,
        RowKind::Bubble => {
            // A letter of this font is about half as wide as it is high.
            let letters = (bubble_width_max(zoom, width_px) / (BODY.size_px * 0.5 * zoom)).max(8.0);
            let lines = (f64::from(outline.chars) / letters).ceil().max(f64::from(outline.lines));
            #[expect(clippy::cast_precision_loss, reason = "it is 12")]
            let lines = lines.clamp(1.0, LINES_COLLAPSED as f64);
            lines * 25.5 + 2.0 * PADDING_Y_PX + GAP_PX + f64::from(outline.extras) * 34.0
        }
    };
    whole(height * zoom)
}

/// A length in whole pixels, for the tree of heights.
pub(super) fn whole(length_px: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped")]
    let whole = length_px.ceil().clamp(0.0, 1_000_000.0) as u32;
    whole
}

/// Lays out a row `width_px` wide.
pub(super) fn lay(brush: &Brush<'_>, row: &Row<'_>, width_px: f64) -> Laid {
    let label =
        |text: &str, style| brush.canvas.shape(&Paragraph::new(text, style, brush.direction));
    let (height_px, body) = match &row.body {
        RowBody::Day { label: day } => {
            (brush.scaled(44.0), LaidBody::Day(label(day, Style::bold(12.0))))
        }
        RowBody::Unread { label: unread } => {
            (brush.scaled(36.0), LaidBody::Unread(label(unread, Style::bold(12.0))))
        }
        RowBody::Gap { label: gap, pressable } => {
            (brush.scaled(40.0), LaidBody::Gap { label: label(gap, SMALL), pressable: *pressable })
        }
        RowBody::Header(header) => {
            (brush.scaled(30.0), LaidBody::Header(lay_header(brush, header, width_px)))
        }
        RowBody::System { text, spans, .. } => lay_system(brush, text, spans, width_px),
        RowBody::Bubble(bubble) => {
            let laid = lay_bubble(brush, bubble, width_px);
            (laid.area.bottom() + brush.scaled(GAP_PX), LaidBody::Bubble(Box::new(laid)))
        }
    };
    Laid { height_px: f64::from(whole(height_px)), body }
}

fn lay_header(brush: &Brush<'_>, header: &Header<'_>, width_px: f64) -> LaidHeader {
    let shape =
        |text: &str, style| brush.canvas.shape(&Paragraph::new(text, style, brush.direction));
    let time = shape(&header.time, SMALL);
    let bot = header.bot.then(|| shape(&brush.text.say("bot"), Style::bold(10.5)));
    let before = if header.own { 0.0 } else { brush.scaled(GUTTER_PX) };
    let chip = |bot: &Shaped| bot.width_px() + 2.0 * BOT_PADDING_PX + NAME_AFTER_PX;
    let after = time.width_px() + bot.as_ref().map_or(0.0, chip);
    let room = width_px - 2.0 * MARGIN_PX - before - NAME_BEFORE_PX - NAME_AFTER_PX - after;
    LaidHeader {
        nick: header.nick.to_owned(),
        name: brush.canvas.shape(&name(header.nick, NAME).cut(room.max(1.0))),
        time,
        bot,
        color: header.color,
        own: header.own,
    }
}

/// Somebody's name. It runs its own way, so that where it is cut it is its end that is missing.
fn name(nick: &str, style: Style) -> Paragraph<'_> {
    Paragraph::new(nick, style, Direction::of_text(nick, Direction::LeftToRight))
}

fn lay_system(brush: &Brush<'_>, text: &str, spans: &[Span], width_px: f64) -> (f64, LaidBody) {
    // A sentence of the window's own sets names apart, and runs as its language does however
    // long they are; what a server says runs its own way.
    let own = text.contains('\u{2068}');
    let direction = if own { brush.direction } else { Direction::of_text(text, brush.direction) };
    let marks = marks(spans, 0, brush.theme);
    let paragraph = Paragraph { marks: &marks, ..Paragraph::new(text, SMALL, direction) };
    let shaped = brush.canvas.shape(&paragraph.wrapped(width_px * 0.8));
    let x = ((width_px - shaped.width_px()) / 2.0).floor();
    let height = shaped.height_px() + brush.scaled(8.0);
    let laid = LaidText::new(shaped, spans.to_vec(), 0, text.len());
    (height, LaidBody::System(LaidText { x, y: brush.scaled(4.0), ..laid }))
}

fn bubble_width_max(zoom: f64, width_px: f64) -> f64 {
    let room = width_px - 2.0 * MARGIN_PX - GUTTER_PX * zoom;
    (width_px * BUBBLE_SHARE_MAX).min(BUBBLE_WIDTH_PX_MAX * zoom).min(room).max(80.0)
}

/// What a bubble is filled with, from the top, before it is known how wide it is.
struct Filling<'a, 'b> {
    brush: &'a Brush<'b>,
    /// The widest that anything in it may be.
    room_px: f64,
    width_px: f64,
    y: f64,
}

fn lay_bubble(brush: &Brush<'_>, bubble: &Bubble<'_>, width_px: f64) -> LaidBubble {
    let jumbo = !bubble.redacted && segments::is_emoji_only(&bubble.text, JUMBO_LETTERS_MAX);
    let (padding_x, padding_y) = (brush.scaled(PADDING_X_PX), brush.scaled(PADDING_Y_PX));
    let room_px = bubble_width_max(brush.zoom(), width_px) - 2.0 * padding_x;
    let mut filling = Filling { brush, room_px, width_px: 0.0, y: padding_y };
    let quote = bubble.quote.as_ref().map(|quote| filling.quote(quote));
    let mut text = filling.text(bubble, if jumbo { JUMBO } else { BODY });
    let more = bubble.collapsed.and_then(|collapsed| filling.more(collapsed, &text));
    let failed = match &bubble.state {
        MessageState::Failed { reason } => Some(filling.failure(reason)),
        MessageState::Confirmed | MessageState::Pending => None,
    };
    let reactions = filling.reactions(&bubble.reactions);

    let area = Area {
        x: 0.0,
        y: 0.0,
        width: (filling.width_px + 2.0 * padding_x).ceil(),
        height: (filling.y + padding_y).ceil(),
    };
    let list =
        Area { width: width_px, height: area.height, ..Area::default() }.inset_each(MARGIN_PX, 0.0);
    let list = Area { y: 0.0, ..list };
    let area = if bubble.own {
        list.end(brush.direction, area.width)
    } else {
        list.part(brush.direction, brush.scaled(GUTTER_PX), area.width)
    };
    // Everything was put at the left edge so far; now it is known where that is.
    let inner = area.inset_each(padding_x, 0.0);
    let place = |within: Area, direction| Area {
        x: inner.part(direction, within.x, within.width).x,
        ..within
    };
    let shaped_at = inner.part(text.shaped.direction(), 0.0, text.shaped.width_px());
    text.x = if jumbo {
        inner.part(brush.direction, 0.0, text.shaped.width_px()).x
    } else {
        shaped_at.x
    };
    LaidBubble {
        quote: quote.map(|quote| LaidQuote {
            area: Area { width: inner.width, ..place(quote.area, Direction::LeftToRight) },
            ..quote
        }),
        reactions: reactions
            .into_iter()
            .map(|reaction| LaidReaction {
                area: place(reaction.area, brush.direction),
                ..reaction
            })
            .collect(),
        more: more.map(|(more, shaped)| (place(more, brush.direction), shaped)),
        failed: failed.map(|failed| LaidFailure {
            at: (inner.part(brush.direction, 0.0, failed.reason.width_px()).x, failed.at.1),
            retry: (place(failed.retry.0, brush.direction), failed.retry.1),
            discard: (place(failed.discard.0, brush.direction), failed.discard.1),
            reason: failed.reason,
        }),
        area,
        text,
        time: brush.canvas.shape(&Paragraph::new(&bubble.time, SMALL, brush.direction)),
        date: bubble.date.clone(),
        own: bubble.own,
        mentioned: bubble.mentioned,
        found: bubble.found,
        pending: bubble.state == MessageState::Pending,
        redacted: bubble.redacted,
        first: bubble.first,
        last: bubble.last,
        manner: bubble.manner,
        jumbo,
    }
}

impl Filling<'_, '_> {
    fn take(&mut self, width_px: f64, height_px: f64) {
        self.width_px = self.width_px.max(width_px);
        self.y += height_px;
    }

    fn quote(&mut self, quote: &Quote<'_>) -> LaidQuote {
        let (brush, padding) = (self.brush, self.brush.scaled(8.0));
        let room = self.room_px - padding * 2.0 - QUOTE_BAR_PX;
        let direction = Direction::of_text(&quote.text, brush.direction);
        let name = (!quote.nick.is_empty())
            .then(|| brush.canvas.shape(&name(quote.nick, Style::bold(12.0)).cut(room)));
        let paragraph = Paragraph::new(&quote.text, Style::regular(12.5), direction);
        let text = brush.canvas.shape(&paragraph.cut(room));
        let name_size =
            name.as_ref().map_or((0.0, 0.0), |name| (name.width_px(), name.height_px()));
        let width = name_size.0.max(text.width_px()) + padding * 2.0 + QUOTE_BAR_PX;
        let height = name_size.1 + text.height_px() + brush.scaled(6.0);
        let area = Area { x: 0.0, y: self.y, width, height };
        self.take(width, height + brush.scaled(5.0));
        LaidQuote { area, name, text, color: quote.color, row: quote.row }
    }

    fn text(&mut self, bubble: &Bubble<'_>, style: Style) -> LaidText {
        let collapsed = bubble.collapsed == Some(true);
        let end = if collapsed { shown_bytes(&bubble.text) } else { bubble.text.len() };
        let shown = &bubble.text[..end];
        // Whoever does something is named in the sentence itself.
        let does = bubble.manner == Manner::Action && !bubble.redacted;
        let lead = if does { format!("{} ", bubble.nick) } else { String::new() };
        let (brush, theme) = (self.brush, self.brush.theme);
        let spans: Vec<Span> =
            bubble.spans.iter().filter(|span| span.range.end <= end).cloned().collect();
        let mut marks = marks(&spans, lead.len(), theme);
        if does {
            let ink = Some(brush.person(bubble.color));
            marks.push(Mark { ink, bold: true, ..Mark::new(0..lead.len()) });
        }
        if bubble.redacted {
            marks = vec![Mark { slanted: true, ink: Some(theme.ink_soft), ..Mark::new(0..end) }];
        }
        let whole;
        let text = if lead.is_empty() {
            shown
        } else {
            whole = lead.clone() + shown;
            &whole
        };
        let direction = Direction::of_text(shown, brush.direction);
        let paragraph = Paragraph { marks: &marks, ..Paragraph::new(text, style, direction) };
        let shaped = brush.canvas.shape(&paragraph.wrapped(self.room_px));
        let mut seen_px = None;
        if collapsed {
            let lines = shaped.lines();
            seen_px = lines
                .get(LINES_COLLAPSED.min(lines.len()).saturating_sub(1))
                .map(|line| line.bottom_px);
        }
        let y = self.y;
        self.take(shaped.width_px(), seen_px.unwrap_or(shaped.height_px()));
        LaidText { y, seen_px, ..LaidText::new(shaped, spans, lead.len(), end) }
    }

    /// A button under a long text; none if all of it is seen anyhow.
    fn more(&mut self, collapsed: bool, text: &LaidText) -> Option<(Area, Shaped)> {
        let all_seen = text.seen_px.is_none_or(|seen| seen >= text.shaped.height_px());
        if collapsed && all_seen && text.shaped.lines().len() < LINES_COLLAPSED {
            return None;
        }
        let brush = self.brush;
        let label =
            if collapsed { brush.text.say("show-more") } else { brush.text.say("show-less") };
        let shaped =
            brush.canvas.shape(&Paragraph::new(&label, Style::bold(12.5), brush.direction));
        let area = Area { x: 0.0, y: self.y, width: shaped.width_px(), height: brush.scaled(24.0) };
        self.take(area.width, area.height);
        Some((area, shaped))
    }

    fn failure(&mut self, reason: &str) -> LaidFailure {
        let brush = self.brush;
        let shape = |text: &str, style| {
            brush.canvas.shape(&Paragraph::new(text, style, brush.direction).wrapped(self.room_px))
        };
        let reason = shape(reason, SMALL);
        let (retry, discard) = (
            shape(&brush.text.say("retry"), Style::bold(12.5)),
            shape(&brush.text.say("discard"), Style::bold(12.5)),
        );
        let at = (0.0, self.y + brush.scaled(4.0));
        self.take(reason.width_px(), reason.height_px() + brush.scaled(4.0));
        let (gap, height) = (brush.scaled(18.0), brush.scaled(26.0));
        let area = |x, shaped: &Shaped| Area { x, y: self.y, width: shaped.width_px(), height };
        let (retry_area, discard_area) =
            (area(0.0, &retry), area(retry.width_px() + gap, &discard));
        self.take(discard_area.right(), height);
        LaidFailure { reason, at, retry: (retry_area, retry), discard: (discard_area, discard) }
    }

    fn reactions(&mut self, reactions: &[Reaction<'_>]) -> Vec<LaidReaction> {
        let brush = self.brush;
        let (gap, height) = (brush.scaled(5.0), brush.scaled(25.0));
        let mut laid = Vec::with_capacity(reactions.len());
        let (mut x, mut y) = (0.0, self.y + brush.scaled(5.0));
        for reaction in reactions {
            let label = format!("{} {}", reaction.emoji, reaction.count);
            let paragraph = Paragraph::new(&label, Style::regular(12.5), brush.direction);
            let shaped = brush.canvas.shape(&paragraph.cut(self.room_px - 16.0));
            let width = (shaped.width_px() + brush.scaled(16.0)).ceil();
            if x > 0.0 && x + width > self.room_px {
                (x, y) = (0.0, y + height + gap);
            }
            self.width_px = self.width_px.max(x + width);
            laid.push(LaidReaction {
                area: Area { x, y, width, height },
                shaped,
                emoji: reaction.emoji.to_owned(),
                nicks: reaction.nicks.clone(),
                own: reaction.own,
            });
            x += width + gap;
        }
        if !laid.is_empty() {
            self.y = y + height;
        }
        laid
    }
}

/// How much of a collapsed text is worth laying out.
fn shown_bytes(text: &str) -> usize {
    let mut feeds = text.match_indices('\n').map(|(at, _)| at);
    let by_lines = feeds.nth(LINES_COLLAPSED - 1).unwrap_or(text.len());
    segments::floor_boundary(text, by_lines.min(COLLAPSED_BYTES_MAX))
}

/// How the spans of a text look, `lead_bytes` further on.
fn marks(spans: &[Span], lead_bytes: usize, theme: &Theme) -> Vec<Mark> {
    let mark = |span: &Span| {
        let mark = Mark::new(span.range.start + lead_bytes..span.range.end + lead_bytes);
        match span.kind {
            SpanKind::Link => Mark { ink: Some(theme.link), underlined: true, ..mark },
            SpanKind::Room => Mark { ink: Some(theme.link), ..mark },
            SpanKind::Mention { own } => Mark { ink: Some(theme.link), bold: own, ..mark },
            SpanKind::Code => Mark { typewriter: true, ..mark },
            SpanKind::Styled { bold, italic, underline, strike } => {
                Mark { bold, slanted: italic, underlined: underline, struck: strike, ..mark }
            }
            SpanKind::Found => Mark { ground: Some(theme.found), ..mark },
        }
    };
    spans.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::{
        l10n::{Language, Text},
        text::register_fonts,
        theme::Shade,
        view::canvas::{Canvas, Press},
    };

    #[test]
    fn a_long_name_is_shortened_at_its_end() {
        register_fonts().expect("the font comes with the window");
        let press = Rc::new(Press::new());
        let nicks = [
            "somebody-whose-name-is-as-long-as-names-can-be",
            "کسی‌که‌نامش‌به‌بلندی‌بلندترین‌نام‌هاست‌و‌بیش",
        ];
        for language in [Language::English, Language::Persian] {
            let surface =
                cairo::ImageSurface::create(cairo::Format::Rgb24, 8, 8).expect("it is small");
            let target = cairo::Context::new(&surface).expect("the surface is sound");
            let brush = Brush {
                canvas: Canvas::new(target, &press, 1.0),
                theme: Shade::Light.theme(),
                text: Text::of(language),
                language,
                direction: Direction::of(language),
                pointer: None,
                ring: None,
                focus: None,
                spots: Vec::new(),
            };
            for (nick, way) in
                nicks.into_iter().zip([Direction::LeftToRight, Direction::RightToLeft])
            {
                for (own, bot) in [(true, false), (false, true)] {
                    let header = Header { nick, color: 0, time: "12:34".to_owned(), own, bot };
                    let laid = lay_header(&brush, &header, 300.0);
                    let bot = laid.bot.as_ref().map_or(0.0, Shaped::width_px);
                    let width = laid.name.width_px() + laid.time.width_px() + bot;
                    assert!(
                        laid.name.is_cut() && width < 300.0 - 2.0 * MARGIN_PX,
                        "{nick} {width}"
                    );
                    assert_eq!(laid.name.direction(), way, "{nick}");
                    let laid = lay_header(&brush, &Header { nick: "sara", ..header }, 300.0);
                    assert!(!laid.name.is_cut());
                }
            }
        }
    }
}
