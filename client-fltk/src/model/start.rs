//! The form of the first start, and of one more server: a name, and where to go.

use peyk_core::client::{Cause, Password};

use super::action::Notice;
use super::ids::ServerId;
use super::server::Tried;

/// The server that the form waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) id: ServerId,
    /// Whether it was shown before the form was: then it stays if nothing comes of it.
    pub(super) was_there: bool,
}

/// What the form's next connection may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    /// Be without encryption.
    pub(super) plain: bool,
    /// Trust this certificate.
    pub(super) trusted: Option<[u8; 32]>,
}

/// The form, as the view draws it.
#[derive(Clone, Debug, Default)]
pub struct StartForm {
    /// What is written as the name.
    pub name: String,
    /// What is written as the address.
    pub address: String,
    /// The password that is asked for, if one is.
    pub password: Option<AskedPassword>,
    /// The server's own password, as it was given before that of an account was asked for.
    pub(super) server_password: Option<Password>,
    /// Servers that were used before, the last first.
    pub recent: Vec<RecentServer>,
    /// Whether it is trying to connect.
    pub busy: bool,
    /// What is in the way, and the ways on.
    pub notice: Option<Notice>,
    /// Whether it can be closed without connecting, as there are servers already.
    pub can_close: bool,
}

/// A password that the form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPassword {
    /// Whose.
    pub of: PasswordOf,
    /// What is written.
    pub text: Password,
}

/// Whose password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordOf {
    /// The server's, which lets people in (PASS).
    Server,
    /// That of the person's account (SASL).
    Account,
}

impl PasswordOf {
    /// The password that a server wants which turned somebody away for this.
    pub(super) fn wanted(cause: Cause) -> Option<Self> {
        let of_server = matches!(cause, Cause::NeedsServerPassword | Cause::WrongServerPassword);
        let of_account = matches!(cause, Cause::NeedsAccount | Cause::LoginFailed);
        of_server.then_some(Self::Server).or(of_account.then_some(Self::Account))
    }
}

impl StartForm {
    /// Asks for a password. What was given for the other stays.
    pub(super) fn ask_password(&mut self, of: PasswordOf) {
        match self.password.take() {
            Some(asked) if asked.of == of => self.password = Some(asked),
            Some(AskedPassword { of: PasswordOf::Server, text }) => {
                self.server_password = Some(text);
                self.password = Some(AskedPassword { of, text: Password::default() });
            }
            Some(_) | None => {
                self.password = Some(AskedPassword { of, text: Password::default() });
            }
        }
    }

    /// What was given is for the server that asked, and no other.
    pub(super) fn forget_passwords(&mut self) {
        self.password = None;
        self.server_password = None;
    }

    /// Has a password tried as it is written here, if it was asked for. Left empty, there is none.
    pub(super) fn fill(&self, of: PasswordOf, password: &mut Tried) {
        let asked = self.password.as_ref().filter(|asked| asked.of == of).map(|it| &it.text);
        let earlier = self.server_password.as_ref().filter(|_| of == PasswordOf::Server);
        if let Some(text) = asked.or(earlier) {
            password.give(Some(text.clone()).filter(|text| !text.as_str().is_empty()));
        }
    }

    /// Whether this password was asked for and is written.
    pub(super) fn has(&self, of: PasswordOf) -> bool {
        let asked = self.password.as_ref().filter(|asked| asked.of == of);
        asked.is_some_and(|asked| !asked.text.as_str().is_empty())
    }
}

/// A server that was used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentServer {
    /// What it calls itself, or its address.
    pub name: String,
    /// Its address, as it was written.
    pub address: String,
    /// The name used there.
    pub nick: String,
}
