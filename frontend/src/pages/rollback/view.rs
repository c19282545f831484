//! What the page decides.

use orgcast_shared::api::{OrgRollbackPreview, RollbackLine, RollbackObstacle, RollbackPreview};
use orgcast_shared::id::{ItemName, ItemPath, OrgId};
use orgcast_shared::plan::Class;
use orgcast_shared::select::{Destinations, RollbackChoices, Selection};

use crate::components::{CellRow, Tone};
use crate::text::common;

/// The orgs that a new read may tell something about.
pub(super) fn may_be_read(orgs: &[OrgRollbackPreview]) -> impl Iterator<Item = &OrgId> {
    let may_be_read =
        |org: &&OrgRollbackPreview| matches!(org.obstacle, None | Some(RollbackObstacle::Unread));
    orgs.iter().filter(may_be_read).map(|org| &org.org)
}

/// The orgs that the rollback goes to, with their names.
pub(super) fn destinations(preview: &RollbackPreview) -> Vec<(OrgId, String)> {
    let chosen = preview.orgs.iter().filter(|org| org.counts.cells() > 0);
    chosen
        .map(|org| (org.org.clone(), org.name.clone()))
        .collect()
}

/// The choices with an org ticked or not.
pub(super) fn tick_org(choices: &RollbackChoices, org: &OrgId, is_ticked: bool) -> RollbackChoices {
    let mut choices = choices.clone();
    if let Destinations::All { except } = &mut choices.destinations {
        if is_ticked {
            except.remove(org);
            choices.only.remove(org);
        } else {
            except.insert(org.clone());
        }
    }
    choices
}

/// The choices with an item of an org ticked or not; `lines` are all there are in it.
pub(super) fn tick_item(
    choices: &RollbackChoices,
    org: &OrgId,
    lines: &[RollbackLine],
    path: &ItemPath,
    is_ticked: bool,
) -> RollbackChoices {
    let mut selection = choices.selection_for(org);
    if is_ticked {
        selection.tick(path.clone());
    } else {
        selection.untick(path, |folder| children(lines, folder));
    }
    let mut choices = tick_org(choices, org, true);
    choices.only.insert(org.clone(), selection);
    choices
}

/// The names directly in a folder, of those that lead to a line.
fn children(lines: &[RollbackLine], folder: &ItemPath) -> Vec<ItemName> {
    let depth = folder.names().len();
    let inside = lines.iter().filter(|line| folder.holds(&line.path));
    let mut names: Vec<_> = inside
        .filter_map(|line| line.path.names().get(depth).cloned())
        .collect();
    names.dedup();
    names
}

/// Whether an item is ticked.
pub(super) fn is_ticked(selection: &Selection, path: &ItemPath) -> bool {
    selection.pick(path).is_selected()
}

/// An item as a row.
pub(super) fn row(line: &RollbackLine) -> CellRow {
    let class = if line.blocked {
        Class::Blocked
    } else {
        Class::Same
    };
    let (tone, shape) = Tone::of_action(line.action, class);
    CellRow {
        path: line.path.clone(),
        kind: line.kind,
        tone: if line.changed { Tone::Edited } else { tone },
        shape,
        word: common::action(line.action, class),
        why: line.why.clone(),
        tick: None,
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::content::ItemKind;
    use orgcast_shared::id::{Digest, PushId};
    use orgcast_shared::plan::Action;
    use orgcast_shared::plan::rollback::RollbackCounts;

    use super::*;

    #[test]
    fn orgs_that_only_lack_a_read_are_read_and_nothing_is_rolled_back_where_it_cannot_be() {
        let org = |id: &str, obstacle, restore| OrgRollbackPreview {
            org: OrgId::new(id).unwrap(),
            name: id.to_uppercase(),
            taken_at: None,
            counts: RollbackCounts {
                restore,
                ..RollbackCounts::default()
            },
            connections: Vec::new(),
            obstacle,
        };
        let preview = RollbackPreview {
            plan: Digest::of(b"plan"),
            counts: RollbackCounts::default(),
            orgs: vec![
                org("a", None, 1),
                org("b", Some(RollbackObstacle::Unread), 0),
                org("c", Some(RollbackObstacle::Disconnected), 0),
                org("d", None, 0),
            ],
            lines: Vec::new(),
        };
        let read: Vec<_> = may_be_read(&preview.orgs).map(OrgId::as_str).collect();
        assert_eq!(read, ["a", "b", "d"]);
        let goes_to = destinations(&preview);
        assert_eq!(goes_to, [(OrgId::new("a").unwrap(), "A".to_owned())]);
    }

    fn line(path: &str, kind: ItemKind) -> RollbackLine {
        RollbackLine {
            path: path.parse().unwrap(),
            kind,
            action: Action::Remove,
            why: String::new(),
            blocked: false,
            changed: false,
        }
    }

    #[test]
    fn an_unticked_item_stays_with_the_folder_that_it_is_in() {
        let org = OrgId::new("o").unwrap();
        let all = RollbackChoices::everything(PushId::new("p").unwrap());
        let lines = [
            line("/A", ItemKind::Folder),
            line("/A/x", ItemKind::Search),
            line("/A/y", ItemKind::Search),
            line("/B/z", ItemKind::Search),
        ];
        let ticked = |choices: &RollbackChoices| -> Vec<String> {
            let selection = choices.selection_for(&org);
            let lines = lines
                .iter()
                .filter(|line| is_ticked(&selection, &line.path));
            lines.map(|line| line.path.to_string()).collect()
        };
        assert_eq!(ticked(&all).len(), 4);
        let part = tick_item(&all, &org, &lines, &lines[1].path, false);
        assert_eq!(ticked(&part), ["/A/y", "/B/z"]);
        let again = tick_item(&part, &org, &lines, &lines[0].path, true);
        assert_eq!(ticked(&again).len(), 4);
        let none = tick_org(&part, &org, false);
        assert!(ticked(&none).is_empty());
        assert_eq!(tick_org(&none, &org, true), all);
    }
}
