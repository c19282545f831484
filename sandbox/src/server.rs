//! The world behind HTTP, on loopback.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use tokio::net::TcpListener;

use crate::clock::Millis;
use crate::gate::Ticket;
use crate::http::{Request, Response};
use crate::world::World;

/// The largest request body that is read, in bytes. What Sumo Logic takes is not documented.
const BODY_MAX: usize = 256 * 1024 * 1024;

/// How the server behaves apart from the world it serves.
#[derive(Debug, Clone, Copy, Default)]
pub struct ServerConfig {
    /// How long every API answer is held back, in milliseconds.
    pub latency_ms: u64,
}

#[derive(Clone)]
struct Shared {
    world: Arc<Mutex<World>>,
    config: ServerConfig,
}

impl Shared {
    /// A handler that panicked has left no half-made change behind that would matter to a sandbox.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves the world on the listener until `stop` resolves, then ends at once.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    world: World,
    config: ServerConfig,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let shared = Shared {
        world: Arc::new(Mutex::new(world)),
        config,
    };
    let app = Router::new().fallback(answer).with_state(shared);
    tokio::select! {
        served = async { axum::serve(listener, app).await } => served,
        () = stop => Ok(()),
    }
}

async fn answer(
    State(shared): State<Shared>,
    request: axum::extract::Request,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else {
        let mut refused =
            axum::response::Response::new(Body::from("The request body is too large.\n"));
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return refused;
    };
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let mut request = Request::new(parts.method.as_str(), target);
    request.body = body.to_vec();
    for (name, value) in &parts.headers {
        request.headers.push((
            name.to_string(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        ));
    }
    let (response, ticket) = shared.world().begin(&request, now());
    let under_way = UnderWay {
        shared: &shared,
        ticket,
    };
    if under_way.ticket.is_some() && shared.config.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(shared.config.latency_ms)).await;
    }
    drop(under_way);
    to_http(response)
}

/// Gives the ticket back even when the client goes away while its answer is held back.
struct UnderWay<'a> {
    shared: &'a Shared,
    ticket: Option<Ticket>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.shared.world().end(ticket);
        }
    }
}

fn now() -> Millis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

fn to_http(response: Response) -> axum::response::Response {
    let body = if response.lost {
        Body::new(BrokenBody)
    } else {
        Body::from(response.body)
    };
    let mut out = axum::response::Response::new(body);
    *out.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            out.headers_mut().insert(name, value);
        }
    }
    out
}

/// A body that fails before its first byte, which makes the connection break.
struct BrokenBody;

impl http_body::Body for BrokenBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::Error::new(
            io::ErrorKind::ConnectionReset,
            "the response is lost",
        ))))
    }
}
