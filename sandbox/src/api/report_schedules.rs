//! Report schedules of dashboards. In an export they stand in the dashboard's `schedules`.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::api::{Answer, Call, page, page_limit, parse_content_id};
use crate::error::ApiError;
use crate::guesses::INVALID_REPORT_SCHEDULE;
use crate::http::Response;
use crate::ids::HexId;
use crate::schema::REPORT_SCHEDULE;
use crate::tree::node::{ItemKind, Node};

/// Reports that one dashboard may have (documented).
const PER_DASHBOARD: usize = 20;

/// `GET /v1/dashboards/reportSchedules?dashboardId=&limit=&token=`: those that the caller created.
pub(crate) fn list(call: &mut Call<'_>) -> Answer {
    let limit = page_limit(call.request, 50, 100, INVALID_REPORT_SCHEDULE)?;
    number_all(call);
    let wanted = call.request.query_value("dashboardId");
    let user = call.viewer.user;
    let members = call
        .org
        .tree
        .nodes()
        .filter(|node| {
            node.modified.by == user && wanted.is_none_or(|id| id == node.id.to_string())
        })
        .flat_map(|node| {
            let reports = node.report_ids.iter().zip(node.report_schedules());
            reports.map(|(id, report)| (id.to_string(), shown(node, *id, report)))
        });
    let mut members: Vec<_> = members.collect();
    members.sort_by(|a, b| a.0.cmp(&b.0));
    let (reports, next) = page(
        members.into_iter(),
        call.request,
        limit,
        INVALID_REPORT_SCHEDULE,
    )?;
    Ok(Response::json(
        200,
        &json!({ "reportSchedules": reports, "next": next }),
    ))
}

/// `POST /v1/dashboards/reportSchedules`
pub(crate) fn create(call: &mut Call<'_>) -> Answer {
    let (dashboard, body) = request_body(call)?;
    let viewer = call.unheadered_viewer();
    let node = call
        .org
        .tree
        .editable(&viewer, dashboard)
        .filter(|node| node.kind == ItemKind::Dashboard);
    let count = node
        .ok_or_else(|| ApiError::content_not_found(dashboard))?
        .report_schedules()
        .len();
    if count >= PER_DASHBOARD {
        return Err(ApiError::new(
            400,
            INVALID_REPORT_SCHEDULE,
            format!("A dashboard has at most {PER_DASHBOARD} reports."),
        ));
    }
    write(call, dashboard, |reports| reports.push(body));
    call.org.tree.number_reports(dashboard, &mut call.org.ids);
    answer(call, dashboard, count)
}

/// `GET /v1/dashboards/reportSchedules/{scheduleId}`
pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let (dashboard, index) = find(call)?;
    answer(call, dashboard, index)
}

/// `PUT /v1/dashboards/reportSchedules/{scheduleId}`
pub(crate) fn update(call: &mut Call<'_>) -> Answer {
    let (dashboard, index) = find(call)?;
    let (_, body) = request_body(call)?;
    write(call, dashboard, |reports| {
        if let Some(report) = reports.get_mut(index) {
            *report = body;
        }
    });
    answer(call, dashboard, index)
}

/// `DELETE /v1/dashboards/reportSchedules/{scheduleId}`
pub(crate) fn delete(call: &mut Call<'_>) -> Answer {
    let (dashboard, index) = find(call)?;
    write(call, dashboard, |reports| {
        reports.remove(index);
    });
    if let Some(node) = call.org.tree.get_mut(dashboard) {
        node.report_ids.remove(index);
    }
    Ok(Response::empty(204))
}

/// `ReportScheduleRequest`: the dashboard, and the report as an export has it.
fn request_body(call: &Call<'_>) -> Result<(HexId, Value), ApiError> {
    let mut body = call.body(&REPORT_SCHEDULE, INVALID_REPORT_SCHEDULE)?;
    let dashboard = body["dashboardId"]
        .as_str()
        .ok_or_else(|| ApiError::new(400, INVALID_REPORT_SCHEDULE, "dashboardId is required."))?;
    let dashboard = parse_content_id(dashboard)?;
    if let Some(fields) = body.as_object_mut() {
        fields.remove("dashboardId");
        fields.remove("scheduleId");
    }
    Ok((dashboard, body))
}

fn find(call: &mut Call<'_>) -> Result<(HexId, usize), ApiError> {
    number_all(call);
    let wanted = call.param(0).parse::<HexId>().ok();
    let place = |node: &Node| {
        Some((
            node.id,
            node.report_ids.iter().position(|id| Some(*id) == wanted)?,
        ))
    };
    call.org
        .tree
        .nodes()
        .find_map(place)
        .ok_or_else(ApiError::not_found)
}

fn number_all(call: &mut Call<'_>) {
    let org = &mut *call.org;
    let unnumbered = |node: &&Node| node.report_ids.len() != node.report_schedules().len();
    let dashboards: Vec<HexId> = org
        .tree
        .nodes()
        .filter(unnumbered)
        .map(|node| node.id)
        .collect();
    for dashboard in dashboards {
        org.tree.number_reports(dashboard, &mut org.ids);
    }
}

fn write(call: &mut Call<'_>, dashboard: HexId, change: impl FnOnce(&mut Vec<Value>)) {
    let stamp = call.stamp();
    let org = &mut *call.org;
    let Some(node) = org.tree.get_mut(dashboard) else {
        return;
    };
    let fields = Arc::make_mut(&mut node.body);
    let reports = fields.entry("schedules").or_insert(Value::Null);
    if !reports.is_array() {
        *reports = json!([]);
    }
    if let Some(reports) = reports.as_array_mut() {
        change(reports);
    }
    node.modified = stamp;
    if let Some(node) = org.tree.get(dashboard) {
        org.audit.content(
            "ContentUpdated",
            &call.viewer,
            call.now,
            node.into(),
            &Value::Null,
        );
    }
}

fn shown(node: &Node, id: HexId, report: &Value) -> Value {
    let mut out = report.clone();
    out["dashboardId"] = json!(node.id);
    out["scheduleId"] = json!(id);
    out
}

fn answer(call: &Call<'_>, dashboard: HexId, index: usize) -> Answer {
    let node = call
        .org
        .tree
        .get(dashboard)
        .ok_or_else(ApiError::not_found)?;
    let report = node
        .report_schedules()
        .get(index)
        .zip(node.report_ids.get(index));
    let (report, id) = report.ok_or_else(ApiError::not_found)?;
    Ok(Response::json(200, &shown(node, *id, report)))
}
