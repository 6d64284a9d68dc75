//! A database with as many cases as asked: a few thousand lived through by the real engine, then copied under new ids and
//! codes. Copies are rows of cases and their open steps, and counters; without ledger events, which no list reads.

use std::path::{Path, PathBuf};

use axum::Router;
use motcua::cli::Data;
use motcua::{demo, say, serve};
use platform::db::{Durability, Row, query};
use platform::{App, Changes, Table, Value};
use uuid::Uuid;

/// Cases the engine makes before copies are taken.
const LIVED: u32 = 2_000;
/// Where a step says when it was done.
const DONE_AT: usize = 12;
/// Rows of one batch.
const BATCH: usize = 1_000;

/// An application and its service over a database.
pub struct Stand {
    pub app: App,
    pub service: Router,
    pub folder: PathBuf,
}

/// A fresh folder for the files of one measurement.
///
/// # Errors
/// It cannot be made.
pub fn folder(name: &str) -> Result<PathBuf, String> {
    let path = std::env::temp_dir().join(format!("motcua-bench-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}

/// Where the database is: the address given, or a new SQLite file in the folder.
pub fn database(asked: Option<&String>, folder: &Path) -> String {
    asked.cloned().unwrap_or_else(|| folder.join("bench.db").display().to_string())
}

/// Opens an empty database and fills it with what ships, people and `cases` cases.
///
/// # Errors
/// A sentence about what could not be read or written.
pub async fn stand(db: &str, folder: PathBuf, cases: u32) -> Result<Stand, String> {
    let data = Data { db: db.to_owned(), dir: folder.clone() };
    let (app, routes) = serve::open(&data, "http://127.0.0.1").await?;
    demo::fill(&app, (cases.min(LIVED), 1), app.now()).await?;
    motcua::modules::start(&app).await?;
    let copies = (cases / LIVED).saturating_sub(1);
    if copies > 0 {
        copy(&app, copies).await.map_err(|e| e.to_string())?;
    }
    if app.db().kind() == "postgres" {
        // What autovacuum does by itself within a minute of such a load.
        app.db().script("ANALYZE").await.map_err(|e| e.to_string())?;
    }
    Ok(Stand { service: platform::web::serve(app.clone(), routes), app, folder })
}

async fn rows(app: &App, table: &'static Table) -> Result<Vec<Vec<Value>>, platform::DbError> {
    let set = app.db().load(vec![query(table.scan_sql(), vec![])]).await?;
    Ok(set.into_iter().flatten().map(Row::rest).collect())
}

/// The id of a copy: as random as the original's, another one for each round.
fn other(id: &Value, round: u32) -> Value {
    let bytes = match id {
        Value::Uuid(u) => *u.as_bytes(),
        Value::Bytes(b) => Uuid::from_slice(b).unwrap_or_default().into_bytes(),
        other => return other.clone(),
    };
    Value::Uuid(Uuid::from_u128(u128::from_be_bytes(bytes) ^ (u128::from(round) << 8)))
}

async fn copy(app: &App, copies: u32) -> Result<(), platform::DbError> {
    let tables = |name: &str| app.tables().iter().copied().find(|t| t.name == name);
    let (Some(cases), Some(tasks)) = (tables("cases"), tables("case_tasks")) else { return Ok(()) };
    let mut lived = (rows(app, cases).await?, rows(app, tasks).await?);
    // No list reads a step that is done.
    lived.1.retain(|row| row[DONE_AT] == Value::Null);
    app.db().bulk(Durability::Bulk).await?;
    for round in 1..=copies {
        for part in lived.0.chunks(BATCH) {
            let copied = part.iter().map(|row| {
                let mut row = row.clone();
                row[1] = other(&row[1], round);
                if let Value::Text(code) = &mut row[2] {
                    code.push_str(&format!("{round:04}"));
                }
                row
            });
            save(app, cases, copied).await?;
        }
        for part in lived.1.chunks(BATCH) {
            let copied = part.iter().map(|row| {
                let mut row = row.clone();
                (row[1], row[2]) = (other(&row[1], round), other(&row[2], round));
                row
            });
            save(app, tasks, copied).await?;
        }
        if round % 100 == 0 {
            say::line(&format!("  đã sao {} hồ sơ", lived.0.len() * round as usize));
        }
    }
    let times = copies + 1;
    app.db().script(&format!("UPDATE counters SET n = n * {times}")).await?;
    let sums =
        format!("UPDATE case_loads SET held = held * {times}, working = working * {times}, owed = owed * {times}");
    app.db().script(&sums).await?;
    app.db().bulk(Durability::Full).await
}

async fn save(
    app: &App,
    table: &'static Table,
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), platform::DbError> {
    let mut changes = Changes::new();
    for row in rows {
        changes.save(table, row);
    }
    app.db().commit(changes).await.map(drop)
}
