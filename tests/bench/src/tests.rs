//! The worlds are what they are said to be, and all contenders see the same.

use std::collections::BTreeMap;

use orgcast_shared::id::Digest;

use crate::{
    Counted, Counts, Planning, Repository, Set, World, as_json, exports, normalise_and_hash,
};

/// A tree as the JavaScript planner gets it.
fn map(world: &World, root: &Digest) -> BTreeMap<String, String> {
    serde_json::from_str(&as_json(&world.nodes, root)).unwrap()
}

/// The classes by the rules of `page/planner.js`.
fn plainly(world: &World) -> Counted {
    let source = map(world, &world.source);
    let mut counted = Counted {
        all: Counts::default(),
        orgs: Vec::new(),
    };
    for org in &world.orgs {
        let target = map(world, &org.root);
        let base = org.base.map(|base| map(world, &base)).unwrap_or_default();
        let mut counts = Counts::default();
        for (path, digest) in &source {
            counts.0[match (target.get(path), base.get(path)) {
                (None, _) => 0,
                (Some(target), _) if target == digest => 1,
                (Some(target), _) if target[..1] != digest[..1] => 6,
                (Some(_), None) => 5,
                (Some(target), Some(base)) if base == target => 2,
                (Some(_), Some(base)) if base == digest => 3,
                (Some(_), Some(_)) => 4,
            }] += 1;
        }
        counted.all += counts;
        counted.orgs.push(counts);
    }
    counted
}

#[test]
fn the_planner_and_git_agree_with_a_plain_comparison() {
    for set in [Set::Small, Set::B] {
        let world = World::new(set);
        let expected = plainly(&world);
        let changed: Vec<u32> = expected.orgs.iter().map(|org| org.changed()).collect();
        let found = Repository::write(&world).unwrap().changed().unwrap();
        assert_eq!(found, changed, "{set:?}");
        assert_eq!(Planning::new(world).plan(), expected, "{set:?}");
    }
}

#[test]
fn sets_have_the_sizes_that_are_named() {
    let cases = [
        (Set::A, 1_060, 10_000),
        (Set::B, 1_060, 10_000),
        (Set::C, 10_600, 10_000),
    ];
    for (set, places, differences) in cases {
        let world = World::new(set);
        assert_eq!(map(&world, &world.source).len(), places, "{set:?}");
        let counted = Planning::new(world).plan();
        assert_eq!(counted.orgs.len(), 1_000);
        assert_eq!(counted.all.changed(), differences, "{set:?}");
        let classes = counted.all.0.iter().filter(|cells| **cells > 0);
        assert_eq!(classes.count(), 7, "{set:?}: {:?}", counted.all);
    }
}

#[test]
fn in_b_all_orgs_but_one_are_identical() {
    let world = World::new(Set::B);
    let unlike = |org: &&_| **org != world.orgs[0];
    assert_eq!(world.orgs.iter().filter(unlike).count(), 1);
}

#[test]
fn in_a_no_two_orgs_are_identical() {
    let world = World::new(Set::A);
    let roots: std::collections::BTreeSet<_> = world.orgs.iter().map(|org| org.root).collect();
    assert_eq!(roots.len(), 1_000);
}

/// A digest of the source, ten orgs and their bases.
fn digest(set: Set) -> String {
    let world = World::new(set);
    let orgs = world.orgs.iter().take(10);
    let roots = orgs.flat_map(|org| [Some(org.root), org.base]).flatten();
    let all = [world.source].into_iter().chain(roots);
    let texts: Vec<String> = all.map(|root| as_json(&world.nodes, &root)).collect();
    Digest::of(texts.join("\n").as_bytes()).short()
}

#[test]
fn the_data_never_changes() {
    // Figures of two versions can be compared only where these stay.
    let found = [Set::A, Set::B, Set::C, Set::Small].map(digest);
    assert_eq!(found, ["2f88fbe8", "9b54dbb2", "66cdbeae", "dd0ceec3"]);
    let exports = exports(2, 6).to_string();
    assert_eq!(Digest::of(exports.as_bytes()).short(), "05d76b89");
}

#[test]
fn exports_are_noisy_and_can_be_read() {
    let export = exports(2, 6);
    let noisy = export.to_string();
    assert!(noisy.contains(":null") && noisy.contains("\"webhookId\":\"000000000000A1B2\""));
    assert_ne!(
        normalise_and_hash(export),
        normalise_and_hash(exports(2, 5))
    );
}

#[test]
fn an_unticked_item_and_the_folders_above_it_are_left_out() {
    let mut planning = Planning::new(World::new(Set::Small));
    let all = planning.plan().all.cells();
    let path = planning.world().path(7);
    let orgs = planning.world().orgs.len();
    let fewer = all - planning.untick(7).all.cells();
    assert_eq!(fewer as usize, path.names().len() * orgs);
    assert_eq!(planning.plan().all.cells(), all);
}
