//! What people published lately: versions of procedures and of electronic processes. What came with the product was published
//! by nobody and is left out, so an installation looks like no work done.

use kernel::time::Timestamp;
use platform::web::Failure;
use platform::{App, args};
use uuid::Uuid;

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
}

/// Versions that people published from a moment on, oldest first, procedures before processes.
///
/// # Errors
/// The database cannot be read.
pub async fn published_since(app: &App, from: Timestamp) -> Result<Vec<Publishing>, Failure> {
    let procedures = "SELECT v.id, p.code, v.number, v.parts, v.published_at FROM catalogue_versions v \
         JOIN catalogue_procedures p ON p.id = v.procedure_id \
         WHERE v.published_at >= $1 AND v.published_by IS NOT NULL ORDER BY v.published_at, v.id";
    let processes = "SELECT v.id, p.code, v.number, v.bpmn, v.published_at FROM catalogue_process_versions v \
         JOIN catalogue_processes p ON p.id = v.process_id \
         WHERE v.published_at >= $1 AND v.published_by IS NOT NULL ORDER BY v.published_at, v.id";
    let mut all = vec![];
    for (what, sql) in [(Published::Procedure, procedures), (Published::Process, processes)] {
        let found: Vec<(Uuid, String, i64, String, Timestamp)> = app.db().all(sql, args![from]).await?;
        for (id, code, number, body, at) in found {
            let name = match what {
                Published::Procedure => serde_json::from_str::<crate::Parts>(&body).map(|p| p.name).unwrap_or_default(),
                Published::Process => process::parse(&body).map(|d| d.name).unwrap_or_default(),
            };
            all.push(Publishing { what, id, code, number, name, at });
        }
    }
    Ok(all)
}
