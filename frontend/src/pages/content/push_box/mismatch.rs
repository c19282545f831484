use orgcast_shared::api::PlanMismatch;
use orgcast_shared::id::OrgId;

use crate::preview::Check;

/// The orgs in which the edge's plan is another one than the preview: those whose part differs, and
/// those that only one of them has.
pub(super) fn moved(check: &Check, mismatch: &PlanMismatch) -> Vec<OrgId> {
    let theirs: Vec<_> = mismatch
        .orgs
        .iter()
        .map(|side| (&side.org, &side.digest))
        .collect();
    let ours: Vec<_> = check
        .sides
        .iter()
        .map(|(org, digest)| (org, digest))
        .collect();
    let differs = ours.iter().filter(|side| !theirs.contains(side));
    let is_only_theirs = |org: &OrgId| ours.iter().all(|(known, _)| *known != org);
    let new = theirs.iter().filter(|(org, _)| is_only_theirs(org));
    differs.chain(new).map(|(org, _)| (*org).clone()).collect()
}

#[cfg(test)]
mod tests {
    use orgcast_shared::api::PlanSide;
    use orgcast_shared::id::{Digest, Millis};
    use orgcast_shared::plan::Counts;

    use super::*;

    fn id(text: &str) -> OrgId {
        OrgId::new(text).unwrap()
    }

    #[test]
    fn an_org_that_differs_came_or_went_has_moved() {
        let side = |org: &str, content: &str| (id(org), Digest::of(content.as_bytes()));
        let check = Check {
            plan: Digest::of(b"ours"),
            sides: vec![side("same", "1"), side("edited", "1"), side("gone", "1")],
            findings: Vec::new(),
        };
        let theirs = [side("same", "1"), side("edited", "2"), side("new", "1")];
        let mismatch = PlanMismatch {
            approved: check.plan,
            current: Digest::of(b"theirs"),
            orgs: theirs
                .into_iter()
                .map(|(org, digest)| PlanSide {
                    org,
                    digest,
                    taken_at: Millis(1),
                    counts: Counts::default(),
                })
                .collect(),
        };
        assert_eq!(
            moved(&check, &mismatch),
            [id("edited"), id("gone"), id("new")]
        );
    }
}
