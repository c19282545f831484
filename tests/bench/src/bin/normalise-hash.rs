//! Exports made portable, under callgrind: `counted` is what is counted.

use orgcast_bench::{exports, normalise_and_hash};
use serde_json::Value as Json;

fn main() {
    let exports = exports(60, 120);
    println!("{}", counted(exports));
}

#[inline(never)]
fn counted(exports: Json) -> String {
    normalise_and_hash(exports).short()
}
