//! The two times of one moment, and how the protocol writes times (IRCv3 server-time).

use jiff::Timestamp;

/// The two times of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since some fixed moment; never goes back. Timeouts are counted in it.
    pub monotonic_ms: u64,
    /// Milliseconds since 1970-01-01T00:00:00Z. May jump when somebody sets the clock; it is
    /// only shown to people (`server-time`, RPL_TOPICWHOTIME and the like).
    pub unix_ms: u64,
}

/// The milliseconds since 1970 of `2026-11-24T08:18:01.123Z`; none if it is no such text, or
/// before 1970.
pub(crate) fn parse_server_time(text: &str) -> Option<u64> {
    let time: Timestamp = text.parse().ok()?;
    u64::try_from(time.as_millisecond()).ok()
}

/// Milliseconds since 1970 as `2026-11-24T08:18:01.123Z`. A time that no calendar has is written
/// as the epoch.
pub(crate) fn server_time(unix_ms: u64) -> String {
    let time = i64::try_from(unix_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    format!("{:.3}", time.unwrap_or(Timestamp::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read() {
        for (unix_ms, text) in
            [(1_795_508_281_123, "2026-11-24T08:18:01.123Z"), (0, "1970-01-01T00:00:00.000Z")]
        {
            assert_eq!(server_time(unix_ms), text);
            assert_eq!(parse_server_time(text), Some(unix_ms));
        }
        assert_eq!(server_time(u64::MAX), "1970-01-01T00:00:00.000Z");
        assert_eq!(parse_server_time("2026-11-24T08:18:01Z"), Some(1_795_508_281_000));
        for wrong in ["", "*", "yesterday", "1969-12-31T23:59:59.999Z"] {
            assert_eq!(parse_server_time(wrong), None, "{wrong}");
        }
    }
}
