//! What the menus offer: what the model says can be done with a thing, and what only the window
//! can do.

use super::{
    act::{Act, EditAct, MenuOf},
    field::Field,
    list::List,
    popup::MenuItem,
};
use crate::{
    l10n::Text,
    model::{Action, ActionWeight, Message, Model, PanelMessage, RowId, RowKind},
};

/// The items of a menu; none if there is nothing to be done.
pub(super) fn items(
    model: &Model,
    list: &List,
    field: Option<&Field>,
    of: &MenuOf,
) -> Vec<MenuItem> {
    let text = Text::of(model.language());
    match of {
        MenuOf::Row(row) => of_row(model, text, list, *row),
        MenuOf::Conversation(id) => of_actions(model.conversation_actions(*id)),
        MenuOf::Member(nick) => of_actions(model.member_actions(nick)),
        MenuOf::Link(link, row) => {
            let copy = Act::CloseAndSend(Message::Copy(link.clone()));
            let mut items = vec![own(text.say("copy-link"), copy)];
            items.extend(row.iter().flat_map(|row| of_row(model, text, list, *row)));
            items
        }
        MenuOf::New => of_new(text),
        MenuOf::Edit => of_field(text, field),
    }
}

fn of_actions(actions: Vec<Action>) -> Vec<MenuItem> {
    actions.into_iter().map(MenuItem::from).collect()
}

fn own(label: String, act: Act) -> MenuItem {
    MenuItem { label, act, weight: ActionWeight::Plain }
}

fn of_row(model: &Model, text: &Text, list: &List, row: RowId) -> Vec<MenuItem> {
    let mut items = of_actions(model.row_actions(row));
    if list.has_selection() {
        items.insert(0, own(text.say("copy-selection"), Act::CopySelection));
    }
    if row.kind() == RowKind::Day {
        items.push(own(text.say("menu-date"), Act::Date));
    }
    items
}

fn of_new(text: &Text) -> Vec<MenuItem> {
    let panel = |label, message| own(label, Act::CloseAndSend(Message::Panel(message)));
    vec![
        panel(text.say("menu-channels"), PanelMessage::Channels),
        panel(text.say("menu-new-room"), PanelMessage::NewRoom),
        panel(text.say("menu-new-person"), PanelMessage::NewPerson),
        panel(text.say("menu-add-server"), PanelMessage::AddServer),
    ]
}

fn of_field(text: &Text, field: Option<&Field>) -> Vec<MenuItem> {
    let item = |label, act| own(label, Act::Edit(act));
    let selected = field.is_some_and(|field| field.editor.selected_text().is_some());
    let mut items =
        vec![item(text.say("undo"), EditAct::Undo), item(text.say("redo"), EditAct::Redo)];
    if selected {
        items.push(item(text.say("cut"), EditAct::Cut));
        items.push(item(text.say("copy"), EditAct::Copy));
    }
    items.push(item(text.say("paste"), EditAct::Paste));
    items.push(item(text.say("select-all"), EditAct::SelectAll));
    items
}
