use orgcast_shared::content::ItemKind;
use orgcast_shared::history::PushState;
use orgcast_shared::select::{Include, Options};

use crate::preview::{Preview, everything};
use crate::shared_stack::stack;

/// The four combinations, each into an org of its own, all at once.
#[test]
fn schedules_travel_as_the_options_say() {
    let stack = stack();
    let (source, from) = stack.source();
    let of_source = source.library();
    let pushes: Vec<_> = Options::all()
        .into_iter()
        .enumerate()
        .map(|(place, options)| {
            let (org, to) = stack.target("empty", 1 + place);
            let mut choices = everything(from, &[to]);
            choices.options = options;
            let preview = Preview::of(&stack.client, &choices);
            let push = preview.start(&stack.client, &format!("options-{place}"));
            (options, org, choices, push)
        })
        .collect();
    for (options, org, choices, push) in pushes {
        let detail = stack.client.wait_for(&push);
        assert_eq!(
            detail.push.state,
            PushState::Succeeded,
            "{options:?}: {detail:?}"
        );
        let there = org.library();
        assert_eq!(there.len(), of_source.len());
        for (path, item) in &of_source {
            let ignored = match item.kind {
                ItemKind::Search => options.connections == Include::Ignore,
                ItemKind::Dashboard => options.reports == Include::Ignore,
                _ => false,
            };
            let expected = match (ignored, item.stripped) {
                (true, Some(stripped)) => stripped,
                _ => item.digest,
            };
            assert_eq!(there[path].digest, expected, "{path} with {options:?}");
        }
        let again = Preview::of(&stack.client, &choices);
        assert_eq!(again.plan.counts().writes(), 0, "{options:?}");
    }
    let scheduled = |kind| {
        of_source
            .values()
            .any(|i| i.kind == kind && i.stripped.is_some())
    };
    assert!(scheduled(ItemKind::Search) && scheduled(ItemKind::Dashboard));
}
