//! A signed-in person inside the process: requests go through the whole service (guard, permissions, navigation, page),
//! without a socket, so that what is timed is the server's own time.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use motcua::demo::cast::PASSWORD;
use tower::ServiceExt;

/// A person with their session.
#[derive(Clone)]
pub struct Visitor {
    service: Router,
    cookie: String,
}

fn words(e: impl std::fmt::Display) -> String {
    e.to_string()
}

impl Visitor {
    /// Signs in with a login of the demo.
    ///
    /// # Errors
    /// The sign-in is refused.
    pub async fn sign_in(service: Router, login: &str) -> Result<Visitor, String> {
        let request = Request::post("/sign-in")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("login={login}&password={PASSWORD}")))
            .map_err(words)?;
        let response = service.clone().oneshot(request).await.map_err(words)?;
        let pairs = response.headers().get_all(header::SET_COOKIE).iter();
        let cookies: Vec<_> = pairs.filter_map(|v| v.to_str().ok()?.split(';').next().map(str::to_owned)).collect();
        match response.status() {
            StatusCode::SEE_OTHER => Ok(Visitor { service, cookie: cookies.join("; ") }),
            other => Err(format!("{login} không đăng nhập được: {other}")),
        }
    }

    /// Reads a page whole; returns its length in bytes.
    ///
    /// # Errors
    /// Anything but 200.
    pub async fn read(&self, path: &str) -> Result<usize, String> {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).map_err(words)?;
        let response = self.service.clone().oneshot(request).await.map_err(words)?;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.map_err(words)?;
        if status == StatusCode::OK { Ok(bytes.len()) } else { Err(format!("{path}: {status}")) }
    }
}
