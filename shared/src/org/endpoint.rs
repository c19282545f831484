use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Sumo Logic's deployments and their API roots. `ch` has an older host name (`api.zrh.…`) in one
/// table of the vendor's documentation; the newer pages and the Terraform provider use this one.
/// Source: *API Authentication, Endpoints, and Security* in the vendor's documentation.
pub const KNOWN_DEPLOYMENTS: [(&str, &str); 13] = [
    ("us1", "https://api.sumologic.com/api"),
    ("us2", "https://api.us2.sumologic.com/api"),
    ("fed", "https://api.fed.sumologic.com/api"),
    ("au", "https://api.au.sumologic.com/api"),
    ("ca", "https://api.ca.sumologic.com/api"),
    ("ch", "https://api.ch.sumologic.com/api"),
    ("de", "https://api.de.sumologic.com/api"),
    ("esc", "https://api.esc.sumologic.com/api"),
    ("eu", "https://api.eu.sumologic.com/api"),
    ("in", "https://api.in.sumologic.com/api"),
    ("jp", "https://api.jp.sumologic.com/api"),
    ("kr", "https://api.kr.sumologic.com/api"),
    ("zrh", "https://api.zrh.sumologic.com/api"),
];

/// A place that credentials may be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Sumo Logic's code of the deployment, or the name that the operator gave it.
    pub name: String,
    /// The API root, without a slash at the end.
    pub url: String,
}

/// Every place that credentials may be sent to: Sumo Logic's deployments and the endpoints that the
/// operator configured by name. There is no other way to get an [`Endpoint`] to send them to.
#[derive(Debug, Clone)]
pub struct Endpoints(Vec<Endpoint>);

/// Why an endpoint can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// The operator's list is not a JSON list of `{name, url}`.
    #[error("the list of endpoints is not a JSON list of name and url")]
    Unreadable,
    /// A configured endpoint has the name of one of Sumo Logic's deployments.
    #[error("the endpoint name {0} is taken")]
    NameTaken(String),
    /// A configured URL is not http or https, or holds credentials, a query or a fragment.
    #[error("{0} is not a plain http or https URL")]
    Url(String),
    /// No endpoint has this name.
    #[error("there is no endpoint named {0}")]
    Unknown(String),
}

impl Endpoints {
    /// The known deployments and the operator's own list: JSON, `[{"name": …, "url": …}]`; an empty
    /// text is an empty list.
    pub fn configured(json: &str) -> Result<Self, EndpointError> {
        let own: Vec<Endpoint> = match json.trim() {
            "" => Vec::new(),
            // As bytes, like all other JSON: reading text would be the Worker's second JSON reader.
            text => {
                serde_json::from_slice(text.as_bytes()).map_err(|_| EndpointError::Unreadable)?
            }
        };
        let mut all: Vec<Endpoint> = KNOWN_DEPLOYMENTS
            .iter()
            .map(|(name, url)| Endpoint {
                name: (*name).to_owned(),
                url: (*url).to_owned(),
            })
            .collect();
        for mut endpoint in own {
            if all.iter().any(|known| known.name == endpoint.name) {
                return Err(EndpointError::NameTaken(endpoint.name));
            }
            if !is_plain(&endpoint.url) {
                return Err(EndpointError::Url(endpoint.url));
            }
            endpoint
                .url
                .truncate(endpoint.url.trim_end_matches('/').len());
            all.push(endpoint);
        }
        Ok(Self(all))
    }

    /// The endpoint of this name.
    pub fn get(&self, name: &str) -> Result<&Endpoint, EndpointError> {
        self.0
            .iter()
            .find(|endpoint| endpoint.name == name)
            .ok_or_else(|| EndpointError::Unknown(name.to_owned()))
    }

    /// The endpoint whose host a redirect's `Location` names, if it is one of ours: this is how a
    /// wrong deployment is recognised without following the redirect.
    pub fn by_location(&self, location: &str) -> Option<&Endpoint> {
        let host = host_of(location)?;
        self.0
            .iter()
            .find(|endpoint| host_of(&endpoint.url) == Some(host))
    }

    /// All of them, Sumo Logic's first.
    pub fn iter(&self) -> impl Iterator<Item = &Endpoint> {
        self.0.iter()
    }
}

fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#'])
        .next()
        .filter(|host| !host.is_empty())
}

fn is_plain(url: &str) -> bool {
    let scheme = url.starts_with("https://") || url.starts_with("http://");
    scheme && host_of(url).is_some() && !url.contains(['@', '?', '#', ' ', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_and_configured_hosts_exist() {
        let own = r#"[{"name": "sandbox", "url": "http://127.0.0.1:8788/api/"}]"#;
        let endpoints = Endpoints::configured(own).unwrap();
        assert_eq!(
            endpoints.get("sandbox").unwrap().url,
            "http://127.0.0.1:8788/api"
        );
        assert_eq!(
            endpoints.get("us2").unwrap().url,
            "https://api.us2.sumologic.com/api"
        );
        assert_eq!(endpoints.get("x"), Err(EndpointError::Unknown("x".into())));
        let moved = endpoints.by_location("https://api.eu.sumologic.com/api/v1/collectors");
        assert_eq!(moved.unwrap().name, "eu");
        assert!(
            endpoints
                .by_location("https://api.eu.sumologic.com.evil.test/")
                .is_none()
        );
        assert!(
            endpoints
                .by_location("https://api.eu.sumologic.com@evil.test/")
                .is_none()
        );
    }

    #[test]
    fn a_configured_endpoint_is_a_plain_url_with_a_name_of_its_own() {
        let error = |json: &str| Endpoints::configured(json).unwrap_err();
        assert_eq!(error("{"), EndpointError::Unreadable);
        assert_eq!(
            error(r#"[{"name": "us2", "url": "https://x.test"}]"#),
            EndpointError::NameTaken("us2".into())
        );
        for url in [
            "ftp://x.test",
            "https://",
            "https://a:b@x.test",
            "https://x.test?q",
        ] {
            let json = serde_json::json!([{ "name": "own", "url": url }]).to_string();
            assert_eq!(error(&json), EndpointError::Url(url.into()));
        }
    }
}
