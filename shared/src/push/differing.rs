//! Which fields of an item read back other than they were written.

use serde_json::{Map, Value as Json};

use super::calls::Calls;
use super::settle::{At, Held};
use super::{OrderCell, assemble};
use crate::content::{Bodies, Definition, ItemKind, TreeError};
use crate::id::Digest;
use crate::select::Options;

/// Items that take more than so many bytes, written and read, are too much to be held as values.
const COMPARED: usize = 2 << 20;

/// So many fields are named; a reader who needs more looks at the item.
const NAMED: usize = 5;

/// What is said of a cell where no fields are named.
pub(super) const DIFFERENT: &str = "it was written, but reads back different";

/// What reads back different of a cell, in a sentence.
pub(super) async fn differing(
    calls: &Calls,
    cell: &OrderCell,
    held: &Held<'_>,
) -> Result<String, TreeError> {
    let fields = match (cell.kind, held.exactly(cell)?, cell.body) {
        (ItemKind::Folder, At::Content(_), _) => vec!["description".to_owned()],
        (_, At::Content(found), Some(written)) => {
            let bodies = calls.port.load(vec![written, found], COMPARED).await;
            let options = cell.options(held.options);
            let sizes = [written, found].map(|digest| bodies.get(&digest).map(Vec::len));
            let [Some(one), Some(other)] = sizes else {
                return Ok(DIFFERENT.to_owned());
            };
            if one + other > COMPARED {
                return Ok(DIFFERENT.to_owned());
            }
            let body = |digest| definition(&bodies, &digest, cell.kind, options);
            match (body(written), body(found)) {
                (Some(written), Some(found)) => {
                    let mut fields = Vec::new();
                    compare(&written, &found, "", &mut fields);
                    fields
                }
                _ => Vec::new(),
            }
        }
        (_, At::Other, _) => return Ok(format!("{DIFFERENT}: it is another kind of item")),
        _ => Vec::new(),
    };
    if fields.is_empty() {
        return Ok(DIFFERENT.to_owned());
    }
    let more = fields.len().saturating_sub(NAMED);
    let named = fields
        .into_iter()
        .take(NAMED)
        .collect::<Vec<_>>()
        .join(", ");
    Ok(match more {
        0 => format!("{DIFFERENT} in {named}"),
        more => format!("{DIFFERENT} in {named} and {more} more fields"),
    })
}

/// A stored body as it was compared.
fn definition(bodies: &Bodies, digest: &Digest, kind: ItemKind, options: Options) -> Option<Json> {
    let value = serde_json::from_slice(bodies.get(digest)?).ok()?;
    let mut definition = Definition::new(value).ok()?;
    assemble::leave_out(&mut definition, kind, options);
    Some(definition.into())
}

/// Adds the fields in which two values differ, the deepest that tell it.
fn compare(one: &Json, other: &Json, path: &str, into: &mut Vec<String>) {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => {
            let added = other.keys().filter(|key| !one.contains_key(*key));
            for key in one.keys().chain(added) {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                compare(field(one, key), field(other, key), &path, into);
            }
        }
        (Json::Array(one), Json::Array(other)) if one.len() == other.len() => {
            for (place, (one, other)) in one.iter().zip(other).enumerate() {
                compare(one, other, &format!("{path}[{place}]"), into);
            }
        }
        _ if one != other => into.push(path.to_owned()),
        _ => {}
    }
}

fn field<'a>(object: &'a Map<String, Json>, key: &str) -> &'a Json {
    object.get(key).unwrap_or(&Json::Null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(one: &Json, other: &Json) -> Vec<String> {
        let mut fields = Vec::new();
        compare(one, other, "", &mut fields);
        fields
    }

    #[test]
    fn fields_are_named_as_deep_as_they_differ() {
        let one = json!({ "a": 1, "b": { "c": [1, { "d": 2 }] }, "gone": true });
        let other = json!({ "a": 1, "b": { "c": [1, { "d": 3 }], "e": 0 }, "list": [1] });
        assert_eq!(fields(&one, &other), ["b.c[1].d", "b.e", "gone", "list"]);
        assert_eq!(fields(&one, &one), [""; 0]);
    }

    #[test]
    fn lists_of_other_lengths_differ_as_a_whole() {
        let (one, other) = (json!({ "a": [1] }), json!({ "a": [1, 2] }));
        assert_eq!(fields(&one, &other), ["a"]);
    }
}
