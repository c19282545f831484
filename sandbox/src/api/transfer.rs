//! Starting exports and imports.

use std::sync::Arc;

use crate::api::{Answer, Call, refuse};
use crate::error::ApiError;
use crate::guesses::INVALID_CONTENT;
use crate::jobs::Task;
use crate::schema::{DEFINITION, schedule_problems};
use crate::tree::definition::count_items;

/// `POST /v2/content/{id}/export`
pub(crate) fn export(call: &mut Call<'_>) -> Answer {
    let node = call.visible(0)?;
    let item = node.id;
    let refuses_root = call.config.guesses.refuse_root_export || call.org.faults.refuse_root_export;
    if refuses_root && item == call.org.tree.admin_recommended {
        return Err(ApiError::new(
            400,
            INVALID_CONTENT,
            "This folder cannot be exported.",
        ));
    }
    let objects = call.org.tree.count(node);
    Ok(call.start_job(Task::Export { item }, objects))
}

/// `POST /v2/content/folders/{folderId}/import`
pub(crate) fn import(call: &mut Call<'_>) -> Answer {
    let node = call.editable(0)?;
    let folder = node.id;
    if !node.is_folder() {
        return Err(ApiError::content_not_found(folder));
    }
    let overwrite = match call.request.query_value("overwrite") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(ApiError::new(
                400,
                INVALID_CONTENT,
                "overwrite must be true or false.",
            ));
        }
    };
    let definition = call.body(&DEFINITION, INVALID_CONTENT)?;
    refuse(INVALID_CONTENT, &schedule_problems(&definition))?;
    let objects = count_items(&definition);
    Ok(call.start_job(
        Task::Import {
            folder,
            definition: Arc::new(definition),
            overwrite,
        },
        objects,
    ))
}
