//! People for programs: a token for a login and password, who the token stands for, and the units of a day.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::error::Refusal;
use kernel::time::civil::Date;
use platform::App;
use platform::web::{Failure, Posted, Visit};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;

use crate::actions::sign_in::{self, Attempt, Outcome};
use crate::model::Unit;

/// The browser or program as it names itself.
pub struct Agent(pub String);

impl FromRequestParts<App> for Agent {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Agent, Self::Rejection> {
        let text = parts.headers.get(axum::http::header::USER_AGENT).and_then(|v| v.to_str().ok());
        Ok(Agent(text.unwrap_or_default().to_owned()))
    }
}

/// A login with its password, and the code of the authenticator where the account has one.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    pub login: String,
    pub password: String,
    #[serde(default)]
    pub code: String,
}

/// A token to send as `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
pub struct Token {
    pub token: String,
}

/// Signs in a program.
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "people", request_body = Credentials,
    responses((status = 200, body = Token), (status = 422, body = platform::web::Problem),
              (status = 429, body = platform::web::Problem)))]
pub async fn sign_in(visit: Visit, Agent(agent): Agent, body: axum::body::Bytes) -> Result<Json<Token>, Failure> {
    let given: Credentials = serde_json::from_slice(&body).map_err(|_| {
        Failure::Bad("Nội dung gửi lên không phải JSON có login và password. Sửa nội dung rồi gọi lại.".into())
    })?;
    let attempt =
        Attempt { login: &given.login, password: &given.password, code: &given.code, agent: &agent, from: &visit.from };
    match sign_in::sign_in(&visit.app, attempt).await? {
        Outcome::In(token) => Ok(Json(Token { token })),
        other => Err(Refusal::new("sign-in", other.words()).into()),
    }
}

/// The person a token stands for.
#[derive(Serialize, ToSchema)]
pub struct Me {
    pub account: Uuid,
    /// The account stood in for, where one is.
    pub behalf: Option<Uuid>,
    pub name: String,
    pub post: String,
    pub unit: Uuid,
    pub unit_name: String,
    pub agency: Uuid,
    pub agency_name: String,
    pub roles: Vec<String>,
    pub permissions: Vec<&'static str>,
}

/// Who the token stands for.
#[utoipa::path(get, path = "/api/v1/me", tag = "people",
    responses((status = 200, body = Me), (status = 401, body = platform::web::Problem)))]
pub async fn me(visit: Visit) -> Result<Json<Me>, Failure> {
    let a = visit.actor()?;
    let mut permissions: Vec<&'static str> = a.grants.iter().map(|g| g.permission).collect();
    permissions.sort_unstable();
    permissions.dedup();
    Ok(Json(Me {
        account: a.account,
        behalf: a.behalf,
        name: a.name.clone(),
        post: a.post.clone(),
        unit: a.unit,
        unit_name: a.unit_name.clone(),
        agency: a.agency,
        agency_name: a.agency_name.clone(),
        roles: a.roles.clone(),
        permissions,
    }))
}

/// A unit for programs.
#[derive(Serialize, ToSchema)]
pub struct Listed {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub name: String,
    pub short: Option<String>,
    /// administration, agency, room, desk, school or external.
    pub kind: &'static str,
    /// province, district or commune.
    pub level: &'static str,
    /// Identifier of QĐ 20/2020/QĐ-TTg.
    pub code: Option<String>,
    /// Identifier of QCVN 102:2016.
    pub code_2016: Option<String>,
    pub agency: Uuid,
    pub valid_from: String,
    pub valid_to: Option<String>,
    pub successor: Option<Uuid>,
}

impl Listed {
    fn of(u: Unit) -> Listed {
        Listed {
            id: u.id,
            parent: u.parent,
            name: u.name,
            short: u.short,
            kind: u.kind.slug(),
            level: u.level.slug(),
            code: u.code2020,
            code_2016: u.code2016,
            agency: u.agency,
            valid_from: u.valid_from.to_string(),
            valid_to: u.valid_to.map(|d| d.to_string()),
            successor: u.successor,
        }
    }
}

/// The organisation tree of a day, each unit followed by what is below it.
#[utoipa::path(get, path = "/api/v1/units", tag = "people",
    params(("day" = Option<String>, Query, description = "ISO date; today unless said")),
    responses((status = 200, body = Vec<Listed>), (status = 400, body = platform::web::Problem)))]
pub async fn units(visit: Visit) -> Result<Json<Vec<Listed>>, Failure> {
    let day = day_asked(&visit)?;
    let units = crate::units(&visit.app, day).await?;
    Ok(Json(units.into_iter().map(Listed::of).collect()))
}

/// The day of the query, today unless said.
pub fn day_asked(visit: &Visit) -> Result<Date, Failure> {
    let asked = Posted::parse(visit.path.split_once('?').map_or("", |(_, q)| q).as_bytes());
    match asked.some("day") {
        None => Ok(crate::today(&visit.app)),
        Some(day) => day
            .parse()
            .map_err(|_| Failure::Bad("Ngày không đọc được. Ghi ngày theo mẫu 2024-09-01 rồi thử lại.".to_owned())),
    }
}

#[derive(OpenApi)]
#[openapi(paths(sign_in, me, units), components(schemas(Credentials, Token, Me, Listed, platform::web::Problem)))]
struct Doc;

/// The description of these routes.
pub fn api() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}
