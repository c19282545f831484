//! Header, navigation, states of the console as a whole.

use super::lower;
use crate::state::Theme;

pub(crate) const NAME: &str = "Orgcast";
pub(crate) const SKIP: &str = "Skip to the page";
pub(crate) const NAVIGATION: &str = "Pages";
pub(crate) const CONTENT: &str = "Manage Content";
pub(crate) const ORGS: &str = "Organizations";
pub(crate) const HISTORY: &str = "History";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const CHECKING: &str = "Looking whether you are signed in…";
pub(crate) const UNREACHABLE: &str = "Orgcast can't be reached";
pub(crate) const NOT_FOUND: &str = "There is no such page";
pub(crate) const NOT_FOUND_HINT: &str =
    "The address is wrong, or what it led to is gone. Everything starts from Manage Content.";

pub(crate) fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "Colours as the system has them",
        Theme::Light => "Light colours",
        Theme::Dark => "Dark colours",
    }
}

/// The name of the button that changes the theme.
pub(crate) fn theme_button(now: Theme, next: Theme) -> String {
    format!("{}. Change to: {}", theme(now), lower(theme(next)))
}
