/// Whether a request comes from our own pages or from no page at all. Browsers say where a request
/// comes from in `Sec-Fetch-Site`, and all of them in `Origin` when it could change something;
/// programs that are no browsers send neither, and hold no cookie of anybody else.
pub fn is_same_origin(fetch_site: Option<&str>, origin: Option<&str>, own_origin: &str) -> bool {
    match (fetch_site, origin) {
        (Some(site), None) => site == "same-origin",
        (Some(site), Some(origin)) => site == "same-origin" && origin == own_origin,
        (None, Some(origin)) => origin == own_origin,
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_and_programs_pass() {
        const OWN: &str = "http://127.0.0.1:8787";
        let table = [
            (None, None, true),
            (None, Some(OWN), true),
            (None, Some("http://127.0.0.1:9999"), false),
            (None, Some("null"), false),
            (Some("same-origin"), Some(OWN), true),
            (Some("same-origin"), None, true),
            (Some("same-site"), Some(OWN), false),
            (Some("cross-site"), None, false),
            (Some("none"), None, false),
            (Some("same-origin"), Some("https://evil.test"), false),
        ];
        for (site, origin, expected) in table {
            assert_eq!(
                is_same_origin(site, origin, OWN),
                expected,
                "{site:?} {origin:?}"
            );
        }
    }
}
