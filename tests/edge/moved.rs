use orgcast_shared::api::OrgResult;
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::Outcome;
use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::{Action, Cell};
use orgcast_shared::select::Include;
use orgcast_tests::simulation::{library_path, mailing_schedule};
use serde_json::json;

use crate::content::Held;
use crate::preview::{Preview, everything};
use crate::shared_stack::stack;

#[test]
fn what_a_write_would_take_away_or_double_since_the_preview_is_left_alone() {
    let stack = stack();
    let (_, from) = stack.source();
    let (org, to) = stack.target("older", 4);
    let mut choices = everything(from, &[to]);
    choices.options.connections = Include::Ignore;
    let preview = Preview::of(&stack.client, &choices);
    let there = org.content();
    let folder = |path: &ItemPath| library_path(&path.parent().expect("a folder"));
    let find = |action: Action| {
        let is_it = |path: &ItemPath, cell: &Cell| {
            let is_search = cell.kind == ItemKind::Search && cell.action == action;
            let in_folder = there.get(&folder(path)).is_some_and(Held::is_folder);
            is_search && in_folder && library_path(path).is_ascii()
        };
        let mut cells = preview.plan.cells(to);
        let found = cells.find(|(path, cell)| is_it(path, cell));
        found.expect("a search").0
    };
    let (replaced, new) = (find(Action::Replace), find(Action::Create));

    // The Worker doesn't know of these yet: only the read at the push's beginning can see them.
    org.edit(&json!({ "op": "set", "path": library_path(&replaced),
                      "fields": { "searchSchedule": mailing_schedule() } }));
    let letters = new.name().expect("a name").as_str().to_ascii_uppercase();
    let theirs = json!({ "type": "SavedSearchWithScheduleSyncDefinition", "name": letters,
                         "description": "The customer's own",
                         "search": { "queryText": "*", "defaultTimeRange": "-15m",
                                     "byReceiptTime": false, "queryParameters": [] } });
    org.edit(&json!({ "op": "create", "folder": folder(&new), "definition": theirs }));
    let before = org.content();

    let push = preview.start(&stack.client, "lost-or-doubled");
    let detail = stack.client.wait_for(&push);
    let path = format!("/api/pushes/{}/orgs/{to}", detail.push.id);
    let result: OrgResult = stack.client.get(&path).read();
    let moved = result.cells.iter();
    let moved = moved.filter(|cell| cell.outcome == Outcome::ChangedSincePreview);
    let mut expected = [&replaced, &new];
    expected.sort();
    assert!(moved.map(|cell| &cell.path).eq(expected), "{result:?}");
    let after = org.content();
    let unchanged = library_path(&replaced);
    assert_eq!(after[&unchanged], before[&unchanged]);
    assert!(!after.contains_key(&library_path(&new)));
}
