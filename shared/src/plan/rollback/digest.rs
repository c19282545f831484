use super::RollbackCell;
use crate::content::ConnectionKey;
use crate::id::{Digest, Hasher, OrgId};
use crate::select::RollbackChoices;
use crate::sorted::sorted;

/// Digests an org's part.
pub(super) fn digest_org(
    org: &OrgId,
    cells: &[RollbackCell],
    connections: &[ConnectionKey],
) -> Digest {
    let mut hasher = Hasher::new("orgcast rollback org 1");
    hasher.text(org.as_str()).count(cells.len());
    for cell in cells {
        hasher.digest(&cell.digest());
    }
    hasher.count(connections.len());
    for key in connections {
        hasher.text(&key.kind).text(&key.name);
    }
    hasher.finish()
}

/// The hash of a rollback, from what was chosen and the digests of its orgs, which come in any order.
pub fn rollback_digest(choices: &RollbackChoices, orgs: &[(OrgId, Digest)]) -> Digest {
    let mut hasher = Hasher::new("orgcast rollback 1");
    // Choices hold texts in sorted sets only, so writing them can't fail and has one result.
    hasher.text(&serde_json::to_string(choices).unwrap_or_default());
    hasher.count(orgs.len());
    for (_, digest) in sorted(orgs.iter().collect(), |a, b| a.0.cmp(&b.0)) {
        hasher.digest(digest);
    }
    hasher.finish()
}
