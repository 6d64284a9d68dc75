//! Signing in: held after five failures, the authenticator, sessions that end, and a form that waited.

use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use platform::By;

use super::{Client, OFFICE, PASSWORD, encode, houses};
use crate::{roles, totp};

#[tokio::test]
async fn in_and_out_again() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let mut client = Client::new(&house);
        assert_eq!(client.get("/account").await.status, StatusCode::UNAUTHORIZED);
        let form = [("login", " AN "), ("password", PASSWORD), ("next", "/account?x=1")];
        let answer = client.post("/sign-in", &form).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/account?x=1"));
        let page = client.get("/account").await;
        assert!(page.text.contains("Nguyễn Văn an") && page.text.contains("Công chức xử lý hồ sơ"), "{}", page.text);
        assert_eq!(client.post("/sign-out", &[]).await.location, "/sign-in");
        assert_eq!(client.get("/account").await.status, StatusCode::UNAUTHORIZED, "{}", house.kind);
        let away = [("login", "an"), ("password", PASSWORD), ("next", "//evil.example")];
        assert_eq!(Client::new(&house).post("/sign-in", &away).await.location, "/start");
    }
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_the_token_from_the_table() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let client = Client::signed_in(&house, "an").await;
        let token = &client.cookies.iter().find(|(n, _)| n == platform::web::SESSION_COOKIE).unwrap().1;
        assert_eq!(BASE64URL_NOPAD.decode(token.as_bytes()).unwrap().len(), 32);
        let rows: Vec<(Vec<u8>,)> = house.app.db().all("SELECT token FROM people_sessions", vec![]).await.unwrap();
        assert_eq!(rows, [(crate::session::digest(token).to_vec(),)]);
    }
}

#[tokio::test]
async fn five_failures_hold_a_login_for_fifteen_minutes() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let (wrong, right) = ([("login", "an"), ("password", "sai")], [("login", "an"), ("password", PASSWORD)]);
        let mut client = Client::new(&house);
        for _ in 0..4 {
            let answer = client.post("/sign-in", &wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains("không đúng") && answer.text.contains("value=\"an\""), "{}", answer.text);
        }
        assert!(client.post("/sign-in", &wrong).await.text.contains("tạm khóa đến 08:15 04/03/2024"), "{}", house.kind);
        assert!(client.post("/sign-in", &right).await.text.contains("tạm khóa"), "the right password waits too");
        house.later(14);
        assert!(client.post("/sign-in", &right).await.text.contains("tạm khóa"));
        house.later(2);
        assert_eq!(client.post("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
        let events = platform::ledger::history(house.app.db(), crate::ADMINISTRATION, {
            let q = crate::store::account_by_login("an");
            house.app.db().first::<crate::store::Stored>(q.sql, q.args).await.unwrap().unwrap().account.id
        });
        let held = events.await.unwrap().iter().filter(|e| e.action == "account.held").count();
        assert_eq!(held, 1);
    }
}

#[tokio::test]
async fn guesses_at_the_same_moment_count_too() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let mut client = Client::new(&house);
            all.spawn(async move { client.post("/sign-in", &[("login", "an"), ("password", "sai")]).await.text });
        }
        let answers = all.join_all().await;
        let looked_at = answers.iter().filter(|t| t.contains("mật khẩu không đúng")).count();
        assert!(looked_at <= 4, "{}: {looked_at} passwords were looked at", house.kind);
    }
}

#[tokio::test]
async fn an_unknown_login_sounds_the_same() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let (mut known, mut unknown) = (Client::new(&house), Client::new(&house));
        for _ in 0..6 {
            let a = known.post("/sign-in", &[("login", "an"), ("password", "sai")]).await;
            let b = unknown.post("/sign-in", &[("login", "bo"), ("password", "sai")]).await;
            assert_eq!(a.text.replace("value=\"an\"", "value=\"bo\""), b.text, "{}", house.kind);
        }
    }
}

#[tokio::test]
async fn one_address_cannot_try_logins_without_end() {
    let house = houses("2024-03-04T08:00").await.remove(0);
    let mut client = Client::new(&house);
    for n in 0..crate::rules::ATTEMPTS_FROM {
        let login = format!("nguoi.{n}");
        let answer = client.post("/sign-in", &[("login", &login), ("password", "sai")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
    }
    let answer = client.post("/sign-in", &[("login", "nguoi.khac"), ("password", "sai")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text.contains("Chờ ít phút"));
}

#[tokio::test]
async fn the_authenticator_is_asked_and_a_code_works_once() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let mut client = Client::signed_in(&house, "an").await;
        let page = client.get("/account").await.text;
        assert!(page.contains("<svg") && page.contains("Bật xác thực hai lớp"));
        let secret = page.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let key = totp::from_base32(&secret).unwrap();
        let code = |minutes: i64| format!("{:06}", totp::code(&key, (house.app.now().as_second() + minutes * 60) / 30));
        let wrong = [("secret", secret.as_str()), ("code", "000000"), ("totp_password", PASSWORD)];
        let again = client.post("/account/totp", &wrong).await;
        assert!(
            again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text.contains(&secret),
            "the key stays the same"
        );
        let (now, none) = (code(0), "khong phai mat khau");
        let thief = [("secret", secret.as_str()), ("code", now.as_str()), ("totp_password", none)];
        assert_eq!(client.post("/account/totp", &thief).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = [("secret", secret.as_str()), ("code", now.as_str()), ("totp_password", PASSWORD)];
        assert_eq!(client.post("/account/totp", &right).await.status, StatusCode::SEE_OTHER);
        let mut other = Client::new(&house);
        let asked = other.post("/sign-in", &[("login", "an"), ("password", PASSWORD)]).await;
        assert!(asked.text.contains("name=\"code\""), "{}", asked.text);
        house.later(2);
        let code = code(0);
        let with = [("login", "an"), ("password", PASSWORD), ("code", code.as_str())];
        assert_eq!(other.post("/sign-in", &with).await.status, StatusCode::SEE_OTHER, "{}", house.kind);
        let twice = Client::new(&house).post("/sign-in", &with).await;
        assert!(twice.text.contains("đã dùng"), "{}", twice.text);
        assert_eq!(client.get("/account").await.status, StatusCode::OK, "the session that set it goes on");
    }
}

#[tokio::test]
async fn sessions_slide_and_end() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let mut client = Client::signed_in(&house, "an").await;
        for _ in 0..3 {
            house.later(50);
            assert_eq!(client.get("/account").await.status, StatusCode::OK, "used within the hour");
        }
        house.later(61);
        assert_eq!(client.get("/account").await.status, StatusCode::UNAUTHORIZED, "{}", house.kind);
    }
}

#[tokio::test]
async fn a_new_password_ends_other_sessions() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let (mut here, mut there) = (Client::signed_in(&house, "an").await, Client::signed_in(&house, "an").await);
        assert_eq!(there.get("/account").await.status, StatusCode::OK);
        let new = "mật khẩu hoàn toàn mới";
        let unlike = [("old", PASSWORD), ("password", new), ("again", "khác")];
        assert!(here.post("/account/password", &unlike).await.text.contains("không giống nhau"));
        let wrong = [("old", "sai"), ("password", new), ("again", new)];
        assert!(here.post("/account/password", &wrong).await.text.contains("Mật khẩu hiện tại không đúng"));
        let form = [("old", PASSWORD), ("password", new), ("again", new)];
        assert_eq!(here.post("/account/password", &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get("/account").await.status, StatusCode::OK);
        assert_eq!(there.get("/account").await.status, StatusCode::UNAUTHORIZED, "{}", house.kind);
        // The same words from a keyboard that sends marks as letters of their own.
        let apart: String = unicode(new);
        let answer = Client::new(&house).post("/sign-in", &[("login", "an"), ("password", &apart)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
}

/// "ậ" as a + dot below + circumflex, as some keyboards send it.
fn unicode(text: &str) -> String {
    text.replace('ậ', "a\u{323}\u{302}").replace('ẩ', "a\u{302}\u{309}").replace('ớ', "o\u{31b}\u{301}")
}

#[tokio::test]
async fn a_session_is_revoked_from_another() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        house.hire("ba", roles::OFFICER, OFFICE).await;
        let (mut here, mut there) = (Client::signed_in(&house, "an").await, Client::signed_in(&house, "an").await);
        let page = here.get("/account").await.text;
        let address = page.split("action=\"/account/sessions/").nth(1).unwrap().split('"').next().unwrap();
        let address = format!("/account/sessions/{address}");
        Client::signed_in(&house, "ba").await.post(&address, &[]).await;
        assert_eq!(there.get("/account").await.status, StatusCode::OK, "nobody else ends it");
        here.post(&address, &[]).await;
        assert_eq!(there.get("/account").await.status, StatusCode::UNAUTHORIZED, "{}", house.kind);
    }
}

#[tokio::test]
async fn a_form_that_waited_is_offered_again_with_every_pair() {
    for house in houses("2024-03-04T08:00").await {
        house.hire("an", roles::OFFICER, OFFICE).await;
        let mut client = Client::new(&house);
        let typed = [("reason", "Nghỉ phép \"năm\" <b>"), ("x", "1"), ("x", "hai\ndòng")];
        let first = client.post("/account/absence", &typed).await;
        assert_eq!(first.status, StatusCode::UNAUTHORIZED);
        let value = |name: &str| {
            let marker = format!("name=\"{name}\" value=\"");
            first.text.split(&marker).nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let (path, body) = (value("resume_path"), value("resume_body"));
        assert_eq!(path, "/account/absence");
        assert_eq!(BASE64URL_NOPAD.decode(body.as_bytes()).unwrap(), encode(&typed).into_bytes());
        let form = |path: &'static str| [("login", "an"), ("password", PASSWORD), ("resume_path", path)];
        let mut with = form("/account/absence").to_vec();
        with.push(("resume_body", &body));
        let page = client.post("/sign-in", &with).await;
        assert_eq!(page.status, StatusCode::OK, "{}", house.kind);
        assert!(
            page.text.contains("action=\"/account/absence\"") && page.text.contains("&#60;b&#62;"),
            "{}",
            page.text
        );
        assert_eq!(page.text.matches("name=\"x\"").count(), 2);
        let mut away = form("//evil.example/x").to_vec();
        away.push(("resume_body", &body));
        assert_eq!(Client::new(&house).post("/sign-in", &away).await.location, "/start");
    }
}

#[tokio::test]
async fn programs_get_a_token() {
    for house in houses("2024-03-04T08:00").await {
        let id = house.hire("an", roles::OFFICER, OFFICE).await;
        let mut client = Client::new(&house);
        let body = serde_json::json!({ "login": "an", "password": PASSWORD }).to_string();
        let token: serde_json::Value =
            serde_json::from_str(&client.send("POST", "/api/v1/sign-in", body).await.text).unwrap();
        client.cookies.push((platform::web::SESSION_COOKIE.into(), token["token"].as_str().unwrap().into()));
        let me = client.me().await;
        assert_eq!(me["account"].as_str(), Some(id.to_string().as_str()));
        assert_eq!(client.get("/api/v1/units?day=2024-03-04").await.status, StatusCode::OK);
        assert_eq!(client.get("/api/v1/units?day=x").await.status, StatusCode::BAD_REQUEST);
        let bad = client.send("POST", "/api/v1/sign-in", "login=an".into()).await;
        assert!(bad.status == StatusCode::BAD_REQUEST && bad.text.contains("/problems/bad-request"));
        let wrong = r#"{"login":"an","password":"sai"}"#.to_owned();
        assert!(client.send("POST", "/api/v1/sign-in", wrong).await.text.contains("/problems/sign-in"));
    }
}

#[tokio::test]
async fn a_closed_account_is_out_at_once() {
    for house in houses("2024-03-04T08:00").await {
        let id = house.hire("an", roles::OFFICER, OFFICE).await;
        let mut client = Client::signed_in(&house, "an").await;
        assert_eq!(client.get("/account").await.status, StatusCode::OK);
        crate::disable_account(&house.app, &By::default(), id).await.unwrap();
        assert_eq!(client.get("/account").await.status, StatusCode::UNAUTHORIZED, "{}", house.kind);
        let answer = client.post("/sign-in", &[("login", "an"), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        crate::enable_account(&house.app, &By::default(), id).await.unwrap();
        Client::signed_in(&house, "an").await;
    }
}
