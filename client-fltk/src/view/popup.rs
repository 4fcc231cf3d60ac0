//! What appears above everything for a moment: menus, the emoji, the switcher, what could
//! complete a word, and the question before an odd link is opened.

use std::collections::BTreeMap;

use super::{
    act::{Act, FieldId},
    brush::{Brush, Look},
    canvas::Area,
    date::{self, Month},
    field::Field,
    input::Point,
    side::Scrolled,
};
use crate::{
    calendar::Day,
    model::{
        Action, ActionWeight, Completion, ComposerMessage, ConversationItem, ConversationKind,
        Message, Model, RowId,
    },
    text::{Direction, Paragraph, Style, segments},
};

const ITEM: Style = Style::regular(13.5);
const ITEM_HEIGHT_PX: f64 = 32.0;
const MENU_WIDTH_PX_MIN: f64 = 150.0;

/// What is open above everything.
pub(super) enum Popup {
    /// A menu beside a place.
    Menu { at: Point, items: Vec<MenuItem>, lit: Option<usize> },
    /// Emoji: for the composer, or to be put under a row; `lit` is what the keys have come to.
    Emoji { anchor: Area, row: Option<RowId>, group: usize, scrolled: Scrolled, lit: Option<usize> },
    /// A month, to choose a day from.
    Date { at: Point, month: Month, lit: Day },
    /// Conversations by name.
    Switcher { lit: usize },
    /// The question before a link is opened that acts at once.
    Link(String),
}

/// An item of a menu.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MenuItem {
    pub(super) label: String,
    pub(super) act: Act,
    pub(super) weight: ActionWeight,
}

impl From<Action> for MenuItem {
    fn from(action: Action) -> Self {
        // A day is chosen from a month rather than written.
        let act = if action.message == Message::AskDate {
            Act::Date
        } else {
            Act::CloseAndSend(action.message)
        };
        Self { label: action.label, act, weight: action.weight }
    }
}

impl MenuItem {
    /// Whether it is a picture, several of which stand side by side.
    fn is_picture(&self) -> bool {
        segments::is_emoji_only(&self.label, 1)
    }
}

/// Draws what is open.
pub(super) fn draw(
    brush: &mut Brush<'_>,
    model: &Model,
    popup: &mut Popup,
    fields: &mut BTreeMap<FieldId, Field>,
    area: Area,
) {
    brush.spot(area, "outside-popup", Act::CloseTop);
    match popup {
        Popup::Menu { at, items, lit } => draw_menu(brush, *at, items, *lit, area),
        Popup::Emoji { anchor, group, scrolled, lit, .. } => {
            draw_emoji(brush, (*anchor, *group), scrolled, lit, fields, area);
        }
        Popup::Date { at, month, lit } => date::draw(brush, model, (*month, *lit), *at, area),
        Popup::Switcher { lit } => draw_switcher(brush, model, lit, fields, area),
        Popup::Link(link) => draw_link(brush, link, area),
    }
}

pub(super) fn card(brush: &mut Brush<'_>, place: Area, radius_px: f64) -> Area {
    let place = Area { x: place.x.round(), y: place.y.round(), ..place };
    brush.canvas.shadow(place, radius_px);
    brush.canvas.fill(place, radius_px, brush.theme.raised);
    brush.canvas.outline(place, radius_px, 1.0, brush.theme.line);
    brush.spot(place, "popup", Act::Nothing);
    place
}

fn draw_menu(brush: &mut Brush<'_>, at: Point, items: &[MenuItem], lit: Option<usize>, area: Area) {
    let label = |item: &MenuItem| {
        brush.canvas.label(&Paragraph::new(&item.label, ITEM, brush.direction)).width_px()
    };
    let widest = items.iter().map(label);
    let widest = widest.fold(brush.scaled(MENU_WIDTH_PX_MIN), f64::max);
    let height = brush.scaled(ITEM_HEIGHT_PX);
    let pictures = items.iter().filter(|item| item.is_picture()).count();
    let lines = items.len() - pictures + usize::from(pictures > 0);
    #[expect(clippy::cast_precision_loss, reason = "a menu has a dozen items")]
    let (lines, side_by_side) = (lines as f64, pictures as f64);
    let picture_width = height + 2.0;
    let width = (widest + 36.0).max(side_by_side * picture_width + 10.0).min(area.width - 16.0);
    let x = match brush.direction {
        Direction::LeftToRight => at.0,
        Direction::RightToLeft => at.0 - width,
    };
    let place = within(Area { x, y: at.1, width, height: lines * height + 10.0 }, area);
    let mut row = card(brush, place, 10.0).inset(5.0).top(height);
    let mut offset = 0.0;
    for (number, item) in items.iter().enumerate() {
        let picture = item.is_picture();
        if !picture && offset > 0.0 {
            (offset, row.y) = (0.0, row.y + height);
        }
        let place = if picture { row.part(brush.direction, offset, picture_width) } else { row };
        let under = brush.spot(place, format!("item-{number}"), item.act.clone());
        if under || lit == Some(number) {
            brush.canvas.fill(place, 7.0, brush.theme.hover);
        }
        if picture {
            let style = Style::regular(17.0);
            let shaped = brush.canvas.label(&Paragraph::new(&item.label, style, brush.direction));
            brush.canvas.show_amid(&shaped, place, brush.theme.ink);
            offset += picture_width;
            continue;
        }
        let danger = item.weight == ActionWeight::Danger;
        let ink = if danger { brush.theme.danger } else { brush.theme.ink };
        brush.line(&item.label, ITEM, place.inset_each(12.0, 0.0), ink);
        row.y += height;
    }
}

/// The place moved so that all of it is inside `area`.
pub(super) fn within(place: Area, area: Area) -> Area {
    let x = place.x.min(area.right() - place.width - 6.0).max(area.x + 6.0);
    let y = place.y.min(area.bottom() - place.height - 6.0).max(area.y + 6.0);
    Area { x, y, ..place }
}

/// The groups of emoji, by what stands for them.
pub(super) const EMOJI_GROUPS: [(&str, emojis::Group); 9] = [
    ("😀", emojis::Group::SmileysAndEmotion),
    ("👋", emojis::Group::PeopleAndBody),
    ("🌿", emojis::Group::AnimalsAndNature),
    ("🍎", emojis::Group::FoodAndDrink),
    ("🚌", emojis::Group::TravelAndPlaces),
    ("⚽", emojis::Group::Activities),
    ("💡", emojis::Group::Objects),
    ("❤️", emojis::Group::Symbols),
    ("🏁", emojis::Group::Flags),
];

fn draw_emoji(
    brush: &mut Brush<'_>,
    (anchor, group): (Area, usize),
    scrolled: &mut Scrolled,
    lit: &mut Option<usize>,
    fields: &mut BTreeMap<FieldId, Field>,
    area: Area,
) {
    let (width, height) = (brush.scaled(346.0), brush.scaled(330.0).min(area.height - 20.0));
    let x = match brush.direction {
        Direction::LeftToRight => anchor.x,
        Direction::RightToLeft => anchor.right() - width,
    };
    let above = anchor.y - height - 6.0;
    let y = if above > area.y { above } else { anchor.bottom() + 6.0 };
    let place = card(brush, within(Area { x, y, width, height }, area), 12.0);
    let inner = place.inset(10.0);
    let top = inner.top(brush.scaled(34.0));
    let mut wanted = String::new();
    if let Some(field) = fields.get_mut(&FieldId::Emoji) {
        let empty = brush.text.say("emoji-search");
        field.draw_boxed(brush, top, FieldId::Emoji, &empty);
        wanted = field.editor.text().trim().to_lowercase();
    }
    let tabs = inner.below(top.height + 6.0).top(brush.scaled(32.0));
    let grid = inner.below(top.height + tabs.height + 12.0);
    #[expect(clippy::cast_precision_loss, reason = "it is 9")]
    let tab_width = tabs.width / EMOJI_GROUPS.len() as f64;
    for (number, (sign, _)) in EMOJI_GROUPS.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "it is below 9")]
        let tab = tabs.part(brush.direction, number as f64 * tab_width, tab_width);
        let lit = brush.spot(tab, format!("group-{number}"), Act::EmojiGroup(number));
        if lit || (number == group && wanted.is_empty()) {
            let ground = if number == group { brush.theme.chosen } else { brush.theme.hover };
            brush.canvas.fill(tab.inset(2.0), 7.0, ground);
        }
        let shaped =
            brush.canvas.label(&Paragraph::new(sign, Style::regular(16.0), Direction::LeftToRight));
        brush.canvas.show_amid(&shaped, tab, brush.theme.ink);
    }
    let found = shown_emoji(group, &wanted);
    if found.is_empty() {
        let nothing = brush.text.say("nothing-found");
        brush.line(&nothing, ITEM, grid.top(brush.scaled(38.0)), brush.theme.ink_soft);
    }
    *lit = lit.map(|lit| lit.min(found.len().saturating_sub(1)));
    draw_grid(brush, &found, *lit, scrolled, grid);
}

/// The emoji of a group, or those with the name that is wanted, if one is.
pub(super) fn shown_emoji(group: usize, wanted: &str) -> Vec<&'static emojis::Emoji> {
    let wanted = wanted.trim().to_lowercase();
    if wanted.is_empty() {
        let group = EMOJI_GROUPS[group.min(EMOJI_GROUPS.len() - 1)].1;
        group.emojis().filter(|emoji| is_common(emoji)).collect()
    } else {
        found_emoji(&wanted)
    }
}

/// Whether most computers have a picture for an emoji: those of the last years are left out.
fn is_common(emoji: &emojis::Emoji) -> bool {
    emoji.emoji_version() <= emojis::EmojiVersion::new(14, 0)
}

/// Emoji whose names begin with what is wanted come first, then those that contain it.
fn found_emoji(wanted: &str) -> Vec<&'static emojis::Emoji> {
    let named = |emoji: &&'static emojis::Emoji, fits: &dyn Fn(&str) -> bool| {
        fits(emoji.name()) || emoji.shortcodes().any(fits)
    };
    let begins = |emoji: &&'static emojis::Emoji| named(emoji, &|name| name.starts_with(wanted));
    let contains = |emoji: &&'static emojis::Emoji| named(emoji, &|name| name.contains(wanted));
    let all = || emojis::iter().filter(|emoji| is_common(emoji));
    all().filter(begins).chain(all().filter(|emoji| contains(emoji) && !begins(emoji))).collect()
}

/// Emoji beside each other.
pub(super) const COLUMNS: usize = 9;

fn draw_grid(
    brush: &mut Brush<'_>,
    emoji: &[&'static emojis::Emoji],
    lit: Option<usize>,
    scrolled: &mut Scrolled,
    grid: Area,
) {
    #[expect(clippy::cast_precision_loss, reason = "it is 9")]
    let side = grid.width / COLUMNS as f64;
    scrolled.show_wanted(side, grid.height);
    #[expect(clippy::cast_precision_loss, reason = "there are 2,000 emoji")]
    let up = scrolled.fit(emoji.len().div_ceil(COLUMNS) as f64 * side, grid.height);
    let clip = brush.canvas.begin_clip(grid);
    for (number, emoji) in emoji.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "there are 2,000 emoji")]
        let (row, column) = ((number / COLUMNS) as f64, (number % COLUMNS) as f64);
        let cell = Area {
            y: grid.y - up + row * side,
            height: side,
            ..grid.part(brush.direction, column * side, side)
        };
        if !cell.touches(grid) {
            continue;
        }
        let act = Act::TakeEmoji(emoji.as_str().to_owned());
        if brush.hinted_spot(
            cell,
            format!("emoji-{}", emoji.as_str()),
            emoji.name().to_owned(),
            act,
        ) {
            brush.canvas.fill(cell.inset(1.0), 7.0, brush.theme.hover);
        }
        if lit == Some(number) {
            brush.canvas.outline(cell.inset(1.0), 7.0, 1.6, brush.theme.accent);
        }
        let shaped = brush.canvas.label(&Paragraph::new(
            emoji.as_str(),
            Style::regular(19.0),
            Direction::LeftToRight,
        ));
        brush.canvas.show_amid(&shaped, cell, brush.theme.ink);
    }
    brush.canvas.end_clip(clip);
    scrolled.draw_bar(brush, grid.inset_each(-8.0, 0.0));
}

/// Conversations whose names contain what is wanted; those that begin with it first.
pub(super) fn switcher_items<'a>(model: &'a Model, wanted: &str) -> Vec<ConversationItem<'a>> {
    const SHOWN_MAX: usize = 9;
    let wanted = wanted.trim().to_lowercase();
    let bare = |name: &str| name.trim_start_matches('#').to_lowercase();
    let mut items = model.conversations();
    items.retain(|item| {
        item.kind != ConversationKind::Server && item.name.to_lowercase().contains(&wanted)
    });
    items.sort_by_key(|item| {
        (
            !bare(item.name).starts_with(wanted.trim_start_matches('#')),
            item.mentions == 0,
            item.unread == 0,
            item.selected,
        )
    });
    items.truncate(SHOWN_MAX);
    items
}

fn draw_switcher(
    brush: &mut Brush<'_>,
    model: &Model,
    lit: &mut usize,
    fields: &mut BTreeMap<FieldId, Field>,
    area: Area,
) {
    let wanted = fields.get(&FieldId::Switcher).map_or("", |field| field.editor.text());
    let items = switcher_items(model, wanted);
    *lit = (*lit).min(items.len().saturating_sub(1));
    let height = brush.scaled(38.0);
    #[expect(clippy::cast_precision_loss, reason = "there are at most 9")]
    let whole = 20.0 + height + 6.0 + items.len().max(1) as f64 * height;
    let width = brush.scaled(420.0).min(area.width - 40.0);
    let place = Area {
        y: area.y + (area.height * 0.16).floor(),
        height: whole,
        ..area.center(width, whole)
    };
    let inner = card(brush, place, 12.0).inset(10.0);
    if let Some(field) = fields.get_mut(&FieldId::Switcher) {
        let empty = brush.text.say("switcher-hint");
        field.draw_boxed(brush, inner.top(height), FieldId::Switcher, &empty);
    }
    let mut row = Area { height, ..inner.below(height + 6.0) };
    if items.is_empty() {
        let nothing = brush.text.say("nothing-found");
        brush.line(&nothing, ITEM, row.inset_each(12.0, 0.0), brush.theme.ink_soft);
    }
    for (number, item) in items.iter().enumerate() {
        let under = brush.spot(row, format!("switch-{}", item.name), Act::Switch(item.id));
        if number == *lit || under {
            brush.canvas.fill(
                row,
                8.0,
                if number == *lit { brush.theme.chosen } else { brush.theme.hover },
            );
        }
        let inner = row.inset_each(12.0, 0.0);
        let mut end = 0.0;
        if !item.badge.is_empty() {
            let (ground, ink) = if item.mentions > 0 {
                (brush.theme.accent, brush.theme.on_accent)
            } else {
                (brush.theme.line, brush.theme.ink)
            };
            end = brush.badge(inner, &item.badge, ground, ink) + 8.0;
        }
        let line = inner.part(brush.direction, 0.0, inner.width - end);
        let mut name = line;
        if !item.server_name.is_empty() {
            let width = (line.width * 0.55).floor();
            name = line.part(brush.direction, 0.0, width - 8.0);
            let server = line.part(brush.direction, width, line.width - width);
            brush.own_line(item.server_name, ITEM, server, brush.theme.ink_soft);
        }
        brush.own_line(item.name, Style::regular(14.5), name, brush.theme.ink);
        row.y += height;
    }
}

fn draw_link(brush: &mut Brush<'_>, link: &str, area: Area) {
    let width = brush.scaled(440.0).min(area.width - 40.0);
    let question = brush.text.say("link-question");
    let inner_width = width - 40.0;
    let question = brush.canvas.label(
        &Paragraph::new(&question, Style::regular(14.0), brush.direction).wrapped(inner_width),
    );
    let shown = Paragraph {
        lines_max: Some(4),
        ..Paragraph::new(link, Style::typewriter(12.5), Direction::LeftToRight).wrapped(inner_width)
    };
    let shown = brush.canvas.shape(&shown);
    let height = question.height_px() + shown.height_px() + brush.button_height() + 64.0;
    brush.canvas.veil(area, 0.0, crate::theme::Rgb(0, 0, 0), 0.42);
    let inner = card(brush, area.center(width, height), 14.0).inset(20.0);
    let at = inner.part(brush.direction, 0.0, question.width_px());
    brush.canvas.show(&question, at.x, inner.y, brush.theme.ink);
    let below = inner.below(question.height_px() + 10.0);
    brush.canvas.show(&shown, below.x, below.y, brush.theme.ink_soft);
    let row = inner.foot(brush.button_height());
    let (open, cancel) = (brush.text.say("open-link"), brush.text.say("cancel"));
    let (open_width, cancel_width) = (brush.button_width(&open), brush.button_width(&cancel));
    let place = row.end(brush.direction, open_width);
    brush.button(place, &open, Look::Danger, "open-link", Act::LinkApproved(link.to_owned()));
    let place =
        row.part(brush.direction, row.width - open_width - cancel_width - 8.0, cancel_width);
    brush.button(place, &cancel, Look::Main, "cancel", Act::CloseTop);
}

/// Draws what could complete the word that is being written, just above the composer.
pub(super) fn draw_completion(brush: &mut Brush<'_>, completion: &Completion, composer: Area) {
    const SHOWN_MAX: usize = 8;
    const ABOVE_PX: f64 = 14.0;
    let height = brush.scaled(30.0);
    let first = (completion.chosen + 1).saturating_sub(SHOWN_MAX);
    let shown = completion.items.iter().enumerate().skip(first).take(SHOWN_MAX);
    #[expect(clippy::cast_precision_loss, reason = "there are at most 8")]
    let whole = completion.items.len().min(SHOWN_MAX) as f64 * height + 10.0;
    let width = brush.scaled(330.0).min(composer.width - 24.0);
    // The shadow under it has room above the composer.
    let place = Area {
        y: composer.y - whole - ABOVE_PX,
        height: whole,
        ..composer.inset_each(12.0, 0.0).part(brush.direction, 0.0, width)
    };
    let inner = card(brush, place, 10.0).inset(5.0);
    let mut row = Area { height, ..inner };
    for (number, item) in shown {
        let act = Act::Send(Message::Composer(ComposerMessage::Take(number)));
        let under = brush.spot(row, format!("complete-{}", item.label), act);
        if under || number == completion.chosen {
            brush.canvas.fill(
                row,
                7.0,
                if number == completion.chosen { brush.theme.chosen } else { brush.theme.hover },
            );
        }
        let text = row.inset_each(10.0, 0.0);
        let used = brush.own_line(&item.label, ITEM, text, brush.theme.ink);
        let hint = text.part(brush.direction, used + 12.0, (text.width - used - 12.0).max(1.0));
        draw_hint_at_end(brush, &item.hint, hint);
        row.y += height;
    }
}

fn draw_hint_at_end(brush: &Brush<'_>, hint: &str, area: Area) {
    if hint.is_empty() {
        return;
    }
    let shaped = brush
        .canvas
        .label(&Paragraph::new(hint, Style::regular(12.0), brush.direction).cut(area.width));
    let place = area.end(brush.direction, shaped.width_px());
    brush.canvas.show_amid(&shaped, place, brush.theme.ink_soft);
}

/// Draws what a place does beside the pointer.
pub(super) fn draw_hint(brush: &Brush<'_>, hint: &str, beside: Area, area: Area) {
    let direction = Direction::of_text(hint, brush.direction);
    let paragraph = Paragraph::new(hint, Style::regular(12.0), direction).wrapped(320.0);
    let shaped = brush.canvas.label(&paragraph);
    let (width, height) = (shaped.width_px() + 18.0, shaped.height_px() + 8.0);
    let below = beside.bottom() + 6.0;
    let y = if below + height < area.bottom() { below } else { beside.y - height - 6.0 };
    let x = beside.x + (beside.width - width) / 2.0;
    let place = within(Area { x, y, width, height }, area);
    brush.canvas.fill(place, 6.0, brush.theme.ink);
    brush.canvas.show_amid(&shaped, place, brush.theme.ground);
}
