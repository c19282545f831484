//! Dependencies as text for a person.

use super::{Dependency, DependencyStatus, DependencyTally};
use crate::content::Reference;

impl Dependency {
    /// The dependency as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        let subject = subject(&self.what);
        match (&self.what, self.status) {
            (Reference::LinkedDashboard { id }, status) => {
                let consequence = match status {
                    DependencyStatus::Blocks => ", so what has such a link isn't pushed",
                    _ => "",
                };
                format!(
                    "a panel links to the dashboard {id} of the source; links don't survive in \
                     another org{consequence}"
                )
            }
            (Reference::Recipient { address }, status) => {
                let consequence = without_mail(status);
                format!("{address} would receive the mail of scheduled searches{consequence}")
            }
            (Reference::ReportRecipient { address }, status) => {
                let consequence = without_mail(status);
                format!("{address} would receive scheduled reports of dashboards{consequence}")
            }
            (Reference::ScheduledView { .. }, DependencyStatus::WillBeStripped) => format!(
                "no call tells whether this org has {subject}, so what saves to it is pushed without \
                 its schedule"
            ),
            (Reference::ScheduledView { .. }, DependencyStatus::Blocks) => format!(
                "no call tells whether this org has {subject}, so what saves to it isn't pushed"
            ),
            (_, DependencyStatus::Present) => format!("this org has {subject}"),
            (
                Reference::Lookup { .. } | Reference::QueryLookup { .. },
                DependencyStatus::WillBeCreated,
            ) => {
                format!("the push brings {subject}, without rows")
            }
            (_, DependencyStatus::WillBeCreated) => format!("the push creates {subject}"),
            (_, DependencyStatus::NeedsSecret) => format!(
                "the push creates {subject}; Sumo Logic never gives out its password or \
                 authorization headers, so somebody has to add them in this org"
            ),
            (_, DependencyStatus::WillBeStripped) => {
                format!("this org lacks {subject}, so what needs it is pushed without its schedule")
            }
            (what, DependencyStatus::Blocks) => {
                let comma = if clause(what).is_empty() { "" } else { "," };
                format!("what needs {subject}{comma} can't be pushed")
            }
            (_, DependencyStatus::Missing) => {
                format!("this org lacks {subject}; what needs it is pushed all the same")
            }
            (_, DependencyStatus::Possible) => format!("this org lacks {subject}"),
            (_, DependencyStatus::Unknown | DependencyStatus::WouldBeMailed) => {
                format!("no call tells whether this org has {subject}")
            }
        }
    }
}

/// What becomes of items that would mail somebody.
fn without_mail(status: DependencyStatus) -> &'static str {
    match status {
        DependencyStatus::WillBeStripped => ", so these are pushed without their schedules",
        DependencyStatus::Blocks => ", so these aren't pushed",
        _ => "",
    }
}

impl DependencyTally {
    /// What it is, and what a person has to know or do about it in some of the orgs.
    pub fn sentence(&self) -> String {
        let is_any = |wanted| self.statuses.iter().any(|(status, _)| *status == wanted);
        let hint = match self.what {
            Reference::LinkedDashboard { .. } => "; links don't survive in another org",
            Reference::Lookup { .. } | Reference::QueryLookup { .. }
                if is_any(DependencyStatus::WillBeCreated) =>
            {
                "; its rows aren't pushed"
            }
            _ if is_any(DependencyStatus::NeedsSecret) => {
                "; somebody has to add its password or authorization headers"
            }
            _ => "",
        };
        format!("{}{hint}", subject(&self.what))
    }
}

fn subject(what: &Reference) -> String {
    let clause = clause(what);
    match what {
        Reference::Connection(key) => format!("the {} connection {}{clause}", key.kind, key.name),
        Reference::LostConnection { id } => format!("the connection {id}{clause}"),
        Reference::ScriptAction { id } => {
            format!("the script action {id} on a collector of the source{clause}")
        }
        Reference::ScheduledView { name } => format!("the scheduled view {name}{clause}"),
        Reference::Lookup { path } | Reference::QueryLookup { path } => {
            format!("the lookup table {path}{clause}")
        }
        Reference::QueryView { name } => format!("the partition or view {name}{clause}"),
        Reference::LinkedDashboard { id } => format!("the dashboard {id} of the source{clause}"),
        Reference::Recipient { address } | Reference::ReportRecipient { address } => {
            format!("{address}{clause}")
        }
    }
}

/// What ends a subject that doesn't speak for itself; where the sentence goes on, it needs another
/// comma.
fn clause(what: &Reference) -> &'static str {
    match what {
        Reference::Connection(_)
        | Reference::ScriptAction { .. }
        | Reference::ScheduledView { .. } => "",
        Reference::LostConnection { .. } => ", which the source no longer has",
        Reference::Lookup { .. } => ", which a schedule saves to",
        Reference::QueryLookup { .. } => ", which a query seems to use",
        Reference::QueryView { .. } => ", which a query seems to read",
        Reference::LinkedDashboard { .. } => ", which a panel links to",
        Reference::Recipient { .. } => ", whom scheduled searches mail",
        Reference::ReportRecipient { .. } => ", whom scheduled reports of dashboards are mailed to",
    }
}

impl DependencyStatus {
    /// The status in a word or two.
    pub fn label(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::WillBeCreated => "will be created",
            Self::NeedsSecret => "needs a secret",
            Self::WillBeStripped => "will be stripped",
            Self::Blocks => "blocks",
            Self::Missing => "missing",
            Self::Possible => "possibly missing",
            Self::Unknown => "can't be known",
            Self::WouldBeMailed => "would be mailed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(what: Reference, status: DependencyStatus) -> String {
        let dependency = Dependency {
            what,
            status,
            items: Vec::new(),
            total: 1,
        };
        dependency.sentence()
    }

    #[test]
    fn a_view_that_a_query_reads_is_named_as_what_nobody_knows() {
        let view = Reference::QueryView { name: "v*".into() };
        assert_eq!(
            sentence(view, DependencyStatus::Unknown),
            "no call tells whether this org has the partition or view v*, which a query seems to read"
        );
    }

    #[test]
    fn over_several_orgs_it_is_said_what_is_left_to_do() {
        let tally = |what, status| {
            DependencyTally {
                what,
                statuses: vec![(DependencyStatus::Present, 2), (status, 1)],
                items: Vec::new(),
                total: 1,
            }
            .sentence()
        };
        let duty = Reference::Connection(crate::content::ConnectionKey {
            kind: "PagerDuty".into(),
            name: "Duty".into(),
        });
        assert_eq!(
            tally(duty.clone(), DependencyStatus::NeedsSecret),
            "the PagerDuty connection Duty; somebody has to add its password or authorization headers"
        );
        assert_eq!(
            tally(duty, DependencyStatus::WillBeCreated),
            "the PagerDuty connection Duty"
        );
        let table = Reference::Lookup { path: "/t".into() };
        assert_eq!(
            tally(table, DependencyStatus::WillBeCreated),
            "the lookup table /t, which a schedule saves to; its rows aren't pushed"
        );
    }

    #[test]
    fn what_blocks_has_a_comma_on_either_side_of_what_is_said_about_it() {
        use DependencyStatus::Blocks;
        let lost = Reference::LostConnection { id: "9".into() };
        assert_eq!(
            sentence(lost, Blocks),
            "what needs the connection 9, which the source no longer has, can't be pushed"
        );
        let table = Reference::Lookup { path: "/t".into() };
        assert_eq!(
            sentence(table, Blocks),
            "what needs the lookup table /t, which a schedule saves to, can't be pushed"
        );
        let script = Reference::ScriptAction { id: "7".into() };
        assert_eq!(
            sentence(script, Blocks),
            "what needs the script action 7 on a collector of the source can't be pushed"
        );
    }
}
