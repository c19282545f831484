//! What the vendor doesn't document and nobody could confirm. Each guess stands here alone, and
//! what rests on it stays harmless if it is wrong.

/// How long an import whose start was never answered may still be working, in milliseconds. Nothing
/// is written again before that time is over and the target was read.
pub const LOST_IMPORT_MAY_RUN_MS: u64 = 20_000;
