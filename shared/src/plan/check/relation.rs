//! How source, target and base relate at a place, and what the policy makes of it.

use super::super::{Class, Reason, RulingBy};
use super::place::Here;
use crate::content::{Entry, ItemKind, TreeError};
use crate::select::{Options, Ruling};

impl Here<'_, '_> {
    /// How the three relate, where source and target aren't equal.
    pub(super) fn class(&self, options: Options) -> Result<Class, TreeError> {
        let (Some(target), base) = (self.only(), self.base) else {
            return Ok(Class::New);
        };
        let Some(base) = base else {
            return Ok(Class::Unknown);
        };
        let kind = self.place.entry.kind;
        if base.kind == ItemKind::Folder && kind == ItemKind::Folder {
            let nodes = self.org.input.nodes;
            if !nodes.get(&base.digest)?.is_described() {
                return Ok(Class::Unknown);
            }
        }
        if base.kind != kind {
            return Ok(Class::Diverged);
        }
        let source = self.place.entry;
        Ok(if self.raw(base)? == self.raw(target)? {
            Class::Behind
        } else if self.held(base, options)? == self.held(source, options)? {
            Class::Edited
        } else {
            Class::Diverged
        })
    }

    pub(super) fn reason(&self, class: Class) -> Reason {
        let schema = |entry: &Entry| entry.schema().copied();
        match (class, self.only()) {
            (Class::New, _) if !self.place.selected => Reason::FolderNeeded,
            (Class::New, _) if self.base.is_some() => Reason::Removed,
            (Class::New, _) => Reason::Absent,
            (_, Some(target)) if schema(target) != schema(self.place.entry) => {
                Reason::LookupSchemaDiffers
            }
            (Class::Behind, _) => Reason::SourceMoved,
            (Class::Edited, _) => Reason::EditedThere,
            (Class::Diverged, _) => Reason::BothMoved,
            _ => Reason::Differs,
        }
    }

    /// The policy's ruling: protection, then the place, the org, the class.
    pub(super) fn ruling(&self, class: Class) -> (Ruling, RulingBy) {
        let (target, policy) = (self.org.target, &self.org.input.choices.policy);
        if target.protected || policy.protected.contains(&target.org) {
            return (Ruling::Block, RulingBy::Protection);
        }
        let cells = policy.cells.get(&target.org);
        let found = [
            (
                cells.and_then(|cells| cells.get(&self.place.path)),
                RulingBy::Cell,
            ),
            (policy.orgs.get(&target.org), RulingBy::Org),
            (policy.classes.get(&class), RulingBy::Class),
        ];
        let mut found = found
            .into_iter()
            .filter_map(|(ruling, by)| Some((*ruling?, by)));
        found.next().unwrap_or((Ruling::Replace, RulingBy::Class))
    }
}
