//! Every text that a person sees, by the place where it stands.

pub(crate) mod common;
pub(crate) mod content;
pub(crate) mod diff;
pub(crate) mod errors;
pub(crate) mod history;
pub(crate) mod orgs;
pub(crate) mod plan_file;
pub(crate) mod policy;
pub(crate) mod push;
pub(crate) mod push_box;
pub(crate) mod rollback;
pub(crate) mod rollout;
pub(crate) mod shell;
pub(crate) mod sign_in;
pub(crate) mod time;

/// A text in lower case. The browser knows how: the tables that it takes would be a part of the program.
pub(crate) fn lower(text: &str) -> String {
    if cfg!(target_arch = "wasm32") {
        js_sys::JsString::from(text).to_lower_case().into()
    } else {
        text.to_lowercase()
    }
}

/// A number with its thousands apart: 4,862.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: *1 item*, *4,862 items*.
pub(crate) fn many(value: u64, one: &str, several: &str) -> String {
    format!(
        "{} {}",
        number(value),
        if value == 1 { one } else { several }
    )
}

/// Counts in words, those that are zero left out: *3 created, 12 same*; `none` where all are.
pub(crate) fn counted(parts: &[(u64, &str)], none: &str) -> String {
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<_> = parts
        .map(|(count, word)| format!("{} {word}", number(*count)))
        .collect();
    if said.is_empty() {
        none.to_owned()
    } else {
        said.join(", ")
    }
}

/// A list in words: *Acme*, *Acme and Hooli*, *Acme, Hooli and 3 more*.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const SHOWN: usize = 3;
    let shown = |names: &[S]| {
        names
            .iter()
            .map(AsRef::as_ref)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] if names.len() <= SHOWN => {
            format!("{} and {}", shown(first), last.as_ref())
        }
        _ => {
            let more = number((names.len() - SHOWN) as u64);
            format!("{} and {more} more", shown(&names[..SHOWN]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(number),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(many(1, "item", "items"), "1 item");
        assert_eq!(many(4_862, "item", "items"), "4,862 items");
    }

    #[test]
    fn long_lists_are_cut() {
        let names = ["A", "B", "C", "D", "E"];
        let of = |n: usize| listed(&names[..n]);
        assert_eq!(
            [0, 1, 2, 3, 5].map(of),
            ["", "A", "A and B", "A, B and C", "A, B, C and 2 more"]
        );
    }
}
