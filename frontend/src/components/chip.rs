use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::plan::{Action, Class};
use yew::prelude::*;

use super::{Shape, icon};

/// The roles that colours have. A colour never stands alone: there is always a shape and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    New,
    Replace,
    Edited,
    Same,
    Blocked,
    Working,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::New => "tone-new",
            Self::Replace => "tone-replace",
            Self::Edited => "tone-edited",
            Self::Same => "tone-same",
            Self::Blocked => "tone-blocked",
            Self::Working => "tone-working",
        }
    }

    /// How an action looks; one that nothing is done for looks like its class.
    pub(crate) fn of_action(action: Action, class: Class) -> (Self, Shape) {
        match (action, class) {
            (Action::Create, _) => (Self::New, Shape::Plus),
            (Action::Replace, _) => (Self::Replace, Shape::Swap),
            (Action::Remove, _) => (Self::Edited, Shape::Cross),
            (Action::Keep, _) => (Self::Same, Shape::Lock),
            (Action::Nothing, Class::Blocked) => (Self::Blocked, Shape::Blocked),
            (Action::Nothing, _) => (Self::Same, Shape::Equal),
        }
    }

    /// How a class looks.
    pub(crate) fn of_class(class: Class) -> (Self, Shape) {
        match class {
            Class::New => (Self::New, Shape::Plus),
            Class::Same => (Self::Same, Shape::Equal),
            Class::Behind => (Self::Replace, Shape::Behind),
            Class::Edited => (Self::Edited, Shape::Pencil),
            Class::Diverged => (Self::Edited, Shape::Fork),
            Class::Unknown => (Self::Replace, Shape::Unknown),
            Class::Blocked => (Self::Blocked, Shape::Blocked),
        }
    }

    /// How an outcome looks.
    pub(crate) fn of_outcome(outcome: Outcome) -> (Self, Shape) {
        match outcome {
            Outcome::Created => (Self::New, Shape::Plus),
            Outcome::Replaced => (Self::Replace, Shape::Swap),
            Outcome::Removed => (Self::Edited, Shape::Cross),
            Outcome::Same => (Self::Same, Shape::Equal),
            Outcome::ChangedSincePreview | Outcome::Unverified => (Self::Edited, Shape::Warning),
            Outcome::Failed => (Self::Blocked, Shape::Cross),
            Outcome::Stopped => (Self::Edited, Shape::Stop),
            Outcome::Kept => (Self::Same, Shape::Lock),
            Outcome::Blocked => (Self::Blocked, Shape::Blocked),
        }
    }

    /// How an org's state looks.
    pub(crate) fn of_org(state: OrgState) -> (Self, Shape) {
        match state {
            OrgState::Waiting | OrgState::Paused => (Self::Same, Shape::Clock),
            OrgState::Reading | OrgState::Verifying => (Self::Working, Shape::Read),
            OrgState::Writing => (Self::Working, Shape::Swap),
            OrgState::Done => (Self::New, Shape::Check),
            OrgState::Failed => (Self::Blocked, Shape::Cross),
            OrgState::Stopped => (Self::Edited, Shape::Stop),
        }
    }

    /// How a push's state looks.
    pub(crate) fn of_push(state: PushState) -> (Self, Shape) {
        match state {
            PushState::Running => (Self::Working, Shape::Swap),
            PushState::Waiting => (Self::Same, Shape::Clock),
            PushState::Halted => (Self::Edited, Shape::Warning),
            PushState::Paused | PushState::Stopping => (Self::Edited, Shape::Clock),
            PushState::Succeeded => (Self::New, Shape::Check),
            PushState::Failed => (Self::Blocked, Shape::Cross),
            PushState::Stopped => (Self::Edited, Shape::Stop),
        }
    }
}

/// A state or an action: shape, word and colour.
pub(crate) fn chip(tone: Tone, shape: Shape, word: &'static str) -> Html {
    html! { <span class={classes!("chip", tone.class())}>{ icon(shape) }{ word }</span> }
}
