//! irssi, WeeChat and catgirl, as people configure them for a server whose certificate nobody has
//! signed. Each ends up in the lobby, where what is typed is said.

use std::fs;
use std::path::{Path, PathBuf};

use super::Peykd;
use super::terminal::{Screen as _, Terminal, Terminals};
use super::tls::Identity;

/// How somebody logs in. The password is [`PASSWORD`](super::PASSWORD).
#[derive(Clone, Copy)]
pub(crate) enum Login<'a> {
    /// As a guest.
    No,
    /// SASL PLAIN.
    Plain,
    /// SASL SCRAM-SHA-256.
    Scram,
    /// SASL EXTERNAL, with a certificate and its key in one file.
    External(&'a Path),
}

/// A file with somebody's certificate and its key.
pub(crate) fn certificate(server: &Peykd, identity: &Identity) -> PathBuf {
    server.folder.file("own.pem", &identity.pem())
}

/// irssi without TLS, in a terminal of this name.
pub(crate) fn irssi<'a>(
    server: &Peykd,
    terminals: &'a Terminals,
    (terminal, nick): (&'static str, &str),
    login: Login<'_>,
) -> Terminal<'a> {
    let home = server.folder.path().join(terminal);
    fs::create_dir_all(&home).expect("a folder can be made");
    let (host, port) = (server.address.ip().to_string(), server.address.port().to_string());
    let sasl = match login {
        Login::No => String::new(),
        Login::Plain => format!(
            "sasl_mechanism = \"PLAIN\"; sasl_username = \"{nick}\"; sasl_password = \"{}\";",
            super::PASSWORD
        ),
        Login::Scram | Login::External(_) => panic!("irssi is not configured for it here"),
    };
    // It would wait for seconds between one line and the next.
    let config = format!(
        "settings = {{ \"irc/core\" = {{ cmd_queue_speed = \"10msec\"; }}; }};\n\
         chatnets = {{ peyk = {{ type = \"IRC\"; {sasl} }}; }};\n\
         servers = ( {{ chatnet = \"peyk\"; address = \"{host}\"; port = \"{port}\"; \
         use_tls = \"no\"; }} );\n"
    );
    fs::write(home.join("config"), config).expect("a file can be written");
    let home = format!("--home={}", home.display());
    let irssi = terminals.open(terminal, ["irssi", &home, "-n", nick, "-c", "peyk"]);
    irssi.until(&[&format!("Welcome to Peyk, {nick}")]);
    // Nothing is between this and what makes the window of a channel that one is already in.
    irssi.until(&["There is no message of the day"]);
    irssi.enter("/join #lobby");
    irssi.enter("/window goto #lobby");
    irssi.until(&["Join to #lobby was synced"]);
    irssi
}

/// WeeChat with TLS, which trusts the certificate whose fingerprint the server printed, in a
/// terminal of this name.
pub(crate) fn weechat<'a>(
    server: &Peykd,
    terminals: &'a Terminals,
    (terminal, nick): (&'static str, &str),
    login: Login<'_>,
) -> Terminal<'a> {
    let home = server.folder.path().join(terminal).display().to_string();
    let fingerprint: String = server.printed_fingerprint().replace(':', "");
    let address = server.address.to_string().replace(':', "/");
    let (mechanism, own) = match login {
        Login::No | Login::Plain => ("plain", String::new()),
        Login::Scram => ("scram-sha-256", String::new()),
        Login::External(file) => ("external", file.display().to_string()),
    };
    let (username, password) = match login {
        Login::No | Login::External(_) => ("", ""),
        Login::Plain | Login::Scram => (nick, super::PASSWORD),
    };
    let mut commands = vec![format!("/server add peyk {address}")];
    // The options are called ssl before WeeChat 4 and tls since.
    for (option, value) in [
        ("ssl", "on"),
        ("tls", "on"),
        ("ssl_fingerprint", &*fingerprint),
        ("tls_fingerprint", &fingerprint),
        ("ssl_cert", &own),
        ("tls_cert", &own),
        ("sasl_mechanism", mechanism),
        ("sasl_username", username),
        ("sasl_password", password),
        ("nicks", nick),
        ("autojoin", "#lobby"),
        // As irssi.
        ("anti_flood_prio_high", "0"),
        ("anti_flood_prio_low", "0"),
        ("anti_flood", "0"),
    ] {
        commands.push(format!("/set irc.server.peyk.{option} {value}"));
    }
    commands.extend(
        [
            // Lines typed as fast as a test does would look pasted, and be asked about.
            "/set weechat.look.paste_max_lines -1",
            // What was said in an earlier run would look like what history has.
            "/set logger.file.auto_log off",
            "/set logger.look.backlog 0",
            // Names beside the lines would look like part of them.
            "/bar hide nicklist",
            "/bar hide buflist",
            "/connect peyk",
        ]
        .map(String::from),
    );
    let weechat = terminals.open(terminal, ["weechat", "-d", &home, "-r", &commands.join(";")]);
    weechat.until(&["Channel created on"]);
    weechat
}

/// catgirl with TLS, which trusts the certificate that the server made for itself, in a terminal
/// of this name.
pub(crate) fn catgirl<'a>(
    server: &Peykd,
    terminals: &'a Terminals,
    (terminal, nick): (&'static str, &str),
    login: Login<'_>,
) -> Terminal<'a> {
    let identity = server.folder.path().join("data/identity.pem");
    let identity = fs::read_to_string(identity).expect("the server has made it");
    let certificate = identity.split("-----BEGIN PRIVATE").next().expect("it is in front");
    let trusted = server.folder.file("trusted.pem", certificate).display().to_string();
    let (host, port) = (server.address.ip().to_string(), server.address.port().to_string());
    let mut command = vec!["catgirl", "-h", &host, "-p", &port, "-n", nick, "-t", &trusted];
    command.extend(["-j", "#lobby"]);
    let (password, own);
    match login {
        Login::No => {}
        Login::Plain => {
            password = format!("{nick}:{}", super::PASSWORD);
            command.extend(["-a", &password]);
        }
        Login::External(file) => {
            own = file.display().to_string();
            command.extend(["-e", "-c", &own]);
        }
        Login::Scram => panic!("catgirl does not know it"),
    }
    let catgirl = terminals.open(terminal, command);
    catgirl.until(&["In #lobby are"]);
    catgirl
}
