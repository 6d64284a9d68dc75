//! SQLite behind the seam: one writer thread that groups waiting batches into one commit (a savepoint each), and a pool of
//! readers. WAL with synchronous=FULL: what is acknowledged survives power loss.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, params_from_iter};
use tokio::sync::{Semaphore, oneshot};

use super::changes::{NEXT_NUMBER, Numbered, Statement};
use super::{Changes, DbError, Durability, Query, Row, Value};

/// Batches joined in one commit at most: enough to share the sync, few enough to keep the wait short.
const GROUP: usize = 128;
const READERS: usize = 4;

type Answer = oneshot::Sender<Result<Option<i64>, DbError>>;
type Work = Box<dyn FnOnce(&Connection) -> Result<(), DbError> + Send>;

enum Job {
    Commit(Box<Changes>, Answer),
    Run(Work, oneshot::Sender<Result<(), DbError>>),
}

#[derive(Clone)]
pub(super) struct Sqlite {
    writer: mpsc::Sender<Job>,
    readers: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Text(s) => ValueRef::Text(s.as_bytes()),
            Value::Bytes(b) => ValueRef::Blob(b),
            Value::Uuid(u) => ValueRef::Blob(u.as_bytes()),
        }))
    }
}

fn error(e: rusqlite::Error) -> DbError {
    let text = e.to_string();
    match e.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => DbError::Conflict(text),
        Some(ErrorCode::DiskFull) => DbError::Full(text),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DbError::Unreachable(text),
        Some(ErrorCode::CannotOpen | ErrorCode::NotADatabase) => DbError::Unreachable(text),
        _ => DbError::Other(text),
    }
}

fn gone<T>(_: T) -> DbError {
    DbError::Unreachable("the writer has stopped".into())
}

/// rusqlite binds `$1` by name in order of appearance; `?1` binds by number, which is what the texts mean.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

/// Pages kept by the writer, in KiB. Readers map the file instead and keep only what is still in the log.
const WRITER_KIB: u32 = 32_000;
const READER_KIB: u32 = 4_000;

fn connect(path: &str, flags: OpenFlags, kept_kib: u32) -> Result<Connection, DbError> {
    let c = Connection::open_with_flags(path, flags).map_err(error)?;
    c.busy_timeout(Duration::from_secs(10)).map_err(error)?;
    c.set_prepared_statement_cache_capacity(512);
    // A plan depends on the text alone. Otherwise SQLite looks at the values bound (a LIMIT, say) and plans anew at every call.
    c.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(error)?;
    c.execute_batch(&format!(
        "PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-{kept_kib}; PRAGMA mmap_size=1073741824;"
    ))
    .map_err(error)?;
    Ok(c)
}

fn fetch(c: &Connection, q: &Query, mut each: impl FnMut(Row) -> Result<(), DbError>) -> Result<(), DbError> {
    let mut statement = c.prepare_cached(&numbered(&q.sql)).map_err(error)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(&q.args)).map_err(error)?;
    while let Some(r) = rows.next().map_err(error)? {
        let mut values = Vec::with_capacity(columns);
        for i in 0..columns {
            values.push(match r.get_ref(i).map_err(error)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Int(n),
                ValueRef::Real(x) => Value::Text(x.to_string()),
                ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
                ValueRef::Blob(b) => Value::Bytes(b.to_vec()),
            });
        }
        each(Row::new(values))?;
    }
    Ok(())
}

fn execute(c: &Connection, s: &Statement) -> Result<(), DbError> {
    let n = c.prepare_cached(&numbered(&s.sql)).map_err(error)?.execute(params_from_iter(&s.args)).map_err(error)?;
    match s.expect {
        Some((want, what)) if n as u64 != want => Err(DbError::Conflict(what.into())),
        _ => Ok(()),
    }
}

fn take_number(c: &Connection, n: &Numbered) -> Result<i64, DbError> {
    let args = [Value::Uuid(n.tenant), Value::Text(n.name.clone())];
    c.prepare_cached(&numbered(NEXT_NUMBER))
        .map_err(error)?
        .query_row(params_from_iter(&args), |r| r.get(0))
        .map_err(error)
}

/// BEGIN, COMMIT and savepoints, prepared like any other statement.
fn control(c: &Connection, sql: &str) -> Result<(), DbError> {
    c.prepare_cached(sql).and_then(|mut s| s.execute([])).map(drop).map_err(error)
}

/// Runs one batch inside a savepoint; on failure the savepoint is undone and the group goes on.
fn batch(c: &Connection, changes: Changes) -> Result<Option<i64>, DbError> {
    control(c, "SAVEPOINT b")?;
    let run = || -> Result<Option<i64>, DbError> {
        for s in &changes.statements {
            execute(c, s)?;
        }
        let Some(numbered) = changes.numbered else {
            return Ok(None);
        };
        let number = take_number(c, &numbered)?;
        for s in &(numbered.build)(number).statements {
            execute(c, s)?;
        }
        Ok(Some(number))
    };
    let result = run();
    // A full disk or a broken file has already undone the whole transaction, so there may be no savepoint left.
    if !c.is_autocommit() {
        if result.is_err() {
            control(c, "ROLLBACK TO b")?;
        }
        control(c, "RELEASE b")?;
    }
    result
}

fn group(c: &Connection, jobs: Vec<(Changes, Answer)>) {
    let mut answers = Vec::with_capacity(jobs.len());
    let begun = control(c, "BEGIN IMMEDIATE");
    for (changes, reply) in jobs {
        let result = match &begun {
            Ok(()) if !c.is_autocommit() => batch(c, changes),
            Ok(()) => Err(DbError::Full("the transaction was undone by the storage".into())),
            Err(e) => Err(e.clone()),
        };
        answers.push((reply, result));
    }
    let lost = if begun.is_ok() && c.is_autocommit() {
        Some(DbError::Full("the transaction was undone by the storage".into()))
    } else if begun.is_ok() {
        control(c, "COMMIT").inspect_err(|_| drop(c.execute_batch("ROLLBACK"))).err()
    } else {
        None
    };
    for (reply, result) in answers {
        let result = match (&lost, result) {
            (Some(e), Ok(_)) => Err(e.clone()),
            (_, r) => r,
        };
        // The caller may have gone away; the batch stands all the same.
        drop(reply.send(result));
    }
}

fn writer(c: &Connection, jobs: &mpsc::Receiver<Job>) {
    let mut next = jobs.recv().ok();
    while let Some(job) = next.take() {
        let mut waiting = vec![];
        let mut pending = Some(job);
        while let Some(job) = pending.take() {
            match job {
                Job::Commit(changes, reply) => waiting.push((*changes, reply)),
                other => {
                    next = Some(other);
                    break;
                }
            }
            if waiting.len() < GROUP {
                pending = jobs.try_recv().ok();
            }
        }
        if !waiting.is_empty() {
            group(c, waiting);
        }
        if let Some(Job::Run(run, reply)) = next.take() {
            drop(reply.send(run(c)));
        }
        next = jobs.recv().ok();
    }
}

impl Sqlite {
    pub(super) async fn open(path: &str) -> Result<Sqlite, DbError> {
        let path = path.to_owned();
        tokio::task::spawn_blocking(move || Sqlite::open_now(&path)).await.map_err(|e| DbError::Other(e.to_string()))?
    }

    fn open_now(path: &str) -> Result<Sqlite, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let write =
            connect(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, WRITER_KIB)?;
        write
            .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;")
            .map_err(error)?;
        let mut readers = vec![];
        for _ in 0..READERS {
            readers.push(connect(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE, READER_KIB)?);
        }
        let (sender, receiver) = mpsc::channel();
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || writer(&write, &receiver))
            .map_err(|e| DbError::Other(e.to_string()))?;
        let permits = Arc::new(Semaphore::new(READERS));
        Ok(Sqlite { writer: sender, readers: Arc::new(Mutex::new(readers)), permits })
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let permit = self.permits.clone().acquire_owned().await.map_err(gone)?;
        let pool = self.readers.clone();
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let taken = pool.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
            let connection = taken.ok_or_else(|| DbError::Unreachable("no reader is free".into()))?;
            let result = work(&connection);
            pool.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(connection);
            result
        })
        .await
        .map_err(|e| DbError::Other(e.to_string()))?
    }

    pub(super) async fn load(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, DbError> {
        self.read(move |c| {
            let many = queries.len() > 1;
            if many {
                control(c, "BEGIN")?;
            }
            let sets = queries.iter().map(|q| {
                let mut rows = vec![];
                fetch(c, q, |r| {
                    rows.push(r);
                    Ok(())
                })?;
                Ok(rows)
            });
            let sets: Result<Vec<_>, DbError> = sets.collect();
            if many {
                control(c, "COMMIT")?;
            }
            sets
        })
        .await
    }

    pub(super) async fn stream(
        &self,
        query: Query,
        each: impl FnMut(Row) -> Result<(), DbError> + Send + 'static,
    ) -> Result<(), DbError> {
        self.read(move |c| fetch(c, &query, each)).await
    }

    pub(super) async fn commit(&self, changes: Changes) -> Result<Option<i64>, DbError> {
        let (reply, answer) = oneshot::channel();
        self.writer.send(Job::Commit(Box::new(changes), reply)).map_err(gone)?;
        answer.await.map_err(gone)?
    }

    async fn on_writer(
        &self,
        work: impl FnOnce(&Connection) -> Result<(), DbError> + Send + 'static,
    ) -> Result<(), DbError> {
        let (reply, answer) = oneshot::channel();
        self.writer.send(Job::Run(Box::new(work), reply)).map_err(gone)?;
        answer.await.map_err(gone)?
    }

    pub(super) async fn script(&self, sql: String) -> Result<(), DbError> {
        self.on_writer(move |c| {
            let done = c.execute_batch(&sql).map_err(error);
            if !c.is_autocommit() {
                c.execute_batch("ROLLBACK").map_err(error)?;
            }
            done
        })
        .await
    }

    pub(super) async fn durability(&self, mode: Durability) -> Result<(), DbError> {
        let sql = match mode {
            Durability::Full => "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA synchronous=FULL; PRAGMA shrink_memory;",
            Durability::Bulk => "PRAGMA synchronous=OFF;",
        };
        self.on_writer(move |c| c.execute_batch(sql).map_err(error)).await
    }

    pub(super) async fn backup(&self, to: &std::path::Path) -> Result<(), DbError> {
        let to = to.to_owned();
        self.read(move |c| {
            let mut target = Connection::open(&to).map_err(error)?;
            let copy = rusqlite::backup::Backup::new(c, &mut target).map_err(error)?;
            copy.run_to_completion(1000, Duration::ZERO, None).map_err(error)
        })
        .await
    }
}
