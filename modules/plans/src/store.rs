//! This module's SQL over its own tables. Plans run across agencies, so they stand under one tenant: the whole administration.

use kernel::time::Timestamp;
use platform::db::{DbError, FromRow, Query, Row, Table, Value, json, query};
use platform::{RecordRef, args};
use uuid::Uuid;

use crate::TENANT;
use crate::model::{Evidence, Plan, Role, Status, Task, Work};

pub static PLANS: Table =
    Table::new("plans_plans", &["tenant_id", "id"], &["year", "unit_id", "title", "body", "created_at"]);
pub static TASKS: Table =
    Table::new("plans_tasks", &["tenant_id", "id"], &["plan_id", "section", "place", "number", "body"]);
pub static WORK: Table = Table::new(
    "plans_work",
    &["tenant_id", "id"],
    &["plan_id", "task_id", "unit_id", "role", "section", "status", "starts", "due", "kind", "body"],
);
pub static EVIDENCE: Table = Table::new(
    "plans_evidence",
    &["tenant_id", "id"],
    &["task_id", "work_id", "kind", "record_id", "body", "added_at"],
);
pub static FEEDS: Table = Table::new("plans_feeds", &["digest"], &["account_id", "unit_id", "created_at"]);

/// The record of a plan: its head, its money and its targets.
pub fn plan_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: TENANT, id, kind: "plan" }
}

/// The record of a task with the work of every unit and its evidence.
pub fn task_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: TENANT, id, kind: "plan-task" }
}

pub fn plan_row(p: &Plan) -> Vec<Value> {
    let year = i64::from(p.year);
    vec![TENANT.into(), p.id.into(), year.into(), p.unit.into(), (&p.title).into(), json(&p.body), p.created_at.into()]
}

pub fn task_row(t: &Task) -> Vec<Value> {
    let (number, body) = (Value::from(&t.number), json(&t.body));
    vec![TENANT.into(), t.id.into(), t.plan.into(), t.section.into(), t.place.into(), number, body]
}

pub fn work_row(w: &Work) -> Vec<Value> {
    vec![
        TENANT.into(),
        w.id.into(),
        w.plan.into(),
        w.task.into(),
        w.unit.into(),
        w.role.slug().into(),
        w.section.into(),
        w.status.slug().into(),
        w.starts.into(),
        w.due.into(),
        (&w.kind).into(),
        json(&w.body),
    ]
}

pub fn evidence_row(e: &Evidence) -> Vec<Value> {
    let (kind, body) = (Value::from(&e.kind), json(&e.body));
    vec![TENANT.into(), e.id.into(), e.task.into(), e.work.into(), kind, e.record.into(), body, e.added_at.into()]
}

impl FromRow for Plan {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        let (id, year): (Uuid, i64) = (r.get()?, r.get()?);
        let year = i16::try_from(year).map_err(|_| DbError::Decode(format!("{year} is no year")))?;
        Ok(Plan { id, year, unit: r.get()?, title: r.get()?, body: r.json()?, created_at: r.get()? })
    }
}

impl FromRow for Task {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        let (id, plan, section, place) = (r.get()?, r.get()?, r.get()?, r.get()?);
        Ok(Task { id, plan, section, place, number: r.get()?, body: r.json()? })
    }
}

fn spelled<T>(text: &str, found: Option<T>) -> Result<T, DbError> {
    found.ok_or_else(|| DbError::Decode(format!("unknown value {text}")))
}

impl FromRow for Work {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        let (id, plan, task, unit) = (r.get()?, r.get()?, r.get()?, r.get()?);
        let role: String = r.get()?;
        let section = r.get()?;
        let status: String = r.get()?;
        Ok(Work {
            id,
            plan,
            task,
            unit,
            role: spelled(&role, Role::parse(&role))?,
            section,
            status: spelled(&status, Status::parse(&status))?,
            starts: r.get()?,
            due: r.get()?,
            kind: r.get()?,
            body: r.json()?,
        })
    }
}

impl FromRow for Evidence {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        let (id, task, work, kind, record) = (r.get()?, r.get()?, r.get()?, r.get()?, r.get()?);
        Ok(Evidence { id, task, work, kind, record, body: r.json()?, added_at: r.get()? })
    }
}

/// All plans, newest year first; a handful a year.
pub fn plans() -> Query {
    let sql = format!(
        "SELECT {} FROM plans_plans WHERE tenant_id = $1 ORDER BY year DESC, id DESC LIMIT 200",
        PLANS.column_list()
    );
    query(sql, args![TENANT])
}

pub fn plan(id: Uuid) -> Query {
    query(
        format!("SELECT {} FROM plans_plans WHERE tenant_id = $1 AND id = $2", PLANS.column_list()),
        args![TENANT, id],
    )
}

pub fn tasks(plan: Uuid) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_tasks WHERE tenant_id = $1 AND plan_id = $2 ORDER BY section, place, id",
        TASKS.column_list()
    );
    query(sql, args![TENANT, plan])
}

pub fn task(id: Uuid) -> Query {
    query(
        format!("SELECT {} FROM plans_tasks WHERE tenant_id = $1 AND id = $2", TASKS.column_list()),
        args![TENANT, id],
    )
}

pub fn work(id: Uuid) -> Query {
    query(format!("SELECT {} FROM plans_work WHERE tenant_id = $1 AND id = $2", WORK.column_list()), args![TENANT, id])
}

/// The work of a task: coordinating units, then leads, each in the order of days.
pub fn work_of_task(task: Uuid) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_work WHERE tenant_id = $1 AND task_id = $2 ORDER BY role, due, id",
        WORK.column_list()
    );
    query(sql, args![TENANT, task])
}

pub fn evidence_of_task(task: Uuid) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_evidence WHERE tenant_id = $1 AND task_id = $2 ORDER BY added_at, id",
        EVIDENCE.column_list()
    );
    query(sql, args![TENANT, task])
}

/// Counts of a plan's lead work by section, unit, status and whether it is late; one index holds all columns.
pub fn counts(plan: Uuid, today: i64) -> Query {
    let sql = "SELECT section, unit_id, status, CAST(CASE WHEN due < $1 THEN 1 ELSE 0 END AS BIGINT) AS late, COUNT(*) FROM plans_work \
               WHERE tenant_id = $2 AND plan_id = $3 AND role = 'lead' GROUP BY section, unit_id, status, late \
               ORDER BY section, unit_id, status, late";
    query(sql, args![today, TENANT, plan])
}

/// Which rows of a plan or a unit a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub plan: Option<Uuid>,
    pub unit: Option<Uuid>,
    pub section: Option<i64>,
    /// Nothing, a status, "unfinished" or "late".
    pub state: String,
    /// Work due by this day only.
    pub until: Option<i64>,
}

/// A page of lead work in the order of days; begins after the row named. One range of the plan's or the unit's index.
pub fn page(f: &Filter, (today, after): (i64, Option<(i64, Uuid)>), size: i64) -> Query {
    let mut args = args![TENANT];
    let mut sql = format!("SELECT {} FROM plans_work WHERE tenant_id = $1", WORK.column_list());
    let mut add = |sql: &mut String, part: &str, value: Value| {
        args.push(value);
        sql.push_str(&part.replace("$?", &format!("${}", args.len())));
    };
    if let Some(plan) = f.plan {
        add(&mut sql, " AND plan_id = $?", plan.into());
    }
    if let Some(unit) = f.unit {
        add(&mut sql, " AND unit_id = $?", unit.into());
    }
    sql.push_str(" AND role = 'lead'");
    if let Some((due, id)) = after {
        add(&mut sql, " AND (due, id) > ($?", due.into());
        add(&mut sql, ", $?)", id.into());
    }
    if let Some(section) = f.section {
        add(&mut sql, " AND section = $?", section.into());
    }
    if let Some(until) = f.until {
        add(&mut sql, " AND due <= $?", until.into());
    }
    match f.state.as_str() {
        "unfinished" => sql.push_str(" AND status <> 'accepted'"),
        "late" => add(&mut sql, " AND status NOT IN ('accepted', 'handed') AND due < $?", today.into()),
        "" => {}
        status => add(&mut sql, " AND status = $?", status.into()),
    }
    add(&mut sql, " ORDER BY due, id LIMIT $?", size.into());
    query(sql, args)
}

/// Unfinished lead work that a kind of record fulfils.
pub fn awaiting(kind: &str) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_work WHERE tenant_id = $1 AND kind = $2 AND status <> 'accepted' ORDER BY due, id LIMIT 5000",
        WORK.column_list()
    );
    query(sql, args![TENANT, kind])
}

/// The account and unit a calendar address belongs to.
pub fn feed(digest: &str) -> Query {
    query("SELECT account_id, unit_id FROM plans_feeds WHERE digest = $1", args![digest])
}

/// Forgets every calendar address of an account.
pub const DROP_FEEDS: &str = "DELETE FROM plans_feeds WHERE account_id = $1";

pub fn feed_row(digest: &str, (account, unit): (Uuid, Uuid), at: Timestamp) -> Vec<Value> {
    args![digest, account, unit, at]
}

/// Counts of a plan's lead work by task, status and whether it is late.
pub fn task_counts(plan: Uuid, today: i64) -> Query {
    let sql = "SELECT task_id, status, CAST(CASE WHEN due < $1 THEN 1 ELSE 0 END AS BIGINT) AS late, COUNT(*) \
               FROM plans_work WHERE tenant_id = $2 AND plan_id = $3 AND role = 'lead' GROUP BY task_id, status, late";
    query(sql, args![today, TENANT, plan])
}
