//! The catalogue for programs: search and one procedure, as JSON; failures are RFC 9457 problems.

use axum::Json;
use axum::response::{IntoResponse, Response};
use platform::web::{Failure, Visit};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::data::Open;
use super::{Code, asked, no_procedure};
use crate::search::search;

/// A procedure in a list.
#[derive(Serialize, ToSchema)]
pub struct Listed {
    pub code: String,
    pub name: String,
    pub field: Option<String>,
    /// Level of government in the words of the source.
    pub level: String,
    /// Constituent parts nothing is known of, by their legal names.
    pub gaps: Vec<String>,
    /// May be applied for with an e-form of its own.
    pub online: bool,
}

/// A list of procedures.
#[derive(Serialize, ToSchema)]
pub struct List {
    pub total: usize,
    pub procedures: Vec<Listed>,
}

/// Finds procedures by words, code or field; without a query, all of them.
#[utoipa::path(get, path = "/api/v1/procedures", tag = "catalogue",
    params(("q" = Option<String>, Query, description = "Words with or without diacritics, or a code"),
           ("limit" = Option<usize>, Query, description = "At most this many, 1 to 1000; 50 unless said")),
    responses((status = 200, body = List)))]
pub async fn list(visit: Visit) -> Result<Json<List>, Failure> {
    let index = crate::all(&visit.app).await?;
    let q = asked(&visit);
    let limit = q.get("limit").parse::<usize>().unwrap_or(50).clamp(1, 1_000);
    let found: Vec<usize> = match q.some("q") {
        Some(words) => search(&index, words, usize::MAX).into_iter().map(|h| h.entry).collect(),
        None => (0..index.entries.len()).collect(),
    };
    let listed = found.iter().take(limit).filter_map(|i| index.entries.get(*i)).map(|e| Listed {
        code: e.code.clone(),
        name: e.name.clone(),
        field: e.field.clone(),
        level: e.level_text.clone(),
        gaps: e.gaps.iter().map(|g| g.label().to_owned()).collect(),
        online: e.online,
    });
    Ok(Json(List { total: found.len(), procedures: listed.collect() }))
}

/// One procedure with all its parts, today or on the day asked about.
#[utoipa::path(get, path = "/api/v1/procedures/{code}", tag = "catalogue",
    params(("code" = String, Path, description = "National code, such as 1.005099"),
           ("day" = Option<String>, Query, description = "ISO date; today unless said")),
    responses((status = 200, description = "The version in force"),
              (status = 404, body = platform::web::Problem)))]
pub async fn one(visit: Visit, Code(code): Code) -> Result<Response, Failure> {
    let q = asked(&visit);
    let version = match q.some("day") {
        None => crate::current(&visit.app, &code).await?,
        Some(day) => {
            let day = day.parse().map_err(|_| {
                Failure::Bad(format!("Ngày “{day}” không đọc được. Ghi ngày theo mẫu 2024-05-01 rồi gọi lại."))
            })?;
            crate::on_day(&visit.app, &code, day).await?
        }
    };
    let version = version.ok_or_else(|| no_procedure(&code))?;
    Ok(Json(Open::of(&version)).into_response())
}

#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(List, Listed, platform::web::Problem)))]
struct Api;

/// This module's part of the API description.
pub fn api() -> utoipa::openapi::OpenApi {
    Api::openapi()
}
