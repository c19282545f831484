use orgcast_shared::api::EndpointList;

use super::Answer;
use crate::platform::Platform;
use crate::problem::EdgeError;

pub(super) fn list<P: Platform>(edge: &P) -> Result<Answer, EdgeError> {
    let endpoints = edge.settings().endpoints.iter().cloned().collect();
    Answer::json(200, &EndpointList { endpoints })
}
