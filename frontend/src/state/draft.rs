use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use orgcast_shared::id::{ItemPath, OrgId, PushId};
use orgcast_shared::select::{Choices, Destinations, Include, Options, Policy, Rollout, Selection};
use serde::{Deserialize, Serialize};
use yew::prelude::*;

use super::{PolicyChange, RolloutDraft, recall, remember};
use crate::preview::SourceTree;

/// What a person has chosen so far. It is kept in the tab, so that a reload loses nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    /// The source org.
    pub(crate) source: Option<OrgId>,
    /// The ticked items.
    pub(crate) selection: Selection,
    /// How the destinations are chosen. The sets of both ways are kept, so that looking at the other
    /// way loses nothing.
    pub(crate) scope: Scope,
    /// With [`Scope::All`]: the orgs left out.
    pub(crate) except: BTreeSet<OrgId>,
    /// With [`Scope::These`]: the orgs chosen.
    pub(crate) these: BTreeSet<OrgId>,
    /// What travels with the items.
    pub(crate) options: Options,
    /// What the push may do.
    pub(crate) policy: Policy,
    /// In which waves it goes.
    pub(crate) rollout: RolloutDraft,
    /// Set while the push that is prepared repeats what is missing of another.
    pub(crate) retry: Option<Retry>,
}

/// How destinations are chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Scope {
    /// All child orgs, less exclusions.
    #[default]
    All,
    /// Orgs picked one by one.
    These,
}

/// Which push is repeated, and the items that are missing in each org.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Retry {
    pub(crate) of: PushId,
    pub(crate) only: BTreeMap<OrgId, Selection>,
}

/// What a person does to a draft.
#[derive(Debug)]
pub(crate) enum Change {
    Source(OrgId),
    Tick(ItemPath),
    Untick(ItemPath, Rc<SourceTree>),
    UntickAll,
    Scope(Scope),
    /// Puts an org in or takes it out, under the scope in use.
    Org(OrgId, bool),
    Connections(Include),
    Reports(Include),
    Policy(PolicyChange),
    Rollout(Box<RolloutDraft>),
    /// Prepares what is missing of an earlier push.
    Retry(Box<Choices>, PushId),
    /// Goes back to an ordinary push.
    EndRetry,
}

impl Draft {
    /// The choices that a plan is made from; `None` while something is missing. The options count
    /// only where they are shown, that is when a folder is selected.
    pub(crate) fn choices(&self, tree: &SourceTree) -> Option<Choices> {
        let destinations = match self.scope {
            Scope::All => Destinations::All {
                except: self.except.clone(),
            },
            Scope::These if self.these.is_empty() => return None,
            Scope::These => Destinations::These {
                orgs: self.these.clone(),
            },
        };
        let has_folder = tree.has_folder(&self.selection);
        Some(Choices {
            source: self.source.clone()?,
            selection: (!self.selection.is_empty()).then(|| self.selection.clone())?,
            destinations,
            options: if has_folder {
                self.options
            } else {
                Options::default()
            },
            policy: self.policy.clone(),
            only: self
                .retry
                .as_ref()
                .map(|retry| retry.only.clone())
                .unwrap_or_default(),
        })
    }

    /// In which waves the push goes; an org that is no destination is no canary.
    pub(crate) fn rollout(&self) -> Rollout {
        self.rollout.rollout(|org| self.goes_to(org))
    }

    /// Whether an org is among the destinations.
    pub(crate) fn goes_to(&self, org: &OrgId) -> bool {
        self.source.as_ref() != Some(org)
            && match self.scope {
                Scope::All => !self.except.contains(org),
                Scope::These => self.these.contains(org),
            }
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Source(source) => {
                if self.source.as_ref() != Some(&source) {
                    *self = Self {
                        source: Some(source),
                        ..Self::default()
                    };
                }
            }
            Change::Tick(path) => self.selection.tick(path),
            Change::Untick(path, tree) => {
                self.selection.untick(&path, |folder| tree.names_in(folder));
            }
            Change::UntickAll => self.selection = Selection::default(),
            Change::Scope(scope) => self.scope = scope,
            Change::Org(org, goes) => {
                let (set, held) = match self.scope {
                    Scope::All => (&mut self.except, !goes),
                    Scope::These => (&mut self.these, goes),
                };
                if held {
                    set.insert(org)
                } else {
                    set.remove(&org)
                };
            }
            Change::Connections(include) => self.options.connections = include,
            Change::Reports(include) => self.options.reports = include,
            Change::Policy(change) => change.apply(&mut self.policy),
            Change::Rollout(rollout) => self.rollout = *rollout,
            Change::Retry(choices, of) => {
                let retry = Retry {
                    of,
                    only: choices.only,
                };
                let mut orgs = BTreeSet::new();
                orgs.extend(retry.only.keys().cloned());
                *self = Self {
                    source: Some(choices.source),
                    selection: choices.selection,
                    scope: Scope::These,
                    these: orgs,
                    options: choices.options,
                    policy: choices.policy,
                    retry: Some(retry),
                    ..Self::default()
                };
            }
            Change::EndRetry => {
                if self.retry.is_some() {
                    *self = Self {
                        source: self.source.take(),
                        ..Self::default()
                    };
                }
            }
        }
    }
}

impl Reducible for Draft {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut draft = (*self).clone();
        draft.change(change);
        remember(KEY, &draft);
        Rc::new(draft)
    }
}

const KEY: &str = "orgcast.draft";

/// The draft of the next push.
pub(crate) type DraftHandle = UseReducerHandle<Draft>;

/// The draft of the next push, as this tab remembers it.
#[hook]
pub(crate) fn use_draft() -> DraftHandle {
    use_reducer(|| recall::<Draft>(KEY).unwrap_or_default())
}

/// Changes the draft that this tab remembers, for the page that uses it next.
pub(crate) fn prepare(change: Change) {
    let mut draft = recall::<Draft>(KEY).unwrap_or_default();
    draft.change(change);
    remember(KEY, &draft);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::tests::sample;
    use crate::state::OrgRule;

    fn path(text: &str) -> ItemPath {
        text.parse().unwrap()
    }

    fn org(id: &str) -> OrgId {
        OrgId::new(id).unwrap()
    }

    fn draft(changes: Vec<Change>) -> Draft {
        let mut draft = Draft {
            source: Some(org("gold")),
            ..Draft::default()
        };
        for change in changes {
            draft.change(change);
        }
        draft
    }

    #[test]
    fn nothing_ticked_or_nowhere_to_go_is_no_choice() {
        let tree = sample();
        assert_eq!(draft(vec![]).choices(&tree), None);
        let ticked = || Change::Tick(path("/Top"));
        assert!(draft(vec![ticked()]).choices(&tree).is_some());
        assert_eq!(
            draft(vec![ticked(), Change::Scope(Scope::These)]).choices(&tree),
            None
        );
    }

    #[test]
    fn options_count_only_when_a_folder_is_selected() {
        let tree = sample();
        let options = |place: &str| {
            let changes = vec![
                Change::Tick(path(place)),
                Change::Connections(Include::Ignore),
            ];
            draft(changes).choices(&tree).unwrap().options.connections
        };
        assert_eq!(options("/Base"), Include::Ignore);
        assert_eq!(options("/Base/A"), Include::Include);
    }

    #[test]
    fn the_policy_is_part_of_the_choices_and_survives_a_reload() {
        let tree = sample();
        let draft = draft(vec![
            Change::Tick(path("/Top")),
            Change::Policy(PolicyChange::Orgs(vec![org("acme")], OrgRule::Never)),
        ]);
        let stored = serde_json::to_string(&draft).unwrap();
        let recalled: Draft = serde_json::from_str(&stored).unwrap();
        let policy = recalled.choices(&tree).unwrap().policy;
        assert_eq!(policy.protected, [org("acme")].into());
    }

    #[test]
    fn only_destinations_are_canaries() {
        let mut rollout = RolloutDraft::default();
        rollout.rollout.canary = [org("acme"), org("hooli")].into();
        let draft = draft(vec![
            Change::Rollout(Box::new(rollout)),
            Change::Org(org("hooli"), false),
        ]);
        assert_eq!(draft.rollout().canary, [org("acme")].into());
    }

    #[test]
    fn unticking_one_item_keeps_the_rest_of_its_folder() {
        let tree = Rc::new(sample());
        let draft = draft(vec![
            Change::Tick(ItemPath::root()),
            Change::Untick(path("/Base/A"), Rc::clone(&tree)),
        ]);
        let left: Vec<_> = draft
            .selection
            .ticks()
            .map(|(path, _)| path.to_string())
            .collect();
        assert_eq!(left, ["/Base/Cloud", "/Net", "/Top"]);
    }

    #[test]
    fn each_way_of_choosing_destinations_keeps_its_own_set() {
        let (acme, hooli) = (org("acme"), org("hooli"));
        let draft = draft(vec![
            Change::Org(acme.clone(), false),
            Change::Scope(Scope::These),
            Change::Org(hooli.clone(), true),
        ]);
        assert!(draft.goes_to(&hooli) && !draft.goes_to(&acme));
        assert_eq!(draft.except, [acme.clone()].into());
        let mut draft = draft;
        draft.change(Change::Scope(Scope::All));
        assert!(draft.goes_to(&hooli) && !draft.goes_to(&acme));
        assert!(
            !draft.goes_to(&org("gold")),
            "the source is never a destination"
        );
    }

    #[test]
    fn another_source_starts_anew_and_the_same_one_does_not() {
        let ticked = draft(vec![
            Change::Tick(path("/Top")),
            Change::Source(org("gold")),
        ]);
        assert!(!ticked.selection.is_empty());
        assert!(
            draft(vec![
                Change::Tick(path("/Top")),
                Change::Source(org("other"))
            ])
            .selection
            .is_empty()
        );
    }

    #[test]
    fn a_retry_names_its_cells_and_ends_completely() {
        let tree = sample();
        let choices = draft(vec![Change::Tick(path("/Base"))])
            .choices(&tree)
            .unwrap();
        let only: BTreeMap<_, _> = [(
            org("acme"),
            [path("/Base/A")].into_iter().collect::<Selection>(),
        )]
        .into();
        let choices = Choices {
            only: only.clone(),
            ..choices
        };
        let of = PushId::new("p1").unwrap();
        let mut draft = draft(vec![Change::Retry(Box::new(choices), of)]);
        let retried = draft.choices(&tree).unwrap();
        assert_eq!(retried.only, only);
        assert_eq!(
            retried.destinations,
            Destinations::These {
                orgs: [org("acme")].into()
            }
        );
        draft.change(Change::EndRetry);
        assert_eq!(
            draft,
            Draft {
                source: Some(org("gold")),
                ..Draft::default()
            }
        );
    }
}
