//! What holds for the dependencies of every plan, tried on generated worlds.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::model::{Item, Library};
use super::rulings::arb_dependency_rulings;
use super::seeds::facts;
use super::worlds::{World, arb_world};
use super::{Action, Cell, Class, Dependency, DependencyStatus, OrgView, Plan, Reason};
use crate::content::{Entry, Extra, ItemKind, Reference};
use crate::id::ItemPath;
use crate::select::{DependencyRuling, Include};

/// An item of the same content that refers to more; what it refers to follows from the content.
fn referring(item: &Item) -> Item {
    let Item::Leaf(entry) = item else {
        return item.clone();
    };
    let number = entry.digest.to_string().bytes().map(u32::from).sum::<u32>();
    let path = ["a", "b/a", "b"].map(|place| format!("/Library/Admin Recommended/{place}"));
    let path = path[number as usize % 3].clone();
    let far = "/Library/Users/u@x.test/t".to_owned();
    let anywhere = [
        Reference::QueryLookup { path: path.clone() },
        Reference::QueryLookup { path: far.clone() },
        Reference::LinkedDashboard { id: "L".into() },
        Reference::QueryView { name: "q".into() },
    ];
    let scheduled = [
        Reference::Lookup { path },
        Reference::Lookup { path: far },
        Reference::ScheduledView { name: "v".into() },
        Reference::ScriptAction { id: "s".into() },
        Reference::Recipient {
            address: "a@x.test".into(),
        },
    ];
    let mut references = entry.references().to_vec();
    references.push(anywhere[number as usize / 3 % 4].clone());
    let is_scheduled = entry.stripped().is_some();
    match entry.kind {
        ItemKind::Search if is_scheduled && references.len() == 1 => {
            references.push(scheduled[number as usize / 9 % 5].clone());
        }
        ItemKind::Dashboard if is_scheduled => references.push(Reference::ReportRecipient {
            address: "r@x.test".into(),
        }),
        _ => {}
    }
    references.sort();
    references.dedup();
    let extra = Extra {
        stripped: entry.stripped().copied(),
        references,
        ..Extra::default()
    };
    let name = entry.name.clone();
    Item::Leaf(Entry::leaf(name, entry.kind, entry.digest, extra))
}

fn with_references(library: &Library) -> Library {
    let items = library.0.iter();
    Library(
        items
            .map(|(path, items)| (path.clone(), items.iter().map(referring).collect()))
            .collect(),
    )
}

prop_compose! {
    fn arb_referring_world()(
        world in arb_world(),
        dependencies in arb_dependency_rulings(),
    ) -> World {
        let mut choices = world.choices.clone();
        choices.policy.dependencies = dependencies;
        let targets = world.targets.iter().map(|view| {
            (with_references(&world.libraries[&view.org]), view.facts.clone())
        });
        let source = with_references(&world.libraries[&world.source.org]);
        let mut with = World::new(source, targets.collect(), choices);
        with.source.facts = facts([0, 1, 2]);
        with.source.facts.connections[1].needs_secret = true;
        with
    }
}

/// Looks at one org's cells one by one, without outcomes.
struct Org<'a> {
    world: &'a World,
    plan: &'a Plan,
    view: &'a OrgView,
}

impl Org<'_> {
    fn expected(&self) -> Vec<Dependency> {
        let mut found: BTreeMap<(Reference, DependencyStatus), Vec<ItemPath>> = BTreeMap::new();
        for (path, cell) in self.plan.cells(&self.view.org) {
            let [Item::Leaf(entry)] = &self.world.libraries[&self.world.source.org].0[&path][..]
            else {
                continue;
            };
            for reference in entry.references() {
                if let Some(status) = self.status(reference, &cell) {
                    let key = (reference.clone(), status);
                    found.entry(key).or_default().push(path.clone());
                }
            }
        }
        let dependency = |((what, status), items): (_, Vec<ItemPath>)| Dependency {
            what,
            status,
            total: items.len() as u64,
            items: items.into_iter().take(Dependency::MAX_ITEMS).collect(),
        };
        found.into_iter().map(dependency).collect()
    }

    fn status(&self, reference: &Reference, cell: &Cell) -> Option<DependencyStatus> {
        use DependencyStatus as S;
        let options = self.world.choices.options;
        let is_free = matches!(
            reference,
            Reference::QueryLookup { .. }
                | Reference::QueryView { .. }
                | Reference::LinkedDashboard { .. }
        );
        if cell.class == Class::Blocked {
            let blocks = match reference {
                Reference::Connection(_) => matches!(
                    cell.reason,
                    Reason::ConnectionMissing { .. } | Reason::ConnectionAmbiguousInTarget { .. }
                ),
                Reference::LostConnection { .. } => {
                    matches!(cell.reason, Reason::ConnectionLost { .. })
                }
                Reference::Lookup { .. } => matches!(cell.reason, Reason::LookupMissing { .. }),
                Reference::ScriptAction { .. } => {
                    matches!(cell.reason, Reason::ScriptAction { .. })
                }
                Reference::ScheduledView { .. } => {
                    matches!(cell.reason, Reason::ScheduledViewUnknown { .. })
                }
                Reference::LinkedDashboard { .. } => {
                    matches!(cell.reason, Reason::DashboardLinked { .. })
                }
                Reference::Recipient { .. } | Reference::ReportRecipient { .. } => {
                    matches!(cell.reason, Reason::WouldMail { .. })
                }
                Reference::QueryLookup { .. } | Reference::QueryView { .. } => false,
            };
            return blocks.then_some(S::Blocks);
        }
        if !matches!(cell.action, Action::Create | Action::Replace) {
            return None;
        }
        let ignored = match cell.kind {
            ItemKind::Dashboard => options.reports,
            _ => options.connections,
        };
        if !is_free && ignored == Include::Ignore {
            return None;
        }
        if !is_free && cell.stripped {
            let rulings = self.world.choices.policy.dependencies;
            let ruling = match reference {
                Reference::Connection(_) => rulings.connections,
                Reference::Lookup { .. } => rulings.lookups,
                Reference::ScheduledView { .. } => rulings.scheduled_views,
                _ => rulings.recipients,
            };
            let because = ruling == DependencyRuling::Strip && self.is_lacked(reference);
            return because.then_some(S::WillBeStripped);
        }
        Some(match reference {
            Reference::Connection(_) if !self.is_lacked(reference) => S::Present,
            Reference::Connection(key) if key.name == "c1" => S::NeedsSecret,
            Reference::Connection(_) => S::WillBeCreated,
            Reference::Lookup { path } => self.lookup(path, S::Missing),
            Reference::QueryLookup { path } => self.lookup(path, S::Possible),
            Reference::LinkedDashboard { .. }
            | Reference::QueryView { .. }
            | Reference::ScheduledView { .. } => S::Unknown,
            Reference::Recipient { .. } | Reference::ReportRecipient { .. } => S::WouldBeMailed,
            Reference::LostConnection { .. } | Reference::ScriptAction { .. } => S::Blocks,
        })
    }

    fn is_lacked(&self, reference: &Reference) -> bool {
        match reference {
            Reference::Connection(key) => self.view.facts.matching(key).next().is_none(),
            Reference::Lookup { path } => {
                self.lookup(path, DependencyStatus::Missing) == DependencyStatus::Missing
            }
            // No call tells about views, and whom to mail isn't for an org to have.
            Reference::ScheduledView { .. }
            | Reference::Recipient { .. }
            | Reference::ReportRecipient { .. } => true,
            _ => false,
        }
    }

    fn lookup(&self, path: &str, absent: DependencyStatus) -> DependencyStatus {
        let Some(place) = Reference::place_of_lookup(path) else {
            return DependencyStatus::Unknown;
        };
        if has_lookup(&self.world.libraries[&self.view.org], &place) {
            return DependencyStatus::Present;
        }
        let mut cells = self.plan.cells(&self.view.org);
        let created = cells.any(|(at, cell)| {
            at == place && cell.kind == ItemKind::Lookup && cell.action == Action::Create
        });
        if created {
            DependencyStatus::WillBeCreated
        } else {
            absent
        }
    }
}

/// Whether a lookup table is there, if only as one of several items of the name.
fn has_lookup(library: &Library, place: &ItemPath) -> bool {
    let is_lookup = |item: &Item| matches!(item, Item::Leaf(e) if e.kind == ItemKind::Lookup);
    library.reach(place).iter().any(is_lookup)
}

proptest! {
    #[test]
    fn dependencies_are_what_the_cells_say_one_by_one(world in arb_referring_world()) {
        let plan = world.plan();
        for view in &world.targets {
            let org = Org { world: &world, plan: &plan, view };
            prop_assert_eq!(plan.dependencies(&view.org), org.expected());
        }
        let all: Vec<_> = plan.dependencies_by_org().collect();
        prop_assert_eq!(all.len(), plan.orgs().count());
        for (org, dependencies) in all {
            prop_assert_eq!(dependencies, plan.dependencies(org));
        }
    }

    #[test]
    fn a_tally_adds_up_what_the_orgs_say_one_by_one(world in arb_referring_world()) {
        let plan = world.plan();
        let orgs: Vec<_> = plan.orgs().map(|(org, _)| org).collect();
        let mut counts: BTreeMap<_, BTreeMap<_, u64>> = BTreeMap::new();
        let mut users: BTreeMap<_, Vec<(u64, Vec<ItemPath>)>> = BTreeMap::new();
        for org in &orgs {
            let mut here: BTreeMap<_, BTreeSet<ItemPath>> = BTreeMap::new();
            for Dependency { what, status, items, .. } in plan.dependencies(org) {
                *counts.entry(what.clone()).or_default().entry(status).or_default() += 1;
                here.entry(what).or_default().extend(items);
            }
            for (what, items) in here {
                let items: Vec<_> = items.into_iter().collect();
                users.entry(what).or_default().push((items.len() as u64, items));
            }
        }
        let tallies = plan.dependency_tally(orgs);
        prop_assert!(tallies.iter().map(|tally| &tally.what).eq(counts.keys()));
        for tally in tallies {
            let statuses: Vec<_> = counts[&tally.what].clone().into_iter().collect();
            prop_assert_eq!(&tally.statuses, &statuses);
            let users = &users[&tally.what];
            prop_assert_eq!(Some(tally.total), users.iter().map(|(total, _)| *total).max());
            prop_assert!(users.contains(&(tally.total, tally.items)));
        }
    }

    #[test]
    fn every_item_of_a_dependency_is_a_cell_and_is_named_once(world in arb_referring_world()) {
        let plan = world.plan();
        for (org, dependencies) in plan.dependencies_by_org() {
            for dependency in &dependencies {
                prop_assert!(dependency.items.is_sorted_by(|a, b| a < b));
                prop_assert_eq!(dependency.items.len() as u64, dependency.total);
                for item in &dependency.items {
                    prop_assert!(plan.cell(org, item).is_some());
                }
            }
            let what: Vec<_> = dependencies.iter().map(|d| (&d.what, d.status)).collect();
            prop_assert!(what.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn nothing_is_pushed_without_its_lookup_table_unless_the_policy_says_so(
        world in arb_referring_world(),
    ) {
        let plan = world.plan();
        let may_lack = world.choices.policy.dependencies.lookups == DependencyRuling::Proceed;
        for (org, dependencies) in plan.dependencies_by_org() {
            for Dependency { what, status, .. } in dependencies {
                let is_lacked = status == DependencyStatus::Missing;
                prop_assert!(!is_lacked || may_lack, "{} {:?}", org, what);
            }
        }
    }

    #[test]
    fn what_a_push_creates_is_present_afterwards(world in arb_referring_world()) {
        let plan = world.plan();
        let after = world.after(&plan);
        for (org, dependencies) in plan.dependencies_by_org() {
            let view = after.targets.iter().find(|view| view.org == *org).unwrap();
            for Dependency { what, status, .. } in dependencies {
                let expected = match status {
                    DependencyStatus::Present
                    | DependencyStatus::WillBeCreated
                    | DependencyStatus::NeedsSecret => true,
                    DependencyStatus::Missing | DependencyStatus::Possible => false,
                    _ => continue,
                };
                let there = match &what {
                    Reference::Connection(key) => view.facts.matching(key).next().is_some(),
                    Reference::Lookup { path } | Reference::QueryLookup { path } => {
                        let place = Reference::place_of_lookup(path).unwrap();
                        has_lookup(&after.libraries[org], &place)
                    }
                    _ => continue,
                };
                prop_assert_eq!(there, expected, "{:?} {:?}", what, status);
            }
        }
    }
}
