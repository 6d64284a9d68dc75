//! Cases by the version of the process they run on, along one index: which versions there are, and who ran on one in a time.

use kernel::page::Cursor;
use platform::args;
use platform::db::{Db, DbError, Query, query};
use uuid::Uuid;

use super::list::LINE;
use super::{CASES, Line, Window};
use crate::model::CaseId;

/// The versions of processes cases of an agency have run on: one step along the index for each, at most `most`.
pub(crate) async fn processes(db: &Db, tenant: Uuid, most: usize) -> Result<Vec<Uuid>, DbError> {
    let (mut all, mut last): (Vec<Uuid>, Uuid) = (vec![], Uuid::nil());
    while all.len() < most {
        let q = next_process(tenant, last);
        let Some((found,)) = db.first::<(Uuid,)>(q.sql, q.args).await? else { break };
        all.push(found);
        last = found;
    }
    Ok(all)
}

pub(crate) fn next_process(tenant: Uuid, after: Uuid) -> Query {
    query(
        "SELECT process_id FROM cases WHERE tenant_id = $1 AND process_id > $2 AND COALESCE(received_at, 0) <> 0 \
         ORDER BY process_id LIMIT 1",
        args![tenant, after],
    )
}

/// The versions of processes open cases run on, each with how many, at most `most` counted.
pub(crate) async fn running(db: &Db, tenant: Uuid, most: i64) -> Result<Vec<(Uuid, i64)>, DbError> {
    let (mut all, mut last) = (vec![], Uuid::nil());
    loop {
        let q = next_running(tenant, last);
        let Some((found,)) = db.first::<(Uuid,)>(q.sql, q.args).await? else { return Ok(all) };
        let count = running_count(tenant, found, most);
        let (n,): (i64,) = db.first(count.sql, count.args).await?.unwrap_or_default();
        all.push((found, n));
        last = found;
    }
}

pub(crate) fn next_running(tenant: Uuid, after: Uuid) -> Query {
    query(
        "SELECT process_id FROM cases WHERE tenant_id = $1 AND process_id > $2 AND COALESCE(closed_at, 0) = 0 \
         ORDER BY process_id LIMIT 1",
        args![tenant, after],
    )
}

pub(crate) fn running_count(tenant: Uuid, process: Uuid, most: i64) -> Query {
    query(
        "SELECT COUNT(*) FROM (SELECT id FROM cases WHERE tenant_id = $1 AND process_id = $2 AND COALESCE(closed_at, 0) = 0 \
         LIMIT $3) AS part",
        args![tenant, process, most],
    )
}

/// The newest cases received in a time on a version of a process: id and code.
pub(crate) fn ran_query((tenant, process): (Uuid, Uuid), received: Window, most: i64) -> Query {
    query(
        "SELECT id, code FROM cases WHERE tenant_id = $1 AND process_id = $2 AND COALESCE(received_at, 0) <> 0 \
         AND received_at >= $3 AND received_at < $4 ORDER BY received_at DESC, id DESC LIMIT $5",
        args![tenant, process, received.first(), received.end(), most],
    )
}

/// When the cases of a version came in a time, were decided, and were due.
pub(crate) fn times_query((tenant, process): (Uuid, Uuid), received: Window, most: i64) -> Query {
    query(
        "SELECT received_at, finished_at, due_at FROM cases WHERE tenant_id = $1 AND process_id = $2 AND COALESCE(received_at, 0) <> 0 \
         AND received_at >= $3 AND received_at < $4 ORDER BY received_at, id LIMIT $5",
        args![tenant, process, received.first(), received.end(), most],
    )
}

/// One case as a list shows it.
pub(crate) fn line_query(tenant: Uuid, id: CaseId) -> Query {
    query(format!("SELECT {LINE} FROM cases c WHERE c.tenant_id = $1 AND c.id = $2"), args![tenant, id.0])
}

/// Whole open cases, nearest due date first, after a cursor; of one version of a process, or of all.
pub(crate) fn open_query((tenant, process): (Uuid, Option<Uuid>), after: Option<Cursor>, size: i64) -> Query {
    let start = after.map_or((i64::MIN, Uuid::nil()), |c| (c.key, c.id));
    let scan = CASES.scan_sql();
    match process {
        Some(process) => query(
            format!(
                "{scan} WHERE tenant_id = $1 AND process_id = $2 AND COALESCE(closed_at, 0) = 0 AND (due_at, id) > ($3, $4) \
                 ORDER BY due_at, id LIMIT $5"
            ),
            args![tenant, process, start.0, start.1, size],
        ),
        None => query(
            format!(
                "{scan} WHERE tenant_id = $1 AND closed_at IS NULL AND (due_at, id) > ($2, $3) \
                 ORDER BY due_at, id LIMIT $4"
            ),
            args![tenant, start.0, start.1, size],
        ),
    }
}

/// Cases as lists show them, in the order of their ids given; what is gone is left out.
pub(crate) async fn lines(db: &Db, tenant: Uuid, ids: &[CaseId]) -> Result<Vec<Line>, DbError> {
    let sets = db.load(ids.iter().map(|id| line_query(tenant, *id)).collect()).await?;
    let mut all = vec![];
    for set in sets {
        all.extend(platform::db::rows::<Line>(set)?);
    }
    Ok(all)
}
