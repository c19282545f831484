//! Validated names and numbers. A value of one of these types has been checked once, where it came
//! in, and needs no second look.

mod digest;
mod millis;
mod name;
mod path;
mod secret;
mod token;

pub use digest::{Digest, DigestError, Hasher, QuickHasher};
pub use millis::Millis;
pub use name::{ItemName, NameError};
pub use path::{ItemPath, PathError};
pub use secret::Secret;
pub use token::{AccessId, ContentId, JobId, OrgId, PushId, TokenError};
