//! Jobs that list the top of the library.
#![expect(clippy::unnecessary_wraps, reason = "handlers have one signature")]

use crate::api::{Answer, Call};
use crate::jobs::Task;

/// `GET /v2/content/folders/adminRecommended`
pub(crate) fn admin_recommended(call: &mut Call<'_>) -> Answer {
    Ok(call.start_job(Task::AdminRecommended, 0))
}

/// `GET /v2/content/folders/installedApps`
pub(crate) fn installed_apps(call: &mut Call<'_>) -> Answer {
    Ok(call.start_job(Task::InstalledApps, 0))
}

/// `GET /v2/content/folders/global`
pub(crate) fn global_view(call: &mut Call<'_>) -> Answer {
    Ok(call.start_job(Task::GlobalView, 0))
}
