use std::collections::{BTreeMap, VecDeque};

use serde_json::Value as Json;

use super::tables::{Identity, identity};

/// What else the member of this name is known by.
pub(super) type Alias<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A member of the old list, of the new list, or of both, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) from: Option<usize>,
    pub(super) to: Option<usize>,
    /// Whether something identifies it, so that its order can be compared.
    pub(super) known: bool,
}

/// Pairs the members of two lists: first the equal ones, then by what identifies them or at last by
/// their `alias`, then, of those that nothing identifies, in order. Members with one identity are
/// paired in order too.
pub(super) fn pair(list: &str, from: &[Json], to: &[Json], alias: Alias) -> Vec<Pair> {
    let mut pairing = Pairing {
        from,
        to,
        partners: vec![None; to.len()],
        taken: vec![false; from.len()],
        known: Vec::new(),
    };
    pairing.match_by(&|member| Some(member.to_string()));
    let known = identity(list);
    for field in fields(known) {
        pairing.match_by(&|member| text_at(member, field).map(str::to_owned));
    }
    pairing.match_by(&|member| alias(name_of(list, member)?));
    pairing.known = pairing.partners.iter().map(Option::is_some).collect();
    pairing.match_by(&|member| {
        let structure = match member {
            Json::Object(_) => "object",
            Json::Array(_) => "list",
            _ => return None,
        };
        let nameless = fields(known).all(|field| text_at(member, field).is_none());
        nameless.then(|| structure.to_owned())
    });
    pairing.pairs()
}

/// What a person calls a member of a list, if it has a name.
pub(super) fn name_of<'a>(list: &str, member: &'a Json) -> Option<&'a str> {
    let known = identity(list)?;
    let mut candidates = known.shown.into_iter().chain(fields(Some(known)));
    candidates.find_map(|field| text_at(member, field))
}

/// Whether members that both lists have come in another order.
pub(super) fn reordered(pairs: &[Pair]) -> bool {
    let places: Vec<_> = pairs
        .iter()
        .filter(|pair| pair.known)
        .filter_map(|pair| pair.from)
        .collect();
    !places.is_sorted()
}

fn fields(known: Option<&Identity>) -> impl Iterator<Item = &'static str> {
    known
        .map_or(&[][..], |identity| identity.fields)
        .iter()
        .copied()
}

/// The text at a dotted path; `None` when there is none or it is empty.
fn text_at<'a>(member: &'a Json, path: &str) -> Option<&'a str> {
    let text = path
        .split('.')
        .try_fold(member, |value, field| value.get(field))?
        .as_str()?;
    (!text.is_empty()).then_some(text)
}

struct Pairing<'a> {
    from: &'a [Json],
    to: &'a [Json],
    /// By the place in `to`: the place in `from`.
    partners: Vec<Option<usize>>,
    taken: Vec<bool>,
    /// By the place in `to`: whether the partner was found by what identifies it.
    known: Vec<bool>,
}

impl Pairing<'_> {
    fn match_by(&mut self, key: &dyn Fn(&Json) -> Option<String>) {
        let mut waiting: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (place, (member, taken)) in self.from.iter().zip(&self.taken).enumerate() {
            if let (false, Some(key)) = (*taken, key(member)) {
                waiting.entry(key).or_default().push_back(place);
            }
        }
        if waiting.is_empty() {
            return;
        }
        for (member, partner) in self.to.iter().zip(&mut self.partners) {
            if partner.is_none() {
                *partner = key(member)
                    .and_then(|key| waiting.get_mut(&key))
                    .and_then(VecDeque::pop_front);
            }
        }
        for place in self.partners.iter().flatten() {
            if let Some(taken) = self.taken.get_mut(*place) {
                *taken = true;
            }
        }
    }

    /// The new list in its order, then what was removed.
    fn pairs(self) -> Vec<Pair> {
        let there = self.partners.into_iter().zip(self.known).enumerate();
        let there = there.map(|(to, (from, known))| Pair {
            from,
            to: Some(to),
            known,
        });
        let gone = self.taken.into_iter().enumerate();
        let gone = gone.filter(|(_, taken)| !taken).map(|(from, _)| Pair {
            from: Some(from),
            to: None,
            known: false,
        });
        there.chain(gone).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places(list: &str, from: Json, to: Json) -> Vec<(Option<usize>, Option<usize>)> {
        let (Json::Array(from), Json::Array(to)) = (from, to) else {
            panic!("not lists")
        };
        let pairs = pair(list, &from, &to, &|_| None);
        pairs.iter().map(|pair| (pair.from, pair.to)).collect()
    }

    #[test]
    fn members_are_paired_by_name_wherever_they_stand() {
        let from = json!([{ "queryKey": "A", "n": 1 }, { "queryKey": "B", "n": 1 }]);
        let to = json!([{ "queryKey": "C" }, { "queryKey": "B", "n": 2 }]);
        assert_eq!(
            places("queries", from, to),
            [(None, Some(0)), (Some(1), Some(1)), (Some(0), None)]
        );
    }

    #[test]
    fn a_panel_with_a_new_key_is_known_by_its_title() {
        let from = json!([{ "key": "1", "title": "Logins" }, { "key": "2", "title": "Errors" }]);
        let to = json!([{ "key": "9", "title": "Errors" }, { "key": "1", "title": "Log-ins" }]);
        assert_eq!(
            places("panels", from, to),
            [(Some(1), Some(0)), (Some(0), Some(1))]
        );
    }

    #[test]
    fn of_several_with_one_name_equals_are_paired_first_and_the_others_in_order() {
        let from =
            json!([{ "name": "v", "n": 1 }, { "name": "v", "n": 2 }, { "name": "v", "n": 3 }]);
        let to = json!([{ "name": "v", "n": 3 }, { "name": "v", "n": 4 }]);
        assert_eq!(
            places("variables", from, to),
            [(Some(2), Some(0)), (Some(0), Some(1)), (Some(1), None)]
        );
    }

    #[test]
    fn plain_values_are_paired_by_value_and_nameless_objects_in_order() {
        let pairs = places("toList", json!(["a", "b", "b"]), json!(["b", "c"]));
        assert_eq!(
            pairs,
            [
                (Some(1), Some(0)),
                (None, Some(1)),
                (Some(0), None),
                (Some(2), None)
            ]
        );
        let pairs = places(
            "thresholds",
            json!([{ "from": 1 }, { "from": 2 }]),
            json!([{ "from": 0 }, { "from": 1 }, { "from": 3 }]),
        );
        assert_eq!(
            pairs,
            [(Some(1), Some(0)), (Some(0), Some(1)), (None, Some(2))]
        );
    }

    #[test]
    fn an_empty_name_is_none() {
        let panel = json!({ "title": "", "name": "Logins" });
        assert_eq!(name_of("panels", &panel), Some("Logins"));
        assert_eq!(name_of("panels", &json!({ "title": "" })), None);
    }
}
