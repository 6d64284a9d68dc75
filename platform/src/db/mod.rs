//! The seam to the databases: load → decide → commit(changes). Nothing outside this folder names SQLite or PostgreSQL.
//! Reads are single statements or one `load` of several; writes are batches committed whole (see docs/sql.md).

mod changes;
mod migrate;
mod postgres;
mod sqlite;
mod table;
mod value;

pub use changes::Changes;
pub(crate) use changes::{Mark, Statement};
pub use migrate::MIGRATIONS;
pub use table::Table;
pub use value::{FromRow, FromValue, Row, Value, json};

/// What can go wrong below the actions.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// Somebody else wrote first; load and decide again.
    #[error("conflict: {0}")]
    Conflict(String),
    #[error("the storage is full: {0}")]
    Full(String),
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error("stored data cannot be read: {0}")]
    Decode(String),
    #[error("database: {0}")]
    Other(String),
}

/// A statement with its arguments.
#[derive(Debug, Clone)]
pub struct Query {
    pub sql: std::borrow::Cow<'static, str>,
    pub args: Vec<Value>,
}

/// Makes a [`Query`].
pub fn query(sql: impl Into<std::borrow::Cow<'static, str>>, args: Vec<Value>) -> Query {
    Query { sql: sql.into(), args }
}

#[derive(Clone)]
enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db(Backend);

impl Db {
    /// Opens `postgres://…` or a path of an SQLite file (`sqlite:PATH` or plain), without migrating.
    pub async fn open(url: &str) -> Result<Db, DbError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Db(Backend::Postgres(postgres::Postgres::open(url).await?)))
        } else {
            let path = url.strip_prefix("sqlite:").unwrap_or(url).to_owned();
            Ok(Db(Backend::Sqlite(sqlite::Sqlite::open(&path).await?)))
        }
    }

    /// Brings the schema to the newest version; refuses when an applied migration's text has changed.
    pub async fn migrate(&self) -> Result<Vec<String>, DbError> {
        migrate::run(self).await
    }

    /// "sqlite" or "postgres", for the health page and for plans in tests.
    pub fn kind(&self) -> &'static str {
        match &self.0 {
            Backend::Sqlite(_) => "sqlite",
            Backend::Postgres(_) => "postgres",
        }
    }

    /// Runs several statements in one trip, in the order given. On SQLite they see one snapshot; on PostgreSQL each sees
    /// the newest commit, so whoever decides on the result reads the ledger head first.
    pub async fn load(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, DbError> {
        match &self.0 {
            Backend::Sqlite(b) => b.load(queries).await,
            Backend::Postgres(b) => b.load(queries).await,
        }
    }

    /// All rows of one statement.
    pub async fn all<T: FromRow>(
        &self,
        sql: impl Into<std::borrow::Cow<'static, str>>,
        args: Vec<Value>,
    ) -> Result<Vec<T>, DbError> {
        let mut sets = self.load(vec![query(sql, args)]).await?;
        rows(sets.pop().unwrap_or_default())
    }

    /// The first row, if any.
    pub async fn first<T: FromRow>(
        &self,
        sql: impl Into<std::borrow::Cow<'static, str>>,
        args: Vec<Value>,
    ) -> Result<Option<T>, DbError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Hands every row of a statement to `each`, without holding them all in memory.
    pub async fn stream(
        &self,
        query: Query,
        each: impl FnMut(Row) -> Result<(), DbError> + Send + 'static,
    ) -> Result<(), DbError> {
        match &self.0 {
            Backend::Sqlite(b) => b.stream(query, each).await,
            Backend::Postgres(b) => b.stream(query, each).await,
        }
    }

    /// Commits a batch whole or not at all; returns the number taken by [`Changes::with_number`].
    pub async fn commit(&self, changes: Changes) -> Result<Option<i64>, DbError> {
        if changes.is_empty() {
            return Ok(None);
        }
        match &self.0 {
            Backend::Sqlite(b) => b.commit(changes).await,
            Backend::Postgres(b) => b.commit(changes).await,
        }
    }

    /// Runs a script of several statements outside any batch: migrations and bulk set-up only.
    pub async fn script(&self, sql: &str) -> Result<(), DbError> {
        match &self.0 {
            Backend::Sqlite(b) => b.script(sql.to_owned()).await,
            Backend::Postgres(b) => b.script(sql).await,
        }
    }

    /// The plan the database chooses for a statement, one line a row.
    pub async fn plan(&self, q: Query) -> Result<Vec<String>, DbError> {
        let explain = match &self.0 {
            Backend::Sqlite(_) => "EXPLAIN QUERY PLAN ",
            Backend::Postgres(_) => "EXPLAIN ",
        };
        let sets = self.load(vec![query(format!("{explain}{}", q.sql), q.args)]).await?;
        let lines = sets.into_iter().flatten().map(|row| {
            row.rest().into_iter().filter_map(|v| if let Value::Text(s) = v { Some(s) } else { None }).collect()
        });
        Ok(lines.collect())
    }

    /// Trades durability for speed while a new demo is filled, and back; nothing is acknowledged to a person meanwhile.
    pub async fn bulk(&self, mode: Durability) -> Result<(), DbError> {
        match &self.0 {
            Backend::Sqlite(b) => b.durability(mode).await,
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// A consistent copy of an SQLite database while it is in use.
    pub async fn backup(&self, to: &std::path::Path) -> Result<(), DbError> {
        match &self.0 {
            Backend::Sqlite(b) => b.backup(to).await,
            Backend::Postgres(_) => Err(DbError::Other("use pg_dump or pg_basebackup for PostgreSQL".into())),
        }
    }
}

/// How far a commit must reach before it is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Survives loss of power.
    Full,
    /// Survives the end of the process only; for filling a database nobody uses yet.
    Bulk,
}

/// Decodes a set of rows.
pub fn rows<T: FromRow>(set: Vec<Row>) -> Result<Vec<T>, DbError> {
    set.into_iter().map(|mut r| T::from_row(&mut r)).collect()
}
