//! Time ranges and their boundaries.

use super::{Field, Kind, Variant, optional, required};

/// `ResolvableTimeRange`.
pub(super) const TIME_RANGE: Kind = Kind::Variant(&RANGE);

static RANGE: Variant = Variant {
    tag: "type",
    common: &[required("type", Kind::Text)],
    cases: &[
        ("BeginBoundedTimeRange", BEGIN_BOUNDED),
        (
            "CompleteLiteralTimeRange",
            &[required(
                "rangeName",
                Kind::OneOf(&["today", "yesterday", "previous_week", "previous_month"]),
            )],
        ),
    ],
};

const BEGIN_BOUNDED: &[Field] = &[
    required("from", Kind::Variant(&BOUNDARY)),
    optional("to", Kind::Variant(&BOUNDARY)),
];

static BOUNDARY: Variant = Variant {
    tag: "type",
    common: &[required("type", Kind::Text)],
    cases: &[
        (
            "RelativeTimeRangeBoundary",
            &[required("relativeTime", Kind::Text)],
        ),
        (
            "EpochTimeRangeBoundary",
            &[required("epochMillis", Kind::Int(i64::MIN, i64::MAX))],
        ),
        (
            "Iso8601TimeRangeBoundary",
            &[required("iso8601Time", Kind::Text)],
        ),
        (
            "LiteralTimeRangeBoundary",
            &[required("rangeName", Kind::Text)],
        ),
    ],
};
