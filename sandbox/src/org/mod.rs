//! One organization and everything in it.

pub(crate) mod connections;
pub(crate) mod keys;
pub(crate) mod profile;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::audit::AuditLog;
use crate::calls::Calls;
use crate::clock::Millis;
use crate::error::ApiError;
use crate::faults::Faults;
use crate::guesses::Guesses;
use crate::ids::{HexId, IdSource, Rng};
use crate::jobs::Jobs;
use crate::limits::Limits;
use crate::org::connections::Connections;
use crate::org::keys::AccessKeys;
use crate::org::profile::Profile;
use crate::tree::Tree;
use crate::tree::access::Viewer;
use crate::tree::dependencies::Surroundings;
use crate::tree::import::{Import, ImportReport};
use crate::tree::node::Stamp;

/// One organization.
#[derive(Debug, Clone)]
pub(crate) struct Org {
    pub(crate) profile: Profile,
    /// The account owner, to whom every access key belongs.
    pub(crate) owner: User,
    /// Somebody at the customer, who makes the customer's own items.
    pub(crate) analyst: User,
    pub(crate) keys: AccessKeys,
    pub(crate) ids: IdSource,
    /// Draws what fault switches and error ids need, apart from the ids of items.
    pub(crate) rng: Rng,
    pub(crate) tree: Tree,
    pub(crate) connections: Connections,
    pub(crate) views: BTreeSet<String>,
    pub(crate) sources: BTreeSet<String>,
    pub(crate) jobs: Jobs,
    pub(crate) limits: Limits,
    pub(crate) calls: Calls,
    pub(crate) faults: Faults,
    pub(crate) audit: AuditLog,
}

/// A person with an account in the org.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: HexId,
    pub(crate) email: String,
    pub(crate) role: HexId,
}

impl Org {
    /// An org with its users, one key and an empty library. `index` tells it from the other orgs of a seed.
    pub(crate) fn new(profile: Profile, seed: u64, index: u64, now: Millis) -> Self {
        let mut ids = IdSource::new(Rng::new(seed, 1_000 + index * 3));
        let user = |ids: &mut IdSource, email: String| User {
            id: ids.next(),
            email,
            role: ids.next(),
        };
        let owner = user(&mut ids, profile.owner_email.clone());
        let analyst = user(
            &mut ids,
            profile.owner_email.replacen("owner@", "analyst@", 1),
        );
        let stamp = Stamp {
            at: now,
            by: owner.id,
        };
        let mut tree = Tree::new(&mut ids, stamp);
        for user in [&owner, &analyst] {
            tree.add_user(&mut ids, user.id, &user.email, stamp);
        }
        let mut keys = AccessKeys::new(Rng::new(seed, 1_001 + index * 3));
        keys.mint("orgcast", owner.id, None, Vec::new(), now);
        Self {
            profile,
            owner,
            analyst,
            keys,
            ids,
            rng: Rng::new(seed, 1_002 + index * 3),
            tree,
            connections: Connections::default(),
            views: BTreeSet::new(),
            sources: BTreeSet::new(),
            jobs: Jobs::default(),
            limits: Limits::default(),
            calls: Calls::default(),
            faults: Faults::default(),
            audit: AuditLog::default(),
        }
    }

    /// The owner, acting as a content administrator.
    pub(crate) fn administrator(&self) -> Viewer {
        Viewer {
            user: self.owner.id,
            role: self.owner.role,
            account: self.profile.account,
            admin_mode: true,
        }
    }

    /// The customer's analyst, with an administrator's reach, so that an edit can happen anywhere.
    pub(crate) fn customer(&self) -> Viewer {
        Viewer {
            user: self.analyst.id,
            role: self.analyst.role,
            account: self.profile.account,
            admin_mode: true,
        }
    }

    /// What definitions of this org may refer to, as the viewer sees it.
    pub(crate) fn surroundings(&self, viewer: &Viewer) -> Surroundings {
        let personal = self
            .tree
            .personal_root(viewer.user)
            .and_then(|root| self.tree.get(root))
            .map(|root| self.tree.path_of(root))
            .unwrap_or_default();
        Surroundings {
            webhooks: self.connections.ids_of("WebhookConnection"),
            service_now: self.connections.ids_of("ServiceNowConnection"),
            views: self.views.clone(),
            sources: self.sources.clone(),
            cloud_siem: self.profile.cloud_siem,
            lookups_to_come: BTreeSet::new(),
            personal,
        }
    }

    /// Adds a definition to a folder under a name that is free, apart from any import job.
    pub(crate) fn add(
        &mut self,
        folder: HexId,
        definition: &Value,
        viewer: &Viewer,
        now: Millis,
    ) -> Result<HexId, ApiError> {
        let surroundings = self.surroundings(viewer);
        let mut import = Import {
            tree: &mut self.tree,
            ids: &mut self.ids,
            surroundings,
            fails: &|_| false,
            guesses: Guesses::default(),
            overwrite: false,
            stamp: Stamp {
                at: now,
                by: viewer.user,
            },
            report: ImportReport::default(),
        };
        let added = import.run(folder, definition);
        let changes = import.report.changes;
        self.audit.changes(viewer, now, &changes);
        added
    }
}
