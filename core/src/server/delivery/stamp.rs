//! How stamps are written: `time` (IRCv3 server-time) and `msgid` (IRCv3 message-ids).

use jiff::Timestamp;

/// Bytes of `time=2026-11-24T08:18:01.123Z`.
pub(super) const TIME_TAG_BYTES: usize = 29;

/// Bytes of a message id: 64 bits in digits of five bits.
pub(crate) const MESSAGE_ID_BYTES: usize = 13;

/// Writes a `time` tag. A time that no calendar has (past the year 9999) is written as the
/// epoch.
pub(crate) fn write_time(tag: &mut [u8; TIME_TAG_BYTES], unix_ms: u64) -> &str {
    let at = i64::try_from(unix_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let at = jiff::tz::Offset::UTC.to_datetime(at.unwrap_or(Timestamp::UNIX_EPOCH));
    *tag = *b"time=0000-00-00T00:00:00.000Z";
    let fields = [
        (5, 4, i32::from(at.year())),
        (10, 2, i32::from(at.month())),
        (13, 2, i32::from(at.day())),
        (16, 2, i32::from(at.hour())),
        (19, 2, i32::from(at.minute())),
        (22, 2, i32::from(at.second())),
        (25, 3, i32::from(at.millisecond())),
    ];
    for (start, digits, mut value) in fields {
        for byte in tag[start..start + digits].iter_mut().rev() {
            *byte = DIGITS[(value.unsigned_abs() % 10) as usize];
            value /= 10;
        }
    }
    std::str::from_utf8(tag).expect("digits are ASCII")
}

/// A time as IRCv3 server-time writes it, by itself.
pub(crate) fn timestamp(unix_ms: u64) -> String {
    let mut tag = [0; TIME_TAG_BYTES];
    write_time(&mut tag, unix_ms).trim_start_matches("time=").to_owned()
}

/// A date and time in UTC for people, `2026-11-24 08:18:01 UTC`.
pub(crate) fn date_time(unix_ms: u64) -> String {
    let mut tag = [0; TIME_TAG_BYTES];
    let tag = write_time(&mut tag, unix_ms);
    format!("{} {} UTC", &tag[5..15], &tag[16..24])
}

/// Writes a message id: short, without a character that must be escaped in a tag.
pub(crate) fn write_message_id(out: &mut [u8; MESSAGE_ID_BYTES], id: u64) -> &str {
    for (index, byte) in out.iter_mut().rev().enumerate() {
        *byte = DIGITS[(id >> (5 * index) & 31) as usize];
    }
    std::str::from_utf8(out).expect("digits are ASCII")
}

/// The id that [`write_message_id`] wrote; none if it is no such text.
pub(crate) fn parse_message_id(text: &str) -> Option<u64> {
    if text.len() != MESSAGE_ID_BYTES {
        return None;
    }
    text.bytes().try_fold(0_u64, |id, byte| {
        let digit = DIGITS.iter().position(|&digit| digit == byte)?;
        id.checked_mul(32)?.checked_add(digit as u64)
    })
}

/// Milliseconds since 1970 of a time as IRCv3 server-time writes it; none if it is no such text,
/// or before 1970.
pub(crate) fn parse_time(text: &str) -> Option<u64> {
    let at: Timestamp = text.parse().ok()?;
    u64::try_from(at.as_millisecond()).ok()
}

const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        let mut tag = [0; TIME_TAG_BYTES];
        assert_eq!(write_time(&mut tag, 0), "time=1970-01-01T00:00:00.000Z");
        assert_eq!(write_time(&mut tag, 1_795_508_281_123), "time=2026-11-24T08:18:01.123Z");
        assert_eq!(write_time(&mut tag, u64::MAX), "time=1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn ids_are_unique_and_in_order() {
        let mut id = [0; MESSAGE_ID_BYTES];
        assert_eq!(write_message_id(&mut id, 0), "0000000000000");
        assert_eq!(write_message_id(&mut id, 33), "0000000000011");
        assert_eq!(write_message_id(&mut id, u64::MAX), "fvvvvvvvvvvvv");
        for number in [0, 31, 32, 1 << 60, u64::MAX] {
            assert_eq!(parse_message_id(write_message_id(&mut id, number)), Some(number));
        }
        for wrong in ["", "1", "vvvvvvvvvvvvv", "000000000000w", "00000000000000"] {
            assert_eq!(parse_message_id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_are_read() {
        assert_eq!(parse_time("2026-11-24T08:18:01.123Z"), Some(1_795_508_281_123));
        assert_eq!(parse_time("1969-11-24T08:18:01.123Z"), None);
        assert_eq!(parse_time("yesterday"), None);
    }
}
