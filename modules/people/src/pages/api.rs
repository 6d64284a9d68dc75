//! Sign-in and the tree for programs.

use axum::Json;
use axum::http::{HeaderMap, header};
use platform::web::{Failure, Problem, Visit};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::actions::{self, Opened, SignedIn};

/// What a program signs in with.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    pub login: String,
    pub password: String,
    /// The authenticator's code, when the account has one.
    #[serde(default)]
    pub code: String,
}

/// The token to send as `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
pub struct Token {
    pub token: String,
}

/// POST /api/v1/sign-in
#[utoipa::path(post, path = "/api/v1/sign-in", request_body = Credentials, responses((status = 200, body = Token), (status = 422, body = Problem)))]
pub async fn sign_in(v: Visit, headers: HeaderMap, Json(c): Json<Credentials>) -> Result<Json<Token>, Failure> {
    let agent = headers.get(header::USER_AGENT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let opened = Opened { login: &c.login, password: &c.password, code: &c.code, agent, from: &v.from };
    match actions::sign_in(&v.app, opened).await? {
        SignedIn::Token(token) => Ok(Json(Token { token })),
        SignedIn::NeedsCode => {
            let why = "Tài khoản dùng xác thực hai lớp: gửi thêm mã 6 số trong trường code.";
            Err(kernel::error::Refusal::new("totp", why).at("code").into())
        }
    }
}

/// The person behind a token.
#[derive(Serialize, ToSchema)]
pub struct Me {
    pub account: String,
    pub name: String,
    pub post: String,
    pub unit: String,
    pub agency: String,
    pub roles: Vec<String>,
}

/// GET /api/v1/me
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub async fn me(v: Visit) -> Result<Json<Me>, Failure> {
    let a = v.actor()?;
    Ok(Json(Me {
        account: a.account.to_string(),
        name: a.name.clone(),
        post: a.post.clone(),
        unit: a.unit_name.clone(),
        agency: a.agency_name.clone(),
        roles: a.roles.clone(),
    }))
}

/// A unit for programs.
#[derive(Serialize, ToSchema)]
pub struct UnitView {
    pub id: String,
    pub parent: Option<String>,
    pub name: String,
    pub code: Option<String>,
    pub kind: String,
}

/// GET /api/v1/units
#[utoipa::path(get, path = "/api/v1/units", responses((status = 200, body = [UnitView]), (status = 401, body = Problem)))]
pub async fn units(v: Visit) -> Result<Json<Vec<UnitView>>, Failure> {
    let all = actions::units(&v.app, actions::today(&v.app)).await?;
    let view = |u: crate::Unit| UnitView {
        id: u.id.to_string(),
        parent: u.parent.map(|p| p.to_string()),
        name: u.name,
        code: u.code2020,
        kind: u.kind.slug().to_owned(),
    };
    Ok(Json(all.into_iter().map(view).collect()))
}

#[derive(OpenApi)]
#[openapi(paths(sign_in, me, units))]
struct Doc;

/// This module's part of the OpenAPI document.
pub fn api() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}
