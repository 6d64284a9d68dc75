//! What lies on a desk beside the lists: notes to a unit, opinions asked, cases of another agency, saved lists. These tables are
//! read models: the events they stand for are in the ledger of the case.

use kernel::time::Timestamp;
use platform::args;
use platform::db::{Changes, Db, DbError, FromRow, Query, Row, Table, query};
use uuid::Uuid;

use super::list::{LINE, Line};
use crate::model::CaseId;
use crate::rules::Notice;

static NOTICES: Table = Table::new(
    "case_notices",
    &["tenant_id", "id"],
    &["home_id", "case_id", "unit_id", "officer_id", "text", "by_id", "told_at", "done_at"],
);
static SHARES: Table = Table::new("case_shares", &["tenant_id", "case_id"], &["home_id", "due_at", "done_at"]);
static VIEWS: Table = Table::new("case_views", &["account_id", "id"], &["name", "query", "made_at"]);

/// Puts a note on a unit's desk.
pub(crate) fn notify(
    changes: &mut Changes,
    (agency, id): (Uuid, Uuid),
    (home, case): (Uuid, CaseId),
    (notice, by, at): (&Notice, Option<Uuid>, Timestamp),
) {
    let row =
        args![agency, id, home, case.0, notice.unit, notice.officer, notice.text.as_str(), by, at, Option::<i64>::None];
    changes.save(&NOTICES, row);
}

/// Takes the notes of a unit on a case off its desk: it did what it was urged to do.
pub(crate) fn close_notices(changes: &mut Changes, (home, case): (Uuid, CaseId), unit: Uuid, at: Timestamp) {
    changes.exec(
        "UPDATE case_notices SET done_at = $1 WHERE home_id = $2 AND case_id = $3 AND unit_id = $4 AND done_at IS NULL",
        args![at, home, case.0, unit],
    );
}

/// Lets an agency see a case of another one in which it has a step, until when.
pub(crate) fn shared(
    changes: &mut Changes,
    (agency, home): (Uuid, Uuid),
    case: CaseId,
    (due, done): (Timestamp, Option<Timestamp>),
) {
    changes.save(&SHARES, args![agency, case.0, home, due, done]);
}

/// The agency that took in a case this agency takes part in.
pub(crate) fn home_of(agency: Uuid, case: CaseId) -> Query {
    query("SELECT home_id FROM case_shares WHERE tenant_id = $1 AND case_id = $2", args![agency, case.0])
}

/// A line with the words that put it on the desk and when.
pub(crate) struct Told {
    pub line: Line,
    pub text: String,
    pub by: Option<Uuid>,
    pub at: Timestamp,
}

impl FromRow for Told {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Told { line: Line::from_row(r)?, text: r.get()?, by: r.get()?, at: r.get()? })
    }
}

/// Notes on the desk of a unit that concern one officer or nobody in particular; all of them for a head.
pub(crate) fn notice_lines(agency: Uuid, unit: Uuid, officer: Option<Uuid>) -> Query {
    let mut values = args![agency, unit];
    let mine = match officer {
        Some(id) => {
            values.extend(args![id]);
            " AND (n.officer_id IS NULL OR n.officer_id = $3)"
        }
        None => "",
    };
    let sql = format!(
        "SELECT {LINE}, n.text, n.by_id, n.told_at FROM case_notices n JOIN cases c ON c.tenant_id = n.home_id AND c.id = n.case_id \
         WHERE n.tenant_id = $1 AND n.unit_id = $2 AND n.done_at IS NULL{mine} ORDER BY n.told_at, n.id LIMIT 200"
    );
    query(sql, values)
}

/// Opinions asked of a unit and not yet given, with the question.
pub(crate) fn opinion_lines(agency: Uuid, unit: Uuid) -> Query {
    let sql = format!(
        "SELECT {LINE}, t.question, t.officer_id, t.due_at FROM case_tasks t JOIN cases c ON c.tenant_id = t.tenant_id AND c.id = t.case_id \
         WHERE t.tenant_id = $1 AND t.unit_id = $2 AND t.kind = 'opinion' AND t.done_at IS NULL ORDER BY t.due_at, t.id LIMIT 200"
    );
    query(sql, args![agency, unit])
}

/// Cases of other agencies in which this one has a step to do, by the date of its step.
pub(crate) fn share_lines(agency: Uuid) -> Query {
    let sql = format!(
        "SELECT {LINE}, '', c.officer_id, s.due_at FROM case_shares s JOIN cases c ON c.tenant_id = s.home_id AND c.id = s.case_id \
         WHERE s.tenant_id = $1 AND s.done_at IS NULL ORDER BY s.due_at, s.case_id LIMIT 200"
    );
    query(sql, args![agency])
}

/// Open steps of a unit for one role, by their own date.
pub(crate) fn step_lines(place: (Uuid, Uuid), role: &str, size: i64) -> Query {
    steps(place, (role, ""), size)
}

/// The same, only those nobody has taken.
pub(crate) fn free_lines(place: (Uuid, Uuid), role: &str, size: i64) -> Query {
    steps(place, (role, " AND t.officer_id IS NULL"), size)
}

fn steps((agency, unit): (Uuid, Uuid), (role, more): (&str, &str), size: i64) -> Query {
    let sql = format!(
        "SELECT {LINE}, t.name, t.officer_id, t.due_at FROM case_tasks t JOIN cases c ON c.tenant_id = t.tenant_id AND c.id = t.case_id \
         WHERE t.tenant_id = $1 AND t.unit_id = $2 AND t.kind = 'step' AND t.done_at IS NULL AND t.role = $3{more} \
         ORDER BY t.due_at, t.id LIMIT $4"
    );
    query(sql, args![agency, unit, role, size])
}

/// How much of each lies on a desk: notes, opinions, cases of others.
pub(crate) async fn tray(db: &Db, agency: Uuid, (unit, officer): (Uuid, Option<Uuid>)) -> Result<[i64; 3], DbError> {
    let queries = [notice_lines(agency, unit, officer), opinion_lines(agency, unit), share_lines(agency)];
    let counts = queries.map(|q| query(format!("SELECT COUNT(*) FROM ({}) AS part", plain(&q.sql)), q.args));
    let mut out = [0; 3];
    for (n, set) in out.iter_mut().zip(db.load(counts.to_vec()).await?) {
        *n = platform::db::rows::<(i64,)>(set)?.first().map_or(0, |(n,)| *n);
    }
    Ok(out)
}

/// The same rows without their columns: a derived table must not name one column twice.
fn plain(sql: &str) -> String {
    let from = sql.find(" FROM ").unwrap_or(0);
    format!("SELECT c.id{}", &sql[from..])
}

/// A list a person saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedView {
    pub id: Uuid,
    pub name: String,
    /// The query of its address.
    pub query: String,
}

impl FromRow for SavedView {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(SavedView { id: r.get()?, name: r.get()?, query: r.get()? })
    }
}

/// The lists a person saved, oldest first.
pub(crate) async fn saved_views(db: &Db, account: Uuid) -> Result<Vec<SavedView>, DbError> {
    db.all("SELECT id, name, query FROM case_views WHERE account_id = $1 ORDER BY id LIMIT 30", args![account]).await
}

/// Saves a list under a name.
pub(crate) async fn save_view(db: &Db, account: Uuid, view: &SavedView, at: Timestamp) -> Result<(), DbError> {
    let mut changes = Changes::new();
    changes.save(&VIEWS, args![account, view.id, view.name.as_str(), view.query.as_str(), at]);
    db.commit(changes).await.map(drop)
}

/// Forgets a saved list.
pub(crate) async fn drop_view(db: &Db, account: Uuid, id: Uuid) -> Result<(), DbError> {
    let mut changes = Changes::new();
    changes.delete(&VIEWS, args![account, id]);
    db.commit(changes).await.map(drop)
}
