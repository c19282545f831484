use orgcast_shared::content::ItemKind;
use orgcast_shared::id::{ItemPath, Millis};
use orgcast_shared::plan::Action;
use orgcast_shared::push::{JournalEntry, OrderCell};

use super::super::census::Item;
use super::super::ledger::{Doubt, What};
use super::super::promise::Promise;
use super::super::state::History;

/// How long it takes to load what is to be written.
const LOADING: Millis = Millis(20);

/// The oldest look that something may be written over by: the engine's own limit, and what it takes from
/// there to the call.
const OLDEST_LOOK: Millis = Millis::from_secs(15 + 5);

/// How long a call waits for its turn after others that were made before it.
const IN_LINE: Millis = Millis::from_secs(5);

type Finding = Option<(Promise, String)>;

impl History {
    /// Holds a write that sets out against the plan, against what its run was told of the org, and
    /// against what is durable by now.
    pub(crate) fn check_write(&mut self, org: usize, push: Option<usize>, what: &What) {
        let finding = self
            .not_planned(org, push, what)
            .or_else(|| self.moved(org, push, what))
            .or_else(|| self.not_ours(org, push, what))
            .or_else(|| self.not_stored(org, what))
            .or_else(|| self.not_announced(org, what))
            .or_else(|| self.not_looked_for(org, what))
            .or_else(|| self.not_at_rest(org, what));
        if let Some((promise, how)) = finding {
            self.breaks(promise, format!("{org}: {how}"));
        }
    }

    fn not_planned(&self, org: usize, push: Option<usize>, what: &What) -> Finding {
        let not = |how: String| Some((Promise::Plan, how));
        let Some(push) = push else {
            return not(format!("a read writes {what:?}"));
        };
        let order = &self.pushes[push].orders[&org];
        let differs = |path: &ItemPath, item: &Item, action: &[Action]| {
            let Some(cell) = order.cell(path) else {
                return not(format!("{path} is written and no part of the plan"));
            };
            if !action.contains(&cell.action) {
                return not(format!("{path} is written in place of {:?}", cell.action));
            }
            if cell.kind != item.kind || cell.source != Some(item.whole) {
                return not(format!("{path} is written in another form than planned"));
            }
            None
        };
        match what {
            What::Import { overwrite, items } => {
                let over_folder = items.iter().any(|(_, item)| item.kind == ItemKind::Folder);
                if *overwrite && over_folder {
                    return not(format!("{} is imported over", items[0].0));
                }
                let action = if *overwrite {
                    Action::Replace
                } else {
                    Action::Create
                };
                let mut found = items.iter();
                found.find_map(|(path, item)| differs(path, item, &[action]))
            }
            What::Remove(_, items) => items.iter().find_map(|(path, _)| {
                let cell = order.cell(path);
                if cell.is_some_and(|cell| cell.action == Action::Remove) {
                    return None;
                }
                not(format!("{path} is removed and isn't to be"))
            }),
            What::Folder(path, item) => differs(path, item, &[Action::Create]),
            What::Describe(path, item) => differs(path, item, &[Action::Replace]),
            What::Connection(key, digest) => {
                let need = order.order.connections.iter().find(|need| need.key == *key);
                let planned = need.and_then(|need| need.create);
                let known = self.snapshots[0].iter().flat_map(|read| &read.connections);
                let mut known = known.filter(|known| Some(known.digest()) == planned);
                let text = |known: &orgcast_shared::push::ConnectionDefinition| {
                    let text = orgcast_shared::content::json_text(&known.definition);
                    orgcast_shared::id::Digest::of(text.as_bytes())
                };
                let is_it = known.any(|known| known.key == *key && text(known) == *digest);
                if is_it {
                    None
                } else {
                    not(format!("connection {key:?} is created"))
                }
            }
            What::Other(call) => not(format!("the call {call}")),
        }
    }

    /// What the run was told of the org must be what the plan expects, and what it writes over it must
    /// have been told just before. What a customer does after that moment is the one thing that a push
    /// may overwrite.
    fn moved(&self, org: usize, push: Option<usize>, what: &What) -> Finding {
        let run = self.agents[org].run.as_ref()?;
        let order = &self.pushes[push?].orders[&org];
        for (path, cell) in cells(order, what) {
            if !run.told.knows(path) {
                let how = format!("{path} is written and wasn't read before");
                return Some((Promise::Moved, how));
            }
            let told = run.told.items.get(path).map(|item| item.whole);
            if told != cell.target {
                let how = format!("{path} is written although it had moved");
                return Some((Promise::Moved, how));
            }
            let age = run.told.newest(path).map(|at| self.now - at);
            if cell.action != Action::Create && age.is_none_or(|age| age > OLDEST_LOOK) {
                let how = format!("{path} is written over by a look of {age:?} ago");
                return Some((Promise::Moved, how));
            }
        }
        None
    }

    fn not_stored(&self, org: usize, what: &What) -> Finding {
        let run = self.agents[org].run.as_ref()?;
        let not = |path: &ItemPath| {
            let how = format!("{path} is replaced and what is there wasn't stored");
            Some((Promise::Stored, how))
        };
        match what {
            What::Import {
                overwrite: true,
                items,
            } => items.iter().find_map(|(path, _)| {
                let told = run.told.items.get(path)?;
                if self.keeps(told) { None } else { not(path) }
            }),
            What::Describe(path, _) => {
                let told = run.told.items.get(path)?;
                if self.keeps(told) { None } else { not(path) }
            }
            What::Remove(_, items) => {
                let (path, _) = items.iter().find(|(_, told)| !self.keeps(told))?;
                not(path)
            }
            _ => None,
        }
    }

    /// Whether an item can be brought back from what is stored.
    fn keeps(&self, item: &Item) -> bool {
        if item.kind != ItemKind::Folder {
            return self.store.bodies.contains_key(&item.whole);
        }
        let mut nodes = self.store.nodes.iter();
        nodes.any(|(_, node)| node.own_digest() == item.whole)
    }

    fn not_announced(&self, org: usize, what: &What) -> Finding {
        let agent = &self.agents[org];
        let job = agent.run.as_ref()?.job;
        let job = agent.jobs.iter().find(|known| known.number == job)?;
        let is_settled = |write: &u32| {
            let mut entries = job.journal.iter();
            entries.any(|entry| matches!(entry, JournalEntry::Settled { write: it } if it == write))
        };
        let announces = |entry: &JournalEntry| match entry {
            JournalEntry::Intent { write, paths } if !is_settled(write) => match what {
                What::Import { items, .. } => items.iter().all(|(path, _)| paths.contains(path)),
                What::Folder(path, _) | What::Describe(path, _) => paths.contains(path),
                What::Remove(_, items) => items.iter().all(|(path, _)| paths.contains(path)),
                What::Connection(..) | What::Other(_) => paths.is_empty(),
            },
            _ => false,
        };
        if job.journal.iter().any(announces) {
            return None;
        }
        Some((Promise::Announced, format!("{what:?} isn't in the journal")))
    }

    /// What a run has begun to load when it is interrupted, it may still write.
    fn not_at_rest(&self, org: usize, what: &What) -> Finding {
        let run = self.agents[org].run.as_ref()?;
        let (interrupt, at) = run.interrupt?;
        let path = match what {
            What::Folder(path, _) | What::Describe(path, _) | What::Remove(path, _) => path,
            _ => &what.items().first()?.0,
        };
        let mut announced = run.announced.iter();
        let begun = announced.any(|(when, paths)| *when < at + LOADING && paths.contains(path));
        if begun && self.now < at + IN_LINE {
            return None;
        }
        let how = format!(
            "{path} is begun {} ms after {interrupt:?}",
            (self.now - at).0
        );
        Some((Promise::Rest, how))
    }

    fn not_looked_for(&self, org: usize, what: &What) -> Finding {
        let doubts = &self.ledgers[org].doubts;
        let doubted = doubts.iter().find(|doubt| match (doubt, what) {
            (
                Doubt::Item(path),
                What::Import {
                    overwrite: false, ..
                }
                | What::Folder(..),
            ) => what.at(path).is_some(),
            (Doubt::Connection(name), What::Connection(key, _)) => *name == key.name,
            _ => false,
        })?;
        Some((
            Promise::Look,
            format!("{doubted:?} may be there and is created again"),
        ))
    }
}

fn cells<'a>(
    order: &'a super::super::state::Order,
    what: &'a What,
) -> Vec<(&'a ItemPath, &'a OrderCell)> {
    let paths: Vec<&ItemPath> = match what {
        What::Folder(path, _) | What::Describe(path, _) => vec![path],
        What::Remove(top, items) => {
            let below = items.iter().map(|(path, _)| path);
            std::iter::once(top).chain(below).collect()
        }
        _ => what.items().iter().map(|(path, _)| path).collect(),
    };
    let cell = |path: &'a ItemPath| Some((path, order.cell(path)?));
    paths.into_iter().filter_map(cell).collect()
}
