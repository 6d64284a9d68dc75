//! What people published lately: versions of procedures and of electronic processes. What came with the product was published
//! by nobody and is left out, so an installation looks like no work done.

use kernel::time::Timestamp;
use platform::web::Failure;
use platform::{App, args};
use uuid::Uuid;

use crate::decisions::store;

/// What was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    Procedure,
    Process,
}

impl Published {
    /// In Vietnamese.
    pub fn label(self) -> &'static str {
        match self {
            Published::Procedure => "Thủ tục",
            Published::Process => "Quy trình điện tử",
        }
    }
}

/// One version that a person published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishing {
    pub what: Published,
    /// The version.
    pub id: Uuid,
    pub code: String,
    pub number: i64,
    pub name: String,
    pub at: Timestamp,
    /// The account that published it.
    pub by: Uuid,
}

const PROCEDURES: &str = "SELECT v.id, p.code, v.number, v.parts, v.published_at, v.published_by FROM catalogue_versions v \
     JOIN catalogue_procedures p ON p.id = v.procedure_id WHERE v.published_by IS NOT NULL AND ";
const PROCESSES: &str = "SELECT v.id, p.code, v.number, v.bpmn, v.published_at, v.published_by FROM catalogue_process_versions v \
     JOIN catalogue_processes p ON p.id = v.process_id WHERE v.published_by IS NOT NULL AND ";

type Row = (Uuid, String, i64, String, Timestamp, Uuid);

fn read(what: Published, (id, code, number, body, at, by): Row) -> Publishing {
    let name = match what {
        Published::Procedure => serde_json::from_str::<crate::Parts>(&body).map(|p| p.name).unwrap_or_default(),
        Published::Process => process::parse(&body).map(|d| d.name).unwrap_or_default(),
    };
    Publishing { what, id, code, number, name, at, by }
}

/// Versions that people published from a moment on, oldest first, procedures before processes.
///
/// # Errors
/// The database cannot be read.
pub async fn published_since(app: &App, from: Timestamp) -> Result<Vec<Publishing>, Failure> {
    let mut all = vec![];
    for (what, sql) in [(Published::Procedure, PROCEDURES), (Published::Process, PROCESSES)] {
        let sql = format!("{sql} v.published_at >= $1 ORDER BY v.published_at, v.id");
        let found: Vec<Row> = app.db().all(sql, args![from]).await?;
        all.extend(found.into_iter().map(|row| read(what, row)));
    }
    Ok(all)
}

/// One version, if a person published it.
///
/// # Errors
/// The database cannot be read.
pub async fn published(app: &App, (what, version): (Published, Uuid)) -> Result<Option<Publishing>, Failure> {
    let sql = if what == Published::Procedure { PROCEDURES } else { PROCESSES };
    let found: Option<Row> = app.db().first(format!("{sql} v.id = $1"), args![version]).await?;
    Ok(found.map(|row| read(what, row)))
}

/// Decisions that took effect from a moment on.
///
/// # Errors
/// The database cannot be read.
pub async fn decisions_since(app: &App, from: Timestamp) -> Result<Vec<crate::Decision>, Failure> {
    // One drafted long before may take effect now; a draft older than that is found by its own event only.
    let year = std::time::Duration::from_secs(400 * 86_400);
    let q = store::signed_since(from.checked_sub(year).unwrap_or(from));
    let mut all: Vec<crate::Decision> = app.db().all(q.sql, q.args).await?;
    all.retain(|d| d.body.effect_at.is_some_and(|at| at >= from));
    Ok(all)
}
