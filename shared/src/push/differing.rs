//! Which fields of items read back other than they were written.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value as Json};

use super::calls::Calls;
use super::settle::{At, Held};
use super::{OrderCell, assemble};
use crate::content::{Bodies, Definition, ItemKind, TreeError};
use crate::id::{Digest, Millis};
use crate::select::Options;

/// So many bytes of bodies are loaded at a time. An item that takes more, written and read, is too much to be
/// held as values.
const LOADED: usize = 4 << 20;

/// So many items are loaded at a time.
const AT_ONCE: usize = 24;

/// After this time the fields of what is left aren't looked for any more, so that an org comes to its end.
/// Thousands of items take less.
const LONGEST: Millis = Millis::from_secs(300);

/// So many fields are named; a reader who needs more looks at the item.
const NAMED: usize = 5;

/// A field deeper than a path of so many bytes isn't told by its own name: names may be of any length.
const LONGEST_PATH: usize = 200;

/// What is said of a cell where no fields can be named.
const DIFFERENT: &str = "it was written, but reads back different";

/// What is said of a cell whose fields weren't compared.
const UNCOMPARED: &str = "it was written, but reads back different; its fields weren't compared, so \
                          open it in the preview of a retry to see them";

/// A cell's bodies, as written and as read.
struct Pair<'a> {
    /// Which cell, by its place.
    place: usize,
    cell: &'a OrderCell,
    written: Digest,
    found: Digest,
}

/// What reads back different of each of these cells, in a sentence. Bodies are loaded for a few at a time.
pub(super) async fn differing(
    calls: &Calls,
    unverified: &[&OrderCell],
    held: &Held<'_>,
) -> Result<Vec<String>, TreeError> {
    let (mut reasons, mut pairs) = (Vec::with_capacity(unverified.len()), VecDeque::new());
    for (place, &cell) in unverified.iter().enumerate() {
        reasons.push(match (cell.kind, held.exactly(cell)?, cell.body) {
            (ItemKind::Folder, At::Content(_), _) => format!("{DIFFERENT} in description"),
            (_, At::Other, _) => format!("{DIFFERENT}: it is another kind of item"),
            (_, At::Content(found), Some(written)) => {
                pairs.push_back(Pair {
                    place,
                    cell,
                    written,
                    found,
                });
                UNCOMPARED.to_owned()
            }
            _ => DIFFERENT.to_owned(),
        });
    }
    let until = calls.port.now() + LONGEST;
    while !pairs.is_empty() && calls.port.now() < until {
        let bodies = calls.port.load(digests(&pairs), LOADED).await;
        let mut is_first = true;
        while let Some(pair) = pairs.front() {
            let are_here = [pair.written, pair.found].map(|body| bodies.contains_key(&body));
            // Only the first one is here in any case, unless it is too much or its bodies are lost.
            if are_here != [true; 2] && !is_first {
                break;
            }
            if are_here == [true; 2]
                && let Some(reason) = reasons.get_mut(pair.place)
            {
                *reason = compared(&bodies, pair, held.options);
            }
            is_first = false;
            pairs.pop_front();
        }
    }
    Ok(reasons)
}

/// The bodies of the first pairs, each once.
fn digests(pairs: &VecDeque<Pair<'_>>) -> Vec<Digest> {
    let (mut digests, mut known) = (Vec::new(), BTreeSet::new());
    for pair in pairs.iter().take(AT_ONCE) {
        for digest in [pair.written, pair.found] {
            if known.insert(digest) {
                digests.push(digest);
            }
        }
    }
    digests
}

/// In which fields two bodies differ.
fn compared(bodies: &Bodies, pair: &Pair<'_>, options: Options) -> String {
    let options = pair.cell.options(options);
    let body = |digest| definition(bodies, digest, pair.cell.kind, options);
    let mut fields = Fields::default();
    if let (Some(written), Some(found)) = (body(&pair.written), body(&pair.found)) {
        compare(&written, &found, "", &mut fields);
    }
    let named = fields.named.join(", ");
    match fields.more {
        _ if named.is_empty() => DIFFERENT.to_owned(),
        0 => format!("{DIFFERENT} in {named}"),
        1 => format!("{DIFFERENT} in {named} and 1 more field"),
        more => format!("{DIFFERENT} in {named} and {more} more fields"),
    }
}

/// A stored body as it was compared.
fn definition(bodies: &Bodies, digest: &Digest, kind: ItemKind, options: Options) -> Option<Json> {
    let value = serde_json::from_slice(bodies.get(digest)?).ok()?;
    let mut definition = Definition::new(value).ok()?;
    assemble::leave_out(&mut definition, kind, options);
    Some(definition.into())
}

/// Fields in which two bodies differ.
#[derive(Default)]
struct Fields {
    /// The first of them, [`NAMED`] at most.
    named: Vec<String>,
    /// How many there are besides.
    more: usize,
}

impl Fields {
    fn add(&mut self, path: &str) {
        if self.named.len() < NAMED {
            self.named.push(path.to_owned());
        } else {
            self.more += 1;
        }
    }
}

/// Adds the fields in which two values differ, the deepest that tell it.
fn compare(one: &Json, other: &Json, path: &str, into: &mut Fields) {
    if one == other {
        return;
    }
    if path.len() > LONGEST_PATH {
        into.add(&abridged(path));
        return;
    }
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
        _ => into.add(path),
    }
}

/// As much of a path as is told.
fn abridged(path: &str) -> String {
    let kept = path.get(..path.floor_char_boundary(LONGEST_PATH));
    format!("{}…", kept.unwrap_or_default())
}

fn field<'a>(object: &'a Map<String, Json>, key: &str) -> &'a Json {
    object.get(key).unwrap_or(&Json::Null)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::content::{Entry, Extra, FolderNode, Nodes};
    use crate::id::ItemName;
    use crate::push::pace::Pace;
    use crate::push::{Command, Event, Machine, Reply};

    fn fields(one: &Json, other: &Json) -> Vec<String> {
        let mut fields = Fields::default();
        compare(one, other, "", &mut fields);
        fields.named
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

    #[test]
    fn names_of_any_length_and_number_make_no_long_sentence() {
        let long = "ä".repeat(3_000_000);
        let held = |value| json!({ "a": { &long: { "b": value, "c": value } }, "d": value });
        let named = fields(&held(1), &held(2));
        assert_eq!(named, [format!("a.{}…", "ä".repeat(99)), "d".to_owned()]);
        let many = |value| (0..9).map(|n| (n.to_string(), json!(value))).collect();
        let mut told = Fields::default();
        compare(
            &Json::Object(many(1)),
            &Json::Object(many(2)),
            "",
            &mut told,
        );
        assert_eq!((told.named.concat().as_str(), told.more), ("01234", 4));
    }

    /// Searches with queries of these lengths that read back with another one each.
    struct Searches {
        cells: Vec<OrderCell>,
        entries: Vec<Entry>,
        stored: BTreeMap<Digest, Vec<u8>>,
    }

    impl Searches {
        fn of(lengths: impl IntoIterator<Item = usize>) -> Self {
            let mut searches = Self {
                cells: Vec::new(),
                entries: Vec::new(),
                stored: BTreeMap::new(),
            };
            for (number, length) in lengths.into_iter().enumerate() {
                let name = format!("{number:04}");
                let mut store = |query: &str| {
                    let query = query.repeat(length);
                    let search = json!({ "type": "SavedSearchWithScheduleSyncDefinition",
                                         "name": name, "search": { "queryText": query } });
                    let text = search.to_string().into_bytes();
                    let digest = Digest::of(&text);
                    searches.stored.insert(digest, text);
                    digest
                };
                let (written, found) = (store("w"), store("f"));
                let cell = json!({ "path": format!("/{name}"), "kind": "search", "action": "create",
                                   "source": written, "target": null, "body": written });
                searches.cells.push(serde_json::from_value(cell).unwrap());
                let name = ItemName::new(name).unwrap();
                let entry = Entry::leaf(name, ItemKind::Search, found, Extra::default());
                searches.entries.push(entry);
            }
            searches
        }

        fn lose(&mut self, place: usize) {
            self.stored.remove(&self.entries[place].digest);
        }

        /// What is said of each of them where a load takes so long, and the most bytes that one brought.
        fn said(self, load: Millis) -> (Vec<String>, usize) {
            let Self {
                cells,
                entries,
                stored,
            } = self;
            let mut machine = Machine::new(move |port| async move {
                let mut nodes = Nodes::default();
                let root = nodes.insert(FolderNode::new("", entries));
                let held = Held {
                    nodes: &nodes,
                    root: &root,
                    options: Options::default(),
                };
                let unverified: Vec<_> = cells.iter().collect();
                differing(&Calls::new(port, 7, Pace::default()), &unverified, &held).await
            });
            let (mut now, mut event, mut most) = (Millis(0), Event::Start, 0);
            loop {
                let step = machine.step(now, event);
                if let Some(said) = step.output {
                    return (said.unwrap(), most);
                }
                let mut commands = step.commands.into_iter();
                let Some(Command::Load(id, digests, room)) = commands.next() else {
                    panic!("bodies are loaded");
                };
                let (mut bodies, mut bytes) = (Bodies::default(), 0);
                let known = digests.iter().filter_map(|of| Some((*of, stored.get(of)?)));
                for (digest, body) in known {
                    bytes += body.len();
                    if bytes > room && !bodies.is_empty() {
                        bytes -= body.len();
                        break;
                    }
                    bodies.insert(digest, body.clone());
                }
                most = most.max(bytes);
                now = now + load;
                event = Event::Reply(id, Reply::Bodies(bodies));
            }
        }
    }

    const NAMES_IT: &str = "it was written, but reads back different in search.queryText";

    #[test]
    fn every_item_that_reads_back_different_names_its_fields() {
        let lengths = (0..200).map(|number| number * 1_000);
        let (said, most) = Searches::of(lengths.skip(1)).said(Millis(50));
        assert_eq!(said, [NAMES_IT; 199]);
        assert!(
            most <= LOADED && most > LOADED / 2,
            "{most} bytes at a time"
        );
    }

    #[test]
    fn what_is_too_much_or_lost_holds_up_nothing_else() {
        let mut searches = Searches::of([10, LOADED / 2, 20, 3 * LOADED, 30, 40, 50]);
        searches.lose(4);
        let (said, _) = searches.said(Millis(50));
        let expected = [1, 0, 1, 0, 0, 1, 1];
        assert_eq!(said, expected.map(|named| [UNCOMPARED, NAMES_IT][named]));
    }

    #[test]
    fn an_org_comes_to_its_end_although_there_is_much_to_compare() {
        let (said, _) = Searches::of([1; 100]).said(LONGEST);
        let named = said.iter().filter(|said| *said == NAMES_IT).count();
        assert_eq!(named, AT_ONCE);
        assert_eq!(said.last().unwrap(), UNCOMPARED);
    }
}
