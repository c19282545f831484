//! What a run hears of its org: that is all it can know.

use orgcast_shared::id::{ItemName, ItemPath};
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};
use serde_json::Value;

use super::census::{Item, connection, exported, list, text};
use super::ledger::{Doubt, Told, What};
use super::state::History;

impl History {
    /// A run hears an answer.
    pub(super) fn watch_answer(
        &mut self,
        org: usize,
        run: u64,
        request: &ApiRequest,
        write: Option<usize>,
        answer: &Result<ApiAnswer, TransportFault>,
    ) {
        let Ok(answer) = answer else { return };
        if let Some(write) = write {
            let is_import = matches!(self.ledgers[org].writes[write].what, What::Import { .. });
            let is_page = answer.content_type.contains("html");
            let settled = match answer.status {
                200..300 => !is_import && !is_page,
                401 | 403 | 429 => true,
                400..500 => !is_page,
                _ => false,
            };
            if settled {
                self.ledgers[org].settle(write);
            }
            let made: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            match &self.ledgers[org].writes[write].what {
                What::Folder(path, _) => {
                    let path = path.clone();
                    self.told_of(org, run, &text(&made, "id"), path);
                }
                What::Connection(..) if answer.status == 200 && !is_page => {
                    if let Some(told) = self.told_to(org, run) {
                        told.connections.extend([connection(&made)]);
                    }
                }
                _ => {}
            }
            return;
        }
        if answer.status != 200 {
            return;
        }
        let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
            return;
        };
        let path = request.path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match parts.as_slice() {
            ["v2", "content", "folders", _, "import", job, "status"] => {
                let ended = body["status"] != "InProgress";
                let write = self.ledgers[org].jobs.get(*job).copied();
                if let Some(write) = write.filter(|_| ended) {
                    self.ledgers[org].settle(write);
                    let top = self.ledgers[org].writes[write].what.items().first();
                    let top = top.map(|(path, _)| path.clone()).unwrap_or_default();
                    let message = text(&body, "statusMessage");
                    let (_, made) = message.rsplit_once(':').unwrap_or_default();
                    self.told_of(org, run, made, top);
                }
            }
            ["v2", "content", "folders", "adminRecommended", _, "result"] => {
                self.listed(org, run, &ItemPath::root(), &body);
            }
            ["v2", "content", _, "export", job, "result"] => {
                if let Some(place) = self.ledgers[org].exports.get(*job).cloned() {
                    self.exported(org, run, &place, &body);
                }
            }
            ["v2", "content", "folders", id] => {
                let told = self.agents[org].run.as_ref();
                let told = told.and_then(|run| run.told.place(id, |_| true));
                let place = told.or_else(|| self.ledgers[org].census.places.get(*id));
                if let Some(place) = place.cloned() {
                    self.listed(org, run, &place, &body);
                }
            }
            ["v1", "connections"] => {
                let doubts = &mut self.ledgers[org].doubts;
                doubts.retain(|doubt| matches!(doubt, Doubt::Item(_)));
                if let Some(told) = self.told_to(org, run) {
                    // All of them are on one page.
                    told.connected(list(&body["data"]).map(connection).collect());
                }
            }
            _ => {}
        }
    }

    /// A run is told under which id it finds what is at a place.
    fn told_of(&mut self, org: usize, run: u64, id: &str, path: ItemPath) {
        if let Some(told) = self.told_to(org, run).filter(|_| !id.is_empty()) {
            told.found(id, path);
        }
    }

    /// What a run was told so far, if it is still there.
    fn told_to(&mut self, org: usize, run: u64) -> Option<&mut Told> {
        let found = self.agents[org].run.as_mut();
        let found = found.filter(|found| found.number == run);
        found.map(|run| &mut run.told)
    }

    fn listed(&mut self, org: usize, run: u64, place: &ItemPath, listing: &Value) {
        let depth = place.names().len();
        let children: Vec<&Value> = list(&listing["children"]).collect();
        let is_there = |name: &ItemName| {
            let mut names = children.iter().map(|child| child["name"].as_str());
            names.any(|known| known == Some(name.as_str()))
        };
        self.ledgers[org].doubts.retain(|doubt| match doubt {
            Doubt::Item(path) if place.holds(path) && path != place => {
                path.names().len() > depth + 1 && is_there(&path.names()[depth])
            }
            _ => true,
        });
        let now = self.now;
        let Some(told) = self.told_to(org, run) else {
            return;
        };
        told.listed.insert(place.clone());
        told.found(&text(listing, "id"), place.clone());
        if children.is_empty() {
            let own = told.items.get(place).copied();
            let own = own.map(|item| (place.clone(), item));
            told.exported(place, now, own.into_iter().collect());
        }
        // What isn't there any more, somebody has taken away.
        told.items.retain(|path, _| {
            let below = path.names().get(depth).filter(|_| place.holds(path));
            below.is_none_or(is_there)
        });
        for child in children {
            let Ok(name) = ItemName::new(text(child, "name")) else {
                continue;
            };
            let path = place.child(&name);
            told.found(&text(child, "id"), path.clone());
            if text(child, "itemType") == "Folder" {
                let item = Item::folder(&text(child, "description"));
                told.described.insert(path.clone(), now);
                told.items.insert(path, item);
            }
        }
    }

    fn exported(&mut self, org: usize, run: u64, place: &ItemPath, definition: &Value) {
        let now = self.now;
        let doubts = &mut self.ledgers[org].doubts;
        doubts.retain(|doubt| !matches!(doubt, Doubt::Item(path) if place.holds(path)));
        let Some(told) = self.told_to(org, run) else {
            return;
        };
        let items = exported(place, definition, &told.connections);
        told.exported(place, now, items);
        told.early.push((place.clone(), definition.clone()));
        if told.is_writing {
            told.looked_again.insert(place.clone());
        }
    }
}
