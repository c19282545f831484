//! What a refusal of Sumo Logic's means for a person and what to do, with its own words behind it.

/// What a refused call means.
pub(super) fn of_call(status: u16, code: &str, message: &str) -> String {
    let meaning = match (status, code) {
        (401, _) => "the access key was refused; replace the key",
        (403, _) if message.contains("origin") => {
            "the access key allows other web origins only; remove its origin list"
        }
        (403, _) => {
            "the access key's user lacks a capability (Manage Content, View or Manage Connections); grant it"
        }
        (429, _) => "too many requests; retry later",
        (_, code) => match of_code(code) {
            Some(meaning) => meaning,
            None if status >= 500 => "Sumo Logic has a problem of its own; retry later",
            None => "Sumo Logic refused",
        },
    };
    match (code, message) {
        ("", "") => format!("{meaning} (status {status})"),
        ("", message) => format!("{meaning} (status {status}: {message})"),
        (code, message) => with_words(meaning, code, message),
    }
}

/// What the failure of a job, or of one item of it, means. The code of a job may say less than the words
/// about its item.
pub(super) fn of_job(code: &str, message: &str) -> String {
    let meaning = match code {
        "" | NO_REASON if says_nothing(message) => of_code(NO_REASON),
        NO_REASON => None,
        code => of_code(code),
    };
    let meaning = meaning.unwrap_or("Sumo Logic refused it; mend what it names and retry");
    with_words(meaning, code, message)
}

/// Whether it is the phrase that the vendor uses where it gives no reason.
pub(super) fn says_nothing(message: &str) -> bool {
    matches!(message, "" | "Unexpected error")
}

const NO_REASON: &str = "content1:internal_error";

fn of_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "content:content_not_found" => {
            "the item doesn't exist or isn't visible to the access key's user; read the organization again"
        }
        "content:parent_not_found" => {
            "the folder that it belongs into isn't there; read the organization again"
        }
        "content:duplicate_content" | "content1:duplicate_element" => {
            "an item of this name is there already; read the organization again"
        }
        "content1:too_many_items" => "more than 1,000 objects at once; push parts of it",
        NO_REASON => {
            "Sumo Logic failed without a reason; a connection or scheduled view that the item needs may be \
             missing: see its dependencies, and retry"
        }
        "topologylinking:internal_error" => "Sumo Logic failed to link the dashboard; retry later",
        "lookup:invalid_request" => {
            "the lookup table isn't taken; the account may not have lookup tables, or a table with other \
             columns holds rows here: empty that one, and retry"
        }
        "user:not_found" => "a user that the item names isn't here; change the item in the source",
        "not_implemented_yet" | "api_not_enabled" => {
            "this account doesn't have the feature; ask Sumo Logic for it"
        }
        _ => return None,
    })
}

fn with_words(meaning: &str, code: &str, message: &str) -> String {
    match (code, message) {
        ("", "") => meaning.to_owned(),
        ("", words) | (words, "") => format!("{meaning} ({words})"),
        (code, message) => format!("{meaning} ({code}: {message})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_job_has_a_plain_sentence_and_the_words_and_the_code() {
        let no_reason = of_code(NO_REASON).unwrap();
        let refused = "Sumo Logic refused it; mend what it names and retry";
        for (code, message, expected) in [
            ("", "", no_reason.to_owned()),
            (
                "",
                "Unexpected error",
                format!("{no_reason} (Unexpected error)"),
            ),
            (NO_REASON, "", format!("{no_reason} ({NO_REASON})")),
            (
                NO_REASON,
                "Unexpected error",
                format!("{no_reason} ({NO_REASON}: Unexpected error)"),
            ),
            // What is said of the item is more than the code of the job.
            (
                NO_REASON,
                "No such field",
                format!("{refused} ({NO_REASON}: No such field)"),
            ),
            ("", "No such field", format!("{refused} (No such field)")),
            ("new:code", "", format!("{refused} (new:code)")),
            (
                "content1:duplicate_element",
                "M",
                "an item of this name is there already; read the organization again \
                 (content1:duplicate_element: M)"
                    .to_owned(),
            ),
        ] {
            assert_eq!(of_job(code, message), expected);
        }
    }

    #[test]
    fn a_refused_call_without_a_code_names_its_status() {
        assert_eq!(of_call(400, "", ""), "Sumo Logic refused (status 400)");
        assert_eq!(
            of_call(503, "", "busy"),
            "Sumo Logic has a problem of its own; retry later (status 503: busy)"
        );
        assert_eq!(
            of_call(429, "rate.limit.exceeded", ""),
            "too many requests; retry later (rate.limit.exceeded)"
        );
    }
}
