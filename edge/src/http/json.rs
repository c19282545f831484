use serde::de::DeserializeOwned;

use crate::problem::EdgeError;

/// Reads a request's body. What is wrong is told by its place only, since the body may hold an
/// access key.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, EdgeError> {
    orgcast_shared::json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        EdgeError::bad_request(format!(
            "The JSON is not what this route takes; see line {line}, column {column}."
        ))
    })
}
