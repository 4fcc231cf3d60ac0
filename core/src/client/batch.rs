//! Batches (IRCv3 batch): lines that belong together.
//!
//! Pages of history and messages of several lines are gathered until they end. Lines of any
//! other batch mean what they mean without it, and are taken at once.

use super::history::Answer;
use super::incoming::Incoming;
use super::session::Asked;
use super::turn::Turn;
use crate::wire::{Message, Params, Tags};

/// A batch that is open.
#[derive(Debug)]
pub(super) struct Batch {
    kind: BatchKind,
    /// The batch that it is in.
    parent: Option<Box<str>>,
    /// What the label that it answers was about.
    asked: Option<Asked>,
    items: Vec<Gathered>,
    bytes: usize,
    /// Too much came: what is here is incomplete.
    overflown: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum BatchKind {
    /// Kept messages of a target, or found ones of several; with the batch's type.
    History { kind: Box<str>, target: Box<str> },
    /// One message of several lines.
    Lines { tags: Box<str>, source: Box<str>, target: Box<str> },
    /// Anything else.
    Transparent,
}

/// A line, or a message made of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gathered {
    pub(super) tags: Box<str>,
    pub(super) source: Box<str>,
    pub(super) command: Box<str>,
    pub(super) params: Vec<Box<str>>,
}

impl Gathered {
    fn of(message: &Message<'_>) -> Self {
        Self {
            tags: message.tags.raw().into(),
            source: message.source.unwrap_or_default().into(),
            command: message.command.into(),
            params: message.params.iter().map(|&param| param.into()).collect(),
        }
    }

    /// As if it came now.
    pub(super) fn with_message<T>(&self, take: impl FnOnce(&Message<'_>) -> T) -> T {
        let params: Vec<&str> = self.params.iter().map(|param| &**param).collect();
        take(&Message {
            tags: Tags::of_raw(&self.tags),
            source: Some(&*self.source).filter(|source| !source.is_empty()),
            command: &self.command,
            params: Params::of(&params),
        })
    }

    fn bytes(&self) -> usize {
        let params: usize = self.params.iter().map(|param| param.len()).sum();
        self.tags.len() + self.source.len() + params + size_of::<Self>()
    }
}

/// Marks a line that goes on with the one before.
const CONCAT_TAGS: [&str; 2] = ["draft/multiline-concat", "multiline-concat"];

impl Turn<'_> {
    /// `BATCH +reference type params` and `BATCH -reference`
    pub(super) fn batch(&mut self, message: &Message<'_>) {
        let reference = message.params.get(0).unwrap_or_default();
        if let Some(reference) = reference.strip_prefix('+') {
            self.open_batch(reference, message);
        } else if let Some(reference) = reference.strip_prefix('-') {
            self.close_batch(reference);
        }
    }

    fn open_batch(&mut self, reference: &str, message: &Message<'_>) {
        if self.session.batches.len() >= self.config.limits.batches_max {
            return;
        }
        let param = |index| message.params.get(index).unwrap_or_default();
        let kind = match param(1) {
            kind @ ("chathistory" | "draft/chathistory-targets" | "soju.im/search" | "search") => {
                BatchKind::History { kind: kind.into(), target: param(2).into() }
            }
            "draft/multiline" | "multiline" => BatchKind::Lines {
                tags: message.tags.raw().into(),
                source: message.source.unwrap_or_default().into(),
                target: param(2).into(),
            },
            _ => BatchKind::Transparent,
        };
        let parent = message.tags.get("batch").map(|parent| (&*parent).into());
        let label = message.tags.get("label");
        let mut asked = label.and_then(|label| self.session.take_label(&label));
        if asked.is_none() {
            let parent: Option<&Box<str>> = parent.as_ref();
            let parent = parent.and_then(|parent| self.session.batches.get(&**parent));
            asked = parent.and_then(|parent| parent.asked.clone());
        }
        let (items, overflown) = (Vec::new(), false);
        let batch = Batch { kind, parent, asked, items, bytes: 0, overflown };
        self.session.batches.insert(reference.into(), batch);
    }

    /// Whether a line is of a batch that is gathered, and has been put there. If it is of
    /// another, what its label was about.
    pub(super) fn gather(&mut self, message: &Message<'_>) -> Result<(), Option<Asked>> {
        let Some(reference) = message.tags.get("batch") else { return Err(None) };
        let limits = self.config.limits.clone();
        let Some(batch) = self.session.batches.get_mut(&*reference) else { return Err(None) };
        if batch.kind == BatchKind::Transparent {
            return Err(batch.asked.clone());
        }
        batch.add(Gathered::of(message), limits.batch_bytes_max, limits.batch_lines_max);
        if let BatchKind::History { .. } = batch.kind {
            let asked = batch.asked.clone();
            self.history_comes(asked.as_ref());
        }
        Ok(())
    }

    fn close_batch(&mut self, reference: &str) {
        let Some(batch) = self.session.batches.remove(reference) else { return };
        match batch.kind {
            BatchKind::Transparent => {}
            BatchKind::History { kind, target } => {
                let Batch { asked, items, overflown, .. } = batch;
                self.history_came(Answer { asked, kind, target, items, cut: overflown });
            }
            BatchKind::Lines { .. } => {
                let (asked, parent) = (batch.asked.clone(), batch.parent.clone());
                let Some(whole) = batch.whole() else { return };
                let limits = self.config.limits.clone();
                let outer = parent.and_then(|parent| self.client.session.batches.get_mut(&*parent));
                match outer {
                    Some(outer) if outer.kind != BatchKind::Transparent => {
                        outer.add(whole, limits.batch_bytes_max, limits.batch_lines_max);
                    }
                    Some(_) | None => whole.with_message(|message| {
                        self.receive(message, &Incoming { asked });
                    }),
                }
            }
        }
    }
}

impl Batch {
    fn add(&mut self, item: Gathered, bytes_max: usize, lines_max: usize) {
        self.bytes += item.bytes();
        if self.bytes > bytes_max || self.items.len() >= lines_max {
            self.overflown = true;
        } else {
            self.items.push(item);
        }
    }

    /// The message that the lines make. None if there are none.
    fn whole(self) -> Option<Gathered> {
        let BatchKind::Lines { tags, source, target } = self.kind else { return None };
        let command = self.items.first()?.command.clone();
        let mut text = String::new();
        for (index, line) in self.items.iter().enumerate() {
            let tags = Tags::of_raw(&line.tags);
            let concat = CONCAT_TAGS.iter().any(|tag| tags.get(tag).is_some());
            if index > 0 && !concat {
                text.push('\n');
            }
            text.push_str(line.params.get(1).map_or("", |text| text));
        }
        Some(Gathered { tags, source, command, params: vec![target, text.into()] })
    }
}
