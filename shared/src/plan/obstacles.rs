//! What an item's references mean for the push of it to one org.

use super::Reason;
use super::context::Context;
use super::decide::Settings;
use crate::content::{Entry, Reference};
use crate::select::{DependencyRuling, LinkRuling};

/// What an item's references mean for the push of it.
#[derive(Debug)]
pub(super) enum Needs {
    /// Nothing that the org lacks, or nothing that matters.
    Nothing,
    /// It is pushed without its schedule.
    Strip,
    /// It isn't pushed.
    Block(Reason),
}

impl Settings {
    /// What the item's schedule means for the push of it.
    pub(super) fn needs(&self, entry: &Entry, context: &Context) -> Needs {
        let rulings = self.dependencies;
        let mut found = Needs::Nothing;
        for reference in entry.travelling(self.options) {
            let (ruling, reason) = match reference {
                Reference::LostConnection { id } => {
                    return Needs::Block(Reason::ConnectionLost { id: id.clone() });
                }
                Reference::ScriptAction { id } => {
                    return Needs::Block(Reason::ScriptAction { id: id.clone() });
                }
                Reference::Connection(key) => {
                    let connection = key.clone();
                    if self.ambiguous_in_source.contains(key) {
                        let reason = Reason::ConnectionAmbiguousInSource { connection };
                        return Needs::Block(reason);
                    }
                    if context.lacks.ambiguous.contains(key) {
                        let reason = Reason::ConnectionAmbiguousInTarget { connection };
                        return Needs::Block(reason);
                    }
                    if !context.lacks.missing.contains(key) {
                        continue;
                    }
                    let reason = Reason::ConnectionMissing { connection };
                    (rulings.connections, reason)
                }
                Reference::Lookup { path } if context.lacks.lookups.contains(path) => {
                    let path = path.clone();
                    (rulings.lookups, Reason::LookupMissing { path })
                }
                Reference::ScheduledView { name } => {
                    let name = name.clone();
                    let reason = Reason::ScheduledViewUnknown { name };
                    (rulings.scheduled_views, reason)
                }
                Reference::Recipient { address } | Reference::ReportRecipient { address } => {
                    let address = address.clone();
                    (rulings.recipients, Reason::WouldMail { address })
                }
                Reference::LinkedDashboard { id }
                    if rulings.linked_dashboards == LinkRuling::Block =>
                {
                    return Needs::Block(Reason::DashboardLinked { id: id.clone() });
                }
                _ => continue,
            };
            match ruling {
                DependencyRuling::Proceed => {}
                DependencyRuling::Strip => found = Needs::Strip,
                DependencyRuling::Block => return Needs::Block(reason),
            }
        }
        found
    }
}
