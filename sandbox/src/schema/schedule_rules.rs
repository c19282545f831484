//! Rules of scheduled searches that a table of fields cannot say.

use serde_json::Value;

/// Types that run at a time of day, so the cron expression has to say when.
const NEEDS_CRON: &[&str] = &["1Day", "1Week", "Custom"];

/// Minutes between two runs of a scheduled search, at least (documented).
const MIN_GAP_MINUTES: u32 = 15;

/// What is wrong with the schedules in a definition, each with the name of its search.
pub(crate) fn schedule_problems(definition: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(definition, &mut found);
    found
}

fn walk(definition: &Value, found: &mut Vec<String>) {
    let name = definition["name"].as_str().unwrap_or_default();
    let schedule = &definition["searchSchedule"];
    if schedule.is_object() {
        found.extend(
            problems_of(schedule)
                .into_iter()
                .map(|what| format!("'{name}': {what}")),
        );
    }
    for child in definition["children"].as_array().into_iter().flatten() {
        walk(child, found);
    }
}

fn problems_of(schedule: &Value) -> Vec<&'static str> {
    let mut found = Vec::new();
    let range = &schedule["parseableTimeRange"];
    if is_absolute(&range["from"]) || is_absolute(&range["to"]) {
        found.push("a scheduled search cannot have an absolute time range");
    }
    if NEEDS_CRON.contains(&schedule["scheduleType"].as_str().unwrap_or_default()) {
        match schedule["cronExpression"]
            .as_str()
            .filter(|cron| !cron.trim().is_empty())
        {
            None => found.push("this schedule type needs a cron expression"),
            Some(cron) => found.extend(cron_problem(cron)),
        }
    }
    found
}

fn is_absolute(boundary: &Value) -> bool {
    matches!(
        boundary["type"].as_str(),
        Some("EpochTimeRangeBoundary" | "Iso8601TimeRangeBoundary")
    )
}

/// A Quartz expression: seconds, minutes, hours, day of month, month, day of week, and an optional year.
fn cron_problem(cron: &str) -> Option<&'static str> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let (Some(second), Some(minute), 6..=7) = (fields.first(), fields.get(1), fields.len()) else {
        return Some("the cron expression needs six or seven fields");
    };
    if second.parse::<u32>().is_err() {
        return Some("the cron expression must name one second");
    }
    let Some(minutes) = minutes_of(minute) else {
        return Some("the minutes of the cron expression cannot be read");
    };
    let wrapped = minutes.first().map(|first| first + 60);
    let later = minutes.iter().copied().skip(1).chain(wrapped);
    if minutes
        .iter()
        .zip(later)
        .any(|(a, b)| b - a < MIN_GAP_MINUTES)
    {
        return Some("a scheduled search cannot run more often than every 15 minutes");
    }
    None
}

/// The minutes of the hour that the field selects, in order.
fn minutes_of(field: &str) -> Option<Vec<u32>> {
    let mut minutes = Vec::new();
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<usize>().ok().filter(|s| *s > 0)?)),
            None => (part, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if matches!(range, "*" | "?") => (0, 59),
            Some((from, to)) => (from.parse().ok()?, to.parse().ok()?),
            None => {
                let from = range.parse().ok()?;
                (from, if step.is_some() { 59 } else { from })
            }
        };
        if to > 59 {
            return None;
        }
        minutes.extend((from..=to).step_by(step.unwrap_or(1)));
    }
    minutes.sort_unstable();
    minutes.dedup();
    Some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cron_expressions_are_held_to_fifteen_minutes() {
        for good in [
            "0 0 * * * ? *",
            "0 0/15 * * * ? *",
            "0 5,35 * * * ?",
            "0 30 7 ? * MON-FRI *",
        ] {
            assert_eq!(cron_problem(good), None, "{good}");
        }
        for bad in [
            "0 * * * * ? *",
            "0 0/5 * * * ? *",
            "0 0,50 * * * ?",
            "0 10-12 * * * ?",
            "* 0 * * * ?",
        ] {
            assert!(cron_problem(bad).is_some(), "{bad}");
        }
        assert!(cron_problem("0 0 *").is_some());
        assert!(cron_problem("0 99 * * * ?").is_some());
    }

    #[test]
    fn absolute_ranges_are_refused_in_nested_searches() {
        let body = json!({ "name": "folder", "children": [{ "name": "search", "searchSchedule": {
            "scheduleType": "1Hour",
            "parseableTimeRange": { "from": { "type": "EpochTimeRangeBoundary", "epochMillis": 0 } },
        } }] });
        assert_eq!(
            schedule_problems(&body),
            ["'search': a scheduled search cannot have an absolute time range"]
        );
    }

    #[test]
    fn a_custom_schedule_needs_a_cron_expression() {
        let body = json!({ "name": "s", "searchSchedule": { "scheduleType": "Custom", "cronExpression": "" } });
        assert_eq!(
            schedule_problems(&body),
            ["'s': this schedule type needs a cron expression"]
        );
    }
}
