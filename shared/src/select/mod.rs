//! What a person chose: the ticked items, the destinations and the options.

mod choices;
mod destinations;
mod options;
mod selection;

pub use choices::Choices;
pub use destinations::Destinations;
pub use options::{Include, Options};
pub use selection::{Pick, Selection};
