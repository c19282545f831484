//! The demo baseline: what a managed security provider would keep in its template org. All of it is our own.

mod cloud_audit;
mod compliance;
mod email_security;
mod endpoint;
mod executive;
mod identity;
mod network;
mod operations;
mod sign_in;

use serde_json::Value;

/// The items directly under Admin Recommended.
pub(super) fn baseline() -> Vec<Value> {
    vec![
        sign_in::folder(),
        cloud_audit::folder(),
        endpoint::folder(),
        network::folder(),
        email_security::folder(),
        identity::folder(),
        compliance::folder(),
        executive::folder(),
        operations::folder(),
        operations::start_here(),
    ]
}
