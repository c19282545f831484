//! Names in the source that differ in upper and lower case only, in single cases that a person can
//! follow.

use std::collections::BTreeMap;

use super::seeds::{leaf, name, org};
use super::single_items::{board, reason, search, world};
use super::{Planner, Reason};
use crate::content::{FolderNode, ItemKind};
use crate::select::Ruling;

fn shared_with(other: &str) -> Reason {
    Reason::CaseShared { name: name(other) }
}

#[test]
fn items_that_would_be_created_side_by_side_block_each_other() {
    let paths = ["/f/Failed logins", "/f/failed logins", "/f/logins"];
    let source = || paths.map(|path| search(path, 0)).to_vec();
    for target in [Vec::new(), vec![search("/f/z", 0)]] {
        let world = world(source(), target, &[""]);
        assert_eq!(reason(&world, paths[0]), shared_with("failed logins"));
        assert_eq!(reason(&world, paths[1]), shared_with("Failed logins"));
        assert_eq!(reason(&world, paths[2]), Reason::Absent);
    }
}

#[test]
fn every_alphabet_has_its_case_and_each_names_the_first_of_the_others() {
    let source = ["/ÄB", "/Äb", "/äb", "/ab"].map(|path| search(path, 0));
    let world = world(source.to_vec(), Vec::new(), &[""]);
    assert_eq!(reason(&world, "/ÄB"), shared_with("Äb"));
    assert_eq!(reason(&world, "/Äb"), shared_with("ÄB"));
    assert_eq!(reason(&world, "/äb"), shared_with("ÄB"));
    assert_eq!(reason(&world, "/ab"), Reason::Absent);
}

#[test]
fn what_is_in_another_folder_is_in_nobodys_way() {
    let source = vec![search("/a", 0), search("/f/A", 0)];
    let world = world(source, Vec::new(), &[""]);
    assert_eq!(reason(&world, "/a"), Reason::Absent);
    assert_eq!(reason(&world, "/f/A"), Reason::Absent);
}

#[test]
fn only_what_the_target_lacks_is_blocked() {
    let source = || vec![search("/a", 0), search("/A", 0)];
    let one = world(source(), vec![search("/a", 0)], &[""]);
    assert_eq!(reason(&one, "/a"), Reason::Equal);
    assert_eq!(reason(&one, "/A"), shared_with("a"));
    let changed = world(source(), vec![search("/a", 1)], &[""]);
    assert_eq!(reason(&changed, "/a"), Reason::Differs);
    assert_eq!(reason(&changed, "/A"), shared_with("a"));
    let both = vec![search("/a", 1), search("/A", 0)];
    let both = world(source(), both, &[""]);
    assert_eq!(reason(&both, "/a"), Reason::Differs);
    assert_eq!(reason(&both, "/A"), Reason::Equal);
}

#[test]
fn what_is_not_selected_counts_only_where_the_target_has_it() {
    let source = || vec![search("/a", 0), search("/A", 0)];
    let without = world(source(), Vec::new(), &["/a"]);
    assert_eq!(reason(&without, "/a"), Reason::Absent);
    let with = world(source(), vec![search("/A", 0)], &["/a"]);
    let clash = Reason::CaseClash { name: name("A") };
    assert_eq!(reason(&with, "/a"), clash);
}

#[test]
fn folders_block_each_other_and_what_is_in_them() {
    let source = || vec![search("/f/F/x", 0), search("/f/f/y", 0)];
    for target in [Vec::new(), vec![search("/f/z", 0)]] {
        let world = world(source(), target, &[""]);
        assert_eq!(reason(&world, "/f/F"), shared_with("f"));
        assert_eq!(reason(&world, "/f/f"), shared_with("F"));
        assert_eq!(reason(&world, "/f/F/x"), Reason::FolderBlocked);
        assert_eq!(reason(&world, "/f/f/y"), Reason::FolderBlocked);
    }
    let there = world(source(), vec![search("/f/f/z", 0)], &[""]);
    assert_eq!(reason(&there, "/f/F"), shared_with("f"));
    assert_eq!(reason(&there, "/f/f/y"), Reason::Absent);
}

#[test]
fn a_folder_counts_that_is_only_needed_for_what_is_in_it() {
    let source = || vec![search("/F/x", 0), search("/f", 0)];
    let needed = world(source(), Vec::new(), &["/F/x", "/f"]);
    assert_eq!(reason(&needed, "/F"), shared_with("f"));
    assert_eq!(reason(&needed, "/f"), shared_with("F"));
    let there = world(source(), vec![search("/F/y", 0)], &["/F/x", "/f"]);
    assert_eq!(reason(&there, "/F/x"), Reason::Absent);
    assert_eq!(reason(&there, "/f"), shared_with("F"));
    let empty = world(source(), Vec::new(), &["/F/nothing", "/f"]);
    assert_eq!(reason(&empty, "/f"), Reason::Absent);
}

#[test]
fn a_tick_of_one_of_them_decides_the_other_again_and_back() {
    let source = vec![search("/f/a", 0), search("/f/A", 0)];
    let mut world = world(source, Vec::new(), &[]);
    let mut planner = Planner::default();
    let one = &["/f/a"][..];
    let both = &["/f/A", "/f/a"][..];
    for selected in [one, both, one, &[""], one] {
        world.choices.selection = selected.iter().map(|path| path.parse().unwrap()).collect();
        let plan = planner.plan(&world.input()).unwrap().plan;
        let cell = plan.cell(&org("t0"), &"/f/a".parse().unwrap()).unwrap();
        let expected = if selected == one {
            Reason::Absent
        } else {
            shared_with("A")
        };
        assert_eq!(cell.reason, expected, "{selected:?}");
    }
}

#[test]
fn a_ruling_that_keeps_one_of_them_does_not_let_the_other_through() {
    let source = vec![search("/a", 0), search("/A", 0)];
    let mut world = world(source, Vec::new(), &[""]);
    let kept = BTreeMap::from([("/a".parse().unwrap(), Ruling::Keep)]);
    world.choices.policy.cells.insert(org("t0"), kept);
    assert_eq!(reason(&world, "/A"), shared_with("a"));
}

#[test]
fn a_dashboard_may_share_its_title_with_one_and_its_letters_with_another() {
    let source = vec![
        board("/a", "t", 0),
        board("/A", "u", 0),
        board("/b", "t", 0),
    ];
    let world = world(source, Vec::new(), &[""]);
    let title = Reason::TitleShared { name: name("b") };
    assert_eq!(reason(&world, "/a"), title);
    assert_eq!(reason(&world, "/A"), shared_with("a"));
}

#[test]
fn one_of_several_items_of_a_name_stays_ambiguous_and_counts() {
    let mut world = world(vec![search("/a", 0)], Vec::new(), &[""]);
    let item = |at: &str, content| leaf(at, ItemKind::Search, content, None);
    let entries = vec![item("A", 0), item("a", 0), item("a", 1)];
    world.source.root = world.nodes.insert(FolderNode::new("", entries));
    assert_eq!(reason(&world, "/A"), shared_with("a"));
    assert_eq!(reason(&world, "/a"), Reason::AmbiguousInSource);
    let entries = vec![item("a", 0), item("a", 1)];
    world.source.root = world.nodes.insert(FolderNode::new("", entries));
    assert_eq!(reason(&world, "/a"), Reason::AmbiguousInSource);
}
