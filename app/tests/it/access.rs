//! The permission table: every route, every role, and nobody.

use axum::http::StatusCode;
use people::roles;
use platform::web::Access;

use crate::harness::{Client, House, houses};

fn address(path: &str) -> String {
    let id = uuid::Uuid::nil().to_string();
    let mut out = path.replace("{id}", &id).replace("{number}", "0").replace("{name}", "tiep-nhan.pdf");
    while let (Some(a), Some(b)) = (out.find('{'), out.find('}')) {
        out.replace_range(a..=b, "1");
    }
    out
}

async fn ask(client: &mut Client, method: &str, path: &str) -> StatusCode {
    let kind = if method == "POST" { "application/x-www-form-urlencoded" } else { "" };
    client.send(method, path, (kind, b"x=1".to_vec())).await.status
}

async fn walk(house: &House) {
    for role in roles::all() {
        let mut client = Client::signed_in(house, role).await;
        let held: Vec<&str> = roles::permissions(role).iter().map(|(p, _)| *p).collect();
        for route in &house.table {
            if matches!(route.path, "/sign-out" | "/sign-in") {
                continue;
            }
            let status = ask(&mut client, route.method, &address(route.path)).await;
            let told = format!("{role} {} {} on {}", route.method, route.path, house.kind);
            match route.access {
                Access::Public | Access::SignedIn => assert_ne!(status, StatusCode::UNAUTHORIZED, "{told}"),
                Access::Can(p) if held.contains(&p) => {
                    assert_ne!(status, StatusCode::UNAUTHORIZED, "{told}");
                    // An action may still refuse the place; the route itself must let the role in.
                }
                Access::Can(_) => assert_eq!(status, StatusCode::FORBIDDEN, "{told}"),
            }
        }
    }
}

#[tokio::test]
async fn every_route_asks_for_its_permission_from_every_role() {
    let all = houses("2024-03-04T08:00").await;
    for house in &all {
        walk(house).await;
        let mut nobody = Client::new(house);
        for route in house.table.iter().filter(|r| r.access != Access::Public) {
            let status = ask(&mut nobody, route.method, &address(route.path)).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn every_role_starts_on_a_page_of_its_own() {
    for house in houses("2024-03-04T08:00").await {
        for role in roles::all() {
            let mut client = Client::signed_in(&house, role).await;
            let first = client.get("/start").await.location;
            assert_eq!(client.get(&first).await.status, StatusCode::OK, "{role} at {first}");
        }
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    for house in houses("2024-03-04T08:00").await {
        let mut client = Client::signed_in(&house, roles::CLERK).await;
        let request = axum::http::Request::builder()
            .method("POST")
            .uri("/sign-out")
            .header("sec-fetch-site", "cross-site")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from("x=1"))
            .unwrap();
        let answer = tower::ServiceExt::oneshot(house.service.clone(), request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(client.get("/desk").await.status, StatusCode::OK);
    }
}
