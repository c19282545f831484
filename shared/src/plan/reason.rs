use serde::{Deserialize, Serialize};

use crate::content::{ConnectionKey, ItemKind};
use crate::id::ItemName;
use crate::select::Class;

/// Why a cell has its class and action, with the facts that a person needs to judge it. Nothing is
/// decided by text; [`Reason::sentence`] renders it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "why")]
pub enum Reason {
    /// The target has nothing of this name here.
    Absent,
    /// The target has nothing of this name here any more: what Orgcast wrote was deleted there.
    Removed,
    /// The target has nothing of this name here, and items below it are selected.
    FolderNeeded,
    /// Source and target are equal.
    Equal,
    /// They are equal but for the schedules that the options leave out.
    EqualButIgnored,
    /// The target is as Orgcast last wrote it, and the source was changed since.
    SourceMoved,
    /// The target was changed since Orgcast last wrote it, and the source was not.
    EditedThere,
    /// Both were changed since Orgcast last wrote the target.
    BothMoved,
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
    /// The target has an item here whose name differs in upper and lower case only. Whether Sumo
    /// Logic takes the two for one is not documented.
    CaseClash {
        /// What it is called there.
        name: ItemName,
    },
    /// The target has a dashboard here with the same title under another name. Sumo Logic goes by
    /// names in some places and by titles in others, so a push could leave two.
    TitleTaken {
        /// What it is called there.
        name: ItemName,
    },
    /// Another selected dashboard of this folder has the same title in the source. Sumo Logic goes by
    /// titles in some places, so the second one pushed could replace the first.
    TitleShared {
        /// What the other is called; of several, the first by name.
        name: ItemName,
    },
    /// The target has nothing of this name here, and the name of another selected item of this folder
    /// differs from it in upper and lower case only. The second one pushed could replace the first.
    CaseShared {
        /// What the other is called; of several, the first by name.
        name: ItemName,
    },
    /// A folder above can't be pushed to.
    FolderBlocked,
    /// A folder above isn't there, and the policy doesn't create it.
    FolderKept,
    /// The name is longer than the vendor takes for this kind of item.
    NameTooLong {
        /// The most characters.
        max: u32,
    },
    /// The policy keeps what is there.
    Kept {
        /// Which of its rulings.
        by: RulingBy,
    },
    /// The policy forbids the push.
    RuledOut {
        /// How source, target and base relate.
        class: Class,
        /// Which of its rulings.
        by: RulingBy,
    },
    /// The target lacks the connection that the schedule needs, and the policy doesn't have it
    /// created.
    ConnectionMissing {
        /// The connection.
        connection: ConnectionKey,
    },
    /// Neither the target nor the push has the lookup table that the schedule saves to.
    LookupMissing {
        /// The table's path.
        path: String,
    },
    /// No call tells whether the target has the scheduled view that the schedule saves to, and the
    /// policy doesn't take the chance.
    ScheduledViewUnknown {
        /// The view's name.
        name: String,
    },
    /// A panel links to a dashboard of the source, which no other org has, and the policy doesn't let
    /// such a link go.
    DashboardLinked {
        /// The dashboard's id in the source.
        id: String,
    },
    /// The schedule, or a dashboard's report schedule, would mail somebody, and the policy allows no
    /// mail.
    WouldMail {
        /// The first of the addresses.
        address: String,
    },
    /// The folder is there, and its new description is longer than the vendor's API lets one set.
    DescriptionTooLong {
        /// The most characters.
        max: u32,
    },
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
    ScriptAction {
        /// The id in the source of what runs the script.
        id: String,
    },
}

/// Which part of a policy ruled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RulingBy {
    /// The org is protected.
    Protection,
    /// The ruling for this place in this org.
    Cell,
    /// The ruling for the org.
    Org,
    /// The ruling for the class.
    Class,
}

impl Reason {
    /// The reason for digests: its serialised form, whose fields have a fixed order.
    pub(crate) fn canonical(&self) -> String {
        // An enum of texts and numbers can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}
