use orgcast_shared::api::{ProblemCode, Session, SignIn};

use super::serve::Caller;
use super::{Answer, Head, json};
use crate::auth::{SESSION_LIFE, SessionToken, TokenError};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::people;

pub(super) async fn sign_in<P: Platform>(
    edge: &P,
    head: &Head,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let SignIn { token } = json::read(body)?;
    let now = edge.now();
    let refuse = |detail: &str| EdgeError::refuse(ProblemCode::NotSignedIn, detail);
    let valid =
        edge.settings()
            .sign_in
            .check(token.expose(), now)
            .map_err(|error| match error {
                TokenError::Expired => refuse("This sign-in link is too old. Open a new one."),
                TokenError::NotGenuine => {
                    refuse("This sign-in link was not made for this Orgcast.")
                }
            })?;
    if !people::use_token(edge.db(), &valid.nonce, valid.expires_at, now).await? {
        return Err(refuse(
            "This sign-in link was used already. Open a new one.",
        ));
    }
    let token = SessionToken::new(edge.random()?);
    let expires_at = now + SESSION_LIFE;
    let person = people::LOCAL_OPERATOR;
    people::start_session(edge.db(), &token.id(), person, expires_at, now).await?;
    let session = people::session(edge.db(), &token.id(), now).await?;
    let session = session.ok_or_else(|| EdgeError::Object("a new session is gone".into()))?;
    Ok(Answer::json(200, &session)?.with("set-cookie", token.set_cookie(head.is_secure())))
}

pub(super) fn get(caller: &Caller) -> Result<Answer, EdgeError> {
    let session: Option<&Session> = caller.session.as_ref();
    match session {
        Some(session) => Answer::json(200, session),
        None => Err(EdgeError::not_found("session")),
    }
}

pub(super) async fn sign_out<P: Platform>(
    edge: &P,
    head: &Head,
    caller: &Caller,
) -> Result<Answer, EdgeError> {
    if let Some(token) = &caller.token {
        people::end_session(edge.db(), &token.id()).await?;
    }
    Ok(Answer::empty(204).with("set-cookie", SessionToken::clear_cookie(head.is_secure())))
}
