use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew_router::prelude::*;
use yew_router::query::Raw;

use crate::api;
use crate::components::{NoticeKind, Page, notice};
use crate::routes::Route;
use crate::state::{SessionState, forget, recall, remember, use_action, use_session};
use crate::text::{shell, sign_in};

const RETURN_TO: &str = "orgcast.return";

/// Remembers the page one is on, to come back to it after signing in.
pub(crate) fn return_later() {
    if let Some(location) = web_sys::window().map(|window| window.location()) {
        let path = location.pathname().unwrap_or_default();
        let search = location.search().unwrap_or_default();
        remember(RETURN_TO, &format!("{path}{search}"));
    }
}

/// Exchanges the token of a sign-in link for a session, and says how to get one.
#[component]
pub(crate) fn SignInPage() -> Html {
    let session = use_session();
    let navigator = use_navigator();
    // Taken once: afterwards it is no longer in the address. A link that is opened while this page is
    // shown changes only the fragment, and no page is loaded.
    let fragment = use_location().map(|location| location.hash().to_owned());
    let token = use_memo(fragment, |_| take_token());
    let enter = use_action(|token: String| async move { api::sign_in(&token).await }, {
        let session = session.clone();
        move |new| session.begin(new)
    });
    use_effect_with(token.clone(), {
        let run = enter.run.clone();
        move |token| {
            if let Some(token) = &**token {
                run.emit(token.clone());
            }
        }
    });
    let is_in = matches!(session.state(), SessionState::In(_));
    let is_waiting = token.is_some() && enter.error.is_none() && !is_in;
    use_effect_with((is_in, is_waiting), move |(is_in, is_waiting)| {
        if let (true, false, Some(navigator)) = (*is_in, *is_waiting, navigator) {
            let (route, query) = wanted();
            let _ = navigator.replace_with_query(&route, Raw(query));
        }
    });
    let text = if is_waiting || is_in {
        html! { <p role="status">{ sign_in::WORKING }</p> }
    } else {
        html! {
            <>
                if let Some(error) = &enter.error {
                    { notice(NoticeKind::Error, html! { <p>{ sign_in::trouble(error) }</p> }) }
                } else if recall::<String>(RETURN_TO).is_some_and(|path| path != "/content") {
                    { notice(NoticeKind::Info, html! { <p>{ sign_in::AGAIN }</p> }) }
                }
                <p>{ sign_in::HOW }</p>
                <p>{ sign_in::HOW_LOCAL }</p>
                <p>{ sign_in::HOW_ELSE }</p>
            </>
        }
    };
    html! {
        <div class="sign-in">
            <header class="brand">
                <img src="/favicon.svg" alt="" width="28" height="28" />
                { shell::NAME }
            </header>
            <Page title={sign_in::TITLE}>{ text }</Page>
        </div>
    }
}

/// Takes the token out of the address, so that it stays neither there nor in the tab's history.
fn take_token() -> Option<String> {
    let window = web_sys::window()?;
    let fragment = window.location().hash().ok()?;
    let token = fragment
        .strip_prefix('#')
        .filter(|token| !token.is_empty())?
        .to_owned();
    let path = window.location().pathname().ok()?;
    window
        .history()
        .ok()?
        .replace_state_with_url(&JsValue::NULL, "", Some(&path))
        .ok()?;
    Some(token)
}

/// The page that was wanted before signing in, and its query.
fn wanted() -> (Route, String) {
    let address = recall::<String>(RETURN_TO).unwrap_or_default();
    forget(RETURN_TO);
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    match Route::recognize(path) {
        None | Some(Route::SignIn | Route::Home) => (Route::Content, String::new()),
        Some(route) => (route, query.to_owned()),
    }
}
