//! Rows of cases and tasks, and the lists the screens offer: each list is one index, read by key.

use kernel::page::{Cursor, Slice};
use kernel::time::{Timestamp, micros};
use platform::args;
use platform::db::{Db, DbError, FromRow, Query, Row, Table, Value, json, query};
use uuid::Uuid;

use crate::model::{Case, CaseId, Channel, Status, Task, TaskKind};

pub(crate) static CASES: Table = Table::new(
    "cases",
    &["tenant_id", "id"],
    &[
        "code",
        "procedure_code",
        "version_id",
        "process_id",
        "regime",
        "status",
        "channel",
        "result_channel",
        "unit_id",
        "officer_id",
        "applicant",
        "applicant_folded",
        "phone",
        "submitted_at",
        "received_at",
        "due_at",
        "finished_at",
        "closed_at",
        "body",
    ],
);

pub(crate) static TASKS: Table = Table::new(
    "case_tasks",
    &["tenant_id", "case_id", "id"],
    &[
        "kind",
        "element",
        "token",
        "name",
        "role",
        "unit_id",
        "officer_id",
        "opened_at",
        "due_at",
        "done_at",
        "question",
        "answer",
    ],
);

impl Case {
    pub(crate) fn row(&self) -> Vec<Value> {
        let applicant = &self.body.applicant;
        args![
            self.tenant,
            self.id.0,
            self.code.as_str(),
            self.procedure.as_str(),
            self.version,
            self.process,
            self.regime.as_str(),
            self.status.number(),
            self.channel.number(),
            self.result_channel.number(),
            self.unit,
            self.officer,
            applicant.name.as_str(),
            kernel::text::fold(&applicant.name),
            digits(&applicant.phone),
            self.submitted_at,
            self.received_at,
            self.due_at,
            self.finished_at,
            self.closed_at,
            json(&self.body)
        ]
    }
}

/// A phone as it is compared: digits only, the country code as the leading zero.
pub fn digits(phone: &str) -> String {
    let d: String = phone.chars().filter(char::is_ascii_digit).collect();
    match d.strip_prefix("84") {
        Some(rest) if d.len() > 10 => format!("0{rest}"),
        _ => d,
    }
}

fn status(row: &mut Row) -> Result<Status, DbError> {
    Status::try_from(row.get::<i64>()?).map_err(DbError::Decode)
}

fn channel(row: &mut Row) -> Result<Channel, DbError> {
    Channel::try_from(row.get::<i64>()?).map_err(DbError::Decode)
}

impl FromRow for Case {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let (tenant, id) = (r.get()?, CaseId(r.get()?));
        let (code, procedure, version, process, regime) = (r.get()?, r.get()?, r.get()?, r.get()?, r.get()?);
        let (status, channel, result_channel) = (status(r)?, channel(r)?, channel(r)?);
        let (unit, officer) = (r.get()?, r.get()?);
        for _ in ["applicant", "applicant_folded", "phone"] {
            r.get::<String>()?;
        }
        Ok(Case {
            tenant,
            id,
            code,
            procedure,
            version,
            process,
            regime,
            status,
            channel,
            result_channel,
            unit,
            officer,
            submitted_at: r.get()?,
            received_at: r.get()?,
            due_at: r.get()?,
            finished_at: r.get()?,
            closed_at: r.get()?,
            body: r.json()?,
        })
    }
}

impl Task {
    pub(crate) fn row(&self) -> Vec<Value> {
        args![
            self.tenant,
            self.case.0,
            self.id,
            match self.kind {
                TaskKind::Step => "step",
                TaskKind::Opinion => "opinion",
            },
            self.element.as_str(),
            self.token,
            self.name.as_str(),
            self.role.as_str(),
            self.unit,
            self.officer,
            self.opened_at,
            self.due_at,
            self.done_at,
            self.question.as_str(),
            self.answer.as_str()
        ]
    }

    pub(crate) fn key(&self) -> Vec<Value> {
        args![self.tenant, self.case.0, self.id]
    }
}

impl FromRow for Task {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Task {
            tenant: r.get()?,
            case: CaseId(r.get()?),
            id: r.get()?,
            kind: if r.get::<String>()? == "opinion" { TaskKind::Opinion } else { TaskKind::Step },
            element: r.get()?,
            token: r.get()?,
            name: r.get()?,
            role: r.get()?,
            unit: r.get()?,
            officer: r.get()?,
            opened_at: r.get()?,
            due_at: r.get()?,
            done_at: r.get()?,
            question: r.get()?,
            answer: r.get()?,
        })
    }
}

pub(crate) fn case_query(tenant: Uuid, id: CaseId) -> Query {
    query(format!("{} WHERE tenant_id = $1 AND id = $2", CASES.scan_sql()), args![tenant, id.0])
}

pub(crate) fn tasks_query(tenant: Uuid, id: CaseId) -> Query {
    let sql = format!("{} WHERE tenant_id = $1 AND case_id = $2 ORDER BY opened_at, id", TASKS.scan_sql());
    query(sql, args![tenant, id.0])
}

/// The id behind a code, within the agency its first part names.
pub(crate) async fn by_code(db: &Db, tenant: Uuid, code: &str) -> Result<Option<CaseId>, DbError> {
    let found: Option<(Uuid,)> =
        db.first("SELECT id FROM cases WHERE tenant_id = $1 AND code = $2", args![tenant, code]).await?;
    Ok(found.map(|(id,)| CaseId(id)))
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: CaseId,
    pub code: String,
    pub procedure: String,
    pub version: Uuid,
    pub status: Status,
    pub channel: Channel,
    pub unit: Uuid,
    pub officer: Option<Uuid>,
    pub applicant: String,
    pub submitted_at: Timestamp,
    pub received_at: Option<Timestamp>,
    pub due_at: Timestamp,
}

const LINE: &str = "id, code, procedure_code, version_id, status, channel, unit_id, officer_id, applicant, submitted_at, \
     received_at, due_at";

impl FromRow for Line {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Line {
            id: CaseId(r.get()?),
            code: r.get()?,
            procedure: r.get()?,
            version: r.get()?,
            status: status(r)?,
            channel: channel(r)?,
            unit: r.get()?,
            officer: r.get()?,
            applicant: r.get()?,
            submitted_at: r.get()?,
            received_at: r.get()?,
            due_at: r.get()?,
        })
    }
}

/// What a list shows: one of the filters an index answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Every open case of the agency.
    Open,
    Status(Status),
    Officer(Uuid),
    /// Cases of a unit, taken or not.
    Unit(Uuid),
    Procedure(String),
}

/// A part of a list by due time: from, to (exclusive).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

/// The statement of a list page, in due order, starting after a cursor.
pub fn list_query(tenant: Uuid, filter: &Filter, window: Window, (after, size): (Option<Cursor>, i64)) -> Query {
    let (condition, value) = match filter {
        Filter::Open => ("closed_at IS NULL", None),
        Filter::Status(s) => ("status = $6", Some(Value::Int(s.number()))),
        Filter::Officer(id) => ("closed_at IS NULL AND officer_id = $6", Some(Value::Uuid(*id))),
        Filter::Unit(id) => ("closed_at IS NULL AND unit_id = $6", Some(Value::Uuid(*id))),
        Filter::Procedure(code) => ("closed_at IS NULL AND procedure_code = $6", Some(Value::Text(code.clone()))),
    };
    let from = window.from.map_or(i64::MIN, micros);
    let start = after.map_or((from, Uuid::nil()), |c| (c.key, c.id));
    let mut values = args![tenant, start.0, start.1, window.to.map_or(i64::MAX, micros), size + 1];
    values.extend(value);
    let sql = format!(
        "SELECT {LINE} FROM cases WHERE tenant_id = $1 AND {condition} \
         AND (due_at, id) > ($2, $3) AND due_at < $4 ORDER BY due_at, id LIMIT $5"
    );
    query(sql, values)
}

/// One page of a list.
pub async fn list(
    db: &Db,
    tenant: Uuid,
    (filter, window): (&Filter, Window),
    page: (Option<Cursor>, i64),
) -> Result<Slice<Line>, DbError> {
    let q = list_query(tenant, filter, window, page);
    let lines: Vec<Line> = db.all(q.sql, q.args).await?;
    let size = usize::try_from(page.1).unwrap_or(50);
    Ok(Slice::cut(lines, size, |l| Cursor { key: micros(l.due_at), id: l.id.0 }))
}

/// How many cases a list holds, at most `cap` (a number beyond it is shown as "cap+").
pub async fn count(db: &Db, tenant: Uuid, (filter, window): (&Filter, Window), cap: i64) -> Result<i64, DbError> {
    let q = list_query(tenant, filter, window, (None, cap - 1));
    let sql = format!("SELECT COUNT(*) FROM ({}) AS part", q.sql.replace(LINE, "id"));
    Ok(db.first::<(i64,)>(sql, q.args).await?.map_or(0, |(n,)| n))
}

/// The statement that finds cases by what a person types: a code, a phone number, a name.
pub fn search_query(tenant: Uuid, text: &str) -> Query {
    let text = text.trim();
    let folded = kernel::text::fold(text);
    let number = digits(text);
    let upper = text.to_uppercase();
    let by = if text.contains('-') || text.contains('.') {
        ("code >= $2 AND code < $3", upper)
    } else if number.len() >= 8 && number.len() == text.chars().filter(|c| !c.is_whitespace()).count() {
        ("phone >= $2 AND phone < $3", number)
    } else {
        ("applicant_folded >= $2 AND applicant_folded < $3", folded)
    };
    let after = format!("{}\u{10ffff}", by.1);
    let sql = format!("SELECT {LINE} FROM cases WHERE tenant_id = $1 AND {} LIMIT 50", by.0);
    query(sql, args![tenant, by.1, after])
}

/// Open cases by officer, unit or procedure, for the boards.
pub async fn group(db: &Db, tenant: Uuid, column: Group, now: Timestamp) -> Result<Vec<(Value, i64, i64)>, DbError> {
    let name = match column {
        Group::Officer => "officer_id",
        Group::Unit => "unit_id",
        Group::Procedure => "procedure_code",
    };
    let sql = format!(
        "SELECT {name}, COUNT(*), CAST(SUM(CASE WHEN due_at < $2 THEN 1 ELSE 0 END) AS BIGINT) FROM cases \
         WHERE tenant_id = $1 AND closed_at IS NULL GROUP BY {name} ORDER BY 2 DESC LIMIT 50"
    );
    db.all(sql, args![tenant, now]).await
}

/// What a board groups by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Officer,
    Unit,
    Procedure,
}

/// Opinions asked of a unit and not yet given.
pub fn opinions_query(tenant: Uuid, unit: Uuid) -> Query {
    let sql = format!(
        "{} WHERE tenant_id = $1 AND unit_id = $2 AND kind = $3 AND done_at IS NULL ORDER BY due_at, id LIMIT 50",
        TASKS.scan_sql()
    );
    query(sql, args![tenant, unit, "opinion"])
}
