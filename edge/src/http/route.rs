use orgcast_shared::api::ProblemCode;
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::org::Capability::{
    CreateOrganizations, ManageOrganizations, ViewOrganizations,
};

use crate::auth::Access;
use crate::problem::EdgeError;

/// A method that some route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, starts, or asks with a body.
    Post,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

/// What a request asks for; see the table in [`orgcast_shared::api`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `GET /api/health`
    Health,
    /// `POST /api/session`
    SignIn,
    /// `GET /api/session`
    GetSession,
    /// `DELETE /api/session`
    SignOut,
    /// `GET /api/endpoints`
    ListEndpoints,
    /// `GET /api/orgs`
    ListOrgs,
    /// `POST /api/orgs`
    ConnectOrg,
    /// `PATCH /api/orgs/{org}`
    ChangeOrg(OrgId),
    /// `DELETE /api/orgs/{org}`
    DeleteOrg(OrgId),
    /// `POST /api/reads`
    StartReads,
    /// `POST /api/snapshots`
    GetSnapshots,
    /// `POST /api/nodes`
    GetNodes,
    /// `POST /api/bodies`
    GetBodies,
    /// `GET /api/bodies/{digest}`
    GetBody(Digest),
    /// `POST /api/pushes`
    StartPush,
    /// `GET /api/pushes`
    ListPushes,
    /// `GET /api/pushes/{push}`
    GetPush(PushId),
    /// `GET /api/pushes/{push}/orgs/{org}`
    GetPushOrg(PushId, OrgId),
    /// `GET /api/pushes/{push}/log`
    GetLog(PushId),
    /// `GET /api/pushes/{push}/retry`
    GetRetry(PushId),
    /// `POST /api/pushes/{push}/pause`
    PausePush(PushId),
    /// `POST /api/pushes/{push}/resume`
    ResumePush(PushId),
    /// `POST /api/pushes/{push}/stop`
    StopPush(PushId),
    /// `POST /api/pushes/{push}/rollback`
    StartRollback(PushId),
    /// `POST /api/pushes/{push}/rollback/plan`
    PlanRollback(PushId),
    /// `GET /api/pushes/{push}/live`
    Live(PushId),
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Patch, Self::Delete];

    /// The method of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// The method's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl Route {
    /// What a method and a path ask for.
    pub fn of(method: Option<Method>, path: &str) -> Result<Self, EdgeError> {
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        if let Some(route) = method.and_then(|method| Self::find(method, &segments)) {
            return Ok(route);
        }
        let allowed: Vec<&str> = Method::ALL
            .into_iter()
            .filter(|method| Self::find(*method, &segments).is_some())
            .map(Method::name)
            .collect();
        if allowed.is_empty() {
            return Err(EdgeError::refuse(
                ProblemCode::NotFound,
                "There is no such route.",
            ));
        }
        let detail = format!("This route takes {}.", allowed.join(" and "));
        Err(EdgeError::refuse(ProblemCode::MethodNotAllowed, detail))
    }

    fn find(method: Method, segments: &[&str]) -> Option<Self> {
        use Method::{Delete, Get, Patch, Post};
        let ["api", rest @ ..] = segments else {
            return None;
        };
        Some(match (method, rest) {
            (Get, ["health"]) => Self::Health,
            (Post, ["session"]) => Self::SignIn,
            (Get, ["session"]) => Self::GetSession,
            (Delete, ["session"]) => Self::SignOut,
            (Get, ["endpoints"]) => Self::ListEndpoints,
            (Get, ["orgs"]) => Self::ListOrgs,
            (Post, ["orgs"]) => Self::ConnectOrg,
            (Patch, ["orgs", org]) => Self::ChangeOrg(org.parse().ok()?),
            (Delete, ["orgs", org]) => Self::DeleteOrg(org.parse().ok()?),
            (Post, ["reads"]) => Self::StartReads,
            (Post, ["snapshots"]) => Self::GetSnapshots,
            (Post, ["nodes"]) => Self::GetNodes,
            (Post, ["bodies"]) => Self::GetBodies,
            (Get, ["bodies", digest]) => Self::GetBody(digest.parse().ok()?),
            (Post, ["pushes"]) => Self::StartPush,
            (Get, ["pushes"]) => Self::ListPushes,
            (Get, ["pushes", push]) => Self::GetPush(push.parse().ok()?),
            (Get, ["pushes", push, "orgs", org]) => {
                Self::GetPushOrg(push.parse().ok()?, org.parse().ok()?)
            }
            (Get, ["pushes", push, "log"]) => Self::GetLog(push.parse().ok()?),
            (Get, ["pushes", push, "retry"]) => Self::GetRetry(push.parse().ok()?),
            (Post, ["pushes", push, "pause"]) => Self::PausePush(push.parse().ok()?),
            (Post, ["pushes", push, "resume"]) => Self::ResumePush(push.parse().ok()?),
            (Post, ["pushes", push, "stop"]) => Self::StopPush(push.parse().ok()?),
            (Post, ["pushes", push, "rollback"]) => Self::StartRollback(push.parse().ok()?),
            (Post, ["pushes", push, "rollback", "plan"]) => Self::PlanRollback(push.parse().ok()?),
            (Get, ["pushes", push, "live"]) => Self::Live(push.parse().ok()?),
            _ => return None,
        })
    }

    /// Who may ask for it.
    pub fn access(&self) -> Access {
        match self {
            Self::Health | Self::SignIn => Access::Anyone,
            Self::GetSession | Self::SignOut => Access::SignedIn,
            Self::ListEndpoints
            | Self::ListOrgs
            | Self::GetSnapshots
            | Self::GetNodes
            | Self::GetBodies
            | Self::GetBody(_)
            | Self::ListPushes
            | Self::GetPush(_)
            | Self::GetPushOrg(..)
            | Self::GetLog(_)
            | Self::GetRetry(_)
            | Self::PlanRollback(_)
            | Self::Live(_) => Access::Needs(ViewOrganizations),
            Self::ConnectOrg => Access::Needs(CreateOrganizations),
            Self::ChangeOrg(_)
            | Self::DeleteOrg(_)
            | Self::StartReads
            | Self::StartPush
            | Self::PausePush(_)
            | Self::ResumePush(_)
            | Self::StartRollback(_)
            | Self::StopPush(_) => Access::Needs(ManageOrganizations),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(method: Method, path: &str) -> ProblemCode {
        match Route::of(Some(method), path) {
            Err(EdgeError::Refused(problem)) => problem.code,
            other => panic!("{path}: {other:?}"),
        }
    }

    #[test]
    fn a_wrong_method_and_a_wrong_path_are_told_apart() {
        assert_eq!(
            Route::of(Some(Method::Get), "/api/orgs").unwrap(),
            Route::ListOrgs
        );
        assert_eq!(
            code(Method::Patch, "/api/orgs"),
            ProblemCode::MethodNotAllowed
        );
        for path in [
            "/",
            "/api",
            "/api/",
            "/api/orgs/",
            "/api/orgs/a/b",
            "/orgs",
            "/api/bodies/1",
        ] {
            assert_eq!(code(Method::Get, path), ProblemCode::NotFound, "{path}");
        }
        assert_eq!(
            code(Method::Delete, "/api/orgs/a%2Fb"),
            ProblemCode::NotFound
        );
    }
}
