use serde::Serialize;

use super::StoreError;

/// D1 takes values of at most 2 MB; half of that leaves room for what isn't ours.
const MAX_BYTES: usize = 1_000_000;

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
