use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::use_session;
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
        state.dispatch(Event::Started);
        let (answer, done) = (act(input), done.clone());
        let (state, session) = (state.dispatcher(), session.clone());
        spawn_local(async move {
            match answer.await {
                Ok(value) => {
                    state.dispatch(Event::Done(None));
                    done(value);
                }
                Err(error) => {
                    session.look_at(&error);
                    state.dispatch(Event::Done(Some(error)));
                }
            }
        });
    });
    Action { run, busy, error }
}
