use yew::prelude::*;

use crate::api;
use crate::components::{NavLink, Shape, icon};
use crate::routes::Route;
use crate::state::{Theme, use_action, use_session, use_theme, use_toasts};
use crate::text::shell;

#[derive(Properties, PartialEq)]
pub(crate) struct ShellProps {
    pub(crate) route: Route,
    pub(crate) children: Html,
}

/// The frame of every page behind the sign-in: name, navigation, person, theme.
#[component]
pub(crate) fn Shell(props: &ShellProps) -> Html {
    let session = use_session();
    let toasts = use_toasts();
    let sign_out = use_action(|()| api::sign_out(), {
        let session = session.clone();
        move |()| session.end()
    });
    use_effect_with(sign_out.error.clone(), move |error| {
        if let Some(error) = error {
            toasts.failed(error.sentence());
        }
    });
    let link = |to: Route, text: &'static str, current: bool| {
        html! { <NavLink {to} {current}>{ text }</NavLink> }
    };
    let route = &props.route;
    html! {
        <>
            <a class="skip" href="#main">{ shell::SKIP }</a>
            <header class="masthead">
                <NavLink to={Route::Content} class="brand">
                    <img src="/favicon.svg" alt="" width="20" height="20" />
                    { shell::NAME }
                </NavLink>
                <nav aria-label={shell::NAVIGATION}>
                    { link(Route::Content, shell::CONTENT, matches!(route, Route::Content | Route::PushBox)) }
                    { link(Route::Organizations, shell::ORGS, *route == Route::Organizations) }
                    { link(Route::History, shell::HISTORY, *route == Route::History) }
                </nav>
                <div class="masthead-end">
                    <ThemeButton />
                    if let Some(person) = session.person() {
                        <span class="person">{ person.name() }</span>
                    }
                    <button
                        type="button"
                        class="button button-plain"
                        disabled={sign_out.busy}
                        onclick={sign_out.run.reform(|_: MouseEvent| ())}
                    >
                        { shell::SIGN_OUT }
                    </button>
                </div>
            </header>
            { props.children.clone() }
        </>
    }
}

#[component]
fn ThemeButton() -> Html {
    let (theme, set) = use_theme();
    let shape = match theme {
        Theme::System => Shape::Contrast,
        Theme::Light => Shape::Sun,
        Theme::Dark => Shape::Moon,
    };
    let label = shell::theme_button(theme, theme.next());
    html! {
        <button
            type="button"
            class="button button-plain button-icon"
            aria-label={label.clone()}
            title={label}
            onclick={set.reform(move |_: MouseEvent| theme.next())}
        >
            { icon(shape) }
        </button>
    }
}
