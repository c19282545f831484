use serde::{Deserialize, Serialize};

use crate::id::{AccessId, Millis, OrgId, Secret};
use crate::org::Endpoint;

/// Where credentials may be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointList {
    /// Sumo Logic's deployments, then the operator's own endpoints.
    pub endpoints: Vec<Endpoint>,
}

/// The orgs that are connected, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgList {
    /// The orgs.
    pub orgs: Vec<Org>,
}

/// A connected org. Its access key is nowhere in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Org {
    /// Orgcast's id of it.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// The name of its endpoint: a deployment's code, or one of the operator's.
    pub endpoint: String,
    /// The access id in use.
    pub access_id: AccessId,
    /// Whether nothing may ever be pushed there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// Whether its content is known.
    pub status: OrgStatus,
    /// When its content was last read in full.
    pub read_at: Option<Millis>,
    /// How many items and folders it had under Admin Recommended then.
    pub items: Option<u64>,
}

/// Whether an org's content is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
// Named by the outer key rather than by a tag inside: reading a tagged enum takes a second copy of
// every reader in it, and a browser has to load them.
#[serde(rename_all = "camelCase")]
pub enum OrgStatus {
    /// It was never read.
    Unread,
    /// It is being read.
    Reading(ReadProgress),
    /// The newest read is complete.
    Ready,
    /// The newest try to read it failed; an older read may still be there.
    Failed(ReadFailure),
}

/// How far a read is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadProgress {
    /// When it started.
    pub started_at: Millis,
    /// Items and folders read so far.
    pub items: u64,
    /// Calls made so far.
    pub calls: u64,
}

/// Why a read failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadFailure {
    /// When.
    pub at: Millis,
    /// What went wrong and what to do, in a sentence.
    pub message: String,
}

/// The two halves of an access key.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Credentials {
    /// The half that isn't secret.
    pub access_id: AccessId,
    /// The half that is; it is sealed at once and never comes back.
    pub access_key: Secret,
}

/// Connects an org. The credentials are tried before anything is saved.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectOrg {
    /// Its name, 1 to 100 characters, unlike any other org's.
    pub name: String,
    /// The name of its endpoint.
    pub endpoint: String,
    /// Its access key.
    pub credentials: Credentials,
}

/// Changes an org; what is left out stays.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeOrg {
    /// A new name.
    #[serde(default)]
    pub name: Option<String>,
    /// A new access key, tried before it is saved. It may be another org's, so what was read and
    /// what Orgcast last wrote there is forgotten: items that differ from the source then are of
    /// class [`crate::select::Class::Unknown`] until they are pushed again.
    #[serde(default)]
    pub credentials: Option<Credentials>,
    /// Whether nothing may be pushed there from now on. What a push is writing there already goes
    /// on; where its turn has not come, nothing is written.
    #[serde(default)]
    pub protected: Option<bool>,
}

/// Starts reading orgs. One that is being read already is left to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartReads {
    /// Which orgs.
    pub orgs: Vec<OrgId>,
}
