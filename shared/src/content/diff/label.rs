use super::change::{Member, Step};

/// Where a change is, in words: `panel Failed logins › query A › query text`. Fields without words
/// of their own show the vendor's name.
pub fn label(path: &[Step]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut field = "";
    for step in path {
        match step {
            Step::Field(name) => {
                field = name;
                let words = words(name);
                if !words.is_empty() {
                    parts.push(words.to_owned());
                }
            }
            Step::Member(member) => {
                let called = called(member);
                match parts.last_mut() {
                    Some(list) => *list = format!("{} {called}", one_of(field).unwrap_or(list)),
                    None => parts.push(called),
                }
            }
        }
    }
    match (parts.is_empty(), field) {
        (true, "") => "everything".to_owned(),
        (true, _) => field.to_owned(),
        (false, _) => parts.join(" › "),
    }
}

fn called(member: &Member) -> String {
    let place = member.to.or(member.from).map(|place| place + 1);
    match (&member.name, place) {
        (Some(name), _) => name.clone(),
        (None, Some(place)) => format!("#{place}"),
        (None, None) => String::new(),
    }
}

/// The vendor's name and ours. An empty one says nothing that its neighbours don't.
const WORDS: &[(&str, &str)] = &[
    ("autoComplete", "suggestions"),
    ("autoCompleteValues", "suggested values"),
    ("byReceiptTime", "by receipt time"),
    ("children", "items"),
    ("coloringRules", "colour rules"),
    ("cronExpression", "cron expression"),
    ("data", ""),
    ("defaultTimeRange", "time range"),
    ("defaultValue", "default"),
    ("desiredQuantizationInSecs", "seconds a point"),
    ("displayName", "displayed name"),
    ("emailNotification", "e-mail"),
    ("externalId", "connection"),
    ("fieldType", "type"),
    ("includeAllOption", "offers all values"),
    ("isActive", "active"),
    ("layoutStructures", "places"),
    ("linkedDashboards", "linked dashboards"),
    ("logQuery", "log query"),
    ("lookupFilePath", "lookup table"),
    ("metricsQueries", "metrics queries"),
    ("metricsQueryData", "metrics"),
    ("muteErrorEmails", "mute error e-mails"),
    ("panelType", "type"),
    ("parseableTimeRange", "time range"),
    ("parsingMode", "parsing"),
    ("primaryKeys", "primary keys"),
    ("properties", "look"),
    ("queryParameters", "parameters"),
    ("queryString", "query text"),
    ("queryText", "query"),
    ("refreshInterval", "refresh, in seconds"),
    ("relativePath", "path"),
    ("reportFormat", "format"),
    ("scheduleType", "how often"),
    ("schedules", "report schedules"),
    ("search", ""),
    ("searchSchedule", "schedule"),
    ("sizeLimitAction", "when full"),
    ("structure", ""),
    ("subjectTemplate", "subject"),
    ("taskType", "kind"),
    ("timeRange", "time range"),
    ("timeZone", "time zone"),
    ("toList", "recipients"),
    ("ttl", "minutes that rows are kept"),
    ("type", "kind"),
    ("visualSettings", "look"),
    ("webhookId", "connection"),
];

/// What one member of a list is called.
const ONE_OF: &[(&str, &str)] = &[
    ("autoCompleteValues", "suggested value"),
    ("children", "item"),
    ("coloringRules", "colour rule"),
    ("fields", "column"),
    ("filters", "filter"),
    ("layoutStructures", "place of"),
    ("linkedDashboards", "linked dashboard"),
    ("metricsQueries", "metrics query"),
    ("operators", "operator"),
    ("panels", "panel"),
    ("parameters", "parameter"),
    ("primaryKeys", "primary key"),
    ("queries", "query"),
    ("queryParameters", "parameter"),
    ("recipients", "recipient"),
    ("schedules", "report schedule"),
    ("toList", "recipient"),
    ("variables", "variable"),
];

fn words(field: &str) -> &str {
    find(WORDS, field).unwrap_or(field)
}

fn one_of(list: &str) -> Option<&'static str> {
    find(ONE_OF, list)
}

fn find(table: &'static [(&str, &str)], field: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(name, _)| *name == field)
        .map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Step {
        Step::Field(name.into())
    }

    fn member(name: Option<&str>) -> Step {
        Step::Member(Member {
            name: name.map(str::to_owned),
            from: Some(4),
            to: Some(1),
        })
    }

    #[test]
    fn well_known_fields_have_words_and_others_their_names() {
        let cases = [
            (vec![], "everything"),
            (vec![field("search"), field("queryText")], "query"),
            (vec![field("search")], "search"),
            (
                vec![field("searchSchedule"), field("scheduleType")],
                "schedule › how often",
            ),
            (
                vec![
                    field("panels"),
                    member(Some("Logins")),
                    field("queries"),
                    member(Some("A")),
                    field("queryString"),
                ],
                "panel Logins › query A › query text",
            ),
            (
                vec![field("newThings"), member(None), field("newField")],
                "newThings #2 › newField",
            ),
        ];
        for (path, expected) in cases {
            assert_eq!(label(&path), expected);
        }
    }
}
