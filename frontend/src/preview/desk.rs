use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture, Shared};
use gloo_timers::future::TimeoutFuture;
use orgcast_shared::id::{Digest, ItemPath, OrgId};
use orgcast_shared::plan::file::PlanFile;
use orgcast_shared::plan::{CellSides, Checker, ItemLine, Planned, Planner};
use orgcast_shared::select::Choices;

use super::input::{Fleet, Input};
use super::library::Library;
use super::{
    CellDiff, ChangeLine, Check, FileComparison, FileTrouble, Opened, OpenedFile, OrgCells,
    Preview, SourceTree, Ticket, Trouble, file, summary,
};
use crate::api;

/// What the worker knows; requests run side by side, so it is shared.
pub(super) struct Desk {
    library: Shared<LocalBoxFuture<'static, Rc<Library>>>,
    fleet: RefCell<Rc<Fleet>>,
    planner: RefCell<Planner>,
    current: Rc<RefCell<Option<Current>>>,
    /// The newest request for a plan; work for an older one is given up.
    newest: Cell<Ticket>,
    file: RefCell<Option<PlanFile>>,
    /// What that file was compared with last.
    other: RefCell<Option<PlanFile>>,
}

/// The newest plan and what it was made from.
struct Current {
    ticket: Ticket,
    input: Input,
    planned: Planned,
}

/// How long the check works before it lets newer requests in, in milliseconds. Browsers make even an
/// empty pause last four, so pauses are few.
const SLICE_MS: f64 = 20.0;

impl Desk {
    pub(super) fn open_up() -> Self {
        let current = Rc::new(RefCell::new(None::<Current>));
        let drop_plan = {
            let current = Rc::clone(&current);
            move || drop(current.take())
        };
        let library = async { Rc::new(Library::open(Box::new(drop_plan)).await) }
            .boxed_local()
            .shared();
        Self {
            library,
            fleet: RefCell::default(),
            planner: RefCell::default(),
            current,
            newest: Cell::default(),
            file: RefCell::default(),
            other: RefCell::default(),
        }
    }

    /// A plan was asked for; the one that is being made or checked is of no use any more.
    pub(super) fn expect(&self, ticket: Ticket) {
        self.newest.set(ticket);
    }

    /// Fetches the orgs with their newest snapshots, and the source's tree.
    pub(super) async fn open(&self, source: &OrgId) -> Result<Opened, Trouble> {
        let fleet = Rc::new(Fleet::fetch().await?);
        self.fleet.replace(Rc::clone(&fleet));
        let read = fleet.read();
        let mut snapshots = fleet.snapshots.iter();
        let Some(snapshot) = snapshots.find(|snapshot| snapshot.org == *source) else {
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
        let fleet = Rc::clone(&self.fleet.borrow());
        let library = self.library.clone().await;
        let input = Input::new(&fleet, choices)?;
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
            planned,
        }));
        Ok(Some(preview))
    }

    /// Checks the plan; `None` when another was asked for meanwhile.
    pub(super) async fn check(&self, ticket: Ticket) -> Option<Check> {
        let library = self.library.clone().await;
        let (mut findings, mut done) = (Vec::new(), 0);
        loop {
            // Lets newer requests in.
            TimeoutFuture::new(0).await;
            if self.newest.get() != ticket {
                return None;
            }
            let current = self.current.borrow();
            let Current { input, planned, .. } = current.as_ref()?;
            let plan = &planned.plan;
            // A clone that outlives the pause would share the nodes when others are added.
            let nodes = library.nodes();
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

    /// What happens in orgs of one group of the newest plan.
    pub(super) fn cells(&self, orgs: &[OrgId]) -> Option<(Ticket, OrgCells)> {
        let current = self.current.borrow();
        let current = current.as_ref()?;
        let cells = summary::cells(&current.planned.plan, orgs)?;
        Some((current.ticket, cells))
    }

    /// The items of the newest plan.
    pub(super) fn items(&self) -> Option<(Ticket, Vec<ItemLine>)> {
        let current = self.current.borrow();
        let current = current.as_ref()?;
        Some((current.ticket, current.planned.plan.items()))
    }

    /// The newest plan as a file, with its hash.
    pub(super) async fn export(&self) -> Option<(Digest, String)> {
        let nodes = self.library.clone().await.nodes().clone();
        let current = self.current.borrow();
        let Current { input, planned, .. } = current.as_ref()?;
        let file = PlanFile::new(planned, &input.of(&nodes));
        Some((file.digest(), file.to_json()))
    }

    /// Opens the text of a plan file.
    pub(super) fn open_file(&self, text: &str) -> Result<OpenedFile, FileTrouble> {
        let opened = PlanFile::open(text);
        let file = opened.map_err(|error| FileTrouble::Unreadable(error.to_string()))?;
        let shown = file::opened(&file);
        self.file.replace(Some(file));
        self.other.replace(None);
        Ok(shown)
    }

    /// What the open plan file says about an org.
    pub(super) fn file_cells(&self, org: &OrgId) -> Option<OrgCells> {
        let file = self.file.borrow();
        Some(file::cells(file.as_ref()?, org))
    }

    /// Compares the open plan file with what its choices would make now.
    pub(super) async fn compare_file(&self) -> Result<FileComparison, Trouble> {
        let fleet = Fleet::fetch().await?;
        let file = self.file.borrow().clone().ok_or(Trouble::NoPlan)?;
        let library = self.library.clone().await;
        let input = Input::new(&fleet, file.choices().clone())?;
        library.provide(&input.roots()).await?;
        let nodes = library.nodes().clone();
        let now = file.again(&input.of(&nodes));
        let now = now.map_err(|_| Trouble::Incomplete)?;
        let comparison = file::compare(&file, &now, &fleet.orgs);
        self.other.replace(Some(now));
        Ok(comparison)
    }

    /// Compares the open plan file with another.
    pub(super) async fn compare_files(&self, text: &str) -> Result<FileComparison, FileTrouble> {
        let second = PlanFile::open(text);
        let second = second.map_err(|error| FileTrouble::Unreadable(error.to_string()))?;
        // Without a session, ids stand for the names.
        let orgs = api::orgs().await.map(|list| list.orgs).unwrap_or_default();
        let file = self.file.borrow();
        let first = file.as_ref().ok_or(Trouble::NoPlan)?;
        let comparison = file::compare_two(first, &second, &orgs);
        self.other.replace(Some(second));
        Ok(comparison)
    }

    /// What differs in an org, by the last comparison.
    pub(super) fn file_changes(&self, org: &OrgId) -> Vec<ChangeLine> {
        let (file, other) = (self.file.borrow(), self.other.borrow());
        let both = file.as_ref().zip(other.as_ref());
        both.map_or_else(Vec::new, |(file, other)| file::changes(file, other, org))
    }

    /// What differs in one cell of the newest plan.
    pub(super) async fn diff(&self, org: &OrgId, path: &ItemPath) -> Result<CellDiff, Trouble> {
        let library = self.library.clone().await;
        let sides = {
            let current = self.current.borrow();
            let Current { input, planned, .. } = current.as_ref().ok_or(Trouble::NoPlan)?;
            let plan = &planned.plan;
            CellSides::find(&input.of(&library.nodes()), plan, org, path)
                .map_err(|_| Trouble::Incomplete)?
                .ok_or(Trouble::NoPlan)?
        };
        let bodies = match &sides.bodies()[..] {
            [] => Vec::new(),
            digests => api::bodies(digests.to_vec()).await?,
        };
        let diff = sides.compare(&bodies).map_err(|_| Trouble::Incomplete)?;
        Ok(CellDiff::from(diff))
    }
}
