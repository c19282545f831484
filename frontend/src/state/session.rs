use std::rc::Rc;

use orgcast_shared::api::Session;
use orgcast_shared::org::Capability;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, ApiError};

/// Whether somebody is signed in.
#[derive(Clone, PartialEq, Default)]
pub(crate) enum SessionState {
    /// The edge was asked.
    #[default]
    Checking,
    /// The edge doesn't answer.
    Unreachable(ApiError),
    /// Nobody is.
    Out,
    /// Somebody is.
    In(SignedIn),
}

/// Somebody who is signed in.
#[derive(Clone, PartialEq)]
pub(crate) struct SignedIn(Rc<Session>);

impl SignedIn {
    /// The name that history shows.
    pub(crate) fn name(&self) -> &str {
        &self.0.person.name
    }

    /// Whether the person may do this.
    pub(crate) fn may(&self, capability: Capability) -> bool {
        self.0.person.capabilities.contains(&capability)
    }
}

pub(crate) enum Event {
    Checking,
    Answer(Box<Result<Session, ApiError>>),
    Ended,
}

impl Reducible for SessionState {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        Rc::new(match event {
            Event::Checking => Self::Checking,
            Event::Ended => Self::Out,
            Event::Answer(answer) => match *answer {
                Ok(session) => Self::In(SignedIn(Rc::new(session))),
                // Somebody signed in while the question, asked before that, was on its way.
                Err(_) if matches!(*self, Self::In(_)) => return self,
                Err(error) if error.is_passing() => Self::Unreachable(error),
                Err(_) => Self::Out,
            },
        })
    }
}

/// The session, and what can be done about it.
#[derive(Clone, PartialEq)]
pub(crate) struct SessionHandle(UseReducerHandle<SessionState>);

impl SessionHandle {
    pub(crate) fn state(&self) -> &SessionState {
        &self.0
    }

    /// Who is signed in.
    pub(crate) fn person(&self) -> Option<&SignedIn> {
        match &*self.0 {
            SessionState::In(person) => Some(person),
            _ => None,
        }
    }

    /// Whether the person who is signed in may do this.
    pub(crate) fn may(&self, capability: Capability) -> bool {
        self.person().is_some_and(|person| person.may(capability))
    }

    /// Asks the edge.
    pub(crate) fn check(&self) {
        let state = self.0.dispatcher();
        state.dispatch(Event::Checking);
        spawn_local(async move {
            let answer = api::session().await;
            state.dispatch(Event::Answer(Box::new(answer)));
        });
    }

    /// Somebody just signed in.
    pub(crate) fn begin(&self, session: Session) {
        self.0.dispatch(Event::Answer(Box::new(Ok(session))));
    }

    /// The session is over.
    pub(crate) fn end(&self) {
        self.0.dispatch(Event::Ended);
    }

    /// Ends the session where the edge says that there is none (any more).
    pub(crate) fn look_at(&self, error: &ApiError) {
        if error.is_signed_out() {
            self.end();
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct SessionProviderProps {
    pub(crate) children: Html,
}

/// Asks the edge once who is signed in, and tells everything below.
#[component]
pub(crate) fn SessionProvider(props: &SessionProviderProps) -> Html {
    let session = SessionHandle(use_reducer(SessionState::default));
    use_effect_with((), {
        let session = session.clone();
        move |()| session.check()
    });
    html! {
        <ContextProvider<SessionHandle> context={session}>
            { props.children.clone() }
        </ContextProvider<SessionHandle>>
    }
}

/// The session.
#[hook]
pub(crate) fn use_session() -> SessionHandle {
    use_context::<SessionHandle>().expect("everything is below the SessionProvider")
}
