//! RPL_ISUPPORT: what clients can rely on (Modern IRC, "RPL_ISUPPORT Parameters"; IRCv3
//! extended-isupport).

use super::commands;
use super::config::Config;
use super::network::{ACCOUNT_LETTER, ChannelFlags, EXTBAN_LETTERS, EXTBAN_PREFIX, Prefix};
use super::numerics::RPL_ISUPPORT;
use super::session::Caps;
use super::turn::Turn;

/// Tokens in one line: fifteen parameters less the nickname and the text.
const TOKENS_PER_LINE: usize = 13;

/// Bytes of the tokens in one line: leaves room for its other parts. A longer token has a line of
/// its own.
const TOKENS_BYTES_MAX: usize = 300;

/// The tokens, in as many lines as they need.
pub(super) fn lines(config: &Config) -> Vec<Vec<String>> {
    in_lines(tokens(config))
}

fn in_lines(tokens: Vec<String>) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    for token in tokens {
        bytes += token.len() + 1;
        match lines.last_mut() {
            Some(line) if line.len() < TOKENS_PER_LINE && bytes <= TOKENS_BYTES_MAX => {
                line.push(token);
            }
            Some(_) | None => {
                bytes = token.len() + 1;
                lines.push(vec![token]);
            }
        }
    }
    lines
}

fn tokens(config: &Config) -> Vec<String> {
    let limits = &config.limits;
    let flags: String = ChannelFlags::LETTERS.iter().map(|&(letter, _)| letter).collect();
    let letters: String = Prefix::LETTERS.iter().map(|&(letter, ..)| letter).collect();
    let symbols: String = Prefix::LETTERS.iter().map(|&(_, symbol, _)| symbol).collect();
    let targets = limits.targets_max;
    let mut tokens = vec![
        format!("ACCOUNTEXTBAN={ACCOUNT_LETTER}"),
        format!("AWAYLEN={}", limits.away_bytes_max),
        "BOT=B".into(),
        "CASEMAPPING=ascii".into(),
        format!("CHANLIMIT=#:{}", limits.channels_per_user_max),
        format!("CHANMODES=beI,k,l,{flags}"),
        format!("CHANNELLEN={}", limits.channel_bytes_max),
        "CHANTYPES=#".into(),
        format!("CHATHISTORY={}", config.history.page_max),
        "ELIST=CMNTU".into(),
        "EXCEPTS=e".into(),
        format!("EXTBAN={EXTBAN_PREFIX},{EXTBAN_LETTERS}"),
        "HOSTLEN=64".into(),
        "INVEX=I".into(),
        format!("KEYLEN={}", limits.key_bytes_max),
        format!("KICKLEN={}", limits.kick_bytes_max),
        format!("LINELEN={}", limits.line_bytes_max),
        format!("MAXLIST=beI:{}", limits.list_entries_max),
        format!("MAXTARGETS={targets}"),
        format!("MODES={}", limits.modes_max),
        format!("MONITOR={}", limits.monitor_max),
        "MSGREFTYPES=msgid,timestamp".into(),
        format!("NAMELEN={}", limits.realname_bytes_max),
        format!("NETWORK={}", escaped(&config.network_name)),
        format!("NICKLEN={}", limits.nick_bytes_max),
        format!("PREFIX=({letters}){symbols}"),
        "SAFELIST".into(),
        format!("STATUSMSG={symbols}"),
        format!(
            "TARGMAX=JOIN:,KICK:{targets},LIST:,NAMES:1,NOTICE:{targets},PART:,\
             PRIVMSG:{targets},TAGMSG:{targets},WHOIS:1,WHOWAS:1,MONITOR:"
        ),
        format!("TOPICLEN={}", limits.topic_bytes_max),
        format!("USERLEN={}", limits.user_bytes_max),
        "UTF8MAPPING=rfc8265".into(),
        "UTF8ONLY".into(),
        "WHOX".into(),
    ];
    if let Some(icon) = &config.icon {
        tokens.push(format!("draft/ICON={}", escaped(icon)));
    }
    tokens
}

/// A value without the characters that would end it or mean something else in it.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\x5C").replace(' ', "\\x20").replace('=', "\\x3D")
}

/// What clients must be told after a change from `old` to `new`: new and changed tokens, and
/// `-NAME` for those that are gone.
pub(super) fn changed(old: &[Vec<String>], new: &[Vec<String>]) -> Vec<Vec<String>> {
    let name = |token: &String| token.split('=').next().unwrap_or_default().to_owned();
    let (old, new) = (old.concat(), new.concat());
    let mut tokens: Vec<_> = new.iter().filter(|token| !old.contains(token)).cloned().collect();
    let gone = old.iter().map(name).filter(|gone| !new.iter().any(|token| name(token) == *gone));
    tokens.extend(gone.map(|gone| format!("-{gone}")));
    in_lines(tokens)
}

/// Sends RPL_ISUPPORT lines, as a batch to those who want it so.
pub(super) fn send(turn: &mut Turn<'_>, lines: &[Vec<String>]) {
    if lines.is_empty() {
        return;
    }
    let batch = turn.caps().contains(Caps::EXTENDED_ISUPPORT);
    let batch = batch.then(|| commands::begin_batch(turn, "draft/isupport", "")).flatten();
    let text = turn.say("isupport");
    for tokens in lines {
        turn.numeric_in(batch.as_deref(), RPL_ISUPPORT, |_, line| {
            tokens.iter().fold(line, |line, token| line.param(token)).trailing(text)
        });
    }
    commands::end_batch(turn, batch.as_deref());
}
