use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture, Shared};
use gloo_timers::future::TimeoutFuture;
use gloo_worker::{HandlerId, Worker, WorkerScope};
use orgcast_shared::api::Snapshot;
use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::plan::{self, OrgView, Plan, PlanInput};
use orgcast_shared::select::Choices;
use wasm_bindgen_futures::spawn_local;

use super::library::Library;
use super::{Answer, Ask, Opened, SourceTree, Ticket, Trouble, summary};
use crate::api;

/// Plans off the main thread, so that the page stays quick while it does.
pub(crate) struct PreviewWorker {
    desk: Rc<Desk>,
}

/// What the worker knows; requests run side by side, so it is shared.
struct Desk {
    library: Shared<LocalBoxFuture<'static, Rc<Library>>>,
    snapshots: RefCell<Rc<Vec<Snapshot>>>,
    plan: RefCell<Option<Rc<Plan>>>,
    /// The newest request for a plan; work for an older one is given up.
    newest: Cell<Ticket>,
}

impl Worker for PreviewWorker {
    type Message = ();
    type Input = Ask;
    type Output = Answer;

    fn create(_: &WorkerScope<Self>) -> Self {
        let library = async { Rc::new(Library::open().await) }
            .boxed_local()
            .shared();
        Self {
            desk: Rc::new(Desk {
                library,
                snapshots: RefCell::default(),
                plan: RefCell::default(),
                newest: Cell::default(),
            }),
        }
    }

    fn update(&mut self, _: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, ask: Ask, page: HandlerId) {
        let desk = Rc::clone(&self.desk);
        let scope = scope.clone();
        let respond = move |answer| scope.respond(page, answer);
        match ask {
            Ask::Open { ticket, source } => spawn_local(async move {
                let result = desk.open(&source).await;
                respond(Answer::Opened { ticket, result });
            }),
            Ask::Plan { ticket, choices } => {
                desk.newest.set(ticket);
                spawn_local(async move { desk.plan(ticket, *choices, respond).await });
            }
            Ask::Cells { org } => {
                if let Some(plan) = desk.plan.borrow().as_ref() {
                    let cells = summary::cells(plan, &org);
                    respond(Answer::Cells {
                        plan: plan.digest(),
                        org,
                        cells,
                    });
                }
            }
        }
    }
}

impl Desk {
    async fn open(&self, source: &OrgId) -> Result<Opened, Trouble> {
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

    async fn plan(&self, ticket: Ticket, choices: Choices, respond: impl Fn(Answer)) {
        let snapshots = Rc::clone(&self.snapshots.borrow());
        let library = self.library.clone().await;
        let input = match Input::new(&snapshots, choices) {
            Ok(input) => input,
            Err(trouble) => {
                return respond(Answer::Planned {
                    ticket,
                    result: Err(trouble),
                });
            }
        };
        if let Err(trouble) = library.provide(&input.roots()).await {
            return respond(Answer::Planned {
                ticket,
                result: Err(trouble),
            });
        }
        if self.newest.get() != ticket {
            return;
        }
        let planned = plan::plan(&input.of(&library.nodes(), &input.targets));
        let Ok(planned) = planned else {
            return respond(Answer::Planned {
                ticket,
                result: Err(Trouble::Incomplete),
            });
        };
        respond(Answer::Planned {
            ticket,
            result: Ok(summary::preview(&planned)),
        });
        let plan = Rc::new(planned.plan);
        self.plan.replace(Some(Rc::clone(&plan)));
        let mut findings = Vec::new();
        for target in &input.targets {
            // Lets newer requests in between two orgs.
            TimeoutFuture::new(0).await;
            if self.newest.get() != ticket {
                return;
            }
            let one = std::slice::from_ref(target);
            findings.extend(plan::check(&input.of(&library.nodes(), one), &plan));
        }
        let mut findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
        findings.dedup();
        respond(Answer::Checked { ticket, findings });
    }
}

/// What a plan is made from, but for the nodes.
struct Input {
    choices: Choices,
    source: OrgView,
    targets: Vec<OrgView>,
}

impl Input {
    fn new(snapshots: &[Snapshot], choices: Choices) -> Result<Self, Trouble> {
        let view = |snapshot: &Snapshot| OrgView::from(snapshot.clone());
        let source = snapshots
            .iter()
            .find(|snapshot| snapshot.org == choices.source);
        let source = view(source.ok_or(Trouble::SourceUnread)?);
        let destination =
            |snapshot: &&Snapshot| choices.destinations.holds(&snapshot.org, &choices.source);
        let targets = snapshots.iter().filter(destination).map(view).collect();
        Ok(Self {
            choices,
            source,
            targets,
        })
    }

    fn roots(&self) -> Vec<Digest> {
        self.targets
            .iter()
            .flat_map(|target| [Some(target.root), target.base])
            .flatten()
            .chain([self.source.root])
            .collect()
    }

    fn of<'a>(
        &'a self,
        nodes: &'a orgcast_shared::content::Nodes,
        targets: &'a [OrgView],
    ) -> PlanInput<'a> {
        PlanInput {
            nodes,
            choices: &self.choices,
            source: &self.source,
            targets,
        }
    }
}
