//! The only commands a person has to know.
fn main() {}
