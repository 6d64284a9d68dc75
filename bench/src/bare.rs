//! The bare driver writing what the product wrote: the rows are read back, made into the statements of the product's batch in
//! its order, and run prepared: on SQLite as many batches a commit as there are desks, on PostgreSQL one pipelined trip each.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use platform::db::{Row, query};
use platform::{App, Table, Value, args};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::measure::Timings;

/// A statement with its arguments.
pub type Statement = (&'static str, Vec<Value>);

static EVENTS: Table = Table::new(
    "ledger_events",
    &["tenant_id", "record_id", "seq"],
    &["kind", "at", "day", "actor_id", "behalf_id", "action", "body", "row_digests", "prev", "hash"],
);

static JOBS: Table =
    Table::new("jobs", &["id"], &["kind", "payload", "run_at", "attempts", "locked_until", "last_error", "done_at"]);

const NUMBER: &str = "INSERT INTO numbers (tenant_id, name, last) VALUES ($1, $2, 1) \
     ON CONFLICT (tenant_id, name) DO UPDATE SET last = numbers.last + 1 RETURNING last";
const COUNT: &str = "INSERT INTO counters (tenant_id, name, n) VALUES ($1, $2, $3) \
     ON CONFLICT (tenant_id, name) DO UPDATE SET n = counters.n + excluded.n";

const LOAD: &str = "INSERT INTO case_loads (tenant_id, kind, who, what, hour, held, working, owed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (tenant_id, kind, who, what, hour) DO UPDATE SET held = case_loads.held + excluded.held, \
     working = case_loads.working + excluded.working, owed = case_loads.owed + excluded.owed";

fn words(e: impl std::fmt::Display) -> String {
    e.to_string()
}

fn text(v: &Value) -> &str {
    if let Value::Text(t) = v { t } else { "" }
}

fn int(v: &Value) -> i64 {
    if let Value::Int(n) = v { *n } else { 0 }
}

/// One batch a case, as the product's commit of it was.
///
/// # Errors
/// Rows cannot be read.
pub async fn batches(app: &App, (tenant, ids): (Uuid, &[Uuid])) -> Result<Vec<Vec<Statement>>, String> {
    let table = |name: &str| app.tables().iter().copied().find(|t| t.name == name).ok_or(format!("no table {name}"));
    let (cases, tasks) = (table("cases")?, table("case_tasks")?);
    let jobs = app.db().load(vec![query(JOBS.scan_sql(), vec![])]).await.map_err(words)?;
    let jobs: Vec<Vec<Value>> = jobs.into_iter().flatten().map(Row::rest).collect();
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let of = |t: &'static Table, key: &str| {
            query(format!("{} WHERE tenant_id = $1 AND {key} = $2", t.scan_sql()), args![tenant, *id])
        };
        let by_tenant = vec![of(&EVENTS, "record_id"), of(cases, "id"), of(tasks, "case_id")];
        let mut sets = app.db().load(by_tenant).await.map_err(words)?.into_iter();
        let mut next = |t: &'static Table| -> Vec<Statement> {
            sets.next().unwrap_or_default().into_iter().map(|r| (t.save_sql(), r.rest())).collect()
        };
        let (events, rows, work) = (next(&EVENTS), next(cases), next(tasks));
        let case = &rows.first().ok_or("a case is missing")?.1;
        let tenant = case[0].clone();
        let status = format!("case:status:{}", int(&case[7]));
        let mut counters = vec![(COUNT, vec![tenant.clone(), status.into(), 1_i64.into()])];
        let hour = Value::Int(int(&case[17]).div_euclid(3_600_000_000));
        let officer = if case[11] == Value::Null { tenant.clone() } else { case[11].clone() };
        let places = [
            (0, tenant.clone(), Value::from("")),
            (1, officer, Value::from("")),
            (2, case[10].clone(), Value::from("")),
            (3, tenant.clone(), case[3].clone()),
        ];
        counters.extend(places.map(|(kind, who, what)| {
            let one = || Value::Int(1);
            (LOAD, vec![tenant.clone(), Value::Int(kind), who, what, hour.clone(), one(), one(), one()])
        }));
        let own = id.to_string();
        let timers = jobs.iter().filter(|j| text(&j[2]).contains(&own)).map(|j| (JOBS.save_sql(), j.clone()));
        let number = (NUMBER, vec![tenant, Value::from("case:bench")]);
        let batch = [number].into_iter().chain(events).chain(rows).chain(work).chain(timers).chain(counters);
        all.push(batch.collect());
    }
    Ok(all)
}

/// Writes all batches to an empty, migrated database.
///
/// # Errors
/// What the driver says.
pub async fn run(target: &str, batches: Vec<Vec<Statement>>, clients: usize) -> Result<Timings, String> {
    if target.starts_with("postgres") {
        return postgres(target, batches, clients).await;
    }
    let path = target.to_owned();
    tokio::task::spawn_blocking(move || sqlite(&path, &batches, clients)).await.map_err(words)?.map_err(words)
}

fn sqlite(path: &str, batches: &[Vec<Statement>], group: usize) -> rusqlite::Result<Timings> {
    let c = rusqlite::Connection::open(path)?;
    c.set_prepared_statement_cache_capacity(512);
    c.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY; \
         PRAGMA cache_size=-32000; PRAGMA mmap_size=1073741824;",
    )?;
    let mut timings: Vec<Duration> = vec![];
    let begun = Instant::now();
    for chunk in batches.chunks(group.max(1)) {
        let one = Instant::now();
        c.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for batch in chunk {
            c.prepare_cached("SAVEPOINT b")?.execute([])?;
            for (sql, args) in batch {
                let mut statement = c.prepare_cached(&sql.replace('$', "?"))?;
                if sql.ends_with("RETURNING last") {
                    statement.query_row(rusqlite::params_from_iter(args), |r| r.get::<_, i64>(0))?;
                } else {
                    statement.execute(rusqlite::params_from_iter(args))?;
                }
            }
            c.prepare_cached("RELEASE b")?.execute([])?;
        }
        c.prepare_cached("COMMIT")?.execute([])?;
        timings.extend(std::iter::repeat_n(one.elapsed(), chunk.len()));
    }
    Ok(Timings::new(timings, begun.elapsed()))
}

async fn postgres(url: &str, batches: Vec<Vec<Statement>>, clients: usize) -> Result<Timings, String> {
    let shares: Vec<Vec<Vec<Statement>>> =
        batches.into_iter().enumerate().fold(vec![vec![]; clients], |mut all, (n, b)| {
            all[n % clients].push(b);
            all
        });
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for share in shares {
        let url = url.to_owned();
        tasks.spawn(async move { client(&url, share).await.map_err(words) });
    }
    let mut all = vec![];
    while let Some(done) = tasks.join_next().await {
        all.extend(done.map_err(words)??);
    }
    Ok(Timings::new(all, begun.elapsed()))
}

async fn client(url: &str, share: Vec<Vec<Statement>>) -> Result<Vec<Duration>, tokio_postgres::Error> {
    let (c, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let mut plans = std::collections::HashMap::new();
    let mut timings = vec![];
    for batch in share {
        let one = Instant::now();
        for (sql, _) in &batch {
            if !plans.contains_key(sql) {
                plans.insert(*sql, c.prepare(sql).await?);
            }
        }
        let args: Vec<Vec<&(dyn ToSql + Sync)>> =
            batch.iter().map(|(_, a)| a.iter().map(|v| v as _).collect()).collect();
        let work = batch.iter().zip(&args).map(|((sql, _), a)| c.execute(&plans[sql], a));
        let (begun, done, committed) =
            tokio::join!(biased; c.batch_execute("BEGIN"), try_join_all(work), c.batch_execute("COMMIT"));
        begun?;
        done?;
        committed?;
        timings.push(one.elapsed());
    }
    Ok(timings)
}
