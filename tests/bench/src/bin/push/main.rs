//! Measures pushes through a running Worker into a running sandbox, for `cargo xtask bench push`.
//!
//! push library FOLDER FOLDERS ITEMS
//!     writes the exports that the source org holds: so many folders with so many items in all
//! push measure OUTPUT.json TITLE…
//!     connects every org of the sandbox, and pushes everything once for each title: `new`, `same`, or
//!     `differing`, before which every tenth item of the source is edited. What changes nothing, `same`, is
//!     pushed several times where that is short, and the push of medium length counts

mod busy;
mod client;
mod library;
mod round;
mod sandbox;

use std::time::Duration;
use std::{fs, thread};

use anyhow::{Context, Result, bail};
use serde_json::Value as Json;

use client::Client;
use sandbox::Sandbox;

/// How often what changes nothing is pushed where that takes less than [`SHORT`]: of two seconds a hitch of the
/// machine is a tenth, and the first pushes find out how long an org's jobs take.
const TIMES: usize = 9;
const SHORT: Duration = Duration::from_secs(10);
/// How long to wait before each push: the calls of the one before it count for another second.
const APART: Duration = Duration::from_secs(2);

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["library", folder, folders, items] => {
            library::write(folder.as_ref(), folders.parse()?, items.parse()?)
        }
        ["measure", output, titles @ ..] => {
            let rounds = measure(titles)?;
            fs::write(output, Json::Array(rounds).to_string())?;
            Ok(())
        }
        _ => bail!("see the program's first lines"),
    }
}

fn measure(titles: &[&str]) -> Result<Vec<Json>> {
    let sandbox = Sandbox::at(var("SANDBOX_URL")?)?;
    let client = Client::sign_in(var("ORGCAST_URL")?, &var("ORGCAST_SIGN_IN_TOKEN")?)?;
    let orgs = round::connect(&client, &sandbox)?;
    let group = var("ORGCAST_WORKER_GROUP")?.parse()?;
    let mut rounds = Vec::new();
    for title in titles {
        println!("round {title}");
        if *title == "differing" {
            library::edit_every_tenth(&sandbox, &orgs.source.1)?;
            client.read(&orgs.source.0)?;
        }
        let mut pushes = Vec::new();
        for number in 1..=TIMES {
            let key = format!("{title}-{number}");
            thread::sleep(APART);
            let made = round::push(&client, &sandbox, &orgs, group, (title, &key))?;
            let is_enough = *title != "same" || made.0 > SHORT;
            pushes.push(made);
            if is_enough {
                break;
            }
        }
        pushes.sort_by_key(|(spent, _)| *spent);
        rounds.push(pushes.swap_remove(pushes.len() / 2).1);
    }
    Ok(rounds)
}

fn var(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}
