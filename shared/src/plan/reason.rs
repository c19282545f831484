use serde::{Deserialize, Serialize};

use crate::content::{ConnectionKey, ItemKind};

/// Why a cell has its class and action, with the facts that a person needs to judge it. Nothing is
/// decided by text; [`Reason::sentence`] renders it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "why")]
pub enum Reason {
    /// The target has nothing of this name here.
    Absent,
    /// The target has nothing of this name here, and items below it are selected.
    FolderNeeded,
    /// Source and target are equal.
    Equal,
    /// They are equal but for the schedules that the options leave out.
    EqualButIgnored,
    /// They differ; Orgcast has no record of an earlier push to say who changed what.
    Differs,
    /// The target's lookup table has other columns or keys. Sumo Logic replaces it only while it
    /// holds no rows, and no call says whether it does.
    LookupSchemaDiffers,
    /// The target has an item of the same name and another kind.
    KindClash {
        /// What the target has.
        target: ItemKind,
    },
    /// The source holds several items of this name in this folder.
    AmbiguousInSource,
    /// The target holds several items of this name in this folder.
    AmbiguousInTarget,
    /// A folder above can't be pushed to.
    FolderBlocked,
    /// The folder is there, and its new description is longer than the vendor's API lets one set.
    DescriptionTooLong,
    /// This version doesn't know this kind of item.
    UnrecognisedKind,
    /// The schedule refers to a connection that the source no longer has.
    ConnectionLost {
        /// The id in the source.
        id: String,
    },
    /// The source has several connections of this name and kind, so nobody knows which one the
    /// schedule means.
    ConnectionAmbiguousInSource {
        /// The connection.
        connection: ConnectionKey,
    },
    /// The target has several connections of this name and kind.
    ConnectionAmbiguousInTarget {
        /// The connection.
        connection: ConnectionKey,
    },
    /// The schedule starts a script on one of the source's collectors, which no other org has.
    ScriptAction,
}

impl Reason {
    /// The reason for digests: its serialised form, whose fields have a fixed order.
    pub(crate) fn canonical(&self) -> String {
        // An enum of texts and numbers can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The reason as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        match self {
            Self::Absent => "not in this org yet".into(),
            Self::FolderNeeded => "needed by the items selected below it".into(),
            Self::Equal => "already the same".into(),
            Self::EqualButIgnored => "already the same, apart from the ignored schedules".into(),
            Self::Differs => "differs from the source".into(),
            Self::LookupSchemaDiffers => {
                "has other columns or keys; Sumo Logic replaces the table only if it holds no rows"
                    .into()
            }
            Self::KindClash { target } => {
                format!("this org has a {} of the same name here", target.label())
            }
            Self::AmbiguousInSource => "the source has several items of this name here".into(),
            Self::AmbiguousInTarget => "this org has several items of this name here".into(),
            Self::FolderBlocked => "a folder above it can't be pushed".into(),
            Self::DescriptionTooLong => {
                "its description is longer than the 255 characters that can be set on an existing folder"
                    .into()
            }
            Self::UnrecognisedKind => "this kind of item isn't supported yet".into(),
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
            Self::ScriptAction => {
                "its schedule runs a script on a collector of the source; push it with connections \
                 ignored"
                    .into()
            }
        }
    }
}
