use std::collections::BTreeSet;
use std::env;
use std::time::Instant;

use orgcast_shared::history::PushState;
use orgcast_shared::id::OrgId;
use xtask::progress::Progress;
use xtask::stack::{SandboxOptions, Stack};
use xtask::workspace::Workspace;

use crate::content::differences;
use crate::preview::{Preview, everything};
use crate::shared_stack::SharedStack;

/// A folder of exports to be pushed instead of the demo.
const LIBRARY: &str = "ORGCAST_LIBRARY";

/// All of Admin Recommended into eleven orgs of every history.
#[test]
fn a_whole_library_reaches_every_org_and_then_nothing_is_left_to_write() {
    let workspace = Workspace::find().expect("the workspace");
    let options = SandboxOptions {
        orgs: Some(12),
        library: env::var_os(LIBRARY).map(Into::into),
        ..SandboxOptions::default()
    };
    let program = workspace.target().join("debug/orgcast-sandbox");
    let running = Progress::new(1)
        .step("Starting a Worker for a whole library", |step| {
            Stack::start(&workspace, "edge-library", program, &options, step)
        })
        .expect("a stack");
    let stack = SharedStack::of(&running);

    let (source, from) = stack.source();
    let of_source = source.content();
    let targets: Vec<_> = stack.targets().collect();
    let variants: BTreeSet<&str> = targets
        .iter()
        .map(|(org, _)| org.variant.as_str())
        .collect();
    assert_eq!((targets.len(), variants.len()), (11, 7), "{variants:?}");
    let before: Vec<_> = targets.iter().map(|(org, _)| org.content()).collect();
    let ids: Vec<&OrgId> = targets.iter().map(|(_, id)| id).collect();
    let choices = everything(from, &ids);

    let first = Preview::of(&stack.client, &choices);
    let counts = first.plan.counts();
    assert_eq!(counts.cells(), (of_source.len() * targets.len()) as u64);
    let begun = Instant::now();
    let push = first.start(&stack.client, "whole-library");
    let detail = stack.client.wait_for(&push);
    let took = begun.elapsed().as_secs();
    assert_eq!(detail.push.state, PushState::Succeeded, "{detail:?}");
    println!(
        "{} items and folders into {} orgs: {} created, {} replaced, {} same, in {took} s",
        of_source.len(),
        targets.len(),
        detail.push.outcomes.created,
        detail.push.outcomes.replaced,
        detail.push.outcomes.same,
    );
    let mut own_items = 0;
    for ((org, _), before) in targets.iter().zip(before) {
        let after = org.content();
        assert_eq!(differences(&of_source, &after), [""; 0], "{}", org.name);
        for (path, held) in &after {
            match (before.get(path), of_source.get(path)) {
                (None, wanted) => assert!(wanted.is_some(), "{path} in {}", org.name),
                (Some(was), Some(wanted)) if was.says != wanted.says => {
                    assert!(held.is_in_place_of(was), "{path} in {}", org.name);
                }
                (Some(was), wanted) => {
                    own_items += usize::from(wanted.is_none());
                    assert!(!held.was_touched_since(was), "{path} in {}", org.name);
                }
            }
        }
        assert!(before.keys().all(|path| after.contains_key(path)));
    }
    assert!(own_items > 0);

    let ids: Vec<OrgId> = ids.into_iter().cloned().collect();
    stack.client.read(&ids);
    let again = Preview::of(&stack.client, &choices);
    assert_eq!(again.plan.counts().same, counts.cells());
    let writes = || -> Vec<u64> { targets.iter().map(|(org, _)| org.calls().writes).collect() };
    let written = writes();
    let push = again.start(&stack.client, "whole-library-again");
    let detail = stack.client.wait_for(&push);
    assert_eq!(detail.push.state, PushState::Succeeded);
    assert_eq!(detail.push.outcomes.same, counts.cells());
    assert_eq!(writes(), written);
    for (org, _) in &targets {
        let calls = org.calls();
        assert!(
            calls.max_per_second <= 4 && calls.throttled == 0,
            "{calls:?}"
        );
    }
}
