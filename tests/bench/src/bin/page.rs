//! The program of the bench's page; it has what [`orgcast_bench`] exports for WASM, and does nothing
//! by itself. It is a program because the console is one, so that both are compiled in one way.

use orgcast_bench as _;

fn main() {}
