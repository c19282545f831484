use std::collections::BTreeMap;

use orgcast_shared::history::PushState;
use orgcast_shared::id::OrgId;
use orgcast_shared::select::{Choices, Include, Options};
use serde_json::{Value, json};

use crate::content::Held;
use crate::preview::{Preview, everything};
use crate::sandbox::SandboxOrg;
use crate::shared_stack::stack;

type Content = BTreeMap<String, Held>;

/// A target of one combination of options.
struct Case<'a> {
    options: Options,
    org: &'a SandboxOrg,
    choices: Choices,
    before: Content,
}

/// The four combinations, each into an org that has nothing and into one that has items that are
/// the same, items that differ, and items of which only the schedule differs.
#[test]
fn schedules_travel_as_the_options_say() {
    let stack = stack();
    let (source, from) = stack.source();
    let of_source = source.content();
    assert!(of_source.values().any(Held::is_scheduled_search));
    assert!(of_source.values().any(Held::has_reports));
    let filled = [
        stack.target("up-to-date", 3),
        stack.target("up-to-date", 4),
        stack.target("same-connections", 3),
        stack.target("same-connections", 4),
    ];
    // Nothing is missing in them, and then some of it is otherwise.
    let whole = everything(from, &filled.map(|(_, id)| id));
    let push = Preview::of(&stack.client, &whole).start(&stack.client, "options-filled");
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    for (org, _) in filled {
        change_some(org);
    }
    stack.client.read(&filled.map(|(_, id)| id.clone()));
    let case = |options: Options, (org, id): &'static (SandboxOrg, OrgId)| Case {
        options,
        org,
        choices: Choices {
            options,
            ..everything(from, &[id])
        },
        before: org.content(),
    };
    let all = Options::all().into_iter().enumerate();
    let cases = all.flat_map(|(place, options)| {
        let empty = stack.target("empty", 1 + place);
        [case(options, empty), case(options, filled[place])]
    });
    let pushes: Vec<_> = cases
        .enumerate()
        .map(|(number, case)| {
            let preview = Preview::of(&stack.client, &case.choices);
            let push = preview.start(&stack.client, &format!("options-{number}"));
            (case, push)
        })
        .collect();
    for (case, push) in pushes {
        let detail = stack.client.wait_for(&push);
        let told = format!("{:?} in {}", case.options, case.org.name);
        assert_eq!(
            detail.push.state,
            PushState::Succeeded,
            "{told}: {detail:?}"
        );
        case.check(&of_source, &told);
        let again = Preview::of(&stack.client, &case.choices);
        assert_eq!(again.plan.counts().writes(), 0, "{told}");
    }
}

/// Changes what a scheduled search and a dashboard with reports do, then the schedules alone of
/// others, and what a folder and a lookup say of themselves.
fn change_some(org: &SandboxOrg) {
    let content = org.content();
    let of = |what: fn(&Held) -> bool| content.iter().filter(move |(_, held)| what(held));
    let set = |(path, _): (&String, &Held), fields: Value| {
        org.edit(&json!({ "op": "set", "path": path, "fields": fields }));
    };
    let mut searches = of(Held::is_scheduled_search);
    let query = json!({ "queryText": "_sourceCategory=changed by the customer" });
    set(
        searches.next().expect("a search"),
        json!({ "search": query }),
    );
    let mut muted = json!({ "muteErrorEmails": true });
    muted["timeZone"] = json!("Europe/Berlin");
    set(
        searches.next().expect("a second"),
        json!({ "searchSchedule": muted }),
    );
    let mut dashboards = of(Held::has_reports);
    let changed = json!({ "description": "Changed by the customer" });
    set(dashboards.next().expect("a dashboard"), changed.clone());
    let second = dashboards.next().expect("a second");
    let mut reports = second.1.raw["schedules"].clone();
    reports[0]["timeZone"] = json!("Europe/Berlin");
    set(second, json!({ "schedules": reports }));
    let folder = of(Held::is_folder).next().expect("a folder");
    set(folder, changed.clone());
    set(of(Held::is_lookup).next().expect("a lookup"), changed);
}

impl Case<'_> {
    /// What an item says but for what the options leave out.
    fn travelling(&self, held: &Held) -> Value {
        let mut says = held.says.clone();
        let fields = says.as_object_mut().expect("an object");
        if self.options.connections == Include::Ignore {
            fields.remove("searchSchedule");
        }
        if self.options.reports == Include::Ignore {
            fields.remove("schedules");
        }
        says
    }

    fn check(&self, of_source: &Content, told: &str) {
        let after = self.org.content();
        assert!(after.keys().eq(of_source.keys()), "{told}");
        for (path, wanted) in of_source {
            let (there, told) = (&after[path], format!("{path} with {told}"));
            let before = self.before.get(path);
            if let Some(before) = before
                && self.travelling(before) == self.travelling(wanted)
            {
                assert!(!there.was_touched_since(before), "{told}");
                continue;
            }
            // `says` names the connection: of the ids in the raw definition, only one of the org's
            // own connections has a name.
            assert_eq!(there.says, self.travelling(wanted), "{told}");
            if self.options.connections == Include::Ignore {
                assert!(there.raw["searchSchedule"].is_null(), "{told}");
            }
            if self.options.reports == Include::Ignore {
                let reports = there.raw["schedules"].as_array();
                assert!(reports.is_none_or(Vec::is_empty), "{told}");
            }
            let in_place = before.is_none_or(|before| there.is_in_place_of(before));
            assert!(in_place, "{told}");
        }
    }
}
