use std::rc::Rc;

use gloo_worker::{HandlerId, Worker, WorkerScope};
use wasm_bindgen_futures::spawn_local;

use super::desk::Desk;
use super::{Answer, Ask, FileTrouble};

/// Plans off the main thread, so that the page stays quick while it does.
pub(crate) struct PreviewWorker {
    desk: Rc<Desk>,
}

impl Worker for PreviewWorker {
    type Message = ();
    type Input = Ask;
    type Output = Answer;

    fn create(_: &WorkerScope<Self>) -> Self {
        Self {
            desk: Rc::new(Desk::open_up()),
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
                desk.expect(ticket);
                spawn_local(async move {
                    let result = desk.plan(ticket, *choices).await;
                    let is_planned = result.is_ok();
                    if let Some(result) = result.transpose() {
                        let result = result.map(Box::new);
                        respond(Answer::Planned { ticket, result });
                    }
                    if is_planned && let Some(check) = desk.check(ticket).await {
                        respond(Answer::Checked { ticket, check });
                    }
                });
            }
            Ask::Cells { orgs } => {
                if let Some((plan, result)) = desk.cells(&orgs) {
                    respond(Answer::Cells { plan, orgs, result });
                }
            }
            Ask::Items => {
                if let Some((plan, items)) = desk.items() {
                    respond(Answer::Items { plan, items });
                }
            }
            Ask::Export { ticket } => spawn_local(async move {
                if let Some((plan, text)) = desk.export().await {
                    respond(Answer::Exported { ticket, plan, text });
                }
            }),
            Ask::OpenFile { text } => {
                respond(Answer::File(desk.open_file(&text).map(Box::new)));
            }
            Ask::FileCells { org } => {
                if let Some(result) = desk.file_cells(&org) {
                    respond(Answer::FileCells { org, result });
                }
            }
            Ask::CompareFile => spawn_local(async move {
                let result = desk.compare_file().await;
                respond(Answer::Compared(result.map_err(FileTrouble::Worker)));
            }),
            Ask::CompareFiles { text } => spawn_local(async move {
                respond(Answer::Compared(desk.compare_files(&text).await));
            }),
            Ask::FileChanges { org } => {
                let changes = desk.file_changes(&org);
                respond(Answer::FileChanges { org, changes });
            }
            Ask::Diff { ticket, org, path } => spawn_local(async move {
                let result = desk.diff(&org, &path).await;
                respond(Answer::Diff { ticket, result });
            }),
        }
    }
}
