//! What every history is held against, one file per question.

mod base;
mod end;
mod left;
mod outcome;
mod read;
mod removal;
mod returned;
mod undoing;
mod undone;
mod world;
mod write;
