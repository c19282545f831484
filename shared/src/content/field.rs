//! The vocabulary of the shape tables: what the vendor documents about one field.

/// An object of the vendor's content model.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) fields: &'static [Field],
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) rule: Rule,
    pub(super) value: Value,
}

/// How a field's value is made comparable.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Must be there; an export that leaves it out, or has null, means this value.
    Required(Plain),
    /// Must be there and has no neutral value.
    Needed,
    /// May be left out; null, an empty value and this default all mean that it was.
    Optional(Plain),
    /// Like `Optional`; upper and lower case mean the same.
    CaseFolded(&'static str),
    /// Set by the server or derived from another field: never compared, never written.
    Volatile,
}

/// A value that a table can hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plain {
    EmptyText,
    EmptyList,
    EmptyObject,
    Bool(bool),
    Number(u32),
    Text(&'static str),
    /// There is no documented default besides being empty.
    Empty,
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    /// Text, a number, a truth value, or something the vendor leaves open.
    Leaf,
    One(&'static Shape),
    Many(&'static Shape),
    /// An object that is used as a map from names to objects of one shape.
    Map(&'static Shape),
    /// The same shape again, one level further down; tables can't refer to themselves.
    Definitions,
}

pub(super) const fn required(name: &'static str, neutral: Plain) -> Field {
    Field {
        name,
        rule: Rule::Required(neutral),
        value: Value::Leaf,
    }
}

pub(super) const fn needed(name: &'static str) -> Field {
    Field {
        name,
        rule: Rule::Needed,
        value: Value::Leaf,
    }
}

pub(super) const fn optional(name: &'static str) -> Field {
    Field {
        name,
        rule: Rule::Optional(Plain::Empty),
        value: Value::Leaf,
    }
}

pub(super) const fn default(name: &'static str, value: Plain) -> Field {
    Field {
        name,
        rule: Rule::Optional(value),
        value: Value::Leaf,
    }
}

pub(super) const fn volatile(name: &'static str) -> Field {
    Field {
        name,
        rule: Rule::Volatile,
        value: Value::Leaf,
    }
}

impl Field {
    pub(super) const fn one(mut self, shape: &'static Shape) -> Self {
        self.value = Value::One(shape);
        self
    }

    pub(super) const fn many(mut self, shape: &'static Shape) -> Self {
        self.value = Value::Many(shape);
        self
    }

    pub(super) const fn map(mut self, shape: &'static Shape) -> Self {
        self.value = Value::Map(shape);
        self
    }
}

impl Plain {
    pub(super) fn value(self) -> serde_json::Value {
        use serde_json::{Map, Value as Json};
        match self {
            Self::EmptyText => Json::String(String::new()),
            Self::EmptyList => Json::Array(Vec::new()),
            Self::EmptyObject => Json::Object(Map::new()),
            Self::Bool(value) => Json::Bool(value),
            Self::Number(value) => Json::from(value),
            Self::Text(value) => Json::String(value.to_owned()),
            Self::Empty => Json::Null,
        }
    }
}
