//! What the comparison knows of the vendor's content model.

/// How the members of a list are recognised.
#[derive(Debug)]
pub(super) struct Identity {
    /// The list's field.
    list: &'static str,
    /// What identifies a member, the surest first; dots lead into objects.
    pub(super) fields: &'static [&'static str],
    /// What a person knows it by, where that isn't the first of `fields` that it has.
    pub(super) shown: Option<&'static str>,
}

/// Lists that aren't named here have members that nothing identifies. From the vendor's OpenAPI
/// document; one name never stands for lists of different sense, but for filters and parameters.
static IDENTITIES: &[Identity] = &[
    Identity {
        list: "panels",
        fields: &["key", "name", "title"],
        shown: Some("title"),
    },
    Identity {
        list: "linkedDashboards",
        fields: &["id", "relativePath"],
        shown: Some("relativePath"),
    },
    by("layoutStructures", &["key"]),
    by("queries", &["queryKey"]),
    by("metricsQueries", &["rowId"]),
    by("variables", &["name"]),
    by("queryParameters", &["name"]),
    by("parameters", &["name", "key"]),
    by("autoCompleteValues", &["value"]),
    by("fields", &["fieldName"]),
    by("filters", &["fieldName", "key", "field"]),
    by("operators", &["operatorName"]),
    by("coloringRules", &["scope"]),
    by(
        "schedules",
        &["emailNotification.subject", "cronExpression"],
    ),
    by("children", &["name"]),
];

/// The fields that hold JSON in a string.
const EMBEDDED: [&str; 3] = ["visualSettings", "structure", "properties"];

/// How the members of a list are recognised; `None` when nothing identifies them.
pub(super) fn identity(list: &str) -> Option<&'static Identity> {
    IDENTITIES.iter().find(|identity| identity.list == list)
}

/// Whether a field holds JSON in a string.
pub(super) fn holds_json(field: &str) -> bool {
    EMBEDDED.contains(&field)
}

const fn by(list: &'static str, fields: &'static [&'static str]) -> Identity {
    Identity {
        list,
        fields,
        shown: None,
    }
}
