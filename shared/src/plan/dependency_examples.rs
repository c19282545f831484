//! Dependencies in single cases that a person can follow.

use std::collections::BTreeMap;

use super::model::{Item, Library};
use super::seeds::{facts, leaf, name, org};
use super::worlds::World;
use super::{Action, Dependency, DependencyStatus, Plan};
use crate::content::{ConnectionKey, Entry, Extra, Facts, ItemKind, Reference};
use crate::id::Digest;
use crate::select::{
    Choices, Class, DependencyRuling, DependencyRulings, Destinations, Include, Options, Policy,
    Ruling, Selection,
};

pub(super) type Items<'a> = &'a [(&'a str, Item)];

pub(super) fn library(items: Items<'_>) -> Library {
    let items = items.iter();
    items
        .map(|(path, item)| (path.parse().unwrap(), item.clone()))
        .collect()
}

pub(super) fn choices() -> Choices {
    Choices {
        source: org("source"),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    }
}

pub(super) fn item(at: &str, kind: ItemKind, references: Vec<Reference>) -> Item {
    let extra = Extra {
        stripped: Some(Digest::of(at.as_bytes())),
        references,
        ..Extra::default()
    };
    let digest = Digest::of(format!("{at} scheduled").as_bytes());
    Item::Leaf(Entry::leaf(name(at), kind, digest, extra))
}

pub(super) fn search(at: &str, reference: Reference) -> Item {
    item(at, ItemKind::Search, vec![reference])
}

fn table(at: &str) -> Item {
    Item::Leaf(leaf(at, ItemKind::Lookup, 0, None))
}

fn connection(number: u8) -> Reference {
    Reference::Connection(ConnectionKey {
        kind: "Slack".into(),
        name: format!("c{number}"),
    })
}

fn saves_to(path: &str) -> Reference {
    Reference::Lookup { path: path.into() }
}

fn asks(path: &str) -> Reference {
    Reference::QueryLookup { path: path.into() }
}

pub(super) fn world(source: Items<'_>, target: Items<'_>, facts: Facts, choices: Choices) -> World {
    World::new(library(source), vec![(library(target), facts)], choices)
}

pub(super) fn found(world: &World) -> Vec<Dependency> {
    world.plan().dependencies(&org("t0"))
}

pub(super) fn statuses(world: &World) -> Vec<DependencyStatus> {
    found(world).iter().map(|found| found.status).collect()
}

pub(super) fn ruled(dependencies: DependencyRulings) -> Choices {
    let policy = Policy {
        dependencies,
        ..Policy::default()
    };
    Choices {
        policy,
        ..choices()
    }
}

fn missing(connections: DependencyRuling, lookups: DependencyRuling) -> Choices {
    ruled(DependencyRulings {
        connections,
        lookups,
        ..DependencyRulings::default()
    })
}

#[test]
fn a_connection_is_there_or_created_or_decided_on_by_the_policy() {
    use DependencyStatus::{Blocks, Present, WillBeCreated, WillBeStripped};
    let source = [("/a", search("a", connection(1)))];
    let status = |there: &[u8], choices| {
        let world = world(&source, &[], facts(there.iter().copied()), choices);
        statuses(&world)
    };
    assert_eq!(status(&[1, 2], choices()), [Present]);
    assert_eq!(status(&[2], choices()), [WillBeCreated]);
    assert_eq!(status(&[1, 1], choices()), [Blocks]);
    let strip = missing(DependencyRuling::Strip, DependencyRuling::Proceed);
    assert_eq!(status(&[1], strip.clone()), [Present]);
    assert_eq!(status(&[], strip), [WillBeStripped]);
    let block = missing(DependencyRuling::Block, DependencyRuling::Proceed);
    assert_eq!(status(&[1], block.clone()), [Present]);
    assert_eq!(status(&[], block), [Blocks]);
    let ignore = Choices {
        options: Options::default().without_schedules(),
        ..choices()
    };
    assert_eq!(status(&[], ignore), []);
}

#[test]
fn a_connection_with_a_secret_says_so_where_it_is_created() {
    let source = [("/a", search("a", connection(1)))];
    let status = |there: &[u8]| {
        let mut world = world(&source, &[], facts(there.iter().copied()), choices());
        world.source.facts.connections[1].needs_secret = true;
        statuses(&world)
    };
    assert_eq!(status(&[]), [DependencyStatus::NeedsSecret]);
    assert_eq!(status(&[1]), [DependencyStatus::Present]);
}

#[test]
fn what_no_other_org_can_have_blocks() {
    let lost = Reference::LostConnection { id: "9".into() };
    let script = Reference::ScriptAction { id: "7".into() };
    let source = [
        ("/a", search("a", lost.clone())),
        ("/b", search("b", script.clone())),
    ];
    let world = world(&source, &[], Facts::default(), choices());
    let what: Vec<_> = found(&world)
        .into_iter()
        .map(|d| (d.what, d.status))
        .collect();
    let blocks = DependencyStatus::Blocks;
    assert_eq!(what, [(lost, blocks), (script, blocks)]);
}

#[test]
fn a_lookup_that_a_schedule_saves_to() {
    use DependencyStatus::{Blocks, Missing, Present, Unknown, WillBeCreated, WillBeStripped};
    let at = |path: &str| [("/s", search("s", saves_to(path)))];
    let there = at("/Library/Admin Recommended/t");
    let status = |source: Items<'_>, target: Items<'_>, choices| {
        statuses(&world(source, target, Facts::default(), choices))
    };
    let with_table = [there[0].clone(), ("/t", table("t"))];
    assert_eq!(status(&there, &[("/t", table("t"))], choices()), [Present]);
    assert_eq!(status(&with_table, &[], choices()), [WillBeCreated]);
    assert_eq!(status(&there, &[], choices()), [Missing]);
    let strip = missing(DependencyRuling::Proceed, DependencyRuling::Strip);
    assert_eq!(status(&there, &[], strip.clone()), [WillBeStripped]);
    assert_eq!(status(&with_table, &[], strip), [WillBeCreated]);
    let block = missing(DependencyRuling::Proceed, DependencyRuling::Block);
    assert_eq!(status(&there, &[], block), [Blocks]);
    let far = at("/Library/Users/a@b.test/t");
    assert_eq!(status(&far, &[], choices()), [Unknown]);
    let status_if_kept = |lookups| {
        let mut kept = missing(DependencyRuling::Proceed, lookups);
        let ruling = BTreeMap::from([("/t".parse().unwrap(), Ruling::Keep)]);
        kept.policy.cells.insert(org("t0"), ruling);
        status(&with_table, &[], kept)
    };
    assert_eq!(status_if_kept(DependencyRuling::Proceed), [Missing]);
    assert_eq!(status_if_kept(DependencyRuling::Strip), [WillBeStripped]);
    assert_eq!(status_if_kept(DependencyRuling::Block), [Blocks]);
    let folder = [("/t", Item::Folder(String::new()))];
    assert_eq!(status(&there, &folder, choices()), [Missing]);
}

#[test]
fn what_a_stripped_item_would_have_needed_besides_is_left_out() {
    let lacked = saves_to("/Library/Admin Recommended/t");
    let references = vec![connection(1), lacked.clone(), asks("shared/t")];
    let source = [("/s", item("s", ItemKind::Search, references))];
    let strip = missing(DependencyRuling::Proceed, DependencyRuling::Strip);
    let found = found(&world(&source, &[], facts([1]), strip));
    let what: Vec<_> = found.into_iter().map(|d| (d.what, d.status)).collect();
    assert_eq!(
        what,
        [
            (lacked, DependencyStatus::WillBeStripped),
            (asks("shared/t"), DependencyStatus::Unknown)
        ]
    );
}

#[test]
fn a_lookup_that_a_query_seems_to_use_is_never_certain() {
    use DependencyStatus::{Possible, Present, Unknown, WillBeCreated};
    let dashboard = |path: &str| [("/d", item("d", ItemKind::Dashboard, vec![asks(path)]))];
    let there = dashboard("/Library/Admin Recommended/f/t");
    let status = |source: Items<'_>, target: Items<'_>| {
        // Whatever the policy says, nothing is decided by what a query only seems to use.
        let block = missing(DependencyRuling::Block, DependencyRuling::Block);
        let world = world(source, target, Facts::default(), block);
        let plan = world.plan();
        let cell = plan.cell(&org("t0"), &"/d".parse().unwrap()).unwrap();
        assert_eq!(cell.action, Action::Create);
        statuses(&world)
    };
    let tables = [("/f", Item::Folder(String::new())), ("/f/t", table("t"))];
    assert_eq!(status(&there, &[]), [Possible]);
    assert_eq!(status(&there, &tables), [Present]);
    let with_table = [&there[..], &tables[..]].concat();
    assert_eq!(status(&with_table, &[]), [WillBeCreated]);
    assert_eq!(
        status(&dashboard("/Library/Users/a@b.test/t"), &[]),
        [Unknown]
    );
    assert_eq!(status(&dashboard("shared/t"), &[]), [Unknown]);
}

#[test]
fn whom_a_push_would_mail_follows_the_options() {
    use Include::{Ignore, Include as With};
    let mail = Reference::Recipient {
        address: "a@b.test".into(),
    };
    let report = Reference::ReportRecipient {
        address: "r@b.test".into(),
    };
    let source = [
        ("/d", item("d", ItemKind::Dashboard, vec![report.clone()])),
        ("/s", search("s", mail.clone())),
    ];
    let mailed = |connections, reports| {
        let options = Options {
            connections,
            reports,
        };
        let choices = Choices {
            options,
            ..choices()
        };
        let found = found(&world(&source, &[], Facts::default(), choices));
        let all = |d: &Dependency| d.status == DependencyStatus::WouldBeMailed;
        assert!(found.iter().all(all));
        found.into_iter().map(|d| d.what).collect::<Vec<_>>()
    };
    assert_eq!(mailed(With, With), [mail.clone(), report.clone()]);
    assert_eq!(mailed(Ignore, With), [report]);
    assert_eq!(mailed(With, Ignore), [mail]);
    assert_eq!(mailed(Ignore, Ignore), []);
}

#[test]
fn views_and_links_cannot_be_known() {
    let view = Reference::ScheduledView { name: "v".into() };
    let link = Reference::LinkedDashboard { id: "L".into() };
    let source = [
        ("/d", item("d", ItemKind::Dashboard, vec![link])),
        ("/s", search("s", view)),
    ];
    let world = world(&source, &[], Facts::default(), choices());
    assert_eq!(statuses(&world), [DependencyStatus::Unknown; 2]);
}

#[test]
fn only_what_is_written_or_blocked_counts() {
    let source = [("/a", search("a", connection(1)))];
    assert_eq!(
        statuses(&world(&source, &source, facts([1]), choices())),
        []
    );
    let other = [("/a", Item::Leaf(leaf("a", ItemKind::Search, 1, None)))];
    let mut kept = choices();
    kept.policy.classes.insert(Class::Unknown, Ruling::Keep);
    assert_eq!(statuses(&world(&source, &other, facts([]), kept)), []);
    let mut blocked = choices();
    blocked.policy.classes.insert(Class::Unknown, Ruling::Block);
    assert_eq!(statuses(&world(&source, &other, facts([]), blocked)), []);
    let plan: Plan = world(&source, &other, facts([]), choices()).plan();
    assert_eq!(plan.dependencies(&org("t0")).len(), 1);
    assert_eq!(plan.dependencies(&org("nobody")), []);
}

#[test]
fn many_items_are_counted_and_the_first_are_named() {
    let folders = (0..7).map(|number| (format!("/{number}"), Item::Folder(String::new())));
    let searches = (10..60).map(|number| {
        let at = number.to_string();
        let path = format!("/{}/{at}", number % 7);
        (path, search(&at, connection(1)))
    });
    let many: Vec<_> = folders.chain(searches).collect();
    let items: Vec<_> = many
        .iter()
        .map(|(path, item)| (path.as_str(), item.clone()))
        .collect();
    let found = found(&world(&items, &[], facts([1]), choices()));
    let [one] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((one.total, one.items.len()), (50, Dependency::MAX_ITEMS));
    let mut paths: Vec<_> = library(&items).0.into_keys().collect();
    paths.retain(|path| path.names().len() == 2);
    assert_eq!(one.items, paths[..Dependency::MAX_ITEMS]);
}

#[test]
fn dependencies_are_read_as_json_and_as_sentences() {
    let dependency = |what, status| Dependency {
        what,
        status,
        items: vec!["/a/b".parse().unwrap()],
        total: 1,
    };
    let slack = dependency(connection(1), DependencyStatus::NeedsSecret);
    let json = serde_json::json!({
        "what": { "connection": { "kind": "Slack", "name": "c1" } },
        "status": "needsSecret", "items": ["/a/b"], "total": 1
    });
    assert_eq!(serde_json::to_value(&slack).unwrap(), json);
    assert_eq!(serde_json::from_value::<Dependency>(json).unwrap(), slack);
    assert_eq!(
        slack.sentence(),
        "the push creates the Slack connection c1; Sumo Logic never gives out its password or \
         authorization headers, so somebody has to add them in this org"
    );
    assert_eq!(
        dependency(asks("shared/t"), DependencyStatus::Possible).sentence(),
        "this org lacks the lookup table shared/t, which a query seems to use"
    );
    let link = Reference::LinkedDashboard { id: "L".into() };
    assert!(
        dependency(link, DependencyStatus::Unknown)
            .sentence()
            .contains("don't survive")
    );
}

#[test]
fn a_fact_of_an_earlier_read_still_opens() {
    let stored = serde_json::json!({
        "connections": [{ "key": { "kind": "Slack", "name": "c1" }, "definition": Digest::of(&[1]) }]
    });
    assert_eq!(
        serde_json::from_value::<Facts>(stored.clone()).unwrap(),
        facts([1])
    );
    assert_eq!(serde_json::to_value(facts([1])).unwrap(), stored);
}
