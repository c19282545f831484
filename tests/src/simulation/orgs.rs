use orgcast_sandbox::{Request, World};
use orgcast_shared::id::{ItemName, ItemPath, OrgId};
use serde_json::Value;

/// One of the sandbox's orgs and the key to it.
#[derive(Debug, Clone)]
pub struct SimOrg {
    /// Its id, at the sandbox and in the plans.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// The access id.
    pub access_id: String,
    /// The access key.
    pub access_key: String,
    /// Whether the sandbox made it the source.
    pub is_source: bool,
    /// What the sandbox says of its history.
    pub variant: String,
}

impl SimOrg {
    /// The orgs of a world, the source first.
    ///
    /// # Panics
    ///
    /// When the sandbox's list can't be read.
    pub fn all(world: &mut World) -> Vec<Self> {
        let list = world
            .handle(&Request::new("GET", "/__sandbox/orgs"), 0)
            .body_json();
        let text = |org: &Value, field: &str| org[field].as_str().expect(field).to_owned();
        let org = |org: &Value| Self {
            id: OrgId::new(text(org, "orgId")).expect("an id"),
            name: text(org, "name"),
            access_id: text(org, "accessId"),
            access_key: text(org, "accessKey"),
            is_source: text(org, "role") == "source",
            variant: text(org, "variant"),
        };
        let mut orgs: Vec<_> = list.as_array().expect("a list").iter().map(org).collect();
        orgs.sort_by_key(|org| !org.is_source);
        orgs
    }
}

/// The library path of an item whose names hold no slashes, as the control interface takes it.
pub fn library_path(path: &ItemPath) -> String {
    let names: Vec<_> = path.names().iter().map(ItemName::as_str).collect();
    format!("/Library/Admin Recommended/{}", names.join("/"))
}
