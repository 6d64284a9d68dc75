//! The lists the screens offer. A list is one range of one index, read by key; what the index does not hold is checked on the
//! rows of that range, written so that no planner takes it for another index and sorts.

use kernel::page::{Cursor, Slice};
use kernel::time::{Timestamp, micros};
use platform::args;
use platform::db::{Db, DbError, FromRow, Query, Row, Value, query, rows};
use uuid::Uuid;

use super::{CASES, channel, digits, loads, status};
use crate::model::{CaseId, Channel, Status};

/// One line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The agency that took the case in.
    pub home: Uuid,
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
    pub finished_at: Option<Timestamp>,
}

/// The columns of a line.
pub(super) const LINE: &str = "c.tenant_id, c.id, c.code, c.procedure_code, c.version_id, c.status, c.channel, c.unit_id, \
     c.officer_id, c.applicant, c.submitted_at, c.received_at, c.due_at, c.finished_at";

impl FromRow for Line {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Line {
            home: r.get()?,
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
            finished_at: r.get()?,
        })
    }
}

/// A part of a list by time: from, to (exclusive).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

impl Window {
    pub fn any(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    pub(super) fn first(self) -> i64 {
        self.from.map_or(i64::MIN, micros)
    }

    pub(super) fn end(self) -> i64 {
        self.to.map_or(i64::MAX, micros)
    }
}

/// What a list shows. Without a status it is the open cases, or, when a time of receipt is asked for, all of that time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub status: Option<Status>,
    pub officer: Option<Uuid>,
    /// Cases a unit holds, taken or not.
    pub unit: Option<Uuid>,
    /// One procedure, or those of a field.
    pub procedures: Vec<String>,
    pub channel: Option<Channel>,
    pub due: Window,
    pub received: Window,
    /// Only cases whose applicant has had no apology.
    pub unapologised: bool,
}

impl Filter {
    /// Every open case.
    pub fn open() -> Filter {
        Filter::default()
    }

    pub fn status(status: Status) -> Filter {
        Filter { status: Some(status), ..Filter::default() }
    }

    pub fn officer(id: Uuid) -> Filter {
        Filter { officer: Some(id), ..Filter::default() }
    }

    pub fn unit(id: Uuid) -> Filter {
        Filter { unit: Some(id), ..Filter::default() }
    }

    pub fn procedure(code: &str) -> Filter {
        Filter { procedures: vec![code.to_owned()], ..Filter::default() }
    }

    /// The same for what is due in a time.
    pub fn due(self, due: Window) -> Filter {
        Filter { due, ..self }
    }

    fn lead(&self) -> Lead {
        if !self.received.any() {
            Lead::Received
        } else if self.status.is_some_and(Status::closed) {
            Lead::Status
        } else if self.officer.is_some() {
            Lead::Officer
        } else if self.unit.is_some() {
            Lead::Unit
        } else if self.procedures.len() == 1 {
            Lead::Procedure
        } else if self.status.is_some() {
            Lead::Status
        } else {
            Lead::Open
        }
    }
}

/// The index a list runs along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Received,
    Officer,
    Unit,
    Procedure,
    Status,
    Open,
}

/// A statement under construction; arguments come in the order they are written.
struct Text {
    sql: String,
    args: Vec<Value>,
}

impl Text {
    fn value(&mut self, v: Value) -> String {
        self.args.push(v);
        format!("${}", self.args.len())
    }

    fn and(&mut self, before: &str, v: Value) {
        let mark = self.value(v);
        self.sql.push_str(" AND ");
        self.sql.push_str(before);
        self.sql.push_str(&mark);
    }

    fn conditions(&mut self, f: &Filter, lead: Lead) {
        if let Some(id) = f.officer {
            let column =
                if lead == Lead::Officer { "c.officer_id = " } else { "COALESCE(c.officer_id, c.officer_id) = " };
            self.and(column, Value::Uuid(id));
        }
        if let Some(id) = f.unit {
            let column = if lead == Lead::Unit { "c.unit_id = " } else { "COALESCE(c.unit_id, c.unit_id) = " };
            self.and(column, Value::Uuid(id));
        }
        match (&f.procedures[..], lead) {
            ([], _) => {}
            ([one], Lead::Procedure) => self.and("c.procedure_code = ", Value::Text(one.clone())),
            (all, _) => {
                let marks: Vec<String> = all.iter().map(|p| self.value(Value::Text(p.clone()))).collect();
                self.sql.push_str(&format!(" AND (c.procedure_code || '') IN ({})", marks.join(", ")));
            }
        }
        if let Some(s) = f.status {
            self.and(if lead == Lead::Status { "c.status = " } else { "c.status + 0 = " }, Value::Int(s.number()));
        }
        if let Some(way) = f.channel {
            self.and("c.channel + 0 = ", Value::Int(way.number()));
        }
        if f.unapologised {
            self.and("c.body NOT LIKE ", Value::Text("%\"apology\":{%".into()));
        }
        match lead {
            Lead::Received => self.sql.push_str(" AND COALESCE(c.received_at, 0) > 0"),
            Lead::Status => {}
            Lead::Open => self.sql.push_str(" AND c.closed_at IS NULL"),
            // Spelt as the conditions of their indexes are, so that no planner takes the index of all open cases instead.
            Lead::Officer | Lead::Unit | Lead::Procedure => self.sql.push_str(" AND COALESCE(c.closed_at, 0) = 0"),
        }
    }
}

/// The statement of a list page, starting after a cursor: in due order, or in order of receipt when a time of receipt is asked.
pub fn list_query(tenant: Uuid, f: &Filter, (after, size): (Option<Cursor>, i64)) -> Query {
    let lead = f.lead();
    let mut t = Text { sql: format!("SELECT {LINE} FROM cases c WHERE c.tenant_id = "), args: vec![] };
    let mark = t.value(Value::Uuid(tenant));
    t.sql.push_str(&mark);
    t.conditions(f, lead);
    let (column, along, across) = match lead {
        Lead::Received => ("c.received_at", f.received, ("c.due_at + 0", f.due)),
        _ => ("c.due_at", f.due, ("c.received_at + 0", f.received)),
    };
    let start = after.map_or((along.first(), Uuid::nil()), |c| (c.key, c.id));
    let (key, id) = (t.value(Value::Int(start.0)), t.value(Value::Uuid(start.1)));
    t.sql.push_str(&format!(" AND ({column}, c.id) > ({key}, {id})"));
    t.and(&format!("{column} < "), Value::Int(along.end()));
    if !across.1.any() {
        t.and(&format!("{} >= ", across.0), Value::Int(across.1.first()));
        t.and(&format!("{} < ", across.0), Value::Int(across.1.end()));
    }
    let limit = t.value(Value::Int(size + 1));
    t.sql.push_str(&format!(" ORDER BY {column}, c.id LIMIT {limit}"));
    query(t.sql, t.args)
}

/// Where a line stands in its list.
fn place(f: &Filter, l: &Line) -> Cursor {
    let key = if f.lead() == Lead::Received { l.received_at.unwrap_or(l.submitted_at) } else { l.due_at };
    Cursor { key: micros(key), id: l.id.0 }
}

/// One page of a list.
pub async fn list(db: &Db, tenant: Uuid, f: &Filter, page: (Option<Cursor>, i64)) -> Result<Slice<Line>, DbError> {
    let q = list_query(tenant, f, page);
    let lines: Vec<Line> = db.all(q.sql, q.args).await?;
    Ok(Slice::cut(lines, usize::try_from(page.1).unwrap_or(50), |l| place(f, l)))
}

pub(super) fn count_query(tenant: Uuid, f: &Filter, cap: i64) -> Query {
    let q = list_query(tenant, f, (None, cap - 1));
    query(format!("SELECT COUNT(*) FROM ({}) AS part", q.sql.replacen(LINE, "c.id", 1)), q.args)
}

/// How many cases a list holds, at most `cap` (a number beyond it is shown as "999+").
pub async fn count(db: &Db, tenant: Uuid, f: &Filter, cap: i64) -> Result<i64, DbError> {
    Ok(counted(db, tenant, std::slice::from_ref(f), cap).await?.first().copied().unwrap_or(0))
}

/// The same for several lists in one trip. A list whose number is kept with every change is not counted.
pub async fn counted(db: &Db, tenant: Uuid, all: &[Filter], cap: i64) -> Result<Vec<i64>, DbError> {
    let of = |f: &Filter| match f.status {
        Some(s) if *f == Filter::status(s) => vec![(1, kept_query(tenant, s))],
        _ => loads::queries(tenant, f).unwrap_or_else(|| vec![(1, count_query(tenant, f, cap))]),
    };
    let parts: Vec<(usize, i64, Query)> =
        all.iter().enumerate().flat_map(|(n, f)| of(f).into_iter().map(move |(sign, q)| (n, sign, q))).collect();
    let mut counts = vec![0; all.len()];
    let sets = db.load(parts.iter().map(|(.., q)| q.clone()).collect()).await?;
    for ((n, sign, _), set) in parts.into_iter().zip(sets) {
        counts[n] += sign * rows::<(i64,)>(set)?.first().map_or(0, |(n,)| *n);
    }
    Ok(counts.into_iter().map(|n| n.min(cap)).collect())
}

fn kept_query(tenant: Uuid, status: Status) -> Query {
    let name = format!("case:status:{}", status.number());
    query("SELECT n FROM counters WHERE tenant_id = $1 AND name = $2", args![tenant, name])
}

/// The statement that finds cases by what a person types: a code, a phone number, a name.
pub fn search_query(tenant: Uuid, text: &str) -> Query {
    let text = text.trim();
    let folded = kernel::text::fold(text);
    let number = digits(text);
    let upper = text.to_uppercase();
    let by = if text.contains('-') || text.contains('.') {
        ("c.code >= $2 AND c.code < $3", upper)
    } else if number.len() >= 8 && number.len() == text.chars().filter(|c| !c.is_whitespace()).count() {
        ("c.phone >= $2 AND c.phone < $3", number)
    } else {
        ("c.applicant_folded >= $2 AND c.applicant_folded < $3", folded)
    };
    let after = format!("{}\u{10ffff}", by.1);
    let sql = format!("SELECT {LINE} FROM cases c WHERE c.tenant_id = $1 AND {} LIMIT 50", by.0);
    query(sql, args![tenant, by.1, after])
}

/// Cases received in a time, whole, in the order of receipt: the register (sổ theo dõi hồ sơ).
pub fn register_query(tenant: Uuid, received: Window, (after, size): (Option<Cursor>, i64)) -> Query {
    let start = after.map_or((received.first(), Uuid::nil()), |c| (c.key, c.id));
    let sql = format!(
        "{} WHERE tenant_id = $1 AND COALESCE(received_at, 0) > 0 AND (received_at, id) > ($2, $3) AND received_at < $4 \
         ORDER BY received_at, id LIMIT $5",
        CASES.scan_sql()
    );
    query(sql, args![tenant, start.0, start.1, received.end(), size + 1])
}
