//! The lists beside the messages: conversations on the one side, members on the other.

use super::{
    act::{Act, MenuOf},
    brush::{Brush, Look},
    canvas::Area,
    icon::Icon,
};
use crate::{
    model::{
        ConversationItem, ConversationKind, MemberItem, Message, Model, PanelMessage, Presence,
    },
    text::{Direction, Paragraph, Style},
};

const ROW_HEIGHT_PX: f64 = 35.0;
const HEADING_HEIGHT_PX: f64 = 34.0;
pub(super) const TOP_HEIGHT_PX: f64 = 52.0;
const MARGIN_PX: f64 = 8.0;
const PADDING_PX: f64 = 10.0;
const NAME: Style = Style::regular(14.0);
const NAME_UNREAD: Style = Style::bold(14.0);
const HEADING: Style = Style::bold(11.5);

/// How far a list is scrolled.
#[derive(Debug, Default)]
pub(super) struct Scrolled {
    by_px: f64,
    room_px: f64,
    /// A row that is to be seen when the list is drawn next.
    wanted: Option<usize>,
    /// The place that the Tab key had come to.
    ring: Option<String>,
}

impl Scrolled {
    /// Scrolls by the wheel; returns whether there was room to.
    pub(super) fn wheel(&mut self, down_px: f64) -> bool {
        let before = self.by_px;
        self.by_px = (before + down_px).clamp(0.0, self.room_px);
        (before - self.by_px).abs() > 0.01
    }

    /// Scrolls so that this much is above what can be seen, as far as there is room.
    pub(super) fn put(&mut self, by_px: f64) {
        self.by_px = by_px;
    }

    /// Has a row seen, the next time that rows are drawn.
    pub(super) fn reach(&mut self, row: usize) {
        self.wanted = Some(row);
    }

    /// Scrolls so far that the row that is to be seen is, where rows are so high.
    pub(super) fn show_wanted(&mut self, height_px: f64, seen_px: f64) {
        if let Some(row) = self.wanted.take() {
            #[expect(clippy::cast_precision_loss, reason = "a list has far fewer rows than 2^52")]
            let top = row as f64 * height_px;
            let least = top + height_px - seen_px;
            self.by_px = self.by_px.clamp(least, top.max(least));
        }
    }

    /// Whether there is more than can be seen.
    pub(super) fn has_more(&self) -> bool {
        self.room_px > 0.5
    }

    /// Takes over how high everything is, and how high what can be seen of it; returns how far
    /// to move everything up.
    pub(super) fn fit(&mut self, whole_px: f64, seen_px: f64) -> f64 {
        self.room_px = (whole_px - seen_px).max(0.0);
        self.by_px = self.by_px.clamp(0.0, self.room_px);
        self.by_px
    }

    /// Scrolls to the place that the Tab key has just come to, if it is one of those noted since
    /// there were `count` and is not seen in `view`; returns whether that moved anything.
    pub(super) fn follow_ring(&mut self, brush: &Brush<'_>, count: usize, view: Area) -> bool {
        const GAP_PX: f64 = 8.0;
        if self.ring.as_deref() == brush.ring {
            return false;
        }
        self.ring = brush.ring.map(str::to_owned);
        let is_it = |name: &str| brush.ring == Some(name);
        let spot = brush.spots.iter().skip(count).find(|spot| is_it(&spot.name));
        let Some(area) = spot.map(|spot| spot.area) else { return false };
        let (above, below) = (area.y - view.y, area.bottom() - view.bottom());
        if above < 0.0 {
            self.wheel(above - GAP_PX)
        } else {
            below > 0.0 && self.wheel(below + GAP_PX)
        }
    }

    /// Draws those of `count` rows of the same height that can be seen in `list`, and where in
    /// the whole they are, `aside_px` beside the list.
    pub(super) fn draw_rows(
        &mut self,
        brush: &mut Brush<'_>,
        list: Area,
        (count, height): (usize, f64),
        aside_px: f64,
        mut draw: impl FnMut(&mut Brush<'_>, usize, Area),
    ) {
        #[expect(clippy::cast_precision_loss, reason = "a list has far fewer rows than 2^52")]
        let top = |place: usize| place as f64 * height;
        self.show_wanted(height, list.height);
        let up = self.fit(top(count), list.height);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is a place in the list"
        )]
        let first = (up / height) as usize;
        let clip = brush.canvas.begin_clip(list);
        for place in first..count {
            let y = list.y - up + top(place);
            if y > list.bottom() {
                break;
            }
            draw(brush, place, Area { y, height, ..list });
        }
        brush.canvas.end_clip(clip);
        self.draw_bar(brush, list.inset_each(-aside_px, 0.0));
    }

    /// Draws where in the whole one is, if not all is seen.
    pub(super) fn draw_bar(&self, brush: &Brush<'_>, area: Area) {
        if !self.has_more() {
            return;
        }
        let whole = area.height + self.room_px;
        let height = (area.height * area.height / whole).max(24.0);
        let y = area.y + self.by_px / self.room_px * (area.height - height);
        let bar =
            Area { y, height, ..area.end(brush.direction, 7.0).part(brush.direction, 0.0, 4.0) };
        brush.canvas.veil(bar, 2.0, brush.theme.ink_soft, 0.35);
    }
}

/// Draws the conversations.
pub(super) fn draw_conversations(
    brush: &mut Brush<'_>,
    model: &Model,
    scrolled: &mut Scrolled,
    area: Area,
) {
    brush.canvas.fill(area, 0.0, brush.theme.panel);
    let top = area.top(brush.scaled(TOP_HEIGHT_PX));
    draw_top(brush, top);
    let list = area.below(top.height);
    let items = model.conversations();
    let height = |item: &ConversationItem<'_>| match item.kind {
        ConversationKind::Server => brush.scaled(HEADING_HEIGHT_PX),
        ConversationKind::Room | ConversationKind::Person => brush.scaled(ROW_HEIGHT_PX),
    };
    let heights: Vec<f64> = items.iter().map(height).collect();
    let whole = heights.iter().sum::<f64>() + 12.0;
    let mut y = list.y - scrolled.fit(whole, list.height);
    let clip = brush.canvas.begin_clip(list);
    for (item, height) in items.iter().zip(heights) {
        let row = Area { y, height, ..list };
        if row.touches(list) {
            match item.kind {
                ConversationKind::Server => draw_heading(brush, item, row),
                ConversationKind::Room | ConversationKind::Person => draw_item(brush, item, row),
            }
        }
        y += height;
    }
    brush.canvas.end_clip(clip);
    scrolled.draw_bar(brush, list);
    let edge = area.end(brush.direction, 1.0);
    brush.canvas.fill(edge, 0.0, brush.theme.line);
}

/// What is above the conversations: search, something new, the settings.
fn draw_top(brush: &mut Brush<'_>, top: Area) {
    let side = brush.scaled(32.0);
    let buttons = [
        (
            Icon::Sliders,
            "settings",
            brush.text.say("settings"),
            Act::Send(Message::Panel(PanelMessage::Settings)),
        ),
        (Icon::Plus, "new", brush.text.say("new"), Act::Menu(MenuOf::New)),
        (
            Icon::Search,
            "search",
            brush.text.say("search"),
            Act::Send(Message::Panel(PanelMessage::Search)),
        ),
    ];
    let mut offset = 10.0;
    for (icon, name, hint, act) in buttons {
        let place = top.part(brush.direction, top.width - offset - side, side).middle(side);
        brush.icon_button(place, icon, name, hint, act);
        offset += side + 2.0;
    }
    let mark = brush.scaled(26.0);
    let square = top.part(brush.direction, 14.0, mark).middle(mark);
    let theme = brush.theme;
    brush.canvas.draw(|target| super::logo::draw(target, square, theme));
    let name = brush.text.say("app-name");
    let rest =
        top.part(brush.direction, 14.0 + mark + 9.0, (top.width - offset - mark - 26.0).max(1.0));
    let name = brush.canvas.label(&Paragraph::new(&name, Style::bold(16.0), brush.direction));
    // Where there is little room the mark says it alone.
    if name.width_px() <= rest.width {
        brush.canvas.show_in(&name, rest, brush.direction, theme.ink);
    }
}

/// A server's name, above what is on it.
fn draw_heading(brush: &mut Brush<'_>, item: &ConversationItem<'_>, row: Area) {
    let place = row.inset_each(MARGIN_PX, 1.0).foot(brush.scaled(28.0));
    let act = Act::Send(Message::Select(item.id));
    let name = brush.free_name(format!("server-{}", item.name));
    let lit = brush.ring_spot(place, name.clone(), act);
    if item.selected || lit {
        let ground = if item.selected { brush.theme.chosen } else { brush.theme.hover };
        brush.canvas.fill(place, 8.0, ground);
    }
    brush.ring_around(place, 8.0, &name);
    let inner = place.inset_each(PADDING_PX, 0.0);
    if let Some(color) = brush.presence_color(item.presence) {
        let dot = inner.end(brush.direction, 8.0);
        brush.canvas.dot((dot.x + 4.0, dot.y + dot.height / 2.0), 4.0, color);
    }
    let name = inner.part(brush.direction, 0.0, inner.width - 20.0);
    brush.own_line(item.name, HEADING, name, brush.theme.ink_soft);
    if lit {
        brush.spot(
            place,
            format!("menu-server-{}", item.name),
            Act::Send(Message::Select(item.id)),
        );
    }
}

fn draw_item(brush: &mut Brush<'_>, item: &ConversationItem<'_>, row: Area) {
    let theme = brush.theme;
    let place = row.inset_each(MARGIN_PX, 1.0);
    let name = brush.free_name(format!("conversation-{}", item.name));
    let lit = brush.ring_spot(place, name.clone(), Act::Send(Message::Select(item.id)));
    if item.selected || lit {
        brush.canvas.fill(place, 8.0, if item.selected { theme.chosen } else { theme.hover });
    }
    brush.ring_around(place, 8.0, &name);
    let inner = place.inset_each(PADDING_PX, 0.0);
    let side = brush.scaled(22.0);
    let picture = inner.part(brush.direction, 0.0, side).middle(side);
    let (unread, gone) = (item.unread > 0 && !item.muted, item.presence == Presence::Gone);
    let ink = if unread || item.selected { theme.ink } else { theme.ink_soft };
    if item.kind == ConversationKind::Person {
        brush.picture(picture, item.name, item.color);
        let ground = if item.selected {
            theme.chosen
        } else if lit {
            theme.hover
        } else {
            theme.panel
        };
        brush.presence(picture, item.presence, ground);
    } else {
        brush.icon(Icon::Hash, picture, 17.0, theme.ink_soft);
    }
    let mut end = 0.0;
    let rest = |end: f64| inner.part(brush.direction, 0.0, (inner.width - end).max(1.0));
    if !item.badge.is_empty() {
        let loud = item.mentions > 0;
        let (ground, ink) =
            if loud { (theme.accent, theme.on_accent) } else { (theme.line, theme.ink) };
        end += brush.badge(rest(end), &item.badge, ground, ink) + 6.0;
        if loud && item.kind == ConversationKind::Room {
            let at = rest(end).end(brush.direction, side);
            brush.line(
                "@",
                Style::bold(13.0),
                at.part(brush.direction, side - 12.0, 12.0),
                theme.accent,
            );
            end += 16.0;
        }
    } else if item.typing {
        typing_dots(brush, rest(end).end(brush.direction, 20.0));
        end += 24.0;
    }
    for (shown, icon) in [(item.draft, Icon::Pencil), (item.muted, Icon::Muted)] {
        if shown {
            brush.icon(icon, rest(end).end(brush.direction, 16.0), 14.0, theme.ink_soft);
            end += 20.0;
        }
    }
    // The picture of a room says what the sign before its name says.
    let shown = if item.kind == ConversationKind::Room {
        item.name.trim_start_matches('#')
    } else {
        item.name
    };
    let style = if unread { NAME_UNREAD } else { NAME };
    let line = inner.part(brush.direction, side + 9.0, (inner.width - side - 9.0 - end).max(1.0));
    brush.own_line(shown, style, line, if gone { theme.ink_soft } else { ink });
}

/// Three dots: somebody is typing.
fn typing_dots(brush: &Brush<'_>, area: Area) {
    for (number, shade) in [0.4, 0.65, 0.9].into_iter().enumerate() {
        let dot = area.part(brush.direction, [0.0, 7.0, 14.0][number], 5.0).middle(5.0);
        brush.canvas.veil(dot, 2.5, brush.theme.accent, shade);
    }
}

/// Draws the members of a room.
pub(super) fn draw_members(
    brush: &mut Brush<'_>,
    model: &Model,
    scrolled: &mut Scrolled,
    area: Area,
) {
    brush.canvas.fill(area, 0.0, brush.theme.panel);
    let edge = area.part(brush.direction, 0.0, 1.0);
    brush.canvas.fill(edge, 0.0, brush.theme.line);
    let count = model.member_count();
    let top = area.top(brush.scaled(TOP_HEIGHT_PX));
    let title = top.inset_each(18.0, 0.0);
    let heading = model.headline().map(|headline| headline.members).unwrap_or_default();
    brush.line(&heading, HEADING, title, brush.theme.ink_soft);

    // A room may have many thousands; only those that can be seen are asked for.
    let rows = (count, brush.scaled(ROW_HEIGHT_PX));
    scrolled.draw_rows(brush, area.below(top.height), rows, 0.0, |brush, place, row| {
        if let Some(member) = model.member(place) {
            draw_member(brush, &member, row);
        }
    });
}

/// Draws the members above the messages, `width_px` wide; the rest of `area` closes them.
pub(super) fn draw_members_over(
    brush: &mut Brush<'_>,
    model: &Model,
    scrolled: &mut Scrolled,
    width_px: f64,
    area: Area,
) {
    brush.canvas.veil(area, 0.0, crate::theme::Rgb(0, 0, 0), 0.42);
    brush.spot(area, "beside-members", Act::ToggleMembers);
    // There is always something left to press.
    let column = area.end(brush.direction, width_px.min(area.width * 0.8));
    brush.canvas.shadow(column, 0.0);
    brush.spot(column, "members-column", Act::Nothing);
    draw_members(brush, model, scrolled, column);
}

fn draw_member(brush: &mut Brush<'_>, member: &MemberItem<'_>, row: Area) {
    let theme = brush.theme;
    let place = row.inset_each(MARGIN_PX, 1.0);
    let act = Act::Menu(MenuOf::Member(member.nick.to_owned()));
    let name = format!("member-{}", member.nick);
    let lit = brush.ring_spot(place, name.clone(), act);
    if lit {
        brush.canvas.fill(place, 8.0, theme.hover);
    }
    brush.ring_around(place, 8.0, &name);
    let inner = place.inset_each(PADDING_PX, 0.0);
    let side = brush.scaled(25.0);
    let picture = inner.part(brush.direction, 0.0, side).middle(side);
    brush.picture(picture, member.nick, member.color);
    brush.presence(picture, member.presence, if lit { theme.hover } else { theme.panel });
    let mut end = 0.0;
    let rest = |end: f64| inner.part(brush.direction, 0.0, (inner.width - end).max(1.0));
    if member.typing {
        typing_dots(brush, rest(end).end(brush.direction, 20.0));
        end += 26.0;
    }
    let word = match member.prefix {
        Some('~' | '&') => Some(brush.text.say("role-owner")),
        Some('@') => Some(brush.text.say("role-operator")),
        Some('%') => Some(brush.text.say("role-helper")),
        Some('+') => Some(brush.text.say("role-voice")),
        Some(_) | None => member.bot.then(|| brush.text.say("bot")),
    };
    if let Some(word) = word {
        let room = rest(end).end(brush.direction, 60.0_f64.min(inner.width / 2.0));
        let opposite = match brush.direction {
            Direction::LeftToRight => Direction::RightToLeft,
            Direction::RightToLeft => Direction::LeftToRight,
        };
        let shaped =
            brush.canvas.label(&Paragraph::new(&word, Style::regular(11.0), brush.direction));
        brush.canvas.show_in(&shaped, room, opposite, theme.ink_soft);
        end += shaped.width_px() + 8.0;
    }
    let line = inner.part(brush.direction, side + 9.0, (inner.width - side - 9.0 - end).max(1.0));
    let away = matches!(member.presence, Presence::Away | Presence::Gone);
    let style = if member.own { NAME_UNREAD } else { NAME };
    brush.own_line(member.nick, style, line, if away { theme.ink_soft } else { theme.ink });
}

/// Draws the name and the topic above the messages.
pub(super) fn draw_headline(brush: &mut Brush<'_>, model: &Model, members_shown: bool, area: Area) {
    let theme = brush.theme;
    brush.canvas.fill(area, 0.0, theme.ground);
    brush.canvas.fill(area.foot(1.0), 0.0, theme.line);
    let Some(headline) = model.headline() else { return };
    let inner = area.inset_each(16.0, 0.0);
    let side = brush.scaled(32.0);
    let mut end = 0.0;
    let mut button = |brush: &mut Brush<'_>, icon, name: &str, hint, act| {
        let place = inner.part(brush.direction, inner.width - end - side, side).middle(side);
        brush.icon_button(place, icon, name, hint, act);
        end += side + 2.0;
    };
    if headline.kind == ConversationKind::Room {
        let hint = if members_shown {
            brush.text.say("hide-members")
        } else {
            brush.text.say("show-members")
        };
        button(brush, Icon::People, "members", hint, Act::ToggleMembers);
    }
    if let Some(id) = model.selected() {
        let hint = brush.text.say("more");
        button(brush, Icon::Dots, "headline-menu", hint, Act::Menu(MenuOf::Conversation(id)));
        if let Some(server) =
            model.conversations().iter().find(|item| item.id == id).map(|item| item.server)
        {
            let (icon, hint) = if headline.secure {
                (Icon::Lock, brush.text.say("encrypted"))
            } else {
                (Icon::Unlocked, brush.text.say("not-encrypted"))
            };
            button(
                brush,
                icon,
                "security",
                hint,
                Act::Send(Message::Panel(PanelMessage::Security(server))),
            );
        }
    }
    let text = inner.part(brush.direction, 0.0, (inner.width - end - 8.0).max(1.0));
    let name_height = brush.scaled(24.0);
    let topic = headline.topic.lines().next().unwrap_or_default();
    let block = text.middle(if topic.is_empty() { name_height } else { brush.scaled(43.0) });
    brush.own_line(headline.name, Style::bold(15.5), block.top(name_height), theme.ink);
    if !topic.is_empty() {
        let line = block.foot(brush.scaled(19.0));
        let used = brush.own_line(topic, Style::regular(12.5), line, theme.ink_soft);
        let place = line.part(brush.direction, 0.0, used);
        let act = match model.selected() {
            Some(id) if headline.topic_editable => {
                Act::Send(Message::Conversation(id, crate::model::ConversationMessage::EditTopic))
            }
            Some(_) | None => Act::Nothing,
        };
        brush.hinted_spot(place, "topic".to_owned(), headline.topic.clone(), act);
    }
}

/// Draws the quiet line above the messages, with what can be done about it.
pub(super) fn draw_quiet_line(brush: &mut Brush<'_>, model: &Model, area: Area) {
    let Some(line) = model.quiet_line() else { return };
    let theme = brush.theme;
    brush.canvas.fill(area, 0.0, theme.warning_ground);
    let inner = area.inset_each(16.0, 0.0);
    let mut text = inner;
    if let Some(action) = line.action {
        let width = brush.button_width(&action.label);
        let place = inner.end(brush.direction, width).middle(brush.scaled(26.0));
        brush.button(place, &action.label, Look::Plain, "quiet-action", Act::Send(action.message));
        text = inner.part(brush.direction, 0.0, (inner.width - width - 8.0).max(1.0));
    }
    brush.line(&line.text, Style::regular(13.0), text, theme.warning_ink);
}
