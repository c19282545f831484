//! The decision on one place, given what the target and the base have there.

use std::collections::BTreeSet;

use super::cell::Verdict;
use super::context::Context;
use super::obstacles::Needs;
use super::pairing::{Clash, Pair};
use super::spots::Spot;
use super::{Action, Reason};
use crate::content::{ConnectionKey, FolderNode, ItemKind, MAX_DESCRIPTION_CHARS};
use crate::select::{Class, DependencyRulings, Options, Ruling};

/// What is the same for a whole plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) options: Options,
    pub(super) dependencies: DependencyRulings,
    /// The connections that several of the source's connections match.
    pub(super) ambiguous_in_source: BTreeSet<ConnectionKey>,
}

impl Settings {
    /// Decides on a place that is no folder in the source.
    pub(super) fn leaf(&self, spot: &Spot, pair: &Pair<'_>, context: &Context) -> Verdict {
        let hindered = pair.clash.as_ref();
        let (target, base) = (pair.target_entry(), pair.base_entry());
        if spot.is_ambiguous() {
            return blocked(Reason::AmbiguousInSource);
        }
        if hindered == Some(&Clash::Several) {
            return blocked(Reason::AmbiguousInTarget);
        }
        if let Some(target) = target.filter(|target| target.kind != spot.entry.kind) {
            return blocked(Reason::KindClash {
                target: target.kind,
            });
        }
        if target.is_some_and(|target| target.digest == spot.entry.digest) {
            return same();
        }
        let needs = self.needs(&spot.entry, context);
        let options = match needs {
            Needs::Strip => self.options.without_schedules(),
            Needs::Nothing | Needs::Block(_) => self.options,
        };
        let source = spot.entry.content(options);
        let stripped = source != spot.entry.digest;
        let there = target.map(|target| target.content(options));
        if there == Some(source) {
            return Verdict {
                reason: Reason::EqualButIgnored,
                stripped,
                ..same()
            };
        }
        if let Some(other) = spot.shares_title_with() {
            let name = other.clone();
            return blocked(Reason::TitleShared { name });
        }
        if let Some(clash) = hindered {
            return blocked(clash.reason());
        }
        if let Some(obstacle) = obstacle(spot, target.is_none(), needs) {
            return blocked(obstacle);
        }
        // Whatever the options leave out is lost with what is replaced, so an edit of it is an edit.
        let since = base.map(|base| Unmoved {
            target: target.is_some_and(|target| target.digest == base.digest),
            source: source == base.content(options),
        });
        let class = compare(target.is_some(), since);
        let schema_differs = target.is_some_and(|target| target.schema() != spot.entry.schema());
        let reason = if schema_differs {
            Reason::LookupSchemaDiffers
        } else {
            reason_for(class, base.is_some())
        };
        Verdict {
            stripped,
            ..ruled(class, reason, context)
        }
    }
}

/// Why the item can't be written, if it can't.
fn obstacle(spot: &Spot, is_new: bool, needs: Needs) -> Option<Reason> {
    if spot.entry.kind == ItemKind::Unrecognised {
        return Some(Reason::UnrecognisedKind);
    }
    if is_new && let Some(max) = spot.over_limit {
        return Some(Reason::NameTooLong { max });
    }
    match needs {
        Needs::Block(reason) => Some(reason),
        Needs::Nothing | Needs::Strip => None,
    }
}

/// Decides on a folder that is one in the source and isn't in the target.
pub(super) fn absent_folder(spot: &Spot, was_there: bool, context: &Context) -> Verdict {
    if let Some(max) = spot.over_limit {
        return blocked(Reason::NameTooLong { max });
    }
    let reason = if spot.is_selected() {
        reason_for(Class::New, was_there)
    } else {
        Reason::FolderNeeded
    };
    ruled(Class::New, reason, context)
}

/// Decides on a folder that is one in both, with different descriptions; `was_written` says whether
/// the base has anything here.
pub(super) fn folder(
    source: &FolderNode,
    target: &FolderNode,
    (base, was_written): (Option<&FolderNode>, bool),
    context: &Context,
) -> Verdict {
    let max = MAX_DESCRIPTION_CHARS;
    if source.description.chars().count() > max as usize {
        return blocked(Reason::DescriptionTooLong { max });
    }
    let was_written = was_written && base.is_none_or(FolderNode::is_described);
    // Where the base has something else than a folder, both were changed since.
    let is_base =
        |folder: &FolderNode| base.is_some_and(|base| base.description == folder.description);
    let since = was_written.then(|| Unmoved {
        target: is_base(target),
        source: is_base(source),
    });
    let class = compare(true, since);
    ruled(class, reason_for(class, was_written), context)
}

/// What still is as Orgcast last wrote it.
#[derive(Clone, Copy)]
struct Unmoved {
    target: bool,
    source: bool,
}

/// How the three relate, where source and target aren't equal; `since` is `None` where Orgcast never
/// wrote.
fn compare(is_there: bool, since: Option<Unmoved>) -> Class {
    match since {
        _ if !is_there => Class::New,
        None => Class::Unknown,
        Some(Unmoved { target: true, .. }) => Class::Behind,
        Some(Unmoved { source: true, .. }) => Class::Edited,
        Some(_) => Class::Diverged,
    }
}

fn reason_for(class: Class, has_base: bool) -> Reason {
    match class {
        Class::New if has_base => Reason::Removed,
        Class::New => Reason::Absent,
        Class::Behind => Reason::SourceMoved,
        Class::Edited => Reason::EditedThere,
        Class::Diverged => Reason::BothMoved,
        Class::Unknown | Class::Same | Class::Blocked => Reason::Differs,
    }
}

/// The verdict on a place that would be written, after the policy.
pub(super) fn ruled(class: Class, reason: Reason, context: &Context) -> Verdict {
    let (ruling, by) = context.ruling(class);
    let (class, action, reason) = match ruling {
        Ruling::Replace if class == Class::New => (class, Action::Create, reason),
        Ruling::Replace => (class, Action::Replace, reason),
        Ruling::Keep => (class, Action::Keep, Reason::Kept { by }),
        Ruling::Block => {
            let reason = Reason::RuledOut { class, by };
            (Class::Blocked, Action::Nothing, reason)
        }
    };
    Verdict {
        class,
        action,
        reason,
        stripped: false,
    }
}

pub(super) fn blocked(reason: Reason) -> Verdict {
    Verdict {
        class: Class::Blocked,
        action: Action::Nothing,
        reason,
        stripped: false,
    }
}

pub(super) fn same() -> Verdict {
    Verdict {
        class: Class::Same,
        action: Action::Nothing,
        reason: Reason::Equal,
        stripped: false,
    }
}

/// Below a folder that the policy doesn't create.
pub(super) fn left_out() -> Verdict {
    Verdict {
        class: Class::New,
        action: Action::Keep,
        reason: Reason::FolderKept,
        stripped: false,
    }
}
