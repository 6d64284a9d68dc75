//! The same actions as JSON under /api/v1.

use axum::Json;
use axum::extract::{FromRequest, Path, Query, Request};
use axum::http::header;
use kernel::page::Cursor;
use platform::App;
use platform::web::{Access, Failure, Posted, Problem, Routes, Visit};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::acts::{ACTS, Act};
use super::perform::run;
use super::sent::Sent;
use crate::model::{CaseId, Channel, Dossier, Status};
use crate::store::{self, Filter};

/// A case for programs.
#[derive(Serialize, ToSchema)]
pub struct CaseView {
    pub id: String,
    /// Mã số hồ sơ.
    pub code: String,
    pub procedure: String,
    /// National status, 1 to 10.
    pub status: i64,
    pub status_label: String,
    pub applicant: String,
    /// RFC 3339, UTC.
    pub submitted_at: String,
    pub received_at: Option<String>,
    pub due_at: String,
    /// The open step, if any.
    pub step: Option<String>,
}

fn case(d: &Dossier) -> CaseView {
    CaseView {
        id: d.case.id.to_string(),
        code: d.case.code.clone(),
        procedure: d.case.procedure.clone(),
        status: d.case.status.number(),
        status_label: d.case.status.label().into(),
        applicant: d.case.body.applicant.name.clone(),
        submitted_at: d.case.submitted_at.to_string(),
        received_at: d.case.received_at.map(|t| t.to_string()),
        due_at: d.case.due_at.to_string(),
        step: d.step().map(|s| s.name.clone()),
    }
}

/// A line of a list for programs.
#[derive(Serialize, ToSchema)]
pub struct CaseLine {
    pub id: String,
    pub code: String,
    pub procedure: String,
    pub status: i64,
    pub applicant: String,
    pub due_at: String,
}

/// One page of cases; `next` goes into `after` of the next request.
#[derive(Serialize, ToSchema)]
pub struct CasePage {
    pub cases: Vec<CaseLine>,
    pub next: Option<String>,
}

#[derive(Deserialize)]
pub struct Wanted {
    status: Option<i64>,
    unit: Option<uuid::Uuid>,
    officer: Option<uuid::Uuid>,
    procedure: Option<String>,
    channel: Option<i64>,
    after: Option<String>,
    size: Option<i64>,
}

#[utoipa::path(get, path = "/api/v1/cases", params(("status" = Option<i64>, Query, description = "National status, 1 to 10"), ("unit" = Option<String>, Query, description = "Unit that holds the case"), ("officer" = Option<String>, Query), ("procedure" = Option<String>, Query), ("channel" = Option<i64>, Query, description = "1 direct, 2 online, 3 post"), ("after" = Option<String>, Query), ("size" = Option<i64>, Query, description = "1 to 200")), responses((status = 200, body = CasePage), (status = 401, body = Problem)))]
async fn list(v: Visit, Query(wanted): Query<Wanted>) -> Result<Json<CasePage>, Failure> {
    let actor = v.actor()?;
    let filter = Filter {
        status: wanted.status.map(Status::try_from).transpose().map_err(Failure::Bad)?,
        channel: wanted.channel.map(Channel::try_from).transpose().map_err(Failure::Bad)?,
        unit: wanted.unit,
        officer: wanted.officer,
        procedures: wanted.procedure.into_iter().collect(),
        ..Filter::open()
    };
    let size = wanted.size.unwrap_or(50).clamp(1, 200);
    let after = wanted.after.as_deref().and_then(Cursor::decode);
    let page = store::list(v.app.db(), actor.agency, &filter, (after, size)).await?;
    let line = |l: store::Line| CaseLine {
        id: l.id.to_string(),
        code: l.code,
        procedure: l.procedure,
        status: l.status.number(),
        applicant: l.applicant,
        due_at: l.due_at.to_string(),
    };
    Ok(Json(CasePage { cases: page.items.into_iter().map(line).collect(), next: page.next.map(|c| c.encode()) }))
}

#[utoipa::path(get, path = "/api/v1/cases/{id}", params(("id" = String, Path)), responses((status = 200, body = CaseView), (status = 404, body = Problem)))]
async fn one(v: Visit, Path(id): Path<CaseId>) -> Result<Json<CaseView>, Failure> {
    let actor = v.actor()?;
    let (_, d) = crate::open(&v.app, actor, id).await?;
    Ok(Json(case(&d)))
}

/// Fields of the action by the names the pages use: as JSON (texts, true for a tick), or as multipart/form-data when files come
/// with them.
pub struct Fields(Sent);

impl FromRequest<App> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Fields, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            return Sent::from_request(request, app).await.map(Fields);
        }
        type Texts = std::collections::BTreeMap<String, serde_json::Value>;
        let read = Json::<Texts>::from_request(request, app).await;
        let Json(fields) = read.map_err(|e| Failure::Bad(e.body_text()))?;
        let text = |v: serde_json::Value| match v {
            serde_json::Value::String(s) => s,
            other => other.to_string(),
        };
        Ok(Fields(Posted(fields.into_iter().map(|(n, v)| (n, text(v))).collect()).into()))
    }
}

#[utoipa::path(post, path = "/api/v1/cases/{id}/{action}", params(("id" = String, Path), ("action" = String, Path, description = "accept, claim, complete, ask-supplement, … as on the pages")), request_body(content((std::collections::BTreeMap<String, String> = "application/json"), (std::collections::BTreeMap<String, String> = "multipart/form-data")), description = "Fields by the names of the pages; files as multipart: file_0 is the first paper of the dossier, other one of its own (named by other_name), result the signed result"), responses((status = 200, body = CaseView), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn act(
    v: Visit,
    Path((id, action)): Path<(CaseId, String)>,
    Fields(sent): Fields,
) -> Result<Json<CaseView>, Failure> {
    let found: Option<(Act, &str, platform::Permission)> = ACTS.into_iter().find(|(_, path, _)| *path == action);
    let (what, ..) = found.ok_or_else(|| Failure::missing("Không có hành động này"))?;
    let actor = v.actor()?;
    Ok(Json(case(&run(&v, actor, (id, what), &sent).await?)))
}

/// Adds the routes.
pub fn routes(routes: Routes) -> Routes {
    let read = Access::Can("cases.read");
    routes.get("/api/v1/cases", read, list).get("/api/v1/cases/{id}", read, one).post(
        "/api/v1/cases/{id}/{action}",
        read,
        act,
    )
}

#[derive(OpenApi)]
#[openapi(paths(list, one, act))]
struct Doc;

/// This module's part of the OpenAPI document.
pub fn api() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}
