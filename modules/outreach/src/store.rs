//! This module's SQL over its own table.

use kernel::page::{Cursor, Slice};
use kernel::time::{Timestamp, micros};
use platform::args;
use platform::db::{Db, DbError, FromRow, Query, Row, Table, Value, json, query};
use uuid::Uuid;

use crate::model::{Article, Status};

const COLUMNS: &[&str] = &["status", "public_at", "first_public", "changed_at", "body"];

pub static ARTICLES: Table = Table::new("outreach_articles", &["tenant_id", "id"], COLUMNS);

impl FromRow for Article {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        r.json()
    }
}

/// When it became public, while it is.
pub fn public_at(a: &Article) -> Option<i64> {
    a.public.as_ref().and(a.first_public).map(micros)
}

/// The row of an article.
pub fn row(a: &Article) -> Vec<Value> {
    let mut row = args![a.tenant, a.id, a.status.number(), public_at(a), a.first_public, a.changed_at];
    row.push(json(a));
    row
}

/// One article by its id.
pub fn by_id(id: Uuid) -> Query {
    query("SELECT body FROM outreach_articles WHERE id = $1", args![id])
}

fn start(after: Option<Cursor>) -> (i64, Uuid) {
    after.map_or((i64::MAX, Uuid::max()), |c| (c.key, c.id))
}

/// The articles of an agency, newest change first.
pub fn list_query(tenant: Uuid, status: Option<Status>, (after, size): (Option<Cursor>, i64)) -> Query {
    let (key, id) = start(after);
    let mut values = args![tenant, key, id, size + 1];
    let condition = match status {
        Some(s) => {
            values.extend(args![s.number()]);
            "AND status = $5 "
        }
        None => "",
    };
    let sql = format!(
        "SELECT body FROM outreach_articles WHERE tenant_id = $1 AND (changed_at, id) < ($2, $3) {condition}\
         ORDER BY changed_at DESC, id DESC LIMIT $4"
    );
    query(sql, values)
}

/// One page of the articles of an agency.
pub async fn list(
    db: &Db,
    tenant: Uuid,
    status: Option<Status>,
    page: (Option<Cursor>, i64),
) -> Result<Slice<Article>, DbError> {
    let q = list_query(tenant, status, page);
    let found: Vec<Article> = db.all(q.sql, q.args).await?;
    Ok(Slice::cut(found, size(page.1), |a| Cursor { key: micros(a.changed_at), id: a.id }))
}

/// What the public may read, newest first: an article keeps its place when a later version replaces its text.
pub fn public_query((after, size): (Option<Cursor>, i64)) -> Query {
    let (key, id) = start(after);
    let sql = "SELECT body FROM outreach_articles WHERE (public_at, id) < ($1, $2) \
               ORDER BY public_at DESC, id DESC LIMIT $3";
    query(sql, args![key, id, size + 1])
}

/// One page of the public list.
pub async fn public(db: &Db, page: (Option<Cursor>, i64)) -> Result<Slice<Article>, DbError> {
    let q = public_query(page);
    let found: Vec<Article> = db.all(q.sql, q.args).await?;
    Ok(Slice::cut(found, size(page.1), |a| Cursor { key: public_at(a).unwrap_or_default(), id: a.id }))
}

/// The articles an agency first published in a period, latest first, whether they stand or were withdrawn since.
pub async fn published(db: &Db, tenant: Uuid, (from, to): (Timestamp, Timestamp)) -> Result<Vec<Article>, DbError> {
    let sql = "SELECT body FROM outreach_articles WHERE tenant_id = $1 AND first_public >= $2 AND first_public < $3 \
               ORDER BY first_public DESC LIMIT $4";
    db.all(sql, args![tenant, from, to, 2_000]).await
}

fn size(n: i64) -> usize {
    usize::try_from(n).unwrap_or(20)
}
