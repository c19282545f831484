//! Everything behind `cargo xtask`: provide tools, build, run, test and measure Orgcast.
//!
//! It is a library as well as a program so that the test suites can start the same stack
//! (see [`stack`]) that `cargo xtask start` runs. It decides nothing about the product.

pub mod apt;
pub mod bench;
pub mod build;
pub mod chromium;
pub mod cli;
pub mod commands;
pub mod failure;
pub mod http;
pub mod interrupt;
pub mod process;
pub mod progress;
pub mod register;
pub mod secrets;
pub mod stack;
pub mod stamp;
pub mod suites;
pub mod token;
pub mod tools;
pub mod valgrind;
pub mod wasm_target;
pub mod workspace;
