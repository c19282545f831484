use serde::Serialize;

use super::{Statement, StoreError};

/// D1 takes values of at most 2 MB; half of that leaves room for what isn't ours.
const MAX_BYTES: usize = 1_000_000;

/// So many statements are one portion at most.
const MAX_STATEMENTS: usize = 100;

/// A list as JSON texts of a size that a parameter may have. An element that is too large by itself
/// gets a text of its own, and is left to the database to refuse.
pub fn json_chunks<T: Serialize>(items: &[T]) -> Result<Vec<String>, StoreError> {
    let mut chunks = Chunks::default();
    for item in items {
        let text = serde_json::to_string(item);
        chunks.add(&text.map_err(|_| StoreError::new("a list can't be written as JSON"))?);
    }
    Ok(chunks.finish())
}

/// Statements in portions that may be one call of the database each, with the rest that fits into another one.
pub fn portions(statements: &[Statement]) -> Vec<&[Statement]> {
    let (mut portions, mut open, mut left) = (Vec::new(), 0, statements);
    let mut rest = statements.iter();
    while let Some(next) = rest.next() {
        let bytes = next.bytes();
        let taken = left.len() - rest.as_slice().len() - 1;
        if taken > 0 && (open + bytes > MAX_BYTES || taken >= MAX_STATEMENTS) {
            let (full, after) = left.split_at(taken);
            portions.push(full);
            (left, open) = (after, 0);
        }
        open += bytes;
    }
    portions.push(left);
    portions
}

#[derive(Default)]
struct Chunks {
    full: Vec<String>,
    open: String,
}

impl Chunks {
    fn add(&mut self, text: &str) {
        if !self.open.is_empty() && self.open.len() + text.len() > MAX_BYTES {
            self.close();
        }
        self.open.push(if self.open.is_empty() { '[' } else { ',' });
        self.open.push_str(text);
    }

    fn finish(mut self) -> Vec<String> {
        if !self.open.is_empty() {
            self.close();
        }
        self.full
    }

    fn close(&mut self) {
        self.open.push(']');
        self.full.push(std::mem::take(&mut self.open));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_hold_all_in_order_and_no_more_than_a_call_may() {
        let statement = |bytes: usize| Statement::new("").bind("x".repeat(bytes));
        let half = MAX_BYTES / 2;
        let sizes: Vec<usize> = [half, half, 1, MAX_BYTES + 1, 0]
            .into_iter()
            .chain([1; 250])
            .collect();
        let statements: Vec<Statement> = sizes.iter().map(|bytes| statement(*bytes)).collect();
        let portions = portions(&statements);
        let lengths: Vec<usize> = portions.iter().map(|portion| portion.len()).collect();
        assert_eq!(lengths, [2, 1, 1, 100, 100, 51]);
        let held = portions.concat();
        let held: Vec<usize> = held.iter().map(Statement::bytes).collect();
        assert_eq!(held, sizes);
        assert_eq!(super::portions(&[]).concat().len(), 0);
    }

    #[test]
    fn a_long_list_is_cut_between_its_elements() {
        let items: Vec<String> = (0..5).map(|n| n.to_string().repeat(300_000)).collect();
        let chunks = json_chunks(&items).unwrap();
        assert_eq!(chunks.len(), 2);
        let back: Vec<String> = chunks
            .iter()
            .flat_map(|chunk| serde_json::from_str::<Vec<String>>(chunk).unwrap())
            .collect();
        assert_eq!(back, items);
        assert!(json_chunks::<String>(&[]).unwrap().is_empty());
    }
}
