//! What no source confirms about Sumo Logic. Every guess of the sandbox stands here, with the reading it
//! takes and why; where the other reading is just as likely, it can be switched.

/// Objects that one export, import or copy job may hold (documented).
pub(crate) const OBJECTS_PER_JOB: usize = 1_000;

/// Requests per second that one user may send (documented).
pub(crate) const REQUESTS_PER_SECOND: u64 = 4;

/// Requests that a user may send at once after a pause. Only the rate is documented; the sandbox takes it
/// for the size of a token bucket that refills evenly, so at most eight requests pass in the first second.
pub(crate) const BURST: u64 = 4;

/// Requests of one access key that may be under way at once (documented).
pub(crate) const IN_FLIGHT_PER_KEY: usize = 10;

/// Finished jobs that an org remembers; how long a job id stays readable is not documented.
pub(crate) const JOBS_KEPT: usize = 1_000;

/// What stands in the place of a secret header value. That it is masked is documented, the mask is not.
pub(crate) const MASK: &str = "********";

/// The code of a malformed content request, formed after the observed `lookup:invalid_request`.
pub(crate) const INVALID_CONTENT: &str = "content:invalid_request";

/// The code of a malformed connection request, formed the same way.
pub(crate) const INVALID_CONNECTION: &str = "connection:invalid_request";

/// The code of a malformed organizations request, formed the same way.
pub(crate) const INVALID_ORGANIZATION: &str = "organization:invalid_request";

/// The code of a malformed report schedule request, formed the same way.
pub(crate) const INVALID_REPORT_SCHEDULE: &str = "dashboard:invalid_request";

/// The code for a job id that the org does not know.
pub(crate) const JOB_NOT_FOUND: &str = "content:job_not_found";

/// The code for asking for the result of a job that has none.
pub(crate) const JOB_HAS_NO_RESULT: &str = "content:job_result_not_available";

/// The code for an unknown connection. The message is the observed one.
pub(crate) const CONNECTION_NOT_FOUND: &str = "connection:connection_not_found";

/// The code for a second connection of the same name.
pub(crate) const CONNECTION_NAME_TAKEN: &str = "connection:name_already_exists";

/// Readings that can be switched, because a client has to hold under either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent question about Sumo Logic"
)]
pub struct Guesses {
    /// Importing over an existing folder deletes what the imported folder does not hold. It may also keep
    /// it; the default is the dangerous reading.
    pub overwrite_deletes_extra_children: bool,
    /// A folder import in which nested items failed ends `Success` and only its result tells. The other
    /// reading is `Failed` with the first error.
    pub partial_import_succeeds: bool,
    /// A new scheduled search whose connection, view or lookup is missing fails with an internal error but
    /// exists afterwards without its schedule, as reports about the Terraform provider describe it. The
    /// other reading leaves nothing behind. An existing item is never changed by such a failure.
    pub failed_item_is_left_behind: bool,
    /// A dashboard is filed under its `title`, whatever its `name`, so that a definition in which they
    /// differ makes another copy on every import. Off, because exports with two names exist.
    pub dashboards_are_filed_by_title: bool,
    /// Two connections of one org may not share a name.
    pub connection_names_are_unique: bool,
    /// An import finds a lookup that the same import brings along, whatever the order.
    pub lookups_of_the_same_import_count: bool,
    /// The export of Admin Recommended by its own id is refused. It works by default.
    pub refuse_root_export: bool,
}

impl Default for Guesses {
    fn default() -> Self {
        Self {
            overwrite_deletes_extra_children: true,
            partial_import_succeeds: true,
            failed_item_is_left_behind: true,
            dashboards_are_filed_by_title: false,
            connection_names_are_unique: true,
            lookups_of_the_same_import_count: true,
            refuse_root_export: false,
        }
    }
}

impl Guesses {
    /// Each reading turned to its other side, one at a time, with its name.
    pub fn flipped() -> [(&'static str, Self); 7] {
        let usual = Self::default();
        // Taken apart by name, so that no new reading is forgotten here.
        let Self {
            overwrite_deletes_extra_children,
            partial_import_succeeds,
            failed_item_is_left_behind,
            dashboards_are_filed_by_title,
            connection_names_are_unique,
            lookups_of_the_same_import_count,
            refuse_root_export,
        } = usual;
        [
            (
                "overwrite_deletes_extra_children",
                Self {
                    overwrite_deletes_extra_children: !overwrite_deletes_extra_children,
                    ..usual
                },
            ),
            (
                "partial_import_succeeds",
                Self {
                    partial_import_succeeds: !partial_import_succeeds,
                    ..usual
                },
            ),
            (
                "failed_item_is_left_behind",
                Self {
                    failed_item_is_left_behind: !failed_item_is_left_behind,
                    ..usual
                },
            ),
            (
                "dashboards_are_filed_by_title",
                Self {
                    dashboards_are_filed_by_title: !dashboards_are_filed_by_title,
                    ..usual
                },
            ),
            (
                "connection_names_are_unique",
                Self {
                    connection_names_are_unique: !connection_names_are_unique,
                    ..usual
                },
            ),
            (
                "lookups_of_the_same_import_count",
                Self {
                    lookups_of_the_same_import_count: !lookups_of_the_same_import_count,
                    ..usual
                },
            ),
            (
                "refuse_root_export",
                Self {
                    refuse_root_export: !refuse_root_export,
                    ..usual
                },
            ),
        ]
    }
}
