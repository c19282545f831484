use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::{Method, Request, RequestInit, Stub};

use crate::problem::EdgeError;

/// A Durable Object's requests need a URL; this one leads nowhere else.
const URL: &str = "https://object.internal/ask";

/// An ask with the name of the object it goes to, since an object isn't told its own.
#[derive(Debug, Serialize, Deserialize)]
struct Envelope<N, A> {
    name: N,
    ask: A,
}

/// Asks a Durable Object.
pub async fn ask<R: DeserializeOwned>(
    object: &Stub,
    name: &impl Serialize,
    what: &impl Serialize,
) -> Result<R, EdgeError> {
    let failed = |error: worker::Error| EdgeError::Object(error.to_string());
    let text = serde_json::to_string(&Envelope { name, ask: what })
        .map_err(|_| EdgeError::Object("an ask can't be written as JSON".into()))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(text.into()));
    let request = Request::new_with_init(URL, &init).map_err(failed)?;
    let mut response = object.fetch_with_request(request).await.map_err(failed)?;
    let body = response.bytes().await.map_err(failed)?;
    if response.status_code() != 200 {
        return Err(EdgeError::Object(format!(
            "it answered {}",
            response.status_code()
        )));
    }
    serde_json::from_slice(&body).map_err(|_| EdgeError::Object("its answer is no JSON".into()))
}

/// Reads what [`ask`] sent: the object's name and what it is asked.
pub async fn read_ask<N: DeserializeOwned, A: DeserializeOwned>(
    request: &mut Request,
) -> Result<(N, A), EdgeError> {
    let body = request
        .bytes()
        .await
        .map_err(|error| EdgeError::Object(error.to_string()))?;
    let envelope: Envelope<N, A> = serde_json::from_slice(&body)
        .map_err(|_| EdgeError::Object("an ask can't be read".into()))?;
    Ok((envelope.name, envelope.ask))
}
