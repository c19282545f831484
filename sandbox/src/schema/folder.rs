//! Bodies of the folder and permission calls.

use super::{Kind, list, optional, required};

const NAME: Kind = Kind::TextOf(1, 128);
const DESCRIPTION: Kind = Kind::TextOf(0, 255);

/// `FolderDefinition`.
pub(crate) const FOLDER_CREATE: Kind = Kind::Record(&[
    required("name", NAME),
    optional("description", DESCRIPTION),
    required("parentId", Kind::Text),
]);

/// `UpdateFolderRequest`.
pub(crate) const FOLDER_UPDATE: Kind =
    Kind::Record(&[required("name", NAME), optional("description", DESCRIPTION)]);

/// `ContentPermissionUpdateRequest`.
pub(crate) const PERMISSION_UPDATE: Kind = Kind::Record(&[
    required("contentPermissionAssignments", list(&ASSIGNMENT)),
    required("notifyRecipients", Kind::Bool),
    required("notificationMessage", Kind::Text),
]);

static ASSIGNMENT: Kind = Kind::Record(&[
    required(
        "permissionName",
        Kind::OneOf(&[
            "View",
            "GrantView",
            "Edit",
            "GrantEdit",
            "Manage",
            "GrantManage",
        ]),
    ),
    required("sourceType", Kind::OneOf(&["user", "role", "org"])),
    required("sourceId", Kind::Text),
    required("contentId", Kind::Text),
]);
