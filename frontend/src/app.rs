use orgcast_shared::id::PushId;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::{NoticeKind, Page, ToastRegion, notice};
use crate::pages::{
    ContentPage, HistoryPage, OrgsPage, PlanFilePage, RollbackPage, Shell, SignInPage,
    not_found_page, push_page, return_later,
};
use crate::routes::Route;
use crate::state::{OrgsProvider, SessionProvider, SessionState, ToastsProvider, use_session};
use crate::text::{common, shell};

/// The console.
#[component]
pub(crate) fn App() -> Html {
    html! {
        <BrowserRouter>
            <SessionProvider>
                <ToastsProvider>
                    <Switch<Route> render={page} />
                    <ToastRegion />
                </ToastsProvider>
            </SessionProvider>
        </BrowserRouter>
    }
}

fn page(route: Route) -> Html {
    match route {
        Route::SignIn => html! { <SignInPage /> },
        Route::Home => html! { <Redirect<Route> to={Route::Content} /> },
        Route::PlanFile => html! { <PlanFilePart /> },
        route => html! { <SignedInPart {route} /> },
    }
}

#[derive(Properties, PartialEq)]
struct SignedInPartProps {
    route: Route,
}

/// The pages that need a session. Without one, the way leads over the sign-in page and back.
#[component]
fn SignedInPart(props: &SignedInPartProps) -> Html {
    let session = use_session();
    match session.state() {
        SessionState::Checking => html! {
            <main id="main" class="page"><p class="quiet" role="status">{ shell::CHECKING }</p></main>
        },
        SessionState::Unreachable(error) => {
            let again = Callback::from({
                let session = session.clone();
                move |_: MouseEvent| session.check()
            });
            html! {
                <Page title={shell::UNREACHABLE}>
                    { notice(NoticeKind::Error, html! {
                        <>
                            <p>{ error.sentence() }</p>
                            <button type="button" class="button" onclick={again}>
                                { common::TRY_AGAIN }
                            </button>
                        </>
                    }) }
                </Page>
            }
        }
        SessionState::Out => {
            return_later();
            html! { <Redirect<Route> to={Route::SignIn} /> }
        }
        SessionState::In(_) => html! {
            <OrgsProvider>
                <Shell route={props.route.clone()}>{ signed_in(&props.route) }</Shell>
            </OrgsProvider>
        },
    }
}

/// The page of a plan file, which works without a session: names of orgs and a comparison take one.
#[component]
fn PlanFilePart() -> Html {
    match use_session().state() {
        SessionState::In(_) => html! {
            <OrgsProvider>
                <Shell route={Route::PlanFile}><PlanFilePage /></Shell>
            </OrgsProvider>
        },
        _ => html! { <PlanFilePage /> },
    }
}

fn signed_in(route: &Route) -> Html {
    match route {
        // One component for both, so that the tree stays as it is behind the box.
        Route::Content => html! { <ContentPage push_box=false /> },
        Route::PushBox => html! { <ContentPage push_box=true /> },
        Route::Organizations => html! { <OrgsPage /> },
        Route::History => html! { <HistoryPage /> },
        Route::Push { id } => push_page(id),
        Route::Rollback { id } => PushId::new(id.clone()).map_or_else(
            |_| not_found_page(),
            |push| html! { <RollbackPage key={id.clone()} {push} /> },
        ),
        Route::Home | Route::SignIn | Route::PlanFile | Route::NotFound => not_found_page(),
    }
}
