//! The commented default file that `peykd config` prints.

use std::fmt::Write as _;

use peyk_core::text::{Language, Text};

use super::accounts::AccountsTable;
use super::keys::{FloodTable, HistoryTable, LimitsTable, Row, TimeoutsTable};
use super::{File, Listen};

/// A file that changes nothing: every key, commented out, with its default (or an example where
/// there is none) and its explanation.
#[must_use]
pub fn template(language: Language) -> String {
    let text = Text::of(language);
    let mut printed = format!("# {}\n", text.say("config-about"));
    section(&mut printed, text, None, general());
    section(&mut printed, text, Some("[tls]"), tls());
    section(&mut printed, text, Some("[[operators]]"), operators());
    section(&mut printed, text, Some("[accounts]"), AccountsTable::rows());
    section(&mut printed, text, Some("[history]"), HistoryTable::rows());
    section(&mut printed, text, Some("[limits]"), LimitsTable::rows());
    section(&mut printed, text, Some("[timeouts]"), TimeoutsTable::rows());
    section(&mut printed, text, Some("[flood]"), FloodTable::rows());
    printed
}

fn section(printed: &mut String, text: &Text, header: Option<&str>, rows: Vec<Row>) {
    if let Some(header) = header {
        // Writing to a string cannot fail.
        let _ = writeln!(printed, "\n#{header}");
    }
    for Row { key, value, about } in rows {
        let gap = if header.is_none() { "\n" } else { "" };
        let _ = writeln!(printed, "{gap}# {}\n#{key} = {value}", text.say(about));
    }
}

fn row(key: &'static str, value: impl Into<String>, about: &'static str) -> Row {
    Row { key, value: value.into(), about }
}

fn quoted(value: &str) -> String {
    toml::Value::from(value).to_string()
}

fn general() -> Vec<Row> {
    let file = File::default();
    let listen: Vec<_> = Listen::Everywhere.addresses();
    let listen = listen.iter().map(|address| quoted(&address.to_string())).collect::<Vec<_>>();
    vec![
        row("listen", format!("[{}]", listen.join(", ")), "config-listen"),
        row("data", quoted("/var/lib/peyk"), "config-data"),
        row("name", quoted(&file.name), "config-name"),
        row("network", quoted(&file.network), "config-network"),
        row("icon", quoted("https://chat.example/icon.svg"), "config-icon"),
        row("description", quoted(&file.description), "config-description"),
        row("lang", quoted("en"), "config-lang"),
        row("plaintext", quoted("loopback"), "config-plaintext"),
        row("durability", quoted("disk"), "config-durability"),
        row("default_channel", quoted(&file.default_channel), "config-default-channel"),
        row("motd", quoted(""), "config-motd"),
        row("motd_file", quoted("motd.txt"), "config-motd-file"),
        row("admin", "[]", "config-admin"),
        row("password", quoted(EXAMPLE_PHC), "config-password"),
    ]
}

fn tls() -> Vec<Row> {
    vec![
        row("certificate", quoted("certificate.pem"), "config-tls-certificate"),
        row("key", quoted("key.pem"), "config-tls-key"),
        row("sts_duration", "0", "config-tls-sts-duration"),
        row("sts_port", "6697", "config-tls-sts-port"),
        row("sts_preload", "false", "config-tls-sts-preload"),
    ]
}

fn operators() -> Vec<Row> {
    vec![
        row("name", quoted("admin"), "config-operator-name"),
        row("password", quoted(EXAMPLE_PHC), "config-operator-password"),
    ]
}

/// Shows the shape; `peykd hash` makes real ones.
const EXAMPLE_PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$...";
