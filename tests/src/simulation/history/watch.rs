//! What passes between the engine and an org, watched from outside.

use orgcast_sandbox::Request;
use orgcast_shared::content::ConnectionKey;
use orgcast_shared::id::{Digest, ItemName, ItemPath, Millis};
use orgcast_shared::push::Budget;
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, Method};
use serde_json::Value;

use super::census::{Census, Item, items_of, text};
use super::fault::Fault;
use super::ledger::{By, Change, Doubt, What, Write, content, shown_in};
use super::promise::Promise;
use super::state::{Due, History};

impl History {
    /// A call arrives; whose doing it is that it comes now is the budget's.
    pub(super) fn watch_rate(&mut self, org: usize) {
        let arrivals = &mut self.ledgers[org].arrivals;
        arrivals.push_back(self.now);
        if arrivals.len() <= Budget::PER_SECOND {
            return;
        }
        let first = arrivals.pop_front().expect("an arrival");
        if self.now - first < Millis(1_000) {
            let how = format!("{org}: five calls within {} ms", (self.now - first).0);
            self.breaks(Promise::Limits, how);
        }
    }

    /// A call sets out; the org may have asked that none does.
    pub(super) fn watch_rest(&mut self, org: usize) {
        let left = self.ledgers[org].rests_until.0.saturating_sub(self.now.0);
        if left > 0 {
            let how = format!("{org}: asked to be left alone, and is called {left} ms too early");
            self.breaks(Promise::Limits, how);
        }
    }

    /// How many calls an org has at once.
    pub(super) fn watch_under_way(&mut self, org: usize) {
        let of_org = |flight: &&super::state::Flight| flight.org == org && flight.ticket.is_some();
        let under_way = self.flights.values().filter(of_org).count();
        if under_way > Budget::MAX_IN_FLIGHT {
            self.breaks(Promise::Limits, format!("{org}: {under_way} calls at once"));
        }
    }

    /// A call sets out. What it is to write is checked against the plan and what its run knows; gives
    /// its place among the org's writes.
    pub(super) fn departs(&mut self, org: usize, request: &ApiRequest) -> Option<usize> {
        let (folder, what) = self.what(org, request)?;
        let push = self.agents[org].run.as_ref().and_then(|run| run.push);
        self.check_write(org, push, &what);
        // A run that only created connections begins anew with what is there then.
        let is_content = !matches!(what, What::Connection(..));
        if let Some(push) = push.filter(|_| is_content)
            && !self.ledgers[org].shown.contains_key(&push)
        {
            let shown = shown_in(&mut self.world, &self.orgs[org], self.now);
            self.ledgers[org].shown.insert(push, shown);
        }
        let ledger = &mut self.ledgers[org];
        for doubt in doubts(&what) {
            ledger.doubts.insert(doubt);
        }
        ledger.writes.push(Write { push, folder, what });
        Some(ledger.writes.len() - 1)
    }

    /// What a request is to write, and the folder that it goes to; nothing when it only reads.
    fn what(&self, org: usize, request: &ApiRequest) -> Option<(Option<Place>, What)> {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let body: Value = request
            .body
            .as_ref()
            .and_then(|body| serde_json::from_slice(body).ok())
            .unwrap_or_default();
        let ledger = &self.ledgers[org];
        let run = self.agents[org].run.as_ref();
        let order = run.and_then(|run| self.pushes[run.push?].orders.get(&org));
        // What is written into a folder bears a name, and what is written to an item itself doesn't.
        let name = ItemName::new(text(&body, "name")).ok();
        let name = name.filter(|_| request.method == Method::Post);
        let is_planned = |place: &ItemPath| {
            let place = name
                .as_ref()
                .map_or(place.clone(), |name| place.child(name));
            order.is_some_and(|order| order.cell(&place).is_some())
        };
        let place = |id: &str| {
            let told = run.and_then(|run| run.told.place(id, is_planned));
            let place = told.or_else(|| ledger.census.places.get(id)).cloned();
            // A folder that is gone takes nothing in.
            (id.to_owned(), place.unwrap_or_default())
        };
        Some(match (request.method, parts.as_slice()) {
            (Method::Get, _) | (Method::Post, ["v2", "content", _, "export"]) => return None,
            (Method::Post, ["v2", "content", "folders", id, "import"]) => {
                let folder = place(id);
                let items = items_of(
                    &body,
                    &folder.1,
                    &self.agents[org].run.as_ref()?.told.connections,
                );
                let overwrite = query == "overwrite=true";
                (Some(folder), What::Import { overwrite, items })
            }
            (Method::Post, ["v2", "content", "folders"]) => {
                let parent = place(&text(&body, "parentId"));
                let path = parent.1.child(&ItemName::new(text(&body, "name")).ok()?);
                let item = Item::folder(&text(&body, "description"));
                (Some(parent), What::Folder(path, item))
            }
            (Method::Put, ["v2", "content", "folders", id]) => {
                let folder = place(id);
                let item = Item::folder(&text(&body, "description"));
                let what = What::Describe(folder.1.clone(), item);
                (Some(folder), what)
            }
            (Method::Post, ["v1", "connections"]) => {
                let kind = text(&body, "webhookType");
                let kind = match kind.as_str() {
                    "" => text(&body, "type").replace("Definition", "Connection"),
                    _ => kind,
                };
                let name = text(&body, "name");
                let digest = Digest::of(request.body.as_ref().map_or(&[][..], |body| body));
                (None, What::Connection(ConnectionKey { kind, name }, digest))
            }
            (Method::Delete, ["v2", "content", id, "delete"]) => {
                let (_, top) = place(id);
                let told = self.agents[org].run.as_ref().map(|run| &run.told.items);
                let told = told.into_iter().flatten();
                let items = told.filter(|(path, _)| top.holds(path));
                let items = items.map(|(path, item)| (path.clone(), *item)).collect();
                let what = What::Remove(top.clone(), items);
                (Some(((*id).to_owned(), top)), what)
            }
            (method, _) => (None, What::Other(format!("{} {path}", method.as_str()))),
        })
    }

    /// An org has carried out a request, or refused it.
    pub(super) fn had_effect(
        &mut self,
        org: usize,
        write: Option<usize>,
        http: &Request,
        answer: &ApiAnswer,
    ) {
        if !(200..300).contains(&answer.status) {
            return;
        }
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let ledger = &mut self.ledgers[org];
        let Some(write) = write else {
            let path = http.path.strip_prefix("/api/v2/content/");
            let subject = path.and_then(|path| path.strip_suffix("/export"));
            // A customer may have moved it since the run was told where it is. Who reads goes by the newest
            // listing, and who is about to write by the plan.
            let run = self.agents[org].run.as_ref();
            let order = run.and_then(|run| self.pushes[run.push?].orders.get(&org));
            let order = order.filter(|_| run.is_some_and(|run| run.told.is_writing));
            let is_planned =
                |place: &ItemPath| order.is_some_and(|order| order.cell(place).is_some());
            let told = subject.and_then(|id| run?.told.place(id, is_planned));
            let place = told.or_else(|| ledger.census.places.get(subject?));
            if let (Some(place), "POST") = (place, http.method.as_str()) {
                ledger.exports.insert(text(&body, "id"), place.clone());
            }
            return;
        };
        self.figures.writes += 1;
        let Write { what, folder, .. } = &ledger.writes[write];
        let objects = match what {
            What::Import { items, .. } => items.len(),
            What::Remove(..) => {
                let place = folder
                    .as_ref()
                    .and_then(|(id, _)| ledger.census.places.get(id));
                let items = ledger.census.items.iter();
                let below = items.filter(|(path, _)| place.is_some_and(|top| top.holds(path)));
                below.map(|(_, items)| items.len()).sum()
            }
            _ => {
                // A description is set together with the name that the folder had.
                let gives_name_back = match (what, folder) {
                    (What::Describe(..), Some((id, told))) => {
                        ledger.census.places.get(id).is_some_and(|now| now != told)
                    }
                    _ => false,
                };
                return self.look(org, gives_name_back.then_some(By::Write(write)));
            }
        };
        ledger.jobs.insert(text(&body, "id"), write);
        let has = |fault| ledger.faults.contains(&fault);
        // Where it has both, the switch of one may stand for the other.
        if has(Fault::EndlessJob) && !has(Fault::SilentJob) {
            return;
        }
        let usual = self.job_ms + self.job_ms * objects as u64 / 100;
        let times = if ledger.faults.contains(&Fault::SlowJob) {
            super::trouble::SLOWER
        } else {
            1
        };
        self.agenda
            .add(self.now + Millis(usual * times), Due::Look(org));
    }

    /// Looks what an org holds now. What changed since the last look is the customer's doing, or that
    /// of a write that wants it so.
    pub(super) fn look(&mut self, org: usize, by: Option<By>) {
        let census = Census::read(&content(&mut self.world, &self.orgs[org], self.now));
        let ledger = &mut self.ledgers[org];
        let before = std::mem::replace(&mut ledger.census, census);
        if before.root == ledger.census.root
            && before.connections == ledger.census.connections
            && before.elsewhere == ledger.census.elsewhere
        {
            return;
        }
        let mut former = before.connections.iter();
        ledger.lost_connection |= former.any(|known| !ledger.census.connections.contains(known));
        if before.root != ledger.census.root {
            ledger.roots.push((self.now, ledger.census.root));
        }
        let now = &ledger.census.items;
        let paths: std::collections::BTreeSet<_> = before.items.keys().chain(now.keys()).collect();
        let changed = paths
            .into_iter()
            .filter(|path| before.items.get(*path) != now.get(*path));
        let changed: Vec<ItemPath> = changed.cloned().collect();
        for path in changed {
            let after = self.ledgers[org].census.at(&path);
            let by = match by {
                Some(By::Write(write)) if !self.ledgers[org].is_about(write, &path) => {
                    // It is carried along with the folder that a customer had given another name.
                    Some(By::Customer)
                }
                Some(by) => Some(by),
                None => self.ledgers[org].doer(&before, &path, after, self.guesses),
            };
            let Some(by) = by else {
                let how = format!("{org}: {path} changed and nothing was to write that");
                self.breaks(Promise::Outside, how);
                continue;
            };
            self.note(|| format!("{org}: {path} changes by {by:?}"));
            self.ledgers[org].changes.push(Change {
                at: self.now,
                before: before.at(&path),
                after,
                by,
                path,
            });
        }
        self.check_world(org, &before, by);
    }
}

/// A folder's id and where it is.
type Place = (String, ItemPath);

/// What may be there once such a request has set out.
fn doubts(what: &What) -> Vec<Doubt> {
    match what {
        What::Import {
            overwrite: false,
            items,
        } => items
            .iter()
            .map(|(path, _)| Doubt::Item(path.clone()))
            .collect(),
        What::Folder(path, _) => vec![Doubt::Item(path.clone())],
        What::Connection(key, _) => vec![Doubt::Connection(key.name.clone())],
        _ => Vec::new(),
    }
}
