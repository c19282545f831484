use orgcast_shared::id::PushId;
use web_sys::UrlSearchParams;
use yew_router::prelude::*;
use yew_router::query::Raw;

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
    /// Opens a plan that was exported.
    #[at("/plan-file")]
    PlanFile,
    #[at("/organizations")]
    Organizations,
    #[at("/history")]
    History,
    #[at("/pushes/:id")]
    Push { id: String },
    /// The preview of a push's rollback.
    #[at("/pushes/:id/rollback")]
    Rollback { id: String },
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

/// One value of the address's query.
pub(crate) fn query_value(location: Option<&Location>, name: &str) -> Option<String> {
    UrlSearchParams::new_with_str(location?.query_str())
        .ok()?
        .get(name)
}

/// A query of ids and plain words, neither of which needs escaping.
pub(crate) fn query(pairs: &[(&str, Option<&str>)]) -> Raw<String> {
    let pair = |(name, value): &(&str, Option<&str>)| value.map(|value| format!("{name}={value}"));
    Raw(pairs.iter().filter_map(pair).collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_stands_in_the_query() {
        assert_eq!(
            query(&[("org", Some("acme")), ("show", None)]).0,
            "org=acme"
        );
        assert_eq!(query(&[("a", Some("1")), ("b", Some("2"))]).0, "a=1&b=2");
        assert_eq!(query(&[("a", None)]).0, "");
    }
}
