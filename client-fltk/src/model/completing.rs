//! Completion of nicknames, rooms, commands and emoji.

use std::ops::Range;

use super::item::ConversationKind;
use super::slash::COMMANDS;
use super::{Change, Completion, CompletionItem, Effect, Effects, Model};

/// Completions that are offered: what can be looked at at once.
const ITEMS_MAX: usize = 8;

/// Letters of an emoji's name from which on it is completed.
const EMOJI_CHARS_MIN: usize = 2;

impl Model {
    /// Offers what could complete the word at the caret, if that says what it is.
    pub(super) fn offer_completion(&mut self, effects: &mut Effects) {
        let completion = self.completion_at(false);
        if completion != self.completion {
            self.completion = completion;
            effects.push(Effect::Show(Change::Completion));
        }
    }

    /// Completes the word at the caret, or chooses another completion.
    pub(super) fn complete(&mut self, forward: bool, effects: &mut Effects) {
        if self.completion.is_none() {
            self.completion = self.completion_at(true);
            let only = self.completion.as_ref().is_some_and(|it| it.items.len() == 1);
            if only {
                self.take_completion(0, effects);
                return;
            }
        } else if let Some(completion) = &mut self.completion {
            let count = completion.items.len();
            let step = if forward { 1 } else { count - 1 };
            completion.chosen = (completion.chosen + step) % count;
        }
        effects.push(Effect::Show(Change::Completion));
    }

    pub(super) fn take_completion(&mut self, index: usize, effects: &mut Effects) {
        let Some(completion) = self.completion.take() else { return };
        effects.push(Effect::Show(Change::Completion));
        let Some(item) = completion.items.get(index) else { return };
        let Some(conversation) = self.selected_conversation() else { return };
        let mut text = conversation.draft.text.clone();
        if text.get(completion.range.clone()).is_none() {
            return;
        }
        text.replace_range(completion.range.clone(), &item.insert);
        let caret = completion.range.start + item.insert.len();
        self.write(text, caret, effects);
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
        let item = |nick: &str| CompletionItem {
            insert: format!("{before}{nick}{behind}"),
            label: nick.to_owned(),
            hint: String::new(),
        };
        nicks.into_iter().map(item).collect()
    }
}

fn made(range: Range<usize>, items: Vec<CompletionItem>) -> Option<Completion> {
    (!items.is_empty()).then_some(Completion { range, items, chosen: 0 })
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
