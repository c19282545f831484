use orgcast_shared::content::{Definition, Entry, ItemKind, Nodes, TreeError, strip};
use orgcast_shared::id::{Digest, ItemPath, OrgId};
use orgcast_shared::plan::{Plan, PlanInput};
use serde_json::{Value as Json, json};

use super::CellDiff;
use super::diff::lines;

/// The three sides of a cell.
pub(super) struct Sides {
    source: Side,
    target: Option<Side>,
    base: Option<Side>,
    /// Whether schedules are left out of the comparison.
    is_stripped: bool,
    /// Whether the target has something that can't be compared.
    is_clash: bool,
}

/// What one of the trees holds at the place of a cell.
#[derive(Debug, Clone, PartialEq)]
enum Side {
    Folder(String),
    Body(Digest),
}

/// What the trees hold at a place; `None` where the plan has no cell.
pub(super) fn sides(
    input: &PlanInput<'_>,
    plan: &Plan,
    org: &OrgId,
    path: &ItemPath,
) -> Result<Option<Sides>, TreeError> {
    let view = input.targets.iter().find(|target| target.org == *org);
    let (Some(cell), Some(view)) = (plan.cell(org, path), view) else {
        return Ok(None);
    };
    let find = |root: &Digest| input.nodes.find(root, path);
    let [source] = find(&input.source.root)? else {
        return Ok(None);
    };
    let there = find(&view.root)?;
    let is_alike =
        |entry: &&Entry| (entry.kind == ItemKind::Folder) == (source.kind == ItemKind::Folder);
    let target = one(there).filter(is_alike);
    let base = match &view.base {
        Some(base) => one(find(base)?).filter(is_alike),
        None => None,
    };
    let is_stripped = source.stripped() == Some(&cell.source)
        || target.is_some_and(|target| {
            target.stripped().is_some() && target.stripped() == cell.target.as_ref()
        });
    Ok(Some(Sides {
        is_clash: target.is_none() && !there.is_empty(),
        source: Side::of(input.nodes, source)?,
        target: target
            .map(|entry| Side::of(input.nodes, entry))
            .transpose()?,
        base: base.map(|entry| Side::of(input.nodes, entry)).transpose()?,
        is_stripped,
    }))
}

impl Side {
    fn of(nodes: &Nodes, entry: &Entry) -> Result<Self, TreeError> {
        Ok(match entry.kind {
            ItemKind::Folder => Self::Folder(nodes.get(&entry.digest)?.description.clone()),
            _ => Self::Body(entry.digest),
        })
    }
}

fn one(entries: &[Entry]) -> Option<&Entry> {
    match entries {
        [one] => Some(one),
        _ => None,
    }
}

impl Sides {
    /// The bodies that the comparison needs.
    pub(super) fn bodies(&self) -> Vec<Digest> {
        let mut digests = Vec::new();
        for side in [Some(&self.source), self.target.as_ref(), self.base.as_ref()] {
            if let Some(Side::Body(digest)) = side
                && !digests.contains(digest)
            {
                digests.push(*digest);
            }
        }
        digests
    }

    /// Compares, given the bodies; `None` where one is missing or can't be read. That of the base may
    /// be missing.
    pub(super) fn compare(&self, bodies: &[(Digest, Vec<u8>)]) -> Option<CellDiff> {
        let source = self.body(&self.source, bodies)?;
        let target = match &self.target {
            None => None,
            Some(side) => Some(self.body(side, bodies)?),
        };
        let push = if self.is_clash {
            None
        } else {
            Some(lines(target.as_deref(), Some(&source))?)
        };
        let base = self.base.as_ref().and_then(|side| self.body(side, bodies));
        let edits = match (base, &target) {
            (Some(base), Some(target)) => Some(lines(Some(&base), Some(target))?),
            _ => None,
        };
        Some(CellDiff { push, edits })
    }

    fn body(&self, side: &Side, bodies: &[(Digest, Vec<u8>)]) -> Option<Vec<u8>> {
        match side {
            Side::Folder(description) => {
                serde_json::to_vec(&json!({ "description": description })).ok()
            }
            Side::Body(digest) => {
                let (_, body) = bodies.iter().find(|(known, _)| known == digest)?;
                if !self.is_stripped {
                    return Some(body.clone());
                }
                let mut definition = Definition::new(serde_json::from_slice(body).ok()?).ok()?;
                strip(&mut definition);
                serde_json::to_vec(&Json::from(definition)).ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(query: &str, schedule: &str) -> (Digest, Vec<u8>) {
        let body = json!({
            "type": "SavedSearchWithScheduleSyncDefinition",
            "name": "A",
            "search": { "queryText": query },
            "searchSchedule": { "cronExpression": schedule },
        });
        let bytes = serde_json::to_vec(&body).unwrap();
        (Digest::of(&bytes), bytes)
    }

    fn sides(source: Side, target: Option<Side>, base: Option<Side>) -> Sides {
        Sides {
            source,
            target,
            base,
            is_stripped: false,
            is_clash: false,
        }
    }

    fn labels(lines: Option<Vec<super::super::FieldLine>>) -> Option<Vec<String>> {
        Some(lines?.into_iter().map(|line| line.label).collect())
    }

    #[test]
    fn a_push_and_an_edit_are_told_apart() {
        let bodies = [body("new", "1"), body("there", "1"), body("old", "2")];
        let [source, target, base] = [0, 1, 2].map(|at| Side::Body(bodies[at].0));
        let sides = sides(source, Some(target), Some(base));
        assert_eq!(sides.bodies().len(), 3);
        let diff = sides.compare(&bodies).unwrap();
        assert_eq!(labels(diff.push).unwrap(), ["query"]);
        let edits = labels(diff.edits).unwrap();
        assert_eq!(edits, ["query", "schedule › cron expression"]);
        let without_base = sides.compare(&bodies[..2]).unwrap();
        assert_eq!(without_base.edits, None, "that of the base may be gone");
        assert_eq!(sides.compare(&bodies[..1]), None);
    }

    #[test]
    fn schedules_that_are_left_out_are_not_compared() {
        let bodies = [body("same", "1"), body("same", "2")];
        let [source, target] = [0, 1].map(|at| Side::Body(bodies[at].0));
        let mut sides = sides(source, Some(target), None);
        assert_eq!(sides.compare(&bodies).unwrap().push.unwrap().len(), 1);
        sides.is_stripped = true;
        assert_eq!(sides.compare(&bodies).unwrap().push, Some(Vec::new()));
    }

    #[test]
    fn folders_show_their_description_and_a_clash_nothing() {
        let folder = |text: &str| Side::Folder(text.to_owned());
        let mut sides = sides(folder("new"), Some(folder("old")), None);
        assert_eq!(sides.bodies(), []);
        let diff = sides.compare(&[]).unwrap();
        assert_eq!(labels(diff.push).unwrap(), ["description"]);
        sides.target = None;
        sides.is_clash = true;
        assert_eq!(sides.compare(&[]).unwrap().push, None);
    }
}
