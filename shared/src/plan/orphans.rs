use super::Plan;
use super::row::{OutcomeId, Row};
use crate::content::ItemKind;
use crate::id::{ItemPath, OrgId};
use crate::sorted::sorted;

impl Plan {
    /// What Orgcast once wrote in an org below a wholly selected folder and the source no longer
    /// has, by path. Of a folder only itself is named, not what is in it. Nothing happens to it: a
    /// push never deletes.
    pub fn orphans(&self, org: &OrgId) -> Vec<(ItemPath, ItemKind)> {
        let mut orphans = Vec::new();
        if let Some(org) = self.org(org) {
            self.add_orphans(&ItemPath::root(), org.root, &mut orphans);
        }
        sorted(orphans, Ord::cmp)
    }

    fn add_orphans(
        &self,
        path: &ItemPath,
        outcome: OutcomeId,
        orphans: &mut Vec<(ItemPath, ItemKind)>,
    ) {
        let outcomes = &self.sources.outcomes;
        let here = outcomes[outcome].orphans.iter();
        orphans.extend(here.map(|(name, kind)| (path.child(name), *kind)));
        let spots = &self.sources.spots;
        let children = &spots[outcomes[outcome].spot].children;
        for (spot, row) in children.iter().zip(outcomes.rows(outcome)) {
            if let Row::Folder(below) = row {
                self.add_orphans(&path.child(&spots[*spot].entry.name), below, orphans);
            }
        }
    }
}
