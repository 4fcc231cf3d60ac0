//! The configuration: defaults, overridden by a TOML file, overridden by flags.

mod accounts;
mod keys;
mod template;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::{env, fs};

use argon2::password_hash::phc::PasswordHash;
use peyk_core::server::Config;
use peyk_core::server::config::{ICON_BYTES_MAX, Operator, Plaintext, Sts};
use peyk_core::text::{Language, Text};
use serde::Deserialize;

use crate::problem::Problem;
use crate::store::{Durability, Retention};
use accounts::AccountsTable;
use keys::{FloodTable, HistoryTable, LimitsTable, TimeoutsTable};

pub use template::template;

/// The port that is served if nothing else is said.
pub const PORT: u16 = 5000;

/// The protocol's own length of a line: a server that takes less breaks its clients.
const LINE_BYTES_MIN: usize = 512;

/// A queue that cannot hold a welcome would close everybody.
const SENDQ_BYTES_MIN: usize = 16 << 10;

/// What flags say; each overrides the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The configuration file; none for the defaults alone.
    pub file: Option<PathBuf>,
    /// Where to listen; empty for what the file says.
    pub listen: Vec<SocketAddr>,
    /// The data folder.
    pub data: Option<PathBuf>,
    /// The server's name.
    pub name: Option<String>,
    /// The language of the server's own sentences.
    pub language: Option<Language>,
    /// Where unencrypted connections are served.
    pub plaintext: Option<Plaintext>,
    /// What a message survives once it was kept.
    pub durability: Option<Durability>,
}

/// All that can be configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// What the core needs.
    pub config: Config,
    /// Where to listen.
    pub listen: Listen,
    /// The folder for what the server keeps; none if there is no home to put it in.
    pub data: Option<PathBuf>,
    /// The configured certificate; none for the self-made one.
    pub certificate: Option<CertificatePaths>,
    /// What a message survives once it was kept.
    pub durability: Durability,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// On [`PORT`] of every address, of IPv6 only if the machine has it.
    Everywhere,
    /// On these addresses.
    On(Vec<SocketAddr>),
}

impl Listen {
    /// The addresses.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        match self {
            Self::Everywhere => vec![
                (IpAddr::V4(Ipv4Addr::UNSPECIFIED), PORT).into(),
                (IpAddr::V6(Ipv6Addr::UNSPECIFIED), PORT).into(),
            ],
            Self::On(addresses) => addresses.clone(),
        }
    }
}

/// A certificate's files, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificatePaths {
    /// The chain, the server's own certificate first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// The language that the environment asks for: `LC_ALL`, `LC_MESSAGES`, `LANG`, or what the
/// system says. English if it is one that the server does not speak.
#[must_use]
pub fn language_of_environment() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .or_else(sys_locale::get_locale)
        .and_then(|locale| Language::from_tag(&locale))
        .unwrap_or(Language::English)
}

impl Setup {
    /// Reads the file that `overrides` names, if any, and puts the flags over it.
    ///
    /// # Errors
    ///
    /// A sentence for whoever wrote the file or the flags: unreadable, not TOML, an unknown key,
    /// a value that cannot be.
    pub fn load(overrides: &Overrides) -> Result<Self, Problem> {
        let text = Text::of(overrides.language.unwrap_or_else(language_of_environment));
        let mut file = match &overrides.file {
            Some(path) => File::read(path, text)?,
            None => File::default(),
        };
        if let Some(name) = &overrides.name {
            file.name.clone_from(name);
        }
        let language = overrides.language.or(file.lang.map(Language::from));
        let listen = if overrides.listen.is_empty() {
            file.listen.take().map_or(Listen::Everywhere, Listen::On)
        } else {
            Listen::On(overrides.listen.clone())
        };
        let tls = file.tls.take();
        let setup = Self {
            listen,
            data: overrides.data.clone().or(file.data.take()).or_else(default_data),
            durability: overrides.durability.unwrap_or(file.durability.into()),
            config: Config {
                language: language.unwrap_or_else(language_of_environment),
                sts: tls.as_ref().and_then(TlsTable::sts),
                plaintext: overrides.plaintext.unwrap_or(file.plaintext.into()),
                motd: file.motd(text)?,
                server_name: file.name,
                network_name: file.network,
                icon: file.icon,
                description: file.description,
                default_channel: file.default_channel,
                admin: file.admin,
                password_phc: file.password,
                operators: file.operators.into_iter().map(Operator::from).collect(),
                accounts: file.accounts.into(),
                history: file.history.into(),
                limits: file.limits.into(),
                timeouts: file.timeouts.into(),
                flood: file.flood.into(),
            },
            certificate: tls
                .map(|tls| CertificatePaths { certificate: tls.certificate, key: tls.key }),
        };
        check(&setup, text)?;
        Ok(setup)
    }
}

impl Setup {
    /// How long messages are kept.
    #[must_use]
    pub fn retention(&self) -> Retention {
        let keep_days = self.config.history.keep_days;
        Retention { keep_days: (keep_days > 0).then_some(keep_days) }
    }
}

/// The file, key for key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    listen: Option<Vec<SocketAddr>>,
    data: Option<PathBuf>,
    name: String,
    network: String,
    icon: Option<String>,
    description: String,
    lang: Option<LanguageKey>,
    plaintext: PlaintextKey,
    durability: DurabilityKey,
    default_channel: String,
    motd: Option<String>,
    motd_file: Option<PathBuf>,
    admin: Vec<String>,
    password: Option<String>,
    tls: Option<TlsTable>,
    operators: Vec<OperatorTable>,
    accounts: AccountsTable,
    history: HistoryTable,
    limits: LimitsTable,
    timeouts: TimeoutsTable,
    flood: FloodTable,
}

/// `[tls]`: a certificate of the administrator's own, and how much programs may rely on it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct TlsTable {
    certificate: PathBuf,
    key: PathBuf,
    sts_duration: Option<u64>,
    sts_port: Option<u16>,
    #[serde(default)]
    sts_preload: bool,
}

impl TlsTable {
    /// The policy of strict transport security. Its port is 0 until it is known where the server
    /// listens.
    fn sts(&self) -> Option<Sts> {
        let duration_s = self.sts_duration?;
        Some(Sts { port: self.sts_port.unwrap_or(0), duration_s, preload: self.sts_preload })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LanguageKey {
    En,
    Fa,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PlaintextKey {
    Loopback,
    Anywhere,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DurabilityKey {
    Disk,
    Os,
    Memory,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatorTable {
    name: String,
    password: String,
}

impl Default for File {
    fn default() -> Self {
        let config = Config::default();
        Self {
            listen: None,
            data: None,
            name: config.server_name,
            network: config.network_name,
            icon: config.icon,
            description: config.description,
            lang: None,
            plaintext: PlaintextKey::Loopback,
            durability: DurabilityKey::Disk,
            default_channel: config.default_channel,
            motd: None,
            motd_file: None,
            admin: config.admin,
            password: None,
            tls: None,
            operators: Vec::new(),
            accounts: AccountsTable::default(),
            history: HistoryTable::default(),
            limits: LimitsTable::default(),
            timeouts: TimeoutsTable::default(),
            flood: FloodTable::default(),
        }
    }
}

impl From<LanguageKey> for Language {
    fn from(key: LanguageKey) -> Self {
        match key {
            LanguageKey::En => Self::English,
            LanguageKey::Fa => Self::Persian,
        }
    }
}

impl From<PlaintextKey> for Plaintext {
    fn from(key: PlaintextKey) -> Self {
        match key {
            PlaintextKey::Loopback => Self::Loopback,
            PlaintextKey::Anywhere => Self::Anywhere,
            PlaintextKey::Never => Self::Never,
        }
    }
}

impl From<DurabilityKey> for Durability {
    fn from(key: DurabilityKey) -> Self {
        match key {
            DurabilityKey::Disk => Self::Disk,
            DurabilityKey::Os => Self::Os,
            DurabilityKey::Memory => Self::Memory,
        }
    }
}

impl From<OperatorTable> for Operator {
    fn from(table: OperatorTable) -> Self {
        Self { name: table.name, password_phc: table.password }
    }
}

impl File {
    /// Reads a file; paths in it are relative to its folder.
    fn read(path: &Path, text: &Text) -> Result<Self, Problem> {
        let name = path.display().to_string();
        let source = fs::read_to_string(path).map_err(|error| {
            let reason = error.to_string();
            let args = [("file", name.as_str()), ("reason", reason.as_str())];
            Problem::new(text.say_with("problem-config-unread", &args))
        })?;
        let mut file: Self = toml::from_str(&source).map_err(|error| {
            let before = error.span().and_then(|span| source.get(..span.start)).unwrap_or_default();
            let line = (before.matches('\n').count() + 1).to_string();
            // What the parser says can be several lines.
            let reason = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            let args =
                [("file", name.as_str()), ("line", line.as_str()), ("reason", reason.as_str())];
            Problem::new(text.say_with("problem-config-wrong", &args))
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let tls = file.tls.iter_mut().flat_map(|tls| [&mut tls.certificate, &mut tls.key]);
        for path in file.data.iter_mut().chain(&mut file.motd_file).chain(tls) {
            *path = folder.join(&path);
        }
        Ok(file)
    }

    /// The message of the day's lines.
    fn motd(&self, text: &Text) -> Result<Vec<String>, Problem> {
        let motd = match &self.motd_file {
            Some(path) => fs::read_to_string(path).map_err(|error| {
                let (path, reason) = (path.display().to_string(), error.to_string());
                let args = [("path", path.as_str()), ("reason", reason.as_str())];
                Problem::new(text.say_with("problem-motd-unread", &args))
            })?,
            None => self.motd.clone().unwrap_or_default(),
        };
        Ok(motd.lines().map(str::to_owned).collect())
    }
}

/// What no type can say: values that the core could not work with.
fn check(setup: &Setup, text: &Text) -> Result<(), Problem> {
    let config = &setup.config;
    for (key, name) in [("name", &config.server_name), ("network", &config.network_name)] {
        if !is_word(name) {
            let args = [("key", key), ("value", name.as_str())];
            return Err(Problem::new(text.say_with("problem-name", &args)));
        }
    }
    if let Some(icon) = config.icon.as_deref().filter(|icon| !is_web_address(icon)) {
        return Err(Problem::new(text.say_with("problem-icon", &[("value", icon)])));
    }
    let channel = config.default_channel.as_str();
    if !is_word(channel)
        || !channel.starts_with('#')
        || channel.contains([',', '\u{7}'])
        || channel.len() > config.limits.channel_bytes_max
    {
        return Err(Problem::new(text.say_with("problem-channel", &[("value", channel)])));
    }
    let operators = config.operators.iter().map(|operator| &operator.password_phc);
    for phc in operators.chain(&config.password_phc) {
        if PasswordHash::new(phc).is_err() {
            return Err(Problem::new(text.say("problem-password").to_owned()));
        }
    }
    let least = [
        ("limits.line_bytes_max", config.limits.line_bytes_max, LINE_BYTES_MIN),
        ("limits.nick_bytes_max", config.limits.nick_bytes_max, 1),
        ("limits.user_bytes_max", config.limits.user_bytes_max, 1),
        ("limits.channel_bytes_max", config.limits.channel_bytes_max, 1),
        ("limits.targets_max", config.limits.targets_max, 1),
        ("limits.modes_max", config.limits.modes_max, 1),
        ("limits.sendq_bytes_max", config.limits.sendq_bytes_max, SENDQ_BYTES_MIN),
        ("limits.recvq_bytes_max", config.limits.recvq_bytes_max, LINE_BYTES_MIN),
        ("history.page_max", config.history.page_max as usize, 1),
        ("limits.connections_max", config.limits.connections_max, 1),
        ("flood.burst_units", config.flood.burst_units as usize, 1),
        ("flood.unit_ms", config.flood.unit_ms as usize, 1),
    ];
    let too_small = least.into_iter().find(|(_, value, least)| value < least);
    if let Some((key, value, least)) = too_small {
        let (value, least) = (value.to_string(), least.to_string());
        let args = [("key", key), ("value", value.as_str()), ("least", least.as_str())];
        return Err(Problem::new(text.say_with("problem-too-small", &args)));
    }
    Ok(())
}

/// Whether a name can stand in a line of the protocol.
fn is_word(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(':')
        && !name.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether this can be the URL of an icon, which is told in one line.
fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(is_word) && url.is_ascii() && url.len() <= ICON_BYTES_MAX
}

/// `$XDG_DATA_HOME/peyk`, or `~/.local/share/peyk`.
fn default_data() -> Option<PathBuf> {
    let folder = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let share = folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local/share")))?;
    Some(share.join("peyk"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_file_says_the_defaults() {
        for language in [Language::English, Language::Persian] {
            let printed = template(language);
            let commented: File = toml::from_str(&printed).expect("all of it is comments");
            assert_eq!(commented, File::default());
            // Each key stands after `#` without a space; explanations have one.
            let bare: String = printed
                .lines()
                .map(|line| match line.strip_prefix('#') {
                    Some(key) if !key.starts_with(' ') => format!("{key}\n"),
                    Some(_) | None => format!("{line}\n"),
                })
                .collect();
            let full: File = toml::from_str(&bare).expect("the keys without # are TOML");
            assert_eq!(full.accounts, AccountsTable::default());
            assert_eq!(full.history, HistoryTable::default());
            assert_eq!(full.limits, LimitsTable::default());
            assert_eq!(full.timeouts, TimeoutsTable::default());
            assert_eq!(full.flood, FloodTable::default());
            assert_eq!(full.name, File::default().name);
            assert_eq!(full.operators.len(), 1);
            assert!(full.tls.is_some());
            let setup_of_listen = Listen::On(full.listen.expect("it has an example"));
            assert_eq!(setup_of_listen.addresses(), Listen::Everywhere.addresses());
        }
    }

    #[test]
    fn strict_transport_security_needs_a_certificate_and_a_duration() {
        let policy = |tls: &str| {
            let file: File = toml::from_str(&format!("[tls]\n{tls}")).ok()?;
            Some(file.tls.as_ref().and_then(TlsTable::sts))
        };
        let paths = "certificate = \"c\"\nkey = \"k\"\n";
        assert_eq!(policy(paths), Some(None));
        assert_eq!(policy("sts_duration = 60"), None);
        assert_eq!(policy(&format!("{paths}sts_duration = -1")), None);
        let short = Sts { port: 0, duration_s: 60, preload: false };
        assert_eq!(policy(&format!("{paths}sts_duration = 60")), Some(Some(short)));
        let long = Sts { port: 6697, duration_s: 0, preload: true };
        let keys = "sts_duration = 0\nsts_port = 6697\nsts_preload = true";
        assert_eq!(policy(&format!("{paths}{keys}")), Some(Some(long)));
    }

    #[test]
    fn names_must_fit_in_a_line() {
        for name in ["", "a b", "a\nb", ":a", "a\u{7}b"] {
            let overrides = Overrides { name: Some(name.into()), ..Overrides::default() };
            assert!(Setup::load(&overrides).is_err(), "{name:?}");
        }
        assert!(is_web_address("https://chat.example/icon.svg?size=64"));
        assert!(is_web_address(&format!("http://{}", "x".repeat(ICON_BYTES_MAX - 7))));
        assert!(!is_web_address(&format!("http://{}", "x".repeat(ICON_BYTES_MAX - 6))));
        for icon in ["", "https://", "ftp://x/", "https://a b", "icon.svg", "https://آ/"] {
            assert!(!is_web_address(icon), "{icon}");
        }
        let overrides = Overrides { name: Some("پیک.محلی".into()), ..Overrides::default() };
        let setup = Setup::load(&overrides).expect("a Persian name is a name");
        assert_eq!(setup.config.server_name, "پیک.محلی");
    }
}
