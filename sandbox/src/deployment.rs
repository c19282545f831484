//! Deployments and the hosts that stand for them.

/// The deployments of the sandbox: code, API host, service host.
pub(crate) const DEPLOYMENTS: [&str; 4] = ["us2", "eu", "de", "au"];

/// The deployment that a `Host` header names, if it names one. A loopback address serves every deployment,
/// so that one base URL is enough; `api.eu.sumologic.com` and `api.eu.localhost:8080` serve only theirs.
pub(crate) fn of_host(host: &str) -> Option<String> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let inner = name
        .strip_suffix(".sumologic.com")
        .or_else(|| name.strip_suffix(".localhost"))?;
    match inner.split_once('.') {
        // The first deployment has no label of its own.
        None if inner == "api" => Some("us1".to_owned()),
        Some(("api", label)) => Some(label.to_owned()),
        _ => None,
    }
}

/// The host of another deployment, of the same sort as this one.
pub(crate) fn sibling_host(host: &str, deployment: &str) -> String {
    let label = if deployment == "us1" {
        "api".to_owned()
    } else {
        format!("api.{deployment}")
    };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, format!(":{port}")),
        None => (host, String::new()),
    };
    let suffix = if name.ends_with(".sumologic.com") {
        "sumologic.com"
    } else {
        "localhost"
    };
    format!("{label}.{suffix}{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_name_their_deployment() {
        assert_eq!(of_host("api.sumologic.com").as_deref(), Some("us1"));
        assert_eq!(of_host("api.eu.sumologic.com").as_deref(), Some("eu"));
        assert_eq!(of_host("api.eu.localhost:8080").as_deref(), Some("eu"));
        assert_eq!(of_host("127.0.0.1:8080"), None);
        assert_eq!(of_host("localhost:8080"), None);
        assert_eq!(of_host("organizations.sumologic.com"), None);
    }

    #[test]
    fn a_sibling_host_is_of_the_same_sort() {
        assert_eq!(
            sibling_host("api.eu.localhost:8080", "us2"),
            "api.us2.localhost:8080"
        );
        assert_eq!(
            sibling_host("api.eu.sumologic.com", "us1"),
            "api.sumologic.com"
        );
        assert_eq!(
            sibling_host("127.0.0.1:8080", "eu"),
            "api.eu.localhost:8080"
        );
    }
}
