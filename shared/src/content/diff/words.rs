use std::convert::Infallible;
use std::mem;

use similar::algorithms::{DiffHook, myers};

/// A stretch that two sequences share: where it begins in each, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) length: usize,
}

/// What two sequences share, in order. The other way round gives the same with the sides swapped.
pub(super) fn align(from: &[&str], to: &[&str]) -> Vec<Run> {
    if from <= to {
        return runs(from, to);
    }
    let mut runs = runs(to, from);
    for run in &mut runs {
        mem::swap(&mut run.from, &mut run.to);
    }
    runs
}

/// A text in words, single signs and stretches of white space; together they are the text.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = Kind::of(first);
        let end = match kind {
            Kind::Sign => first.len_utf8(),
            _ => rest
                .find(|sign| Kind::of(sign) != kind)
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Whether a token is a word, not a sign or white space.
pub(super) fn is_word(token: &str) -> bool {
    token.chars().next().map(Kind::of) == Some(Kind::Word)
}

/// Whether a text has two words or more.
pub(super) fn has_several(text: &str) -> bool {
    text.split_ascii_whitespace().nth(1).is_some()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Space,
    Sign,
}

impl Kind {
    /// Everything beyond ASCII counts as part of a word: Unicode's tables are large, and a finer
    /// division would help nobody.
    fn of(sign: char) -> Self {
        match sign {
            '\n' => Self::Sign,
            _ if sign.is_ascii_whitespace() => Self::Space,
            _ if sign.is_ascii_alphanumeric() || sign == '_' || !sign.is_ascii() => Self::Word,
            _ => Self::Sign,
        }
    }
}

fn runs(from: &[&str], to: &[&str]) -> Vec<Run> {
    let mut runs = Runs(Vec::new());
    let Ok(()) = myers::diff(&mut runs, from, 0..from.len(), to, 0..to.len());
    runs.0
}

struct Runs(Vec<Run>);

impl DiffHook for Runs {
    type Error = Infallible;

    fn equal(&mut self, from: usize, to: usize, length: usize) -> Result<(), Infallible> {
        match self.0.last_mut() {
            Some(last) if last.from + last.length == from && last.to + last.length == to => {
                last.length += length;
            }
            _ => self.0.push(Run { from, to, length }),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_words_signs_and_white_space() {
        assert_eq!(
            tokens("_a1=été  | x\n\n"),
            ["_a1", "=", "été", "  ", "|", " ", "x", "\n", "\n"]
        );
    }

    #[test]
    fn what_two_sequences_share_is_the_same_from_both_sides() {
        let (from, to) = (tokens("a b c d b"), tokens("c d b a b"));
        let there = align(&from, &to);
        let back: Vec<_> = align(&to, &from)
            .iter()
            .map(|run| Run {
                from: run.to,
                to: run.from,
                length: run.length,
            })
            .collect();
        assert_eq!(there, back);
        assert!(there.iter().map(|run| run.length).sum::<usize>() >= 5);
    }
}
