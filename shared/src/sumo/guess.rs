//! What the vendor doesn't document and nobody could confirm. Each guess stands here alone, and
//! what rests on it stays harmless if it is wrong.

/// How long an import whose start was never answered may still be working, in milliseconds. Nothing
/// is written again before that time is over and the target was read.
pub const LOST_IMPORT_MAY_RUN_MS: u64 = 20_000;

/// How many jobs of one org may be under way at the same time. No limit on jobs is documented, only
/// those on requests; a job that is refused for the moment is started again later like any other call.
pub const JOBS_AT_ONCE: usize = 6;
