//! All orgs together: request and time in, response out.

use std::collections::BTreeMap;

use crate::clock::Millis;
use crate::config::WorldConfig;
use crate::control;
use crate::demo;
use crate::gate::{self, Ticket};
use crate::http::{Request, Response};
use crate::org::Org;

/// Many organizations behind one base URL. It reads no clock, draws no randomness of its own and does no
/// input or output: the same configuration and the same requests at the same times give the same answers.
#[derive(Debug, Clone)]
pub struct World {
    pub(crate) config: WorldConfig,
    /// The source org first, then its targets.
    pub(crate) orgs: Vec<Org>,
    pub(crate) by_access_id: BTreeMap<String, usize>,
    /// How far virtual time runs ahead of the caller's, in milliseconds.
    pub(crate) ahead: Millis,
    remarks: Vec<String>,
}

/// A request to the organizations API, which reaches across orgs.
pub(crate) struct ParentCall<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) request: &'a Request,
    pub(crate) params: Vec<String>,
    pub(crate) now: Millis,
}

impl World {
    /// Makes the source org and its targets.
    pub fn new(config: WorldConfig) -> Self {
        let (orgs, remarks) = demo::orgs(&config);
        let mut world = Self {
            config,
            orgs: Vec::new(),
            by_access_id: BTreeMap::new(),
            ahead: 0,
            remarks,
        };
        for org in orgs {
            world.add(org);
        }
        world
    }

    /// What could not be loaded from the library given in the configuration, as sentences.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Answers a request that starts and ends at the same instant.
    pub fn handle(&mut self, request: &Request, now: Millis) -> Response {
        let (response, ticket) = self.begin(request, now);
        if let Some(ticket) = ticket {
            self.end(ticket);
        }
        response
    }

    /// Takes a request in and gives the answer, which the client is to get later: until [`World::end`] is
    /// called with the ticket, the request counts as under way.
    pub fn begin(&mut self, request: &Request, now: Millis) -> (Response, Option<Ticket>) {
        let now = now.saturating_add(self.ahead);
        if request.path.starts_with("/__sandbox") {
            return (control::handle(self, request, now), None);
        }
        gate::pass(self, request, now)
    }

    /// The answer to a request has been delivered, or its client has gone.
    pub fn end(&mut self, ticket: Ticket) {
        gate::leave(self, ticket);
    }

    pub(crate) fn add(&mut self, org: Org) {
        let index = self.orgs.len();
        if let Some(key) = org.keys.first() {
            self.by_access_id.insert(key.id.clone(), index);
        }
        self.orgs.push(org);
    }

    pub(crate) fn org_index(&self, org_id: &str) -> Option<usize> {
        self.orgs
            .iter()
            .position(|org| org.profile.org_id() == org_id)
    }
}
