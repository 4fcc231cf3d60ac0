//! Accounts and devices: who is logged in to what, and with how many sessions.

use super::super::super::storage::AccountRecord;
use super::super::command::{Effect, Observe, Refusal, Stamp};
use super::super::markers::ReadMarkers;
use super::super::{
    ACCOUNTS_MAX, Holder, METADATA_KEYS_MAX, Network, SessionId, UserId, put, value_of,
};
use super::UNSPECIFIED;

impl Network {
    /// Creates an account, or changes it as its record says.
    pub(in super::super) fn put_account(
        &mut self,
        stamp: Stamp,
        mut record: AccountRecord,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        if record.id == 0 {
            record.id = stamp.id;
        }
        let id = record.id;
        let name = record.name.clone();
        if self.accounts.get(id).is_none() {
            if self.accounts.find(&name).is_some() {
                return Err(Refusal::AccountExists(name));
            }
            if self.accounts.len() >= ACCOUNTS_MAX {
                return Err(Refusal::NoMoreAccounts(name));
            }
        }
        let before = self.accounts.put(record).map_err(|()| Refusal::BadAccountName(name))?;
        see.effect(self, stamp, &Effect::AccountChanged { id, before: before.as_ref() });
        Ok(())
    }

    /// An account is no more: whoever is logged in to it is logged out.
    pub(super) fn drop_account(
        &mut self,
        stamp: Stamp,
        id: u64,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let users: Vec<_> = self.users_of_party(id).collect();
        for user in users {
            self.log_out(stamp, user, see)?;
            if self.user(user).sessions.is_empty() {
                self.quit(stamp, user, "", see);
            }
        }
        if let Some(gone) = self.accounts.remove(id) {
            see.effect(self, stamp, &Effect::AccountGone { before: &gone.record });
            self.disown(stamp, &gone.folded, see);
        }
        Ok(())
    }

    /// Channels forget an account that is no more: whoever has its name next is somebody else.
    fn disown(&mut self, stamp: Stamp, account: &str, see: &mut dyn Observe) {
        let registered = self.channels().filter(|(_, channel)| channel.registered.is_some());
        let ids: Vec<_> = registered.map(|(id, _)| id).collect();
        for id in ids {
            let channel = self.channels.at_mut(id.0);
            let before = channel.registered.clone();
            if channel.is_founded_by(account) {
                channel.registered = None;
            } else if let Some(registered) = channel.registered.as_deref_mut() {
                registered.access.retain(|(listed, _)| **listed != *account);
            }
            if channel.registered != before {
                let effect = Effect::ChannelRegistered { channel: id, before: before.as_deref() };
                see.effect(self, stamp, &effect);
                self.forget_if_empty(stamp, id, see);
            }
        }
    }

    pub(super) fn log_in(
        &mut self,
        stamp: Stamp,
        user: UserId,
        account: u64,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let Some(found) = self.accounts.get(account) else { return Err(Refusal::Nothing) };
        let name = found.record.name.clone();
        let mut record = found.record.clone();
        let said = self.metadata(Holder::User(user)).to_vec();
        let entry = self.users.at_mut(user.0);
        if entry.party == account && entry.account.is_some() {
            return Ok(());
        }
        let party_before = std::mem::replace(&mut entry.party, account);
        entry.read_markers = ReadMarkers::default();
        let before = entry.account.replace(name);
        let before = before.as_deref();
        see.effect(self, stamp, &Effect::Account { user, party_before, before });
        // What somebody said about themselves before is the account's where that says nothing.
        if before.is_none() {
            let known = record.metadata.len();
            for (key, value) in &said {
                let room = record.metadata.len() < METADATA_KEYS_MAX;
                if room && value_of(&record.metadata, key).is_none() {
                    put(&mut record.metadata, key, Some(value));
                }
            }
            if record.metadata.len() > known {
                self.put_account(stamp, record, see)?;
            }
        }
        self.tell_metadata(stamp, user, &said, see);
        Ok(())
    }

    pub(super) fn log_out(
        &mut self,
        stamp: Stamp,
        user: UserId,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let said = self.metadata(Holder::User(user)).to_vec();
        let entry = self.users.at_mut(user.0);
        let before = entry.account.take();
        if before.is_none() {
            return Err(Refusal::Nothing);
        }
        entry.metadata = Vec::new();
        let party_before = std::mem::replace(&mut entry.party, stamp.id);
        let before = before.as_deref();
        see.effect(self, stamp, &Effect::Account { user, party_before, before });
        self.tell_metadata(stamp, user, &said, see);
        Ok(())
    }

    /// Another device of a user's.
    pub(super) fn attach(
        &mut self,
        stamp: Stamp,
        (user, session): (UserId, SessionId),
        attended: bool,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let entry = self.users.at_mut(user.0);
        entry.sessions.push(session);
        if !attended {
            entry.unattended.push(session);
        }
        self.settle_presence(stamp, user, UNSPECIFIED, see);
        Ok(())
    }

    /// One of a user's devices goes. Without any, the user stays only if its account is always
    /// on, and is shown as away.
    pub(super) fn detach(
        &mut self,
        stamp: Stamp,
        (user, session): (UserId, SessionId),
        (reason, absence): (&str, &str),
        see: &mut dyn Observe,
    ) {
        let entry = self.user(user);
        let last = *entry.sessions == [session];
        let account = entry.account.as_ref().and_then(|_| self.accounts.get(entry.party));
        let stays = account.is_some_and(|account| self.stays(&account.record));
        if last && !stays {
            return self.quit(stamp, user, reason, see);
        }
        let entry = self.users.at_mut(user.0);
        entry.sessions.retain(|&other| other != session);
        entry.unattended.retain(|&other| other != session);
        self.settle_presence(stamp, user, if last { absence } else { UNSPECIFIED }, see);
    }
}
