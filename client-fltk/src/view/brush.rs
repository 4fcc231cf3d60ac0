//! What every part of the window is drawn with: the canvas, the colours, the language, and the
//! places that can be pressed.
//!
//! A part of the window notes each place that can be pressed when it draws it. So what is
//! pressed is always what is seen, and whatever drives the window finds the places by name.

use super::{
    act::{Act, FieldId},
    canvas::Canvas,
    icon::{self, Icon},
    input::{Point, Pointer},
};
use crate::{
    l10n::{Language, Text},
    model::{Action, ActionWeight, Message, PanelMessage, Presence},
    text::{Area, Direction, Paragraph, Style, segments},
    theme::{Rgb, Theme},
};

/// A place that can be pressed.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) area: Area,
    /// What it is called, for tests and for the keyboard; no two on the screen are alike.
    pub(super) name: String,
    pub(super) act: Act,
    /// What it does, said when the pointer rests on it; empty if it says so itself.
    pub(super) hint: String,
    /// Whether the Tab key comes by.
    pub(super) in_ring: bool,
    /// Whether it is for the keyboard alone: the pointer does something else there.
    pub(super) by_key: bool,
}

impl Spot {
    /// How the pointer looks over it.
    pub(super) fn pointer(&self) -> Pointer {
        if let Act::Field(_) = self.act {
            Pointer::Text
        } else if self.act == Act::Nothing {
            Pointer::Arrow
        } else {
            Pointer::Hand
        }
    }
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As all others.
    Plain,
    /// What most people want.
    Main,
    /// What cannot be taken back.
    Danger,
    /// One of several, and the one that is chosen.
    Chosen,
}

impl From<ActionWeight> for Look {
    fn from(weight: ActionWeight) -> Self {
        match weight {
            ActionWeight::Plain => Self::Plain,
            ActionWeight::Main => Self::Main,
            ActionWeight::Danger => Self::Danger,
        }
    }
}

/// What a part of the window is drawn with.
pub(super) struct Brush<'a> {
    pub(super) canvas: Canvas<'a>,
    pub(super) theme: &'static Theme,
    pub(super) text: &'static Text,
    pub(super) language: Language,
    pub(super) direction: Direction,
    /// Where the pointer is, if nothing above this part hides it.
    pub(super) pointer: Option<Point>,
    /// The place that the Tab key has come to.
    pub(super) ring: Option<&'a str>,
    /// The field that is written into, and whether its caret can be seen just now.
    pub(super) focus: Option<(FieldId, bool)>,
    pub(super) spots: Vec<Spot>,
}

pub(super) const BUTTON_HEIGHT_PX: f64 = 34.0;
const BUTTON_RADIUS_PX: f64 = 9.0;
const BUTTON_PADDING_PX: f64 = 16.0;
const LABEL: Style = Style::regular(13.5);

impl Brush<'_> {
    /// Notes a place that can be pressed; returns whether the pointer is on it.
    pub(super) fn spot(&mut self, area: Area, name: impl Into<String>, act: Act) -> bool {
        self.note(area, name.into(), act, String::new(), false)
    }

    /// Notes a place that the Tab key comes by as well.
    pub(super) fn ring_spot(&mut self, area: Area, name: impl Into<String>, act: Act) -> bool {
        self.note(area, name.into(), act, String::new(), true)
    }

    /// Notes a place that only the keyboard presses, and draws the ring around it.
    pub(super) fn key_spot(&mut self, area: Area, radius_px: f64, name: String, act: Act) {
        self.ring_around(area, radius_px, &name);
        let hint = String::new();
        self.spots.push(Spot { area, name, act, hint, in_ring: true, by_key: true });
    }

    /// Notes a place that says what it is when the pointer rests on it.
    pub(super) fn hinted_spot(&mut self, area: Area, name: String, hint: String, act: Act) -> bool {
        self.note(area, name, act, hint, false)
    }

    /// The name, or another like it if a place has it already: two servers may have a room of one
    /// name.
    pub(super) fn free_name(&self, mut name: String) -> String {
        while self.spots.iter().any(|spot| spot.name == name) {
            name.push('+');
        }
        name
    }

    fn note(&mut self, area: Area, name: String, act: Act, hint: String, in_ring: bool) -> bool {
        self.spots.push(Spot { area, name, act, hint, in_ring, by_key: false });
        self.is_under_pointer(area)
    }

    /// Whether the pointer is in `area`.
    pub(super) fn is_under_pointer(&self, area: Area) -> bool {
        self.pointer.is_some_and(|point| area.contains(point))
    }

    /// A length that grows with the texts.
    pub(super) fn scaled(&self, length_px: f64) -> f64 {
        self.canvas.scaled(length_px)
    }

    /// How many times larger than usual texts are.
    pub(super) fn zoom(&self) -> f64 {
        self.canvas.zoom()
    }

    /// Draws one line of the window's own words, cut off where the area ends; returns how wide
    /// it is.
    pub(super) fn line(&self, text: &str, style: Style, area: Area, color: Rgb) -> f64 {
        let text = Paragraph::new(text, style, self.direction);
        self.canvas.cut_line(&text, self.direction, area, color)
    }

    /// Draws one line of text that runs its own way, whatever the window does: a name, or what
    /// somebody wrote. It starts where the window's lines do; returns how wide it is.
    pub(super) fn own_line(&self, text: &str, style: Style, area: Area, color: Rgb) -> f64 {
        // The sign before a room's name is no letter and follows the name.
        let own = Direction::of_text(text, Direction::LeftToRight);
        self.canvas.cut_line(&Paragraph::new(text, style, own), self.direction, area, color)
    }

    /// Draws `text` from the top of `area` in lines as wide as the area, and returns how high
    /// they are.
    pub(super) fn paragraph(&self, text: &str, style: Style, area: Area, color: Rgb) -> f64 {
        let paragraph = Paragraph::new(text, style, self.direction).wrapped(area.width);
        let shaped = self.canvas.label(&paragraph);
        let place = area.part(self.direction, 0.0, shaped.width_px());
        self.canvas.show(&shaped, place.x, area.y, color);
        shaped.height_px()
    }

    /// How high a button is.
    pub(super) fn button_height(&self) -> f64 {
        self.scaled(BUTTON_HEIGHT_PX)
    }

    /// How wide a button with this label wants to be.
    pub(super) fn button_width(&self, label: &str) -> f64 {
        let shaped = self.canvas.label(&Paragraph::new(label, LABEL, self.direction));
        (shaped.width_px() + 2.0 * BUTTON_PADDING_PX).ceil()
    }

    /// A button.
    pub(super) fn button(&mut self, area: Area, label: &str, look: Look, name: &str, act: Act) {
        let lit = self.ring_spot(area, name, act);
        let theme = self.theme;
        let (ground, ink, edge) = match look {
            Look::Main => (theme.accent, theme.on_accent, theme.accent),
            Look::Chosen => (theme.chosen, theme.ink, theme.accent),
            Look::Plain => (if lit { theme.hover } else { theme.chip }, theme.ink, theme.line),
            Look::Danger => (if lit { theme.hover } else { theme.chip }, theme.danger, theme.line),
        };
        self.canvas.fill(area, BUTTON_RADIUS_PX, ground);
        if lit && look == Look::Main {
            self.canvas.veil(area, BUTTON_RADIUS_PX, Rgb(0, 0, 0), 0.10);
        }
        self.canvas.outline(area, BUTTON_RADIUS_PX, 1.0, edge);
        self.ring_around(area, BUTTON_RADIUS_PX, name);
        let label = Paragraph::new(label, LABEL, self.direction).cut(area.width - 8.0);
        let label = self.canvas.label(&label);
        self.canvas.show_amid(&label, area, ink);
    }

    /// Buttons side by side from where lines start, on as many lines as they need; returns how
    /// high they are together.
    pub(super) fn actions(&mut self, area: Area, actions: &[Action], name: &str) -> f64 {
        let places = self.action_places(area, actions);
        for (number, (action, place)) in actions.iter().zip(&places).enumerate() {
            let act = Act::Send(action.message.clone());
            let name = format!("{name}-{number}");
            self.button(*place, &action.label, action.weight.into(), &name, act);
        }
        places.last().map_or(0.0, |last| last.bottom() - area.y)
    }

    /// How high these buttons are together where there is so much room across.
    pub(super) fn actions_height(&self, width_px: f64, actions: &[Action]) -> f64 {
        let area = Area { width: width_px, ..Area::default() };
        self.action_places(area, actions).last().map_or(0.0, |last| last.bottom())
    }

    fn action_places(&self, area: Area, actions: &[Action]) -> Vec<Area> {
        const GAP_PX: f64 = 8.0;
        let (height, mut offset, mut top) = (self.button_height(), 0.0, area.y);
        let mut places = Vec::with_capacity(actions.len());
        for action in actions {
            let width = self.button_width(&action.label).min(area.width);
            if offset > 0.0 && offset + width > area.width {
                offset = 0.0;
                top += height + GAP_PX;
            }
            places.push(Area { y: top, height, ..area.part(self.direction, offset, width) });
            offset += width + GAP_PX;
        }
        places
    }

    /// Leaves of the places noted since there were `count` only what of them is in `area`, the
    /// part of the window that can be seen. The Tab key still comes by the others.
    pub(super) fn keep_seen(&mut self, count: usize, area: Area) {
        for spot in self.spots.iter_mut().skip(count) {
            let (x, y) = (spot.area.x, spot.area.y);
            let (left, top) = (x.max(area.x).min(area.right()), y.max(area.y).min(area.bottom()));
            let right = spot.area.right().min(area.right());
            let bottom = spot.area.bottom().min(area.bottom());
            let (width, height) = ((right - left).max(0.0), (bottom - top).max(0.0));
            spot.area = Area { x: left, y: top, width, height };
        }
    }

    /// A picture that can be pressed.
    pub(super) fn icon_button(
        &mut self,
        area: Area,
        icon: Icon,
        name: &str,
        hint: String,
        act: Act,
    ) {
        let lit = self.note(area, name.to_owned(), act, hint, true);
        if lit {
            self.canvas.fill(area, 8.0, self.theme.hover);
        }
        self.ring_around(area, 8.0, name);
        let color = if lit { self.theme.ink } else { self.theme.ink_soft };
        self.icon(icon, area, 18.0, color);
    }

    /// What closes a panel.
    pub(super) fn close_button(&mut self, area: Area) {
        let act = Act::Send(Message::Panel(PanelMessage::Close));
        self.icon_button(area, Icon::Cross, "close", self.text.say("close"), act);
    }

    /// A picture.
    pub(super) fn icon(&self, icon: Icon, area: Area, side_px: f64, color: Rgb) {
        icon::draw(&self.canvas, icon, area, self.scaled(side_px), color, self.direction);
    }

    /// Shows that the Tab key has come to this place.
    pub(super) fn ring_around(&self, area: Area, radius_px: f64, name: &str) {
        if self.ring == Some(name) {
            self.canvas.outline(area.inset(-2.0), radius_px + 2.0, 2.0, self.theme.accent);
        }
    }

    /// A number on a coloured ground, ending where `area` ends; returns how wide it is.
    pub(super) fn badge(&self, area: Area, number: &str, ground: Rgb, ink: Rgb) -> f64 {
        let shaped = self.canvas.label(&Paragraph::new(number, Style::bold(11.5), self.direction));
        let height = self.scaled(19.0);
        let width = (shaped.width_px() + 12.0).max(height);
        let place = area.end(self.direction, width).middle(height);
        self.canvas.fill(place, height / 2.0, ground);
        self.canvas.show_amid(&shaped, place, ink);
        width
    }

    /// Somebody's picture: the first letter of the name on the person's colour.
    pub(super) fn picture(&self, circle: Area, nick: &str, color: u8) {
        let radius = circle.width / 2.0;
        let ground = self.person(color);
        self.canvas.dot((circle.x + radius, circle.y + radius), radius, ground);
        let first = nick.chars().position(char::is_alphanumeric).unwrap_or(0);
        let start = nick.char_indices().nth(first).map_or(0, |(byte, _)| byte);
        let letter = &nick[start..segments::next_boundary(nick, start)];
        let letter = letter.to_uppercase();
        let style = Style::bold(circle.width / self.scaled(1.0).max(1.0) * 0.42);
        let shaped = self.canvas.label(&Paragraph::new(&letter, style, self.direction));
        let ink = if self.theme.ink.0 < 128 { Rgb(255, 255, 255) } else { Rgb(22, 24, 30) };
        self.canvas.show_amid(&shaped, circle, ink);
    }

    /// The dot that says whether somebody is there, at the lower end of a picture: on its rim, so
    /// that it hides nothing of the letter.
    pub(super) fn presence(&self, circle: Area, presence: Presence, ground: Rgb) {
        let Some(color) = self.presence_color(presence) else { return };
        let radius = circle.width * 0.19;
        let rim = circle.inset(-circle.width * 0.07);
        let edge = rim.end(self.direction, 2.0 * radius);
        let at = (edge.x + radius, rim.bottom() - radius);
        self.canvas.dot(at, radius + 2.0, ground);
        self.canvas.dot(at, radius, color);
        if presence == Presence::Gone {
            self.canvas.dot(at, radius - 2.0, ground);
        }
    }

    /// The colour of a presence.
    pub(super) fn presence_color(&self, presence: Presence) -> Option<Rgb> {
        match presence {
            Presence::Here => Some(self.theme.here),
            Presence::Away => Some(self.theme.away),
            Presence::Gone => Some(self.theme.gone),
            Presence::Unknown => None,
        }
    }

    /// A person's colour.
    pub(super) fn person(&self, color: u8) -> Rgb {
        let people = &self.theme.people;
        people[usize::from(color) % people.len()]
    }
}
