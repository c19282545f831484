use serde::{Deserialize, Serialize};

/// What a person may do. The names are Sumo Logic's role capabilities of the same meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Capability {
    /// See organizations, their content, pushes and history.
    ViewOrganizations,
    /// Connect an organization.
    CreateOrganizations,
    /// Change organizations, read them anew, and push to them.
    ManageOrganizations,
}

impl Capability {
    /// Every capability.
    pub const ALL: [Self; 3] = [
        Self::ViewOrganizations,
        Self::CreateOrganizations,
        Self::ManageOrganizations,
    ];

    /// The capability's name in Sumo Logic's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::ViewOrganizations => "View Organizations",
            Self::CreateOrganizations => "Create Organizations",
            Self::ManageOrganizations => "Manage Organizations",
        }
    }
}

/// What one person may do.
pub type Capabilities = Vec<Capability>;
