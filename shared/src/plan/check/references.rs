//! What an item refers to, and what the policy makes of it in an org.

use super::super::{Action, Reason};
use super::org::OrgCheck;
use super::place::Here;
use crate::content::{ConnectionKey, ItemKind, Reference, TreeError};
use crate::select::{DependencyRuling, LinkRuling};

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
        let rulings = org.input.choices.policy.dependencies;
        let mut needs = Self::default();
        for reference in here.place.entry.travelling(org.input.choices.options) {
            match reference {
                Reference::LostConnection { id } => {
                    needs.forbid(Reason::ConnectionLost { id: id.clone() });
                }
                Reference::ScriptAction { id } => {
                    needs.forbid(Reason::ScriptAction { id: id.clone() });
                }
                Reference::Connection(key) => needs.add_connection(org, key, rulings.connections),
                Reference::Lookup { path } if lacks_lookup(org, path)? => {
                    let reason = Reason::LookupMissing { path: path.clone() };
                    needs.add(rulings.lookups, reason);
                }
                Reference::ScheduledView { name } => {
                    let reason = Reason::ScheduledViewUnknown { name: name.clone() };
                    needs.add(rulings.scheduled_views, reason);
                }
                Reference::LinkedDashboard { id } => {
                    let reason = Reason::DashboardLinked { id: id.clone() };
                    match rulings.linked_dashboards {
                        LinkRuling::Proceed => {}
                        LinkRuling::Block => needs.forbid(reason),
                    }
                }
                Reference::Recipient { address } | Reference::ReportRecipient { address } => {
                    let reason = Reason::WouldMail {
                        address: address.clone(),
                    };
                    needs.add(rulings.recipients, reason);
                }
                _ => {}
            }
        }
        needs.strip &= needs.obstacles.is_empty();
        Ok(needs)
    }

    fn add_connection(
        &mut self,
        org: &OrgCheck<'_>,
        key: &ConnectionKey,
        missing: DependencyRuling,
    ) {
        let connection = key.clone();
        if org.input.source.facts.matching(key).count() > 1 {
            self.forbid(Reason::ConnectionAmbiguousInSource {
                connection: connection.clone(),
            });
        }
        match org.target.facts.matching(key).count() {
            0 => self.add(missing, Reason::ConnectionMissing { connection }),
            1 => {}
            _ => self.forbid(Reason::ConnectionAmbiguousInTarget { connection }),
        }
    }

    fn add(&mut self, ruling: DependencyRuling, reason: Reason) {
        match ruling {
            DependencyRuling::Proceed => {}
            DependencyRuling::Strip => self.strip = true,
            DependencyRuling::Block => self.forbid(reason),
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
