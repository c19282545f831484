//! The vendor's limits that a plan has to keep, each with its source.

use crate::content::ItemKind;

/// The longest name, in characters, of a folder.
/// Source: `CreateFolderRequest` in the vendor's OpenAPI document.
pub const MAX_FOLDER_NAME: u32 = 128;

/// The longest name, in characters, of a lookup table.
/// Source: the vendor's page on creating lookup tables.
pub const MAX_LOOKUP_NAME: u32 = 255;

/// The longest name of a kind of item, where the vendor documents one.
pub(super) fn max_name(kind: ItemKind) -> Option<u32> {
    match kind {
        ItemKind::Folder => Some(MAX_FOLDER_NAME),
        ItemKind::Lookup => Some(MAX_LOOKUP_NAME),
        _ => None,
    }
}
