//! The decision on one place, given what the target has there.

use super::source::Spot;
use super::{Action, Cell, Class, Reason};
use crate::content::{
    ConnectionKey, Entry, FolderNode, ItemKind, MAX_DESCRIPTION_CHARS, Reference,
};
use crate::id::Digest;
use crate::select::Options;

/// What a target has at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum There<'a> {
    /// A folder above can't be pushed to, so what is here doesn't matter.
    Unreachable,
    /// Nothing.
    Nothing,
    /// One item, and the node if it is a folder.
    One(&'a Entry, Option<&'a FolderNode>),
    /// Several items of one name.
    Several,
}

/// What an item's schedule needs, seen from one target.
pub(super) struct Needs<'a> {
    /// The connections that several of the source's connections match.
    pub(super) ambiguous_in_source: &'a [ConnectionKey],
    /// The connections that several of the target's connections match.
    pub(super) ambiguous_in_target: &'a [ConnectionKey],
    pub(super) options: Options,
}

/// Decides on the place itself. `None`: nothing is decided, because only items below are selected
/// and the folder is there.
pub(super) fn decide(spot: &Spot, there: There<'_>, needs: &Needs<'_>) -> Option<Cell> {
    let source = source_digest(spot, needs.options);
    let (target, reason) = match there {
        There::Unreachable => (None, Err(Reason::FolderBlocked)),
        There::Several => (None, Err(Reason::AmbiguousInTarget)),
        There::Nothing => (None, Ok(())),
        There::One(entry, node) => {
            let digest = node.map_or_else(|| entry.content(needs.options), FolderNode::own_digest);
            let clash = entry.kind != spot.entry.kind;
            let clash = clash.then_some(Reason::KindClash { target: entry.kind });
            (Some(digest), clash.map_or(Ok(()), Err))
        }
    };
    let reason = if spot.ambiguous {
        Err(Reason::AmbiguousInSource)
    } else {
        reason
    };
    let cell = |action, class, reason| Cell {
        kind: spot.entry.kind,
        action,
        class,
        reason,
        source,
        target,
    };
    if let Err(reason) = reason {
        return Some(cell(Action::Nothing, Class::Blocked, reason));
    }
    if target.is_some() && !spot.whole {
        return None;
    }
    if target == Some(source) {
        let reason = equal_reason(spot, there);
        return Some(cell(Action::Nothing, Class::Same, reason));
    }
    if target.is_some() && has_long_description(spot) {
        let reason = Reason::DescriptionTooLong;
        return Some(cell(Action::Nothing, Class::Blocked, reason));
    }
    if let Some(reason) = obstacle(&spot.entry, needs) {
        return Some(cell(Action::Nothing, Class::Blocked, reason));
    }
    Some(match target {
        None if spot.whole => cell(Action::Create, Class::New, Reason::Absent),
        None => cell(Action::Create, Class::New, Reason::FolderNeeded),
        Some(_) => cell(
            Action::Replace,
            Class::Unknown,
            difference(&spot.entry, there),
        ),
    })
}

/// What would be pushed.
fn source_digest(spot: &Spot, options: Options) -> Digest {
    let own = spot.folder.as_ref().map(|folder| folder.own_digest());
    own.unwrap_or_else(|| spot.entry.content(options))
}

fn equal_reason(spot: &Spot, there: There<'_>) -> Reason {
    match there {
        There::One(entry, None) if entry.digest != spot.entry.digest => Reason::EqualButIgnored,
        _ => Reason::Equal,
    }
}

fn difference(source: &Entry, there: There<'_>) -> Reason {
    match there {
        There::One(target, _) if target.schema != source.schema => Reason::LookupSchemaDiffers,
        _ => Reason::Differs,
    }
}

/// Whether the folder has a description that only an import can set.
fn has_long_description(spot: &Spot) -> bool {
    let length = |folder: &FolderNode| folder.description.chars().count();
    let folder = spot.folder.as_ref();
    folder.is_some_and(|folder| length(folder) > MAX_DESCRIPTION_CHARS)
}

/// Why the item can't be written, if it can't.
fn obstacle(entry: &Entry, needs: &Needs<'_>) -> Option<Reason> {
    if entry.kind == ItemKind::Unrecognised {
        return Some(Reason::UnrecognisedKind);
    }
    entry
        .travelling(needs.options)
        .iter()
        .find_map(|reference| match reference {
            Reference::LostConnection { id } => Some(Reason::ConnectionLost { id: id.clone() }),
            Reference::ScriptAction { .. } => Some(Reason::ScriptAction),
            Reference::Connection(key) if needs.ambiguous_in_source.contains(key) => {
                Some(Reason::ConnectionAmbiguousInSource {
                    connection: key.clone(),
                })
            }
            Reference::Connection(key) if needs.ambiguous_in_target.contains(key) => {
                Some(Reason::ConnectionAmbiguousInTarget {
                    connection: key.clone(),
                })
            }
            Reference::Connection(_)
            | Reference::ScheduledView { .. }
            | Reference::Lookup { .. } => None,
        })
}
