//! PostgreSQL behind the seam: a pool of connections; a batch is sent whole in one round trip, two when it carries an
//! expectation or takes a number.

use std::sync::Arc;

use bytes::BytesMut;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::{StreamExt, TryStreamExt, future::try_join_all, pin_mut};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{NoTls, Statement as Prepared};

use super::changes::{NEXT_NUMBER, Statement};
use super::{Changes, DbError, Mark, Query, Row, Value};

const CONNECTIONS: usize = 16;

#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) => n.to_sql(ty, out),
            Value::Text(s) => s.to_sql(ty, out),
            Value::Bytes(b) if *ty == Type::UUID => uuid::Uuid::from_slice(b)?.to_sql(ty, out),
            Value::Bytes(b) => b.to_sql(ty, out),
            Value::Uuid(u) => u.to_sql(ty, out),
        }
    }
    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA | Type::UUID)
    }
    fn encode_format(&self, _: &Type) -> Format {
        Format::Binary
    }
    to_sql_checked!();
}

fn error(e: tokio_postgres::Error) -> DbError {
    let Some(db) = e.as_db_error() else {
        return DbError::Unreachable(e.to_string());
    };
    let text = format!("{}{}", db.message(), db.detail().map(|d| format!(" ({d})")).unwrap_or_default());
    match *db.code() {
        SqlState::UNIQUE_VIOLATION | SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            DbError::Conflict(text)
        }
        SqlState::DISK_FULL | SqlState::OUT_OF_MEMORY => DbError::Full(text),
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            DbError::Unreachable(text)
        }
        _ => DbError::Other(text),
    }
}

fn decode(row: &tokio_postgres::Row) -> Result<Row, DbError> {
    let mut values = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        let v = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i).map(|v| v.map_or(Value::Null, Value::Int)),
            Type::INT4 => row.try_get::<_, Option<i32>>(i).map(|v| v.map_or(Value::Null, |n| Value::Int(n.into()))),
            Type::UUID => row.try_get::<_, Option<uuid::Uuid>>(i).map(|v| v.map_or(Value::Null, Value::Uuid)),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i).map(|v| v.map_or(Value::Null, Value::Bytes)),
            _ => row.try_get::<_, Option<String>>(i).map(|v| v.map_or(Value::Null, Value::Text)),
        };
        values.push(v.map_err(error)?);
    }
    Ok(Row::new(values))
}

async fn prepared(c: &Object, statements: &[Statement]) -> Result<Vec<Prepared>, DbError> {
    try_join_all(statements.iter().map(|s| c.prepare_cached(&s.sql))).await.map_err(error)
}

async fn execute(c: &Object, p: &Prepared, s: &Statement) -> Result<(), DbError> {
    let args: Vec<&(dyn ToSql + Sync)> = s.args.iter().map(|v| v as _).collect();
    let n = c.execute(p, &args).await.map_err(error)?;
    match s.expect {
        Some((want, what)) if n != want => Err(DbError::Conflict(what.into())),
        _ => Ok(()),
    }
}

/// Sends every statement before the first answer is awaited.
async fn execute_all(c: &Object, statements: &[Statement]) -> Result<(), DbError> {
    let plans = prepared(c, statements).await?;
    try_join_all(plans.iter().zip(statements).map(|(p, s)| execute(c, p, s))).await.map(drop)
}

async fn simple(c: &Object, sql: &str) -> Result<(), DbError> {
    c.batch_execute(sql).await.map_err(error)
}

/// Begin, statements and commit in one trip: right only when every statement that fails is an error of its own.
async fn one_trip(c: &Object, statements: &[Statement]) -> Result<(), DbError> {
    let plans = prepared(c, statements).await?;
    let begin = simple(c, "BEGIN");
    let work = async {
        // All futures are polled in order, so the requests go out in order.
        let all: Vec<_> = plans.iter().zip(statements).map(|(p, s)| execute(c, p, s)).collect();
        futures_util::future::join_all(all).await
    };
    let (begun, results, committed) = tokio::join!(biased; begin, work, simple(c, "COMMIT"));
    begun?;
    for r in results {
        r?;
    }
    committed
}

async fn two_trips(c: &Object, changes: Changes) -> Result<Option<i64>, DbError> {
    simple(c, "BEGIN").await?;
    let run = async {
        execute_all(c, &changes.statements).await?;
        let Some(numbered) = changes.numbered else {
            return Ok(None);
        };
        let take = c.prepare_cached(NEXT_NUMBER).await.map_err(error)?;
        let row = c.query_one(&take, &[&Value::Uuid(numbered.tenant), &Value::Text(numbered.name)]).await;
        let number: i64 = row.map_err(error)?.get(0);
        execute_all(c, &(numbered.build)(number).statements).await?;
        Ok(Some(number))
    };
    let result: Result<Option<i64>, DbError> = run.await;
    simple(c, if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
    result
}

impl Postgres {
    pub(super) async fn open(url: &str) -> Result<Postgres, DbError> {
        let config: tokio_postgres::Config =
            url.parse().map_err(|e: tokio_postgres::Error| DbError::Unreachable(e.to_string()))?;
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager).max_size(CONNECTIONS).build().map_err(|e| DbError::Other(e.to_string()))?;
        let db = Postgres { pool };
        drop(db.client().await?);
        Ok(db)
    }

    async fn client(&self) -> Result<Object, DbError> {
        self.pool.get().await.map_err(|e| DbError::Unreachable(e.to_string()))
    }

    pub(super) async fn load(&self, queries: Vec<Query>) -> Result<Vec<Vec<Row>>, DbError> {
        let c = self.client().await?;
        let plans = try_join_all(queries.iter().map(|q| c.prepare_cached(&q.sql))).await.map_err(error)?;
        let args: Vec<Vec<&(dyn ToSql + Sync)>> =
            queries.iter().map(|q| q.args.iter().map(|v| v as &(dyn ToSql + Sync)).collect()).collect();
        let sets = try_join_all(plans.iter().zip(&args).map(|(p, a)| c.query(p, a))).await.map_err(error)?;
        sets.iter().map(|set| set.iter().map(decode).collect()).collect()
    }

    pub(super) async fn stream(
        &self,
        query: Query,
        mut each: impl FnMut(Row) -> Result<(), DbError> + Send + 'static,
    ) -> Result<(), DbError> {
        let c = self.client().await?;
        let plan = c.prepare_cached(&query.sql).await.map_err(error)?;
        let rows = c.query_raw(&plan, query.args.iter()).await.map_err(error)?.map_err(error);
        pin_mut!(rows);
        while let Some(row) = rows.next().await {
            each(decode(&row?)?)?;
        }
        Ok(())
    }

    pub(super) async fn commit(&self, changes: Changes) -> Result<Option<i64>, DbError> {
        let marks: Arc<[Mark]> = changes.marks.clone().into();
        let c = self.client().await?;
        let plain = changes.numbered.is_none() && changes.statements.iter().all(|s| s.expect.is_none());
        let result =
            if plain { one_trip(&c, &changes.statements).await.map(|()| None) } else { two_trips(&c, changes).await };
        match result {
            // Nobody knows whether the last commit happened when the connection broke: the ledger does.
            Err(DbError::Unreachable(why)) if !marks.is_empty() => {
                drop(Object::take(c));
                if self.happened(&marks).await? { Ok(None) } else { Err(DbError::Unreachable(why)) }
            }
            Err(e @ DbError::Unreachable(_)) => {
                drop(Object::take(c));
                Err(e)
            }
            other => other,
        }
    }

    async fn happened(&self, marks: &[Mark]) -> Result<bool, DbError> {
        for mark in marks {
            let sql = "SELECT hash FROM ledger_events WHERE tenant_id = $1 AND record_id = $2 AND seq = $3";
            let q = super::query(sql, crate::args![mark.tenant, mark.record, mark.seq]);
            let found = self.load(vec![q]).await?.into_iter().flatten().next();
            let stored: Option<Vec<u8>> = found.map(|mut r| r.get()).transpose()?;
            if stored.as_deref() != Some(&mark.hash[..]) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) async fn script(&self, sql: &str) -> Result<(), DbError> {
        let c = self.client().await?;
        let done = simple(&c, sql).await;
        if done.is_err() {
            // The script may have left a transaction open; a fresh connection is surer than guessing.
            drop(Object::take(c));
        }
        done
    }
}
