//! Modes of channels, members and users (Modern IRC, "Modes").

use bitflags::bitflags;

use super::{ListKind, UserId};

bitflags! {
    /// Channel modes without a parameter (CHANMODES type D).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct ChannelFlags: u8 {
        /// `+C`: no CTCP but ACTION.
        const NO_CTCP = 1;
        /// `+i`: only the invited join.
        const INVITE_ONLY = 1 << 1;
        /// `+m`: only members with a prefix speak.
        const MODERATED = 1 << 2;
        /// `+n`: only members speak.
        const NO_EXTERNAL = 1 << 3;
        /// `+s`: only members know of it.
        const SECRET = 1 << 4;
        /// `+t`: only half-operators and above change the topic.
        const PROTECTED_TOPIC = 1 << 5;
    }

    /// A member's prefixes in a channel.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Prefix: u8 {
        /// `+v`, `+`.
        const VOICE = 1;
        /// `+h`, `%`.
        const HALFOP = 1 << 1;
        /// `+o`, `@`.
        const OPERATOR = 1 << 2;
        /// `+q`, `~`.
        const FOUNDER = 1 << 3;
    }

    /// A user's own modes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct UserModes: u8 {
        /// `+i`: listed only to those who share a channel.
        const INVISIBLE = 1;
        /// `+o`: IRC operator; given by OPER.
        const OPERATOR = 1 << 1;
        /// `+w`: gets WALLOPS.
        const WALLOPS = 1 << 2;
        /// `+B`: is a bot (IRCv3 bot-mode).
        const BOT = 1 << 3;
    }
}

impl ChannelFlags {
    /// The letters of these flags.
    pub(crate) fn letters(self) -> String {
        let set = Self::LETTERS.iter().filter(|(_, flag)| self.contains(*flag));
        set.map(|&(letter, _)| letter).collect()
    }

    /// Mode letters, in the order of ISUPPORT CHANMODES.
    pub(crate) const LETTERS: [(char, Self); 6] = [
        ('C', Self::NO_CTCP),
        ('i', Self::INVITE_ONLY),
        ('m', Self::MODERATED),
        ('n', Self::NO_EXTERNAL),
        ('s', Self::SECRET),
        ('t', Self::PROTECTED_TOPIC),
    ];

    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        Self::LETTERS.iter().find(|(l, _)| *l == letter).map(|&(_, flag)| flag)
    }
}

impl UserModes {
    /// Mode letters, in the order of RPL_MYINFO.
    pub(crate) const LETTERS: [(char, Self); 4] =
        [('B', Self::BOT), ('i', Self::INVISIBLE), ('o', Self::OPERATOR), ('w', Self::WALLOPS)];

    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        Self::LETTERS.iter().find(|(l, _)| *l == letter).map(|&(_, mode)| mode)
    }
}

/// How much a member may do; the higher includes the lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    None,
    Voice,
    HalfOperator,
    Operator,
    Founder,
}

impl Rank {
    /// Whether a member of this rank may kick one of `other`, or take a prefix from them:
    /// half-operators act on those below, operators also on their equals.
    pub(crate) fn may_act_on(self, other: Self) -> bool {
        match self {
            Self::None | Self::Voice => false,
            Self::HalfOperator => self > other,
            Self::Operator | Self::Founder => self >= other,
        }
    }
}

impl Prefix {
    /// Prefixes with their letters and symbols, highest first (ISUPPORT PREFIX).
    pub(crate) const LETTERS: [(char, char, Self); 4] = [
        ('q', '~', Self::FOUNDER),
        ('o', '@', Self::OPERATOR),
        ('h', '%', Self::HALFOP),
        ('v', '+', Self::VOICE),
    ];

    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        Self::LETTERS.iter().find(|(l, ..)| *l == letter).map(|&(.., prefix)| prefix)
    }

    pub(crate) fn of_symbol(symbol: char) -> Option<Self> {
        Self::LETTERS.iter().find(|(_, s, _)| *s == symbol).map(|&(.., prefix)| prefix)
    }

    pub(crate) fn rank(self) -> Rank {
        if self.contains(Self::FOUNDER) {
            Rank::Founder
        } else if self.contains(Self::OPERATOR) {
            Rank::Operator
        } else if self.contains(Self::HALFOP) {
            Rank::HalfOperator
        } else if self.contains(Self::VOICE) {
            Rank::Voice
        } else {
            Rank::None
        }
    }

    /// These prefixes and all that are below the highest of them: whose messages to "this prefix
    /// and above" the member may read.
    pub(crate) fn and_below(self) -> Self {
        let lower = Self::LETTERS.iter().filter(|(.., prefix)| prefix.rank() <= self.rank());
        lower.fold(self, |all, (.., prefix)| all | *prefix)
    }

    /// The rank that may give this single prefix to others or take it from them.
    pub(crate) fn giver(self) -> Rank {
        if self == Self::FOUNDER {
            Rank::Founder
        } else if self == Self::VOICE {
            Rank::HalfOperator
        } else {
            Rank::Operator
        }
    }

    /// Appends the symbols, highest first: all of them (`multi-prefix`) or only the highest.
    pub(crate) fn write_symbols(self, all: bool, to: &mut String) {
        for (_, symbol, prefix) in Self::LETTERS {
            if self.contains(prefix) {
                to.push(symbol);
                if !all {
                    return;
                }
            }
        }
    }
}

/// One change of a channel's modes: asked for, or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change<'a> {
    /// A flag on or off.
    Flag(bool, ChannelFlags),
    /// `+k` with the key, or `-k`.
    Key(Option<&'a str>),
    /// `+l` with the limit, or `-l`.
    Limit(Option<u32>),
    /// A mask added to or taken from a list; normalised.
    List(bool, ListKind, Box<str>),
    /// A prefix given to or taken from a member.
    Prefix(bool, Prefix, UserId),
}
