//! The sign-in page.

use orgcast_shared::api::ProblemCode;

use crate::api::ApiError;

pub(crate) const TITLE: &str = "Sign in to Orgcast";
pub(crate) const WORKING: &str = "Signing in…";
pub(crate) const HOW: &str = "Orgcast signs you in with a link that works once.";
pub(crate) const HOW_LOCAL: &str = "Where Orgcast runs on your own machine, `cargo xtask start` \
     prints the link; press Enter in that terminal for a new one.";
pub(crate) const HOW_ELSE: &str =
    "Where somebody else runs it, ask them for a link and open it in this browser.";
pub(crate) const AGAIN: &str = "You were signed out, or your session is over. Sign in with a new \
     link and you are back on the page you came from.";
pub(crate) const USED: &str = "This sign-in link was used before, is older than 15 minutes, or \
     isn't complete. Get a new one.";

pub(crate) fn trouble(error: &ApiError) -> String {
    match error.code() {
        Some(ProblemCode::NotSignedIn | ProblemCode::BadRequest) => USED.to_owned(),
        _ => error.sentence(),
    }
}
