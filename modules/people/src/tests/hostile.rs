//! Texts nobody should type, in every field: shown as typed or refused in words, never run, never a failure of the server.

use axum::http::StatusCode;

use super::{Client, OFFICE, PASSWORD, houses};
use crate::roles;

const NASTY: [&str; 9] = [
    "<script>alert(1)</script>",
    "'; DROP TABLE people_accounts; --",
    "\"><img src=x onerror=alert(1)>",
    "{{ 7*7 }} ${7*7} %s %n",
    "Nguyễn\u{202e}nA năV\u{0}\u{7}",
    "\u{1F600}👨‍👩‍👧 Zoë Đỗ",
    "../../../etc/passwd",
    "ﬁ\u{FEFF}\u{200B}a\u{300}\u{301}\u{302}\u{303}",
    "x\r\nSet-Cookie: a=b",
];

#[tokio::test]
async fn names_from_hell_stay_names() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("quantri", roles::ADMIN, OFFICE).await;
        let unit = house.named(OFFICE).await.id.to_string();
        let mut admin = Client::signed_in(&house, "quantri").await;
        for (n, nasty) in NASTY.iter().enumerate() {
            let login = format!("nguoi.{n}");
            let form = [
                ("login", login.as_str()),
                ("name", nasty),
                ("post", nasty),
                ("password", PASSWORD),
                ("unit", unit.as_str()),
                ("role", roles::OFFICER),
            ];
            let made = admin.post("/admin/accounts", &form).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{nasty:?}: {}", made.text);
            let page = admin.get(&made.location).await;
            assert!(page.status == StatusCode::OK && !page.text.contains("<script>alert"), "{nasty:?}");
            assert!(!page.text.contains("<img src=x"), "{nasty:?}");
            let own = Client::signed_in(&house, &login).await.get("/account").await;
            assert_eq!(own.status, StatusCode::OK, "{nasty:?}");
        }
        let list = admin.get("/admin/accounts").await;
        assert!(list.status == StatusCode::OK && !list.text.contains("<script>alert"), "{}", house.kind);
    }
}

#[tokio::test]
async fn every_field_takes_anything_without_falling_over() {
    for house in houses("2024-03-04T08:00").await {
        let id = house.hire("quantri", roles::ADMIN, OFFICE).await;
        let unit = house.named(OFFICE).await.id;
        let mut admin = Client::signed_in(&house, "quantri").await;
        let (one, place) = (format!("/admin/accounts/{id}"), format!("/admin/units/{unit}"));
        let long = "ă".repeat(100_000);
        for nasty in NASTY.into_iter().chain([long.as_str(), ""]) {
            let fields =
                ["name", "login", "post", "unit", "role", "from", "first_day", "last_day", "delegate", "reason"];
            let more = [
                "valid_from",
                "valid_to",
                "code",
                "successor",
                "phone",
                "address",
                "kind",
                "level",
                "short",
                "account",
            ];
            let pairs: Vec<(&str, &str)> = fields.into_iter().chain(more).map(|f| (f, nasty)).collect();
            let posts = [
                "/admin/accounts".to_owned(),
                format!("{one}/posts"),
                format!("{one}/absence"),
                place.clone(),
                format!("{place}/new"),
                "/account/absence".to_owned(),
                "/account/totp".to_owned(),
            ];
            for address in posts {
                let status = admin.post(&address, &pairs).await.status;
                assert!(status.is_client_error(), "{address} {nasty:.40?}: {status}");
            }
            let mut guest = Client::new(&house);
            let status = guest.post("/sign-in", &[("login", nasty), ("password", nasty), ("next", nasty)]).await.status;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{nasty:.40?}");
        }
    }
}

#[tokio::test]
async fn a_taken_login_and_an_unknown_role_are_refused_with_what_was_typed() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("quantri", roles::ADMIN, OFFICE).await;
        let unit = house.named(OFFICE).await.id.to_string();
        let mut admin = Client::signed_in(&house, "quantri").await;
        let form = |login: &'static str, role: &'static str| {
            [
                ("login", login),
                ("name", "Trần Thị Bình"),
                ("post", "Chuyên viên"),
                ("password", PASSWORD),
                ("role", role),
            ]
        };
        for (login, role, why) in
            [("quantri", roles::OFFICER, "đã có người dùng"), ("binh", "king", "Không có vai trò")]
        {
            let mut pairs = form(login, role).to_vec();
            pairs.push(("unit", &unit));
            let answer = admin.post("/admin/accounts", &pairs).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains(why) && answer.text.contains("Trần Thị Bình"), "{}", answer.text);
            assert!(!answer.text.contains(PASSWORD), "a password is never sent back");
        }
    }
}
