use orgcast_shared::id::ItemPath;

use super::super::census::Item;
use super::super::ledger::What;
use super::super::promise::Promise;
use super::super::state::History;

impl History {
    /// Only a rollback removes, only what the push created, and only what nobody has changed since, by
    /// a look just before.
    pub(crate) fn not_ours(
        &self,
        org: usize,
        push: Option<usize>,
        what: &What,
    ) -> Option<(Promise, String)> {
        let What::Remove(top, items) = what else {
            return None;
        };
        let not = |how: String| Some((Promise::Moved, how));
        let Some(undoes) = &self.pushes[push?].undoes else {
            return not(format!("{top} is removed by no rollback"));
        };
        let run = self.agents[org].run.as_ref()?;
        if !run.told.looked_again.contains(top) {
            return not(format!("{top} is removed without another look"));
        }
        let is_foreign = |(path, item): &&(ItemPath, Item)| !self.made(undoes.of, org, path, *item);
        let (foreign, _) = items.iter().find(is_foreign)?;
        not(format!(
            "{foreign} is removed, and push {} didn't make it",
            undoes.of
        ))
    }

    /// Whether a push made an item where nothing was. What it announced and another did meanwhile, it
    /// takes for its own.
    fn made(&self, push: usize, org: usize, path: &ItemPath, item: Item) -> bool {
        let changes = self.ledgers[org].changes_by(push, path);
        let was_absent = changes.first().is_some_and(|first| first.before.is_none());
        let made = changes.last().is_some_and(|last| last.after == Some(item));
        let end = self.pushes[push].ends.get(&org);
        let announced = end.is_some_and(|end| end.announced.contains(path));
        let mut all = self.ledgers[org].changes.iter();
        let mut by_another = || all.any(|to| to.path == *path && to.after == Some(item));
        was_absent && made || announced && by_another()
    }
}
