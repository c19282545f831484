//! Reads `types/`, as far as those files go, and makes values of the types it declares.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

const DECLARATIONS: [&str; 4] = [
    include_str!("types/input.d.ts"),
    include_str!("types/plan.d.ts"),
    include_str!("types/diff.d.ts"),
    include_str!("types/file.d.ts"),
];

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    Named(String),
    Text(String),
    Object(Vec<Member>),
    Record(Box<Type>, Box<Type>),
    List(Box<Type>),
    OneOf(Vec<Type>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    name: String,
    optional: bool,
    holds: Type,
}

/// Every declared type by name.
#[derive(Debug)]
pub(super) struct Declared(BTreeMap<String, Type>);

impl Declared {
    pub(super) fn read() -> Self {
        let mut reader = Reader::new(&DECLARATIONS.concat());
        let mut all = BTreeMap::new();
        while !reader.tokens.is_empty() {
            reader.expect("export");
            let what = reader.next();
            let name = reader.next();
            if what == "interface" && reader.peek() == "extends" {
                reader.next();
                reader.next();
            }
            if what == "type" {
                reader.expect("=");
            }
            all.insert(name, reader.union());
            if what == "type" {
                reader.expect(";");
            }
        }
        Self(all)
    }

    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// The members of an interface, or what tells a union's alternatives apart: a text, a tag, or
    /// the one member.
    pub(super) fn parts(&self, name: &str) -> BTreeSet<String> {
        match &self.0[name] {
            Type::Object(members) => members.iter().map(|member| member.name.clone()).collect(),
            Type::OneOf(alternatives) => alternatives.iter().map(tag).collect(),
            other => panic!("{other:?} has no parts"),
        }
    }

    /// The field that tells a union's alternatives apart, where they are objects that have one.
    pub(super) fn tag(&self, name: &str) -> Option<&str> {
        let Type::OneOf(alternatives) = &self.0[name] else {
            return None;
        };
        match alternatives.first() {
            Some(Type::Object(members)) => match &members.first()?.holds {
                Type::Text(_) => Some(&members.first()?.name),
                _ => None,
            },
            _ => None,
        }
    }

    /// The members of an interface that are always there and never `null`.
    pub(super) fn never_null(&self, name: &str) -> Vec<&str> {
        let Type::Object(members) = &self.0[name] else {
            return Vec::new();
        };
        let null = Json::Null;
        let never = |member: &&Member| !member.optional && !self.of(&member.holds).contains(&null);
        let never = members.iter().filter(never);
        never.map(|member| member.name.as_str()).collect()
    }

    /// Values of a type: every alternative, and optional members both there and absent.
    pub(super) fn samples(&self, name: &str) -> Vec<Json> {
        self.of(&Type::Named(name.to_owned()))
    }

    fn of(&self, one: &Type) -> Vec<Json> {
        match one {
            Type::Named(name) => match name.as_str() {
                "Digest" => vec![json!("0a".repeat(32))],
                "ItemPath" => vec![json!("/Baseline/A~1B"), json!("")],
                "string" | "OrgId" => vec![json!("some-org")],
                // Read back as the same number, also where it is a version.
                "number" => vec![json!(2)],
                "unknown" => vec![json!({ "any": [1, "thing"] })],
                "boolean" => vec![json!(true), json!(false)],
                "null" => vec![Json::Null],
                _ => self.of(&self.0[name]),
            },
            Type::Text(text) => vec![json!(text)],
            Type::OneOf(alternatives) => alternatives.iter().flat_map(|one| self.of(one)).collect(),
            Type::List(item) => self.of(item).into_iter().map(|one| json!([one])).collect(),
            Type::Record(key, value) => {
                let keys: Vec<_> = self.of(key);
                let key = keys[0].as_str().unwrap();
                let entry = |one| json!({ key: one });
                self.of(value).into_iter().map(entry).collect()
            }
            Type::Object(members) => self.objects(members),
        }
    }

    fn objects(&self, members: &[Member]) -> Vec<Json> {
        let values: Vec<_> = members
            .iter()
            .map(|member| self.of(&member.holds))
            .collect();
        let most = values.iter().map(Vec::len).max().unwrap_or(1);
        let object = |round: usize, optional: bool| {
            let entries = members.iter().zip(&values);
            let entries = entries.filter(|(member, _)| optional || !member.optional);
            let entry = |(member, values): (&Member, &Vec<Json>)| {
                (member.name.clone(), values[round % values.len()].clone())
            };
            Json::Object(entries.map(entry).collect::<Map<_, _>>())
        };
        let all = (0..most).map(|round| object(round, true));
        all.chain([object(0, false)]).collect()
    }
}

fn tag(alternative: &Type) -> String {
    match alternative {
        Type::Text(text) => text.clone(),
        Type::Object(members) => match &members[0].holds {
            Type::Text(text) => text.clone(),
            _ => members[0].name.clone(),
        },
        other => panic!("{other:?} has no tag"),
    }
}

struct Reader {
    tokens: Vec<String>,
}

impl Reader {
    fn new(text: &str) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '/' => rest.find("*/").unwrap() + 2,
                '"' => rest[1..].find('"').unwrap() + 2,
                _ if first.is_alphanumeric() => rest
                    .find(|c: char| !c.is_alphanumeric())
                    .unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            let token = &rest[..length];
            if first != '/' && !first.is_whitespace() {
                tokens.push(token.to_owned());
            }
            rest = &rest[length..];
        }
        tokens.reverse();
        Self { tokens }
    }

    fn peek(&self) -> &str {
        self.tokens.last().map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.tokens.pop().unwrap()
    }

    fn expect(&mut self, token: &str) {
        assert_eq!(
            self.next(),
            token,
            "before {:?}",
            self.tokens.iter().rev().take(9)
        );
    }

    fn takes(&mut self, token: &str) -> bool {
        let is_it = self.peek() == token;
        if is_it {
            self.next();
        }
        is_it
    }

    fn union(&mut self) -> Type {
        self.takes("|");
        let mut all = vec![self.list()];
        while self.takes("|") {
            all.push(self.list());
        }
        if all.len() == 1 {
            return all.remove(0);
        }
        Type::OneOf(all)
    }

    fn list(&mut self) -> Type {
        let mut one = self.one();
        while self.takes("[") {
            self.expect("]");
            one = Type::List(Box::new(one));
        }
        one
    }

    fn one(&mut self) -> Type {
        let token = self.next();
        match token.as_str() {
            "{" => self.object(),
            // Samples have one entry anyway.
            "Partial" => {
                self.expect("<");
                let record = self.union();
                self.expect(">");
                record
            }
            "Record" => {
                self.expect("<");
                let key = self.union();
                self.expect(",");
                let value = self.union();
                self.expect(">");
                Type::Record(Box::new(key), Box::new(value))
            }
            text if text.starts_with('"') => Type::Text(text.trim_matches('"').to_owned()),
            _ => Type::Named(token),
        }
    }

    fn object(&mut self) -> Type {
        let mut members = Vec::new();
        while !self.takes("}") {
            let name = self.next();
            let optional = self.takes("?");
            self.expect(":");
            let holds = self.union();
            self.takes(";");
            members.push(Member {
                name,
                optional,
                holds,
            });
        }
        Type::Object(members)
    }
}
