use thiserror::Error;

use super::make::MAX_LOST_ANSWERS;
use super::write::Writer;
use super::{JournalEntry, OrderCell, read};
use crate::api::LogLevel;
use crate::content::ConnectionKey;
use crate::sumo::{CallError, connections, guess};
use serde_json::Value as Json;

/// Why a connection that an item needs isn't there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum ConnectError {
    #[error("connection {0} is no longer in this org")]
    Gone(String),
    #[error("connection {0} changed in the source since the preview")]
    Changed(String),
    #[error("couldn't create connection {name}: {error}")]
    Call { name: String, error: CallError },
}

impl Writer<'_> {
    /// Creates the connections that these cells need and that aren't there, where the plan says that
    /// they are to be created, as the plan saw them in the source.
    pub(super) async fn connect(&mut self, cells: &[&OrderCell]) {
        for key in cells.iter().flat_map(|cell| &cell.connections) {
            let known = self.unconnected.iter().any(|(failed, _)| failed == key);
            if known || !self.connections.ids_of(key).is_empty() {
                continue;
            }
            if self.hindered().is_some() {
                return;
            }
            if let Err(error) = self.create_connection(key).await {
                if let ConnectError::Call { error, .. } = &error {
                    self.judge(error);
                    if error.is_transient() && self.hindered().is_some() {
                        return;
                    }
                }
                self.unconnected.push((key.clone(), error));
            }
        }
    }

    /// Whether the connections that these cells need are there.
    pub(super) fn connected(&self, cells: &[&OrderCell]) -> Result<(), ConnectError> {
        let mut needed = cells.iter().flat_map(|cell| &cell.connections);
        needed.try_for_each(|key| {
            if !self.connections.ids_of(key).is_empty() {
                return Ok(());
            }
            let known = self.unconnected.iter().find(|(failed, _)| failed == key);
            let gone = || ConnectError::Gone(key.name.clone());
            Err(known.map_or_else(gone, |(_, error)| error.clone()))
        })
    }

    async fn create_connection(&mut self, key: &ConnectionKey) -> Result<(), ConnectError> {
        let name = || key.name.clone();
        let planned = self.order.connections.iter().find(|need| need.key == *key);
        let planned = planned.and_then(|need| need.create);
        let planned = planned.ok_or_else(|| ConnectError::Gone(name()))?;
        let known = self.definitions.iter();
        let definition = known
            .filter(|known| known.key == *key)
            .find(|known| known.digest() == planned)
            .ok_or_else(|| ConnectError::Changed(name()))?;
        let write = self.next_write();
        let intent = JournalEntry::Intent {
            write,
            paths: Vec::new(),
        };
        self.calls.port.journal(intent).await;
        let created = self.create_once(key, &definition.definition).await;
        self.settled(write).await;
        created.map_err(|error| ConnectError::Call {
            name: name(),
            error,
        })?;
        let line = format!(
            "Created connection {} ({}) without its secrets; add them in the org",
            key.name, key.kind
        );
        self.calls.port.log(LogLevel::Warning, line);
        Ok(())
    }

    /// Where it isn't known what a call did, the org is looked at before anything is repeated. So it is
    /// after a refusal, since that may be the answer to a request that was delivered twice.
    async fn create_once(
        &mut self,
        key: &ConnectionKey,
        definition: &Json,
    ) -> Result<(), CallError> {
        let mut lost_answers = 0;
        loop {
            let answer = self.calls.once(connections::create(definition)).await;
            let error = match answer.and_then(|answer| connections::read_created(&answer)) {
                Ok(connection) => {
                    self.connections.extend([(connection.id, key.clone())]);
                    return Ok(());
                }
                Err(error) if error.ends_org() => return Err(error),
                Err(error) => error,
            };
            if error.outcome_unknown() {
                self.calls.port.sleep(guess::lost_write_may_run(1)).await;
            }
            (self.connections, _) = read::read_connections(self.calls).await?;
            if !self.connections.ids_of(key).is_empty() {
                return Ok(());
            }
            lost_answers += 1;
            let may_repeat = error.is_transient() && error.outcome_unknown();
            let is_over = lost_answers > MAX_LOST_ANSWERS || self.calls.port.is_ending();
            if !may_repeat || is_over {
                return Err(error);
            }
        }
    }
}
