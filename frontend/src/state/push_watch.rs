use std::rc::Rc;

use futures_util::StreamExt;
use futures_util::future::{AbortHandle, abortable};
use gloo_timers::future::TimeoutFuture;
use orgcast_shared::api::{LiveEvent, LogLine, OrgProgress, Push, PushDetail};
use orgcast_shared::id::PushId;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::use_session;
use crate::api::{self, ApiError};

/// What is known of a push that is being watched.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Watch {
    /// The push and its orgs; `None` until the first answer.
    pub(crate) detail: Option<Rc<PushDetail>>,
    /// Its log, oldest line first.
    pub(crate) log: Rc<Vec<LogLine>>,
    /// Whether news come by themselves.
    pub(crate) is_live: bool,
    /// Whether the live connection broke before the end; then news are asked for.
    pub(crate) was_cut: bool,
    /// Why nothing more is known.
    pub(crate) error: Option<ApiError>,
}

/// News of a push.
#[derive(Debug)]
pub(crate) enum News {
    /// Over the live connection.
    Live(Box<LiveEvent>),
    /// Asked for: everything there is.
    Asked(Box<PushDetail>, Option<Vec<LogLine>>),
    /// The live connection is gone.
    Cut,
    /// Asking failed.
    Failed(ApiError),
}

impl Watch {
    /// Whether nothing more will happen.
    pub(crate) fn is_over(&self) -> bool {
        self.detail
            .as_ref()
            .is_some_and(|detail| detail.push.state.is_final())
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Asked(detail, log) => {
                self.detail = Some(Rc::from(detail));
                if let Some(log) = log {
                    self.log = Rc::new(log);
                }
                self.error = None;
            }
            News::Live(event) => {
                self.is_live = true;
                self.error = None;
                self.live(*event);
            }
            News::Cut => (self.is_live, self.was_cut) = (false, true),
            News::Failed(error) => self.error = Some(error),
        }
    }

    fn live(&mut self, event: LiveEvent) {
        match event {
            LiveEvent::Start { detail, log } => {
                self.detail = Some(Rc::new(detail));
                self.log = Rc::new(log);
            }
            LiveEvent::Org { org, push } => self.update(push, Some(org)),
            LiveEvent::Push { push } => self.update(push, None),
            LiveEvent::End { push } => {
                self.update(push, None);
                self.is_live = false;
            }
            LiveEvent::Log { line } => Rc::make_mut(&mut self.log).push(line),
        }
    }

    fn update(&mut self, push: Push, org: Option<OrgProgress>) {
        let Some(detail) = &mut self.detail else {
            return;
        };
        let detail = Rc::make_mut(detail);
        detail.push = push;
        if let Some(org) = org
            && let Some(known) = detail.orgs.iter_mut().find(|known| known.org == org.org)
        {
            *known = org;
        }
    }
}

impl Reducible for Watch {
    type Action = News;

    fn reduce(self: Rc<Self>, news: News) -> Rc<Self> {
        let mut watch = (*self).clone();
        watch.hear(news);
        Rc::new(watch)
    }
}

/// Watches a push until it is over: over the live connection, and where that breaks, by asking.
#[hook]
pub(crate) fn use_push_watch(id: &PushId) -> Watch {
    let session = use_session();
    let watch = use_reducer(Watch::default);
    use_effect_with(id.clone(), {
        let watch = watch.dispatcher();
        move |id| {
            let id = id.clone();
            let (task, handle) = abortable(async move { follow(&id, |n| watch.dispatch(n)).await });
            spawn_local(async move {
                let _ = task.await;
            });
            move || AbortHandle::abort(&handle)
        }
    });
    use_effect_with(watch.error.clone(), move |error| {
        if let Some(error) = error {
            session.look_at(error);
        }
    });
    (*watch).clone()
}

const FIRST_WAIT_MS: u32 = 500;
const LONGEST_WAIT_MS: u32 = 8_000;

async fn follow(id: &PushId, tell: impl Fn(News)) {
    let mut wait = FIRST_WAIT_MS;
    loop {
        match ask(id).await {
            Ok(news) => {
                let is_over =
                    matches!(&news, News::Asked(detail, _) if detail.push.state.is_final());
                tell(news);
                if is_over {
                    return;
                }
            }
            Err(error) => {
                let is_passing = error.is_passing();
                tell(News::Failed(error));
                if !is_passing {
                    return;
                }
            }
        }
        if let Some(mut events) = api::live(id) {
            while let Some(event) = events.next().await {
                wait = FIRST_WAIT_MS;
                tell(News::Live(Box::new(event)));
            }
            tell(News::Cut);
        }
        TimeoutFuture::new(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT_MS);
    }
}

async fn ask(id: &PushId) -> Result<News, ApiError> {
    let detail = api::push(id).await?;
    // The log is extra: without it, the page still says how the push stands.
    let log = api::log(id).await.ok().map(|list| list.lines);
    Ok(News::Asked(Box::new(detail), log))
}

#[cfg(test)]
mod tests {
    use orgcast_shared::api::LogLevel;
    use orgcast_shared::history::{Course, OrgState, OutcomeCounts, PushState};
    use orgcast_shared::id::{Digest, Millis, OrgId};
    use orgcast_shared::plan::Counts;
    use orgcast_shared::select::{Choices, Destinations, Options, Policy, Rollout, Selection};

    use super::*;

    fn org(id: &str) -> OrgId {
        OrgId::new(id).unwrap()
    }

    fn push(state: PushState) -> Push {
        Push {
            id: PushId::new("p1").unwrap(),
            by: "operator".into(),
            started_at: Millis(1),
            ended_at: None,
            state,
            source: org("gold"),
            source_name: "Gold".into(),
            plan: Digest::of(b"plan"),
            planned: Counts::default(),
            outcomes: OutcomeCounts::default(),
            orgs: 1,
            items: 1,
            expected: None,
            retry_of: None,
            rollout: Rollout::default(),
            course: Course::default(),
            rollback_of: None,
        }
    }

    fn progress(state: OrgState) -> OrgProgress {
        OrgProgress {
            org: org("acme"),
            name: "Acme".into(),
            wave: 1,
            state,
            cells: 1,
            writes: 1,
            written: 0,
            outcomes: OutcomeCounts::default(),
            message: String::new(),
        }
    }

    fn detail(state: PushState) -> PushDetail {
        let choices = Choices {
            source: org("gold"),
            selection: Selection::everything(),
            destinations: Destinations::default(),
            options: Options::default(),
            policy: Policy::default(),
            only: std::collections::BTreeMap::new(),
        };
        PushDetail {
            push: push(state),
            choices,
            orgs: vec![progress(OrgState::Waiting)],
        }
    }

    #[test]
    fn live_news_move_the_orgs_and_end_the_push() {
        let mut watch = Watch::default();
        let live = |event| News::Live(Box::new(event));
        let entry = LogLine {
            at: Millis(2),
            org: org("acme"),
            level: LogLevel::Info,
            message: "Created A".into(),
        };
        watch.hear(live(LiveEvent::Start {
            detail: detail(PushState::Running),
            log: vec![],
        }));
        assert!(watch.is_live && !watch.is_over());
        watch.hear(live(LiveEvent::Log { line: entry }));
        watch.hear(live(LiveEvent::Org {
            org: progress(OrgState::Done),
            push: push(PushState::Running),
        }));
        assert_eq!(watch.detail.as_ref().unwrap().orgs[0].state, OrgState::Done);
        assert_eq!(watch.log.len(), 1);
        watch.hear(live(LiveEvent::End {
            push: push(PushState::Succeeded),
        }));
        assert!(watch.is_over() && !watch.is_live);
    }

    #[test]
    fn what_is_known_stays_when_the_connection_breaks() {
        let mut watch = Watch::default();
        watch.hear(News::Asked(
            Box::new(detail(PushState::Running)),
            Some(vec![]),
        ));
        watch.hear(News::Cut);
        watch.hear(News::Failed(ApiError::Unreachable));
        assert!(watch.detail.is_some() && watch.error.is_some());
        watch.hear(News::Asked(Box::new(detail(PushState::Succeeded)), None));
        assert!(watch.error.is_none() && watch.is_over());
    }
}
