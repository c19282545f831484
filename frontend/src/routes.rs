use orgcast_shared::id::PushId;
use yew_router::prelude::*;

/// The console's pages.
#[derive(Clone, Debug, PartialEq, Routable)]
pub(crate) enum Route {
    /// Leads to Manage Content.
    #[at("/")]
    Home,
    #[at("/sign-in")]
    SignIn,
    #[at("/content")]
    Content,
    /// Manage Content with the box Push Selected Content open.
    #[at("/content/push")]
    PushBox,
    #[at("/organizations")]
    Organizations,
    #[at("/history")]
    History,
    #[at("/pushes/:id")]
    Push { id: String },
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    /// The page of a push.
    pub(crate) fn push(id: &PushId) -> Self {
        Self::Push { id: id.to_string() }
    }
}
