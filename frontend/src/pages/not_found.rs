use yew::prelude::*;

use crate::components::{NavLink, Page};
use crate::routes::Route;
use crate::text::shell;

/// What an unknown address leads to.
pub(crate) fn not_found_page() -> Html {
    html! {
        <Page title={shell::NOT_FOUND}>
            <p>{ shell::NOT_FOUND_HINT }</p>
            <NavLink to={Route::Content} class="button">{ shell::CONTENT }</NavLink>
        </Page>
    }
}
