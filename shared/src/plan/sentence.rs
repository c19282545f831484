//! Reasons and the like as text for a person.

use super::{Reason, RulingBy};
use crate::content::ConnectionKey;
use crate::select::Class;

impl Reason {
    /// The reason as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        match self {
            Self::Absent => "not in this org yet".into(),
            Self::Removed => "deleted in this org since it was last pushed".into(),
            Self::FolderNeeded => "needed by the items selected below it".into(),
            Self::Equal => "already the same".into(),
            Self::EqualButIgnored => "already the same, apart from the ignored schedules".into(),
            Self::SourceMoved => "the source was changed since the last push".into(),
            Self::EditedThere => "edited in this org since the last push".into(),
            Self::BothMoved => "edited in this org and in the source since the last push".into(),
            Self::Differs => "differs from the source, and Orgcast never wrote it here".into(),
            Self::LookupSchemaDiffers => {
                "has other columns or keys; Sumo Logic replaces the table only if it holds no rows"
                    .into()
            }
            Self::AmbiguousInSource => "the source has several items of this name here".into(),
            Self::AmbiguousInTarget => "this org has several items of this name here".into(),
            Self::FolderBlocked => "a folder above it can't be pushed".into(),
            Self::FolderKept => "the policy doesn't create the folder it belongs in".into(),
            Self::UnrecognisedKind => "this kind of item isn't supported yet".into(),
            Self::KindClash { target } => {
                format!("this org has a {} of the same name here", target.label())
            }
            Self::CaseClash { name } => {
                format!("this org has {name} here, which differs in upper and lower case only")
            }
            Self::TitleTaken { name } => {
                format!("this org has a dashboard with the same title here, named {name}")
            }
            Self::TitleShared { name } => {
                format!(
                    "the source's dashboard {name} in the same folder has the same title; give one of \
                     them another"
                )
            }
            Self::CaseShared { name } => {
                format!(
                    "the source has {name} in the same folder, which differs in upper and lower case \
                     only; give one of them another name"
                )
            }
            Self::NameTooLong { max } => {
                format!("its name is longer than the {max} characters that Sumo Logic allows")
            }
            Self::DescriptionTooLong { max } => format!(
                "its description is longer than the {max} characters that can be set on an existing \
                 folder"
            ),
            Self::Kept { by } => format!("kept: {}", by.phrase()),
            Self::RuledOut { class, by } => {
                format!("{}, and {}", class_phrase(*class), by.phrase())
            }
            Self::ConnectionMissing { connection } => format!(
                "this org has no {} connection named {}",
                connection.kind, connection.name
            ),
            Self::LookupMissing { path } => {
                format!("its schedule saves to the lookup table {path}, which this org lacks")
            }
            Self::ScheduledViewUnknown { name } => format!(
                "its schedule saves to the scheduled view {name}, and no call tells whether this org \
                 has it"
            ),
            Self::DashboardLinked { id } => format!(
                "a panel links to the dashboard {id} of the source, and links don't survive in another \
                 org"
            ),
            Self::WouldMail { address } => {
                format!("its schedule would mail {address}, and the policy allows no mail")
            }
            Self::ScriptAction { id } => format!(
                "its schedule runs the script action {id} on a collector of the source; push it with \
                 connections ignored"
            ),
            Self::ConnectionLost { id } => {
                format!("its schedule uses connection {id}, which the source no longer has")
            }
            Self::ConnectionAmbiguousInSource { connection } => several("the source", connection),
            Self::ConnectionAmbiguousInTarget { connection } => several("this org", connection),
        }
    }
}

impl RulingBy {
    /// The ruling as part of a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Protection => "this org is protected",
            Self::Cell => "ruled for this item in this org",
            Self::Org => "ruled for this org",
            Self::Class => "ruled for all items like it",
        }
    }
}

fn several(org: &str, connection: &ConnectionKey) -> String {
    let ConnectionKey { kind, name } = connection;
    format!("{org} has several {kind} connections named {name}")
}

fn class_phrase(class: Class) -> &'static str {
    match class {
        Class::New => "not in this org yet",
        Class::Same => "already the same",
        Class::Behind => "behind the source",
        Class::Edited => "edited in this org",
        Class::Diverged => "edited in this org and in the source",
        Class::Unknown => "different from the source",
        Class::Blocked => "can't be pushed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_call_can_set_and_what_no_org_has_are_named() {
        assert_eq!(
            Reason::DescriptionTooLong { max: 255 }.sentence(),
            "its description is longer than the 255 characters that can be set on an existing folder"
        );
        assert_eq!(
            Reason::ScriptAction { id: "7".into() }.sentence(),
            "its schedule runs the script action 7 on a collector of the source; push it with \
             connections ignored"
        );
    }
}
