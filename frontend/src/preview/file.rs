use orgcast_shared::api::Org;
use orgcast_shared::content::ItemKind;
use orgcast_shared::id::{Digest, ItemPath, Millis, OrgId};
use orgcast_shared::plan::file::{CellChange, PlanFile};
use orgcast_shared::plan::{Cell, Cost, Counts, PLANNER_VERSION};
use orgcast_shared::select::Policy;
use serde::{Deserialize, Serialize};

use super::summary::{line, oldest};
use super::{OrgCells, PreviewGroup};
use crate::text::plan_file as text;

/// A plan file, as the page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OpenedFile {
    /// The plan hash.
    pub(crate) plan: Digest,
    /// Whether this version plans otherwise than the one that made the file.
    pub(crate) is_other_planner: bool,
    pub(crate) source: OrgId,
    /// The org that was read longest before, and when.
    pub(crate) oldest_read: Option<(OrgId, Millis)>,
    pub(crate) policy: Policy,
    pub(crate) counts: Counts,
    pub(crate) groups: Vec<PreviewGroup>,
    /// Destinations that had never been read.
    pub(crate) unread: Vec<OrgId>,
    /// Selected places that the source didn't have.
    pub(crate) not_in_source: Vec<ItemPath>,
    /// How many orgs Orgcast had never written to.
    pub(crate) without_base: usize,
}

/// How a plan file compares with what would happen now, or with a second file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileComparison {
    /// The plan hash of the second file; `None` for the present.
    pub(crate) second: Option<Digest>,
    /// Why the file can't be used any more, or how the second one differs, in sentences; nothing
    /// where there is no difference.
    pub(crate) sentences: Vec<String>,
    /// Orgs in which cells or connections differ: how many cells were added, removed and changed.
    pub(crate) orgs: Vec<(OrgId, [u64; 3])>,
}

/// What became of a cell from one plan to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ChangeLine {
    pub(crate) path: ItemPath,
    pub(crate) kind: ItemKind,
    /// In a sentence without a full stop.
    pub(crate) what: String,
}

/// More cells that differ than this nobody reads one by one.
const MOST_CHANGES: usize = 200;

/// What the page needs of a plan file.
pub(super) fn opened(file: &PlanFile) -> OpenedFile {
    let groups = file.groups().into_iter().map(|group| PreviewGroup {
        orgs: group.orgs.into_iter().cloned().collect(),
        counts: group.counts,
        connections: group.connections.to_vec(),
    });
    OpenedFile {
        plan: file.digest(),
        is_other_planner: file.planner() != PLANNER_VERSION,
        source: file.source().org.clone(),
        oldest_read: oldest(&file.report().reads),
        policy: file.choices().policy.clone(),
        counts: file.counts(),
        groups: groups.collect(),
        unread: file.report().unread.iter().cloned().collect(),
        not_in_source: file.report().not_in_source.clone(),
        without_base: file.report().without_base.len(),
    }
}

/// What a plan file says about one org.
pub(super) fn cells(file: &PlanFile, org: &OrgId) -> OrgCells {
    OrgCells {
        cells: file
            .cells(org)
            .map(|(path, cell)| line(path, cell))
            .collect(),
        // A file has none of these.
        orphans: Vec::new(),
        cost: Cost::default(),
        dependencies: Vec::new(),
    }
}

/// Compares a plan file with the plan that its choices make now. The sentences are made here, so that
/// the page needn't know what there is to say.
pub(super) fn compare(file: &PlanFile, now: &PlanFile, orgs: &[Org]) -> FileComparison {
    let stale = file.staleness(now);
    let sentences = stale.iter().map(|stale| text::stale(stale, name_in(orgs)));
    FileComparison {
        second: None,
        sentences: sentences.collect(),
        orgs: differing(file, now),
    }
}

/// Compares a plan file with a second one.
pub(super) fn compare_two(first: &PlanFile, second: &PlanFile, orgs: &[Org]) -> FileComparison {
    let difference = first.compare(second);
    let names = |ids: &[&OrgId]| ids.iter().map(|id| name_in(orgs)(id)).collect::<Vec<_>>();
    let sentences = [
        (first.source().org != second.source().org).then(|| text::OTHER_SOURCE.to_owned()),
        difference.choices.then(|| text::OTHER_CHOICES.to_owned()),
        text::only_in_one(text::FIRST, &names(&difference.removed)),
        text::only_in_one(text::SECOND, &names(&difference.added)),
        text::others(difference.changed.len()),
    ];
    FileComparison {
        second: Some(second.digest()),
        sentences: sentences.into_iter().flatten().collect(),
        orgs: differing(first, second),
    }
}

/// The cells of an org that differ; of many, the first.
pub(super) fn changes(before: &PlanFile, after: &PlanFile, org: &OrgId) -> Vec<ChangeLine> {
    let line = |(path, change): (ItemPath, CellChange<'_>)| {
        let said = |cell: &Cell| text::cell(cell.action, cell.class, &cell.reason.sentence());
        let (kind, what) = match change {
            CellChange::Added(cell) => (cell.kind, text::added(&said(cell))),
            CellChange::Removed(cell) => (cell.kind, text::removed(&said(cell))),
            CellChange::Changed { before, after } => {
                (after.kind, text::changed(&said(before), &said(after)))
            }
        };
        ChangeLine { path, kind, what }
    };
    let difference = before.compare(after);
    let changes = difference.cells(org).map(line);
    changes.take(MOST_CHANGES).collect()
}

fn differing(before: &PlanFile, after: &PlanFile) -> Vec<(OrgId, [u64; 3])> {
    let difference = before.compare(after);
    let changed = difference.changed.iter();
    let counts = changed.map(|org| (org.org.clone(), [org.added, org.removed, org.changed]));
    counts.collect()
}

fn name_in(orgs: &[Org]) -> impl Fn(&OrgId) -> String {
    |id| {
        let known = orgs.iter().find(|org| org.id == *id);
        known.map_or_else(|| id.to_string(), |org| org.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::content::{Connections, Facts, Nodes, TreeBuilder};
    use orgcast_shared::plan::{OrgView, PlanInput, plan};
    use orgcast_shared::select::{Choices, Destinations, Options, Selection};
    use serde_json::Value;

    use super::super::source_tree::tests::{folder, search};
    use super::*;

    fn id(text: &str) -> OrgId {
        OrgId::new(text).unwrap()
    }

    /// The plan of a source with two items for orgs with these.
    fn planned(targets: &[(&str, &[&str])], ticked: &[&str]) -> PlanFile {
        let connections = Connections::default();
        let mut nodes = Nodes::default();
        let mut taken_at = Millis(10);
        let mut view = |org: &str, items: &[&str]| {
            let mut builder = TreeBuilder::new(&connections);
            let items: Vec<Value> = items.iter().map(|name| search(name)).collect();
            let root = builder.add(folder("Root", &items)).unwrap().digest;
            nodes.extend(builder.nodes);
            taken_at.0 -= 1;
            OrgView {
                org: id(org),
                root,
                base: None,
                facts: Facts::default(),
                protected: false,
                taken_at,
            }
        };
        let source = view("gold", &["A", "B"]);
        let targets: Vec<_> = targets.iter().map(|(org, has)| view(org, has)).collect();
        let selection: Selection = ticked.iter().map(|path| path.parse().unwrap()).collect();
        let choices = Choices {
            source: id("gold"),
            selection,
            destinations: Destinations::These {
                orgs: ["acme", "hooli", "new"].map(id).into(),
            },
            options: Options::default(),
            policy: Policy::default(),
            only: std::collections::BTreeMap::new(),
        };
        let input = PlanInput {
            nodes: &nodes,
            choices: &choices,
            source: &source,
            targets: &targets,
            unread: &[],
        };
        PlanFile::new(&plan(&input).unwrap(), &input)
    }

    #[test]
    fn a_file_s_report_is_shown() {
        let shown = opened(&planned(
            &[("acme", &[]), ("hooli", &["A"])],
            &["/A", "/Gone"],
        ));
        assert_eq!(shown.unread, [id("new")]);
        assert_eq!(shown.not_in_source, ["/Gone".parse().unwrap()]);
        assert_eq!(shown.without_base, 2);
        assert_eq!(shown.oldest_read, Some((id("hooli"), Millis(7))));
    }

    #[test]
    fn what_differs_is_listed_cell_by_cell() {
        let before = planned(&[("acme", &[]), ("hooli", &[])], &["/A", "/B"]);
        let after = planned(&[("acme", &["B"]), ("hooli", &[])], &["/A", "/B"]);
        let comparison = compare(&before, &after, &[]);
        assert_eq!(comparison.orgs, [(id("acme"), [0, 0, 1])]);
        let lines = changes(&before, &after, &id("acme"));
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].path, "/B".parse().unwrap());
        assert!(lines[0].what.starts_with("Create ("), "{}", lines[0].what);
        assert!(lines[0].what.contains(", then Same ("), "{}", lines[0].what);
        assert_eq!(changes(&before, &after, &id("hooli")), []);
    }

    #[test]
    fn two_files_are_told_apart() {
        let first = planned(&[("acme", &[]), ("hooli", &[])], &["/A"]);
        assert!(compare_two(&first, &first, &[]).sentences.is_empty());
        let second = planned(&[("acme", &["A"]), ("new", &[])], &["/A", "/B"]);
        let comparison = compare_two(&first, &second, &[]);
        assert_eq!(comparison.second, Some(second.digest()));
        assert_eq!(
            comparison.sentences,
            [
                "Other things are chosen.",
                "Only this file has hooli.",
                "Only the second file has new.",
                "Something else happens in 1 organization."
            ]
        );
        assert_eq!(comparison.orgs, [(id("acme"), [1, 0, 1])]);
    }
}
