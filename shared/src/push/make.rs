use super::folders::look;
use super::sabotage::{self, Sabotage};
use super::write::Writer;
use super::write_error::WriteError;
use crate::api::LogLevel;
use crate::id::{ContentId, ItemPath};
use crate::sumo::{ApiAnswer, ApiRequest, guess};

/// How often the answer to one creating call may get lost before it is given up.
pub(super) const MAX_LOST_ANSWERS: u32 = 2;

impl Writer<'_> {
    /// A call that creates what isn't at `path`, in this folder, yet, so many objects in all. Where its outcome is unknown the
    /// org is looked at before anything is repeated; where something is there then, the answer was lost.
    pub(super) async fn make(
        &self,
        folder: &ContentId,
        path: &ItemPath,
        objects: usize,
        request: ApiRequest,
    ) -> Result<ApiAnswer, WriteError> {
        for _ in 0..MAX_LOST_ANSWERS {
            let error = match self.calls.once(request.clone()).await {
                Err(error) if error.is_transient() && error.outcome_unknown() => error,
                other => return Ok(other?),
            };
            if sabotage::is(Sabotage::LostIsFailed) {
                return Err(error.into());
            }
            if sabotage::is(Sabotage::RetryUnread) {
                continue;
            }
            self.calls.port.log(
                LogLevel::Warning,
                format!("{path}: {error}; looking what is there before trying again"),
            );
            let span = guess::lost_write_may_run(objects);
            self.calls.port.sleep(span).await;
            let found = look(self.calls, folder, path).await;
            if found.map_err(WriteError::Open)?.is_some() {
                return Err(WriteError::LostAnswer);
            }
            if self.calls.port.is_ending() {
                return Err(error.into());
            }
        }
        Ok(self.calls.once(request).await?)
    }
}
