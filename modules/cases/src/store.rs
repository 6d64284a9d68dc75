//! Rows of cases and tasks. The lists made of them are in `list`, what lies on a desk in `desk`.

use platform::args;
use platform::db::{Db, DbError, FromRow, Query, Row, Table, Value, json, query};
use uuid::Uuid;

mod desk;
mod list;
mod loads;
mod running;

pub(crate) use desk::{
    SavedView, Told, close_notices, drop_view, free_lines, home_of, notice_lines, notify, opinion_lines, save_view,
    saved_views, share_lines, shared, step_lines, tray,
};
pub use list::{Filter, Line, Window, count, counted, list, list_query, register_query, search_query};
pub(crate) use loads::moved;
pub use loads::{Group, Tally, group, group_queries};
#[cfg(test)]
pub(crate) use running::{line_query, next_process, next_running, running_count};
pub(crate) use running::{lines, open_query, processes, ran_query, running, times_query};

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

pub(super) fn status(row: &mut Row) -> Result<Status, DbError> {
    Status::try_from(row.get::<i64>()?).map_err(DbError::Decode)
}

pub(super) fn channel(row: &mut Row) -> Result<Channel, DbError> {
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
