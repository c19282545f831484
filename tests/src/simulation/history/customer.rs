//! What customers do in their orgs meanwhile.

use orgcast_sandbox::Request;
use orgcast_shared::content::ItemKind;
use orgcast_shared::id::ItemPath;
use serde_json::{Value, json};

use super::super::library_path;
use super::content::{customers_schedule, item};
use super::fault::{Fault, Temper};
use super::ledger::By;
use super::state::{Due, History};

impl History {
    /// A customer edits something in a moment, perhaps.
    pub(super) fn maybe_edit(&mut self, org: usize) {
        let wild = self.agents[org].temper == Temper::Wild;
        if wild && self.weather.strikes(Fault::Edit, &mut self.dice) {
            let at = self.after(0, 3_000);
            self.agenda.add(at, Due::Edit(org));
        }
    }

    /// A customer edits something, if that is possible.
    pub(super) fn edit(&mut self, org: usize) {
        self.look(org, None);
        let Some(edit) = self.draw_edit(org) else {
            return;
        };
        let path = format!("/__sandbox/orgs/{}/edit", self.orgs[org].id);
        let request = Request::new("POST", &path).json(&edit);
        let answer = self.world.handle(&request, self.now.0).body_json();
        if answer.get("error").is_some() {
            return;
        }
        self.figures.count(Fault::Edit);
        self.note(|| format!("{org}: a customer's edit {edit}"));
        self.look(org, Some(By::Customer));
    }

    fn draw_edit(&mut self, org: usize) -> Option<Value> {
        // Where a push is at work it hurts most, and what the newest one left may be rolled back.
        let run = self.agents[org].run.as_ref();
        let at_work = run.and_then(|run| self.pushes[run.push?].orders.get(&org));
        let mut newest_first = self.pushes.iter().rev();
        let order = at_work.or_else(|| newest_first.find_map(|push| push.orders.get(&org)));
        let ordered: Vec<_> = order
            .iter()
            .flat_map(|order| order.order.writes().map(|cell| cell.path.clone()))
            .collect();
        let items = &self.ledgers[org].census.items;
        let held: Vec<_> = items.keys().cloned().collect();
        let there: Vec<_> = ordered
            .iter()
            .filter(|path| items.contains_key(*path))
            .collect();
        let dice = &mut self.dice;
        let path = if !there.is_empty() && dice.chance(700) {
            (*dice.pick(&there)).clone()
        } else if held.is_empty() {
            ItemPath::root()
        } else {
            dice.pick(&held).clone()
        };
        let kind = self.ledgers[org].census.at(&path).map(|item| item.kind);
        let place = library_path(&path);
        let place = place.trim_end_matches('/');
        let mark = dice.below(1_000);
        let folders = held.iter().filter(|path| {
            let item = self.ledgers[org].census.at(path);
            item.is_some_and(|item| item.kind == ItemKind::Folder)
        });
        let folders: Vec<_> = folders.cloned().chain([ItemPath::root()]).collect();
        let folder = library_path(dice.pick(&folders));
        let folder = folder.trim_end_matches('/');
        let connections = &self.ledgers[org].census.connections;
        if !connections.is_empty() && dice.chance(60) {
            let (_, key) = dice.pick(connections);
            return Some(json!({ "op": "deleteConnection", "name": key.name }));
        }
        Some(match dice.below(9) {
            _ if path.is_root() => create(folder, item(dice, &mut 1, 4, &mut Vec::new())),
            0..=2 => {
                let text = json!({ "description": format!("edited {mark}") });
                json!({ "op": "set", "path": place, "fields": text })
            }
            3 if kind == Some(ItemKind::Search) => {
                let schedule = json!({ "searchSchedule": customers_schedule() });
                json!({ "op": "set", "path": place, "fields": schedule })
            }
            3 | 4 => json!({ "op": "delete", "path": place }),
            5 => json!({ "op": "rename", "path": place, "name": format!("Renamed {mark}") }),
            6 => json!({ "op": "move", "path": place, "folder": folder }),
            7 => {
                // Something of a name that is to be created there.
                let new: Vec<_> = ordered.iter().filter(|path| !held.contains(path)).collect();
                let path = (!new.is_empty()).then(|| (*dice.pick(&new)).clone())?;
                let mut definition = item(dice, &mut 1, 4, &mut Vec::new());
                let name = path.name()?.as_str();
                let name = if dice.chance(500) {
                    name.to_owned()
                } else {
                    name.to_uppercase()
                };
                definition["name"] = Value::from(name.as_str());
                if definition.get("title").is_some() {
                    definition["title"] = Value::from(name);
                }
                create(
                    library_path(&path.parent()?).trim_end_matches('/'),
                    definition,
                )
            }
            _ => create(folder, item(dice, &mut 1, 4, &mut Vec::new())),
        })
    }
}

/// Customers know no connection by another's name.
fn create(folder: &str, mut definition: Value) -> Value {
    if definition.get("searchSchedule").is_some() {
        definition["searchSchedule"] = Value::Null;
    }
    json!({ "op": "create", "folder": folder, "definition": definition })
}
