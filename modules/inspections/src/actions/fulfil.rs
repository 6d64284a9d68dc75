//! Tells the control plan that a record of inspections exists: a job of the batch that made the record, so it is told even when
//! the machine stops in between, and counts once however often it is told.

use plans::{Fulfilment, RecordLink};
use platform::web::Failure;
use platform::{App, Changes, jobs};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The kind of job.
pub const JOB: &str = "inspections-fulfil";

/// What is told: the record, and the units whose work it completes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    pub link: RecordLink,
    pub units: Vec<Uuid>,
}

/// Adds it to a batch. The record's kind and id make the job's id, so the same record is one job.
pub fn tell(app: &App, changes: &mut Changes, told: &Told) -> Result<(), Failure> {
    let id = super::id_of(&format!("fulfil/{}/{}", told.link.kind, told.link.id));
    let payload = serde_json::to_value(told).map_err(|e| Failure::Internal(e.to_string()))?;
    jobs::later(changes, (id, JOB), app.now(), &payload);
    Ok(())
}

/// Runs the job.
///
/// # Errors
/// The database cannot be read or written; the job is tried again.
pub async fn run(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let told: Told = serde_json::from_value(payload).map_err(|e| Failure::Internal(e.to_string()))?;
    for unit in &told.units {
        let f = Fulfilment { link: told.link.clone(), unit: Some(*unit), at: app.now() };
        plans::fulfilled(&app, &f).await?;
    }
    Ok(())
}
