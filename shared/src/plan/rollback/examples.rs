//! Why something can't be rolled back, and what doesn't come back, one example each.

use super::{RollbackNote, RollbackReason, RollbackView, Written, check_rollback, roll_back};
use crate::content::{
    ConnectionFact, ConnectionKey, Entry, Extra, Facts, FolderNode, ItemKind, Nodes, Reference,
};
use crate::id::{Digest, ItemName, OrgId, PushId};
use crate::plan::Action;
use crate::select::{Edited, RollbackChoices};

fn name(text: &str) -> ItemName {
    ItemName::new(text).unwrap()
}

fn leaf(called: &str, kind: ItemKind, content: &str, extra: Extra) -> Entry {
    Entry::leaf(name(called), kind, Digest::of(content.as_bytes()), extra)
}

fn search(called: &str, content: &str) -> Entry {
    leaf(called, ItemKind::Search, content, Extra::default())
}

fn referring(called: &str, content: &str, references: Vec<Reference>) -> Entry {
    let extra = Extra {
        references,
        ..Extra::default()
    };
    leaf(called, ItemKind::Search, content, extra)
}

/// An org whose library is flat.
struct Org {
    nodes: Nodes,
    view: RollbackView,
}

impl Org {
    fn new(before: Vec<Entry>, after: Vec<Entry>, now: Vec<Entry>) -> Self {
        let mut nodes = Nodes::default();
        let written = after.iter().map(|entry| Written {
            path: format!("/{}", entry.name.as_str()).parse().unwrap(),
            kind: entry.kind,
            left: Some(entry.digest),
            failed: false,
        });
        let written = written.collect();
        let mut root = |entries| nodes.insert(FolderNode::new("", entries));
        let view = RollbackView {
            org: OrgId::new("o").unwrap(),
            written,
            connections: Vec::new(),
            before: root(before),
            after: Some(root(after)),
            now: root(now),
            facts: Facts::default(),
            protected: false,
        };
        Self { nodes, view }
    }

    fn plan(&self, edited: Edited) -> Vec<(Action, RollbackReason, Vec<RollbackNote>)> {
        let choices = RollbackChoices {
            edited,
            ..RollbackChoices::everything(PushId::new("p").unwrap())
        };
        let rollback = roll_back(&self.view, &choices, &self.nodes).unwrap();
        let findings = check_rollback(&self.view, &choices, &self.nodes, &rollback);
        assert_eq!(findings, []);
        let cells = rollback.cells.into_iter();
        let of = |cell: super::RollbackCell| (cell.action, cell.reason.clone(), cell.notes());
        cells.map(of).collect()
    }

    /// What is said of the one cell there is.
    fn only(&self, edited: Edited) -> (Action, RollbackReason) {
        let [(action, reason, _)] = &self.plan(edited)[..] else {
            panic!("one cell");
        };
        (*action, reason.clone())
    }
}

fn key() -> ConnectionKey {
    ConnectionKey {
        kind: "Slack".into(),
        name: "SOC".into(),
    }
}

#[test]
fn a_schedule_needs_its_connection() {
    let before = referring("s", "1", vec![Reference::Connection(key())]);
    let now = search("s", "2");
    let mut org = Org::new(vec![before], vec![now.clone()], vec![now]);
    let connection = key();
    let missing = RollbackReason::ConnectionMissing { connection };
    assert_eq!(org.only(Edited::Keep), (Action::Nothing, missing));
    let fact = ConnectionFact {
        key: key(),
        definition: Digest::of(b"d"),
        needs_secret: false,
    };
    org.view.facts.connections.push(fact.clone());
    assert_eq!(
        org.only(Edited::Keep),
        (Action::Replace, RollbackReason::AsPushed)
    );
    org.view.facts.connections.push(fact);
    let connection = key();
    let several = RollbackReason::ConnectionAmbiguous { connection };
    assert_eq!(org.only(Edited::Keep), (Action::Nothing, several));
}

#[test]
fn a_schedule_needs_the_lookup_table_that_it_saves_to() {
    let path = "/Library/Admin Recommended/t".to_owned();
    let before = referring("s", "1", vec![Reference::Lookup { path: path.clone() }]);
    let table = leaf("t", ItemKind::Lookup, "t", Extra::default());
    let now = search("s", "2");
    let missing = RollbackReason::LookupMissing { path };
    let as_pushed = RollbackReason::AsPushed;
    let only_now = vec![now.clone()];
    let had_both = vec![before.clone(), table.clone()];
    let gone = Org::new(had_both, only_now.clone(), only_now.clone());
    assert_eq!(gone.only(Edited::Keep), (Action::Nothing, missing.clone()));
    // A table that the push created goes with the rollback: the search was without it before.
    let both = vec![now, table];
    let created = Org::new(vec![before.clone()], both.clone(), both.clone());
    let notes = vec![RollbackNote::IdentityGone, RollbackNote::RowsGone];
    assert_eq!(
        created.plan(Edited::Keep),
        [
            (Action::Replace, as_pushed.clone(), vec![]),
            (Action::Remove, as_pushed.clone(), notes),
        ]
    );
    // One that was deleted since comes back where the choices say so.
    let older = leaf("t", ItemKind::Lookup, "older", Extra::default());
    let deleted = Org::new(vec![before, older], both, only_now);
    let stays = (Action::Keep, RollbackReason::DeletedSince, vec![]);
    let blocked = (Action::Nothing, missing, vec![]);
    assert_eq!(deleted.plan(Edited::Keep), [blocked, stays]);
    let notes = vec![RollbackNote::NewIdentity, RollbackNote::RowsGone];
    assert_eq!(
        deleted.plan(Edited::Restore),
        [
            (Action::Replace, as_pushed, vec![]),
            (Action::Create, RollbackReason::DeletedSince, notes),
        ]
    );
}

#[test]
fn another_kind_of_item_or_several_of_the_name_are_in_the_way() {
    let board = leaf("s", ItemKind::Dashboard, "b", Extra::default());
    let (before, after) = (search("s", "1"), search("s", "2"));
    let clash = Org::new(vec![before.clone()], vec![after.clone()], vec![board]);
    let now = ItemKind::Dashboard;
    let reason = RollbackReason::KindClash { now };
    assert_eq!(clash.only(Edited::Restore), (Action::Nothing, reason));
    let twice = vec![search("s", "2"), search("s", "3")];
    let several = Org::new(vec![before], vec![after], twice);
    let reason = RollbackReason::Ambiguous;
    assert_eq!(several.only(Edited::Restore), (Action::Nothing, reason));
}

#[test]
fn what_was_another_kind_of_item_before_and_still_is_is_not_called_the_same() {
    let board = || leaf("s", ItemKind::Dashboard, "b", Extra::default());
    let stays = Org::new(vec![board()], vec![search("s", "2")], vec![board()]);
    let found = stays.only(Edited::Keep);
    assert_eq!(found, (Action::Nothing, RollbackReason::BeforeUnclear));
}

#[test]
fn nothing_comes_back_beside_what_could_be_meant_by_it() {
    let (before, after) = (search("s", "1"), search("s", "2"));
    let org = Org::new(vec![before], vec![after], vec![search("S", "9")]);
    let name_of = |text| name(text);
    let reason = RollbackReason::CaseClash { name: name_of("S") };
    assert_eq!(org.only(Edited::Restore), (Action::Nothing, reason));
    let titled = |called: &str, title: &str, content: &str| {
        let extra = Extra {
            title: Some(name(title)),
            ..Extra::default()
        };
        leaf(called, ItemKind::Dashboard, content, extra)
    };
    let (before, after) = (titled("b", "T", "1"), titled("b", "U", "2"));
    let now = vec![after.clone(), titled("c", "T", "3")];
    let org = Org::new(vec![before], vec![after], now);
    let reason = RollbackReason::TitleTaken { name: name_of("c") };
    assert_eq!(org.only(Edited::Keep), (Action::Nothing, reason));
}

#[test]
fn a_protected_org_stays_as_it_is() {
    let (before, after) = (search("s", "1"), search("s", "2"));
    let mut org = Org::new(vec![before], vec![after.clone()], vec![after]);
    org.view.protected = true;
    let reason = RollbackReason::Protected;
    assert_eq!(org.only(Edited::Restore), (Action::Keep, reason));
}

#[test]
fn what_reads_back_different_is_kept_unless_the_choices_say_otherwise() {
    let (before, now) = (search("s", "1"), search("s", "3"));
    let mut org = Org::new(vec![before], vec![search("s", "2")], vec![now]);
    assert_eq!(
        org.only(Edited::Keep),
        (Action::Keep, RollbackReason::EditedSince)
    );
    org.view.after = Some(org.view.now);
    let different = RollbackReason::ReadBackDifferent;
    assert_eq!(org.only(Edited::Keep), (Action::Keep, different.clone()));
    assert_eq!(org.only(Edited::Restore), (Action::Replace, different));
}

#[test]
fn what_was_created_and_read_back_different_goes_only_where_the_choices_say_so() {
    let now = search("s", "3");
    let mut org = Org::new(vec![], vec![search("s", "2")], vec![now]);
    org.view.after = Some(org.view.now);
    let different = RollbackReason::ReadBackDifferent;
    assert_eq!(org.only(Edited::Keep), (Action::Keep, different.clone()));
    assert_eq!(
        org.only(Edited::Restore),
        (Action::Remove, different.clone())
    );
    org.view.written[0].failed = true;
    assert_eq!(org.only(Edited::Restore), (Action::Keep, different));
}

#[test]
fn what_became_so_after_the_push_had_ended_is_anothers() {
    let made = search("s", "1");
    let edited = (Action::Keep, RollbackReason::EditedSince);
    let mut org = Org::new(vec![], vec![made.clone()], vec![made]);
    assert_eq!(
        org.only(Edited::Keep),
        (Action::Remove, RollbackReason::AsPushed)
    );
    org.view.after = Some(org.view.before);
    assert_eq!(org.only(Edited::Restore), edited);
    org.view.after = None;
    org.view.written[0].failed = true;
    assert_eq!(org.only(Edited::Restore), edited);
}

#[test]
fn what_the_push_left_as_it_was_is_not_taken_back_when_somebody_edits_it() {
    let (before, now) = (search("s", "1"), search("s", "3"));
    let mut org = Org::new(vec![before], vec![search("s", "2")], vec![now]);
    let edited = RollbackReason::EditedSince;
    assert_eq!(org.only(Edited::Restore), (Action::Replace, edited.clone()));
    org.view.after = Some(org.view.before);
    assert_eq!(org.only(Edited::Restore), (Action::Keep, edited.clone()));
    org.view.after = None;
    assert_eq!(org.only(Edited::Restore), (Action::Replace, edited.clone()));
    org.view.written[0].failed = true;
    assert_eq!(org.only(Edited::Restore), (Action::Keep, edited));
}

#[test]
fn a_connection_that_the_push_created_stays() {
    let mut org = Org::new(vec![], vec![], vec![]);
    org.view.connections.push(key());
    let choices = RollbackChoices::everything(PushId::new("p").unwrap());
    let connections = |org: &Org| {
        let rollback = roll_back(&org.view, &choices, &org.nodes).unwrap();
        rollback.connections
    };
    assert_eq!(connections(&org), []);
    org.view.facts.connections.push(ConnectionFact {
        key: key(),
        definition: Digest::of(b"d"),
        needs_secret: false,
    });
    assert_eq!(connections(&org), [key()]);
}
