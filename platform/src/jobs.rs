//! Work after the commit: rows written in the same batch as the change that asks for them, leased, retried alone with
//! growing pauses. Every job is safe to run twice.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use kernel::time::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::db::{Changes, DbError, FromRow, Row, Table};
use crate::{App, web::Failure};

static JOBS: Table =
    Table::new("jobs", &["id"], &["kind", "payload", "run_at", "attempts", "locked_until", "last_error", "done_at"]);

type Run =
    Arc<dyn Fn(App, serde_json::Value) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> + Send + Sync>;

/// A kind of job and how to run it.
#[derive(Clone)]
pub struct JobKind {
    pub kind: &'static str,
    run: Run,
}

impl JobKind {
    pub fn new<F, Fut>(kind: &'static str, run: F) -> JobKind
    where
        F: Fn(App, serde_json::Value) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        JobKind { kind, run: Arc::new(move |app, payload| Box::pin(run(app, payload))) }
    }
}

impl std::fmt::Debug for JobKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind)
    }
}

/// Adds a job to a batch. The same id twice is one job.
pub fn later(changes: &mut Changes, (id, kind): (Uuid, &'static str), at: Timestamp, payload: &serde_json::Value) {
    let none = Option::<i64>::None;
    changes.exec(
        "INSERT INTO jobs (id, kind, payload, run_at, attempts, locked_until, last_error, done_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        args![id, kind, payload.to_string(), at, 0, none, Option::<String>::None, none],
    );
}

struct Due {
    id: Uuid,
    kind: String,
    payload: String,
    run_at: i64,
    attempts: i64,
}

impl FromRow for Due {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Due { id: r.get()?, kind: r.get()?, payload: r.get()?, run_at: r.get()?, attempts: r.get()? })
    }
}

const LEASE_SECONDS: i64 = 120;

/// Runs what is due once; returns how many jobs ran (well or not).
pub async fn run_due(app: &App) -> Result<usize, DbError> {
    let now = app.now();
    let due: Vec<Due> = app
        .db()
        .all(
            "SELECT id, kind, payload, run_at, attempts FROM jobs WHERE done_at IS NULL AND run_at <= $1 \
             AND (locked_until IS NULL OR locked_until < $1) ORDER BY run_at, id LIMIT 50",
            args![now],
        )
        .await?;
    let mut ran = 0;
    for job in due {
        let lease = kernel::time::micros(now) + LEASE_SECONDS * 1_000_000;
        let mut take = Changes::new();
        take.expect(
            "UPDATE jobs SET locked_until = $1 WHERE id = $2 AND done_at IS NULL AND (locked_until IS NULL OR locked_until < $3)",
            args![lease, job.id, now],
            (1, "job taken by another runner"),
        );
        match app.db().commit(take).await {
            Ok(_) => {}
            Err(DbError::Conflict(_)) => continue,
            Err(e) => return Err(e),
        }
        ran += 1;
        finish(app, job, now).await?;
    }
    Ok(ran)
}

async fn finish(app: &App, job: Due, now: Timestamp) -> Result<(), DbError> {
    let payload = serde_json::from_str(&job.payload).unwrap_or_default();
    let result = match app.jobs().iter().find(|k| k.kind == job.kind) {
        Some(kind) => (kind.run)(app.clone(), payload).await.map_err(|e| e.to_string()),
        None => Err(format!("no such kind of job: {}", job.kind)),
    };
    let attempts = job.attempts + 1;
    let micros = kernel::time::micros(now);
    let (run_at, error, done) = match result {
        Ok(()) => (job.run_at, None, Some(micros)),
        Err(why) => {
            tracing::warn!(job = %job.id, kind = %job.kind, attempts, "job failed");
            // 1, 2, 4 … minutes, at most about a day between tries.
            (micros + 60_000_000 * (1_i64 << attempts.min(10)), Some(why), None)
        }
    };
    let mut changes = Changes::new();
    let row = args![job.id, job.kind, job.payload, run_at, attempts, Option::<i64>::None, error, done];
    changes.save(&JOBS, row);
    app.db().commit(changes).await.map(drop)
}

/// Runs jobs until the process ends: when woken, and every few seconds for those whose time has come.
pub async fn run_forever(app: App) {
    loop {
        match run_due(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(e) => tracing::error!(error = %e, "jobs cannot be read"),
        }
        // Either the wake-up or the pause ends the wait; both mean "look again".
        drop(tokio::time::timeout(Duration::from_secs(5), app.wake().notified()).await);
    }
}
