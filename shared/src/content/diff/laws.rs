//! What holds for any two bodies.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::apply::apply;
use super::{ChangeKind, FieldDiff, Mark, Step, diff_bodies};
use crate::content::{Connections, Definition};

/// A few names and values only, so that two bodies have much in common. Lists of every sort of
/// member are among them, and JSON in a string.
const FIELDS: [&str; 9] = [
    "name",
    "key",
    "title",
    "queryKey",
    "text",
    "panels",
    "queries",
    "toList",
    "visualSettings",
];
const TEXTS: [&str; 6] = ["", "a", "b c", "b d", "b c\nx y\nz", "b d\nx y\nq\nz"];

fn any_value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (0..3).prop_map(Json::from),
        prop::sample::select(&TEXTS[..]).prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            any_object(inner.clone()),
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::vec(any_object(inner), 0..5).prop_map(Json::from),
        ]
    })
}

fn any_object(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    let field = prop::sample::select(&FIELDS[..]);
    prop::collection::vec((field, value), 0..6).prop_map(|fields| {
        let fields = fields.into_iter().map(|(field, value)| {
            let is_structure = value.is_object() || value.is_array();
            let value = match field {
                "visualSettings" if is_structure => value.to_string().into(),
                _ => value,
            };
            (field.to_owned(), value)
        });
        fields.collect::<Map<_, _>>().into()
    })
}

/// Two bodies, the second put together from the first and another one.
fn two_bodies() -> impl Strategy<Value = (Json, Json)> {
    let bodies = (any_object(any_value()), any_object(any_value()));
    (bodies, any::<usize>()).prop_map(|((first, other), mut bits)| {
        let second = mixed(&first, &other, &mut bits);
        (first, second)
    })
}

fn mixed(first: &Json, other: &Json, bits: &mut usize) -> Json {
    *bits = bits.rotate_left(7) ^ 0x9E37_79B9;
    match (first, other) {
        (Json::Object(first), Json::Object(other)) => {
            let fields = FIELDS.iter().filter_map(|field| {
                let value = match (first.get(*field), other.get(*field)) {
                    (Some(first), Some(other)) => Some(mixed(first, other, bits)),
                    (one, another) => [one, another, one][*bits % 3].cloned(),
                };
                Some(((*field).to_owned(), value?))
            });
            fields.collect::<Map<_, _>>().into()
        }
        (Json::Array(first), Json::Array(other)) => {
            let mut all: Vec<_> = first.iter().chain(other).cloned().collect();
            let length = all.len().max(1);
            all.rotate_left(*bits % length);
            all.truncate((*bits >> 8) % (length + 1));
            all.into()
        }
        _ if bits.is_multiple_of(3) => other.clone(),
        _ => first.clone(),
    }
}

fn diff(from: &Json, to: &Json) -> FieldDiff {
    let (from, to) = (from.to_string(), to.to_string());
    diff_bodies(Some(from.as_bytes()), Some(to.as_bytes())).unwrap()
}

fn borrowed(diff: &FieldDiff) -> Vec<(&[Step], &ChangeKind)> {
    let changes = diff.changes.iter();
    changes
        .map(|change| (&change.path[..], &change.kind))
        .collect()
}

/// The value with every list sorted.
fn unordered(value: &Json) -> Json {
    match value {
        Json::Array(members) => {
            let mut members: Vec<_> = members.iter().map(unordered).collect();
            members.sort_by_key(Json::to_string);
            members.into()
        }
        Json::Object(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.clone(), unordered(value)))
                .collect()
        }
        Json::String(text) => match serde_json::from_str::<Json>(text) {
            Ok(value) => json!([unordered(&value)]),
            Err(_) => value.clone(),
        },
        plain => plain.clone(),
    }
}

/// The changes the other way round, as texts whose order says nothing. Names are left out: a member
/// is called as it is called in the new body.
fn turned(diff: &FieldDiff, turn: bool) -> Vec<String> {
    let mut diff = diff.clone();
    for change in &mut diff.changes {
        for step in &mut change.path {
            if let Step::Member(member) = step {
                member.name = None;
                if turn {
                    (member.from, member.to) = (member.to, member.from);
                }
            }
        }
        if turn {
            change.kind = turned_kind(change.kind.clone());
        }
    }
    let mut texts: Vec<_> = diff
        .changes
        .iter()
        .map(|change| format!("{change:?}"))
        .collect();
    texts.sort();
    texts
}

fn turned_kind(kind: ChangeKind) -> ChangeKind {
    match kind {
        ChangeKind::Added { value } => ChangeKind::Removed { value },
        ChangeKind::Removed { value } => ChangeKind::Added { value },
        ChangeKind::Changed { from, to } => ChangeKind::Changed { from: to, to: from },
        ChangeKind::LongText { from, to } => ChangeKind::LongText { from: to, to: from },
        ChangeKind::Order { from, to } => ChangeKind::Order { from: to, to: from },
        ChangeKind::Respelled => ChangeKind::Respelled,
        ChangeKind::Text { mut hunks, skipped } => {
            for line in hunks.iter_mut().flat_map(|hunk| &mut hunk.lines) {
                line.mark = turned_mark(line.mark);
                for segment in &mut line.segments {
                    segment.mark = turned_mark(segment.mark);
                }
            }
            for hunk in &mut hunks {
                let blocks = hunk
                    .lines
                    .chunk_by_mut(|a, b| (a.mark == Mark::Equal) == (b.mark == Mark::Equal));
                for block in blocks {
                    block.sort_by_key(|line| line.mark == Mark::Added);
                }
            }
            ChangeKind::Text { hunks, skipped }
        }
    }
}

fn turned_mark(mark: Mark) -> Mark {
    match mark {
        Mark::Equal => Mark::Equal,
        Mark::Removed => Mark::Added,
        Mark::Added => Mark::Removed,
    }
}

fn says_something(kind: &ChangeKind) -> bool {
    match kind {
        ChangeKind::Changed { from, to } => from != to,
        ChangeKind::Text { hunks, .. } => hunks
            .iter()
            .all(|hunk| hunk.lines.iter().any(|line| line.mark != Mark::Equal)),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_diff_says_everything_and_nothing_twice((from, to) in two_bodies()) {
        let diff = diff(&from, &to);
        prop_assert_eq!(diff.changes.is_empty(), from == to);
        let changes = borrowed(&diff);
        let result = apply(&from, &changes).unwrap();
        let orders = |kind: &ChangeKind| matches!(kind, ChangeKind::Order { .. });
        if changes.iter().any(|(_, kind)| orders(kind)) {
            prop_assert_eq!(unordered(&result), unordered(&to));
        } else {
            prop_assert_eq!(&result, &to);
        }
        for (at, (path, kind)) in changes.iter().enumerate() {
            prop_assert!(says_something(kind), "{:?}", kind);
            let mut others = changes[at + 1..].iter();
            let twice = others.any(|(other, _)| other == path);
            let below = changes.iter().any(|(other, _)| {
                other.len() > path.len() && other.starts_with(path)
            });
            prop_assert!(!twice && (!below || orders(kind)), "{:?} twice in {:?}", path, diff);
        }
    }

    #[test]
    fn the_other_way_round_it_is_the_mirror((from, to) in two_bodies()) {
        let (there, back) = (diff(&from, &to), diff(&to, &from));
        prop_assert_eq!(turned(&there, true), turned(&back, false));
    }

    #[test]
    fn what_normalisation_drops_never_shows(body in any_object(any_value()), noise in any::<[bool; 6]>()) {
        let mut plain = json!({
            "type": "DashboardV2SyncDefinition", "name": "D", "title": "D", "theme": "dark",
            "panels": [{ "key": "p", "queries": [{ "queryKey": "A", "queryString": "*" }] }],
            "unknown": body
        });
        let quiet = portable(plain.clone());
        let panel = &mut plain["panels"][0];
        let edits: [(&str, Json); 6] = [
            ("id", json!("7")), ("description", json!("")), ("coloringRules", json!([])),
            ("keepVisualSettingsConsistentWithParent", json!(true)), ("timeRange", Json::Null),
            ("nothing", Json::Null),
        ];
        for ((field, value), wanted) in edits.into_iter().zip(noise) {
            if wanted {
                panel[field] = value;
            }
        }
        plain["theme"] = json!("Dark");
        plain["refreshInterval"] = json!(0.0);
        let noisy = portable(plain);
        prop_assert_eq!(diff_bodies(Some(&quiet), Some(&noisy)), Ok(FieldDiff::default()));
    }
}

fn portable(value: Json) -> Vec<u8> {
    let definition = Definition::new(value).unwrap();
    definition
        .into_portable(&Connections::default())
        .unwrap()
        .body
}
