//! What a person should know about an item once it is written, as sentences without a full stop.

use crate::content::{Entry, ItemKind, Reference};
use crate::plan::rollback::{RollbackCell, RollbackReason};
use crate::plan::{Action, Cell, Dependency, DependencyStatus, Reason};
use crate::select::Options;

/// So many of the things that an item refers to are told by name; the plan has them all.
const NAMED: usize = 20;

/// Of an item of a plan; `entry` is what the source has, `options` say what travels with it, and `open`
/// are the org's dependencies that [somebody has to look after](Dependency::is_open).
pub(super) fn of_cell(
    cell: &Cell,
    entry: &Entry,
    options: Options,
    open: &[Dependency],
) -> Vec<String> {
    let mut warnings = Vec::new();
    if !cell.action.writes() {
        return warnings;
    }
    let replaces = cell.action == Action::Replace;
    if replaces && cell.class.is_edit() {
        let edit = "what somebody had edited here since the last push was overwritten";
        warnings.push(edit.to_owned());
    }
    if replaces && cell.reason == Reason::LookupSchemaDiffers {
        warnings.push("the table had other columns or keys before".to_owned());
    }
    if cell.stripped {
        let left_out = match cell.kind {
            ItemKind::Dashboard => "it was pushed without its scheduled reports",
            _ => "it was pushed without its schedule",
        };
        warnings.push(left_out.to_owned());
    }
    let mut needed = entry
        .travelling(options)
        .filter_map(|reference| open.iter().find(|open| open.what == *reference));
    warnings.extend(needed.by_ref().take(NAMED).map(of_dependency));
    match needed.count() {
        0 => {}
        1 => warnings.push("1 more thing that it refers to needs attention".to_owned()),
        more => warnings.push(format!(
            "{more} more things that it refers to need attention"
        )),
    }
    warnings
}

fn of_dependency(open: &Dependency) -> String {
    let to_add = match open.status {
        DependencyStatus::NeedsSecret => " without its secrets; add them in this org",
        _ => "",
    };
    match &open.what {
        Reference::Connection(key) => {
            let (name, kind) = (&key.name, &key.kind);
            format!("its connection {name} ({kind}) was created{to_add}")
        }
        _ => open.sentence(),
    }
}

/// Of an item of a rollback.
pub(super) fn of_rollback(cell: &RollbackCell) -> Vec<String> {
    if cell.action.writes() && cell.reason == RollbackReason::EditedSince {
        return vec!["what somebody had edited here since the push is gone".to_owned()];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{ConnectionKey, Extra};
    use crate::id::{Digest, ItemName};
    use crate::select::Class;

    fn cell(action: Action, class: Class, reason: Reason) -> Cell {
        Cell {
            kind: ItemKind::Search,
            action,
            class,
            reason,
            stripped: false,
            source: Digest::of(b"s"),
            target: None,
        }
    }

    fn entry(references: Vec<Reference>) -> Entry {
        let extra = Extra {
            references,
            ..Extra::default()
        };
        let name = ItemName::new("a").unwrap();
        Entry::leaf(name, ItemKind::Search, Digest::of(b"s"), extra)
    }

    fn warnings(cell: &Cell) -> Vec<String> {
        of_cell(cell, &entry(Vec::new()), Options::default(), &[])
    }

    #[test]
    fn an_edit_that_is_overwritten_and_a_schedule_that_is_left_out_are_told() {
        let edited = cell(Action::Replace, Class::Edited, Reason::EditedThere);
        assert!(warnings(&edited)[0].contains("overwritten"));
        let behind = cell(Action::Replace, Class::Behind, Reason::SourceMoved);
        assert!(warnings(&behind).is_empty());
        let kept = cell(Action::Keep, Class::Edited, Reason::EditedThere);
        assert!(warnings(&kept).is_empty());
        let stripped = Cell {
            stripped: true,
            ..cell(Action::Create, Class::New, Reason::Absent)
        };
        assert!(warnings(&stripped)[0].contains("without its schedule"));
        let schema = cell(Action::Replace, Class::Unknown, Reason::LookupSchemaDiffers);
        assert!(warnings(&schema)[0].contains("columns"));
    }

    #[test]
    fn only_items_that_need_what_somebody_has_to_look_after_are_told() {
        let key = |name: &str| {
            Reference::Connection(ConnectionKey {
                kind: "Slack".into(),
                name: name.into(),
            })
        };
        let dependency = |name: &str, status| Dependency {
            what: key(name),
            status,
            items: Vec::new(),
            total: 1,
        };
        let all = [
            dependency("new", DependencyStatus::NeedsSecret),
            dependency("there", DependencyStatus::Present),
        ];
        let open: Vec<_> = all.into_iter().filter(Dependency::is_open).collect();
        let cell = cell(Action::Create, Class::New, Reason::Absent);
        let told = |name: &str, options| of_cell(&cell, &entry(vec![key(name)]), options, &open);
        let new =
            "its connection new (Slack) was created without its secrets; add them in this org";
        assert_eq!(told("new", Options::default()), [new]);
        assert!(told("there", Options::default()).is_empty());
        let ignoring = Options::default().without_schedules();
        assert!(told("new", ignoring).is_empty());
    }

    #[test]
    fn an_item_that_refers_to_a_lot_names_the_first_of_it() {
        let recipient = |n| Reference::Recipient {
            address: format!("{n:02}@example.com"),
        };
        let open = |n| Dependency {
            what: recipient(n),
            status: DependencyStatus::Unknown,
            items: Vec::new(),
            total: 1,
        };
        let told = |number| {
            let open: Vec<_> = (0..number).map(open).collect();
            let entry = entry((0..number).map(recipient).collect());
            let cell = cell(Action::Create, Class::New, Reason::Absent);
            of_cell(&cell, &entry, Options::default(), &open)
        };
        assert_eq!(told(20).len(), 20);
        assert!(told(20)[19].starts_with("19@example.com"));
        assert_eq!(
            told(21)[20],
            "1 more thing that it refers to needs attention"
        );
        assert_eq!(told(500).len(), 21);
        assert_eq!(
            told(500)[20],
            "480 more things that it refers to need attention"
        );
    }
}
