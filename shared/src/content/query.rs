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

/// The fields by which a query says what partition or scheduled view it reads, in whatever case.
/// Source: the vendor's page *Built-in Metadata*, and those on searching partitions and views.
const VIEW_FIELDS: [&str; 2] = ["_index", "_view"];

/// What the names of Sumo Logic's own partitions start with, and their aliases. Cloud SIEM's aren't
/// among them: an org without it has none.
/// Source: *Index aliasing* on the vendor's page on searching partitions.
const BUILT_IN: [&str; 2] = ["sumologic_", "_"];

/// The quotes of names and paths. Pasted queries have typographic ones now and then.
const QUOTES: [char; 3] = ['"', '“', '”'];

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

/// The partitions and scheduled views that a query seems to read and that not every org has, as the
/// query has them, in the order of the text. There may be wildcards in a name.
pub(super) fn view_names(query: &str) -> Vec<&str> {
    let values = query.match_indices('=').filter_map(|(at, equals)| {
        let (before, rest) = query.split_at_checked(at)?;
        let value = rest.strip_prefix(equals)?;
        is_view_field(before.trim_end()).then_some(value)
    });
    values.filter_map(view_name).collect()
}

/// The name of a partition or scheduled view at the start, in quotes or not; `None` where it is one
/// that every org has, or isn't a name, as a variable isn't.
pub(super) fn view_name(value: &str) -> Option<&str> {
    let name = quoted(value.trim_start()).trim().trim_end_matches(']');
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | '*'));
    let says_something = name.contains(|c: char| c.is_ascii_alphanumeric());
    let is_built_in = BUILT_IN.iter().any(|start| {
        let own = name.get(..start.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(start))
    });
    (is_name && says_something && !is_built_in).then_some(name)
}

/// Whether the text ends with one of the fields.
fn is_view_field(before: &str) -> bool {
    let inside_word = |c: char| c.is_alphanumeric() || c == '_';
    let last = before.rsplit(|c| !inside_word(c)).next();
    last.is_some_and(|last| {
        VIEW_FIELDS
            .iter()
            .any(|field| last.eq_ignore_ascii_case(field))
    })
}

/// The text in the quotes at the start, or up to the end of the word where there are none.
fn quoted(rest: &str) -> &str {
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
    fn partitions_and_views_are_found_by_their_fields() {
        let query = "(_index=prod_web or _VIEW = \"failed-logins\") error | where [subquery: _view=sec_*]\n\
             | join (_index=other) as a, (_view=“pasted”) as b on a.x = b.x // _index=last";
        assert_eq!(
            view_names(query),
            [
                "prod_web",
                "failed-logins",
                "sec_*",
                "other",
                "pasted",
                "last"
            ]
        );
    }

    #[test]
    fn what_every_org_has_and_what_names_no_view_is_left_alone() {
        for query in [
            "_index=sumologic_audit_events error",
            "_view=SumoLogic_volume",
            "_index=_default",
            "_index=\"_trace_spans\"",
            "_index=*",
            "_index=",
            "_index=\"\"",
            "_index={{partition}}",
            "_index=app_{{stage}}",
            "_index=(a or b)",
            "_index != prod",
            "my_index=prod",
            "_indexed=prod",
            "_sourceCategory=prod",
            "count by _view",
        ] {
            assert_eq!(view_names(query), [""; 0], "{query}");
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
