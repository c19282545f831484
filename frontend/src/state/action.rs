use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{SessionHandle, use_session};
use crate::api::ApiError;

/// Something that a person can start.
pub(crate) struct Action<I: 'static> {
    /// Starts it; does nothing while it runs.
    pub(crate) run: Callback<I>,
    /// Whether it runs.
    pub(crate) busy: bool,
    /// Why it failed the last time.
    pub(crate) error: Option<ApiError>,
}

#[derive(Clone, Default, PartialEq)]
struct State {
    busy: bool,
    error: Option<ApiError>,
}

enum Event {
    Started,
    Done(Option<ApiError>),
}

impl Reducible for State {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        Rc::new(match event {
            Event::Started => Self {
                busy: true,
                error: None,
            },
            Event::Done(error) => Self { busy: false, error },
        })
    }
}

/// An action that calls the edge, and what happens when it went well. The end of the session is
/// noticed.
#[hook]
pub(crate) fn use_action<I, T, F, R, D>(act: F, done: D) -> Action<I>
where
    I: 'static,
    F: Fn(I) -> R + 'static,
    T: 'static,
    R: Future<Output = Result<T, ApiError>> + 'static,
    D: Fn(T) + Clone + 'static,
{
    let session = use_session();
    let state = use_reducer(State::default);
    let busy = state.busy;
    let error = state.error.clone();
    let run = Callback::from(move |input| {
        if state.busy {
            return;
        }
        let (answer, done) = (act(input), done.clone());
        let work = answer.map(|answer| answer.map(|value| Box::new(move || done(value)) as Done));
        perform(work.boxed_local(), state.dispatcher(), session.clone());
    });
    Action { run, busy, error }
}

type Done = Box<dyn FnOnce()>;

/// The part that is the same for every action.
fn perform(
    work: LocalBoxFuture<'static, Result<Done, ApiError>>,
    state: UseReducerDispatcher<State>,
    session: SessionHandle,
) {
    state.dispatch(Event::Started);
    spawn_local(async move {
        match work.await {
            Ok(done) => {
                state.dispatch(Event::Done(None));
                done();
            }
            Err(error) => {
                session.look_at(&error);
                state.dispatch(Event::Done(Some(error)));
            }
        }
    });
}
