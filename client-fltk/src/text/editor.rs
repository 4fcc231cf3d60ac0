//! A text being edited: its caret and selection, and what can be undone.
//!
//! The editor knows no window, clipboard or key. What is seen decides where a caret goes, so
//! motions are given the text as it is laid out; everything else goes by bytes, which always
//! lie between two letters.

use std::ops::Range;

use super::{Direction, Shaped, segments, shaped::Side};

/// The longest text that can be edited, in bytes. Anything longer is a file, and goes as one.
pub(crate) const TEXT_BYTES_MAX: usize = 64 * 1024;

/// How many steps can be undone.
const UNDO_STEPS_MAX: usize = 200;

/// Whether a text may have several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// A line feed becomes a space.
    One,
    /// Any number of lines.
    Several,
}

/// Where a caret goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    /// One letter to the left.
    Left,
    /// One letter to the right.
    Right,
    /// One word to the left.
    WordLeft,
    /// One word to the right.
    WordRight,
    /// One line up.
    Up,
    /// One line down.
    Down,
    /// To where the line starts.
    LineStart,
    /// To where the line ends.
    LineEnd,
    /// To where the text starts.
    TextStart,
    /// To where the text ends.
    TextEnd,
}

/// A text being edited.
#[derive(Clone, Debug)]
pub(crate) struct Editor {
    text: String,
    lines: Lines,
    caret: usize,
    anchor: usize,
    /// Where the caret wants to be when it moves up and down past shorter lines.
    goal_x: Option<f64>,
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Whether the next letter typed belongs to the step before it.
    joins: bool,
}

/// One change, which can be taken back.
#[derive(Clone, Debug)]
struct Step {
    at: usize,
    removed: String,
    inserted: String,
    caret_before: usize,
    anchor_before: usize,
}

impl Editor {
    /// An empty text.
    pub(crate) fn new(lines: Lines) -> Self {
        Self {
            text: String::new(),
            lines,
            caret: 0,
            anchor: 0,
            goal_x: None,
            done: Vec::new(),
            undone: Vec::new(),
            joins: false,
        }
    }

    /// A text that is there already, its caret at the end.
    #[cfg(test)]
    pub(crate) fn with_text(lines: Lines, text: &str) -> Self {
        let mut editor = Self::new(lines);
        editor.set_text(text);
        editor
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the caret is.
    pub(crate) fn caret(&self) -> usize {
        self.caret
    }

    /// What is selected; empty if nothing is.
    pub(crate) fn selection(&self) -> Range<usize> {
        self.caret.min(self.anchor)..self.caret.max(self.anchor)
    }

    /// The selected text, if any.
    pub(crate) fn selected_text(&self) -> Option<&str> {
        Some(&self.text[self.selection()]).filter(|selected| !selected.is_empty())
    }

    /// Puts another text there, with nothing to undo and the caret at its end.
    pub(crate) fn set_text(&mut self, text: &str) {
        self.text = self.admitted(text, TEXT_BYTES_MAX);
        self.caret = self.text.len();
        self.anchor = self.caret;
        self.goal_x = None;
        self.done.clear();
        self.undone.clear();
        self.joins = false;
    }

    /// Types or pastes a text, in place of what is selected.
    pub(crate) fn insert(&mut self, text: &str) {
        let selection = self.selection();
        let room = TEXT_BYTES_MAX.saturating_sub(self.text.len() - selection.len());
        let text = self.admitted(text, room);
        if text.is_empty() && selection.is_empty() {
            return;
        }
        let typed = segments::next_boundary(&text, 0) == text.len();
        let joins =
            self.joins && typed && selection.is_empty() && !text.contains(char::is_whitespace);
        self.replace(selection, &text, joins);
        self.joins = typed;
    }

    /// Takes what an input method composes: `replaced_bytes` before the caret make way.
    pub(crate) fn compose(&mut self, replaced_bytes: usize, text: &str) {
        let start = segments::floor_boundary(&self.text, self.caret.saturating_sub(replaced_bytes));
        if replaced_bytes == 0 || self.caret != self.anchor {
            self.insert(text);
        } else {
            let text = self.admitted(text, TEXT_BYTES_MAX.saturating_sub(self.text.len()));
            self.replace(start..self.caret, &text, true);
            self.joins = true;
        }
    }

    /// Deletes what is selected, or else what was typed last before the caret.
    pub(crate) fn delete_before(&mut self) {
        let start = segments::backspace_start(&self.text, self.caret);
        self.delete(start..self.caret);
    }

    /// Deletes what is selected, or else the letter after the caret.
    pub(crate) fn delete_after(&mut self) {
        let end = segments::next_boundary(&self.text, self.caret);
        self.delete(self.caret..end);
    }

    /// Deletes what is selected, or else back to the start of the word.
    pub(crate) fn delete_word_before(&mut self) {
        let start = segments::word_start(&self.text, self.caret);
        self.delete(start..self.caret);
    }

    /// Deletes what is selected, or else up to the end of the word.
    pub(crate) fn delete_word_after(&mut self) {
        let end = segments::word_end(&self.text, self.caret);
        self.delete(self.caret..end);
    }

    /// Deletes the selection and returns it.
    pub(crate) fn cut(&mut self) -> Option<String> {
        let selected = self.selected_text()?.to_owned();
        self.delete(0..0);
        Some(selected)
    }

    fn delete(&mut self, otherwise: Range<usize>) {
        let selection = self.selection();
        let range = if selection.is_empty() { otherwise } else { selection };
        if !range.is_empty() {
            self.replace(range, "", false);
            self.joins = false;
        }
    }

    /// Selects everything.
    pub(crate) fn select_all(&mut self) {
        self.anchor = 0;
        self.put_caret(self.text.len(), true);
    }

    /// Selects the word at `byte`.
    pub(crate) fn select_word(&mut self, byte: usize) {
        let word = segments::word_at(&self.text, segments::floor_boundary(&self.text, byte));
        self.anchor = word.start;
        self.put_caret(word.end, true);
    }

    /// Selects the line of the text (up to its line feeds) at `byte`.
    pub(crate) fn select_line(&mut self, byte: usize) {
        let byte = segments::floor_boundary(&self.text, byte);
        self.anchor = self.text[..byte].rfind('\n').map_or(0, |feed| feed + 1);
        let end = self.text[byte..].find('\n').map_or(self.text.len(), |feed| byte + feed);
        self.put_caret(end, true);
    }

    /// Puts the caret to `byte`, and selects from where it was if `extends`.
    pub(crate) fn put_caret(&mut self, byte: usize, extends: bool) {
        self.caret = segments::floor_boundary(&self.text, byte);
        if !extends {
            self.anchor = self.caret;
        }
        self.goal_x = None;
        self.joins = false;
    }

    /// Moves the caret through the text as it is laid out in `shaped`, selecting if `extends`.
    /// Returns whether there was somewhere to go.
    pub(crate) fn go(&mut self, motion: Motion, extends: bool, shaped: &Shaped) -> bool {
        let selection = self.selection();
        let along =
            |motion| (motion == Motion::Right) == (shaped.direction() == Direction::LeftToRight);
        if !extends && !selection.is_empty() && matches!(motion, Motion::Left | Motion::Right) {
            // Leaving a selection goes to that end of it which lies on the side of the key.
            self.put_caret(if along(motion) { selection.end } else { selection.start }, false);
            return true;
        }
        if let Motion::Up | Motion::Down = motion {
            return self.go_vertically(motion, extends, shaped);
        }
        let line = shaped.line_ends(self.caret);
        let goal = match motion {
            Motion::Left => shaped.beside(self.caret, Side::Left),
            Motion::Right => shaped.beside(self.caret, Side::Right),
            Motion::WordLeft if !along(Motion::Left) => {
                Some(segments::word_start(&self.text, self.caret))
            }
            Motion::WordRight if !along(Motion::Right) => {
                Some(segments::word_start(&self.text, self.caret))
            }
            Motion::WordLeft | Motion::WordRight => {
                Some(segments::word_end(&self.text, self.caret))
            }
            Motion::LineStart => Some(line.start),
            Motion::LineEnd => Some(line.end),
            Motion::TextStart => Some(0),
            Motion::Up | Motion::Down | Motion::TextEnd => Some(self.text.len()),
        };
        let Some(goal) = goal else { return false };
        let moved = goal != self.caret;
        self.put_caret(goal, extends);
        moved
    }

    fn go_vertically(&mut self, motion: Motion, extends: bool, shaped: &Shaped) -> bool {
        let x = self.goal_x.unwrap_or_else(|| shaped.caret(self.caret).x);
        let by = if motion == Motion::Up { -1 } else { 1 };
        let Some(goal) = shaped.vertically(self.caret, by, x) else { return false };
        self.put_caret(goal, extends);
        self.goal_x = Some(x);
        true
    }

    /// Takes the last change back.
    pub(crate) fn undo(&mut self) {
        if let Some(step) = self.done.pop() {
            self.text.replace_range(step.at..step.at + step.inserted.len(), &step.removed);
            (self.caret, self.anchor) = (step.caret_before, step.anchor_before);
            self.after_history();
            self.undone.push(step);
        }
    }

    /// Makes the last change that was taken back again.
    pub(crate) fn redo(&mut self) {
        if let Some(step) = self.undone.pop() {
            self.text.replace_range(step.at..step.at + step.removed.len(), &step.inserted);
            self.caret = step.at + step.inserted.len();
            self.anchor = self.caret;
            self.after_history();
            self.done.push(step);
        }
    }

    fn after_history(&mut self) {
        self.goal_x = None;
        self.joins = false;
    }

    fn replace(&mut self, range: Range<usize>, text: &str, joins: bool) {
        let removed = self.text[range.clone()].to_owned();
        self.text.replace_range(range.clone(), text);
        self.undone.clear();
        match self.done.last_mut() {
            // Letters typed one after the other are one step.
            Some(last) if joins && last.at + last.inserted.len() >= range.end => {
                let kept = last.inserted.len().saturating_sub(removed.len());
                last.inserted.truncate(kept);
                last.inserted.push_str(text);
            }
            _ => {
                if self.done.len() == UNDO_STEPS_MAX {
                    self.done.remove(0);
                }
                self.done.push(Step {
                    at: range.start,
                    removed,
                    inserted: text.to_owned(),
                    caret_before: self.caret,
                    anchor_before: self.anchor,
                });
            }
        }
        self.caret = range.start + text.len();
        self.anchor = self.caret;
        self.goal_x = None;
    }

    /// What of a text may come in: no control characters, line feeds as the editor has them,
    /// and not more than there is room for.
    fn admitted(&self, text: &str, room_bytes: usize) -> String {
        let mut admitted = String::with_capacity(text.len().min(room_bytes));
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let c = match (c, self.lines) {
                ('\r', _) if characters.peek() == Some(&'\n') => continue,
                ('\r' | '\n' | '\u{2028}' | '\u{2029}', Lines::Several) => '\n',
                ('\r' | '\n' | '\u{2028}' | '\u{2029}', Lines::One) => ' ',
                ('\t', _) => '\t',
                (c, _) if c.is_control() => continue,
                (c, _) => c,
            };
            if admitted.len() + c.len_utf8() > room_bytes {
                break;
            }
            admitted.push(c);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Editor {
        let mut editor = Editor::new(Lines::Several);
        for c in text.chars() {
            editor.insert(&c.to_string());
        }
        editor
    }

    #[test]
    fn words_are_undone_one_by_one() {
        let mut editor = typed("سلام دنیا ok");
        editor.undo();
        assert_eq!(editor.text(), "سلام دنیا");
        editor.undo();
        assert_eq!(editor.text(), "سلام");
        editor.redo();
        assert_eq!(editor.text(), "سلام دنیا");
        editor.insert("!");
        editor.redo();
        assert_eq!(editor.text(), "سلام دنیا!", "what was taken back is gone after a change");
        for _ in 0..10 {
            editor.undo();
        }
        assert_eq!((editor.text(), editor.caret()), ("", 0));
    }

    #[test]
    fn a_deletion_comes_back_with_its_selection() {
        let mut editor = Editor::with_text(Lines::Several, "one two");
        editor.select_word(5);
        assert_eq!(editor.selected_text(), Some("two"));
        assert_eq!(editor.cut().as_deref(), Some("two"));
        assert_eq!(editor.text(), "one ");
        editor.undo();
        assert_eq!((editor.text(), editor.selected_text()), ("one two", Some("two")));
        editor.insert("2");
        assert_eq!(editor.text(), "one 2");
    }

    #[test]
    fn steps_to_undo_are_bounded() {
        let mut editor = Editor::new(Lines::Several);
        for _ in 0..UNDO_STEPS_MAX + 50 {
            editor.insert("ab");
        }
        for _ in 0..UNDO_STEPS_MAX + 50 {
            editor.undo();
        }
        assert_eq!(editor.text(), "ab".repeat(50));
    }

    #[test]
    fn the_text_is_bounded() {
        let mut editor = Editor::new(Lines::Several);
        editor.insert(&"س".repeat(TEXT_BYTES_MAX));
        assert_eq!(editor.text().len(), TEXT_BYTES_MAX);
        editor.insert("x");
        assert_eq!(editor.text().len(), TEXT_BYTES_MAX);
    }

    #[test]
    fn pasted_lines_fit_the_field() {
        let pasted = "a\r\nb\rc\u{7}\td";
        assert_eq!(Editor::with_text(Lines::Several, pasted).text(), "a\nb\nc\td");
        assert_eq!(Editor::with_text(Lines::One, pasted).text(), "a b c\td");
    }

    #[test]
    fn deleting_goes_by_letters_and_by_words() {
        let mut editor = Editor::with_text(Lines::Several, "او می\u{200C}رود 👍🏽");
        editor.delete_before();
        editor.delete_before();
        editor.delete_word_before();
        assert_eq!(editor.text(), "او ");
        editor.put_caret(0, false);
        editor.delete_after();
        assert_eq!(editor.text(), "و ");
        editor.delete_word_after();
        assert_eq!(editor.text(), " ");
    }

    #[test]
    fn an_input_method_replaces_what_it_composed() {
        let mut editor = Editor::with_text(Lines::Several, "x");
        editor.compose(0, "n");
        editor.compose(1, "ni");
        editor.compose(2, "你");
        assert_eq!(editor.text(), "x你");
        editor.undo();
        assert_eq!(editor.text(), "x");
    }

    #[test]
    fn lines_and_everything_can_be_selected() {
        let mut editor = Editor::with_text(Lines::Several, "one\ntwo\nthree");
        editor.select_line(5);
        assert_eq!(editor.selected_text(), Some("two"));
        editor.select_all();
        assert_eq!(editor.selected_text(), Some("one\ntwo\nthree"));
    }
}
