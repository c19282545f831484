//! The field diff: which fields of two portable bodies differ, and how, for a person to read.
//!
//! Members of lists are paired by what identifies them, texts are compared by line and word, and
//! JSON that the vendor keeps in a string is compared as JSON. What normalisation drops isn't in a
//! portable body and so never shows.

mod change;
mod compare;
mod label;
mod members;
mod names;
mod tables;
mod text;
mod words;

pub use change::{ChangeKind, FieldChange, FieldDiff, Hunk, Line, Mark, Member, Segment, Step};
pub use compare::diff_bodies;
pub use label::label;

#[cfg(test)]
mod apply;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
