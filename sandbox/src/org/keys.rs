//! Access keys of an org.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::clock::{Millis, rfc3339};
use crate::ids::{HexId, Rng};

/// The access keys of one org by access id.
#[derive(Debug, Clone)]
pub(crate) struct AccessKeys {
    keys: BTreeMap<String, AccessKey>,
    first: String,
    rng: Rng,
}

/// One access id with its key.
#[derive(Debug, Clone)]
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: String,
    label: String,
    user: HexId,
    /// Narrower than what the user may do; none means all of it.
    pub(crate) scopes: Option<Vec<String>>,
    /// Origins from which a browser may call.
    pub(crate) origins: Vec<String>,
    pub(crate) disabled: bool,
    created_at: Millis,
}

impl AccessKeys {
    pub(crate) fn new(rng: Rng) -> Self {
        Self {
            keys: BTreeMap::new(),
            first: String::new(),
            rng,
        }
    }

    /// Makes a key. The first one is what the control interface shows.
    pub(crate) fn mint(
        &mut self,
        label: &str,
        user: HexId,
        scopes: Option<Vec<String>>,
        origins: Vec<String>,
        now: Millis,
    ) -> &AccessKey {
        let id = format!("su{}", self.rng.alphanumeric(12));
        if self.first.is_empty() {
            self.first.clone_from(&id);
        }
        let key = AccessKey {
            id: id.clone(),
            secret: self.rng.alphanumeric(64),
            label: label.to_owned(),
            user,
            scopes,
            origins,
            disabled: false,
            created_at: now,
        };
        self.keys.entry(id).or_insert(key)
    }

    pub(crate) fn get(&self, access_id: &str) -> Option<&AccessKey> {
        self.keys.get(access_id)
    }

    pub(crate) fn first(&self) -> Option<&AccessKey> {
        self.keys.get(&self.first)
    }

    /// Switches every key off, as deactivating an org does.
    pub(crate) fn disable_all(&mut self) {
        for key in self.keys.values_mut() {
            key.disabled = true;
        }
    }
}

impl AccessKey {
    /// `AccessKey` of the organizations API: the only answer that holds the secret.
    pub(crate) fn created(&self) -> Value {
        json!({
            "id": self.id,
            "key": self.secret,
            "label": self.label,
            "corsHeaders": self.origins,
            "disabled": self.disabled,
            "createdAt": rfc3339(self.created_at),
            "createdBy": self.user.to_string(),
            "modifiedAt": rfc3339(self.created_at),
            "modifiedBy": self.user.to_string(),
            "scopes": self.scopes,
        })
    }
}
