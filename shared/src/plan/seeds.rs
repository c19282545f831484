//! Made-up items, whose digests say all that is in them.

use proptest::prelude::*;

use super::model::Item;
use crate::content::{ConnectionFact, ConnectionKey, Entry, Extra, Facts, ItemKind, Reference};
use crate::id::{Digest, ItemName, ItemPath, OrgId};

/// Names that clash with each other in case, need escaping, or are too long for some kinds.
pub(super) fn names() -> [String; 7] {
    let text = str::to_owned;
    [
        text("a"),
        text("A"),
        text("b"),
        text("B/ü ~"),
        text("b/Ü ~"),
        "y".repeat(129),
        "z".repeat(256),
    ]
}

pub(super) fn name(text: &str) -> ItemName {
    ItemName::new(text).unwrap()
}

pub(super) fn org(text: &str) -> OrgId {
    OrgId::new(text).unwrap()
}

/// An item that isn't a folder. What `scheduled` says is needed from the org: see [`reference`].
pub(super) fn leaf(at: &str, kind: ItemKind, content: u8, scheduled: Option<u8>) -> Entry {
    titled(at, kind, content, scheduled, None)
}

/// An item with a title of its own, if it is a dashboard.
pub(super) fn titled(
    at: &str,
    kind: ItemKind,
    content: u8,
    scheduled: Option<u8>,
    title: Option<&str>,
) -> Entry {
    let title = title
        .filter(|title| kind == ItemKind::Dashboard && *title != at)
        .map(name);
    let scheduled = scheduled.filter(|_| matches!(kind, ItemKind::Search | ItemKind::Dashboard));
    let text = |extra: &str| Digest::of(format!("{kind:?} {content} {title:?} {extra}").as_bytes());
    let plain = text("");
    let references = match kind {
        ItemKind::Search => scheduled.map(reference).into_iter().collect(),
        ItemKind::Dashboard => dashboard_references(content, scheduled),
        _ => Vec::new(),
    };
    let extra = Extra {
        stripped: scheduled.map(|_| plain),
        references,
        schema: (kind == ItemKind::Lookup).then(|| Digest::of(&[content / 2])),
        title: title.clone(),
    };
    let digest = scheduled.map_or(plain, |schedule| text(&schedule.to_string()));
    Entry::leaf(name(at), kind, digest, extra)
}

fn reference(number: u8) -> Reference {
    let lookup = |path: &str| Reference::Lookup { path: path.into() };
    match number {
        0..=2 => Reference::Connection(connection(number)),
        3 => lookup("/Library/Admin Recommended/a"),
        4 => lookup("/Library/Admin Recommended/b/a"),
        5 => lookup("/Library/Users/somebody@mssp.test/a"),
        6 => Reference::Recipient {
            address: "soc@mssp.test".into(),
        },
        7 => Reference::ScriptAction { id: "7".into() },
        8 => Reference::ScheduledView { name: "v".into() },
        _ => Reference::LostConnection { id: "9".into() },
    }
}

/// Some contents link to another dashboard; most report schedules are active and mail somebody.
fn dashboard_references(content: u8, scheduled: Option<u8>) -> Vec<Reference> {
    let link = (content == 3).then(|| Reference::LinkedDashboard { id: "L".into() });
    let active = scheduled.filter(|number| number % 3 > 0);
    let mail = active.map(|number| Reference::ReportRecipient {
        address: format!("soc{number}@mssp.test"),
    });
    link.into_iter().chain(mail).collect()
}

fn connection(number: u8) -> ConnectionKey {
    ConnectionKey {
        kind: "Slack".into(),
        name: format!("c{number}"),
    }
}

/// The facts of an org with these connections.
pub(super) fn facts(connections: impl IntoIterator<Item = u8>) -> Facts {
    let fact = |number| ConnectionFact {
        key: connection(number),
        definition: Digest::of(&[number]),
        needs_secret: false,
    };
    Facts {
        connections: connections.into_iter().map(fact).collect(),
    }
}

pub(super) fn arb_name() -> impl Strategy<Value = ItemName> {
    // The long ones are rare, so that most trees meet in the short ones.
    prop_oneof![
        12 => prop::sample::select(names()[..5].to_vec()),
        1 => prop::sample::select(names()[5..].to_vec()),
    ]
    .prop_map(|text| name(&text))
}

pub(super) fn arb_path(least: usize) -> impl Strategy<Value = ItemPath> {
    prop::collection::vec(arb_name(), least..4).prop_map(|names| names.into_iter().collect())
}

/// What an item is, wherever it is put.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    kind: ItemKind,
    content: u8,
    scheduled: Option<u8>,
    title: Option<ItemName>,
}

prop_compose! {
    pub(super) fn arb_seed()(
        kind in prop_oneof![
            4 => Just(ItemKind::Folder),
            5 => Just(ItemKind::Search),
            5 => Just(ItemKind::Dashboard),
            3 => Just(ItemKind::Lookup),
            1 => Just(ItemKind::ClassicDashboard),
            1 => Just(ItemKind::MetricsSearch),
            1 => Just(ItemKind::Unrecognised),
        ],
        content in 0_u8..4,
        scheduled in prop::option::of(0_u8..10),
        title in prop::option::weighted(0.4, arb_name()),
    ) -> Seed {
        Seed { kind, content, scheduled, title }
    }
}

impl Seed {
    pub(super) fn at(&self, path: &ItemPath) -> Item {
        let title = self.title.as_ref().map(ItemName::as_str);
        match self.kind {
            // Most descriptions are short; one is longer than the API lets one set.
            ItemKind::Folder if self.content == 3 => Item::Folder("x".repeat(256)),
            ItemKind::Folder => Item::Folder("x".repeat(self.content.into())),
            kind => {
                let name = path.name().unwrap().as_str();
                Item::Leaf(titled(name, kind, self.content, self.scheduled, title))
            }
        }
    }
}
