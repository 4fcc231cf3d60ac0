//! What the menus offer.

use super::{
    act::{Act, EditAct, MenuOf},
    field::Field,
    list::List,
    popup::MenuItem,
};
use crate::{
    l10n::Text,
    model::{
        ActionWeight, ConversationId, ConversationKind, ConversationMessage, MemberMessage,
        Message, MessageState, Model, PanelMessage, Presence, RowBody, RowId, RowMessage,
        ServerMessage,
    },
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
        MenuOf::Conversation(id) => of_conversation(model, text, *id),
        MenuOf::Member(nick) => of_member(model, text, nick),
        MenuOf::New => of_new(text),
        MenuOf::Edit => of_field(text, field),
    }
}

fn send(label: String, message: Message) -> MenuItem {
    MenuItem { label, act: Act::CloseAndSend(message), weight: ActionWeight::Plain }
}

fn danger(label: String, message: Message) -> MenuItem {
    MenuItem { weight: ActionWeight::Danger, ..send(label, message) }
}

fn of_row(model: &Model, text: &Text, list: &List, row: RowId) -> Vec<MenuItem> {
    let mut items = Vec::new();
    if list.has_selection() {
        items.push(MenuItem {
            label: text.say("copy-selection"),
            act: Act::CopySelection,
            weight: ActionWeight::Plain,
        });
    }
    let found = model.rows().index_of(row).and_then(|place| model.rows().get(place));
    let Some(found) = found else { return items };
    let of_row = |label, message| send(label, Message::Row(row, message));
    match &found.body {
        RowBody::Bubble(bubble) if !bubble.redacted => {
            if let MessageState::Failed { .. } = bubble.state {
                items.push(of_row(text.say("retry"), RowMessage::Retry));
                items.push(danger(text.say("discard"), Message::Row(row, RowMessage::Discard)));
            } else {
                items.push(of_row(text.say("reply"), RowMessage::Reply));
                items.push(MenuItem {
                    label: text.say("react"),
                    act: Act::Emoji(Some(row)),
                    weight: ActionWeight::Plain,
                });
            }
            items.push(of_row(text.say("copy-text"), RowMessage::CopyText));
            items.push(of_row(text.say("mark-unread"), RowMessage::MarkUnread));
            if bubble.own && bubble.state == MessageState::Confirmed {
                items.push(danger(text.say("redact"), Message::Row(row, RowMessage::Redact)));
            }
        }
        RowBody::Bubble(_) => items.push(of_row(text.say("mark-unread"), RowMessage::MarkUnread)),
        RowBody::System { .. } => items.push(of_row(text.say("copy-text"), RowMessage::CopyText)),
        RowBody::Gap { .. } => items.push(of_row(text.say("fetch"), RowMessage::Fetch)),
        RowBody::Day { .. } | RowBody::Unread { .. } | RowBody::Header(_) => {}
    }
    items
}

fn of_conversation(model: &Model, text: &Text, id: ConversationId) -> Vec<MenuItem> {
    let conversations = model.conversations();
    let Some(item) = conversations.iter().find(|item| item.id == id) else { return Vec::new() };
    let message = |label, message| send(label, Message::Conversation(id, message));
    let server = |label, message| send(label, Message::Server(item.server, message));
    let mut items = Vec::new();
    if item.kind == ConversationKind::Server {
        items.push(send(text.say("rooms"), Message::Panel(PanelMessage::Channels)));
        items.push(send(text.say("security"), Message::Panel(PanelMessage::Security(item.server))));
        items.push(match item.presence {
            Presence::Here | Presence::Away => {
                server(text.say("disconnect"), ServerMessage::Disconnect)
            }
            Presence::Gone | Presence::Unknown => {
                server(text.say("connect-now"), ServerMessage::ConnectNow)
            }
        });
        items.push(danger(
            text.say("forget-server"),
            Message::Server(item.server, ServerMessage::Forget),
        ));
        return items;
    }
    items.push(message(text.say("mark-read"), ConversationMessage::MarkRead));
    let mute = if item.muted { text.say("unmute") } else { text.say("mute") };
    items.push(message(mute, ConversationMessage::Mute(!item.muted)));
    if item.selected {
        items.push(send(text.say("jump-unread"), Message::JumpUnread));
        items.push(MenuItem {
            label: text.say("jump-date"),
            act: Act::Date,
            weight: ActionWeight::Plain,
        });
        items.push(send(text.say("search"), Message::Panel(PanelMessage::Search)));
    }
    match (item.kind, item.presence) {
        (ConversationKind::Room, Presence::Gone) => {
            items.push(message(text.say("join"), ConversationMessage::Join));
            items.push(danger(
                text.say("close-conversation"),
                Message::Conversation(id, ConversationMessage::Leave),
            ));
        }
        (ConversationKind::Room, _) => {
            items.push(message(text.say("edit-topic"), ConversationMessage::EditTopic));
            items.push(message(text.say("invite"), ConversationMessage::AskInvite));
            items.push(danger(
                text.say("leave"),
                Message::Conversation(id, ConversationMessage::Leave),
            ));
        }
        (ConversationKind::Person | ConversationKind::Server, _) => {
            items.push(danger(
                text.say("close-conversation"),
                Message::Conversation(id, ConversationMessage::Leave),
            ));
        }
    }
    items
}

fn of_member(model: &Model, text: &Text, nick: &str) -> Vec<MenuItem> {
    let message = |label, message| send(label, Message::Member(nick.to_owned(), message));
    let mut items = vec![
        message(text.say("write-to"), MemberMessage::Write),
        message(text.say("mention"), MemberMessage::Mention),
        message(text.say("who-is"), MemberMessage::Show),
    ];
    let members = || (0..model.member_count()).filter_map(|place| model.member(place));
    let governs = |prefix: Option<char>| matches!(prefix, Some('~' | '&' | '@'));
    let own_prefix = members().find(|member| member.own).and_then(|member| member.prefix);
    let Some(member) = members().find(|member| member.nick == nick) else { return items };
    if member.own {
        items.retain(|item| item.label == text.say("who-is"));
        return items;
    }
    if governs(own_prefix) {
        items.push(if governs(member.prefix) {
            message(text.say("deop"), MemberMessage::Deop)
        } else {
            message(text.say("op"), MemberMessage::Op)
        });
        items.push(if member.prefix == Some('+') {
            message(text.say("devoice"), MemberMessage::Devoice)
        } else {
            message(text.say("voice"), MemberMessage::Voice)
        });
        items.push(danger(text.say("kick"), Message::Member(nick.to_owned(), MemberMessage::Kick)));
        items.push(danger(text.say("ban"), Message::Member(nick.to_owned(), MemberMessage::Ban)));
    }
    items
}

fn of_new(text: &Text) -> Vec<MenuItem> {
    let panel = |label, message| send(label, Message::Panel(message));
    vec![
        panel(text.say("rooms"), PanelMessage::Channels),
        panel(text.say("new-room"), PanelMessage::NewRoom),
        panel(text.say("new-person"), PanelMessage::NewPerson),
        panel(text.say("add-server"), PanelMessage::AddServer),
    ]
}

fn of_field(text: &Text, field: Option<&Field>) -> Vec<MenuItem> {
    let item = |label, act| MenuItem { label, act: Act::Edit(act), weight: ActionWeight::Plain };
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
