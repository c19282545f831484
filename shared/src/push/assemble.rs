use std::iter::Peekable;

use serde_json::json;
use thiserror::Error;

use super::OrderCell;
use crate::content::{
    Bodies, BodyError, Connections, Definition, ItemKind, has_symbols, json_text, resolve, strip,
};
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
    #[error("its stored body is missing; change the item in the source and read that again")]
    NoBody,
    #[error("{0}")]
    Body(#[from] BodyError),
}

impl Assembler<'_> {
    /// Takes the first cell, and everything below it, off `cells` and adds it to `text`. What is
    /// parsed of it is so item by item, since values take several times the memory of their text.
    pub(super) fn take<'c>(
        &self,
        cells: &mut Peekable<impl Iterator<Item = &'c OrderCell>>,
        text: &mut Vec<u8>,
    ) -> Result<(), AssembleError> {
        let cell = cells.next().ok_or(AssembleError::NoBody)?;
        if cell.kind != ItemKind::Folder {
            return self.leaf(cell, text);
        }
        let name = json!(cell.path.name().map(ItemName::as_str));
        let description = json!(cell.description);
        let head = format!(
            r#"{{"type":"FolderSyncDefinition","name":{name},"description":{description},"children":["#
        );
        text.extend_from_slice(head.as_bytes());
        let mut separator: &[u8] = b"";
        while cells.peek().is_some_and(|next| cell.path.holds(&next.path)) {
            text.extend_from_slice(separator);
            separator = b",";
            self.take(cells, text)?;
        }
        text.extend_from_slice(b"]}");
        Ok(())
    }

    /// A stored body is what an import takes, unless something in it depends on the org or the options.
    fn leaf(&self, cell: &OrderCell, text: &mut Vec<u8>) -> Result<(), AssembleError> {
        let body = cell.body.and_then(|digest| self.bodies.get(&digest));
        let body = body.ok_or(AssembleError::NoBody)?;
        let options = cell.options(self.options);
        if !leaves_out(cell.kind, options) && !has_symbols(body) {
            text.extend_from_slice(body);
            return Ok(());
        }
        let value = serde_json::from_slice(body).map_err(|_| AssembleError::NoBody)?;
        let mut definition = Definition::new(value)?;
        leave_out(&mut definition, cell.kind, options);
        resolve(&mut definition, self.connections)?;
        text.extend_from_slice(json_text(&definition.into()).as_bytes());
        Ok(())
    }
}

/// Takes off a definition what doesn't travel with it.
pub(super) fn leave_out(definition: &mut Definition, kind: ItemKind, options: Options) {
    if leaves_out(kind, options) {
        strip(definition);
    }
}

fn leaves_out(kind: ItemKind, options: Options) -> bool {
    let travels = match kind {
        ItemKind::Search => options.connections,
        ItemKind::Dashboard => options.reports,
        _ => Include::Include,
    };
    travels == Include::Ignore
}
