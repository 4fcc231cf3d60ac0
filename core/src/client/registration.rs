//! The registration of a connection: capabilities, logging in, names (Modern IRC, "Connection
//! Registration"; IRCv3 capability-negotiation, sasl-3.2, sts).

use super::capability::{Caps, value_number};
use super::command::Command;
use super::config::Login;
use super::event::{AccountNews, Event};
use super::io::ClientCertificate;
use super::reason::{Cause, Reason};
use super::record::{Record, StsPolicy};
use super::sasl::{Next, Sasl};
use super::session::{Asked, Stage};
use super::turn::Turn;
use super::view::ConnectionState;
use crate::wire::Message;

/// How long a server may take to say which capabilities it has. Old ones say nothing.
const HELLO_MS: u64 = 5_000;

/// Capabilities that are remembered as offered: there are some sixty in the world.
const OFFERED_MAX: usize = 200;

/// Bytes of the names in one CAP REQ.
const REQUEST_BYTES_MAX: usize = 400;

/// Nicknames that are tried before none is to be had.
const NICKNAMES_MAX: usize = 12;

/// Seconds of a policy of strict transport security at the most: a year.
const STS_SECONDS_MAX: u64 = 31_536_000;

impl Turn<'_> {
    /// The first lines over a connection.
    pub(super) fn say_hello(&mut self) {
        self.session.stage = Stage::Hello;
        self.session.hello_until_ms = Some(self.now.monotonic_ms + HELLO_MS);
        self.say_at_once(|line| line.command("CAP").param("LS").param("302"));
        // A server holds the registration back until the negotiation ends; logging in by a new
        // certificate makes an account of the nickname. A password that others could read waits:
        // the server's capabilities may say that it wants TLS (IRCv3 sts).
        if self.connection.tls.is_some() || self.config.server_password.is_none() {
            self.introduce();
        }
    }

    /// PASS, NICK and USER.
    fn introduce(&mut self) {
        if std::mem::replace(&mut self.session.introduced, true) {
            return;
        }
        if let Some(password) = self.config.server_password.clone() {
            self.say_at_once(|line| line.command("PASS").trailing(password.as_str()));
        }
        let nick = self.config.nickname.clone();
        self.ask_for_nick(&nick);
        let username = self.username();
        let realname = if self.config.realname.is_empty() {
            self.config.nickname.clone()
        } else {
            self.config.realname.clone()
        };
        self.say_at_once(|line| {
            let line = line.command("USER").param(&username).param("0").param("*");
            line.trailing(&realname)
        });
    }

    fn ask_for_nick(&mut self, nick: &str) {
        self.session.asked_nick = nick.into();
        self.say_at_once(|line| line.command("NICK").param(nick));
    }

    /// Letters and digits of the username, or the nickname: servers refuse others.
    fn username(&self) -> String {
        let from = |text: &str| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).take(10).collect()
        };
        let username = from(&self.config.username);
        let username = if username.is_empty() { from(&self.config.nickname) } else { username };
        if username.is_empty() { "peyk".into() } else { username }
    }

    /// A server that says nothing of capabilities has none.
    pub(super) fn hello_unanswered(&mut self) {
        self.session.hello_until_ms = None;
        if self.session.stage == Stage::Hello {
            self.session.stage = Stage::Introduced;
            self.introduce();
        }
    }

    /// CAP came.
    pub(super) fn cap(&mut self, message: &Message<'_>) {
        let params = message.params.as_slice();
        let subcommand = params.get(1).copied().unwrap_or_default().to_ascii_uppercase();
        let more = params.len() > 3 && params[2] == "*";
        let list = params.last().copied().unwrap_or_default();
        match subcommand.as_str() {
            "LS" => {
                self.offered(list);
                if !more && self.session.stage == Stage::Hello {
                    self.session.hello_until_ms = None;
                    self.negotiate();
                }
            }
            "NEW" => {
                self.offered(list);
                self.request_offered();
            }
            "DEL" => {
                for name in list.split(' ') {
                    self.session.offered.remove(name);
                    let still = self.session.offered.keys().map(|name| Caps::named(name));
                    let still = still.fold(Caps::empty(), Caps::union);
                    self.session.caps.remove(Caps::named(name).difference(still));
                }
                self.capabilities_changed();
            }
            "ACK" | "NAK" => {
                for name in list.split(' ').filter(|_| subcommand == "ACK") {
                    match name.strip_prefix('-') {
                        Some(gone) => self.session.caps.remove(Caps::named(gone)),
                        None => self.session.caps.insert(Caps::named(name)),
                    }
                }
                self.session.cap_requests = self.session.cap_requests.saturating_sub(1);
                self.capabilities_changed();
                if self.session.cap_requests == 0 && self.session.stage == Stage::Negotiating {
                    self.log_in();
                }
                let is_new = subcommand == "ACK" && list.split(' ').any(|name| name == "sasl");
                if is_new && self.session.stage == Stage::Online && self.me.account.is_none() {
                    // Accounts have come back.
                    self.log_in_now();
                }
            }
            _ => {}
        }
    }

    fn offered(&mut self, list: &str) {
        for item in list.split(' ').filter(|item| !item.is_empty()) {
            let (name, value) = item.split_once('=').unwrap_or((item, ""));
            let known = self.session.offered.contains_key(name);
            if known || self.session.offered.len() < OFFERED_MAX {
                self.session.offered.insert(name.into(), value.into());
            }
        }
    }

    fn capabilities_changed(&mut self) {
        let features = self.session.features();
        if self.server.features != features {
            self.server.features = features;
            self.event(Event::Server);
        }
    }

    fn negotiate(&mut self) {
        if self.strict_transport() {
            return;
        }
        self.introduce();
        self.session.stage = Stage::Negotiating;
        if !self.request_offered() {
            self.log_in();
        }
    }

    /// Asks for what is offered, wanted and not granted yet. False if that is nothing.
    fn request_offered(&mut self) -> bool {
        let mut asked = self.session.caps;
        let mut lines: Vec<String> = Vec::new();
        for (name, cap) in Caps::WANTED {
            // The first name counts, or the draft's, which is before it.
            if !self.session.offered.contains_key(name) || asked.contains(cap) {
                continue;
            }
            asked.insert(cap);
            match lines.last_mut().filter(|line| line.len() + name.len() < REQUEST_BYTES_MAX) {
                Some(line) => {
                    line.push(' ');
                    line.push_str(name);
                }
                None => lines.push(name.into()),
            }
        }
        for list in &lines {
            self.session.cap_requests += 1;
            self.say_at_once(|line| line.command("CAP").param("REQ").trailing(list));
        }
        !lines.is_empty()
    }

    /// IRCv3 sts: keeps the host's wish, or follows it. True if this connection is given up.
    fn strict_transport(&mut self) -> bool {
        let Some(value) = self.session.offered.get("sts").cloned() else { return false };
        let host: Box<str> = self.config.server.host.as_str().into();
        if host.parse::<std::net::IpAddr>().is_ok() {
            return false;
        }
        if self.connection.tls.is_none() {
            let port = value_number(&value, "port").and_then(|port| u16::try_from(port).ok());
            if let Some(port) = port.filter(|&port| port > 0) {
                self.upgrade(port);
                return true;
            }
            return false;
        }
        let Some(seconds) = value_number(&value, "duration") else { return false };
        let port = self.connection.address.as_ref().map_or(0, |address| address.port);
        self.client.sts.retain(|policy| policy.host != host);
        if seconds == 0 {
            self.keep(Record::StsGone(host));
        } else {
            let seconds = (seconds as u64).min(STS_SECONDS_MAX);
            let until_ms = self.now.unix_ms + seconds * 1_000;
            let policy = StsPolicy { host, port, until_ms };
            self.client.sts.push(policy.clone());
            self.keep(Record::Sts(policy));
        }
        false
    }

    /// Starts to log in, or goes on without.
    fn log_in(&mut self) {
        if self.config.login == Login::None {
            return self.end_negotiation();
        }
        match self.choose_sasl() {
            Some(sasl) => {
                let name = sasl.name();
                self.session.stage = Stage::LoggingIn;
                self.session.sasl = Some(sasl);
                self.say_at_once(|line| line.command("AUTHENTICATE").param(name));
            }
            None => {
                let no_certificate =
                    self.config.login == Login::Certificate
                        && self.session.offered.get("sasl").is_none_or(|offered| {
                            !offered.is_empty() && !offered.contains("EXTERNAL")
                        });
                // A certificate is shown wherever it is of use; a password was given for here.
                if !no_certificate {
                    let reason = Reason::about(Cause::NoLogin, &self.host());
                    self.event(Event::Account(AccountNews::Failed(reason)));
                }
                self.end_negotiation();
            }
        }
    }

    fn choose_sasl(&mut self) -> Option<Sasl> {
        if !self.has(Caps::SASL) {
            return None;
        }
        let tls = self.connection.tls.as_ref();
        let certificate = tls.is_some_and(|tls| tls.client_certificate == ClientCertificate::Shown);
        let encrypted = tls.is_some();
        let offered = self.session.offered.get("sasl").cloned().unwrap_or_default();
        let nonce = self.client.secrets.nonce();
        Sasl::choose(&self.config.login, &offered, certificate, encrypted, nonce)
    }

    /// The person wants to log in now, and from now on unless it is refused.
    pub(super) fn log_in_by(&mut self, login: Login) {
        let before = std::mem::replace(&mut self.client.config.login, login);
        self.client.login_before.get_or_insert(before);
        self.log_in_now();
    }

    fn log_in_now(&mut self) {
        // One after the other.
        self.session.login_waits = self.session.sasl.is_some();
        if self.session.stage != Stage::Online || self.session.login_waits {
            return;
        }
        match self.choose_sasl() {
            Some(sasl) => {
                let name = sasl.name();
                self.session.sasl = Some(sasl);
                // Behind what was said before: it may have changed the password.
                self.say(|line| line.command("AUTHENTICATE").param(name));
            }
            None if self.config.login == Login::None => {}
            None => {
                let reason = Reason::about(Cause::NoLogin, &self.host());
                self.event(Event::Account(AccountNews::Failed(reason)));
            }
        }
    }

    /// AUTHENTICATE came.
    pub(super) fn authenticate(&mut self, message: &Message<'_>) {
        let param = message.params.get(0).unwrap_or("+");
        let Some(sasl) = &mut self.client.session.sasl else { return };
        match sasl.receive(param) {
            Next::Send(chunks) => {
                for chunk in &chunks {
                    self.say_at_once(|line| line.command("AUTHENTICATE").param(chunk));
                }
            }
            Next::Wait => {}
            Next::Abort => self.say_at_once(|line| line.command("AUTHENTICATE").param("*")),
            Next::Unproved => {
                self.say_at_once(|line| line.command("AUTHENTICATE").param("*"));
                let reason = Reason::about(Cause::ServerUnproved, &self.host());
                self.event(Event::Account(AccountNews::Failed(reason)));
            }
        }
    }

    /// Logging in has ended, well or not (902 to 908).
    pub(super) fn logged_in_or_not(&mut self, numeric: u16, words: &str) {
        let Some(sasl) = self.session.sasl.take() else { return };
        if numeric == 903 && !sasl.may_succeed() {
            // It let somebody in without having seen a proof: whoever it is, is not to be told
            // anything in confidence.
            let reason = Reason::about(Cause::ServerUnproved, &self.host());
            return self.give_up(reason);
        }
        if numeric == 903 {
            self.event(Event::Account(AccountNews::LoggedIn));
        } else if numeric != 907 {
            self.session.login_refused = true;
            let reason = Reason::said(Cause::LoginFailed, "", &numeric.to_string(), words);
            self.event(Event::Account(AccountNews::Failed(reason)));
        }
        if self.session.stage == Stage::LoggingIn {
            self.end_negotiation();
        } else if numeric == 903 && self.session.nick_retry_ms.is_some() {
            // The name may have been refused because it belongs to the account.
            self.retry_nick();
        }
        if std::mem::take(&mut self.session.login_waits) {
            self.log_in_now();
        } else if numeric == 903 {
            self.client.login_before = None;
        } else if let Some(before) = self.client.login_before.take() {
            self.client.config.login = before;
        }
    }

    fn end_negotiation(&mut self) {
        self.session.stage = Stage::Introduced;
        self.introduce();
        self.say_at_once(|line| line.command("CAP").param("END"));
    }

    /// Why a server that ends the connection with these words before it has welcomed anybody does
    /// so. Not every one has a numeric for that.
    pub(super) fn turned_away(&self, words: &str) -> Reason {
        let host = self.host();
        let names = |thing: &str| words.to_ascii_lowercase().contains(thing);
        let cause = if self.session.stage >= Stage::Welcomed {
            Cause::ServerError
        } else if names("sasl") {
            self.account_cause()
        } else if names("password") {
            self.password_cause()
        } else {
            Cause::ServerError
        };
        Reason::said(cause, &host, "ERROR", words)
    }

    /// What is wrong for a server that lets in nobody without an account. Its accounts may be gone
    /// for a while, and with them the way to log in.
    fn account_cause(&self) -> Cause {
        let may_log_in = matches!(self.config.login, Login::Password { .. });
        if may_log_in && !self.session.login_refused {
            Cause::ServerError
        } else {
            Cause::NeedsAccount
        }
    }

    /// What is wrong with the password of a server that says so.
    pub(super) fn password_cause(&self) -> Cause {
        match self.config.server_password {
            Some(_) => Cause::WrongServerPassword,
            None => Cause::NeedsServerPassword,
        }
    }

    /// A nickname was refused (432, 433, 436, 437). True if that was while registering.
    pub(super) fn nick_refused(&mut self) -> bool {
        if self.session.stage >= Stage::Welcomed {
            return false;
        }
        self.session.nicks_refused += 1;
        let refused = self.session.nicks_refused;
        if refused > NICKNAMES_MAX {
            let reason = Reason::about(Cause::NoNickname, &self.host());
            self.give_up(reason);
            return true;
        }
        let nick = match self.config.alternatives.get(refused - 1) {
            Some(alternative) => alternative.clone(),
            None => self.made_up_nick(refused - self.config.alternatives.len()),
        };
        self.ask_for_nick(&nick);
        true
    }

    /// `mina_`, `mina__`, then `mina1234`, then `guest1234`, for servers that do not take such
    /// a name at all.
    fn made_up_nick(&mut self, count: usize) -> String {
        let nick = self.config.nickname.clone();
        match count {
            0..=2 => format!("{nick}{}", "_".repeat(count.max(1))),
            3..=5 => format!("{nick}{}", self.client.secrets.below(9_000) + 1_000),
            _ => format!("guest{}", self.client.secrets.below(90_000) + 10_000),
        }
    }

    /// RPL_WELCOME came.
    pub(super) fn welcomed(&mut self, message: &Message<'_>) {
        if self.session.stage >= Stage::Welcomed {
            return;
        }
        self.session.stage = Stage::Welcomed;
        let welcomed_ms = self.time_of(message);
        self.session.welcomed_ms = welcomed_ms.max(self.latest_ms);
        self.session.ahead_ms = welcomed_ms.cast_signed() - self.now.unix_ms.cast_signed();
        self.session.hello_until_ms = None;
        self.session.isupport = super::isupport::Isupport::default();
        self.client.server = super::view::ServerFacts {
            name: message.source.unwrap_or_default().into(),
            features: self.session.features(),
            room_prefixes: "#&".into(),
            ..super::view::ServerFacts::default()
        };
        let nick = message.params.get(0).unwrap_or_default();
        self.set_nick(nick);
        self.called_by_others(nick);
        self.me.away = None;
        if self.session.sasl.is_none() && !self.has(Caps::SASL) {
            self.me.account = None;
        }
        self.me.modes = "".into();
        self.event(Event::Server);
    }

    /// The server has said all that it says at first.
    pub(super) fn registered(&mut self) {
        if self.session.stage != Stage::Welcomed {
            return;
        }
        self.session.stage = Stage::Online;
        self.link.until_ms = None;
        self.link.online_ms = Some(self.now.monotonic_ms);
        self.connection.why = None;
        self.refold();
        self.set_state(ConnectionState::Online);
        self.plan_nick_retry();
        if std::mem::take(&mut self.session.renamed) {
            let nick = self.config.nickname.clone();
            self.want_nick(nick);
        }
        self.resume();
    }

    /// One is called something that this connection did not ask for. With an account that is
    /// what one wants now on another device, and no device asks the other's name back; without
    /// one it is the server's wish, and asking again would be refused again.
    pub(super) fn called_by_others(&mut self, nick: &str) {
        if self.fold(nick) == self.fold(&self.session.asked_nick) {
            return;
        }
        self.session.asked_nick = nick.into();
        self.session.nicks_refused = 0;
        if self.me.account.is_some() {
            self.client.config.nickname = nick.into();
        }
    }

    /// The person wants to be called this, now and whenever the connection is made.
    pub(super) fn want_nick(&mut self, nick: String) {
        let before = std::mem::replace(&mut self.client.config.nickname, nick.clone());
        // NICK was sent; the next waits until that is answered.
        self.session.renamed = self.session.introduced && self.session.stage != Stage::Online;
        if self.session.stage == Stage::Online {
            self.session.asked_nick.clone_from(&nick);
            self.session.nick_before.get_or_insert(before);
            self.ask(Asked::Other, |line| line.command("NICK").param(&nick));
        }
    }

    /// What the person wanted to be called was refused: they want what they wanted before.
    pub(super) fn want_nick_as_before(&mut self) {
        if let Some(before) = self.session.nick_before.take() {
            self.client.config.nickname = before;
            self.session.asked_nick = self.me.nick.to_string();
        }
    }

    /// If the nickname that one wants was refused, that is tried again after a while.
    pub(super) fn plan_nick_retry(&mut self) {
        let folding = self.session.isupport.folding;
        let has_it = folding.fold(&self.me.nick) == folding.fold(&self.config.nickname);
        let at_ms = self.now.monotonic_ms + self.config.timeouts.nickname_ms;
        let refused = self.session.nicks_refused > 0;
        self.session.nick_retry_ms = (refused && !has_it).then_some(at_ms);
    }

    /// Asks for the wanted nickname again.
    pub(super) fn retry_nick(&mut self) {
        self.plan_nick_retry();
        if self.session.nick_retry_ms.is_some() {
            let nick = self.config.nickname.clone();
            self.say(|line| line.command("NICK").param(&nick));
        }
    }

    /// REGISTER and VERIFY (IRCv3 account-registration).
    pub(super) fn account_command(&mut self, command: &Command) {
        if !self.has(Caps::ACCOUNT_REGISTRATION) {
            let reason = Reason::of(Cause::NotSupported);
            return self.event(Event::Account(AccountNews::Failed(reason)));
        }
        if let Command::Register { account, email, password } = command {
            let account = if account.is_empty() { "*" } else { account };
            let email = if email.is_empty() { "*" } else { email };
            self.say(|line| {
                let line = line.command("REGISTER").param(account).param(email);
                line.trailing(password.as_str())
            });
        } else if let Command::Verify { account, code } = command {
            self.say(|line| line.command("VERIFY").param(account).trailing(code));
        }
    }
}
