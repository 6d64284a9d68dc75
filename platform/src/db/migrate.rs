//! Forward migrations: one timeline of files under `migrations/`, whose names and table prefixes name the owning module.
//! The text is the same for both databases; only the types both understand are used (UUID, BIGINT, TEXT, BYTEA).

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Db, DbError};

/// The migrations of this build, by file name.
pub static MIGRATIONS: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/../migrations");

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL);";

/// Applies what is missing, in order of file name, and returns the names applied.
pub(super) async fn run(db: &Db) -> Result<Vec<String>, DbError> {
    db.script(TABLE).await?;
    let known: Vec<(String, String)> = db.all("SELECT name, digest FROM schema_migrations", vec![]).await?;
    let mut files: Vec<_> = MIGRATIONS.files().collect();
    files.sort_by_key(|f| f.path());
    let mut applied = vec![];
    for file in files {
        let name = file.path().display().to_string();
        let text = file.contents_utf8().ok_or_else(|| DbError::Other(format!("{name} is not UTF-8")))?;
        let digest = HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
        match known.iter().find(|(n, _)| *n == name) {
            Some((_, d)) if *d == digest => continue,
            Some(_) => {
                return Err(DbError::Other(format!(
                    "migration {name} was applied with another text; restore the file or start from a backup"
                )));
            }
            None => {}
        }
        // One script is one transaction: a half applied migration never stays behind.
        let mark = format!("INSERT INTO schema_migrations (name, digest) VALUES ('{name}', '{digest}');");
        db.script(&format!("BEGIN;\n{text}\n{mark}\nCOMMIT;")).await?;
        applied.push(name);
    }
    Ok(applied)
}
