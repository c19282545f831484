//! Who is asking, and whether they may: one-time sign-in tokens, session cookies, the origin of a
//! request, capabilities.

mod cookie;
mod guard;
mod origin;
mod token;

pub use cookie::{SESSION_LIFE, SessionToken, from_cookies};
pub use guard::{Access, admit};
pub use origin::is_same_origin;
pub use token::{SignInKey, TokenError, ValidToken};
