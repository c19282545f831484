use super::Method;

/// Everything of a request but its body.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The method; `None` for one that no route takes.
    pub method: Option<Method>,
    /// The URL's path.
    pub path: String,
    /// The URL's query, without the question mark.
    pub query: Option<String>,
    /// Scheme, host and port that the request was made to.
    pub own_origin: String,
    /// The header `Origin`.
    pub origin: Option<String>,
    /// The header `Sec-Fetch-Site`.
    pub fetch_site: Option<String>,
    /// The header `Cookie`.
    pub cookie: Option<String>,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `Upgrade`.
    pub upgrade: Option<String>,
}

impl Head {
    /// Whether the request came by https.
    pub fn is_secure(&self) -> bool {
        self.own_origin.starts_with("https://")
    }

    /// The value of a query parameter that holds an id, so nothing has to be decoded.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        let pairs = self
            .query
            .as_deref()?
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// Whether the body is said to be JSON.
    pub fn is_json(&self) -> bool {
        let kind = self
            .content_type
            .as_deref()
            .and_then(|value| value.split(';').next());
        kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    }

    /// Whether a WebSocket is asked for.
    pub fn is_websocket(&self) -> bool {
        self.upgrade
            .as_deref()
            .is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
    }
}
