use orgcast_shared::api::{Person, ProblemCode, Session};
use orgcast_shared::id::PushId;

use super::{
    Answer, Head, Method, Route, bodies, endpoints, health, nodes, orgs, pushes, reads, retry,
    rollback, session, snapshots, start_push, start_rollback,
};
use crate::ask::PushAsk;
use crate::auth::{SessionToken, admit, from_cookies, is_same_origin};
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::people;

/// The longest body of a request: a retry that names single items in many orgs is the longest.
pub const MAX_BODY_BYTES: usize = 16 << 20;

/// What is to be done about a request.
#[derive(Debug)]
pub enum Served {
    /// Send this.
    Answer(Answer),
    /// Hand the request on to the push, which opens a WebSocket.
    Live(PushId),
}

/// Answers a request. `read_body` is called only when the caller may do what it asks for.
pub async fn serve<P: Platform>(
    edge: &P,
    head: &Head,
    read_body: impl AsyncFnOnce() -> Result<Vec<u8>, EdgeError>,
) -> Served {
    answer(edge, head, read_body).await.unwrap_or_else(|error| {
        if !matches!(error, EdgeError::Refused(_)) {
            log_fault(head, &error);
        }
        Served::Answer(Answer::problem(&error.into_problem()))
    })
}

/// Who asks, as far as it is known.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) token: Option<SessionToken>,
    pub(super) session: Option<Session>,
}

impl Caller {
    /// Whoever is signed in.
    fn person(&self) -> Result<Person, EdgeError> {
        let person = self.session.as_ref().map(|session| session.person.clone());
        person.ok_or_else(|| EdgeError::refuse(ProblemCode::NotSignedIn, "Nobody is signed in."))
    }
}

async fn answer<P: Platform>(
    edge: &P,
    head: &Head,
    read_body: impl AsyncFnOnce() -> Result<Vec<u8>, EdgeError>,
) -> Result<Served, EdgeError> {
    let route = Route::of(head.method, &head.path)?;
    check_origin(head, &route)?;
    let caller = caller(edge, head).await?;
    admit(route.access(), caller.session.as_ref())?;
    let body = async || {
        if !head.is_json() {
            return Err(EdgeError::bad_request("The body must be application/json."));
        }
        read_body().await
    };
    let answer = match route {
        Route::Health => health::get()?,
        Route::SignIn => session::sign_in(edge, head, &body().await?).await?,
        Route::GetSession => session::get(&caller)?,
        Route::SignOut => session::sign_out(edge, head, &caller).await?,
        Route::ListEndpoints => endpoints::list(edge)?,
        Route::ListOrgs => orgs::list(edge).await?,
        Route::ConnectOrg => orgs::connect(edge, &body().await?).await?,
        Route::ChangeOrg(org) => orgs::change(edge, &org, &body().await?).await?,
        Route::DeleteOrg(org) => orgs::delete(edge, &org).await?,
        Route::StartReads => reads::start(edge, &body().await?).await?,
        Route::GetSnapshots => snapshots::get(edge, &body().await?).await?,
        Route::GetNodes => nodes::get(edge, &body().await?).await?,
        Route::GetBodies => bodies::list(edge, &body().await?).await?,
        Route::GetBody(digest) => bodies::get(edge, &digest).await?,
        Route::StartPush => {
            let body = body().await?;
            start_push::start(edge, &caller.person()?, &body).await?
        }
        Route::ListPushes => pushes::list(edge, head).await?,
        Route::GetPush(push) => pushes::get(edge, &push).await?,
        Route::GetPushOrg(push, org) => pushes::org(edge, &push, &org).await?,
        Route::GetLog(push) => pushes::log(edge, &push).await?,
        Route::GetRetry(push) => retry::get(edge, head, &push).await?,
        Route::PausePush(push) => pushes::tell(edge, &push, PushAsk::Pause).await?,
        Route::ResumePush(push) => pushes::resume(edge, &push, &body().await?).await?,
        Route::PlanRollback(push) => rollback::preview(edge, head, &push, &body().await?).await?,
        Route::StartRollback(push) => {
            let body = body().await?;
            start_rollback::start(edge, &caller.person()?, &push, &body).await?
        }
        Route::StopPush(push) => pushes::tell(edge, &push, PushAsk::Stop).await?,
        Route::Live(push) => {
            pushes::live(edge, head, &push).await?;
            return Ok(Served::Live(push));
        }
    };
    Ok(Served::Answer(answer))
}

/// Whatever could change something, and the WebSocket, must come from our own pages.
fn check_origin(head: &Head, route: &Route) -> Result<(), EdgeError> {
    let origin = head.origin.as_deref();
    let from_here = match (route, head.method) {
        // Not every browser sends `Sec-Fetch-Site` with a WebSocket's request.
        (Route::Live(_), _) => is_same_origin(None, origin, &head.own_origin),
        (_, Some(Method::Get)) => true,
        _ => is_same_origin(head.fetch_site.as_deref(), origin, &head.own_origin),
    };
    if from_here {
        return Ok(());
    }
    Err(EdgeError::refuse(
        ProblemCode::NotAllowed,
        "The request came from another site.",
    ))
}

async fn caller<P: Platform>(edge: &P, head: &Head) -> Result<Caller, EdgeError> {
    let Some(token) = head.cookie.as_deref().and_then(from_cookies) else {
        return Ok(Caller {
            token: None,
            session: None,
        });
    };
    let session = people::session(edge.db(), &token.id(), edge.now()).await?;
    Ok(Caller {
        token: Some(token),
        session,
    })
}

fn log_fault(head: &Head, error: &EdgeError) {
    let method = head.method.map_or("?", Method::name);
    crate::log::error(&format!("{method} {}: {}", head.path, chain(error)));
}
