//! The interface for programs: the actions of the pages as JSON, every route described, every refusal a problem of RFC 9457.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use people::roles;
use serde_json::{Value, json};

use super::taken;
use crate::harness::{Answer, Client, houses};

async fn post(client: &mut Client, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer: Answer = client.send("POST", path, ("application/json", body.to_string().into_bytes())).await;
    let status = answer.status;
    (status, serde_json::from_slice(&answer.bytes).unwrap_or_else(|_| panic!("{path}: {}", answer.text())))
}

#[tokio::test]
async fn a_program_does_what_a_page_does_and_is_refused_alike() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Người Máy").await;
        let one: Value = serde_json::from_slice(&clerk.get(&format!("/api/v1/cases/{id}")).await.bytes).unwrap();
        assert_eq!((one["status"].as_i64(), one["code"].as_str().unwrap().len()), (Some(4), 25));
        let list: Value = serde_json::from_slice(&clerk.get("/api/v1/cases?status=4").await.bytes).unwrap();
        assert_eq!(list["cases"].as_array().unwrap().len(), 1);
        let other: Value = serde_json::from_slice(&clerk.get("/api/v1/cases?status=4&channel=2").await.bytes).unwrap();
        assert_eq!(other["cases"].as_array().unwrap().len(), 0);
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let (status, case) = post(&mut head, &format!("/api/v1/cases/{id}/complete"), &json!({ "note": "Giao" })).await;
        assert_eq!((status, case["step"].as_str()), (StatusCode::OK, Some("Thẩm định hồ sơ, dự thảo kết quả")));
        let (status, problem) = post(&mut head, &format!("/api/v1/cases/{id}/urge"), &json!({ "note": "" })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            (problem["type"].as_str(), problem["status"].as_u64(), problem["field"].as_str()),
            (Some("/problems/required"), Some(422), Some("note"))
        );
        assert!(problem["title"].is_string() && problem["detail"].as_str().unwrap().contains("đôn đốc"));
        let (status, problem) = post(&mut clerk, &format!("/api/v1/cases/{id}/apologise"), &json!({})).await;
        assert_eq!((status, problem["status"].as_u64()), (StatusCode::FORBIDDEN, Some(403)));
        let (status, _) = post(&mut head, &format!("/api/v1/cases/{id}/fly"), &json!({})).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let mut nobody = Client::new(&house);
        let told = nobody.get(&format!("/api/v1/cases/{id}")).await;
        assert_eq!(told.status, StatusCode::UNAUTHORIZED);
        assert!(told.text().contains("/problems/sign-in"), "{}", house.kind);
    }
}

/// `{id}` and `{code}` alike: names of parameters do not matter.
fn shape(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                out.push_str("{}");
            }
            _ if inside => {}
            c => out.push(c),
        }
    }
    out
}

#[tokio::test]
async fn every_route_of_the_interface_is_described_and_every_description_is_a_route() {
    let house = houses("2024-03-04T08:00").await.remove(0);
    let routes: BTreeSet<(String, String)> = house
        .table
        .iter()
        .filter(|r| r.path.starts_with("/api/v1/"))
        .map(|r| (r.method.to_lowercase(), shape(r.path)))
        .collect();
    let mut described = BTreeSet::new();
    let doc: Value = serde_json::from_str(&motcua::openapi::document().to_json().unwrap()).unwrap();
    for (path, item) in doc["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys();
        for method in methods.filter(|m| ["get", "post", "put", "delete"].contains(&m.as_str())) {
            described.insert((method.clone(), shape(path)));
        }
    }
    assert_eq!(routes, described);
}
