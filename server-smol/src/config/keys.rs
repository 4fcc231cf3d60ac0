//! The keys of the configuration file, each with its default and its explanation.

use peyk_core::server::config::{Flood, History, Limits, Timeouts};
use serde::Deserialize;

/// One line of the commented default file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The key.
    pub(super) key: &'static str,
    /// The default, in TOML.
    pub(super) value: String,
    /// The sentence that explains it.
    pub(super) about: &'static str,
}

/// A table of the file with one key for each field of a struct of the core. A field that the
/// core has and the table lacks does not compile.
macro_rules! table {
    ($(#[$doc:meta])* $name:ident of $core:ident { $($key:ident: $kind:ty, $about:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(super) struct $name {
            $($key: $kind,)*
        }

        impl Default for $name {
            fn default() -> Self {
                let $core { $($key),* } = $core::default();
                Self { $($key),* }
            }
        }

        impl From<$name> for $core {
            fn from(table: $name) -> Self {
                let $name { $($key),* } = table;
                Self { $($key),* }
            }
        }

        impl $name {
            /// The table's keys, in order.
            pub(super) fn rows() -> Vec<Row> {
                let defaults = Self::default();
                vec![$(Row {
                    key: stringify!($key),
                    value: defaults.$key.to_string(),
                    about: $about,
                }),*]
            }
        }
    };
}

table! {
    /// `[limits]`
    LimitsTable of Limits {
        line_bytes_max: usize, "config-line-bytes-max";
        nick_bytes_max: usize, "config-nick-bytes-max";
        user_bytes_max: usize, "config-user-bytes-max";
        channel_bytes_max: usize, "config-channel-bytes-max";
        topic_bytes_max: usize, "config-topic-bytes-max";
        kick_bytes_max: usize, "config-kick-bytes-max";
        away_bytes_max: usize, "config-away-bytes-max";
        realname_bytes_max: usize, "config-realname-bytes-max";
        key_bytes_max: usize, "config-key-bytes-max";
        channels_per_user_max: usize, "config-channels-per-user-max";
        list_entries_max: usize, "config-list-entries-max";
        targets_max: usize, "config-targets-max";
        multiline_bytes_max: usize, "config-multiline-bytes-max";
        multiline_lines_max: usize, "config-multiline-lines-max";
        monitor_max: usize, "config-monitor-max";
        modes_max: usize, "config-modes-max";
        whowas_max: usize, "config-whowas-max";
        sendq_bytes_max: usize, "config-sendq-bytes-max";
        recvq_bytes_max: usize, "config-recvq-bytes-max";
        connections_max: usize, "config-connections-max";
        connections_per_address_max: usize, "config-connections-per-address-max";
        connects_per_window_max: usize, "config-connects-per-window-max";
        accounts_per_hour_max: usize, "config-accounts-per-hour-max";
        exempt_loopback: bool, "config-exempt-loopback";
        channels_max: usize, "config-channels-max";
    }
}

table! {
    /// `[history]`
    HistoryTable of History {
        enabled: bool, "config-history-enabled";
        since_joining: bool, "config-history-since-joining";
        page_max: u32, "config-history-page-max";
        keep_days: u32, "config-history-keep-days";
        redact_window_minutes: u32, "config-history-redact-window-minutes";
    }
}

table! {
    /// `[timeouts]`
    TimeoutsTable of Timeouts {
        registration_ms: u64, "config-registration-ms";
        hint_after_ms: u64, "config-hint-after-ms";
        ping_interval_ms: u64, "config-ping-interval-ms";
        ping_timeout_ms: u64, "config-ping-timeout-ms";
        batch_ms: u64, "config-batch-ms";
        throttle_window_ms: u64, "config-throttle-window-ms";
    }
}

table! {
    /// `[flood]`
    FloodTable of Flood {
        enabled: bool, "config-flood-enabled";
        burst_units: u32, "config-burst-units";
        unit_ms: u32, "config-unit-ms";
    }
}
