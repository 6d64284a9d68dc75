//! What the web layers let through: foreign forms, broken bytes, too large bodies, unknown pages, languages, headers.

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use axum::response::IntoResponse;
use tower::ServiceExt;

use super::{app, each};
use crate::web::{Access, Failure, MAX_FORM, Posted, Routes, Visit, serve};

async fn echo(posted: Posted) -> Response<Body> {
    posted.get("text").to_owned().into_response()
}

async fn refused(_: Visit) -> Result<Response<Body>, Failure> {
    Err(kernel::error::Refusal::new("too-late", "Đã quá hạn. Lập văn bản xin lỗi.").at("reason").law("Điều 19").into())
}

fn service(t: &crate::testing::TestDb) -> axum::Router {
    let routes = Routes::new()
        .post("/echo", Access::Public, echo)
        .get("/api/v1/refused", Access::Public, refused)
        .get("/refused", Access::Public, refused)
        .get("/inside", Access::SignedIn, refused);
    serve(app(t, vec![]).0, routes)
}

async fn send(
    service: &axum::Router,
    request: axum::http::request::Builder,
    body: Vec<u8>,
) -> (StatusCode, String, Response<()>) {
    let response = service.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned();
    (parts.status, text, Response::from_parts(parts, ()))
}

fn post() -> axum::http::request::Builder {
    Request::post("/echo")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
}

#[tokio::test]
async fn a_form_arrives_whole_or_is_refused_in_words() {
    let t = each().await.remove(0);
    let service = service(&t);
    let hostile = "text=%3Cscript%3E%27%3B+DROP+TABLE+x--%00%FF%C4%90";
    let (status, text, _) = send(&service, post(), hostile.into()).await;
    assert_eq!(
        (status, text.as_str()),
        (StatusCode::OK, "<script>'; DROP TABLE x--\u{fffd}Đ"),
        "a broken byte stays visible"
    );
    let (status, text, _) = send(&service, post(), vec![b'a'; MAX_FORM + 1]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text.contains("2 MB"), "{text}");
    let json =
        Request::post("/echo").header("content-type", "application/json").header("sec-fetch-site", "same-origin");
    assert_eq!(send(&service, json, b"{}".to_vec()).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let t = each().await.remove(0);
    let service = service(&t);
    let form = || Request::post("/echo").header("content-type", "application/x-www-form-urlencoded");
    let ways = [
        (form().header("sec-fetch-site", "cross-site"), StatusCode::FORBIDDEN),
        (form().header("sec-fetch-site", "same-site"), StatusCode::FORBIDDEN),
        (form().header("origin", "https://evil.example").header("host", "motcua.example"), StatusCode::FORBIDDEN),
        (form().header("origin", "https://motcua.example").header("host", "motcua.example"), StatusCode::OK),
        (form().header("cookie", "phien=abc"), StatusCode::FORBIDDEN),
        (form(), StatusCode::OK),
    ];
    for (i, (request, want)) in ways.into_iter().enumerate() {
        assert_eq!(send(&service, request, b"text=x".to_vec()).await.0, want, "way {i}");
    }
}

#[tokio::test]
async fn failures_are_pages_for_people_and_problems_for_programs() {
    let t = each().await.remove(0);
    let service = service(&t);
    let (status, text, response) = send(&service, Request::get("/api/v1/refused"), vec![]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&problem["type"], &problem["field"], &problem["law"]),
        (&"/problems/too-late".into(), &"reason".into(), &"Điều 19".into())
    );
    let (status, text, _) = send(&service, Request::get("/refused"), vec![]).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("Lập văn bản xin lỗi") && text.contains("<html")
    );
    let (status, text, _) = send(&service, Request::get("/khong-co"), vec![]).await;
    assert!(status == StatusCode::NOT_FOUND && text.contains("trang chủ"), "{text}");
    let (status, text, _) = send(&service, Request::get("/inside?lang=en"), vec![]).await;
    assert!(status == StatusCode::UNAUTHORIZED && text.contains("lang=\"en\""), "{text}");
}

#[tokio::test]
async fn every_answer_says_how_it_may_be_used() {
    let t = each().await.remove(0);
    let service = service(&t);
    let (_, _, page) = send(&service, Request::get("/refused"), vec![]).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers()["cache-control"], "no-store");
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    let (status, _, style) = send(&service, Request::get("/assets/css/public.css"), vec![]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(style.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(send(&service, Request::get("/assets/../Cargo.toml"), vec![]).await.0, StatusCode::NOT_FOUND);
}
