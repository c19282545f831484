//! Checks request bodies against what the API documents as required.
//!
//! The tables in this folder describe the bodies; this module walks them. A null in an optional field
//! counts as absent and unknown fields are ignored, as in the service.

mod connection;
mod dashboard;
mod definition;
mod folder;
mod schedule_rules;
mod search;
mod time_range;

pub(crate) use connection::CONNECTION;
pub(crate) use dashboard::REPORT_SCHEDULE;
pub(crate) use definition::DEFINITION;
pub(crate) use folder::{FOLDER_CREATE, FOLDER_UPDATE, PERMISSION_UPDATE};
pub(crate) use schedule_rules::schedule_problems;

use serde_json::Value;

/// What a value has to look like.
pub(crate) enum Kind {
    Text,
    /// A text of so many characters.
    TextOf(usize, usize),
    Bool,
    Int(i64, i64),
    Number,
    Object,
    OneOf(&'static [&'static str]),
    /// A list with at least and at most so many members.
    List(&'static Kind, usize, usize),
    Record(&'static [Field]),
    Variant(&'static Variant),
}

/// One field of a record.
pub(crate) struct Field {
    name: &'static str,
    required: bool,
    kind: Kind,
}

/// Records told apart by the value of one field.
pub(crate) struct Variant {
    tag: &'static str,
    /// Fields that every case has.
    common: &'static [Field],
    cases: &'static [(&'static str, &'static [Field])],
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        required: true,
        kind,
    }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        required: false,
        kind,
    }
}

const fn list(of: &'static Kind) -> Kind {
    Kind::List(of, 0, usize::MAX)
}

/// Everything wrong with the value, each as a sentence that names the place; empty when it is valid.
pub(crate) fn problems(kind: &Kind, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(kind, value, "", &mut found);
    found
}

fn check(kind: &Kind, value: &Value, at: &str, found: &mut Vec<String>) {
    let mut wrong = |what: &str| {
        let place = if at.is_empty() { "the body" } else { at };
        found.push(format!("{place} {what}"));
    };
    match kind {
        Kind::Text if value.is_string() => {}
        Kind::Text => wrong("must be a string"),
        Kind::TextOf(min, max) => match value.as_str().map(|s| s.chars().count()) {
            Some(length) if (*min..=*max).contains(&length) => {}
            Some(length) => wrong(&format!(
                "must have {min} to {max} characters, it has {length}"
            )),
            None => wrong("must be a string"),
        },
        Kind::Bool if value.is_boolean() => {}
        Kind::Bool => wrong("must be true or false"),
        Kind::Int(min, max) => match whole(value) {
            Some(number) if (*min..=*max).contains(&number) => {}
            Some(number) => wrong(&format!("must be between {min} and {max}, it is {number}")),
            None => wrong("must be a whole number"),
        },
        Kind::Number if value.is_number() => {}
        Kind::Number => wrong("must be a number"),
        Kind::Object if value.is_object() => {}
        Kind::OneOf(allowed) => {
            if !value.as_str().is_some_and(|s| allowed.contains(&s)) {
                wrong(&format!("must be one of {}", allowed.join(", ")));
            }
        }
        Kind::List(of, min, max) => match value.as_array() {
            Some(members) if !(*min..=*max).contains(&members.len()) => {
                wrong(&format!(
                    "must have at least {min} and at most {max} members"
                ));
            }
            Some(members) => {
                for (index, member) in members.iter().enumerate() {
                    check(of, member, &format!("{at}/{index}"), found);
                }
            }
            None => wrong("must be a list"),
        },
        Kind::Record(fields) if value.is_object() => check_fields(fields, value, at, found),
        Kind::Variant(variant) if value.is_object() => check_variant(variant, value, at, found),
        Kind::Object | Kind::Record(_) | Kind::Variant(_) => wrong("must be an object"),
    }
}

fn check_fields(fields: &[Field], value: &Value, at: &str, found: &mut Vec<String>) {
    for field in fields {
        match value.get(field.name) {
            None | Some(Value::Null) if field.required => {
                found.push(format!("{at}/{} is required", field.name));
            }
            None | Some(Value::Null) => {}
            Some(inner) => check(&field.kind, inner, &format!("{at}/{}", field.name), found),
        }
    }
}

fn check_variant(variant: &Variant, value: &Value, at: &str, found: &mut Vec<String>) {
    check_fields(variant.common, value, at, found);
    let tag = value
        .get(variant.tag)
        .and_then(Value::as_str)
        .unwrap_or_default();
    match variant.cases.iter().find(|(name, _)| *name == tag) {
        Some((_, fields)) => check_fields(fields, value, at, found),
        None => found.push(format!("{at}/{} has no such value: '{tag}'", variant.tag)),
    }
}

/// The whole number in the value; `8.0` counts, because JSON knows only one kind of number.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        let text = format!("{number:.0}");
        text.parse().ok().filter(|_| number.fract() == 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const POINT: Kind = Kind::Record(&[
        required("x", Kind::Int(0, 9)),
        optional("label", Kind::TextOf(1, 3)),
    ]);

    #[test]
    fn every_problem_is_named_with_its_place() {
        let line = list(&POINT);
        assert_eq!(
            problems(&line, &json!([{ "x": 1 }, { "x": 8.0, "label": null }])),
            Vec::<String>::new()
        );
        assert_eq!(
            problems(&line, &json!([{ "label": "long" }, { "x": 10 }, 3])),
            [
                "/0/x is required",
                "/0/label must have 1 to 3 characters, it has 4",
                "/1/x must be between 0 and 9, it is 10",
                "/2 must be an object",
            ]
        );
    }

    #[test]
    fn a_variant_needs_a_known_tag() {
        static SHAPE: Variant = Variant {
            tag: "type",
            common: &[],
            cases: &[("point", &[required("x", Kind::Number)])],
        };
        let shape = Kind::Variant(&SHAPE);
        assert_eq!(
            problems(&shape, &json!({ "type": "point", "x": 0.5 })),
            Vec::<String>::new()
        );
        assert_eq!(
            problems(&shape, &json!({ "type": "point" })),
            ["/x is required"]
        );
        assert_eq!(
            problems(&shape, &json!({ "type": "circle" })),
            ["/type has no such value: 'circle'"]
        );
    }
}
