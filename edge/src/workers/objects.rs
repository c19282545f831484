use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Request, Stub, web_sys};

use crate::problem::EdgeError;

/// A Durable Object's requests need a URL; this one leads nowhere else.
const URL: &str = "https://object.internal/ask";

/// Asks a Durable Object. The name of the object goes along, since an object isn't told its own.
pub async fn ask<R: DeserializeOwned>(
    object: &Stub,
    name: &impl Serialize,
    what: &impl Serialize,
) -> Result<R, EdgeError> {
    let text = serde_json::to_string(&(name, what))
        .map_err(|_| EdgeError::Object("an ask can't be written as JSON".into()))?;
    let answer = post(object, &text).await?;
    orgcast_shared::json::from_slice(&answer)
        .map_err(|_| EdgeError::Object("its answer is no JSON".into()))
}

/// What doesn't depend on what is asked, so that the Worker has it once.
async fn post(object: &Stub, text: &str) -> Result<Vec<u8>, EdgeError> {
    let failed = |error: worker::Error| EdgeError::Object(error.to_string());
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&text.into());
    let request = web_sys::Request::new_with_str_and_init(URL, &init);
    let request = request.map_err(|error| failed(error.into()))?;
    let mut response = object
        .fetch_with_request(request.into())
        .await
        .map_err(failed)?;
    let body = response.bytes().await.map_err(failed)?;
    match response.status_code() {
        200 => Ok(body),
        status => Err(EdgeError::Object(format!("it answered {status}"))),
    }
}

/// Reads what [`ask`] sent: the object's name and what it is asked.
pub async fn read_ask<N: DeserializeOwned, A: DeserializeOwned>(
    request: &mut Request,
) -> Result<(N, A), EdgeError> {
    let body = request
        .bytes()
        .await
        .map_err(|error| EdgeError::Object(error.to_string()))?;
    orgcast_shared::json::from_slice(&body)
        .map_err(|_| EdgeError::Object("an ask can't be read".into()))
}
