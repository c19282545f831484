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
    let failed = |error: worker::Error| EdgeError::Object(error.to_string());
    let text = serde_json::to_string(&(name, what))
        .map_err(|_| EdgeError::Object("an ask can't be written as JSON".into()))?;
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&text.into());
    let request = web_sys::Request::new_with_str_and_init(URL, &init)
        .map_err(|error| failed(error.into()))?
        .into();
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
    serde_json::from_slice(&body).map_err(|_| EdgeError::Object("an ask can't be read".into()))
}
