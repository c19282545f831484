//! The one place that performs `fetch` to an org. It adds the credentials, and nothing that came
//! with somebody's request: no `Origin`, no cookies.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::{Either, select};
use futures_util::stream::{Stream, StreamExt};
use orgcast_shared::id::{AccessId, Millis, Secret};
use orgcast_shared::org::Endpoint;
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Uint8Array, global};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::web_sys::{
    AbortController, Headers, Request, RequestInit, RequestRedirect, Response, WorkerGlobalScope,
};
use worker::{Date, Delay};

use crate::retry_after::retry_after;

/// How long an answer may take.
const TIME_LIMIT: Duration = Duration::from_mins(1);
/// The longest answer that is read. Several orgs may share the 128 MB of one isolate, and what is made
/// of an export takes several times its length. A longer export is made in parts; one item may have 10 MB.
const MAX_ANSWER_BYTES: usize = 12 << 20;

/// A request with where it goes and who makes it. An [`Endpoint`] comes from the list of known and
/// configured ones only, so credentials go nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct SumoCall<'a> {
    /// Where to.
    pub endpoint: &'a Endpoint,
    /// The access id.
    pub access_id: &'a AccessId,
    /// The access key.
    pub access_key: &'a Secret,
    /// What.
    pub request: &'a ApiRequest,
}

impl SumoCall<'_> {
    fn url(&self) -> String {
        format!("{}{}", self.endpoint.url, self.request.path)
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let credentials = format!("{}:{}", self.access_id, self.access_key.expose());
        let mut headers = vec![
            (
                "authorization",
                format!("Basic {}", STANDARD.encode(credentials)),
            ),
            ("accept", "application/json".to_owned()),
            (
                "user-agent",
                concat!("Orgcast/", env!("CARGO_PKG_VERSION")).to_owned(),
            ),
        ];
        if self.request.admin_mode {
            headers.push(("isAdminMode", "true".to_owned()));
        }
        if self.request.body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        headers
    }
}

/// Makes a call. Redirects are handed back, not followed: the credentials would go along.
pub async fn perform(call: SumoCall<'_>) -> Result<ApiAnswer, TransportFault> {
    let unusable = |_| fault("the request can't be built");
    let request = build(&call).map_err(unusable)?;
    let exchange = Exchange(AbortController::new().map_err(unusable)?);
    let init = RequestInit::new();
    init.set_signal(Some(&exchange.0.signal()));
    let answer = Box::pin(async {
        let scope: WorkerGlobalScope = global().unchecked_into();
        let response = JsFuture::from(scope.fetch_with_request_and_init(&request, &init)).await;
        let response = response.and_then(JsCast::dyn_into);
        read(response.map_err(|_| fault("no connection"))?).await
    });
    match select(answer, Delay::from(TIME_LIMIT)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), _)) => Err(fault("no answer within a minute")),
    }
}

/// A call under way; dropping it breaks it off. Nobody counts it any more then.
struct Exchange(AbortController);

impl Drop for Exchange {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn build(call: &SumoCall<'_>) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in call.headers() {
        headers.set(name, &value)?;
    }
    let init = RequestInit::new();
    init.set_method(call.request.method.as_str());
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    if let Some(body) = &call.request.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    Request::new_with_str_and_init(&call.url(), &init)
}

async fn read(response: Response) -> Result<ApiAnswer, TransportFault> {
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let wait = |text: String| retry_after(&text, Millis(Date::now().as_millis()));
    let (status, content_type) = (response.status(), header("content-type"));
    let (location, retry_after) = (header("location"), header("retry-after").and_then(wait));
    // What is compressed may be longer than it says.
    let length = header("content-length").filter(|_| header("content-encoding").is_none());
    let length = length.and_then(|text| text.parse::<usize>().ok());
    let body = if length.is_some_and(|length| length <= MAX_ANSWER_BYTES) {
        let body = whole(&response).await;
        body.map_err(|_| fault("the answer broke off"))?
    } else if response.body().is_some() {
        let chunks = worker::Response::from(response).stream();
        let chunks = chunks.map_err(|_| fault("the answer can't be read"))?;
        gather(chunks, MAX_ANSWER_BYTES).await?
    } else {
        Vec::new()
    };
    Ok(ApiAnswer {
        status,
        content_type: content_type.unwrap_or_default(),
        location,
        retry_after,
        body,
    })
}

/// The body at once, which takes the runtime far less than chunk by chunk.
async fn whole(response: &Response) -> Result<Vec<u8>, JsValue> {
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&body).to_vec())
}

/// Puts chunks together. They are counted as they come: their sum need not be announced.
async fn gather<E>(
    mut chunks: impl Stream<Item = Result<Vec<u8>, E>> + Unpin,
    limit: usize,
) -> Result<Vec<u8>, TransportFault> {
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| fault("the answer broke off"))?;
        if body.len() + chunk.len() > limit {
            return Err(TransportFault::TooLong);
        }
        body.extend(chunk);
    }
    Ok(body)
}

/// What the runtime says of a failure could hold more than it should, so it isn't passed on.
fn fault(what: &str) -> TransportFault {
    TransportFault::Broken(what.to_owned())
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use futures_util::stream;
    use orgcast_shared::content::ConnectionKey;
    use orgcast_shared::org::Endpoints;
    use orgcast_shared::sumo::{connections, library};

    use super::*;

    fn headers_of(request: &ApiRequest) -> (String, Vec<(&'static str, String)>) {
        let endpoints = Endpoints::configured("").unwrap();
        let call = SumoCall {
            endpoint: endpoints.get("us2").unwrap(),
            access_id: &AccessId::new("suID").unwrap(),
            access_key: &Secret::new("key"),
            request,
        };
        (call.url(), call.headers())
    }

    #[test]
    fn a_call_carries_credentials_and_nothing_foreign() {
        let (url, headers) = headers_of(&connections::list(None));
        assert_eq!(
            url,
            "https://api.us2.sumologic.com/api/v1/connections?limit=1000"
        );
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["authorization", "accept", "user-agent"]);
        assert_eq!(headers[0].1, "Basic c3VJRDprZXk=");
    }

    #[test]
    fn an_answer_is_counted_while_it_comes() {
        let read = std::cell::Cell::new(0);
        let gather = |limit| {
            let chunk = |_| {
                read.set(read.get() + 1);
                Ok::<_, ()>(vec![7; 4])
            };
            block_on(gather(stream::iter((0..100).map(chunk)), limit))
        };
        assert_eq!(gather(400), Ok(vec![7; 400]));
        assert_eq!(gather(399), Err(TransportFault::TooLong));
        read.set(0);
        assert!(gather(9).is_err());
        assert_eq!(read.get(), 3);
        let broken = stream::iter([Ok(vec![7]), Err(())]);
        assert_eq!(
            block_on(super::gather(broken, 9)),
            Err(fault("the answer broke off"))
        );
    }

    #[test]
    fn admin_mode_and_a_body_have_their_headers() {
        let (_, headers) = headers_of(&library::start_admin_recommended());
        assert!(headers.contains(&("isAdminMode", "true".into())));
        let key = ConnectionKey {
            kind: "Slack".into(),
            name: "SOC".into(),
        };
        let (_, headers) = headers_of(&connections::create(&serde_json::json!({ "key": key })));
        assert!(headers.contains(&("content-type", "application/json".into())));
    }
}
