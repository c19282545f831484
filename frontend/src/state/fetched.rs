use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::use_session;
use crate::api::ApiError;

/// Something that is fetched. While it is fetched again, what is known stays.
#[derive(PartialEq)]
pub(crate) struct Fetched<T> {
    /// The newest value.
    pub(crate) value: Option<Rc<T>>,
    /// Why the newest try failed.
    pub(crate) error: Option<ApiError>,
    /// Whether a try is under way.
    pub(crate) loading: bool,
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            error: self.error.clone(),
            loading: self.loading,
        }
    }
}

impl<T> Default for Fetched<T> {
    fn default() -> Self {
        Self {
            value: None,
            error: None,
            loading: true,
        }
    }
}

pub(crate) enum Event<T> {
    Started { anew: bool },
    Done(Result<T, ApiError>),
}

impl<T> Reducible for Fetched<T> {
    type Action = Event<T>;

    fn reduce(self: Rc<Self>, event: Event<T>) -> Rc<Self> {
        let value = self.value.clone();
        Rc::new(match event {
            Event::Started { anew: true } => Self::default(),
            Event::Started { anew: false } => Self {
                value,
                error: self.error.clone(),
                loading: true,
            },
            Event::Done(Ok(value)) => Self {
                value: Some(Rc::new(value)),
                error: None,
                loading: false,
            },
            Event::Done(Err(error)) => Self {
                value,
                error: Some(error),
                loading: false,
            },
        })
    }
}

/// Fetches at once, when `about` changes, and when the callback is called. An answer that was
/// overtaken is dropped; the end of the session is noticed.
#[hook]
pub(crate) fn use_fetched<A, T, F, R>(about: A, fetch: F) -> (Fetched<T>, Callback<()>)
where
    A: Clone + PartialEq + 'static,
    T: PartialEq + 'static,
    F: Fn(A) -> R + 'static,
    R: Future<Output = Result<T, ApiError>> + 'static,
{
    let session = use_session();
    let state = use_reducer(Fetched::default);
    let round = use_state(|| 0_u32);
    let last = use_mut_ref(|| None::<A>);
    use_effect_with((about, *round), {
        let state = state.dispatcher();
        move |(about, _): &(A, u32)| {
            let anew = last.borrow().as_ref() != Some(about);
            last.replace(Some(about.clone()));
            state.dispatch(Event::Started { anew });
            let wanted = Rc::new(Cell::new(true));
            let answer = fetch(about.clone());
            spawn_local({
                let wanted = Rc::clone(&wanted);
                async move {
                    let result = answer.await;
                    if !wanted.get() {
                        return;
                    }
                    if let Err(error) = &result {
                        session.look_at(error);
                    }
                    state.dispatch(Event::Done(result));
                }
            });
            move || wanted.set(false)
        }
    });
    let again = use_callback(round, |(), round| round.set(**round + 1));
    ((*state).clone(), again)
}
