//! The vendor's limits that a plan and a push have to keep, each with its source.

use crate::content::ItemKind;

/// The longest name, in characters, of a folder.
/// Source: `CreateFolderRequest` in the vendor's OpenAPI document.
pub const MAX_FOLDER_NAME: u32 = 128;

/// The longest name, in characters, of a lookup table.
/// Source: the vendor's page on creating lookup tables.
pub const MAX_LOOKUP_NAME: u32 = 255;

/// The most objects that one export or import may hold, folders included.
/// Source: *Content Management API*, "1,000 objects per job" in the vendor's documentation.
pub const MAX_OBJECTS_PER_JOB: usize = 1_000;

/// The most requests that one user may make within a second.
/// Source: *Rate limiting* in the vendor's API documentation.
pub const MAX_REQUESTS_PER_SECOND: usize = 4;

/// The most requests of one access key that may be under way at once.
/// Source: *Rate limiting* in the vendor's API documentation.
pub const MAX_REQUESTS_IN_FLIGHT: usize = 10;

/// The most items × orgs that one job of Sumo Logic's own *Push Selected Content* takes. Orgcast
/// doesn't use those jobs and has no such limit; it is here to compare by.
/// Source: the vendor's page on managing content for many orgs.
pub const MAX_CELLS_PER_VENDOR_JOB: u64 = 15_000;

/// The most Cloud SIEM rules, or tuning expressions, that one of those jobs takes.
/// Source: the vendor's page on managing content for many orgs.
pub const MAX_RULES_PER_VENDOR_JOB: u64 = 500;

/// The longest name of a kind of item, where the vendor documents one.
pub(super) fn max_name(kind: ItemKind) -> Option<u32> {
    match kind {
        ItemKind::Folder => Some(MAX_FOLDER_NAME),
        ItemKind::Lookup => Some(MAX_LOOKUP_NAME),
        _ => None,
    }
}
