//! Completion of nicknames, rooms, commands and emoji.

use std::ops::Range;

use super::item::ConversationKind;
use super::slash::COMMANDS;
use super::{Change, Completion, CompletionItem, Effect, Effects, Model};

/// Completions that are offered: what can be looked at at once.
const ITEMS_MAX: usize = 8;

/// Letters of an emoji's name from which on it is completed.
const EMOJI_CHARS_MIN: usize = 2;

/// Commands, with their other names, about people who need not be in the room.
const BEYOND_THE_ROOM: [&str; 6] = ["msg", "query", "q", "dm", "whois", "w"];

impl Model {
    /// Offers what could complete the word at the caret, if that says what it is.
    pub(super) fn offer_completion(&mut self, effects: &mut Effects) {
        let completion = self.completion_at(false);
        if completion != self.completion {
            self.completion = completion;
            effects.push(Effect::Show(Change::Completion));
        }
    }

    /// Completes the word at the caret: puts the completion that is lit into the text, and from
    /// then on the next, or the one before, in its place.
    pub(super) fn complete(&mut self, forward: bool, effects: &mut Effects) {
        if self.completion.is_none() {
            self.completion = self.completion_at(true);
        }
        let Some(completion) = &mut self.completion else { return };
        let count = completion.items.len();
        if completion.inserted || !forward {
            step(completion, forward);
        }
        let chosen = completion.chosen;
        let completion = self.insert_completion(chosen, effects);
        // With a single one there is nothing more to choose from.
        self.completion = completion.filter(|_| count > 1);
        effects.push(Effect::Show(Change::Completion));
    }

    /// Lights another completion.
    pub(super) fn light_completion(&mut self, forward: bool, effects: &mut Effects) {
        if let Some(completion) = &mut self.completion {
            step(completion, forward);
            effects.push(Effect::Show(Change::Completion));
        }
    }

    pub(super) fn take_completion(&mut self, index: usize, effects: &mut Effects) {
        let _ = self.insert_completion(index, effects);
        effects.push(Effect::Show(Change::Completion));
    }

    /// Offers nothing any longer. What was put into the text stays.
    pub(super) fn leave_completion(&mut self, effects: &mut Effects) {
        if self.completion.take().is_some() {
            effects.push(Effect::Show(Change::Completion));
        }
    }

    /// Ends the choice by putting one into the text, and gives it back for whoever goes on
    /// choosing.
    fn insert_completion(&mut self, index: usize, effects: &mut Effects) -> Option<Completion> {
        let mut completion = self.completion.take()?;
        let item = completion.items.get(index)?;
        let mut text = self.selected_conversation()?.draft.text.clone();
        text.get(completion.range.clone())?;
        text.replace_range(completion.range.clone(), &item.insert);
        let caret = completion.range.start + item.insert.len();
        completion.range.end = caret;
        completion.chosen = index;
        completion.inserted = true;
        self.write(text, caret, effects);
        Some(completion)
    }

    /// What could stand at the caret; `bare` if a word without a sign may be a nickname.
    fn completion_at(&self, bare: bool) -> Option<Completion> {
        let conversation = self.selected_conversation()?;
        let text = conversation.draft.text.as_str();
        let before = text.get(..conversation.draft.caret)?;
        let start = before
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let range = start..before.len();
        if let Some(command) = takes_nick(&before[..start]) {
            let bare = word.trim_start_matches('@');
            return made(range, self.nicks_for(command, bare));
        }
        let items = match word.chars().next() {
            Some('/') if start == 0 => self.commands(&word[1..]),
            Some(':') => emoji(&word[1..]),
            Some('#') => self.rooms(word),
            Some('@') => self.nicks(&word[1..], "@", " "),
            Some(_) if bare && start == 0 => self.nicks(word, "", ": "),
            Some(_) if bare => self.nicks(word, "", " "),
            _ => Vec::new(),
        };
        made(range, items)
    }

    fn commands(&self, beginning: &str) -> Vec<CompletionItem> {
        let beginning = beginning.to_lowercase();
        let fits = COMMANDS.iter().filter(|(name, _)| name.starts_with(&beginning));
        fits.take(ITEMS_MAX)
            .map(|(name, takes)| CompletionItem {
                insert: format!("/{name} "),
                label: format!("/{name} {takes}").trim_end().to_owned(),
                hint: self.slash_does(name),
            })
            .collect()
    }

    fn rooms(&self, beginning: &str) -> Vec<CompletionItem> {
        let folded = beginning.to_lowercase();
        let server = self.selected_conversation().map(|selected| selected.server);
        let joined = self
            .conversations
            .iter()
            .filter(|conversation| {
                Some(conversation.server) == server && conversation.kind == ConversationKind::Room
            })
            .map(|conversation| conversation.name.as_str());
        let mut names: Vec<&str> =
            joined.chain(self.listed.iter().map(|room| &*room.name)).collect();
        names.retain(|name| name.to_lowercase().starts_with(&folded));
        names.sort_unstable();
        names.dedup();
        let item = |name: &str| CompletionItem {
            insert: format!("{name} "),
            label: name.to_owned(),
            hint: String::new(),
        };
        names.into_iter().take(ITEMS_MAX).map(item).collect()
    }

    /// People whom a command can be about, and whose names begin so.
    fn nicks_for(&self, command: &str, beginning: &str) -> Vec<CompletionItem> {
        let Some(conversation) = self.selected_conversation() else { return Vec::new() };
        let is_member = |nick: &str| conversation.members.iter().any(|it| *it.nick == *nick);
        let invites = command == "invite";
        let mut items = if invites { Vec::new() } else { self.nicks(beginning, "", " ") };
        if !invites && !BEYOND_THE_ROOM.contains(&command) {
            return items;
        }
        let folded = beginning.to_lowercase();
        let own = self.own_nick();
        let known = self.conversations.iter().filter(|it| it.server == conversation.server);
        for other in known {
            let direct = other.is_direct().then_some(other.name.as_str());
            let members = other.members.iter().map(|member| &*member.nick);
            for nick in direct.into_iter().chain(members) {
                // Who is in the room needs no invitation.
                let fits = nick != own
                    && nick.to_lowercase().starts_with(&folded)
                    && !(invites && is_member(nick))
                    && items.iter().all(|item| item.label != nick);
                if fits && items.len() < ITEMS_MAX {
                    items.push(nick_item(nick, "", " "));
                }
            }
        }
        items
    }

    /// Members whose names begin so; those who spoke last come first.
    fn nicks(&self, beginning: &str, before: &str, behind: &str) -> Vec<CompletionItem> {
        let Some(conversation) = self.selected_conversation() else { return Vec::new() };
        let folded = beginning.to_lowercase();
        let own = self.own_nick();
        let mut nicks: Vec<&str> = Vec::new();
        let spoke = conversation.timeline.iter().rev().take(200);
        let spoke =
            spoke.filter(|entry| entry.is_said()).map(|entry| self.people.name(entry.author));
        let members = conversation.members.iter().map(|member| &*member.nick);
        for nick in spoke.chain(members) {
            let is_member = conversation.is_direct()
                || conversation.members.iter().any(|member| *member.nick == *nick);
            if is_member
                && nick != own
                && nick.to_lowercase().starts_with(&folded)
                && !nicks.contains(&nick)
            {
                nicks.push(nick);
                if nicks.len() >= ITEMS_MAX {
                    break;
                }
            }
        }
        nicks.into_iter().map(|nick| nick_item(nick, before, behind)).collect()
    }
}

fn nick_item(nick: &str, before: &str, behind: &str) -> CompletionItem {
    CompletionItem {
        insert: format!("{before}{nick}{behind}"),
        label: nick.to_owned(),
        hint: String::new(),
    }
}

/// The command that a nickname is to stand behind, if this is all that is before it.
fn takes_nick(before: &str) -> Option<&str> {
    let command = before.strip_prefix('/')?.trim_end();
    let takes = COMMANDS.iter().find(|(name, _)| *name == command).map(|(_, takes)| *takes);
    let is_about_nick = takes.is_some_and(|takes| takes.starts_with("nick"));
    (is_about_nick || BEYOND_THE_ROOM.contains(&command)).then_some(command)
}

/// Chooses the next completion, or the one before; after the last comes the first.
fn step(completion: &mut Completion, forward: bool) {
    let count = completion.items.len();
    let by = if forward { 1 } else { count - 1 };
    completion.chosen = (completion.chosen + by) % count;
}

fn made(range: Range<usize>, items: Vec<CompletionItem>) -> Option<Completion> {
    (!items.is_empty()).then_some(Completion { range, items, chosen: 0, inserted: false })
}

/// Emoji by the beginning of their names, or, when it is written to its end, exactly one.
fn emoji(beginning: &str) -> Vec<CompletionItem> {
    if beginning.chars().count() < EMOJI_CHARS_MIN {
        return Vec::new();
    }
    let folded = beginning.to_lowercase();
    if let Some(name) = folded.strip_suffix(':') {
        // They are few enough to look through, and a table of names is not.
        let is_named = |emoji: &&emojis::Emoji| emoji.shortcodes().any(|other| other == name);
        let exact = emojis::iter().find(is_named).into_iter();
        return exact.map(|emoji| emoji_item(emoji, name)).collect();
    }
    let mut items = Vec::new();
    for emoji in emojis::iter() {
        if let Some(name) = emoji.shortcodes().find(|name| name.starts_with(&folded)) {
            items.push((name.len(), emoji_item(emoji, name)));
        }
    }
    // The shortest name is the nearest.
    items.sort_by_key(|(length, _)| *length);
    items.into_iter().take(ITEMS_MAX).map(|(_, item)| item).collect()
}

fn emoji_item(emoji: &emojis::Emoji, name: &str) -> CompletionItem {
    CompletionItem {
        insert: format!("{emoji} "),
        label: format!("{emoji} :{name}:"),
        hint: String::new(),
    }
}
