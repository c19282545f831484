use serde_json::{Map, Value as Json};

use super::change::{ChangeKind, FieldChange, FieldDiff, Member, Step};
use super::members::{Pair, pair, reordered};
use super::names::Names;
use super::{tables, text};
use crate::content::BodyError;
use crate::content::portable::symbolic_key;
use crate::sorted::sorted;

/// What changes on the way from one portable body to another. A body that isn't there differs from
/// one that is in the whole: one change with an empty path.
///
/// For what a push would do to an item, `from` is the target's body and `to` the source's. Bodies are
/// compared as they are: strip them first where the options leave schedules out.
pub fn diff_bodies(from: Option<&[u8]>, to: Option<&[u8]>) -> Result<FieldDiff, BodyError> {
    if from == to {
        return Ok(FieldDiff::default());
    }
    let (from, to) = (from.map(parse).transpose()?, to.map(parse).transpose()?);
    let mut walk = Walk {
        old: Names::of(from.as_ref()),
        new: Names::of(to.as_ref()),
        path: Vec::new(),
        changes: Vec::new(),
    };
    walk.either("", from.as_ref(), to.as_ref());
    Ok(FieldDiff {
        changes: walk.changes,
    })
}

fn parse(body: &[u8]) -> Result<Json, BodyError> {
    let value: Json = serde_json::from_slice(body).map_err(|_| BodyError::NotAnObject)?;
    value
        .is_object()
        .then_some(value)
        .ok_or(BodyError::NotAnObject)
}

struct Walk {
    old: Names,
    new: Names,
    path: Vec<Step>,
    changes: Vec<FieldChange>,
}

impl Walk {
    /// `field` is the name of the field that the values are in.
    fn either(&mut self, field: &str, from: Option<&Json>, to: Option<&Json>) {
        match (from, to) {
            (Some(from), Some(to)) => self.values(field, from, to),
            (None, Some(to)) => self.report(ChangeKind::Added { value: shown(to) }),
            (Some(from), None) => self.report(ChangeKind::Removed { value: shown(from) }),
            (None, None) => {}
        }
    }

    fn values(&mut self, field: &str, from: &Json, to: &Json) {
        if from == to {
            return;
        }
        match (from, to) {
            (Json::Object(old), Json::Object(new))
                if symbolic_key(from).is_none() && symbolic_key(to).is_none() =>
            {
                self.objects(old, new);
            }
            (Json::Array(from), Json::Array(to)) => self.lists(field, from, to),
            (Json::String(from), Json::String(to)) => self.texts(field, from, to),
            _ => self.report(ChangeKind::Changed {
                from: shown(from),
                to: shown(to),
            }),
        }
    }

    fn objects(&mut self, from: &Map<String, Json>, to: &Map<String, Json>) {
        let (mut old, mut new) = (from.keys().peekable(), to.keys().peekable());
        while let Some(field) = match (old.peek(), new.peek()) {
            (Some(old), Some(new)) => Some(*old.min(new)),
            (one, another) => one.or(another).copied(),
        } {
            old.next_if_eq(&field);
            new.next_if_eq(&field);
            self.path.push(Step::Field(field.clone()));
            self.either(field, from.get(field), to.get(field));
            self.path.pop();
        }
    }

    fn texts(&mut self, field: &str, from: &str, to: &str) {
        if tables::holds_json(field)
            && let (Some(from), Some(to)) = (embedded(from), embedded(to))
            && from.is_object() == to.is_object()
        {
            let before = self.changes.len();
            self.values(field, &from, &to);
            if self.changes.len() == before {
                self.report(ChangeKind::Respelled);
            }
        } else {
            self.report(text::compare(from, to));
        }
    }

    fn lists(&mut self, list: &str, from: &[Json], to: &[Json]) {
        let pairs = pair(list, from, to, &|key| {
            let title = self.new.title(list, key);
            title.or_else(|| self.old.title(list, key)).cloned()
        });
        if reordered(&pairs) {
            let order = self.order(list, from, to, &pairs);
            self.report(order);
        }
        for Pair {
            from: old, to: new, ..
        } in pairs
        {
            let before = old.and_then(|place| from.get(place));
            let after = new.and_then(|place| to.get(place));
            if before == after {
                continue;
            }
            let name = after
                .and_then(|member| self.new.name(list, member))
                .or_else(|| self.old.name(list, before?));
            self.path.push(Step::Member(Member {
                name,
                from: old,
                to: new,
            }));
            self.either(list, before, after);
            self.path.pop();
        }
    }

    fn order(&self, list: &str, from: &[Json], to: &[Json], pairs: &[Pair]) -> ChangeKind {
        let known = || pairs.iter().filter(|pair| pair.known);
        let old = known().filter_map(|pair| pair.from).collect();
        let old = sorted(old, usize::cmp);
        let new = known().filter_map(|pair| pair.from.and(pair.to));
        ChangeKind::Order {
            from: old
                .iter()
                .map(|at| self.old.call(list, from, *at))
                .collect(),
            to: new.map(|at| self.new.call(list, to, at)).collect(),
        }
    }

    fn report(&mut self, kind: ChangeKind) {
        self.changes.push(FieldChange {
            path: self.path.clone(),
            kind,
        });
    }
}

fn embedded(text: &str) -> Option<Json> {
    let value: Json = serde_json::from_slice(text.as_bytes()).ok()?;
    (value.is_object() || value.is_array()).then_some(value)
}

/// A value for a person: symbolic connections in it become text.
fn shown(value: &Json) -> Json {
    let mut value = value.clone();
    name_connections(&mut value);
    value
}

fn name_connections(value: &mut Json) {
    if let Some(key) = symbolic_key(value) {
        *value = format!("{} connection {}", key.kind, key.name).into();
        return;
    }
    match value {
        Json::Object(object) => object.values_mut().for_each(name_connections),
        Json::Array(members) => members.iter_mut().for_each(name_connections),
        _ => {}
    }
}
