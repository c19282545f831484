//! Times and spans.

use orgcast_shared::id::Millis;
use wasm_bindgen::JsValue;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long ago something was; `None` where the date says more.
pub(crate) fn ago(now: Millis, then: Millis) -> Option<String> {
    let several = |count: u64, one: &str, many: &str| match count {
        1 => format!("1 {one} ago"),
        count => format!("{count} {many} ago"),
    };
    match (now - then).0 {
        span if span < MINUTE => Some("just now".to_owned()),
        span if span < HOUR => Some(several(span / MINUTE, "min", "min")),
        span if span < DAY => Some(several(span / HOUR, "hour", "hours")),
        span if span < 7 * DAY => Some(several(span / DAY, "day", "days")),
        _ => None,
    }
}

/// How long something took: *8 s*, *1 min 05 s*, *2 h 10 min*.
pub(crate) fn span(span: Millis) -> String {
    let seconds = span.0 / 1_000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
    }
}

/// Date and time where the person is: *23 Nov 2026, 08:15:03*.
pub(crate) fn exact(time: Millis) -> String {
    let options = js_sys::Object::new();
    for (key, value) in [("dateStyle", "medium"), ("timeStyle", "medium")] {
        // A plain object takes any property.
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    String::from(date(time).to_locale_string("en-GB", &options))
}

/// The time of day where the person is: *08:15:03*.
pub(crate) fn clock(time: Millis) -> String {
    String::from(date(time).to_locale_time_string("en-GB"))
}

/// Date and time for programs.
pub(crate) fn iso(time: Millis) -> String {
    String::from(date(time).to_iso_string())
}

fn date(time: Millis) -> js_sys::Date {
    // Exact for every time that a clock shows in the next 285,000 years.
    #[expect(clippy::cast_precision_loss)]
    js_sys::Date::new(&JsValue::from_f64(time.0 as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_relative_for_a_week() {
        let ago = |span| ago(Millis(100 * DAY), Millis(100 * DAY - span));
        assert_eq!(ago(59_999).unwrap(), "just now");
        assert_eq!(ago(2 * MINUTE).unwrap(), "2 min ago");
        assert_eq!(ago(HOUR).unwrap(), "1 hour ago");
        assert_eq!(ago(49 * HOUR).unwrap(), "2 days ago");
        assert_eq!(ago(7 * DAY), None);
        assert_eq!(
            super::ago(Millis(0), Millis(5)).unwrap(),
            "just now",
            "clocks differ a little"
        );
    }

    #[test]
    fn spans_have_units() {
        let text = |seconds: u64| span(Millis::from_secs(seconds));
        assert_eq!(
            [8, 65, 7_800].map(text),
            ["8 s", "1 min 05 s", "2 h 10 min"]
        );
    }
}
