//! Help for tests: the same story on both databases, a clock that stands still, a client that keeps its cookies.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::db::{Db, DbError};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// An empty, migrated database and what keeps it alive.
pub struct TestDb {
    pub db: Db,
    /// "sqlite" or "postgres".
    pub kind: &'static str,
    /// Where it is, for another process: a path or postgres://…
    pub url: String,
    pub folder: std::path::PathBuf,
}

/// The environment variable that names the PostgreSQL server for tests (`./motcua test` starts one).
pub const SERVER: &str = "MOTCUA_TEST_PG";

fn unique() -> String {
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("t{}_{n}", std::process::id())
}

/// A fresh folder under the system's temporary folder.
pub fn folder() -> std::io::Result<std::path::PathBuf> {
    let path = std::env::temp_dir().join(format!("motcua-{}", unique()));
    std::fs::create_dir_all(&path)?;
    Ok(path)
}

/// A fresh SQLite database.
pub async fn sqlite() -> Result<TestDb, DbError> {
    let folder = folder().map_err(|e| DbError::Other(e.to_string()))?;
    let url = folder.join("test.db").display().to_string();
    let db = Db::open(&url).await?;
    db.migrate().await?;
    Ok(TestDb { db, kind: "sqlite", url, folder })
}

/// A fresh PostgreSQL schema on the test server.
pub async fn postgres() -> Result<TestDb, DbError> {
    let server = std::env::var(SERVER)
        .map_err(|_| DbError::Unreachable(format!("{SERVER} is not set: run the tests with ./motcua test")))?;
    let folder = folder().map_err(|e| DbError::Other(e.to_string()))?;
    let schema = unique();
    Db::open(&server).await?.script(&format!("CREATE SCHEMA {schema}")).await?;
    let join = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{join}options=-csearch_path%3D{schema}");
    let db = Db::open(&url).await?;
    db.migrate().await?;
    Ok(TestDb { db, kind: "postgres", url, folder })
}

/// Both, each fresh.
pub async fn each_db() -> Result<Vec<TestDb>, DbError> {
    Ok(vec![sqlite().await?, postgres().await?])
}
