//! The first plan of set A, under callgrind: `counted` is what is counted.

use orgcast_bench::{Planning, Set, World};

fn main() {
    let mut planning = Planning::new(World::new(Set::A));
    let cells = counted(&mut planning);
    println!("{cells} cells");
}

#[inline(never)]
fn counted(planning: &mut Planning) -> u32 {
    planning.plan().all.cells()
}
