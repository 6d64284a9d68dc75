//! SQL of decisions, to-dos and surfaces. Every list is one range of one index.

use jiff::civil::Date;
use kernel::time::Timestamp;
use platform::db::{DbError, FromRow, Query, Row, Table, Value, json, query};
use platform::{RecordRef, args};
use uuid::Uuid;

use super::model::{Decision, DecisionKind, Item, Status};
use super::surfaces::{Shown, Surface};
use super::todos::{Todo, TodoKind};
use crate::TENANT;
use crate::store::{day, read_day};

pub static DECISIONS: Table = Table::new(
    "catalogue_decisions",
    &["id"],
    &["kind", "status", "title", "number", "signed_on", "effective_on", "body", "created_at"],
);
pub static ITEMS: Table = Table::new("catalogue_decision_items", &["id"], &["decision_id", "position", "code", "body"]);
pub static TODOS: Table = Table::new(
    "catalogue_todos",
    &["id"],
    &["state", "kind", "code", "unit_id", "due_on", "body", "opened_at", "closed_at"],
);
pub static SURFACES: Table = Table::new(
    "catalogue_surfaces",
    &["id"],
    &["surface", "unit_id", "code", "number", "shown_on", "body", "recorded_at", "recorded_by"],
);

/// The ledger record of a decision.
pub fn decision_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: TENANT, id, kind: "decision" }
}

/// The ledger record of a to-do.
pub fn todo_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: TENANT, id, kind: "todo" }
}

/// The ledger record of a place where a procedure is shown.
pub fn surface_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: TENANT, id, kind: "surface" }
}

fn word<T>(found: Option<T>, text: &str) -> Result<T, DbError> {
    found.ok_or_else(|| DbError::Decode(format!("“{text}” is not a known word")))
}

fn days(text: Option<String>) -> Result<Option<Date>, DbError> {
    text.map(|t| read_day(&t)).transpose()
}

impl FromRow for Decision {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let id = r.get()?;
        let (kind, status): (String, String) = (r.get()?, r.get()?);
        let (title, number) = (r.get()?, r.get()?);
        let (signed, effective) = (r.get()?, r.get()?);
        let body = r.json()?;
        Ok(Decision {
            id,
            kind: word(DecisionKind::parse(&kind), &kind)?,
            status: word(Status::parse(&status), &status)?,
            title,
            number,
            signed_on: days(signed)?,
            effective_on: days(effective)?,
            body,
            created_at: r.get()?,
        })
    }
}

impl FromRow for Item {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let (id, _decision): (Uuid, Uuid) = (r.get()?, r.get()?);
        Ok(Item { id, position: r.get()?, code: r.get()?, body: r.json()? })
    }
}

impl FromRow for Todo {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let (id, state, kind): (Uuid, String, String) = (r.get()?, r.get()?, r.get()?);
        let (code, unit) = (r.get()?, r.get()?);
        let due: String = r.get()?;
        Ok(Todo {
            id,
            open: state == "open",
            kind: word(TodoKind::parse(&kind), &kind)?,
            code,
            unit,
            due_on: read_day(&due)?,
            body: r.json()?,
            opened_at: r.get()?,
            closed_at: r.get()?,
        })
    }
}

impl FromRow for Shown {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let (id, surface): (Uuid, String) = (r.get()?, r.get()?);
        let (unit, code, number) = (r.get()?, r.get()?, r.get()?);
        let on: String = r.get()?;
        Ok(Shown {
            id,
            surface: word(Surface::parse(&surface), &surface)?,
            unit,
            code,
            number,
            shown_on: read_day(&on)?,
            proof: r.json()?,
            recorded_at: r.get()?,
            recorded_by: r.get()?,
        })
    }
}

pub fn decision_row(d: &Decision) -> Vec<Value> {
    vec![
        d.id.into(),
        d.kind.slug().into(),
        d.status.slug().into(),
        (&d.title).into(),
        d.number.clone().into(),
        d.signed_on.map(|x| x.to_string()).into(),
        d.effective_on.map(|x| x.to_string()).into(),
        json(&d.body),
        d.created_at.into(),
    ]
}

pub fn item_row(decision: Uuid, i: &Item) -> Vec<Value> {
    vec![i.id.into(), decision.into(), i.position.into(), (&i.code).into(), json(&i.body)]
}

pub fn todo_row(t: &Todo) -> Vec<Value> {
    vec![
        t.id.into(),
        if t.open { "open" } else { "closed" }.into(),
        t.kind.slug().into(),
        (&t.code).into(),
        t.unit.into(),
        day(t.due_on),
        json(&t.body),
        t.opened_at.into(),
        t.closed_at.into(),
    ]
}

pub fn surface_row(s: &Shown) -> Vec<Value> {
    vec![
        s.id.into(),
        s.surface.slug().into(),
        s.unit.into(),
        (&s.code).into(),
        s.number.into(),
        day(s.shown_on),
        json(&s.proof),
        s.recorded_at.into(),
        s.recorded_by.into(),
    ]
}

pub fn decision(id: Uuid) -> Query {
    query(format!("SELECT {} FROM catalogue_decisions WHERE id = $1", DECISIONS.column_list()), args![id])
}

pub fn items(decision: Uuid) -> Query {
    let columns = ITEMS.column_list();
    query(
        format!("SELECT {columns} FROM catalogue_decision_items WHERE decision_id = $1 ORDER BY position, id"),
        args![decision],
    )
}

/// A page of a list by key: what came before, and how many.
#[derive(Debug, Clone, Copy)]
pub struct After {
    pub created_at: Timestamp,
    pub id: Uuid,
    pub limit: i64,
}

/// Decisions, newest first; of one status, or of all.
pub fn decisions(status: Option<Status>, after: After) -> Query {
    let columns = DECISIONS.column_list();
    let key = args![after.created_at, after.id, after.limit];
    match status {
        Some(status) => {
            let mut all = args![status.slug()];
            all.extend(key);
            query(
                format!(
                    "SELECT {columns} FROM catalogue_decisions WHERE status = $1 AND (created_at, id) < ($2, $3) \
                     ORDER BY created_at DESC, id DESC LIMIT $4"
                ),
                all,
            )
        }
        None => query(
            format!(
                "SELECT {columns} FROM catalogue_decisions WHERE (created_at, id) < ($1, $2) \
                 ORDER BY created_at DESC, id DESC LIMIT $3"
            ),
            key,
        ),
    }
}

/// Signed decisions drafted from a moment on, oldest first.
pub fn signed_since(from: Timestamp) -> Query {
    let sql = format!(
        "SELECT {} FROM catalogue_decisions WHERE status = 'signed' AND created_at >= $1 ORDER BY created_at, id LIMIT 5000",
        DECISIONS.column_list()
    );
    query(sql, args![from])
}

/// The decisions that name a procedure, newest first.
pub fn naming(code: &str) -> Query {
    let columns = DECISIONS.column_list();
    query(
        format!(
            "SELECT {columns} FROM catalogue_decisions WHERE id IN \
             (SELECT decision_id FROM catalogue_decision_items WHERE code = $1) ORDER BY created_at DESC, id DESC LIMIT 50"
        ),
        args![code],
    )
}

/// How many decisions there are of each status.
pub fn by_status() -> Query {
    query("SELECT status, COUNT(*) FROM catalogue_decisions GROUP BY status", vec![])
}

/// Where a list of to-dos looks.
#[derive(Debug, Clone, Copy)]
pub enum TodoScope {
    All,
    Kind(TodoKind),
    Unit(Uuid),
}

/// Open to-dos by due day, after a key.
pub fn open_todos(scope: TodoScope, (due, id, limit): (&str, Uuid, i64)) -> Query {
    let columns = TODOS.column_list();
    let tail = "(due_on, id) > ($2, $3) ORDER BY due_on, id LIMIT $4";
    match scope {
        TodoScope::All => query(
            format!("SELECT {columns} FROM catalogue_todos WHERE state = $1 AND {tail}"),
            args!["open", due, id, limit],
        ),
        TodoScope::Kind(kind) => query(
            format!(
                "SELECT {columns} FROM catalogue_todos WHERE state = $1 AND kind = $2 AND (due_on, id) > ($3, $4) \
                 ORDER BY due_on, id LIMIT $5"
            ),
            args!["open", kind.slug(), due, id, limit],
        ),
        TodoScope::Unit(unit) => query(
            format!(
                "SELECT {columns} FROM catalogue_todos WHERE state = $1 AND unit_id = $2 AND (due_on, id) > ($3, $4) \
                 ORDER BY due_on, id LIMIT $5"
            ),
            args!["open", unit, due, id, limit],
        ),
    }
}

/// How many open to-dos there are of each kind.
pub fn todo_counts() -> Query {
    query("SELECT kind, COUNT(*) FROM catalogue_todos WHERE state = $1 GROUP BY kind", args!["open"])
}

/// How many open to-dos are due by a day, of all or of one desk.
pub fn todos_due(by: Date, unit: Option<Uuid>) -> Query {
    match unit {
        None => query(
            "SELECT COUNT(*) FROM catalogue_todos WHERE state = $1 AND due_on <= $2",
            vec!["open".into(), day(by)],
        ),
        Some(unit) => query(
            "SELECT COUNT(*) FROM catalogue_todos WHERE state = $1 AND unit_id = $2 AND due_on <= $3",
            vec!["open".into(), unit.into(), day(by)],
        ),
    }
}

/// The open to-dos of a procedure.
pub fn todos_of(code: &str) -> Query {
    let columns = TODOS.column_list();
    query(
        format!("SELECT {columns} FROM catalogue_todos WHERE code = $1 AND state = $2 ORDER BY due_on, id"),
        args![code, "open"],
    )
}

/// The to-dos of a procedure that were closed, by due day.
pub fn closed_todos_of(code: &str) -> Query {
    let columns = TODOS.column_list();
    query(
        format!(
            "SELECT {columns} FROM catalogue_todos WHERE code = $1 AND state = $2 ORDER BY due_on DESC, id DESC LIMIT 30"
        ),
        args![code, "closed"],
    )
}

pub fn todo(id: Uuid) -> Query {
    query(format!("SELECT {} FROM catalogue_todos WHERE id = $1", TODOS.column_list()), args![id])
}

/// What every surface shows of one procedure.
pub fn shown_of(code: &str) -> Query {
    let columns = SURFACES.column_list();
    query(format!("SELECT {columns} FROM catalogue_surfaces WHERE code = $1 ORDER BY surface, unit_id"), args![code])
}

/// What every surface shows, in order of code.
pub fn shown_all() -> Query {
    let columns = SURFACES.column_list();
    query(format!("SELECT {columns} FROM catalogue_surfaces ORDER BY code, surface, unit_id"), vec![])
}
