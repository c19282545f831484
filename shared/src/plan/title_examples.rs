//! Dashboards that share a title, in single cases that a person can follow.

use std::collections::BTreeMap;

use super::model::Item;
use super::seeds::{leaf, name, org, titled};
use super::single_items::{board, reason, world};
use super::{Planner, Reason};
use crate::content::{FolderNode, ItemKind};
use crate::select::{Include, Ruling};

fn shared_with(other: &str) -> Reason {
    Reason::TitleShared { name: name(other) }
}

#[test]
fn dashboards_that_would_come_under_one_title_block_each_other() {
    let source = || {
        let boards = [("/f/a", "t"), ("/f/b", "t"), ("/f/c", "c"), ("/f/t", "t")];
        boards.map(|(path, title)| board(path, title, 0)).to_vec()
    };
    let elsewhere = || vec![board("/f/z", "z", 0)];
    let changed = || vec![board("/f/a", "t", 1)];
    for target in [Vec::new(), elsewhere(), changed()] {
        let world = world(source(), target, &[""]);
        assert_eq!(reason(&world, "/f/a"), shared_with("b"));
        assert_eq!(reason(&world, "/f/b"), shared_with("a"));
        assert_eq!(reason(&world, "/f/t"), shared_with("a"));
        assert_eq!(reason(&world, "/f/c"), Reason::Absent);
    }
}

#[test]
fn what_has_the_title_in_another_folder_or_is_no_dashboard_is_in_nobodys_way() {
    let search = (
        "/t".parse().unwrap(),
        Item::Leaf(leaf("t", ItemKind::Search, 0, None)),
    );
    let source = vec![board("/a", "t", 0), board("/f/b", "t", 0), search];
    let world = world(source, Vec::new(), &[""]);
    for path in ["/a", "/f/b", "/t"] {
        assert_eq!(reason(&world, path), Reason::Absent);
    }
}

#[test]
fn only_dashboards_that_are_both_selected_block_each_other() {
    let source = || vec![board("/f/a", "t", 0), board("/f/b", "t", 0)];
    let one = |target| world(source(), target, &["/f/a"]);
    assert_eq!(reason(&one(Vec::new()), "/f/a"), Reason::Absent);
    let taken = Reason::TitleTaken { name: name("b") };
    assert_eq!(reason(&one(vec![board("/f/b", "t", 0)]), "/f/a"), taken);
    let both = world(source(), Vec::new(), &["/f/a", "/f/b"]);
    assert_eq!(reason(&both, "/f/a"), shared_with("b"));
    assert_eq!(reason(&both, "/f/b"), shared_with("a"));
}

#[test]
fn a_tick_of_one_of_them_decides_the_other_again_and_back() {
    let source = vec![board("/f/a", "t", 0), board("/f/b", "t", 0)];
    let mut world = world(source, Vec::new(), &[]);
    let mut planner = Planner::default();
    let one = &["/f/a"][..];
    let both = &["/f/a", "/f/b"][..];
    for selected in [one, both, one, &[""], one] {
        world.choices.selection = selected.iter().map(|path| path.parse().unwrap()).collect();
        let plan = planner.plan(&world.input()).unwrap().plan;
        let cell = plan.cell(&org("t0"), &"/f/a".parse().unwrap()).unwrap();
        let alone = selected == one;
        let expected = if alone {
            Reason::Absent
        } else {
            shared_with("b")
        };
        assert_eq!(cell.reason, expected, "{selected:?}");
    }
}

#[test]
fn a_ruling_that_keeps_one_of_them_does_not_let_the_other_through() {
    let source = vec![board("/a", "t", 0), board("/b", "t", 0)];
    let mut world = world(source, Vec::new(), &[""]);
    let kept = BTreeMap::from([("/a".parse().unwrap(), Ruling::Keep)]);
    world.choices.policy.cells.insert(org("t0"), kept);
    assert_eq!(reason(&world, "/b"), shared_with("a"));
}

#[test]
fn dashboards_that_share_a_title_and_are_there_already_stay_the_same() {
    let source = || vec![board("/a", "t", 0), board("/b", "t", 0)];
    let there = world(source(), source(), &[""]);
    assert_eq!(reason(&there, "/a"), Reason::Equal);
    let one = world(source(), vec![board("/a", "t", 0)], &[""]);
    assert_eq!(reason(&one, "/a"), Reason::Equal);
    assert_eq!(reason(&one, "/b"), shared_with("a"));
    let scheduled = |schedule| {
        let entry = titled("a", ItemKind::Dashboard, 0, Some(schedule), Some("t"));
        ("/a".parse().unwrap(), Item::Leaf(entry))
    };
    let source = vec![scheduled(0), board("/b", "t", 0)];
    let mut ignored = world(source, vec![scheduled(1)], &[""]);
    assert_eq!(reason(&ignored, "/a"), shared_with("b"));
    ignored.choices.options.reports = Include::Ignore;
    assert_eq!(reason(&ignored, "/a"), Reason::EqualButIgnored);
}

#[test]
fn one_of_several_items_of_a_name_is_never_pushed_and_shares_no_title() {
    let mut world = world(vec![board("/a", "t", 0)], Vec::new(), &[""]);
    let twice = |content| titled("b", ItemKind::Dashboard, content, None, Some("t"));
    let (_, Item::Leaf(one)) = board("/a", "t", 0) else {
        unreachable!()
    };
    let entries = vec![one, twice(0), twice(1)];
    world.source.root = world.nodes.insert(FolderNode::new("", entries));
    assert_eq!(reason(&world, "/a"), Reason::Absent);
    assert_eq!(reason(&world, "/b"), Reason::AmbiguousInSource);
}

#[test]
fn below_a_folder_that_is_blocked_that_comes_first() {
    let source = vec![board("/f/a", "t", 0), board("/f/b", "t", 0)];
    let target = vec![board("/f", "f", 0)];
    let world = world(source, target, &[""]);
    assert_eq!(reason(&world, "/f/a"), Reason::FolderBlocked);
}

#[test]
fn a_title_is_taken_by_one_of_two_items_of_a_name_as_well() {
    let mut world = world(vec![board("/b", "b", 0)], Vec::new(), &[""]);
    let (_, Item::Leaf(one)) = board("/a", "b", 0) else {
        unreachable!()
    };
    let twice = vec![one, leaf("a", ItemKind::Search, 0, None)];
    world.targets[0].root = world.nodes.insert(FolderNode::new("", twice));
    assert_eq!(reason(&world, "/b"), Reason::TitleTaken { name: name("a") });
}

#[test]
fn a_chain_of_titles_takes_a_push_for_each() {
    let source = [("/f/a", "x"), ("/f/b", "y"), ("/f/c", "z")];
    let source = source.map(|(path, title)| board(path, title, 0));
    let target = vec![board("/f/b", "x", 0), board("/f/c", "y", 0)];
    let mut world = world(source.to_vec(), target, &[""]);
    for expected in [&["/f/c"][..], &["/f/b"], &["/f/a"], &[]] {
        let plan = world.plan();
        let cells = plan.cells(&world.targets[0].org);
        let written = cells.filter(|(_, cell)| cell.action.writes());
        let written: Vec<_> = written.map(|(path, _)| path.to_string()).collect();
        assert_eq!(written, expected);
        world = world.after(&plan);
    }
}
