//! Holds `types/` against the Rust types: neither may have a name that the other lacks, and a
//! value that the declarations allow must be one in Rust.

use std::collections::BTreeSet;

use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::Value as Json;

use super::argument::OrgArgument;
use super::declared::Declared;
use super::diff::{CellDiffView, ChangeView};
use super::error::ErrorCode;
use super::file_view::{
    CellChangeKind, CellChangeView, FileOrgView, OrgDifferenceView, StalenessView,
};
use super::view::{
    CellView, DependencyView, ExceededView, GroupView, OrgCountsView, OrgPlanView, OrphanView,
};
use crate::api::NodeRecord;
use crate::content::diff::{ChangeKind, Hunk, Line, Mark, Member, Segment, Step};
use crate::content::{
    ConnectionFact, ConnectionKey, Facts, ItemKind, Reference, StoredEntry, StoredNode,
};
use crate::plan::file::{FileSource, Stale};
use crate::plan::{
    Action, Budget, Class, ConnectionNeed, Cost, Counts, DependencyStatus, ItemLine, PlanReport,
    Reason, RulingBy,
};
use crate::select::{
    Budgets, Choices, DependencyRuling, DependencyRulings, Destinations, Include, LinkRuling,
    Options, Policy, Ruling,
};

/// What is only another name of a text, a tick, which a selection alone reads and writes, and the error,
/// which JavaScript's own type begins.
const WITHOUT_A_RUST_TYPE: [&str; 5] = ["Digest", "ItemPath", "OrgId", "PlannerError", "Tick"];

#[test]
fn the_declarations_and_the_rust_types_say_the_same() {
    let declared = Declared::read();
    let mut names = BTreeSet::from(WITHOUT_A_RUST_TYPE);
    {
        let mut hold = |name: &'static str, check: fn(&Declared, &str)| {
            assert!(names.insert(name), "{name} is held twice");
            check(&declared, name);
        };
        hold("Action", same::<Action>);
        hold("Cell", same::<CellView>);
        hold("CellChange", same::<CellChangeView>);
        hold("CellChangeKind", same::<CellChangeKind>);
        hold("CellDiff", same::<CellDiffView>);
        hold("Budget", same::<Budget>);
        hold("Budgets", same::<Budgets>);
        hold("ChangeKind", same::<ChangeKind>);
        hold("Choices", same::<Choices>);
        hold("Class", same::<Class>);
        hold("ConnectionFact", same::<ConnectionFact>);
        hold("ConnectionKey", same::<ConnectionKey>);
        hold("ConnectionNeed", same::<ConnectionNeed>);
        hold("Cost", same::<Cost>);
        hold("Counts", same::<Counts>);
        hold("Dependency", same::<DependencyView>);
        hold("DependencyRuling", same::<DependencyRuling>);
        hold("DependencyRulings", same::<DependencyRulings>);
        hold("DependencyStatus", same::<DependencyStatus>);
        hold("Destinations", same::<Destinations>);
        hold("Entry", same::<StoredEntry>);
        hold("ErrorCode", same::<ErrorCode>);
        hold("Exceeded", same::<ExceededView>);
        hold("Facts", same::<Facts>);
        hold("FieldChange", same::<ChangeView>);
        hold("FileOrg", same::<FileOrgView>);
        hold("FileSource", same::<FileSource>);
        hold("Group", same::<GroupView>);
        hold("Hunk", same::<Hunk>);
        hold("Include", same::<Include>);
        hold("Item", same::<ItemLine>);
        hold("ItemKind", same::<ItemKind>);
        hold("Line", same::<Line>);
        hold("LinkRuling", same::<LinkRuling>);
        hold("Mark", same::<Mark>);
        hold("Member", same::<Member>);
        hold("NodeRecord", same::<NodeRecord>);
        hold("Options", same::<Options>);
        hold("OrgCounts", same::<OrgCountsView>);
        hold("OrgDifference", same::<OrgDifferenceView>);
        hold("OrgPlan", same::<OrgPlanView>);
        hold("OrgView", same::<OrgArgument>);
        hold("Orphan", same::<OrphanView>);
        hold("PlanReport", same::<PlanReport>);
        hold("Policy", same::<Policy>);
        hold("Reason", same::<Reason>);
        hold("Reference", same::<Reference>);
        hold("Ruling", same::<Ruling>);
        hold("RulingBy", same::<RulingBy>);
        hold("Segment", same::<Segment>);
        hold("Stale", same::<Stale>);
        hold("Staleness", same::<StalenessView>);
        hold("Step", same::<Step>);
        hold("StoredNode", same::<StoredNode>);
    }
    assert_eq!(
        declared.names(),
        names,
        "types without a Rust type, or the other way round"
    );
}

fn same<T: Serialize + DeserializeOwned>(declared: &Declared, name: &str) {
    assert_eq!(
        declared.parts(name),
        parts::<T>(declared.tag(name)),
        "the parts of {name}, declared and in Rust"
    );
    let is_one = |sample: &Json| serde_json::from_value::<T>(sample.clone());
    for sample in declared.samples(name) {
        let value = is_one(&sample).unwrap_or_else(|error| panic!("{name} {sample}: {error}"));
        let written = serde_json::to_value(value).unwrap();
        assert!(fits(&written, &sample), "{sample} became {written}");
        for member in left_out(&written, &sample) {
            let mut without = sample.clone();
            without.as_object_mut().unwrap().remove(&member);
            let value =
                is_one(&without).unwrap_or_else(|error| panic!("{name} {without}: {error}"));
            let same = serde_json::to_value(value).unwrap() == written;
            assert!(same, "{member} of {name} is lost: {sample}");
        }
        for member in declared.never_null(name) {
            let mut sample = sample.clone();
            sample[member] = Json::Null;
            assert!(is_one(&sample).is_err(), "{member} of {name} may be null");
        }
    }
}

/// Whether two values are the same, but for members that only one of them has.
fn fits(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Object(one), Json::Object(other)) => one
            .iter()
            .all(|(name, value)| other.get(name).is_none_or(|other| fits(value, other))),
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| fits(a, b))
        }
        _ => one == other,
    }
}

/// The members that were not written: they have to be at their neutral values.
fn left_out(written: &Json, sample: &Json) -> Vec<String> {
    let members = sample.as_object().into_iter().flatten();
    let lost = members.filter(|(name, _)| written.get(name).is_none());
    lost.map(|(name, _)| name.clone()).collect()
}

/// The fields of a struct or the variants of an enum, as its derived code names them.
fn parts<T: DeserializeOwned>(tag: Option<&str>) -> BTreeSet<String> {
    let mut found = Vec::new();
    if T::deserialize(Listener(&mut found)).is_err() && !found.is_empty() {
        return found.into_iter().map(str::to_owned).collect();
    }
    // An enum whose tag is a field tells its variants in the error only.
    let unknown = serde_json::json!({ tag.unwrap_or_default(): "?" });
    let error = serde_json::from_value::<T>(unknown).err().unwrap();
    let error = error.to_string();
    error
        .split('`')
        .skip(3)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Hears which names are asked for, and answers nothing.
struct Listener<'a>(&'a mut Vec<&'static str>);

impl<'de> Deserializer<'de> for Listener<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("nothing here"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.extend(fields);
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.extend(variants);
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}
