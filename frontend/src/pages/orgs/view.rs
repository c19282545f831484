use orgcast_shared::api::{Org, OrgStatus, ProblemCode};
use orgcast_shared::id::OrgId;

use crate::api::ApiError;
use crate::text::lower;

/// The orgs whose name or deployment holds the text, in any case.
pub(super) fn matching<'a>(orgs: &'a [Org], text: &str) -> Vec<&'a Org> {
    let text = lower(text.trim());
    let holds = |value: &str| lower(value).contains(&text);
    orgs.iter()
        .filter(|org| holds(&org.name) || holds(&org.endpoint))
        .collect()
}

/// The orgs that can be read now: those that aren't being read.
pub(super) fn readable(orgs: &[Org]) -> Vec<OrgId> {
    let idle = |org: &&Org| !matches!(org.status, OrgStatus::Reading(_));
    orgs.iter().filter(idle).map(|org| org.id.clone()).collect()
}

/// Where in the form an error belongs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Key,
    Form,
}

/// Tells where in the form an error belongs.
pub(super) fn spot(error: &ApiError) -> Spot {
    match error.code() {
        Some(ProblemCode::CredentialsRefused) => Spot::Key,
        _ => Spot::Form,
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::api::ReadProgress;
    use orgcast_shared::id::AccessId;

    use super::*;

    fn org(name: &str, endpoint: &str, status: OrgStatus) -> Org {
        Org {
            id: OrgId::new(name.to_lowercase()).unwrap(),
            name: name.into(),
            endpoint: endpoint.into(),
            access_id: AccessId::new("su1").unwrap(),
            protected: false,
            status,
            read_at: None,
            items: None,
        }
    }

    #[test]
    fn search_looks_at_names_and_deployments() {
        let orgs = [
            org("Acme", "us2", OrgStatus::Unread),
            org("Hooli", "eu", OrgStatus::Ready),
        ];
        let found = |text: &str| -> Vec<_> {
            matching(&orgs, text)
                .iter()
                .map(|org| org.name.clone())
                .collect()
        };
        assert_eq!(found(" ACM "), ["Acme"]);
        assert_eq!(found("eu"), ["Hooli"]);
        assert_eq!(found("").len(), 2);
        assert!(found("x").is_empty());
    }

    #[test]
    fn an_org_that_is_being_read_is_left_to_it() {
        let reading = OrgStatus::Reading(ReadProgress::default());
        let orgs = [
            org("Acme", "us2", OrgStatus::Unread),
            org("Hooli", "eu", reading),
        ];
        assert_eq!(readable(&orgs), [OrgId::new("acme").unwrap()]);
    }
}
