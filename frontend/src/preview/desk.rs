use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture, Shared};
use gloo_timers::future::TimeoutFuture;
use orgcast_shared::api::Snapshot;
use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::plan::{Checker, ItemLine, Plan, Planner};
use orgcast_shared::select::Choices;

use super::input::Input;
use super::library::Library;
use super::sides::sides;
use super::{CellDiff, Check, Opened, OrgCells, Preview, SourceTree, Ticket, Trouble, summary};
use crate::api;

/// What the worker knows; requests run side by side, so it is shared.
pub(super) struct Desk {
    library: Shared<LocalBoxFuture<'static, Rc<Library>>>,
    snapshots: RefCell<Rc<Vec<Snapshot>>>,
    planner: RefCell<Planner>,
    current: RefCell<Option<Current>>,
    /// The newest request for a plan; work for an older one is given up.
    newest: Cell<Ticket>,
}

/// The newest plan and what it was made from.
struct Current {
    ticket: Ticket,
    input: Input,
    plan: Plan,
}

/// How long the check works before it lets newer requests in, in milliseconds. Browsers make even an
/// empty pause last four, so pauses are few.
const SLICE_MS: f64 = 20.0;

impl Desk {
    pub(super) fn open_up() -> Self {
        let library = async { Rc::new(Library::open().await) }
            .boxed_local()
            .shared();
        Self {
            library,
            snapshots: RefCell::default(),
            planner: RefCell::default(),
            current: RefCell::default(),
            newest: Cell::default(),
        }
    }

    /// A plan was asked for; the one that is being made or checked is of no use any more.
    pub(super) fn expect(&self, ticket: Ticket) {
        self.newest.set(ticket);
    }

    /// Fetches the newest snapshots and the source's tree.
    pub(super) async fn open(&self, source: &OrgId) -> Result<Opened, Trouble> {
        let snapshots = Rc::new(api::snapshots().await?.snapshots);
        self.snapshots.replace(Rc::clone(&snapshots));
        let mut read = BTreeSet::new();
        read.extend(snapshots.iter().map(|snapshot| snapshot.org.clone()));
        let Some(snapshot) = snapshots.iter().find(|snapshot| snapshot.org == *source) else {
            return Ok(Opened { read, tree: None });
        };
        let library = self.library.clone().await;
        library.provide(&[snapshot.root]).await?;
        let tree = SourceTree::new(&library.nodes(), &snapshot.root);
        Ok(Opened {
            read,
            tree: Some(tree.map_err(|_| Trouble::Incomplete)?),
        })
    }

    /// Makes a plan; `None` when another was asked for meanwhile.
    pub(super) async fn plan(
        &self,
        ticket: Ticket,
        choices: Choices,
    ) -> Result<Option<Preview>, Trouble> {
        let snapshots = Rc::clone(&self.snapshots.borrow());
        let library = self.library.clone().await;
        let input = Input::new(&snapshots, choices)?;
        library.provide(&input.roots()).await?;
        if self.newest.get() != ticket {
            return Ok(None);
        }
        // The planner would have to copy its memory while the old plan shares it.
        self.current.replace(None);
        let nodes = library.nodes().clone();
        let planned = self
            .planner
            .borrow_mut()
            .plan(&input.of(&nodes))
            .map_err(|_| Trouble::Incomplete)?;
        let preview = summary::preview(&planned);
        self.current.replace(Some(Current {
            ticket,
            input,
            plan: planned.plan,
        }));
        Ok(Some(preview))
    }

    /// Checks the plan; `None` when another was asked for meanwhile.
    pub(super) async fn check(&self, ticket: Ticket) -> Option<Check> {
        let nodes = self.library.clone().await.nodes().clone();
        let (mut findings, mut done) = (Vec::new(), 0);
        loop {
            // Lets newer requests in.
            TimeoutFuture::new(0).await;
            if self.newest.get() != ticket {
                return None;
            }
            let current = self.current.borrow();
            let Current { input, plan, .. } = current.as_ref()?;
            let input = input.of(&nodes);
            let checker = Checker::new(&input, plan);
            if done == 0 {
                findings.extend(checker.whole());
            }
            let started = js_sys::Date::now();
            while let Some(target) = input.targets.get(done)
                && js_sys::Date::now() - started < SLICE_MS
            {
                findings.extend(checker.org(target));
                done += 1;
            }
            if done == input.targets.len() {
                let findings = findings.iter().map(ToString::to_string).collect();
                return Some(summary::check(plan, findings));
            }
        }
    }

    /// The cells of an org in the newest plan.
    pub(super) fn cells(&self, org: &OrgId) -> Option<(Ticket, OrgCells)> {
        let current = self.current.borrow();
        let Current { ticket, plan, .. } = current.as_ref()?;
        Some((*ticket, summary::cells(plan, org)))
    }

    /// The items of the newest plan.
    pub(super) fn items(&self) -> Option<(Ticket, Vec<ItemLine>)> {
        let current = self.current.borrow();
        let Current { ticket, plan, .. } = current.as_ref()?;
        Some((*ticket, plan.items()))
    }

    /// What differs in one cell of the newest plan.
    pub(super) async fn diff(&self, org: &OrgId, path: &ItemPath) -> Result<CellDiff, Trouble> {
        let library = self.library.clone().await;
        let sides = {
            let current = self.current.borrow();
            let Current { input, plan, .. } = current.as_ref().ok_or(Trouble::NoPlan)?;
            sides(&input.of(&library.nodes()), plan, org, path)
                .map_err(|_| Trouble::Incomplete)?
                .ok_or(Trouble::NoPlan)?
        };
        let bodies = match &sides.bodies()[..] {
            [] => Vec::new(),
            digests => api::bodies(digests.to_vec()).await?,
        };
        sides.compare(&bodies).ok_or(Trouble::Incomplete)
    }
}
