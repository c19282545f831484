//! The orgs as they are at the start: a source org with a baseline, and targets that differ from it.

mod connections;
mod content;
mod customer;
mod dashboards;
mod items;
mod names;
mod template;
mod variants;

use serde_json::{Map, Value};

use crate::config::{LibraryFile, WorldConfig};
use crate::deployment::DEPLOYMENTS;
use crate::ids::{HexId, Rng};
use crate::org::Org;
use crate::org::profile::{Profile, Role, api_name};
use crate::schema::{self, DEFINITION};
use crate::tree::node::Stamp;
use template::{EarlierLookups, Template};
use variants::Variant;

const DAY_MS: u64 = 24 * 3_600 * 1_000;

/// The source org first, then its targets; and what could not be loaded of the library.
pub(crate) fn orgs(config: &WorldConfig) -> (Vec<Org>, Vec<String>) {
    let mut source = Org::new(profile(config, 0), config.seed, 0, config.created_at);
    connections::add(&mut source, connections::ALL);
    add_places(&mut source);
    let (definitions, remarks) = match &config.library {
        None => (content::baseline(), Vec::new()),
        Some(files) => library(files, &mut source),
    };
    let lookups = if config.lookup_clashes {
        EarlierLookups::ColumnLess
    } else {
        EarlierLookups::SameColumns
    };
    let baseline: Vec<Template> = definitions
        .iter()
        .map(|definition| Template::new(definition, lookups))
        .collect();
    let stamp = Stamp {
        at: config.created_at + 20 * DAY_MS,
        by: source.owner.id,
    };
    let root = source.tree.admin_recommended;
    for template in &baseline {
        template.place(&mut source, root, stamp, &mut |_| template::Take::Current);
    }
    add_rows(&mut source);

    let mut orgs = vec![source];
    for index in 1..config.orgs {
        let index = index as u64;
        let mut org = Org::new(
            profile(config, index),
            config.seed,
            index,
            config.created_at,
        );
        add_places(&mut org);
        Variant::of(config, index).fill(&mut org, &baseline, config.created_at);
        orgs.push(org);
    }
    (orgs, remarks)
}

/// Exports with their connections named. What is not an export, or has a name that is taken, is left out
/// and said.
fn library(files: &[LibraryFile], source: &mut Org) -> (Vec<Value>, Vec<String>) {
    let mut definitions: Vec<Value> = Vec::new();
    let mut remarks = Vec::new();
    for file in files {
        let problems = schema::problems(&DEFINITION, &file.definition);
        let name = &file.definition["name"];
        if let Some(problem) = problems.first() {
            remarks.push(format!(
                "{}: left out, it is not an export: {problem}",
                file.name
            ));
        } else if definitions.iter().any(|taken| taken["name"] == *name) {
            remarks.push(format!(
                "{}: left out, the name {name} is taken (content1:duplicate_element)",
                file.name
            ));
        } else {
            definitions.push(connections::name_references(&file.definition, source));
        }
    }
    (definitions, remarks)
}

/// A scheduled view in every org, so that a search may save to it.
fn add_places(org: &mut Org) {
    org.views.insert("security_daily".to_owned());
}

/// Every lookup of the source org has rows.
fn add_rows(org: &mut Org) {
    let lookups: Vec<HexId> = org
        .tree
        .nodes()
        .filter(|node| node.kind == crate::tree::node::ItemKind::Lookups)
        .map(|node| node.id)
        .collect();
    for id in lookups {
        if let Some(node) = org.tree.get_mut(id) {
            node.rows = 25;
        }
    }
}

fn profile(config: &WorldConfig, index: u64) -> Profile {
    let mut rng = Rng::new(config.seed, 100_000 + index);
    let is_source = index == 0;
    let name = if is_source {
        names::SOURCE.to_owned()
    } else {
        names::target(index)
    };
    // Most children live where their parent does.
    let place = if is_source || rng.chance(0.7) {
        0
    } else {
        rng.below(DEPLOYMENTS.len() as u64)
    };
    let deployment = usize::try_from(place)
        .ok()
        .and_then(|place| DEPLOYMENTS.get(place))
        .copied();
    let gigabytes = 5 + rng.below(200);
    let cloud_siem = is_source || rng.chance(0.6);
    let mut baselines = Map::new();
    baselines.insert("continuousIngest".to_owned(), Value::from(gigabytes));
    baselines.insert(
        "cseIngest".to_owned(),
        Value::from(if cloud_siem { gigabytes / 2 } else { 0 }),
    );
    baselines.insert(
        "metrics".to_owned(),
        Value::from(1_000 * (1 + rng.below(20))),
    );
    Profile {
        organization_name: api_name(&name),
        // The index in the low bits keeps account ids apart whatever is drawn above them.
        account: HexId(0xFF00_0000 + (rng.below(0x7F) << 17) + index),
        deployment: deployment.unwrap_or("us2").to_owned(),
        role: if is_source {
            Role::Source
        } else {
            Role::Target
        },
        variant: if is_source {
            "source"
        } else {
            Variant::of(config, index).name()
        },
        owner_email: format!("owner@{}.test", names::domain(&name, index)),
        first_name: names::first_name(&mut rng).to_owned(),
        last_name: Some(names::last_name(&mut rng).to_owned()),
        active: true,
        plan: if is_source {
            "EnterpriseSuite"
        } else {
            "Enterprise"
        },
        credits: 40_000 + 1_000 * rng.below(400),
        cloud_siem,
        baselines,
        created_at: config.created_at,
        name,
    }
}
