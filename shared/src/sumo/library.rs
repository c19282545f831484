//! The library: folders, exports and imports below Admin Recommended.

use serde::Deserialize;
use serde_json::json;

use super::{ApiAnswer, ApiRequest, CallError, Method, meaning};
use crate::id::{ContentId, ItemName};

/// The path under which the job that reads Admin Recommended is started.
pub const ADMIN_RECOMMENDED: &str = "/v2/content/folders/adminRecommended";

/// A folder and what is directly in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listing {
    /// The folder's id.
    pub id: ContentId,
    /// Its description.
    #[serde(default)]
    pub description: Option<String>,
    /// Its children, one level.
    #[serde(default)]
    pub children: Vec<Child>,
}

/// One child of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Child {
    /// Its id.
    pub id: ContentId,
    /// Its name.
    pub name: ItemName,
    /// `Folder`, `Search`, `Report`, `Dashboard` or `Lookups`.
    pub item_type: String,
    /// Its description.
    #[serde(default)]
    pub description: Option<String>,
}

impl Child {
    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.item_type == "Folder"
    }
}

/// Starts the job that reads Admin Recommended, one level.
pub fn start_admin_recommended() -> ApiRequest {
    ApiRequest::new(Method::Get, ADMIN_RECOMMENDED).in_admin_mode()
}

/// Asks for a folder, one level.
pub fn get_folder(folder: &ContentId) -> ApiRequest {
    ApiRequest::new(Method::Get, format!("/v2/content/folders/{folder}")).in_admin_mode()
}

/// Creates a folder.
pub fn create_folder(parent: &ContentId, name: &ItemName, description: &str) -> ApiRequest {
    let body = json!({ "name": name, "description": description, "parentId": parent });
    ApiRequest::new(Method::Post, "/v2/content/folders")
        .in_admin_mode()
        .with_json(&body)
}

/// Changes a folder's description.
pub fn update_folder(folder: &ContentId, name: &ItemName, description: &str) -> ApiRequest {
    let body = json!({ "name": name, "description": description });
    ApiRequest::new(Method::Put, format!("/v2/content/folders/{folder}"))
        .in_admin_mode()
        .with_json(&body)
}

/// The path under which an item's exports are started.
pub fn exports(item: &ContentId) -> String {
    format!("/v2/content/{item}/export")
}

/// Starts an export of an item and everything below it.
pub fn start_export(item: &ContentId) -> ApiRequest {
    ApiRequest::new(Method::Post, exports(item)).in_admin_mode()
}

/// The path under which imports into a folder are started.
pub fn imports(folder: &ContentId) -> String {
    format!("/v2/content/folders/{folder}/import")
}

/// Starts an import of one definition, as JSON text, into a folder.
pub fn start_import(folder: &ContentId, definition: Vec<u8>, overwrite: bool) -> ApiRequest {
    ApiRequest::new(
        Method::Post,
        format!("{}?overwrite={overwrite}", imports(folder)),
    )
    .in_admin_mode()
    .with_text(definition)
}

/// The path under which an item's removals are started.
pub fn removals(item: &ContentId) -> String {
    format!("/v2/content/{item}/delete")
}

/// Starts the removal of an item and everything below it.
pub fn start_removal(item: &ContentId) -> ApiRequest {
    ApiRequest::new(Method::Delete, removals(item)).in_admin_mode()
}

/// What an import says of the items that it couldn't write.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ImportFailure {
    /// Where the item would have been.
    #[serde(default)]
    pub path: String,
    /// Why it isn't there.
    #[serde(default)]
    pub error: String,
}

impl ImportFailure {
    /// Whether it is the phrase that the vendor uses where it gives no reason.
    pub fn says_nothing(&self) -> bool {
        meaning::says_nothing(&self.error)
    }

    /// What it means and what to do, where the job failed with this code, or with none.
    pub fn sentence(&self, code: &str) -> String {
        meaning::of_job(code, &self.error)
    }
}

/// Reads the result of an import; `None` where the deployment doesn't have the endpoint.
pub fn import_failures(answer: &ApiAnswer) -> Result<Option<Vec<ImportFailure>>, CallError> {
    #[derive(Deserialize)]
    struct ImportResult {
        #[serde(default)]
        failures: Option<Vec<ImportFailure>>,
    }
    if matches!(answer.status, 404 | 405) {
        return Ok(None);
    }
    let result: ImportResult = answer.json()?;
    Ok(Some(result.failures.unwrap_or_default()))
}
