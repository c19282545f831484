//! What an item's schedule needs from an org, and what it means where that is missing.

use super::super::{Action, Reason};
use super::org::OrgCheck;
use super::place::Here;
use crate::content::{ConnectionKey, ItemKind, Reference, TreeError};
use crate::select::IfMissing;

/// What an item's references mean for a push of it.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Why it can't be pushed.
    pub(super) obstacles: Vec<Reason>,
    /// Whether it is pushed without its schedule.
    pub(super) strip: bool,
}

impl Needs {
    pub(super) fn of(here: &Here<'_, '_>) -> Result<Self, TreeError> {
        let org = here.org;
        let missing = org.input.choices.policy.missing;
        let mut needs = Self::default();
        for reference in here.place.entry.travelling(org.input.choices.options) {
            match reference {
                Reference::LostConnection { id } => {
                    needs.forbid(Reason::ConnectionLost { id: id.clone() });
                }
                Reference::ScriptAction { .. } => needs.forbid(Reason::ScriptAction),
                Reference::Connection(key) => needs.add_connection(org, key, missing.connections),
                Reference::Lookup { path } if lacks_lookup(org, path)? => {
                    let reason = Reason::LookupMissing { path: path.clone() };
                    needs.add_missing(missing.lookups, reason);
                }
                _ => {}
            }
        }
        needs.strip &= needs.obstacles.is_empty();
        Ok(needs)
    }

    fn add_connection(&mut self, org: &OrgCheck<'_>, key: &ConnectionKey, missing: IfMissing) {
        let connection = key.clone();
        if org.source_has.get(key).is_some_and(|count| *count > 1) {
            self.forbid(Reason::ConnectionAmbiguousInSource {
                connection: connection.clone(),
            });
        }
        match org.target_has.get(key) {
            None => self.add_missing(missing, Reason::ConnectionMissing { connection }),
            Some(1) => {}
            Some(_) => self.forbid(Reason::ConnectionAmbiguousInTarget { connection }),
        }
    }

    fn add_missing(&mut self, ruling: IfMissing, reason: Reason) {
        match ruling {
            IfMissing::Proceed => {}
            IfMissing::Strip => self.strip = true,
            IfMissing::Block => self.forbid(reason),
        }
    }

    fn forbid(&mut self, reason: Reason) {
        self.obstacles.push(reason);
    }
}

/// Whether neither the target nor the push has a lookup table. Of tables outside Admin Recommended
/// nothing is known. That the plan creates what it says it does is seen at the table's own cell.
fn lacks_lookup(org: &OrgCheck<'_>, path: &str) -> Result<bool, TreeError> {
    let Some(place) = Reference::place_of_lookup(path) else {
        return Ok(false);
    };
    let cell = org.plan.cell(&org.target.org, &place);
    let is_created =
        cell.is_some_and(|cell| cell.kind == ItemKind::Lookup && cell.action == Action::Create);
    Ok(!is_created && !org.target_has_lookup(&place)?)
}
