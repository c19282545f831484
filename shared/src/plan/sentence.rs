//! Reasons and the like as text for a person.

use super::{Reason, RulingBy};
use crate::select::Class;

impl Reason {
    /// The reason as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        let text = match self {
            Self::Absent => "not in this org yet",
            Self::Removed => "deleted in this org since it was last pushed",
            Self::FolderNeeded => "needed by the items selected below it",
            Self::Equal => "already the same",
            Self::EqualButIgnored => "already the same, apart from the ignored schedules",
            Self::SourceMoved => "the source was changed since the last push",
            Self::EditedThere => "edited in this org since the last push",
            Self::BothMoved => "edited in this org and in the source since the last push",
            Self::Differs => "differs from the source, and Orgcast never wrote it here",
            Self::LookupSchemaDiffers => {
                "has other columns or keys; Sumo Logic replaces the table only if it holds no rows"
            }
            Self::AmbiguousInSource => "the source has several items of this name here",
            Self::AmbiguousInTarget => "this org has several items of this name here",
            Self::FolderBlocked => "a folder above it can't be pushed",
            Self::FolderKept => "the policy doesn't create the folder it belongs in",
            Self::DescriptionTooLong => {
                "its description is longer than the 255 characters that can be set on an existing folder"
            }
            Self::UnrecognisedKind => "this kind of item isn't supported yet",
            Self::ScriptAction => {
                "its schedule runs a script on a collector of the source; push it with connections \
                 ignored"
            }
            other => return other.with_facts(),
        };
        text.to_owned()
    }

    /// The sentences that name something.
    fn with_facts(&self) -> String {
        match self {
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
                    "the dashboard {name} here has the same title; push one of them or rename one"
                )
            }
            Self::NameTooLong { max } => {
                format!("its name is longer than the {max} characters that Sumo Logic allows")
            }
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
            Self::ConnectionLost { id } => {
                format!("its schedule uses connection {id}, which the source no longer has")
            }
            Self::ConnectionAmbiguousInSource { connection } => format!(
                "the source has several {} connections named {}",
                connection.kind, connection.name
            ),
            Self::ConnectionAmbiguousInTarget { connection } => format!(
                "this org has several {} connections named {}",
                connection.kind, connection.name
            ),
            // The others name nothing and have their sentence above.
            _ => String::new(),
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
