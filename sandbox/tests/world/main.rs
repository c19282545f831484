//! The world through its public interface, one file per group of calls.

mod connections;
mod control;
mod demo;
mod folders;
mod gate;
mod imports;
mod jobs;
mod lab;
mod organizations;
mod properties;
