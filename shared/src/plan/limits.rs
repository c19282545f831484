//! The vendor's limits, each with its source.
//!
//! The planner blocks what goes beyond [`MAX_FOLDER_NAME`] and [`MAX_LOOKUP_NAME`], since these hold
//! for calls that it plans. Of the limits on what an item holds none is checked again: the same ones
//! hold in the source, so what comes from there keeps them. Limits on how many there may be of
//! something aren't checked either, since they depend on an org's plan or on what runs there, and no
//! call says; where a write fails for one of them, it fails alone and its cell says so.
//!
//! For some limits that are told of there is no source, and nothing here rests on them: how many
//! folders one folder may hold, how large the body of an import may be, and how many jobs may run in
//! an org at once.

use crate::content::ItemKind;

/// The longest name, in characters, of a folder.
/// Source: `CreateFolderRequest` in the vendor's OpenAPI document.
pub const MAX_FOLDER_NAME: u32 = 128;

/// The longest name, in characters, of a lookup table.
/// Source: the vendor's page on creating lookup tables.
pub const MAX_LOOKUP_NAME: u32 = 255;

/// The longest title, in characters, of a dashboard.
/// Source: `DashboardV2SyncDefinition` in the vendor's OpenAPI document.
pub const MAX_DASHBOARD_TITLE: u32 = 255;

/// The longest description, in characters, of a dashboard. The number is the document's, not 65,536.
/// Source: `DashboardV2SyncDefinition` in the vendor's OpenAPI document.
pub const MAX_DASHBOARD_DESCRIPTION: u32 = 65_546;

/// The longest description, in characters, of a lookup table.
/// Source: `ExportableLookupTableInfo` in the vendor's OpenAPI document.
pub const MAX_LOOKUP_DESCRIPTION: u32 = 1_000;

/// The most lookup tables of an org with an Enterprise plan. A Professional or Essentials plan has
/// 10, a Free one none.
/// Source: the vendor's page on creating lookup tables.
pub const MAX_LOOKUP_TABLES: u32 = 100;

/// The longest name, in characters, of a connection.
/// Source: `ConnectionDefinition` in the vendor's OpenAPI document.
pub const MAX_CONNECTION_NAME: u32 = 127;

/// The longest description, in characters, of a connection.
/// Source: `ConnectionDefinition` in the vendor's OpenAPI document.
pub const MAX_CONNECTION_DESCRIPTION: u32 = 1_024;

/// The least minutes between two runs of a search whose schedule is a cron expression.
/// Source: *Run frequency* on the vendor's page *Schedule a Search*.
pub const MIN_CRON_MINUTES: u32 = 15;

/// The most mails that one scheduled search sends within a day; the rest aren't sent.
/// Source: *Email* on the vendor's page *Schedule a Search*.
pub const MAX_MAILS_PER_SEARCH_AND_DAY: u32 = 120;

/// The most runs of scheduled searches that one person may have within a day.
/// Source: the vendor's pages on scheduled searches.
pub const MAX_SCHEDULED_RUNS_PER_PERSON_AND_DAY: u32 = 6_000;

/// The most report schedules of one dashboard.
/// Source: the vendor's page on scheduled reports of dashboards.
pub const MAX_REPORTS_PER_DASHBOARD: u32 = 20;

/// The most addresses that one report schedule mails.
/// Source: the vendor's page on scheduled reports of dashboards.
pub const MAX_ADDRESSES_PER_REPORT: u32 = 20;

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

/// The most orgs that one of those jobs takes where it has more than
/// [`MAX_RULES_FOR_MORE_ORGS`] rules.
/// Source: the vendor's page on managing content for many orgs.
pub const MAX_ORGS_FOR_MANY_RULES: u64 = 3;

/// The most rules of one of those jobs that goes to more orgs than [`MAX_ORGS_FOR_MANY_RULES`].
/// Source: the vendor's page on managing content for many orgs.
pub const MAX_RULES_FOR_MORE_ORGS: u64 = 250;

/// The longest name of a kind of item, where the vendor documents one.
pub(super) fn max_name(kind: ItemKind) -> Option<u32> {
    match kind {
        ItemKind::Folder => Some(MAX_FOLDER_NAME),
        ItemKind::Lookup => Some(MAX_LOOKUP_NAME),
        _ => None,
    }
}
