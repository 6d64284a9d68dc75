//! The layers around every route: who is signed in, cross-site protection, failures rendered for the visitor, headers.

use std::net::SocketAddr;

use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use data_encoding::BASE64URL_NOPAD;

use super::{Failure, Page, Routes, Visit};
use crate::i18n::Lang;
use crate::{Actor, App};

/// The cookie that holds the session token.
pub const SESSION_COOKIE: &str = "phien";

/// A form posted after its session had ended: kept whole, and sent again once the person has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    pub path: String,
    /// The posted body, encoded for a hidden field.
    pub body: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    text: String,
    law: Option<String>,
    back: String,
}

/// Marks a response as "sign in first"; `present` renders the sign-in page in its place.
#[derive(Clone)]
pub(super) struct Needed(pub Option<Resume>);

#[derive(Template)]
#[template(path = "sign_in_first.html")]
struct SignInFirst {
    page: Page,
    next: String,
    resume: Option<Resume>,
}

/// The whole application as a service.
pub fn serve(app: App, routes: Routes) -> axum::Router {
    let table = routes.table().to_vec();
    app.keep(std::sync::Arc::new(table));
    routes
        .into_router()
        .route("/assets/{*path}", get(super::assets::asset))
        .route("/live", get(super::live::live))
        .fallback(|| async { Failure::missing("Địa chỉ này không có trang nào") })
        .method_not_allowed_fallback(|| async {
            Failure::Bad("Trang này không nhận cách gửi như vậy. Quay lại trang trước rồi thử lại.".into())
        })
        .layer(from_fn_with_state(app.clone(), around))
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(axum::middleware::from_fn(headers))
        .with_state(app)
}

/// Serves until the listener fails; the address of the other side is known to handlers.
pub async fn listen(listener: tokio::net::TcpListener, service: axum::Router) -> std::io::Result<()> {
    let stop = async {
        // Without a signal handler the process simply ends on Ctrl-C, which is the same.
        drop(tokio::signal::ctrl_c().await);
    };
    let make = service.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, make).with_graceful_shutdown(stop).await
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v.to_owned())
        .filter(|v| !v.is_empty())
}

pub(super) fn set_cookie(response: &mut Response, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn asked_lang(uri: &Uri) -> Option<Lang> {
    let query = uri.query()?;
    let (_, code) = form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == "lang")?;
    Lang::parse(&code)
}

pub(super) fn lang(uri: &Uri, headers: &HeaderMap) -> Lang {
    asked_lang(uri).or_else(|| cookie(headers, "lang").and_then(|c| Lang::parse(&c))).unwrap_or_default()
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::to_owned)
}

/// A form from another site rides on the visitor's cookie; browsers say where a request comes from, so ask them.
fn cross_site(request: &Request) -> bool {
    let headers = request.headers();
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || bearer(headers).is_some() {
        return false;
    }
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").map(|(_, h)| h) != Some(host),
        // Neither header: not a browser of this decade. Only harmless without a session to ride on.
        _ => cookie(headers, SESSION_COOKIE).is_some(),
    }
}

/// Who asks: nobody, or the person the token stands for.
async fn who(app: &App, request: &mut Request) -> Result<(), Failure> {
    if cross_site(request) {
        return Err(Failure::Forbidden(kernel::error::Refusal::new(
            "cross-site",
            "Yêu cầu được gửi từ một trang khác nên không được thực hiện. Mở trang này trực tiếp rồi thao tác lại.",
        )));
    }
    let token = bearer(request.headers()).or_else(|| cookie(request.headers(), SESSION_COOKIE));
    if let (Some(token), Some(sign_in)) = (token, app.sign_in())
        && let Some(actor) = sign_in.actor(app, &token).await?
    {
        request.extensions_mut().insert(actor);
    }
    Ok(())
}

/// Answers a request that needs a signed-in person: what was posted is kept and offered again after sign-in.
pub(super) async fn sign_in_needed(request: Request) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (post, plain) = (request.method() == Method::POST, kind.starts_with("application/x-www-form-urlencoded"));
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let mut resume = None;
    if post && plain {
        match super::posted::read(request.into_body()).await {
            Ok(bytes) => resume = Some(Resume { path, body: BASE64URL_NOPAD.encode(&bytes) }),
            Err(failure) => return failure.into_response(),
        }
    } else if post && kind.starts_with("multipart/form-data") {
        // Files cannot wait in a page; the texts can, and are sent again as a form without files.
        let texts = super::posted::texts(request).await;
        resume = texts.map(|bytes| Resume { path, body: BASE64URL_NOPAD.encode(&bytes) });
    }
    let mut response = axum::http::StatusCode::UNAUTHORIZED.into_response();
    response.extensions_mut().insert(Needed(resume));
    response
}

fn wants_json(uri: &Uri) -> bool {
    uri.path().starts_with("/api/")
}

fn problem(failure: &Failure) -> Response {
    let body = serde_json::to_string(&failure.problem()).unwrap_or_default();
    (failure.status(), [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let known = who(&app, &mut request).await;
    let (uri, asked) = (request.uri().clone(), asked_lang(request.uri()));
    let mut frame = Request::new(axum::body::Body::empty());
    *frame.uri_mut() = uri.clone();
    *frame.headers_mut() = request.headers().clone();
    if let Some(actor) = request.extensions().get::<Actor>() {
        frame.extensions_mut().insert(actor.clone());
    }
    let mut response = match known {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    };
    let (needed, failure) =
        (response.extensions_mut().remove::<Needed>(), response.extensions_mut().remove::<Failure>());
    if needed.is_some() || failure.is_some() {
        let Ok(visit) = Visit::from_request_parts(&mut frame.into_parts().0, &app).await;
        response = match (needed, failure) {
            (Some(needed), _) => sign_in_page(&visit, &uri, needed),
            (None, Some(failure)) if wants_json(&uri) => problem(&failure),
            (None, Some(failure)) => error_page(&visit, &failure),
            (None, None) => response,
        };
    }
    if let Some(lang) = asked {
        set_cookie(&mut response, &format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.code()));
    }
    response
}

fn sign_in_page(visit: &Visit, uri: &Uri, Needed(resume): Needed) -> Response {
    if wants_json(uri) {
        let refusal = kernel::error::Refusal::new("sign-in", "Cần đăng nhập để dùng chức năng này.");
        let mut response = problem(&Failure::Forbidden(refusal));
        *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
        return response;
    }
    let next = uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let template = SignInFirst { page: visit.page("Đăng nhập để tiếp tục"), next, resume };
    match template.render() {
        Ok(text) => (axum::http::StatusCode::UNAUTHORIZED, Html(text)).into_response(),
        Err(_) => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn error_page(visit: &Visit, failure: &Failure) -> Response {
    let (title, text) = (failure.words().0, failure.text(visit.lang));
    let law = match failure {
        Failure::Refused(r) | Failure::Forbidden(r) => r.law.clone(),
        _ => None,
    };
    let page = visit.page(title);
    let back = if visit.actor.is_some() { page.first() } else { "/" }.to_owned();
    let template = ErrorPage { page, text, law, back };
    match template.render() {
        Ok(text) => (failure.status(), Html(text)).into_response(),
        Err(_) => failure.status().into_response(),
    }
}

async fn headers(request: Request, next: Next) -> Response {
    let private = !request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let h = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        h.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("x-frame-options", "DENY");
    set("permissions-policy", "camera=(self), geolocation=(), microphone=()");
    if private {
        set("cache-control", "no-store");
    }
    response
}
