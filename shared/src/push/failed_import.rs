use crate::id::{ItemName, ItemPath};
use crate::sumo::library::ImportFailure;

/// What Sumo Logic says of the items that an import didn't write: for messages only.
#[derive(Debug, Default)]
pub(super) struct FailedImport {
    /// The code of the job, and its message; empty where the job as a whole didn't fail.
    pub(super) code: String,
    pub(super) message: String,
    /// Item by item, where it tells.
    pub(super) failures: Vec<ImportFailure>,
}

impl FailedImport {
    /// Why the item at a place wasn't written, if something is said about it.
    pub(super) fn reason_of(&self, path: &ItemPath) -> Option<String> {
        let shared = |failure: &&ImportFailure| shared_end(&failure.path, path);
        let closest = self.failures.iter().max_by_key(shared);
        let failure = closest.filter(|failure| match shared(failure) {
            0 => false,
            // Items of one name may be in several folders.
            1 => path.names().len() == 1 || !failure.path.trim_matches('/').contains('/'),
            _ => true,
        })?;
        // The code of a job that failed for several reasons is that of one of them.
        let is_its_own = self.failures.len() == 1 || failure.error == self.message;
        let code = if is_its_own { &self.code } else { "" };
        Some(failure.sentence(code))
    }

    /// Why the item at a place wasn't written, or else why the job failed.
    pub(super) fn reason(&self, path: &ItemPath) -> String {
        let of_item = || self.reason_of(path);
        let says_nothing = self.failures.iter().all(ImportFailure::says_nothing);
        let of_item = (!says_nothing).then(of_item).flatten();
        of_item.unwrap_or_else(|| self.whole())
    }

    /// Why the job failed.
    pub(super) fn whole(&self) -> String {
        let whole = ImportFailure {
            path: String::new(),
            error: self.message.clone(),
        };
        whole.sentence(&self.code)
    }
}

/// How many names a path of Sumo Logic's and one of ours have in common at the end.
fn shared_end(theirs: &str, ours: &ItemPath) -> usize {
    let mut left = theirs;
    let names = ours.names().iter().rev();
    let is_next = |name: &&ItemName| match left.strip_suffix(name.as_str()) {
        Some(rest) if rest.is_empty() || rest.ends_with('/') => {
            left = rest.trim_end_matches('/');
            true
        }
        _ => false,
    };
    names.take_while(is_next).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_about_the_item_whose_path_it_shares_most_of() {
        let ours: ItemPath = "/A/B/a~1b".parse().unwrap();
        let shared = [
            "/B/a/b",
            "a/b",
            "/C/a/b",
            "/A/B",
            "xa/b",
            "",
            "/Library/A/B/a/b",
        ];
        let shared = shared.map(|theirs| shared_end(theirs, &ours));
        assert_eq!(shared, [2, 1, 1, 0, 0, 0, 3]);
    }

    #[test]
    fn an_item_has_its_own_reason_and_the_code_where_that_is_its_own() {
        let failure = |path: &str, error: &str| ImportFailure {
            path: path.to_owned(),
            error: error.to_owned(),
        };
        let reasons = |failures: &[ImportFailure]| {
            let failed = FailedImport {
                code: "some:code".to_owned(),
                message: "M".to_owned(),
                failures: failures.to_vec(),
            };
            ["/A/a", "/A/b", "/A/c"].map(|path| {
                let reason = failed.reason(&path.parse().unwrap());
                let (sentence, words) = reason.rsplit_once(" (").unwrap();
                assert_eq!(
                    sentence,
                    "Sumo Logic refused it; mend what it names and retry"
                );
                words.trim_end_matches(')').to_owned()
            })
        };
        let whole = "some:code: M";
        assert_eq!(reasons(&[]), [whole; 3]);
        assert_eq!(reasons(&[failure("/A/a", "Unexpected error")]), [whole; 3]);
        let one = reasons(&[failure("/A/a", "X")]);
        assert_eq!(one, ["some:code: X", whole, whole]);
        let two = [failure("/A/a", "X"), failure("/A/b", "M")];
        assert_eq!(reasons(&two), ["X", whole, whole]);
        assert_eq!(reasons(&[failure("/B/a", "X")]), [whole; 3]);
        assert_eq!(
            reasons(&[failure("a", "X")]),
            ["some:code: X", whole, whole]
        );
    }
}
