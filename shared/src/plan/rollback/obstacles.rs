//! What keeps a former item from being written.

use super::RollbackReason;
use crate::content::{
    ConnectionKey, Entry, Facts, FolderNode, ItemKind, MAX_DESCRIPTION_CHARS, Reference,
};
use crate::id::ItemName;
use crate::plan::title;

/// What a schedule needs and the org doesn't have, but for lookup tables, which may come back with the
/// rollback.
pub(super) fn unconnected(entry: &Entry, facts: &Facts) -> Option<RollbackReason> {
    entry
        .references()
        .iter()
        .find_map(|reference| match reference {
            Reference::Connection(key) => connection(key, facts),
            Reference::LostConnection { id } => {
                Some(RollbackReason::ConnectionLost { id: id.clone() })
            }
            _ => None,
        })
}

fn connection(key: &ConnectionKey, facts: &Facts) -> Option<RollbackReason> {
    let connection = key.clone();
    match facts.matching(key).count() {
        0 => Some(RollbackReason::ConnectionMissing { connection }),
        1 => None,
        _ => Some(RollbackReason::ConnectionAmbiguous { connection }),
    }
}

/// What is in the folder of an item and could be meant by it although its name differs: nobody knows
/// what Sumo Logic would do. `is_ours` says which names the rollback looks after itself.
pub(super) fn lookalike(
    name: &ItemName,
    former: &Entry,
    is_new: bool,
    folder: &FolderNode,
    is_ours: impl Fn(&ItemName) -> bool,
) -> Option<RollbackReason> {
    let mut others = folder.entries.iter().filter(|other| other.name != *name);
    let letters = name.folded();
    if is_new
        && let Some(other) = others
            .clone()
            .find(|other| other.name.folded() == letters && !is_ours(&other.name))
    {
        let name = other.name.clone();
        return Some(RollbackReason::CaseClash { name });
    }
    if former.kind != ItemKind::Dashboard {
        return None;
    }
    let taken =
        others.find(|other| other.kind == ItemKind::Dashboard && title(other) == title(former));
    let name = taken?.name.clone();
    Some(RollbackReason::TitleTaken { name })
}

/// A description that can't be set other than by an import.
pub(super) fn overlong(former: &FolderNode) -> Option<RollbackReason> {
    let max = MAX_DESCRIPTION_CHARS;
    let is_long = former.description.chars().count() > max as usize;
    is_long.then_some(RollbackReason::DescriptionTooLong { max })
}
