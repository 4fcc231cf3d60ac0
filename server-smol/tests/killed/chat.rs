//! Lines of the protocol, and the messages they make: live or in an answer from history, in one
//! line, in a batch of several, or in several lines for who does not know such batches.

use std::collections::BTreeMap;

/// A line, taken apart.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    tags: &'a str,
    source: &'a str,
    pub(crate) command: &'a str,
    pub(crate) params: Vec<&'a str>,
}

impl<'a> Line<'a> {
    pub(crate) fn parse(line: &'a str) -> Self {
        let (tags, rest) = word_after('@', line);
        let (source, rest) = word_after(':', rest);
        let (middle, trailing) = match rest.split_once(" :") {
            Some((middle, trailing)) => (middle, Some(trailing)),
            None => (rest, None),
        };
        let mut words = middle.split(' ').filter(|word| !word.is_empty());
        let command = words.next().unwrap_or_default();
        Self { tags, source, command, params: words.chain(trailing).collect() }
    }

    fn tag(&self, name: &str) -> Option<&'a str> {
        let mut tags = self.tags.split(';').filter_map(|tag| tag.split_once('='));
        tags.find_map(|(tag, value)| (tag == name).then_some(value))
    }

    pub(crate) fn param(&self, index: usize) -> &'a str {
        self.params.get(index).copied().unwrap_or_default()
    }

    /// The nickname of whom it comes from; none if it comes from the server.
    fn from(&self) -> Option<&'a str> {
        self.source.split_once('!').map(|(nick, _)| nick)
    }
}

/// The word that a mark begins a line with, and the rest.
fn word_after(mark: char, line: &str) -> (&str, &str) {
    match line.strip_prefix(mark) {
        Some(rest) => rest.split_once(' ').unwrap_or((rest, "")),
        None => ("", line),
    }
}

/// A message as somebody is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) id: String,
    time: String,
    command: String,
    pub(crate) from: String,
    pub(crate) target: String,
    /// Lines are separated by line feeds.
    pub(crate) text: String,
}

impl Shown {
    fn new(line: &Line<'_>, from: &str, (command, target, text): (&str, &str, &str)) -> Self {
        Self {
            id: line.tag("msgid").unwrap_or_default().to_owned(),
            time: line.tag("time").unwrap_or_default().to_owned(),
            command: command.to_owned(),
            from: from.to_owned(),
            target: target.to_owned(),
            text: text.to_owned(),
        }
    }

    /// What its sender calls it: the first word.
    pub(crate) fn name(&self) -> &str {
        self.text.split([' ', '\n']).next().unwrap_or_default()
    }

    /// The room, or the two whose conversation it is of.
    pub(crate) fn conversation(&self) -> String {
        if self.target.starts_with('#') {
            self.target.clone()
        } else {
            pair(&self.from, &self.target)
        }
    }

    /// Whether this was said before, or at the same time as, another.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        // The server's times all have the same length.
        self.time <= other.time
    }

    /// Whether this is `whole`, or its first lines.
    pub(crate) fn begins(&self, whole: &Self) -> bool {
        let rest = whole.text.strip_prefix(&self.text);
        let ends_with_a_line =
            |rest: &str| rest.is_empty() || rest.starts_with('\n') || self.text.is_empty();
        let same =
            |shown: &Self| [&shown.id, &shown.time, &shown.from, &shown.target].map(String::clone);
        rest.is_some_and(ends_with_a_line) && same(self) == same(whole)
    }
}

/// The conversation of two.
pub(crate) fn pair(one: &str, other: &str) -> String {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    format!("{first}+{second}")
}

/// Makes messages of lines.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    batches: BTreeMap<String, Batch>,
    /// What was said while somebody listened.
    pub(crate) live: Vec<Shown>,
}

#[derive(Debug)]
enum Batch {
    History(Vec<Shown>),
    Several { message: Shown, within: Option<String> },
}

/// What a line brought to its end.
pub(crate) enum Heard {
    /// A message, the last of the live ones.
    Message,
    /// An answer from history.
    Page(Vec<Shown>),
    Nothing,
}

impl Hearing {
    pub(crate) fn hear(&mut self, line: &Line<'_>) -> Heard {
        match (line.command, line.from()) {
            ("PRIVMSG" | "NOTICE", Some(from)) => self.said(line, from),
            ("BATCH", _) => {
                let (sign, reference) = line.param(0).split_at(1);
                if sign == "+" { self.open(line, reference) } else { self.close(reference) }
            }
            _ => Heard::Nothing,
        }
    }

    fn said(&mut self, line: &Line<'_>, from: &str) -> Heard {
        let shown = Shown::new(line, from, (line.command, line.param(0), line.param(1)));
        let batch = line.tag("batch").map(|batch| self.batches.get_mut(batch).expect("it is open"));
        match batch {
            Some(Batch::Several { message, .. }) => {
                if !message.text.is_empty() {
                    message.text.push('\n');
                }
                message.text.push_str(&shown.text);
                message.command = shown.command;
                Heard::Nothing
            }
            Some(Batch::History(page)) => {
                add(page, shown);
                Heard::Nothing
            }
            None => {
                add(&mut self.live, shown);
                Heard::Message
            }
        }
    }

    fn open(&mut self, line: &Line<'_>, reference: &str) -> Heard {
        let batch = match line.param(1) {
            "chathistory" => Batch::History(Vec::new()),
            "draft/multiline" => Batch::Several {
                message: Shown::new(
                    line,
                    line.from().expect("somebody says it"),
                    ("", line.param(2), ""),
                ),
                within: line.tag("batch").map(str::to_owned),
            },
            other => panic!("nobody asked for a batch of {other}"),
        };
        let before = self.batches.insert(reference.to_owned(), batch);
        assert!(before.is_none(), "{reference} is open twice");
        Heard::Nothing
    }

    fn close(&mut self, reference: &str) -> Heard {
        match self.batches.remove(reference).expect("only what is open is closed") {
            Batch::History(page) => Heard::Page(page),
            Batch::Several { message, within: None } => {
                self.live.push(message);
                Heard::Message
            }
            Batch::Several { message, within: Some(within) } => {
                let Some(Batch::History(page)) = self.batches.get_mut(&within) else {
                    panic!("{within} is no answer from history");
                };
                page.push(message);
                Heard::Nothing
            }
        }
    }

    /// What was heard to the end, of which the last may be a part only.
    pub(crate) fn finish(self) -> Vec<Shown> {
        let Self { batches, mut live } = self;
        for batch in batches.into_values() {
            if let Batch::Several { message, within: None } = batch {
                live.push(message);
            }
        }
        live
    }
}

/// Only the first line of several has an id.
fn add(messages: &mut Vec<Shown>, shown: Shown) {
    if !shown.id.is_empty() {
        messages.push(shown);
        return;
    }
    let first = messages.last_mut().expect("a message begins with its id");
    assert_eq!((&first.from, &first.target), (&shown.from, &shown.target), "one message");
    first.text.push('\n');
    first.text.push_str(&shown.text);
}
