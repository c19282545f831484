//! Time as a number that callers pass in; the world never reads a clock.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = u64;

/// The instant as Sumo Logic writes it: RFC 3339 in UTC, with milliseconds.
pub(crate) fn rfc3339(at: Millis) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000)
        .ok()
        .and_then(|t| t.format(&Rfc3339).ok())
        .unwrap_or_else(|| "9999-12-31T23:59:59Z".to_owned())
}

/// The day of the instant in UTC, as `2026-01-31`.
pub(crate) fn day(at: Millis) -> String {
    rfc3339(at).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_read_as_rfc3339() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_767_607_200_250), "2026-01-05T10:00:00.25Z");
        assert_eq!(day(1_767_607_200_250), "2026-01-05");
    }
}
