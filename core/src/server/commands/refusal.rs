//! Refusals become numerics, each with its sentence.

use super::super::delivery::{MESSAGE_ID_BYTES, write_message_id};
use super::super::network::{CannotSend, Rank, Refusal};
use super::super::numerics::*;
use super::super::turn::Turn;
use super::{redact, rename};

/// Tells the session why `command` was not carried out.
pub(super) fn tell(turn: &mut Turn<'_>, command: &str, refusal: &Refusal) {
    match refusal {
        Refusal::Nothing => {}
        Refusal::NicknameInUse(nick) => {
            turn.numeric_say(ERR_NICKNAMEINUSE, &[nick], "err-nickname-in-use");
        }
        Refusal::AccountExists(name) => {
            turn.fail(command, "ACCOUNT_EXISTS", &[name], "fail-account-exists");
        }
        Refusal::BadAccountName(name) => {
            turn.fail(command, "BAD_ACCOUNT_NAME", &[name], "fail-bad-account-name");
        }
        Refusal::NoMoreAccounts(name) => {
            turn.fail(command, "TEMPORARILY_UNAVAILABLE", &[name], "fail-no-more-accounts");
        }
        Refusal::TooManyAccounts(name) => {
            turn.fail(command, "TEMPORARILY_UNAVAILABLE", &[name], "fail-too-many-accounts");
        }
        Refusal::NoSuchAccount(name) => {
            turn.fail(command, "ACCOUNT_UNKNOWN", &[name], "fail-no-such-account");
        }
        Refusal::NotLoggedIn => {
            turn.fail(command, "ACCOUNT_REQUIRED", &[], "fail-not-logged-in");
        }
        Refusal::ChannelRegistered(name) => {
            turn.fail(command, "CHANNEL_REGISTERED", &[name], "fail-channel-registered");
        }
        Refusal::ChannelNotRegistered(name) => {
            turn.fail(command, "CHANNEL_NOT_REGISTERED", &[name], "fail-channel-not-registered");
        }
        Refusal::BanNickChange(nick, name) => {
            turn.numeric_say(ERR_BANONCHAN, &[nick, name], "err-ban-nick-change");
        }
        // NOTICE never answers with an error (Modern IRC, "NOTICE message").
        Refusal::NoSuchNick(_) | Refusal::NoSuchChannel(_) | Refusal::CannotSend(..)
            if command == "NOTICE" => {}
        Refusal::NoSuchNick(nick) => {
            turn.numeric_say(ERR_NOSUCHNICK, &[nick], "err-no-such-nick");
        }
        Refusal::NoSuchChannel(name) => {
            turn.numeric_say(ERR_NOSUCHCHANNEL, &[name], "err-no-such-channel");
        }
        Refusal::NotOnChannel(name) => {
            turn.numeric_say(ERR_NOTONCHANNEL, &[name], "err-not-on-channel");
        }
        Refusal::UserNotInChannel(nick, name) => {
            turn.numeric_say(ERR_USERNOTINCHANNEL, &[nick, name], "err-user-not-in-channel");
        }
        Refusal::UserOnChannel(nick, name) => {
            turn.numeric_say(ERR_USERONCHANNEL, &[nick, name], "err-user-on-channel");
        }
        Refusal::TooManyChannels(name) => {
            turn.numeric_say(ERR_TOOMANYCHANNELS, &[name], "err-too-many-channels");
        }
        Refusal::ServerFull(name) => {
            turn.numeric_say(ERR_TOOMANYCHANNELS, &[name], "err-no-more-channels");
        }
        Refusal::CannotSend(name, why) => {
            let key = match why {
                CannotSend::NotMember => "err-cannot-send-not-member",
                CannotSend::Moderated => "err-cannot-send-moderated",
                CannotSend::Banned => "err-cannot-send-banned",
                CannotSend::Ctcp => "err-cannot-send-ctcp",
            };
            turn.numeric_say(ERR_CANNOTSENDTOCHAN, &[name], key);
        }
        Refusal::CannotRename(old, new, why) => rename::tell(turn, (old, new), *why),
        Refusal::CannotRedact(target, id, why) => {
            let mut msgid = [0; MESSAGE_ID_BYTES];
            redact::tell(turn, target, write_message_id(&mut msgid, *id), *why);
        }
        // METADATA says itself what it was about.
        Refusal::CannotSet(_) => {}
        Refusal::ListIsFull(name, letter, mask) => {
            let text = turn.say("err-list-full");
            turn.numeric(ERR_BANLISTFULL, |_, line| {
                line.param(name).param(mask).param_display(letter).trailing(text)
            });
        }
        Refusal::Banned(name) => turn.numeric_say(ERR_BANNEDFROMCHAN, &[name], "err-banned"),
        Refusal::InviteOnly(name) => {
            turn.numeric_say(ERR_INVITEONLYCHAN, &[name], "err-invite-only");
        }
        Refusal::BadKey(name) => turn.numeric_say(ERR_BADCHANNELKEY, &[name], "err-bad-key"),
        Refusal::ChannelIsFull(name) => {
            turn.numeric_say(ERR_CHANNELISFULL, &[name], "err-channel-full");
        }
        Refusal::PrivilegesNeeded(name, rank) => {
            turn.numeric_say(ERR_CHANOPRIVSNEEDED, &[name], needed(*rank));
        }
    }
}

fn needed(rank: Rank) -> &'static str {
    match rank {
        Rank::Founder => "err-founder-needed",
        Rank::Operator => "err-operator-needed",
        Rank::None | Rank::Voice | Rank::HalfOperator => "err-half-operator-needed",
    }
}

/// What a refusal means, in a sentence without parameters, for those who are told in words. None
/// if there is nothing to say.
pub(super) fn sentence(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::Nothing => return None,
        Refusal::NicknameInUse(_) => "err-nickname-in-use",
        Refusal::AccountExists(_) => "fail-account-exists",
        Refusal::BadAccountName(_) => "fail-bad-account-name",
        Refusal::NoMoreAccounts(_) => "fail-no-more-accounts",
        Refusal::TooManyAccounts(_) => "fail-too-many-accounts",
        Refusal::NoSuchAccount(_) => "fail-no-such-account",
        Refusal::NotLoggedIn => "fail-not-logged-in",
        Refusal::ChannelRegistered(_) => "fail-channel-registered",
        Refusal::ChannelNotRegistered(_) => "fail-channel-not-registered",
        Refusal::NoSuchNick(_) => "err-no-such-nick",
        Refusal::NoSuchChannel(_) => "err-no-such-channel",
        Refusal::NotOnChannel(_) => "err-not-on-channel",
        Refusal::TooManyChannels(_) => "err-too-many-channels",
        Refusal::PrivilegesNeeded(_, rank) => needed(*rank),
        Refusal::BanNickChange(..)
        | Refusal::UserNotInChannel(..)
        | Refusal::UserOnChannel(..)
        | Refusal::ServerFull(_)
        | Refusal::CannotSend(..)
        | Refusal::ListIsFull(..)
        | Refusal::Banned(_)
        | Refusal::InviteOnly(_)
        | Refusal::BadKey(_)
        | Refusal::CannotRename(..)
        | Refusal::CannotSet(_)
        | Refusal::CannotRedact(..)
        | Refusal::ChannelIsFull(_) => "service-refused",
    })
}
