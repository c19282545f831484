//! What a policy makes of dependencies that no org has or lacks for certain, in single cases.

use super::dependency_examples::{Items, choices, found, item, ruled, search, world};
use super::worlds::World;
use super::{Action, Cell, Class, DependencyStatus, Reason, check};
use crate::content::{Facts, ItemKind, Reference};
use crate::id::Digest;
use crate::select::{
    Choices, DependencyRuling, DependencyRulings, Include, LinkRuling, Options, Policy,
};

/// The cell of the one item, and what became of what it refers to.
fn outcome(source: Items<'_>, choices: Choices) -> (Cell, Vec<(Reference, DependencyStatus)>) {
    let world: World = world(source, &[], Facts::default(), choices);
    let plan = world.plan();
    assert_eq!(check(&world.input(), &plan), []);
    let (_, cell) = plan.cells(&world.targets[0].org).next().unwrap();
    let found = found(&world).into_iter();
    (cell, found.map(|d| (d.what, d.status)).collect())
}

/// The cell has to be pushed, without its schedule or with it.
fn assert_pushed(cell: &Cell, at: &str, stripped: bool) {
    let plain = Digest::of(at.as_bytes());
    let scheduled = Digest::of(format!("{at} scheduled").as_bytes());
    assert_eq!((cell.action, cell.stripped), (Action::Create, stripped));
    assert_eq!(cell.source, if stripped { plain } else { scheduled });
}

fn assert_blocked(cell: &Cell, reason: &Reason, sentence: &str) {
    assert_eq!((cell.class, &cell.reason), (Class::Blocked, reason));
    assert_eq!(cell.reason.sentence(), sentence);
}

fn recipients(ruling: DependencyRuling) -> Choices {
    ruled(DependencyRulings {
        recipients: ruling,
        ..DependencyRulings::default()
    })
}

fn without(connections: Include, reports: Include, choices: Choices) -> Choices {
    Choices {
        options: Options {
            connections,
            reports,
        },
        ..choices
    }
}

#[test]
fn whom_searches_would_mail_is_for_the_policy_to_say() {
    use DependencyStatus::{Blocks, WillBeStripped, WouldBeMailed};
    let [one, two] = ["a@b.test", "c@b.test"].map(|address| Reference::Recipient {
        address: address.into(),
    });
    let both = |status| vec![(one.clone(), status), (two.clone(), status)];
    let references = vec![one.clone(), two.clone()];
    let source = [("/s", item("s", ItemKind::Search, references))];
    let (cell, all) = outcome(&source, choices());
    assert_pushed(&cell, "s", false);
    assert_eq!(all, both(WouldBeMailed));
    let (cell, all) = outcome(&source, recipients(DependencyRuling::Strip));
    assert_pushed(&cell, "s", true);
    assert_eq!(all, both(WillBeStripped));
    let block = recipients(DependencyRuling::Block);
    let (cell, all) = outcome(&source, block.clone());
    let reason = Reason::WouldMail {
        address: "a@b.test".into(),
    };
    let sentence = "its schedule would mail a@b.test, and the policy allows no mail";
    assert_blocked(&cell, &reason, sentence);
    assert_eq!(all, both(Blocks), "each of them blocks");
    let ignored = without(Include::Ignore, Include::Include, block);
    let (cell, all) = outcome(&source, ignored);
    assert_pushed(&cell, "s", true);
    assert_eq!(all, []);
}

#[test]
fn whom_reports_would_be_mailed_to_is_for_the_policy_to_say() {
    use DependencyStatus::{Blocks, Unknown, WillBeStripped, WouldBeMailed};
    let report = Reference::ReportRecipient {
        address: "r@b.test".into(),
    };
    let link = Reference::LinkedDashboard { id: "L".into() };
    let both = |status| vec![(link.clone(), Unknown), (report.clone(), status)];
    let references = vec![link.clone(), report.clone()];
    let source = [("/d", item("d", ItemKind::Dashboard, references))];
    let (cell, all) = outcome(&source, choices());
    assert_pushed(&cell, "d", false);
    assert_eq!(all, both(WouldBeMailed));
    let (cell, all) = outcome(&source, recipients(DependencyRuling::Strip));
    assert_pushed(&cell, "d", true);
    assert_eq!(all, both(WillBeStripped));
    let block = recipients(DependencyRuling::Block);
    let (cell, all) = outcome(&source, block.clone());
    let reason = Reason::WouldMail {
        address: "r@b.test".into(),
    };
    let sentence = "its schedule would mail r@b.test, and the policy allows no mail";
    assert_blocked(&cell, &reason, sentence);
    assert_eq!(all, [(report, Blocks)]);
    let ignored = without(Include::Include, Include::Ignore, block);
    let (cell, all) = outcome(&source, ignored);
    assert_pushed(&cell, "d", true);
    assert_eq!(all, [(link, Unknown)]);
}

#[test]
fn a_scheduled_view_that_may_be_missing_is_for_the_policy_to_say() {
    use DependencyStatus::{Blocks, Unknown, WillBeStripped};
    let view = Reference::ScheduledView { name: "v".into() };
    let source = [("/s", search("s", view.clone()))];
    let ruled = |scheduled_views| {
        let rulings = DependencyRulings {
            scheduled_views,
            ..DependencyRulings::default()
        };
        outcome(&source, ruled(rulings))
    };
    let (cell, all) = ruled(DependencyRuling::Proceed);
    assert_pushed(&cell, "s", false);
    assert_eq!(all, [(view.clone(), Unknown)]);
    let (cell, all) = ruled(DependencyRuling::Strip);
    assert_pushed(&cell, "s", true);
    assert_eq!(all, [(view.clone(), WillBeStripped)]);
    let (cell, all) = ruled(DependencyRuling::Block);
    let reason = Reason::ScheduledViewUnknown { name: "v".into() };
    let sentence =
        "its schedule saves to the scheduled view v, and no call tells whether this org has it";
    assert_blocked(&cell, &reason, sentence);
    assert_eq!(all, [(view, Blocks)]);
}

#[test]
fn a_link_to_another_dashboard_is_for_the_policy_to_say_whatever_is_left_out() {
    use DependencyStatus::{Blocks, Unknown};
    let link = Reference::LinkedDashboard { id: "L".into() };
    let references = vec![link.clone()];
    let source = [("/d", item("d", ItemKind::Dashboard, references))];
    let ruled = |linked_dashboards| {
        let rulings = ruled(DependencyRulings {
            linked_dashboards,
            ..DependencyRulings::default()
        });
        outcome(&source, without(Include::Ignore, Include::Ignore, rulings))
    };
    let (cell, all) = ruled(LinkRuling::Proceed);
    assert_pushed(&cell, "d", true);
    assert_eq!(all, [(link.clone(), Unknown)]);
    let (cell, all) = ruled(LinkRuling::Block);
    let reason = Reason::DashboardLinked { id: "L".into() };
    let sentence =
        "a panel links to the dashboard L of the source, and links don't survive in another org";
    assert_blocked(&cell, &reason, sentence);
    assert_eq!(all, [(link, Blocks)]);
}

#[test]
fn no_ruling_touches_what_reads_a_view_and_nobody_knows_whether_an_org_has_it() {
    let view = Reference::QueryView { name: "v".into() };
    let source = [("/s", item("s", ItemKind::Search, vec![view.clone()]))];
    let strictest = ruled(DependencyRulings {
        connections: DependencyRuling::Block,
        lookups: DependencyRuling::Block,
        scheduled_views: DependencyRuling::Block,
        linked_dashboards: LinkRuling::Block,
        recipients: DependencyRuling::Block,
    });
    for connections in [Include::Include, Include::Ignore] {
        let choices = without(connections, Include::Include, strictest.clone());
        let (cell, all) = outcome(&source, choices);
        assert_pushed(&cell, "s", connections == Include::Ignore);
        assert_eq!(all, [(view.clone(), DependencyStatus::Unknown)]);
    }
}

#[test]
fn only_what_a_ruling_is_about_is_said_to_be_stripped() {
    let mail = Reference::Recipient {
        address: "a@b.test".into(),
    };
    let view = Reference::ScheduledView { name: "v".into() };
    let source = [("/s", item("s", ItemKind::Search, vec![view, mail.clone()]))];
    let (_, all) = outcome(&source, recipients(DependencyRuling::Strip));
    assert_eq!(all, [(mail, DependencyStatus::WillBeStripped)]);
}

#[test]
fn rulings_are_read_strictly_and_may_be_left_out() {
    let read = |text| serde_json::from_str::<Policy>(text).map(|policy| policy.dependencies);
    let one = read(r#"{ "dependencies": { "connections": "strip" } }"#).unwrap();
    let expected = DependencyRulings {
        connections: DependencyRuling::Strip,
        ..DependencyRulings::default()
    };
    assert_eq!(one, expected);
    let link = read(r#"{ "dependencies": { "linkedDashboards": "block" } }"#).unwrap();
    assert_eq!(link.linked_dashboards, LinkRuling::Block);
    assert!(read(r#"{ "dependencies": { "linkedDashboards": "strip" } }"#).is_err());
    assert!(read(r#"{ "dependencies": { "mail": "block" } }"#).is_err());
}
