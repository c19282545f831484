//! Every text that a person sees, by the place where it stands.

pub(crate) mod errors;
