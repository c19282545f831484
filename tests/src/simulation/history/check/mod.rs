//! What every history is held against, one file per question.

mod base;
mod end;
mod outcome;
mod read;
mod world;
mod write;
