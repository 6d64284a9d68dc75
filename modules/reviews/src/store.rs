//! This module's SQL over its own tables. Every kind of record has the same columns, so one set of statements serves all.

use kernel::page::{Cursor, Slice};
use kernel::time::{Timestamp, from_micros, micros};
use platform::args;
use platform::db::{Db, DbError, FromRow, Query, Row, Table, Value, json, query};
use platform::ledger::RecordRef;
use uuid::Uuid;

use crate::model::Record;

const KEY: &[&str] = &["tenant_id", "id"];
const COLUMNS: &[&str] = &["unit_id", "parent_id", "year", "status", "title", "changed_at", "body"];

pub static PLANS: Table = Table::new("reviews_plans", KEY, COLUMNS);
pub static REVIEWS: Table = Table::new("reviews_records", KEY, COLUMNS);
pub static PROPOSALS: Table = Table::new("reviews_proposals", KEY, COLUMNS);
pub static IMPACTS: Table = Table::new("reviews_impacts", KEY, COLUMNS);
pub static OPINIONS: Table = Table::new("reviews_opinions", KEY, COLUMNS);
pub static DRAFTS: Table = Table::new("reviews_drafts", &["record_id", "slot", "account_id"], &["saved_at", "body"]);
pub static FIGURES: Table = Table::new("reviews_figures", &["tenant_id", "code"], &["counted_at", "body"]);

/// A record as stored: only its body is read back, since the columns repeat it.
pub struct Stored<T>(pub T);

impl<T: Record> FromRow for Stored<T> {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        r.json().map(Stored)
    }
}

/// The row of a record.
pub fn row<T: Record>(record: &T) -> Vec<Value> {
    let c = record.columns();
    let mut row = args![c.tenant, c.id, c.unit, c.parent, c.year, c.status, c.title, c.changed_at];
    row.push(json(record));
    row
}

/// The record in the ledger.
pub fn ledgered<T: Record>(record: &T) -> RecordRef {
    let c = record.columns();
    RecordRef { tenant: c.tenant, id: c.id, kind: T::KIND }
}

/// One record by its id.
pub fn by_id<T: Record>(id: Uuid) -> Query {
    query(format!("SELECT body FROM {} WHERE id = $1", T::table().name), args![id])
}

/// What a list shows: one range of one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    All,
    Status(i64),
    Unit(Uuid),
    Parent(Uuid),
    Year(i64),
}

/// A page of a list, newest change first, after a cursor.
pub fn list_query<T: Record>(tenant: Uuid, filter: Filter, (after, size): (Option<Cursor>, i64)) -> Query {
    let (condition, value) = match filter {
        Filter::All => ("", None),
        Filter::Status(n) => ("AND status = $5 ", Some(Value::Int(n))),
        Filter::Unit(id) => ("AND unit_id = $5 ", Some(Value::Uuid(id))),
        Filter::Parent(id) => ("AND parent_id = $5 ", Some(Value::Uuid(id))),
        Filter::Year(year) => ("AND year = $5 ", Some(Value::Int(year))),
    };
    let start = after.map_or((i64::MAX, Uuid::max()), |c| (c.key, c.id));
    let mut values = args![tenant, start.0, start.1, size + 1];
    values.extend(value);
    let sql = format!(
        "SELECT body FROM {} WHERE tenant_id = $1 AND (changed_at, id) < ($2, $3) {condition}\
         ORDER BY changed_at DESC, id DESC LIMIT $4",
        T::table().name
    );
    query(sql, values)
}

/// One page of a list.
pub async fn list<T: Record>(
    db: &Db,
    tenant: Uuid,
    filter: Filter,
    page: (Option<Cursor>, i64),
) -> Result<Slice<T>, DbError> {
    let q = list_query::<T>(tenant, filter, page);
    let found: Vec<Stored<T>> = db.all(q.sql, q.args).await?;
    let size = usize::try_from(page.1).unwrap_or(50);
    Ok(Slice::cut(found.into_iter().map(|s| s.0).collect(), size, |t: &T| {
        let c = t.columns();
        Cursor { key: micros(c.changed_at), id: c.id }
    }))
}

/// The most records a paper or a sum is made of.
const WHOLE: i64 = 5_000;

/// A whole list, for papers and sums of one year, plan, review or assessment.
pub async fn whole<T: Record>(db: &Db, tenant: Uuid, filter: Filter) -> Result<Vec<T>, DbError> {
    Ok(list(db, tenant, filter, (None, WHOLE)).await?.items)
}

/// The counter of records of a kind in a status.
pub fn counter<T: Record>(status: i64) -> String {
    format!("{}.{status:02}", T::KIND)
}

/// How many records of a kind stand in each status.
pub async fn counts<T: Record>(db: &Db, tenant: Uuid) -> Result<Vec<(i64, i64)>, DbError> {
    let from = format!("{}.", T::KIND);
    let to = format!("{from}\u{10ffff}");
    let sql = "SELECT name, n FROM counters WHERE tenant_id = $1 AND name >= $2 AND name < $3 ORDER BY name";
    let found: Vec<(String, i64)> = db.all(sql, args![tenant, from.as_str(), to]).await?;
    Ok(found.into_iter().filter_map(|(name, n)| Some((name.strip_prefix(&from)?.parse().ok()?, n))).collect())
}

/// A draft with the time it was kept.
pub async fn draft(
    db: &Db,
    (record, slot, account): (Uuid, &str, Uuid),
) -> Result<Option<(Timestamp, String)>, DbError> {
    let sql = "SELECT saved_at, body FROM reviews_drafts WHERE record_id = $1 AND slot = $2 AND account_id = $3";
    let found: Option<(i64, String)> = db.first(sql, args![record, slot, account]).await?;
    Ok(found.map(|(at, body)| (from_micros(at), body)))
}

/// The figures of an agency's procedures with the time they were counted.
pub async fn figures(db: &Db, tenant: Uuid) -> Result<Vec<(String, Timestamp, String)>, DbError> {
    let sql = "SELECT code, counted_at, body FROM reviews_figures WHERE tenant_id = $1 ORDER BY code";
    let found: Vec<(String, i64, String)> = db.all(sql, args![tenant]).await?;
    Ok(found.into_iter().map(|(code, at, body)| (code, from_micros(at), body)).collect())
}
