//! What is compared in one cell: what the trees of source, target and base hold at its place.

use serde_json::{Value as Json, json};
use thiserror::Error;

use super::{Class, Plan, PlanInput};
use crate::content::diff::{FieldChange, diff_bodies};
use crate::content::{BodyError, Definition, Entry, ItemKind, Nodes, TreeError, strip};
use crate::id::{Digest, ItemPath, OrgId};

/// The three sides of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellSides {
    source: Side,
    target: Option<Side>,
    base: Option<Side>,
    /// Whether the target has something that can't be compared.
    is_clash: bool,
}

/// What one of the trees holds at the place of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Side {
    Folder(String),
    Body {
        digest: Digest,
        /// Whether it is compared without its schedule.
        is_stripped: bool,
    },
}

/// What differs in one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellDiff {
    /// What a push changes, on the way from the target to the source; `None` where the two can't be
    /// compared.
    pub push: Option<Vec<FieldChange>>,
    /// What was changed in the org since Orgcast wrote the item there; `None` where it never did, and
    /// where the body of that time is missing.
    pub edits: Option<Vec<FieldChange>>,
}

/// Why a cell can't be compared.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CellDiffError {
    /// A body is missing.
    #[error("the body {0} is missing")]
    Missing(Digest),
    /// A body can't be read.
    #[error("a body can't be used: {0}")]
    Body(#[from] BodyError),
}

impl CellSides {
    /// What the trees hold at a place; `None` where the plan has no cell or the source has several
    /// items of the name.
    ///
    /// # Errors
    ///
    /// When a node of one of the trees is missing.
    pub fn find(
        input: &PlanInput<'_>,
        plan: &Plan,
        org: &OrgId,
        path: &ItemPath,
    ) -> Result<Option<Self>, TreeError> {
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
        let is_stripped = |entry: &Entry, held: Option<&Digest>| {
            entry.stripped().is_some() && entry.stripped() == held
        };
        let source_is = is_stripped(source, Some(&cell.source));
        let target_is = target.is_some_and(|target| is_stripped(target, cell.target.as_ref()));
        // The customer's schedule is left out only where it stays.
        let theirs_are = cell.class == Class::Same && (source_is || target_is);
        let theirs = |entry: Option<&Entry>| {
            let side = entry.map(|entry| Side::of(input.nodes, entry, theirs_are));
            side.transpose()
        };
        Ok(Some(Self {
            is_clash: target.is_none() && !there.is_empty(),
            source: Side::of(input.nodes, source, source_is)?,
            target: theirs(target)?,
            base: theirs(base)?,
        }))
    }

    /// The digests of the bodies that the comparison needs.
    pub fn bodies(&self) -> Vec<Digest> {
        let mut digests = Vec::new();
        for side in [Some(&self.source), self.target.as_ref(), self.base.as_ref()] {
            if let Some(Side::Body { digest, .. }) = side
                && !digests.contains(digest)
            {
                digests.push(*digest);
            }
        }
        digests
    }

    /// Compares, given the bodies. That of the base may be missing.
    ///
    /// # Errors
    ///
    /// When a body is missing or can't be read.
    pub fn compare(&self, bodies: &[(Digest, Vec<u8>)]) -> Result<CellDiff, CellDiffError> {
        let source = self.source.body(bodies)?;
        let read = |side: &Side| side.body(bodies);
        let target = self.target.as_ref().map(read).transpose()?;
        let push = if self.is_clash {
            None
        } else {
            Some(diff_bodies(target.as_deref(), Some(&source))?.changes)
        };
        let base = match self.base.as_ref().map(read).transpose() {
            Err(CellDiffError::Missing(_)) => None,
            base => base?,
        };
        let edits = match (base, &target) {
            (Some(base), Some(target)) => Some(diff_bodies(Some(&base), Some(target))?.changes),
            _ => None,
        };
        Ok(CellDiff { push, edits })
    }
}

impl Side {
    fn of(nodes: &Nodes, entry: &Entry, is_stripped: bool) -> Result<Self, TreeError> {
        Ok(match entry.kind {
            ItemKind::Folder => Self::Folder(nodes.get(&entry.digest)?.description.clone()),
            _ => Self::Body {
                digest: entry.digest,
                is_stripped,
            },
        })
    }

    fn body(&self, bodies: &[(Digest, Vec<u8>)]) -> Result<Vec<u8>, CellDiffError> {
        let (digest, is_stripped) = match self {
            Self::Folder(description) => {
                return Ok(written(&json!({ "description": description })));
            }
            Self::Body {
                digest,
                is_stripped,
            } => (digest, *is_stripped),
        };
        let found = bodies.iter().find(|(known, _)| known == digest);
        let (_, body) = found.ok_or(CellDiffError::Missing(*digest))?;
        if !is_stripped {
            return Ok(body.clone());
        }
        let value = serde_json::from_slice(body).map_err(|_| BodyError::NotAnObject)?;
        let mut definition = Definition::new(value)?;
        strip(&mut definition);
        Ok(written(&Json::from(definition)))
    }
}

fn one(entries: &[Entry]) -> Option<&Entry> {
    match entries {
        [one] => Some(one),
        _ => None,
    }
}

fn written(value: &Json) -> Vec<u8> {
    // Writing JSON to memory can't fail.
    serde_json::to_vec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::diff::label;

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

    fn sides(source: Side, target: Option<Side>, base: Option<Side>) -> CellSides {
        CellSides {
            source,
            target,
            base,
            is_clash: false,
        }
    }

    fn whole(digest: Digest) -> Side {
        let is_stripped = false;
        Side::Body {
            digest,
            is_stripped,
        }
    }

    fn labels(changes: Option<Vec<FieldChange>>) -> Option<Vec<String>> {
        let label = |change: FieldChange| label(&change.path);
        Some(changes?.into_iter().map(label).collect())
    }

    #[test]
    fn a_push_and_an_edit_are_told_apart() {
        let bodies = [body("new", "1"), body("there", "1"), body("old", "2")];
        let [source, target, base] = [0, 1, 2].map(|at| whole(bodies[at].0));
        let sides = sides(source, Some(target), Some(base));
        assert_eq!(sides.bodies().len(), 3);
        let diff = sides.compare(&bodies).unwrap();
        assert_eq!(labels(diff.push).unwrap(), ["query"]);
        let edits = labels(diff.edits).unwrap();
        assert_eq!(edits, ["query", "schedule › cron expression"]);
        let without_base = sides.compare(&bodies[..2]).unwrap();
        assert_eq!(without_base.edits, None, "that of the base may be gone");
        assert_eq!(
            sides.compare(&bodies[..1]),
            Err(CellDiffError::Missing(bodies[1].0))
        );
    }

    #[test]
    fn schedules_that_are_left_out_are_not_compared() {
        let bodies = [body("same", "1"), body("same", "2")];
        let compare = |without: [bool; 2]| {
            let [source, target] = [0, 1].map(|at| Side::Body {
                digest: bodies[at].0,
                is_stripped: without[at],
            });
            let diff = sides(source, Some(target), None).compare(&bodies);
            labels(diff.unwrap().push).unwrap()
        };
        assert_eq!(compare([false, false]), ["schedule › cron expression"]);
        assert_eq!(compare([true, false]), ["schedule"], "it is lost");
        assert_eq!(compare([true, true]), [""; 0]);
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
