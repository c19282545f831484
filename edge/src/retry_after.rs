//! The header `Retry-After`.

use std::time::{Duration, UNIX_EPOCH};

use orgcast_shared::id::Millis;

/// How long a header asks to wait at `now`: it holds a number of seconds or a date. One that is over, or
/// that nobody can read, asks for nothing. Source: RFC 9110, section 10.2.3.
pub(crate) fn retry_after(header: &str, now: Millis) -> Option<Millis> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Millis::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(header).ok()?;
    date.duration_since(UNIX_EPOCH + Duration::from_millis(now.0))
        .ok()
        .map(|wait| Millis(wait.as_millis().try_into().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_waits() {
        // Wed, 21 Oct 2015 07:28:00 GMT, half a minute before.
        let now = Millis(1_445_412_480_000 - 30_000);
        let wait = |header: &str| retry_after(header, now).map(|wait| wait.0);
        assert_eq!(wait(" 7 "), Some(7_000));
        assert_eq!(wait(&u64::MAX.to_string()), Some(u64::MAX));
        for date in [
            "Wed, 21 Oct 2015 07:28:00 GMT",
            "Wednesday, 21-Oct-15 07:28:00 GMT",
            "Wed Oct 21 07:28:00 2015",
        ] {
            assert_eq!(wait(date), Some(30_000), "{date}");
        }
        for nothing in ["Wed, 21 Oct 2015 07:27:00 GMT", "soon", "", "-1"] {
            assert_eq!(wait(nothing), None, "{nothing}");
        }
    }
}
