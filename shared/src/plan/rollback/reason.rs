use serde::{Deserialize, Serialize};

use crate::content::{ConnectionKey, ItemKind};
use crate::id::ItemName;

/// Why a rollback does something to an item, or nothing. Nothing is decided by text;
/// [`RollbackReason::sentence`] renders it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "why")]
pub enum RollbackReason {
    /// It is as it was before the push already.
    AsBefore,
    /// It is as the push left it.
    AsPushed,
    /// Somebody edited it since the push.
    EditedSince,
    /// Somebody deleted it since the push.
    DeletedSince,
    /// The push didn't leave it as it was to be, and it hasn't changed since. Whether that is Sumo
    /// Logic's doing or somebody's, nobody knows.
    ReadBackDifferent,
    /// The push created the folder, and something in it stays.
    NotEmpty {
        /// The first by name.
        name: ItemName,
    },
    /// Nothing may ever be written to this org.
    Protected,
    /// Before the push, something else was there: the record is at odds with itself.
    BeforeUnclear,
    /// The org has an item of the same name and another kind here.
    KindClash {
        /// What it is.
        now: ItemKind,
    },
    /// The org has several items of this name here.
    Ambiguous,
    /// The org has an item here whose name differs in upper and lower case only.
    CaseClash {
        /// What it is called.
        name: ItemName,
    },
    /// The org has a dashboard here with the same title under another name.
    TitleTaken {
        /// What it is called.
        name: ItemName,
    },
    /// The folder it belongs in isn't there, and isn't created again.
    FolderMissing,
    /// The folder's former description is longer than the vendor's API lets one set.
    DescriptionTooLong {
        /// The most characters.
        max: u32,
    },
    /// The schedule needs a connection that the org no longer has.
    ConnectionMissing {
        /// The connection.
        connection: ConnectionKey,
    },
    /// The org has several connections of the name and kind that the schedule needs.
    ConnectionAmbiguous {
        /// The connection.
        connection: ConnectionKey,
    },
    /// The schedule referred to a connection that was gone before the push already.
    ConnectionLost {
        /// The connection's id.
        id: String,
    },
    /// The lookup table that the schedule saves to isn't there any more.
    LookupMissing {
        /// The table's path.
        path: String,
    },
}

impl RollbackReason {
    /// Whether it says that the item is no longer as the push meant to leave it.
    pub fn is_changed(&self) -> bool {
        matches!(
            self,
            Self::EditedSince | Self::DeletedSince | Self::ReadBackDifferent
        )
    }

    /// Whether it says that the item can't be rolled back.
    pub fn is_obstacle(&self) -> bool {
        match self {
            Self::AsBefore
            | Self::AsPushed
            | Self::EditedSince
            | Self::DeletedSince
            | Self::ReadBackDifferent
            | Self::NotEmpty { .. }
            | Self::Protected => false,
            Self::BeforeUnclear
            | Self::KindClash { .. }
            | Self::Ambiguous
            | Self::CaseClash { .. }
            | Self::TitleTaken { .. }
            | Self::FolderMissing
            | Self::DescriptionTooLong { .. }
            | Self::ConnectionMissing { .. }
            | Self::ConnectionAmbiguous { .. }
            | Self::ConnectionLost { .. }
            | Self::LookupMissing { .. } => true,
        }
    }

    /// The reason as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        match self {
            Self::AsBefore => "already as before the push".into(),
            Self::AsPushed => "as the push left it".into(),
            Self::EditedSince => "changed in this org since the push".into(),
            Self::DeletedSince => "deleted in this org since the push".into(),
            Self::ReadBackDifferent => "not what the push meant to leave here".into(),
            Self::NotEmpty { name } => format!("{name} in it stays"),
            Self::Protected => "the organization is protected".into(),
            Self::BeforeUnclear => "what was here before can't be told".into(),
            Self::KindClash { now } => {
                format!("this org has a {} of the same name here now", now.label())
            }
            Self::Ambiguous => "this org has several items of this name here now".into(),
            Self::CaseClash { name } => {
                format!("this org has {name} here now, which differs in upper and lower case only")
            }
            Self::TitleTaken { name } => {
                format!("this org has a dashboard with the same title here now, named {name}")
            }
            Self::FolderMissing => "the folder it belongs in isn't there".into(),
            Self::DescriptionTooLong { max } => {
                format!(
                    "its former description is longer than the {max} characters that can be set"
                )
            }
            Self::ConnectionMissing { connection } => {
                format!("this org has no connection {} any more", connection.name)
            }
            Self::ConnectionAmbiguous { connection } => {
                format!("this org has several connections named {}", connection.name)
            }
            Self::ConnectionLost { id } => {
                format!("its schedule refers to connection {id}, which was gone before the push")
            }
            Self::LookupMissing { path } => {
                format!("its schedule saves to the lookup table {path}, which isn't there any more")
            }
        }
    }

    /// The reason for digests: its serialised form, whose fields have a fixed order.
    pub(super) fn canonical(&self) -> String {
        // An enum of texts and numbers can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}
