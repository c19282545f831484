//! What a person chose: the ticked items, the destinations, the options, the policy, and how the push
//! goes over its orgs; and what a person chose about rolling a push back.

mod choices;
mod class;
mod destinations;
mod options;
mod policy;
mod rollback;
mod rollout;
mod selection;
mod tick;

pub use choices::Choices;
pub use class::Class;
pub use destinations::Destinations;
pub use options::{Include, Options};
pub use policy::{Budgets, DependencyRuling, DependencyRulings, LinkRuling, Policy, Ruling};
pub use rollback::{Edited, RollbackChoices};
pub use rollout::{Gate, Rollout, RolloutError, Tolerance};
pub use selection::{Pick, Selection};
pub use tick::Extent;
