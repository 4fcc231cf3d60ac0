//! Driving the window by lines on standard input, for scripts and tests.
//!
//! Each line is one command, and each is answered by one line of JSON on standard output:
//!
//! | Command | What it does |
//! |---|---|
//! | `dump` | says what is on the screen: places by name, texts, the field with the caret |
//! | `click NAME`, `menu NAME` | presses a place with the left or the right button |
//! | `type TEXT` | writes a text, letter by letter; `\n` is a line feed |
//! | `press KEY` | presses a key: `Enter`, `ctrl+k`, `alt+Down`, `shift+Enter`... |
//! | `wheel PIXELS` | turns the wheel over the messages |
//! | `goto NAME` | shows the conversation with this name |
//! | `drawn` | is answered once what has changed so far has been drawn |
//! | `frames` | says how long drawing took since the last time that was asked |
//! | `quit` | closes the window |
//!
//! The first line says that the window has been drawn. The answer to a command is
//! `{"ok":true}`, what was asked for, or `{"ok":false,"error":"..."}`.

use std::{
    fmt::Write as _,
    io::{self, BufRead, Write as _},
    thread,
    time::Duration,
};

use fltk::app;

use super::{
    input::{Button, Held, Input, Key, Point},
    stage::Stage,
    window,
};
use crate::model::{Message, Model, RowBody};

/// The first line: the window has been drawn.
pub(super) const READY: &str = "{\"ok\":true,\"ready\":true}";

/// The answer to `drawn`.
pub(super) const DRAWN: &str = "{\"ok\":true}";

/// Reads commands on another thread, and hands each to the window.
///
/// # Errors
///
/// When the thread cannot be started.
pub(super) fn listen() -> io::Result<()> {
    thread::Builder::new().name("drive".to_owned()).spawn(|| {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            app::awake_callback(move || window::drive(&line));
        }
    })?;
    Ok(())
}

/// What a command wants of the window.
pub(super) enum Step {
    /// These inputs, one after the other.
    Inputs(Vec<Input>),
    /// The model is told.
    Send(Message),
    /// Nothing but this answer.
    Answer(String),
    /// To hear when everything has been drawn.
    Drawn,
    /// How long drawing took.
    Frames,
    /// The command makes no sense: why.
    Refused(String),
}

/// Reads a command.
pub(super) fn read(stage: &Stage, model: &Model, line: &str) -> Step {
    let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
    match command {
        "dump" => Step::Answer(dump(stage, model)),
        "click" => press(stage, rest, Button::Left),
        "menu" => press(stage, rest, Button::Right),
        "type" => Step::Inputs(rest.replace("\\n", "\n").chars().map(letter).collect()),
        "press" => match key(rest) {
            Some((key, held)) => {
                Step::Inputs(vec![Input::Key { key, held, text: String::new(), replaced_bytes: 0 }])
            }
            None => Step::Refused(format!("no key {rest}")),
        },
        "wheel" => match rest.parse() {
            Ok(down_px) => Step::Inputs(vec![Input::Wheel {
                at: stage.middle_of_list(),
                across_px: 0.0,
                down_px,
            }]),
            Err(_) => Step::Refused(format!("no number {rest}")),
        },
        "goto" => match model.conversations().iter().find(|item| item.name == rest) {
            Some(item) => Step::Send(Message::Select(item.id)),
            None => Step::Refused(format!("no conversation {rest}")),
        },
        "drawn" => Step::Drawn,
        "frames" => Step::Frames,
        "quit" => Step::Send(Message::Close),
        other => Step::Refused(format!("no command {other}")),
    }
}

/// Answers a command.
pub(super) fn answer(answer: Result<Option<String>, String>) {
    let line = match answer {
        Ok(None) => "{\"ok\":true}".to_owned(),
        Ok(Some(answer)) => answer,
        Err(error) => format!("{{\"ok\":false,\"error\":{}}}", json(&error)),
    };
    let mut output = io::stdout().lock();
    // Whoever no longer listens has no use for the answer.
    let _ = writeln!(output, "{line}").and_then(|()| output.flush());
}

/// Says how long drawings took.
pub(super) fn frames(frames: impl IntoIterator<Item = Duration>) -> String {
    let mut frames: Vec<Duration> = frames.into_iter().collect();
    frames.sort_unstable();
    let at = |percent: usize| {
        let frame = frames.get((frames.len() * percent / 100).min(frames.len().saturating_sub(1)));
        frame.map_or(0.0, |frame| frame.as_secs_f64() * 1000.0)
    };
    format!(
        "{{\"ok\":true,\"frames\":{},\"p50_ms\":{:.2},\"p95_ms\":{:.2},\"max_ms\":{:.2}}}",
        frames.len(),
        at(50),
        at(95),
        at(100)
    )
}

fn press(stage: &Stage, name: &str, button: Button) -> Step {
    let Some(spot) = stage.spot_named(name) else {
        return Step::Refused(format!("no place {name}"));
    };
    let at: Point = (spot.area.x + spot.area.width / 2.0, spot.area.y + spot.area.height / 2.0);
    Step::Inputs(vec![
        Input::Moved(at),
        Input::Pressed { at, button, clicks: 1, held: Held::default() },
        Input::Released { at, button },
    ])
}

fn letter(letter: char) -> Input {
    if letter == '\n' {
        let held = Held { shift: true, ..Held::default() };
        return Input::Key { key: Key::Enter, held, text: String::new(), replaced_bytes: 0 };
    }
    Input::Key {
        key: Key::Other,
        held: Held::default(),
        text: letter.to_string(),
        replaced_bytes: 0,
    }
}

fn key(name: &str) -> Option<(Key, Held)> {
    let mut held = Held::default();
    let mut rest = name;
    while let Some((modifier, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty())
    {
        match modifier {
            "ctrl" => held.control = true,
            "shift" => held.shift = true,
            "alt" => held.alt = true,
            _ => return None,
        }
        rest = after;
    }
    let key = match rest {
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "Space" => Key::Letter(' '),
        letter if letter.chars().count() == 1 => Key::Letter(letter.chars().next()?),
        _ => return None,
    };
    Some((key, held))
}

/// What is on the screen.
fn dump(stage: &Stage, model: &Model) -> String {
    let rows = model.rows();
    let mut texts = Vec::new();
    for place in stage.rows_seen() {
        let Some(row) = rows.get(place) else { continue };
        texts.push(match row.body {
            RowBody::Day { label } | RowBody::Unread { label } | RowBody::Gap { label, .. } => {
                label
            }
            RowBody::Header(header) => header.nick.to_owned(),
            RowBody::Bubble(bubble) => bubble.text.into_owned(),
            RowBody::System { text, .. } => text.into_owned(),
        });
    }
    let conversations = model.conversations();
    let selected = conversations.iter().find(|item| item.selected).map_or("", |item| item.name);
    let composer = model.composer().map(|composer| composer.text.to_owned()).unwrap_or_default();
    let connection = model.quiet_line().map(|line| line.text).unwrap_or_default();
    let mut dump = String::from("{\"ok\":true");
    let mut put = |name: &str, value: String| {
        let _ = write!(dump, ",\"{name}\":{value}");
    };
    put("screen", json(&format!("{:?}", model.screen())));
    put("focus", json(&stage.focus_name()));
    put("conversation", json(selected));
    put("conversations", list(conversations.iter().map(|item| item.name)));
    put("composer", json(&composer));
    put("connection", json(&connection));
    put("typing", json(&model.typing()));
    put("rows", rows.len().to_string());
    put("at_end", stage.is_at_end().to_string());
    put("texts", list(texts.iter().map(String::as_str)));
    put("places", list(stage.spots().map(|spot| spot.name.as_str())));
    dump.push('}');
    dump
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.map(json).collect();
    format!("[{}]", texts.join(","))
}

/// A text as JSON writes it (RFC 8259, "Strings").
fn json(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_with_what_is_held() {
        let control = Held { control: true, ..Held::default() };
        assert_eq!(key("ctrl+k"), Some((Key::Letter('k'), control)));
        assert_eq!(key("ctrl++"), Some((Key::Letter('+'), control)));
        let all = Held { control: true, shift: true, alt: true };
        assert_eq!(key("shift+alt+ctrl+Down"), Some((Key::Down, all)));
        assert_eq!((key("meta+x"), key("Nope")), (None, None));
    }

    #[test]
    fn frames_are_counted() {
        let frames = frames((1..=100).map(Duration::from_millis));
        assert!(
            frames.contains("\"frames\":100") && frames.contains("\"p95_ms\":96.00"),
            "{frames}"
        );
    }

    #[test]
    fn texts_are_quoted() {
        assert_eq!(json("a\"b\\c\nد\u{7}"), "\"a\\\"b\\\\c\\nد\\u0007\"");
        assert_eq!(list(["a", "b"].into_iter()), "[\"a\",\"b\"]");
    }
}
