//! The Worker and the sandbox that all tests share: every org connected and read once.

use std::sync::OnceLock;

use orgcast_shared::api::{Org, OrgStatus};
use orgcast_shared::id::OrgId;
use xtask::stack::Stack;

use crate::client::{Client, wait};
use crate::sandbox::{self, SandboxOrg};

/// The shared Worker.
#[derive(Debug)]
pub(crate) struct SharedStack {
    pub(crate) client: Client,
    orgs: Vec<(SandboxOrg, OrgId)>,
}

/// The shared Worker, with its orgs connected.
pub(crate) fn stack() -> &'static SharedStack {
    static STACK: OnceLock<SharedStack> = OnceLock::new();
    STACK.get_or_init(|| {
        let url = std::env::var("SANDBOX_URL").expect("`cargo xtask test edge` sets SANDBOX_URL");
        SharedStack::connect(Client::of_env(), &url)
    })
}

impl SharedStack {
    /// A stack of a test's own.
    pub(crate) fn of(running: &Stack) -> Self {
        let (worker, sandbox) = (running.worker.url(), running.sandbox.url());
        let env = running.env();
        let key = env.iter().find(|(name, _)| *name == "ORGCAST_SIGN_IN_KEY");
        let client = Client::sign_in(&worker, &key.expect("a key").1, &sandbox);
        Self::connect(client, &sandbox)
    }

    /// Connects every org of a sandbox and waits until all of them are read.
    fn connect(client: Client, sandbox: &str) -> Self {
        let orgs: Vec<(SandboxOrg, OrgId)> = sandbox::orgs(sandbox)
            .into_iter()
            .map(|org| {
                let id = client.connect(&org).read::<Org>().id;
                (org, id)
            })
            .collect();
        wait("the first reads", || {
            let ready = |org: &Org| org.status == OrgStatus::Ready;
            client.orgs().iter().all(ready).then_some(())
        });
        Self { client, orgs }
    }

    /// The org whose items are pushed.
    pub(crate) fn source(&self) -> &(SandboxOrg, OrgId) {
        self.orgs
            .iter()
            .find(|(org, _)| org.role == "source")
            .expect("a source")
    }

    /// All other orgs.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &(SandboxOrg, OrgId)> {
        self.orgs.iter().filter(|(org, _)| org.role == "target")
    }

    /// A target of a variant, by its place among them: a test uses the places that are its own.
    pub(crate) fn target(&self, variant: &str, place: usize) -> &(SandboxOrg, OrgId) {
        let mut of_variant = self.orgs.iter().filter(|(org, _)| org.variant == variant);
        of_variant
            .nth(place)
            .unwrap_or_else(|| panic!("no {variant} org at {place}"))
    }
}
