//! What the organizations API tells about an org.

use serde_json::{Map, Value, json};

use crate::clock::{Millis, day};
use crate::ids::HexId;

const YEAR_MS: Millis = 365 * 24 * 3_600 * 1_000;

/// Name, place and subscription of an org.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    /// The name as people write it.
    pub(crate) name: String,
    /// The name in the organizations API, which takes fewer characters.
    pub(crate) organization_name: String,
    pub(crate) account: HexId,
    pub(crate) deployment: String,
    pub(crate) role: Role,
    /// How the content of this target came about.
    pub(crate) variant: &'static str,
    pub(crate) owner_email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    /// False after it was deactivated.
    pub(crate) active: bool,
    pub(crate) plan: &'static str,
    pub(crate) credits: u64,
    pub(crate) cloud_siem: bool,
    pub(crate) baselines: Map<String, Value>,
    pub(crate) created_at: Millis,
}

/// What an org is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Holds the content to push, and is the parent of all others.
    Source,
    /// Receives content; a child org.
    Target,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
        }
    }
}

impl Profile {
    /// `us2-00000000FF42A0C3`.
    pub(crate) fn org_id(&self) -> String {
        format!("{}-{}", self.deployment, self.account)
    }

    /// `ReadOrganizationResponse`.
    pub(crate) fn record(&self) -> Value {
        let mut plan = json!({ "planName": self.plan });
        if self.plan == "Trial" {
            plan["daysLeft"] = Value::from(45);
        }
        let mut baselines = self.baselines.clone();
        baselines.insert(
            "featureActivation".to_owned(),
            json!({ "cse": self.cloud_siem }),
        );
        let mut record = json!({
            "orgId": self.org_id(),
            "email": self.owner_email,
            "organizationName": self.organization_name,
            "firstName": self.first_name,
            "deploymentId": self.deployment,
            "isSSOSetup": false,
            "subscription": {
                "startDate": day(self.created_at),
                "endDate": day(self.created_at + YEAR_MS),
                "status": if self.active { "Active" } else { "Canceled" },
                "plan": plan,
                "credits": self.credits,
                "allocatedCredits": self.credits,
                "baselines": baselines,
            },
        });
        if let Some(last_name) = &self.last_name {
            record["lastName"] = Value::from(last_name.as_str());
        }
        record
    }
}

/// The name with the characters that the organizations API takes: letters, digits and ` +%-@.,_()`.
pub(crate) fn api_name(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'Ä' => out.push_str("Ae"),
            'Ö' => out.push_str("Oe"),
            'Ü' => out.push_str("Ue"),
            'ß' => out.push_str("ss"),
            'é' | 'è' | 'ê' => out.push('e'),
            'É' => out.push('E'),
            'ø' => out.push('o'),
            'Ø' => out.push('O'),
            'å' => out.push('a'),
            '&' => out.push('+'),
            c if is_api_character(c) => out.push(c),
            _ => {}
        }
    }
    out.chars().take(100).collect()
}

/// Whether the organizations API takes a name as it is.
pub(crate) fn is_api_name(name: &str) -> bool {
    (1..=100).contains(&name.chars().count()) && name.chars().all(is_api_character)
}

fn is_api_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || " +%-@.,_()".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awkward_names_have_an_api_spelling() {
        assert_eq!(
            api_name("Bäckerei Grünfeld & Söhne"),
            "Baeckerei Gruenfeld + Soehne"
        );
        assert_eq!(api_name("O'Dell"), "ODell");
        assert!(is_api_name(&api_name("Société Électrique du Val d'Orme")));
        assert!(!is_api_name("O'Dell"));
        assert!(!is_api_name(""));
    }
}
