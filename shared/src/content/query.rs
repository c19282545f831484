//! A look into query text. Queries aren't understood, only searched: what is found may stand in a
//! comment or a string.

/// What a lookup table's path in a query starts with, wherever it lies in the library.
/// Source: the vendor's pages on the operators `lookup`, `lookupContains`, `cat` and `save`.
const PATH: &str = "path://";

/// What the path of a classic lookup file starts with that was saved for everybody.
/// Source: the vendor's pages on the classic `lookup` and on `save`.
const SHARED: &str = "shared/";

/// The words that stand before a classic file.
const BEFORE_FILE: [&str; 4] = ["from", "cat", "save", "append"];

/// The lookup tables that a query seems to read or save to, as the query has them, in the order of
/// the text: `path://"/Library/…"` without the quotes, and the classic `shared/…`.
pub(super) fn lookup_paths(query: &str) -> Vec<String> {
    let tables = query.match_indices(PATH).filter_map(|(at, _)| {
        let (before, rest) = query.split_at_checked(at)?;
        let inside_word = before.ends_with(|c: char| c.is_ascii_alphanumeric());
        (!inside_word).then_some(quoted(rest.strip_prefix(PATH)?))
    });
    let files = query.match_indices(SHARED).filter_map(|(at, _)| {
        let (before, rest) = query.split_at_checked(at)?;
        let named = before.strip_suffix('/').unwrap_or(before);
        let (_, from) = query.split_at_checked(named.len())?;
        let slash = from.len() - rest.len();
        let (file, _) = from.split_at_checked(slash + bare(rest).len())?;
        is_file_after(named).then_some(file)
    });
    let found = tables.chain(files).map(str::trim);
    let found = found.filter(|path| !path.is_empty());
    found.map(str::to_owned).collect()
}

/// The text in the quotes at the start, or up to the end of the word where there are none. Pasted
/// queries have typographic quotes now and then.
fn quoted(rest: &str) -> &str {
    const QUOTES: [char; 3] = ['"', '“', '”'];
    let Some(inside) = rest.strip_prefix(QUOTES) else {
        return bare(rest);
    };
    let end = inside.find(|c| QUOTES.contains(&c) || c == '\n');
    end.and_then(|end| inside.get(..end)).unwrap_or(inside)
}

/// The word at the start.
fn bare(rest: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ')' | '|' | '"');
    rest.split(ends).next().unwrap_or_default()
}

/// Whether the text ends with a word that a classic file follows, and a space.
fn is_file_after(before: &str) -> bool {
    let word = before.trim_end();
    let last = word
        .split(|c: char| c.is_whitespace() || c == '|')
        .next_back();
    let known = |last: &str| {
        BEFORE_FILE
            .iter()
            .any(|known| last.eq_ignore_ascii_case(known))
    };
    word.len() < before.len() && last.is_some_and(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_in_the_library_are_found_in_every_operator() {
        let query = "_sourceCategory=a | lookup x from path://\"/Library/Admin Recommended/L/t 1\" on k=k\n\
             | where lookupContains(path://\"/Library/Users/a@b.test/u\", x=y)\n\
             | save append path://“/Library/Admin Recommended/é”";
        assert_eq!(
            lookup_paths(query),
            [
                "/Library/Admin Recommended/L/t 1",
                "/Library/Users/a@b.test/u",
                "/Library/Admin Recommended/é"
            ]
        );
        assert_eq!(
            lookup_paths("cat path:///Library/Admin_Recommended/t|count"),
            ["/Library/Admin_Recommended/t"]
        );
    }

    #[test]
    fn classic_files_are_found_after_their_operators_only() {
        let query = "| lookup a FROM shared/vpn_agents on a=b | save /shared/ü/out\n| count";
        assert_eq!(lookup_paths(query), ["shared/vpn_agents", "/shared/ü/out"]);
        for query in [
            "GET /shared/x",
            "from myshared/x",
            "from a/shared/x",
            "fromshared/x",
            "_sourceCategory=shared/x",
        ] {
            assert_eq!(lookup_paths(query), [""; 0], "{query}");
        }
    }

    #[test]
    fn what_is_no_path_is_left_alone() {
        for query in [
            "",
            "* | count by path",
            "lookup a from geo://location on ip=ip",
            "lookup a from https://example.test/a.csv on b=c",
            "xpath://\"a\"",
            "path://",
            "path://\"\"",
            "path://\" \n\"",
        ] {
            assert_eq!(lookup_paths(query), [""; 0], "{query}");
        }
        assert_eq!(lookup_paths("path://\"/Library/open"), ["/Library/open"]);
    }
}
