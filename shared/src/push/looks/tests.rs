use serde_json::json;

use super::*;
use crate::content::{Connections, Nodes};
use crate::id::{ContentId, ItemName};
use crate::push::calls::Calls;
use crate::push::folders::Folders;
use crate::push::pace::Pace;
use crate::push::together::both;
use crate::push::{Command, Event, Machine, OrgOrder, Reply};
use crate::sumo::ApiAnswer;

/// Replaces a description by a call that is answered with these statuses, while another look finds that
/// somebody changed it. Gives whether that is noticed, how often it is tried, and why the org ends.
fn moved_meanwhile(statuses: &'static [u16]) -> (bool, usize, Option<String>) {
    let mut machine = Machine::new(|port| async move {
        let mut nodes = Nodes::default();
        let folder = FolderNode::new("older", Vec::new());
        let entry = Entry::folder(ItemName::new("F").unwrap(), nodes.insert(folder.clone()));
        let root = nodes.insert(FolderNode::new("", vec![entry]));
        let cell = json!({ "path": "/F", "kind": "folder", "action": "replace", "description": "newer",
                           "source": Digest::of(b"newer"), "target": folder.own_digest() });
        let order = json!({ "version": OrgOrder::VERSION, "options": {}, "cells": [cell],
                            "connections": [] });
        let order: OrgOrder = serde_json::from_value(order).unwrap();
        let (calls, journal) = (Calls::new(port, 7, Pace::default()), Journal::default());
        let held = Held {
            nodes: &nodes,
            root: &root,
            options: order.options,
        };
        let folders = Folders::new(&calls);
        let before = (held, Millis(0));
        let none = Connections::default();
        let writer = Writer::new(&calls, &order, &[], none, &journal, folders, before);
        let (cell, id) = (&order.cells[0], ContentId::new("0A").unwrap());
        let found = async {
            // By then the last try has begun.
            calls.port.sleep(Millis(60_000)).await;
            let moved = (calls.port.now(), Standing::Moved);
            writer
                .looks
                .seen
                .borrow_mut()
                .insert(cell.path.clone(), moved);
        };
        let (tried, ()) = both(writer.attempt(Unit::Description(cell), &id), found).await;
        let fatal = writer.fatal.borrow().clone();
        (matches!(tried.attempt, Attempt::Moved), fatal)
    });
    let (mut now, mut calls, mut event) = (Millis(0), 0, Event::Start);
    let mut due = Vec::new();
    loop {
        let step = machine.step(now, event);
        if let Some((is_moved, fatal)) = step.output {
            return (is_moved, calls, fatal);
        }
        for command in step.commands {
            match command {
                Command::Call(id, _) => {
                    let status = statuses[calls];
                    calls += 1;
                    // The last answer takes longer than that look.
                    let at = if calls == statuses.len() {
                        now + Millis(65_000)
                    } else {
                        now
                    };
                    let answer = ApiAnswer {
                        status,
                        content_type: "application/json".into(),
                        location: None,
                        retry_after: None,
                        body: b"{}".to_vec(),
                    };
                    due.push((at, id, Reply::Answer(Ok(answer))));
                }
                Command::Wake(id, at) => due.push((at, id, Reply::Done)),
                Command::Journal(id, _) => due.push((now, id, Reply::Done)),
                Command::Tell(_) => {}
                other => panic!("{other:?}"),
            }
        }
        due.sort_by_key(|(at, id, _)| std::cmp::Reverse((*at, *id)));
        let (at, id, reply) = due.pop().expect("something is waited for");
        now = now.max(at);
        event = Event::Reply(id, reply);
    }
}

#[test]
fn a_call_that_ends_the_org_does_so_although_its_item_was_changed() {
    let (is_moved, calls, fatal) = moved_meanwhile(&[401, 401, 401]);
    assert!(is_moved && calls == 3);
    assert!(fatal.is_some_and(|why| why.contains("key was refused")));
    let (is_moved, _, fatal) = moved_meanwhile(&[301]);
    assert!(is_moved && fatal.is_some());
}

#[test]
fn what_might_have_gone_well_at_another_try_does_not_end_the_org() {
    assert_eq!(moved_meanwhile(&[401]), (true, 1, None));
}
