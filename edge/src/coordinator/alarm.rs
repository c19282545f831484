use std::time::Duration;

use orgcast_shared::id::PushId;

use crate::problem::EdgeError;

/// How often the alarm of a push that goes on rings.
pub const WATCH: Duration = Duration::from_mins(1);

/// What brings an object back to its push when nobody asks.
pub trait Alarm {
    /// Whether it is going to ring.
    fn is_set(&self) -> impl Future<Output = Result<bool, EdgeError>>;

    /// Has it ring after this time, for this push.
    fn set(&self, push: &PushId, after: Duration) -> impl Future<Output = Result<(), EdgeError>>;

    /// It isn't needed any more.
    fn clear(&self) -> impl Future<Output = Result<(), EdgeError>>;
}
