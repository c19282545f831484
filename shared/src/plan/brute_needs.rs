//! What the brute-force planner makes of an item's references.

use super::brute::Org;
use super::flat::{goes_along, how_many, kind};
use super::model::Item;
use super::{Action, Cell, Reason};
use crate::content::{ItemKind, Reference};
use crate::id::ItemPath;
use crate::select::{DependencyRuling, LinkRuling};

impl Org<'_> {
    /// Whether the item has to leave its schedule behind, or why it can't be pushed.
    pub(super) fn needs(&self, item: &Item) -> Result<bool, Reason> {
        let Item::Leaf(entry) = item else {
            return Ok(false);
        };
        let rulings = self.world.choices.policy.dependencies;
        let mut strip = false;
        let options = self.options();
        for reference in entry
            .references()
            .iter()
            .filter(|it| goes_along(it, options))
        {
            let (ruling, reason) = match reference {
                Reference::LostConnection { id } => {
                    return Err(Reason::ConnectionLost { id: id.clone() });
                }
                Reference::ScriptAction { id } => {
                    return Err(Reason::ScriptAction { id: id.clone() });
                }
                Reference::Connection(key) => {
                    let connection = key.clone();
                    if how_many(&self.world.source.facts, key) > 1 {
                        return Err(Reason::ConnectionAmbiguousInSource { connection });
                    }
                    match how_many(&self.world.targets[self.number].facts, key) {
                        0 => (
                            rulings.connections,
                            Reason::ConnectionMissing { connection },
                        ),
                        1 => continue,
                        _ => return Err(Reason::ConnectionAmbiguousInTarget { connection }),
                    }
                }
                Reference::Lookup { path } if self.lacks_lookup(path) => (
                    rulings.lookups,
                    Reason::LookupMissing { path: path.clone() },
                ),
                Reference::ScheduledView { name } => (
                    rulings.scheduled_views,
                    Reason::ScheduledViewUnknown { name: name.clone() },
                ),
                Reference::LinkedDashboard { id } => match rulings.linked_dashboards {
                    LinkRuling::Proceed => continue,
                    LinkRuling::Block => return Err(Reason::DashboardLinked { id: id.clone() }),
                },
                Reference::Recipient { address } | Reference::ReportRecipient { address } => (
                    rulings.recipients,
                    Reason::WouldMail {
                        address: address.clone(),
                    },
                ),
                _ => continue,
            };
            match ruling {
                DependencyRuling::Proceed => {}
                DependencyRuling::Strip => strip = true,
                DependencyRuling::Block => return Err(reason),
            }
        }
        Ok(strip)
    }

    fn lacks_lookup(&self, path: &str) -> bool {
        let Some(below) = path.strip_prefix("/Library/Admin Recommended") else {
            return false;
        };
        let place: ItemPath = below.parse().unwrap();
        let is_created =
            |cell: &Cell| cell.kind == ItemKind::Lookup && cell.action == Action::Create;
        let there = self.target.reach(&place);
        !self.cells.get(&place).is_some_and(is_created)
            && !there.iter().any(|item| kind(item) == ItemKind::Lookup)
    }
}
