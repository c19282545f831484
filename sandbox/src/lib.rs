//! A stand-in for Sumo Logic: many organizations behind one base URL, in memory.
//!
//! [`World`] is the whole of it: a [`Request`] and the time go in, a [`Response`] comes out. It does no input
//! or output, reads no clock, and draws all randomness from its seed. The feature `server` puts it behind
//! HTTP; tests can use it without.
//!
//! What it imitates are the library and connection APIs of an org and the organizations API of its parent,
//! with admin mode, asynchronous jobs, limits and error envelopes. Below `/__sandbox` it also answers calls
//! that Sumo Logic does not have: what the orgs hold, what was asked of them, and switches that make them
//! misbehave. It depends on no other crate of this workspace, so that one mistake cannot hide in both.

mod admission;
mod api;
mod audit;
mod calls;
mod clock;
mod config;
mod control;
mod demo;
mod deployment;
mod error;
mod faults;
mod gate;
mod guesses;
mod http;
mod ids;
mod jobs;
mod limits;
mod org;
mod route;
mod schema;
#[cfg(feature = "server")]
mod server;
mod tree;
mod world;

pub use clock::Millis;
pub use config::{LibraryFile, WorldConfig};
pub use faults::{Chance, ErrorRate, Faults, NeverEnding, Which};
pub use gate::Ticket;
pub use guesses::Guesses;
pub use http::{Request, Response};
#[cfg(feature = "server")]
pub use server::{ServerConfig, serve};
pub use world::World;
