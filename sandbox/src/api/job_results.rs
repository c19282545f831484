//! Status and result of jobs, the same for every sort of job.

use serde_json::{Value, json};

use crate::api::{Answer, Call};
use crate::error::ApiError;
use crate::guesses::{JOB_HAS_NO_RESULT, JOB_NOT_FOUND};
use crate::http::Response;
use crate::jobs::{Job, JobResult, Outcome};
use crate::tree::import::ImportReport;

/// `GET …/{jobId}/status`
pub(crate) fn status(call: &mut Call<'_>) -> Answer {
    let job = job(call)?;
    let body = match job.outcome() {
        None => json!({ "status": "InProgress", "statusMessage": null, "error": null }),
        Some(Outcome::Done { message, .. }) => {
            json!({ "status": "Success", "statusMessage": message, "error": null })
        }
        Some(Outcome::Failed { error, .. }) => {
            json!({ "status": "Failed", "statusMessage": null, "error": error.description() })
        }
    };
    Ok(Response::json(200, &body))
}

/// `GET …/{jobId}/result`
pub(crate) fn result(call: &mut Call<'_>) -> Answer {
    let hides_import = call.org.faults.no_import_result;
    let job = job(call)?;
    if job.task.family() == "import" {
        return if hides_import {
            Err(ApiError::not_found())
        } else {
            Ok(import_result(job))
        };
    }
    let body = match job.outcome() {
        Some(Outcome::Done {
            result: JobResult::Listing(listing),
            ..
        }) => listing.clone(),
        Some(Outcome::Done {
            result: JobResult::Definition(snapshot),
            ..
        }) => snapshot.definition(),
        Some(Outcome::Failed { error, .. }) => return Err(error.clone()),
        _ => {
            return Err(ApiError::new(
                400,
                JOB_HAS_NO_RESULT,
                "The job has no result yet.",
            ));
        }
    };
    Ok(Response::json(200, &body))
}

/// The job in the path; its sort and its item have to be those of the path too.
fn job<'a>(call: &'a Call<'_>) -> Result<&'a Job, ApiError> {
    let unknown = || ApiError::new(404, JOB_NOT_FOUND, "There is no job with the given ID.");
    let (subject, id) = match call.params.as_slice() {
        [id] => (None, id),
        [subject, id] => (Some(subject.parse().map_err(|_| unknown())?), id),
        _ => return Err(unknown()),
    };
    let job = id
        .parse()
        .ok()
        .and_then(|id| call.org.jobs.get(id))
        .ok_or_else(unknown)?;
    let in_path = call
        .request
        .segments()
        .contains(&job.task.family().to_owned());
    if in_path && job.task.subject() == subject {
        Ok(job)
    } else {
        Err(unknown())
    }
}

fn import_result(job: &Job) -> Response {
    let (status, report) = match job.outcome() {
        None => return Response::json(200, &json!({ "status": "InProgress" })),
        Some(Outcome::Done {
            result: JobResult::Import(report),
            ..
        }) => ("Success", Some(report)),
        Some(Outcome::Done { .. }) => ("Success", None),
        Some(Outcome::Failed { report, .. }) => ("Failed", report.as_ref()),
    };
    let nothing = ImportReport::default();
    let report = report.unwrap_or(&nothing);
    // A job that was refused as a whole lists no items, but none was imported either.
    let refused = status == "Failed" && report.failures.is_empty();
    let failed = if refused {
        report.total
    } else {
        report.failures.len()
    };
    let failures: Vec<Value> = report
        .failures
        .iter()
        .map(|f| json!({ "path": f.path, "type": f.kind.as_str(), "error": f.error.message }))
        .collect();
    Response::json(
        200,
        &json!({
            "status": status,
            "summary": {
                "totalItems": report.total,
                "successCount": report.total.saturating_sub(failed),
                "failureCount": failed,
            },
            "failures": failures,
        }),
    )
}
