//! Open data: the whole catalogue as JSON and CSV, with an entity tag so that nobody fetches twice what has not changed.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use output::sheet::{Cell, Column, CsvWriter, Kind};
use platform::web::{Failure, Page, Reply, Visit};
use serde::Serialize;

use crate::model::{Parts, Version};
use crate::rules::{self, Part, REQUIRED};
use crate::store::{self, Stored};

#[derive(Template)]
#[template(path = "catalogue_data.html")]
struct DataPage {
    page: Page,
    total: usize,
    columns: Vec<&'static str>,
}

/// GET /du-lieu-mo
pub async fn page(visit: Visit) -> Reply {
    let total = crate::all(&visit.app).await?.entries.len();
    visit.html(&DataPage { page: visit.page("Dữ liệu mở"), total, columns: COLUMNS.map(Part::label).to_vec() })
}

/// One procedure as open data.
#[derive(Serialize)]
pub struct Open<'a> {
    pub version: i64,
    pub valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Constituent parts nothing is known of.
    pub gaps: Vec<Part>,
    #[serde(flatten)]
    pub parts: &'a Parts,
}

impl<'a> Open<'a> {
    pub fn of(v: &'a Version) -> Open<'a> {
        Open {
            version: v.number,
            valid_from: v.valid_from.to_string(),
            valid_to: v.valid_to.map(|d| d.to_string()),
            gaps: rules::gaps(&v.parts),
            parts: &v.parts,
        }
    }
}

#[derive(Serialize)]
struct Whole<'a> {
    /// The day the versions are in force.
    day: String,
    revision: i64,
    procedures: Vec<Open<'a>>,
}

async fn current(visit: &Visit) -> Result<Vec<Version>, Failure> {
    let q = store::all_on(crate::today(&visit.app));
    let all: Vec<Stored> = visit.app.db().all(q.sql, q.args).await?;
    Ok(all.into_iter().map(|s| s.version).collect())
}

/// The tag of today's catalogue, or "not modified" when the other side has it.
async fn tag(visit: &Visit, headers: &HeaderMap) -> Result<Result<String, Response>, Failure> {
    let tag = format!("\"{}-{}\"", crate::shelf::revision(&visit.app).await?, crate::today(&visit.app));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes());
    Ok(if known { Err((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()) } else { Ok(tag) })
}

fn answer(bytes: Vec<u8>, mime: &'static str, tag: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "public, no-cache".to_owned()),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// GET /du-lieu-mo/thu-tuc.json
pub async fn json(visit: Visit, headers: HeaderMap) -> Reply {
    let tag = match tag(&visit, &headers).await? {
        Ok(tag) => tag,
        Err(known) => return Ok(known),
    };
    let versions = current(&visit).await?;
    let whole = Whole {
        day: crate::today(&visit.app).to_string(),
        revision: crate::shelf::revision(&visit.app).await?,
        procedures: versions.iter().map(Open::of).collect(),
    };
    let bytes = serde_json::to_vec(&whole).map_err(|e| Failure::Internal(e.to_string()))?;
    Ok(answer(bytes, "application/json; charset=utf-8", tag))
}

/// The parts of the CSV, in order, after code, version and first day.
const COLUMNS: [Part; 16] = [
    Part::Name,
    Part::Field,
    Part::Level,
    Part::Steps,
    Part::Channels,
    Part::Components,
    Part::Sets,
    Part::Limit,
    Part::Subjects,
    Part::Agency,
    Part::Place,
    Part::Forms,
    Part::Result,
    Part::Requirements,
    Part::Fee,
    Part::LegalBasis,
];

/// GET /du-lieu-mo/thu-tuc.csv
pub async fn csv(visit: Visit, headers: HeaderMap) -> Reply {
    let tag = match tag(&visit, &headers).await? {
        Ok(tag) => tag,
        Err(known) => return Ok(known),
    };
    let versions = current(&visit).await?;
    let bytes = sheet(&versions).map_err(|e| Failure::Internal(format!("csv: {e}")))?;
    Ok(answer(bytes, "text/csv; charset=utf-8", tag))
}

fn sheet(versions: &[Version]) -> Result<Vec<u8>, output::OutputError> {
    let text = |title: &str| Column::new(title, Kind::Text, 30);
    let mut columns = vec![text("Mã thủ tục"), text("Phiên bản"), text("Có hiệu lực từ")];
    columns.extend(COLUMNS.iter().map(|p| text(p.label())));
    columns.push(text("Nội dung chưa có dữ liệu"));
    let mut writer = CsvWriter::new(Vec::new(), &columns)?;
    for v in versions {
        let mut row = vec![Cell::Text(v.parts.code.clone()), Cell::Int(v.number), Cell::Date(v.valid_from)];
        let words = rules::words(&v.parts);
        row.extend(COLUMNS.iter().map(|part| {
            let text = words.iter().find(|(p, _)| p == part).map(|(_, t)| t.clone()).unwrap_or_default();
            if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
        }));
        let gaps = rules::gaps(&v.parts);
        let missing: Vec<&str> = REQUIRED.iter().filter(|p| gaps.contains(p)).map(|p| p.label()).collect();
        row.push(Cell::Text(missing.join("; ")));
        writer.row(&row)?;
    }
    Ok(writer.finish()?.0)
}
