//! Organizations: where they live and who may do what with them.

mod capability;
mod endpoint;

pub use capability::{Capabilities, Capability};
pub use endpoint::{Endpoint, EndpointError, Endpoints, KNOWN_DEPLOYMENTS};
