//! Sumo Logic's APIs without I/O: requests to build and answers to parse. What the vendor documents
//! and what was observed is in here; what nobody could confirm is in [`guess`].

mod answer;
pub mod connections;
mod error;
pub mod guess;
pub mod jobs;
pub mod library;
mod meaning;
mod request;

pub use answer::{ApiAnswer, TransportFault};
pub use error::CallError;
pub use request::{ApiRequest, Method};
