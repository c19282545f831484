use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_worker::{Spawnable, WorkerBridge};
use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::select::Choices;
use yew::prelude::*;

use super::known::{Event, Known};
use super::use_session;
use crate::preview::{Ask, Json, PreviewWorker, Ticket, Trouble};

/// A worker that says nothing for so long didn't start.
const START_MS: u32 = 30_000;

/// The preview worker, and what it has found out.
#[derive(Clone)]
pub(crate) struct Planner {
    known: UseReducerHandle<Known>,
    worker: Rc<WorkerBridge<PreviewWorker>>,
    tickets: Rc<Cell<Ticket>>,
}

impl PartialEq for Planner {
    fn eq(&self, other: &Self) -> bool {
        self.known == other.known && Rc::ptr_eq(&self.worker, &other.worker)
    }
}

impl Planner {
    pub(crate) fn known(&self) -> &Known {
        &self.known
    }

    /// Fetches the newest snapshots and the source's tree.
    pub(crate) fn open(&self, source: OrgId) {
        let ticket = self.ticket();
        self.known.dispatch(Event::Opening(ticket, source.clone()));
        self.worker.send(Ask::Open { ticket, source });
    }

    /// Makes another plan; forgets the one that is there where there is nothing to plan.
    pub(crate) fn plan(&self, choices: Option<Choices>) {
        let Some(choices) = choices else {
            return self.known.dispatch(Event::NoPlan);
        };
        let ticket = self.ticket();
        self.known.dispatch(Event::Planning(ticket));
        self.worker.send(Ask::Plan {
            ticket,
            choices: Box::new(choices),
        });
    }

    /// Asks what happens in orgs of one group.
    pub(crate) fn cells(&self, orgs: Vec<OrgId>) {
        self.worker.send(Ask::Cells { orgs });
    }

    /// Asks for the items over all orgs.
    pub(crate) fn items(&self) {
        self.worker.send(Ask::Items);
    }

    /// Asks what differs in a cell.
    pub(crate) fn diff(&self, org: OrgId, path: ItemPath) {
        let ticket = self.ticket();
        self.known.dispatch(Event::Looking(ticket));
        self.worker.send(Ask::Diff { ticket, org, path });
    }

    /// Asks for the plan as a file.
    pub(crate) fn export(&self) {
        let ticket = self.ticket();
        self.known.dispatch(Event::Exporting(ticket));
        self.worker.send(Ask::Export { ticket });
    }

    /// The exported plan was saved.
    pub(crate) fn saved(&self) {
        self.known.dispatch(Event::Saved);
    }

    /// Opens the text of a plan file.
    pub(crate) fn open_file(&self, text: String) {
        self.worker.send(Ask::OpenFile { text });
    }

    /// Asks what the open plan file says about an org.
    pub(crate) fn file_cells(&self, org: OrgId) {
        self.worker.send(Ask::FileCells { org });
    }

    /// Compares the open plan file with another.
    pub(crate) fn compare_files(&self, text: String) {
        self.known.dispatch(Event::Comparing);
        self.worker.send(Ask::CompareFiles { text });
    }

    /// Asks what differs in an org by the last comparison.
    pub(crate) fn file_changes(&self, org: OrgId) {
        self.worker.send(Ask::FileChanges { org });
    }

    /// Compares the open plan file with the present.
    pub(crate) fn compare_file(&self) {
        self.known.dispatch(Event::Comparing);
        self.worker.send(Ask::CompareFile);
    }

    fn ticket(&self) -> Ticket {
        self.tickets.set(self.tickets.get() + 1);
        self.tickets.get()
    }
}

/// The planning program, which the browser loads into the worker only.
const SCRIPT: &str = "/planner_loader.js";

/// Starts a preview worker that lives as long as the component.
#[hook]
pub(crate) fn use_planner() -> Planner {
    let session = use_session();
    let known = use_reducer(Known::default);
    let tickets = use_memo((), |()| Cell::new(0));
    let worker = use_memo((), {
        let known = known.dispatcher();
        move |()| {
            PreviewWorker::spawner()
                .encoding::<Json>()
                .callback(move |answer| known.dispatch(Event::Answer(Box::new(answer))))
                .with_loader(true)
                .as_module(true)
                .spawn(SCRIPT)
        }
    });
    use_effect_with((), {
        let known = known.dispatcher();
        move |()| {
            let timer = Timeout::new(START_MS, move || known.dispatch(Event::Silent));
            move || drop(timer)
        }
    });
    use_effect_with(known.trouble.clone(), move |trouble| {
        if let Some(Trouble::Api(error)) = trouble {
            session.look_at(error);
        }
    });
    Planner {
        known,
        worker,
        tickets,
    }
}
