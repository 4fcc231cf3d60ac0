//! Where the parts of the window are.

use std::collections::BTreeMap;

use super::{
    super::{
        act::FieldId,
        brush::Brush,
        canvas::Area,
        compose::{self, Foot},
        field::Field,
        panel,
        side::TOP_HEIGHT_PX,
    },
    Pane,
};
use crate::model::{Model, Panel, Screen};

const CONVERSATIONS_WIDTH_PX: f64 = 236.0;
/// What the conversations may take of a narrow window.
const CONVERSATIONS_SHARE_MAX: f64 = 0.4;
pub(super) const MEMBERS_WIDTH_PX: f64 = 214.0;
const SEARCH_WIDTH_PX: f64 = 320.0;
/// What is found cannot be read in less than this: then the search covers the messages.
const SEARCH_WIDTH_PX_MIN: f64 = 260.0;
/// The messages have at least this much, or what is beside them makes way.
pub(super) const MESSAGES_WIDTH_PX_MIN: f64 = 420.0;
const CONNECTION_HEIGHT_PX: f64 = 38.0;

/// What decides beside the model which parts there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// Whether the members stand beside the messages if there is room.
    pub(super) members: bool,
    /// Whether they cover the messages if there is none.
    pub(super) members_over: bool,
    /// Whether something is above everything.
    pub(super) popup: bool,
}

/// Where the parts of the window are, those further up later.
pub(super) fn arrange(
    brush: &mut Brush<'_>,
    model: &Model,
    fields: &mut BTreeMap<FieldId, Field>,
    foot: &mut Foot,
    area: Area,
    wanted: Wanted,
) -> Vec<(Pane, Area)> {
    let mut panes = Vec::new();
    match model.screen() {
        Screen::Start => panes.push((Pane::Start, area)),
        Screen::Main => arrange_main(brush, model, fields, foot, area, wanted, &mut panes),
    }
    if model.panel().is_some_and(|panel| !panel::is_beside(panel)) {
        panes.push((Pane::Sheet, area));
    }
    if wanted.popup {
        panes.push((Pane::Popup, area));
    }
    panes
}

/// How wide the conversations are.
fn conversations_width(zoom: f64, width_px: f64) -> f64 {
    scaled(zoom, CONVERSATIONS_WIDTH_PX).min((width_px * CONVERSATIONS_SHARE_MAX).floor())
}

/// What a window of this width has beside conversations and messages; less than nothing where
/// the messages have less than they should.
fn room_beside(zoom: f64, width_px: f64) -> f64 {
    let left = conversations_width(zoom, width_px);
    (width_px - left - scaled(zoom, MESSAGES_WIDTH_PX_MIN)).floor()
}

/// Whether the members have room beside the messages.
pub(super) fn members_fit(zoom: f64, width_px: f64) -> bool {
    room_beside(zoom, width_px) >= scaled(zoom, MEMBERS_WIDTH_PX)
}

fn scaled(zoom: f64, length_px: f64) -> f64 {
    (length_px * zoom).round()
}

fn arrange_main(
    brush: &mut Brush<'_>,
    model: &Model,
    fields: &mut BTreeMap<FieldId, Field>,
    foot: &mut Foot,
    area: Area,
    wanted: Wanted,
    panes: &mut Vec<(Pane, Area)>,
) {
    let (direction, zoom) = (brush.direction, brush.zoom());
    let left = conversations_width(zoom, area.width);
    panes.push((Pane::Conversations, area.part(direction, 0.0, left)));
    let searching = matches!(model.panel(), Some(Panel::Search(_)));
    let has_members = !searching && model.member_count() > 0;
    let members_fit = members_fit(zoom, area.width);
    let search = brush.scaled(SEARCH_WIDTH_PX).min(room_beside(zoom, area.width));
    let search_fits = search >= brush.scaled(SEARCH_WIDTH_PX_MIN);
    let beside = if searching && search_fits {
        search
    } else if wanted.members && has_members && members_fit {
        brush.scaled(MEMBERS_WIDTH_PX)
    } else {
        0.0
    };
    if beside > 0.0 {
        panes.push((Pane::Beside, area.end(direction, beside)));
    }
    let mut middle = area.part(direction, left, area.width - left - beside);
    // It has a heading of its own.
    let search_over = (searching && !search_fits).then_some(middle);
    let headline = middle.top(brush.scaled(TOP_HEIGHT_PX));
    panes.push((Pane::Headline, headline));
    middle = middle.below(headline.height);
    // The headline has the button that opens and closes them.
    let members_over = (has_members && !members_fit && wanted.members_over).then_some(middle);
    if model.quiet_line().is_some() {
        let line = middle.top(brush.scaled(CONNECTION_HEIGHT_PX));
        panes.push((Pane::Connection, line));
        middle = middle.below(line.height);
    }
    let foot = fields
        .get_mut(&FieldId::Composer)
        .map_or(0.0, |field| compose::height(brush, model, field, foot, middle));
    panes.push((Pane::List, middle.above(foot)));
    panes.push((Pane::Foot, middle.foot(foot)));
    panes.push((Pane::Floating, middle.above(foot)));
    panes.extend(members_over.or(search_over).map(|area| (Pane::Over, area)));
}
