//! The Durable Object that runs one push: asks come in from the routes and from the orgs' agents,
//! and whoever watches is connected here by WebSocket. Its alarm starts orgs again whose agent
//! didn't hear of it.

#![expect(missing_docs, reason = "the macro adds functions of its own")]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use orgcast_shared::api::LiveEvent;
use orgcast_shared::id::PushId;
use worker::{
    DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    WebSocketPair, durable_object, wasm_bindgen,
};

use crate::ask::PushAsk;
use crate::coordinator::{Audience, Conductor};
use crate::problem::{EdgeError, chain};
use crate::workers::{Workers, read_ask};

/// How often orgs that haven't ended are asked for again.
const WATCH: Duration = Duration::from_mins(1);
/// What the push's id is kept under, for the alarm.
const PUSH: &str = "push";

/// See the module.
#[durable_object]
#[derive(Debug)]
pub struct PushCoordinator {
    state: Rc<State>,
    env: Env,
    conductor: RefCell<Option<Rc<Conductor<Workers, Sockets>>>>,
}

/// Everybody who is connected.
#[derive(Debug)]
struct Sockets(Rc<State>);

impl Audience for Sockets {
    fn show(&self, event: &LiveEvent) {
        let sockets = self.0.get_websockets();
        if sockets.is_empty() {
            return;
        }
        if let Ok(text) = serde_json::to_string(event) {
            for socket in sockets {
                // One that is gone is told apart by the runtime; nobody misses the event.
                let _ = socket.send_with_str(&text);
            }
        }
    }

    fn close(&self) {
        for socket in self.0.get_websockets() {
            let _ = socket.close(Some(1000), Some("the push has ended"));
        }
    }
}

impl DurableObject for PushCoordinator {
    fn new(state: State, env: Env) -> Self {
        Self {
            state: Rc::new(state),
            env,
            conductor: RefCell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let live = request.headers().get("upgrade")?.is_some();
        let answered = if live {
            self.watch(&request).await
        } else {
            self.answer(&mut request).await
        };
        answered.or_else(|error| {
            crate::log::error(&format!("push coordinator: {}", chain(&error)));
            Response::error("failed", 500)
        })
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let push: Option<PushId> = self.state.storage().get(PUSH).await?;
        let Some(push) = push else {
            return Response::ok("");
        };
        if let Err(error) = self.handle(&push, PushAsk::Start).await {
            crate::log::error(&format!("push {push}: {}", chain(&error)));
            self.state.storage().set_alarm(WATCH).await?;
        }
        Response::ok("")
    }

    /// Nothing is expected from whoever watches.
    async fn websocket_message(
        &self,
        _socket: WebSocket,
        _message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        // The other side may have seen to it already.
        let _ = socket.close(Some(1000), Some(""));
        Ok(())
    }
}

impl PushCoordinator {
    async fn answer(&self, request: &mut Request) -> Result<Response, EdgeError> {
        let (push, ask): (PushId, PushAsk) = read_ask(request).await?;
        self.handle(&push, ask).await?;
        Response::from_json(&()).map_err(|error| failed(&error))
    }

    async fn handle(&self, push: &PushId, ask: PushAsk) -> Result<(), EdgeError> {
        let storage = self.state.storage();
        let is_start = matches!(ask, PushAsk::Start);
        if is_start {
            // The alarm first: then nothing that fails from here on can leave the push behind.
            storage
                .put(PUSH, push)
                .await
                .map_err(|error| failed(&error))?;
            storage
                .set_alarm(WATCH)
                .await
                .map_err(|error| failed(&error))?;
        }
        if !self.conductor()?.handle(push, ask).await? {
            storage
                .delete_alarm()
                .await
                .map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    async fn watch(&self, request: &Request) -> Result<Response, EdgeError> {
        let path = request.path();
        let push = path
            .split('/')
            .rev()
            .nth(1)
            .and_then(|id| PushId::new(id).ok());
        let push = push.ok_or_else(|| EdgeError::Object("no push to watch".into()))?;
        let (start, end) = self.conductor()?.welcome(&push).await?;
        let pair = WebSocketPair::new().map_err(|error| failed(&error))?;
        self.state.accept_web_socket(&pair.server);
        for event in std::iter::once(&start).chain(&end) {
            pair.server.send(event).map_err(|error| failed(&error))?;
        }
        if end.is_some() {
            let _ = pair.server.close(Some(1000), Some("the push has ended"));
        }
        Response::from_websocket(pair.client).map_err(|error| failed(&error))
    }

    fn conductor(&self) -> Result<Rc<Conductor<Workers, Sockets>>, EdgeError> {
        if let Some(conductor) = &*self.conductor.borrow() {
            return Ok(Rc::clone(conductor));
        }
        let workers = Workers::new(self.env.clone())?;
        let conductor = Rc::new(Conductor::new(workers, Sockets(Rc::clone(&self.state))));
        self.conductor.replace(Some(Rc::clone(&conductor)));
        Ok(conductor)
    }
}

fn failed(error: &worker::Error) -> EdgeError {
    EdgeError::Object(error.to_string())
}
