use gloo_net::http::{Method, Request, RequestBuilder, Response};
use orgcast_shared::api::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ApiError;

/// Asks for something.
pub(super) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    let request = Request::get(path)
        .build()
        .map_err(|_| ApiError::Unreachable)?;
    read(answer(request).await?).await
}

/// Sends something and reads the answer.
pub(super) async fn send<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<T, ApiError> {
    read(answer(with_body(method, path, body)?).await?).await
}

/// Sends something that is answered without content.
pub(super) async fn tell(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<(), ApiError> {
    answer(with_body(method, path, body)?).await.map(drop)
}

fn with_body(method: Method, path: &str, body: &impl Serialize) -> Result<Request, ApiError> {
    let text = serde_json::to_string(body).map_err(|_| ApiError::Unreadable(0))?;
    RequestBuilder::new(path)
        .method(method)
        .header("content-type", "application/json")
        .body(text)
        .map_err(|_| ApiError::Unreachable)
}

async fn answer(request: Request) -> Result<Response, ApiError> {
    let response = request.send().await.map_err(|_| ApiError::Unreachable)?;
    if response.ok() {
        return Ok(response);
    }
    let text = response.text().await.unwrap_or_default();
    Err(orgcast_shared::json::from_str::<Problem>(&text)
        .map_or(ApiError::Unreadable(response.status()), |problem| {
            ApiError::Problem(Box::new(problem))
        }))
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    let text = response.text().await.map_err(|_| ApiError::Unreachable)?;
    orgcast_shared::json::from_str(&text).map_err(|_| ApiError::Unreadable(response.status()))
}
