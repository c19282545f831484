use orgcast_shared::id::PushId;
use orgcast_shared::select::{Choices, RollbackChoices};
use serde::{Deserialize, Serialize};

use crate::state::{RolloutDraft, forget, recall, remember};

/// What a person has chosen of a rollback. The tab keeps it, so that a reload loses nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct RollbackDraft {
    pub(super) choices: RollbackChoices,
    pub(super) rollout: RolloutDraft,
}

impl RollbackDraft {
    /// What was chosen so far of a push's rollback; everything at first.
    pub(super) fn of(push: &PushId) -> Self {
        recall(&key(push)).unwrap_or_else(|| Self {
            choices: RollbackChoices::everything(push.clone()),
            rollout: RolloutDraft::default(),
        })
    }

    /// Has the tab keep it.
    pub(super) fn keep(&self) {
        remember(&key(&self.choices.push), self);
    }
}

/// Has the page begin with everything again.
pub(super) fn forget_draft(push: &PushId) {
    forget(&key(push));
}

/// Has the page of the first push's rollback begin with what an earlier rollback of it was recorded as.
pub(in crate::pages) fn prepare_again(first: &PushId, recorded: &Choices) {
    let draft = RollbackDraft {
        choices: RollbackChoices::of_recorded(first.clone(), recorded),
        rollout: RolloutDraft::default(),
    };
    draft.keep();
}

fn key(push: &PushId) -> String {
    format!("orgcast.rollback.{push}")
}
