//! The Durable Object that runs one push: asks come in from the routes and from the orgs' agents,
//! and whoever watches is connected here by WebSocket. Its alarm starts the orgs, and starts them
//! again when their agent didn't hear of it.

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
use crate::coordinator::{Alarm, Audience, Conductor, WATCH};
use crate::problem::{EdgeError, chain};
use crate::workers::{Workers, read_ask};

/// What the push's id is kept under, for the alarm.
const PUSH: &str = "push";

/// See the module.
#[durable_object]
#[derive(Debug)]
pub struct PushCoordinator {
    state: Rc<State>,
    env: Env,
    conductor: RefCell<Option<Rc<Conductor<Workers, Object>>>>,
}

/// The object as its conductor sees it: everybody who is connected, and the alarm.
#[derive(Debug)]
struct Object(Rc<State>);

impl Audience for Object {
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

impl Alarm for Object {
    async fn is_set(&self) -> Result<bool, EdgeError> {
        let alarm = self.0.storage().get_alarm().await;
        Ok(alarm.map_err(|error| failed(&error))?.is_some())
    }

    async fn set(&self, push: &PushId, after: Duration) -> Result<(), EdgeError> {
        let storage = self.0.storage();
        let kept = storage.put(PUSH, push).await;
        kept.map_err(|error| failed(&error))?;
        let set = storage.set_alarm(after).await;
        set.map_err(|error| failed(&error))
    }

    async fn clear(&self) -> Result<(), EdgeError> {
        let cleared = self.0.storage().delete_alarm().await;
        cleared.map_err(|error| failed(&error))
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
        let rung = match self.conductor() {
            Ok(conductor) => conductor.ring(&push).await,
            Err(error) => Err(error),
        };
        if let Err(error) = rung {
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
        self.conductor()?.answer(&push, ask).await?;
        Response::from_json(&()).map_err(|error| failed(&error))
    }

    async fn watch(&self, request: &Request) -> Result<Response, EdgeError> {
        let path = request.path();
        let push = path
            .split('/')
            .rev()
            .nth(1)
            .and_then(|id| PushId::new(id).ok());
        let push = push.ok_or_else(|| EdgeError::Object("no push to watch".into()))?;
        let enter = |start: LiveEvent, end: Option<LiveEvent>| {
            let pair = WebSocketPair::new()?;
            self.state.accept_web_socket(&pair.server);
            for event in std::iter::once(&start).chain(&end) {
                pair.server.send(event)?;
            }
            if end.is_some() {
                let _ = pair.server.close(Some(1000), Some("the push has ended"));
            }
            Response::from_websocket(pair.client)
        };
        let entered = self.conductor()?.welcome(&push, enter).await?;
        entered.map_err(|error| failed(&error))
    }

    fn conductor(&self) -> Result<Rc<Conductor<Workers, Object>>, EdgeError> {
        if let Some(conductor) = &*self.conductor.borrow() {
            return Ok(Rc::clone(conductor));
        }
        let workers = Workers::new(self.env.clone())?;
        let conductor = Rc::new(Conductor::new(workers, Object(Rc::clone(&self.state))));
        self.conductor.replace(Some(Rc::clone(&conductor)));
        Ok(conductor)
    }
}

fn failed(error: &worker::Error) -> EdgeError {
    EdgeError::Object(error.to_string())
}
