use orgcast_shared::org::Endpoints;
use orgcast_shared::push::CaptureError;
use orgcast_shared::sumo::CallError;

/// Why a call failed, as a sentence for a person. Where the org lives elsewhere, it says where.
pub(super) fn of_call(error: &CallError, endpoints: &Endpoints) -> String {
    match error {
        CallError::Moved { location } => match endpoints.by_location(location) {
            Some(endpoint) => format!(
                "This organization lives on the deployment {}; connect it there.",
                endpoint.name
            ),
            None => "This organization lives on another deployment.".to_owned(),
        },
        other => finish(&other.to_string()),
    }
}

/// Why a read failed, as a sentence for a person.
pub(super) fn of_capture(error: &CaptureError, endpoints: &Endpoints) -> String {
    match error {
        CaptureError::Call(error) => of_call(error, endpoints),
        other => finish(&other.to_string()),
    }
}

fn finish(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest
        .next()
        .map(|first| first.to_ascii_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", rest.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_org_is_told_where_it_lives() {
        let endpoints = Endpoints::configured("").unwrap();
        let moved = |to: &str| {
            of_call(
                &CallError::Moved {
                    location: to.into(),
                },
                &endpoints,
            )
        };
        assert_eq!(
            moved("https://api.eu.sumologic.com/api/v1/connections"),
            "This organization lives on the deployment eu; connect it there."
        );
        assert_eq!(
            moved("https://x.test/"),
            "This organization lives on another deployment."
        );
    }

    #[test]
    fn a_failure_becomes_a_sentence() {
        assert_eq!(finish("the key was refused"), "The key was refused.");
    }
}
