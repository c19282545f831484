use std::iter::Peekable;

use serde_json::{Value as Json, json};
use thiserror::Error;

use super::OrderCell;
use crate::content::{Bodies, BodyError, Connections, Definition, ItemKind, resolve, strip};
use crate::id::ItemName;
use crate::select::{Include, Options};

/// Puts together what an import takes, from stored bodies.
pub(super) struct Assembler<'a> {
    pub(super) options: Options,
    /// Those of the org that is written to.
    pub(super) connections: &'a Connections,
    pub(super) bodies: &'a Bodies,
}

/// Why a definition can't be put together.
#[derive(Debug, Error)]
pub(super) enum AssembleError {
    #[error("its stored body is missing; read the source again")]
    NoBody,
    #[error("{0}")]
    Body(#[from] BodyError),
}

impl Assembler<'_> {
    /// Takes the first cell, and everything below it, off `cells`.
    pub(super) fn take<'c>(
        &self,
        cells: &mut Peekable<impl Iterator<Item = &'c OrderCell>>,
    ) -> Result<Json, AssembleError> {
        let cell = cells.next().ok_or(AssembleError::NoBody)?;
        if cell.kind != ItemKind::Folder {
            return self.leaf(cell);
        }
        let mut children = Vec::new();
        while cells.peek().is_some_and(|next| cell.path.holds(&next.path)) {
            children.push(self.take(cells)?);
        }
        Ok(json!({
            "type": "FolderSyncDefinition",
            "name": cell.path.name().map(ItemName::as_str),
            "description": cell.description,
            "children": children,
        }))
    }

    fn leaf(&self, cell: &OrderCell) -> Result<Json, AssembleError> {
        let body = cell.body.and_then(|digest| self.bodies.get(&digest));
        let body = body.ok_or(AssembleError::NoBody)?;
        let value = serde_json::from_slice(body).map_err(|_| AssembleError::NoBody)?;
        let mut definition = Definition::new(value)?;
        leave_out(&mut definition, cell.kind, cell.options(self.options));
        resolve(&mut definition, self.connections)?;
        Ok(definition.into())
    }
}

/// Takes off a definition what doesn't travel with it.
pub(super) fn leave_out(definition: &mut Definition, kind: ItemKind, options: Options) {
    let travels = match kind {
        ItemKind::Search => options.connections,
        ItemKind::Dashboard => options.reports,
        _ => Include::Include,
    };
    if travels == Include::Ignore {
        strip(definition);
    }
}
