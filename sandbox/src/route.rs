//! The table of all calls that the sandbox answers.

use crate::api::{self, Answer, Call};
use crate::calls::Effect::{self, Read, Write};
use crate::world::ParentCall;

/// One call.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// The path below `/api`; a segment in braces matches anything.
    pub(crate) template: &'static str,
    pub(crate) effect: Effect,
    /// The capability that the user needs, by its scope name.
    pub(crate) needs: &'static str,
    pub(crate) run: Run,
}

/// The handler of a call.
pub(crate) enum Run {
    /// In the org of the access key.
    Org(fn(&mut Call<'_>) -> Answer),
    /// In the whole world; the access key is one of the parent org.
    Parent(fn(&mut ParentCall<'_>) -> Answer),
}

/// What a method and path lead to.
pub(crate) enum Found {
    Route(&'static Route, Vec<String>),
    /// The path exists, but not with this method.
    OtherMethod,
    Nothing,
}

/// Finds the route for the segments below `/api`. Of several templates the first in the table counts.
pub(crate) fn find(method: &str, segments: &[String]) -> Found {
    let mut found = Found::Nothing;
    for route in ROUTES {
        let Some(params) = matches(route.template, segments) else {
            continue;
        };
        if route.method == method {
            return Found::Route(route, params);
        }
        found = Found::OtherMethod;
    }
    found
}

fn matches(template: &str, segments: &[String]) -> Option<Vec<String>> {
    let mut parts = template.split('/').filter(|part| !part.is_empty());
    let mut params = Vec::new();
    for segment in segments {
        let part = parts.next()?;
        if part.starts_with('{') {
            params.push(segment.clone());
        } else if part != segment {
            return None;
        }
    }
    parts.next().is_none().then_some(params)
}

const fn org(
    method: &'static str,
    template: &'static str,
    effect: Effect,
    needs: &'static str,
    run: fn(&mut Call<'_>) -> Answer,
) -> Route {
    Route {
        method,
        template,
        effect,
        needs,
        run: Run::Org(run),
    }
}

const fn parent(
    method: &'static str,
    template: &'static str,
    effect: Effect,
    needs: &'static str,
    run: fn(&mut ParentCall<'_>) -> Answer,
) -> Route {
    Route {
        method,
        template,
        effect,
        needs,
        run: Run::Parent(run),
    }
}

const VIEW: &str = "viewLibrary";
const MANAGE: &str = "manageLibrary";

#[rustfmt::skip]
static ROUTES: &[Route] = &[
    org("GET", "/v1/collectors", Read, "viewCollectors", api::collectors::list),
    org("HEAD", "/v1/collectors", Read, "viewCollectors", api::collectors::list),

    org("GET", "/v2/content/folders/personal", Read, VIEW, api::folders::personal),
    org("GET", "/v2/content/folders/global", Read, VIEW, api::listings::global_view),
    org("GET", "/v2/content/folders/global/{jobId}/status", Read, VIEW, api::job_results::status),
    org("GET", "/v2/content/folders/global/{jobId}/result", Read, VIEW, api::job_results::result),
    org("GET", "/v2/content/folders/adminRecommended", Read, VIEW, api::listings::admin_recommended),
    org("GET", "/v2/content/folders/adminRecommended/{jobId}/status", Read, VIEW, api::job_results::status),
    org("GET", "/v2/content/folders/adminRecommended/{jobId}/result", Read, VIEW, api::job_results::result),
    org("GET", "/v2/content/folders/installedApps", Read, VIEW, api::listings::installed_apps),
    org("GET", "/v2/content/folders/installedApps/{jobId}/status", Read, VIEW, api::job_results::status),
    org("GET", "/v2/content/folders/installedApps/{jobId}/result", Read, VIEW, api::job_results::result),
    org("POST", "/v2/content/folders", Write, MANAGE, api::folders::create),
    org("GET", "/v2/content/folders/{id}", Read, VIEW, api::folders::get),
    org("PUT", "/v2/content/folders/{id}", Write, MANAGE, api::folders::update),
    org("POST", "/v2/content/folders/{folderId}/import", Write, MANAGE, api::transfer::import),
    org("GET", "/v2/content/folders/{folderId}/import/{jobId}/status", Read, VIEW, api::job_results::status),
    org("GET", "/v2/content/folders/{folderId}/import/{jobId}/result", Read, VIEW, api::job_results::result),

    org("GET", "/v2/content/path", Read, VIEW, api::paths::item_at),
    org("GET", "/v2/content/{contentId}/path", Read, VIEW, api::paths::path_of),
    org("GET", "/v2/content/{id}/permissions", Read, VIEW, api::permissions::get),
    org("PUT", "/v2/content/{id}/permissions/add", Write, MANAGE, api::permissions::add),
    org("PUT", "/v2/content/{id}/permissions/remove", Write, MANAGE, api::permissions::remove),
    org("POST", "/v2/content/{id}/export", Read, VIEW, api::transfer::export),
    org("GET", "/v2/content/{contentId}/export/{jobId}/status", Read, VIEW, api::job_results::status),
    org("GET", "/v2/content/{contentId}/export/{jobId}/result", Read, VIEW, api::job_results::result),
    org("DELETE", "/v2/content/{id}/delete", Write, MANAGE, api::items::delete),
    org("GET", "/v2/content/{id}/delete/{jobId}/status", Read, VIEW, api::job_results::status),
    org("POST", "/v2/content/{id}/copy", Write, MANAGE, api::items::copy),
    org("GET", "/v2/content/{id}/copy/{jobId}/status", Read, VIEW, api::job_results::status),
    org("POST", "/v2/content/{id}/move", Write, MANAGE, api::items::relocate),

    org("GET", "/v1/dashboards/reportSchedules", Read, VIEW, api::report_schedules::list),
    org("POST", "/v1/dashboards/reportSchedules", Write, MANAGE, api::report_schedules::create),
    org("GET", "/v1/dashboards/reportSchedules/{scheduleId}", Read, VIEW, api::report_schedules::get),
    org("PUT", "/v1/dashboards/reportSchedules/{scheduleId}", Write, MANAGE, api::report_schedules::update),
    org("DELETE", "/v1/dashboards/reportSchedules/{scheduleId}", Write, MANAGE, api::report_schedules::delete),

    org("GET", "/v1/connections", Read, "viewConnections", api::connections::list),
    org("POST", "/v1/connections", Write, "manageConnections", api::connections::create),
    org("POST", "/v1/connections/test", Read, "manageConnections", api::connections::test),
    org("GET", "/v1/connections/{id}", Read, "viewConnections", api::connections::get),
    org("PUT", "/v1/connections/{id}", Write, "manageConnections", api::connections::update),
    org("DELETE", "/v1/connections/{id}", Write, "manageConnections", api::connections::delete),

    parent("GET", "/v1/deployments", Read, "viewOrganizations", api::organizations::deployments),
    parent("GET", "/v1/organizations", Read, "viewOrganizations", api::organizations::list),
    parent("POST", "/v1/organizations", Write, "createOrganizations", api::organizations::create),
    parent("GET", "/v1/organizations/parentOrg", Read, "viewOrganizations", api::organizations::parent_org),
    parent("GET", "/v1/organizations/provisioning/{orgId}", Read, "viewOrganizations", api::organizations::provisioning),
    parent("GET", "/v1/organizations/{orgId}", Read, "viewOrganizations", api::organizations::get),
    parent("PUT", "/v1/organizations/{orgId}", Write, "manageOrganizations", api::organizations::update),
    parent("DELETE", "/v1/organizations/{orgId}", Write, "manageOrganizations", api::organizations::deactivate),
    parent("POST", "/v1/organizations/{orgId}/accessKey", Write, "manageOrganizations", api::organizations::access_key),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn template(method: &str, path: &str) -> &'static str {
        let segments: Vec<String> = path
            .split('/')
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect();
        match find(method, &segments) {
            Found::Route(route, _) => route.template,
            Found::OtherMethod => "405",
            Found::Nothing => "404",
        }
    }

    #[test]
    fn fixed_segments_win_over_variable_ones() {
        assert_eq!(
            template("GET", "/v2/content/folders/personal"),
            "/v2/content/folders/personal"
        );
        assert_eq!(
            template("GET", "/v2/content/folders/00AB"),
            "/v2/content/folders/{id}"
        );
        assert_eq!(
            template("GET", "/v1/organizations/parentOrg"),
            "/v1/organizations/parentOrg"
        );
        assert_eq!(
            template("GET", "/v2/content/00AB/path"),
            "/v2/content/{contentId}/path"
        );
    }

    #[test]
    fn another_method_is_not_an_unknown_path() {
        assert_eq!(template("PATCH", "/v1/connections"), "405");
        assert_eq!(template("GET", "/v1/connection"), "404");
        assert_eq!(template("GET", "/v1/connections/a/b"), "404");
    }
}
