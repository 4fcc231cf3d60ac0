//! What is in a text: links, names, rooms, code and styles.
//!
//! Codes for bold, italics and colours (as IRC programs send them) are taken out of the text;
//! colours are dropped, as no theme could keep them readable. Code stands between backticks, on
//! a line or, three of them, over several; it looks like code without them, and they go too.

use std::borrow::Cow;
use std::ops::Range;

use super::row::{Span, SpanKind};
use crate::l10n::is_right_to_left;
use crate::links;

/// Spans of one text: more is decoration at best.
const SPANS_MAX: usize = 500;

/// Where names come from.
pub(super) trait Names {
    /// Whether somebody has this name; whether it is the reader.
    fn is_person(&self, word: &str) -> Option<bool>;
}

/// The text as it is read, and what is in it.
pub(super) fn read<'a>(text: &'a str, names: &dyn Names) -> (Cow<'a, str>, Vec<Span>) {
    let (text, mut spans) = strip(text);
    let text = take_code(text, &mut spans);
    mark_words(&text, names, &mut spans);
    spans.sort_by_key(|span| span.range.start);
    // What is found first has the place: code before words, both before styles that overlap.
    let mut end = 0;
    spans.retain(|span| {
        let fits = span.range.start >= end && !span.range.is_empty();
        if fits {
            end = span.range.end;
        }
        fits
    });
    spans.truncate(SPANS_MAX);
    let text = set_apart(text, &mut spans);
    (text, spans)
}

/// Sets apart what has a direction of its own where the text around it runs, or may run, the
/// other way: else the sign of `#room` would jump to its other end, and a link be torn apart.
fn set_apart<'a>(text: Cow<'a, str>, spans: &mut [Span]) -> Cow<'a, str> {
    const LEFT_TO_RIGHT: char = '\u{2066}';
    const RIGHT_TO_LEFT: char = '\u{2067}';
    const END: char = '\u{2069}';
    let begins = |span: &Span| match span.kind {
        SpanKind::Link | SpanKind::Code => Some(LEFT_TO_RIGHT),
        SpanKind::Room | SpanKind::Mention { .. } => {
            let first = text[span.range.clone()].chars().find(|c| c.is_alphabetic());
            Some(if first.is_some_and(is_right_to_left) { RIGHT_TO_LEFT } else { LEFT_TO_RIGHT })
        }
        SpanKind::Styled { .. } | SpanKind::Found => None,
    };
    // Lines of nothing but code are laid out by themselves.
    let is_line = |range: &Range<usize>| {
        let (before, after) = (&text[..range.start], &text[range.end..]);
        (before.is_empty() || before.ends_with('\n'))
            && (after.is_empty() || after.starts_with('\n'))
    };
    if spans.is_empty() || !text.contains(is_right_to_left) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 6 * spans.len());
    let mut end = 0;
    for span in spans {
        let range = span.range.clone();
        let begin = begins(span).filter(|_| span.kind != SpanKind::Code || !is_line(&range));
        out.push_str(&text[end..range.start]);
        out.extend(begin);
        span.range.start = out.len();
        out.push_str(&text[range.clone()]);
        span.range.end = out.len();
        out.extend(begin.map(|_| END));
        end = range.end;
    }
    out.push_str(&text[end..]);
    Cow::Owned(out)
}

/// The text on one line and without codes, cut to so many characters.
pub(super) fn on_one_line(text: &str, chars_max: usize) -> String {
    let (text, mut spans) = strip(text);
    let text = take_code(text, &mut spans);
    let mut words = text.split_whitespace();
    let mut line = String::new();
    let mut chars = 0;
    for word in &mut words {
        if chars > 0 {
            line.push(' ');
            chars += 1;
        }
        for c in word.chars() {
            if chars >= chars_max {
                line.push('…');
                return line;
            }
            line.push(c);
            chars += 1;
        }
    }
    line
}

/// Takes codes out, and says what they did.
fn strip(text: &str) -> (Cow<'_, str>, Vec<Span>) {
    let is_code = |c: char| matches!(c, '\u{2}' | '\u{3}' | '\u{4}' | '\u{F}'..='\u{11}' | '\u{16}' | '\u{1D}'..='\u{1F}');
    if !text.contains(is_code) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut out = String::with_capacity(text.len());
    let mut spans = Vec::new();
    let mut style = Style::default();
    let mut from = 0;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !is_code(c) {
            out.push(c);
            continue;
        }
        if let Some(kind) = style.kind() {
            spans.push(Span { range: from..out.len(), kind });
        }
        from = out.len();
        match c {
            '\u{2}' => style.bold ^= true,
            '\u{1D}' => style.italic ^= true,
            '\u{1F}' => style.underline ^= true,
            '\u{1E}' => style.strike ^= true,
            '\u{F}' => style = Style::default(),
            '\u{3}' => skip_color(&mut rest, 2, |c| c.is_ascii_digit()),
            '\u{4}' => skip_color(&mut rest, 6, |c| c.is_ascii_hexdigit()),
            _ => {}
        }
    }
    if let Some(kind) = style.kind() {
        spans.push(Span { range: from..out.len(), kind });
    }
    (Cow::Owned(out), spans)
}

#[derive(Clone, Copy, Default)]
struct Style {
    bold: bool,
    italic: bool,
    underline: bool,
    strike: bool,
}

impl Style {
    fn kind(self) -> Option<SpanKind> {
        let Self { bold, italic, underline, strike } = self;
        (bold || italic || underline || strike).then_some(SpanKind::Styled {
            bold,
            italic,
            underline,
            strike,
        })
    }
}

/// A colour, and after a comma another for the ground.
fn skip_color(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    digits: usize,
    is_digit: fn(&char) -> bool,
) {
    let mut any = false;
    for _ in 0..digits {
        any |= rest.next_if(is_digit).is_some();
    }
    let mut ahead = rest.clone();
    if any && ahead.next() == Some(',') && ahead.next().is_some_and(|c| is_digit(&c)) {
        rest.next();
        for _ in 0..digits {
            rest.next_if(is_digit);
        }
    }
}

/// Takes the backticks around code out, and says where the code is.
fn take_code<'a>(text: Cow<'a, str>, spans: &mut Vec<Span>) -> Cow<'a, str> {
    let codes = find_code(&text);
    if codes.is_empty() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    // What is in code has no style.
    let is_apart = |span: &Span| {
        codes
            .iter()
            .all(|code| span.range.end <= code.whole.start || span.range.start >= code.whole.end)
    };
    spans.retain(is_apart);
    let mut moves = Vec::with_capacity(codes.len());
    for Code { whole, inside } in codes {
        out.push_str(&text[end..whole.start]);
        let start = out.len();
        out.push_str(&text[inside]);
        moves.push((whole.end, whole.end - out.len(), start..out.len()));
        end = whole.end;
    }
    out.push_str(&text[end..]);
    for span in &mut *spans {
        let before = moves.iter().take_while(|(end, ..)| *end <= span.range.start).last();
        let by = before.map_or(0, |(_, by, _)| *by);
        span.range = span.range.start - by..span.range.end - by;
    }
    spans.extend(moves.into_iter().map(|(_, _, range)| Span { range, kind: SpanKind::Code }));
    Cow::Owned(out)
}

/// A piece of code: with its backticks, and without.
struct Code {
    whole: Range<usize>,
    inside: Range<usize>,
}

fn find_code(text: &str) -> Vec<Code> {
    let mut codes = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('`').map(|at| from + at) {
        let fence = if text[start..].starts_with("```") { "```" } else { "`" };
        let inside = start + fence.len();
        let Some(length) = text[inside..].find(fence) else {
            from = inside;
            continue;
        };
        let (whole, inside) = (start..inside + length + fence.len(), inside..inside + length);
        let inside = if fence.len() == 3 { of_block(text, &whole, inside) } else { inside };
        let is_code = fence.len() == 3 || !text[inside.clone()].contains('\n');
        if is_code && !inside.is_empty() && codes.len() < SPANS_MAX {
            from = whole.end;
            codes.push(Code { whole, inside });
        } else {
            from = if length == 0 { whole.end } else { start + fence.len() };
        }
    }
    codes
}

/// The lines of a block without those of its fences; the first may name a language.
fn of_block(text: &str, whole: &Range<usize>, inside: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = inside;
    let is_language = |word: &str| word.chars().all(|c| c.is_alphanumeric() || "+-#_".contains(c));
    if text[..whole.start].is_empty() || text[..whole.start].ends_with('\n') {
        let first = text[start..end].find('\n');
        start += first.filter(|&at| is_language(&text[start..start + at])).map_or(0, |at| at + 1);
    }
    let after = &text[whole.end..];
    if text[start..end].ends_with('\n') && (after.is_empty() || after.starts_with('\n')) {
        end -= 1;
    }
    start..end
}

fn mark_words(text: &str, names: &dyn Names, spans: &mut Vec<Span>) {
    let mut end_before = 0;
    for word in text.split(|c: char| c.is_whitespace()) {
        let start = end_before;
        end_before = start + word.len();
        // The next word begins behind the space, which may be several bytes.
        let space = text[end_before..].chars().next().map_or(0, char::len_utf8);
        end_before += space;
        if word.is_empty() || spans.len() >= SPANS_MAX {
            continue;
        }
        let Some((within, kind)) = word_kind(word, names) else { continue };
        let range = start + within.start..start + within.end;
        let taken = spans.iter().any(|span| {
            span.kind == SpanKind::Code
                && span.range.start < range.end
                && range.start < span.range.end
        });
        if !taken {
            // A style around a word gives way to it.
            cut_out(spans, &range);
            spans.push(Span { range, kind });
        }
    }
}

/// Leaves of the spans what lies before and after a range.
fn cut_out(spans: &mut Vec<Span>, range: &Range<usize>) {
    let mut after = Vec::new();
    for span in spans.iter_mut() {
        if span.range.start < range.end && range.start < span.range.end {
            if span.range.end > range.end {
                after.push(Span { range: range.end..span.range.end, kind: span.kind });
            }
            span.range.end = range.start.max(span.range.start);
        }
    }
    spans.append(&mut after);
    spans.retain(|span| !span.range.is_empty());
}

fn word_kind(word: &str, names: &dyn Names) -> Option<(Range<usize>, SpanKind)> {
    let opening = |c: char| matches!(c, '(' | '[' | '{' | '<' | '"' | '\'' | '«' | '“' | '‘' | '*');
    let inner = word.trim_start_matches(opening);
    let start = word.len() - inner.len();
    if let Some(found) = links::find(inner).find(|found| found.kind == links::Kind::Link) {
        // Stars around a word are emphasis.
        let link = inner[found.start..found.end].trim_end_matches('*');
        let start = start + found.start;
        return Some((start..start + link.len(), SpanKind::Link));
    }
    if inner.starts_with('#') {
        let room = inner.trim_end_matches(is_closing);
        let named = room.trim_start_matches('#').chars().any(|c| !c.is_ascii_punctuation());
        // A number after a hash is the number of something.
        let number = room[1..].chars().all(char::is_numeric);
        return (named && !number).then_some((start..start + room.len(), SpanKind::Room));
    }
    let bare = inner.trim_end_matches(is_closing);
    for name in [bare, bare.trim_start_matches('@')] {
        if !name.is_empty()
            && let Some(own) = names.is_person(name)
        {
            // The @ belongs to what is pressed.
            return Some((start..start + bare.len(), SpanKind::Mention { own }));
        }
    }
    None
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ':'
            | ';'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '>'
            | '"'
            | '\''
            | '»'
            | '”'
            | '’'
            | '،'
            | '؛'
            | '؟'
            | '…'
            | '*'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::for_terminal;

    struct Known;

    impl Names for Known {
        fn is_person(&self, word: &str) -> Option<bool> {
            ["sara", "رضا", "me"].contains(&word).then_some(word == "me")
        }
    }

    /// The text with what is found in it written around it.
    fn shown(text: &str) -> String {
        let (text, spans) = read(text, &Known);
        let mut out = String::new();
        let mut end = 0;
        for span in spans {
            out += &text[end..span.range.start];
            let name = match span.kind {
                SpanKind::Link => "link",
                SpanKind::Mention { own: true } => "me",
                SpanKind::Mention { own: false } => "name",
                SpanKind::Room => "room",
                SpanKind::Code => "code",
                SpanKind::Styled { .. } => "style",
                SpanKind::Found => "found",
            };
            out += &format!("<{name}|{}>", &text[span.range.clone()]);
            end = span.range.end;
        }
        // What sets things apart is looked at elsewhere.
        for_terminal(&(out + &text[end..]))
    }

    #[test]
    fn what_has_its_own_direction_is_set_apart() {
        let seen = |text| {
            let (text, spans) = read(text, &Known);
            let texts = spans.iter().map(|span| text[span.range.clone()].to_owned());
            (texts.collect::<Vec<_>>().join(" "), text.into_owned())
        };
        for (text, spans, expected) in [
            ("به #lobby بیا", "#lobby", "به \u{2066}#lobby\u{2069} بیا"),
            ("come to #گفتگو now", "#گفتگو", "come to \u{2067}#گفتگو\u{2069} now"),
            ("@رضا hi", "@رضا", "\u{2067}@رضا\u{2069} hi"),
            (
                "ببین https://a.b/راه، بعد",
                "https://a.b/راه",
                "ببین \u{2066}https://a.b/راه\u{2069}، بعد",
            ),
            ("این `a + ب` را", "a + ب", "این \u{2066}a + ب\u{2069} را"),
            ("این:\n```\na; // یک\n```", "a; // یک", "این:\na; // یک"),
            ("go to #lobby", "#lobby", "go to #lobby"),
        ] {
            assert_eq!(seen(text), (spans.to_owned(), expected.to_owned()));
        }
    }

    #[test]
    fn links_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://example.org/a?b=c.", "see <link|https://example.org/a?b=c>."),
            ("(http://a.b/c_(d))", "(<link|http://a.b/c_(d)>)"),
            (
                "https://fa.wikipedia.org/wiki/پیک، بعد",
                "<link|https://fa.wikipedia.org/wiki/پیک>، بعد",
            ),
            ("HTTPS://A.B!", "<link|HTTPS://A.B>!"),
            ("https:// http://", "https:// http://"),
            ("*https://a.b*", "*<link|https://a.b>*"),
            (
                "write mailto:a@b.c, or irc://host/room!",
                "write <link|mailto:a@b.c>, or <link|irc://host/room>!",
            ),
            ("«www.example.org»", "«<link|www.example.org>»"),
            (
                "ircs://a.b/c ftp://a.b file:///etc",
                "<link|ircs://a.b/c> <link|ftp://a.b> <link|file:///etc>",
            ),
            ("12:30, sara:", "12:30, <name|sara>:"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn names_and_rooms_are_found_as_whole_words() {
        for (text, expected) in [
            ("sara: hi", "<name|sara>: hi"),
            ("سلام @رضا!", "سلام <name|@رضا>!"),
            ("me, saras", "<me|me>, saras"),
            ("to #lobby and #گفتگو.", "to <room|#lobby> and <room|#گفتگو>."),
            ("issue #12 or #۱۲", "issue #12 or #۱۲"),
            ("# ## #!", "# ## #!"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn code_has_nothing_else_in_it() {
        for (text, expected) in [
            ("try `cat #lobby sara` now", "try <code|cat #lobby sara> now"),
            ("```\nhttps://a.b\n```", "<code|https://a.b>"),
            ("first\n```rust\nlet a;\n\nlet b;\n```\nthen", "first\n<code|let a;\n\nlet b;>\nthen"),
            ("see ```a``` and ```b\nc```", "see <code|a> and <code|b\nc>"),
            ("``````", "``````"),
            ("```\n\n```", "```\n\n```"),
            ("```\na\n```b", "<code|a\n>b"),
            ("a `b\nc` d", "a `b\nc` d"),
            ("`` and `", "`` and `"),
            ("` `", "<code| >"),
            (
                "`a` sara `b` \u{2}bold\u{2} `c`",
                "<code|a> <name|sara> <code|b> <style|bold> <code|c>",
            ),
            ("\u{2}all `of` it\u{2}", "all <code|of> it"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn codes_for_styles_and_colours_are_not_read() {
        for (text, expected) in [
            ("\u{2}bold\u{2} plain", "<style|bold> plain"),
            ("\u{3}04,12red\u{3} \u{4}ff00ffx", "red x"),
            ("\u{3}04,x", ",x"),
            ("\u{2}sara is\u{F} here", "<name|sara><style| is> here"),
            ("\u{2}\u{1D}a", "<style|a>"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn one_line_is_as_long_as_asked() {
        assert_eq!(on_one_line("a\n\n b\tc", 10), "a b c");
        assert_eq!(on_one_line("```\nlet a;\n```\n`b`", 10), "let a; b");
        assert_eq!(on_one_line("پیام بلند", 4), "پیام …");
        assert_eq!(on_one_line("abcd", 4), "abcd");
        assert_eq!(on_one_line("abcde", 4), "abcd…");
    }
}
