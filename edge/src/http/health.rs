use orgcast_shared::api::Health;
use orgcast_shared::plan::PLANNER_VERSION;

use super::Answer;
use crate::problem::EdgeError;

pub(super) fn get() -> Result<Answer, EdgeError> {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Answer::json(
        200,
        &Health {
            version,
            planner: PLANNER_VERSION,
        },
    )
}
