//! The permission table, role by route: whoever lacks the permission is refused, and so is nobody in particular.

use axum::http::StatusCode;
use platform::web::{Access, RouteEntry};
use uuid::Uuid;

use super::{Client, OFFICE, ROLES, houses};
use crate::roles::{self, permissions};

#[tokio::test]
async fn every_route_for_every_role() {
    for house in houses("2024-03-04T08:00").await {
        let table = house.app.kept::<Vec<RouteEntry>>().unwrap();
        let nil = Uuid::nil().to_string();
        let address = |r: &RouteEntry| r.path.replace("{id}", &nil).replace("{post}", &nil);
        for role in ROLES {
            let login = role.replace('_', ".");
            house.hire(&login, role, OFFICE).await;
            for route in table.iter().filter(|r| !matches!(r.path, "/sign-out" | "/sign-in" | "/api/v1/sign-in")) {
                let mut client = Client::signed_in(&house, &login).await;
                let status = client.send(route.method, &address(route), String::new()).await.status;
                let allowed = match route.access {
                    Access::Public | Access::SignedIn => true,
                    Access::Can(wanted) => permissions(role).iter().any(|(p, _)| *p == wanted),
                };
                let refused = matches!(status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
                assert_eq!(refused, !allowed, "{role} {} {}: {status}", route.method, route.path);
                assert!(!status.is_server_error(), "{role} {} {}: {status}", route.method, route.path);
            }
        }
        for route in table.iter().filter(|r| r.access != Access::Public) {
            let status = Client::new(&house).send(route.method, &address(route), String::new()).await.status;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn the_page_shows_every_route_and_role() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("quantri", roles::ADMIN, OFFICE).await;
        let mut client = Client::signed_in(&house, "quantri").await;
        let page = client.get("/admin/permissions").await.text;
        for route in house.app.kept::<Vec<RouteEntry>>().unwrap().iter() {
            assert!(page.contains(&format!("{} {}", route.method, route.path)), "{}", route.path);
        }
        for role in ROLES {
            assert!(page.contains(roles::label(role)), "{role}");
        }
    }
}
