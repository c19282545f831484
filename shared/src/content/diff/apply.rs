use serde_json::{Map, Value as Json};

use super::{ChangeKind, Mark, Member, Step};

type Changes<'a> = [(&'a [Step], &'a ChangeKind)];

/// Carries a diff out. What it can't know is the order of members that the diff calls reordered.
pub(super) fn apply(from: &Json, changes: &Changes) -> Option<Json> {
    if let [([], kind)] = changes {
        return match kind {
            ChangeKind::Added { value } | ChangeKind::Changed { to: value, .. } => {
                Some(value.clone())
            }
            ChangeKind::Removed { .. } => None,
            ChangeKind::Text { .. } => Some(apply_text(from.as_str().unwrap(), kind).into()),
            ChangeKind::Order { .. } => Some(from.clone()),
            ChangeKind::LongText { .. } | ChangeKind::Respelled => panic!("not in these bodies"),
        };
    }
    match from {
        _ if changes.is_empty() => Some(from.clone()),
        Json::Object(fields) => Some(apply_fields(fields, changes)),
        Json::Array(members) => Some(apply_members(members, changes)),
        Json::String(text) => {
            let embedded = serde_json::from_str(text).unwrap();
            Some(apply(&embedded, changes).unwrap().to_string().into())
        }
        other => panic!("no way into {other}"),
    }
}

fn below<'a>(changes: &Changes<'a>, step: &Step) -> Vec<(&'a [Step], &'a ChangeKind)> {
    let below = changes
        .iter()
        .filter(|(path, _)| path.first() == Some(step));
    below.map(|(path, kind)| (&path[1..], *kind)).collect()
}

fn apply_fields(fields: &Map<String, Json>, changes: &Changes) -> Json {
    let mut result = fields.clone();
    for (path, _) in changes {
        let Step::Field(field) = &path[0] else {
            panic!("a member of an object")
        };
        let before = fields.get(field).unwrap_or(&Json::Null);
        match apply(before, &below(changes, &path[0])) {
            Some(value) => result.insert(field.clone(), value),
            None => result.remove(field),
        };
    }
    result.into()
}

fn apply_members(members: &[Json], changes: &Changes) -> Json {
    let mut untouched: Vec<_> = members.iter().cloned().map(Some).collect();
    let mut placed: Vec<(usize, Json)> = Vec::new();
    let mut seen: Vec<&Member> = Vec::new();
    for (path, _) in changes {
        let member = match path.first() {
            Some(Step::Member(member)) => member,
            Some(Step::Field(_)) => panic!("a field of a list"),
            None => continue,
        };
        if seen.contains(&member) {
            continue;
        }
        seen.push(member);
        let before = member.from.map(|place| untouched[place].take().unwrap());
        let after = apply(&before.unwrap_or_default(), &below(changes, &path[0]));
        placed.extend(after.map(|value| (member.to.unwrap(), value)));
    }
    placed.sort_by_key(|(place, _)| *place);
    let mut result: Vec<Json> = untouched.into_iter().flatten().collect();
    for (place, value) in placed {
        result.insert(place, value);
    }
    result.into()
}

fn apply_text(from: &str, kind: &ChangeKind) -> String {
    let ChangeKind::Text { hunks, skipped } = kind else {
        panic!("not a text")
    };
    let mut old = from.split('\n');
    let mut new: Vec<String> = Vec::new();
    for hunk in hunks {
        new.extend(old.by_ref().take(hunk.skipped).map(str::to_owned));
        for line in &hunk.lines {
            let text: String = line.segments.iter().map(|s| s.text.as_str()).collect();
            if line.mark != Mark::Added {
                assert_eq!(old.next(), Some(text.as_str()));
            }
            if line.mark != Mark::Removed {
                new.push(text);
            }
        }
    }
    assert_eq!(old.clone().count(), *skipped);
    new.extend(old.map(str::to_owned));
    new.join("\n")
}
