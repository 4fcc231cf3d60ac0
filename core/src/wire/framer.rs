//! Lines out of a stream of bytes, in whatever chunks the bytes arrive.
//!
//! Whether a line is too long depends on the line alone, never on the chunks. A line that
//! arrives whole is handed out as it lies in the input, without a copy; a partial one is kept,
//! never more of it than the limits allow, and its memory given back when the line is done.
//!
//! Implements Modern IRC, "Message Format", and IRCv3 message-tags, "Size limit".

/// Bytes of the tags that a client may send, from the `@` to the space behind them: 4094 bytes
/// of data and these two (IRCv3 message-tags, "Size limit").
pub const CLIENT_TAGS_BYTES_MAX: usize = 4096;

/// How long a line may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLimits {
    /// Bytes from the `@` to the space behind the tags, both included.
    pub tags_bytes_max: usize,
    /// Bytes of the rest, with its CR LF; a lone LF counts as both.
    pub body_bytes_max: usize,
}

/// What [`Framer::next`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// One line without its line end; never empty.
    Line(&'a [u8]),
    /// A line longer than allowed; told once, and the rest of the line is skipped.
    TooLong {
        /// What was too long.
        part: Part,
        /// The tags, from the `@` to the space behind them, where they were short enough.
        tags: &'a [u8],
    },
}

/// The part of a line that was too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The tags; see [`FrameLimits::tags_bytes_max`].
    Tags,
    /// The rest, while the tags were short enough; see [`FrameLimits::body_bytes_max`].
    Body,
}

/// Cuts a stream of bytes into lines. Small while no partial line is pending.
#[derive(Debug, Default)]
pub struct Framer {
    partial: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// `partial` is the beginning of a line.
    #[default]
    Collecting,
    /// `partial` was handed out and means nothing any more.
    HandedOut,
    /// The line was too long: everything up to the next LF is skipped. `partial` was handed out.
    Skipping,
}

/// What one step found; borrows from the input only.
enum Found<'i> {
    Whole(&'i [u8]),
    /// This many bytes of `partial`.
    Kept(usize),
    /// `partial` is its tags.
    TooLong(Part),
}

impl Framer {
    /// The next line of `input`, which is advanced behind it. Call until `None`, which means
    /// that all of `input` was taken.
    pub fn next<'a, 'i: 'a>(
        &'a mut self,
        limits: &FrameLimits,
        input: &mut &'i [u8],
    ) -> Option<Frame<'a>> {
        Some(match self.find(limits, input)? {
            Found::Whole(line) => Frame::Line(line),
            Found::Kept(len) => Frame::Line(&self.partial[..len]),
            Found::TooLong(part) => Frame::TooLong { part, tags: &self.partial },
        })
    }

    /// Bytes of a partial line that are kept.
    #[must_use]
    pub fn buffered_bytes(&self) -> usize {
        if self.state == State::Collecting { self.partial.len() } else { 0 }
    }

    /// The last line, if the stream ended without a line end behind it. Nothing if that line
    /// was empty or too long.
    pub fn finish(&mut self) -> Option<&[u8]> {
        let pending = self.state == State::Collecting;
        self.state = State::HandedOut;
        let line = trim_cr(&self.partial);
        (pending && !line.is_empty()).then_some(line)
    }

    fn find<'i>(&mut self, limits: &FrameLimits, input: &mut &'i [u8]) -> Option<Found<'i>> {
        match self.state {
            State::Collecting => {}
            State::HandedOut => {
                self.partial.clear();
                self.state = State::Collecting;
            }
            State::Skipping => self.partial = Vec::new(),
        }
        loop {
            let Some(end) = memchr::memchr(b'\n', input) else {
                return self.keep(limits, std::mem::take(input)).map(Found::TooLong);
            };
            let line = &input[..end];
            *input = &input[end + 1..];
            if self.state == State::Skipping {
                self.state = State::Collecting;
                continue;
            }
            if self.partial.is_empty() {
                if let Some(part) = too_long(line, limits) {
                    self.partial.extend_from_slice(tags_before(part, line));
                    self.state = State::HandedOut;
                    return Some(Found::TooLong(part));
                }
                let line = trim_cr(line);
                if !line.is_empty() {
                    return Some(Found::Whole(line));
                }
                continue;
            }
            self.append(limits, line);
            if let Some(part) = too_long(&self.partial, limits) {
                self.partial.truncate(tags_before(part, &self.partial).len());
                self.state = State::HandedOut;
                return Some(Found::TooLong(part));
            }
            let len = trim_cr(&self.partial).len();
            if len > 0 {
                self.state = State::HandedOut;
                return Some(Found::Kept(len));
            }
            self.partial.clear();
        }
    }

    /// Keeps the beginning of a line, or starts to skip it.
    fn keep(&mut self, limits: &FrameLimits, start: &[u8]) -> Option<Part> {
        if self.state == State::Skipping {
            return None;
        }
        self.append(limits, start);
        let part = too_long(&self.partial, limits);
        if let Some(part) = part {
            self.state = State::Skipping;
            self.partial.truncate(tags_before(part, &self.partial).len());
        }
        if self.partial.is_empty() {
            self.partial = Vec::new();
        }
        part
    }

    /// Appends as much as is needed to see that the line is too long, if it is.
    fn append(&mut self, limits: &FrameLimits, bytes: &[u8]) {
        let bound = limits.tags_bytes_max.saturating_add(limits.body_bytes_max).saturating_add(1);
        let room = bound.saturating_sub(self.partial.len());
        self.partial.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// Whether a line, or the beginning of one, is too long. Once the beginning is, so is all that
/// can follow; that is why the answer does not depend on chunks. `raw` may end in CRs.
fn too_long(raw: &[u8], limits: &FrameLimits) -> Option<Part> {
    let mut body = raw;
    if raw.first() == Some(&b'@') {
        let tags_bytes = memchr::memchr(b' ', raw).unwrap_or(raw.len()) + 1;
        if tags_bytes > limits.tags_bytes_max {
            return Some(Part::Tags);
        }
        body = raw.get(tags_bytes..).unwrap_or_default();
    }
    let line_end_bytes = if body.last() == Some(&b'\r') { 1 } else { 2 };
    (body.len() + line_end_bytes > limits.body_bytes_max && !body.is_empty()).then_some(Part::Body)
}

/// The tags of a line whose `part` is too long, if they themselves are not.
fn tags_before(part: Part, line: &[u8]) -> &[u8] {
    match (part, line.first()) {
        (Part::Body, Some(b'@')) => {
            &line[..memchr::memchr(b' ', line).map_or(line.len(), |space| space + 1)]
        }
        (Part::Body | Part::Tags, _) => &[],
    }
}

fn trim_cr(mut line: &[u8]) -> &[u8] {
    while let [rest @ .., b'\r'] = line {
        line = rest;
    }
    line
}
