//! Jobs in virtual time; export, copy, move and delete.

use crate::lab::{Lab, config, error_code, folder, search};
use orgcast_sandbox::{Request, WorldConfig};
use serde_json::{Value, json};

#[test]
fn a_job_works_when_its_time_has_come() {
    let mut lab = Lab::new(WorldConfig {
        job_ms: 5_000,
        ..config(1)
    });
    let root = lab.root_id(0);
    let before = lab.children(0, &root).len();
    let body = folder("a", &[search("b")]);
    let job = lab
        .admin(
            0,
            "POST",
            &format!("/v2/content/folders/{root}/import"),
            Some(&body),
        )
        .body_json();
    let started = lab.now;
    let status_call = format!(
        "/v2/content/folders/{root}/import/{}/status",
        job["id"].as_str().unwrap()
    );
    assert_eq!(
        lab.get(0, &status_call),
        json!({ "status": "InProgress", "statusMessage": null, "error": null })
    );
    assert_eq!(lab.children(0, &root).len(), before);
    // Two objects take two per cent more.
    lab.now = started + 5_099 - 1_000;
    assert_eq!(lab.get(0, &status_call)["status"], "InProgress");
    lab.now = started + 5_100 - 1_000;
    assert_eq!(lab.get(0, &status_call)["status"], "Success");
    assert_eq!(lab.children(0, &root).len(), before + 1);
}

#[test]
fn a_job_is_found_only_where_it_belongs() {
    let mut lab = Lab::new(config(1));
    let root = lab.root_id(0);
    let (job, _) = lab.job(0, "POST", &format!("/v2/content/{root}/export"), None);
    for target in [
        format!("/v2/content/0000000000000001/export/{job}/status"),
        format!("/v2/content/{root}/copy/{job}/status"),
        format!("/v2/content/folders/global/{job}/status"),
        format!("/v2/content/{root}/export/8000000000000000/status"),
    ] {
        assert_eq!(lab.admin(0, "GET", &target, None).status, 404, "{target}");
    }
}

#[test]
fn an_export_holds_no_ids() {
    let mut lab = Lab::new(config(1));
    let root = lab.root_id(0);
    let export = lab.export(0, &root);
    assert_eq!(export["name"], "Admin Recommended");
    let mut seen = 0;
    check_node(&export, &mut seen);
    assert!(seen > 60, "{seen}");
}

fn check_node(node: &Value, seen: &mut usize) {
    *seen += 1;
    for field in [
        "id",
        "parentId",
        "permissions",
        "createdAt",
        "createdBy",
        "modifiedAt",
        "modifiedBy",
    ] {
        assert!(node.get(field).is_none(), "{field} in {}", node["name"]);
    }
    if node["type"] == "DashboardV2SyncDefinition" {
        for panel in node["panels"].as_array().unwrap() {
            assert_eq!(panel.get("id"), Some(&Value::Null));
        }
    }
    for child in node["children"].as_array().into_iter().flatten() {
        check_node(child, seen);
    }
}

#[test]
fn a_copy_has_a_suffix_and_its_id_in_the_status() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let id = lab.imported(org, &root, false, &folder("a", &[search("b")]));
    let target = format!("/v2/content/{id}/copy?destinationFolder={root}");
    let (_, status) = lab.job(org, "POST", &target, None);
    let copy = status["statusMessage"]
        .as_str()
        .unwrap()
        .strip_prefix("id: ")
        .unwrap()
        .to_owned();
    let children = lab.children(org, &root);
    assert_eq!(
        (&children[1]["name"], &children[1]["id"]),
        (&json!("a (Copy)"), &json!(copy))
    );
    assert_eq!(
        lab.export(org, &copy)["children"],
        lab.export(org, &id)["children"]
    );
    let (_, status) = lab.job(org, "POST", &target, None);
    assert_eq!(status["error"]["code"], "content1:duplicate_element");
}

#[test]
fn a_move_keeps_the_id_and_is_refused_where_it_makes_no_sense() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let a = lab.imported(org, &root, false, &folder("a", &[folder("inner", &[])]));
    let b = lab.imported(org, &root, false, &folder("b", &[folder("a", &[])]));
    let inner = lab.children(org, &a)[0]["id"].as_str().unwrap().to_owned();
    let mut relocate = |id: &str, to: &str| {
        lab.admin(
            org,
            "POST",
            &format!("/v2/content/{id}/move?destinationFolderId={to}"),
            None,
        )
    };
    assert_eq!(relocate(&a, &inner).status, 400);
    assert_eq!(error_code(&relocate(&a, &b)), "content:duplicate_content");
    assert_eq!(relocate(&root, &b).status, 403);
    let moved = relocate(&inner, &b);
    assert_eq!((moved.status, moved.body.len()), (200, 0));
    assert_eq!(
        lab.at(org, "/Library/Admin Recommended/b/inner")["id"],
        inner
    );
}

#[test]
fn a_delete_takes_everything_along() {
    let (mut lab, org) = Lab::with_empty_target();
    let root = lab.root_id(org);
    let id = lab.imported(org, &root, false, &folder("a", &[search("b")]));
    let inner = lab.children(org, &id)[0]["id"].as_str().unwrap().to_owned();
    let (_, status) = lab.job(org, "DELETE", &format!("/v2/content/{id}/delete"), None);
    assert_eq!(status["status"], "Success");
    assert_eq!(
        lab.admin(org, "POST", &format!("/v2/content/{inner}/export"), None)
            .status,
        404
    );
    assert_eq!(
        lab.admin(org, "DELETE", &format!("/v2/content/{root}/delete"), None)
            .status,
        403
    );
    let audit = lab.control(org, "GET", "state", None)["audit"].clone();
    let deleted = audit
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["eventName"] == "ContentDeleted");
    assert_eq!(
        deleted
            .map(|e| e["contentIdentity"]["name"].clone())
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
}

#[test]
fn the_result_of_a_running_job_is_not_there() {
    let mut lab = Lab::new(WorldConfig {
        job_ms: 60_000,
        ..config(1)
    });
    let target = "/api/v2/content/folders/adminRecommended";
    let job = lab.send(0, Request::new("GET", target)).body_json();
    let result = lab.send(
        0,
        Request::new(
            "GET",
            &format!("{target}/{}/result", job["id"].as_str().unwrap()),
        ),
    );
    assert_eq!(result.status, 400);
}
