use orgcast_shared::api::{ProblemCode, Session};
use orgcast_shared::org::Capability;

use crate::problem::EdgeError;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in and has this capability.
    Needs(Capability),
}

/// Lets a request through or says why not. Every route passes here; there is no other check.
pub fn admit(access: Access, session: Option<&Session>) -> Result<(), EdgeError> {
    let not_signed_in = || {
        EdgeError::refuse(
            ProblemCode::NotSignedIn,
            "Open a new sign-in link to go on.",
        )
    };
    match access {
        Access::Anyone => Ok(()),
        Access::SignedIn => session.map(drop).ok_or_else(not_signed_in),
        Access::Needs(capability) => {
            let session = session.ok_or_else(not_signed_in)?;
            if session.person.capabilities.contains(&capability) {
                return Ok(());
            }
            let detail = format!("This needs the capability {}.", capability.label());
            Err(EdgeError::refuse(ProblemCode::NotAllowed, detail))
        }
    }
}
