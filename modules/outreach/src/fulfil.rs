//! Telling plans that a record exists: a job of the batch that makes the record, so that it is told at least once even when the
//! program stops in between, and plans count it once.

use kernel::time::{Timestamp, from_micros, micros};
use plans::{Fulfilment, Maker, RecordLink, Span, Stage};
use platform::web::Failure;
use platform::{App, Changes, jobs};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The kind of job.
pub const JOB: &str = "outreach-fulfilled";

/// A record that plans may be waiting for; `kind` is one of `law/plans/fulfil.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub kind: String,
    pub id: Uuid,
    pub label: String,
    pub href: String,
    /// The unit whose work it is.
    pub unit: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    told: Told,
    at: i64,
}

/// Adds the job to the batch that makes the record; the record's own id makes it one job.
pub fn tell(changes: &mut Changes, told: &Told, at: Timestamp) {
    let payload = serde_json::json!(Payload { told: told.clone(), at: micros(at) });
    jobs::later(changes, (told.id, JOB), at, &payload);
}

/// Runs the job.
///
/// # Errors
/// The payload cannot be read; the database cannot be read or written.
pub async fn run(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let Payload { told, at } = serde_json::from_value(payload).map_err(|e| Failure::Internal(e.to_string()))?;
    let link = RecordLink { kind: told.kind, id: told.id, label: told.label, href: told.href };
    let (maker, span) = (Maker::Unit(told.unit), Span::Since(from_micros(at)));
    plans::fulfilled(&app, &Fulfilment { link, maker, span, stage: Stage::Done }).await.map(drop)
}
