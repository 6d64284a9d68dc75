//! How much lies where, by the hour of its due date: sums that every action keeps (`case_loads`). A first page and a board add up
//! a few of them however many cases there are; the hour that is under way is counted from its cases, so no number is a guess.

use std::collections::BTreeMap;

use kernel::time::{Timestamp, from_micros, micros};
use platform::args;
use platform::db::{Changes, Db, DbError, FromRow, Query, Row, query, rows};
use uuid::Uuid;

use super::list::{Filter, Window, count_query};
use crate::model::{Case, Status};

const HOUR: i64 = 3_600_000_000;

/// What a board groups by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Officer,
    Unit,
    Procedure,
}

impl Group {
    fn number(self) -> i64 {
        match self {
            Group::Officer => 1,
            Group::Unit => 2,
            Group::Procedure => 3,
        }
    }

    /// Who and what of a row of cases.
    fn columns(self) -> &'static str {
        match self {
            Group::Officer => "officer_id, ''",
            Group::Unit => "unit_id, ''",
            Group::Procedure => "tenant_id, procedure_code",
        }
    }
}

/// Where a sum is kept: kind, who, what.
type Place = (i64, Uuid, String);

fn places(case: &Case) -> [Place; 4] {
    let agency = case.tenant;
    [
        (0, agency, String::new()),
        (1, case.officer.unwrap_or(agency), String::new()),
        (2, case.unit, String::new()),
        (3, agency, case.procedure.clone()),
    ]
}

fn hour(t: Timestamp) -> i64 {
    micros(t).div_euclid(HOUR)
}

fn add(case: &Case, sign: i64, into: &mut BTreeMap<(Place, i64), [i64; 3]>) {
    if case.closed_at.is_some() {
        return;
    }
    let working = i64::from(case.status == Status::Working);
    let owed = if case.body.apology.is_none() { working } else { 0 };
    for place in places(case) {
        let sums = into.entry((place, hour(case.due_at))).or_default();
        for (sum, by) in sums.iter_mut().zip([1, working, owed]) {
            *sum += sign * by;
        }
    }
}

/// Moves the sums by what a change did to a case. In one order, so that two batches never wait for each other crosswise.
pub(crate) fn moved(before: Option<&Case>, after: &Case, changes: &mut Changes) {
    let mut sums = BTreeMap::new();
    if let Some(before) = before {
        add(before, -1, &mut sums);
    }
    add(after, 1, &mut sums);
    for (((kind, who, what), hour), [held, working, owed]) in sums {
        if [held, working, owed] != [0, 0, 0] {
            changes.exec(
                "INSERT INTO case_loads (tenant_id, kind, who, what, hour, held, working, owed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                 ON CONFLICT (tenant_id, kind, who, what, hour) DO UPDATE SET held = case_loads.held + excluded.held, \
                 working = case_loads.working + excluded.working, owed = case_loads.owed + excluded.owed",
                args![after.tenant, kind, who, what, hour, held, working, owed],
            );
        }
    }
}

/// The sum that counts a list, where one is kept: its place and its column.
fn kept(tenant: Uuid, f: &Filter) -> Option<(Place, &'static str)> {
    let column = match (f.status, f.unapologised) {
        (None, false) => "held",
        (Some(Status::Working), false) => "working",
        (Some(Status::Working), true) => "owed",
        _ => return None,
    };
    let place = match (f.officer, f.unit, &f.procedures[..]) {
        (None, None, []) => (0, tenant, String::new()),
        (Some(id), None, []) => (1, id, String::new()),
        (None, Some(id), []) => (2, id, String::new()),
        (None, None, [code]) => (3, tenant, code.clone()),
        _ => return None,
    };
    (f.channel.is_none() && f.received.any()).then_some((place, column))
}

/// The hour under way at an end of a window: from its full hour to the end itself.
fn rest(end: Option<Timestamp>) -> Option<Window> {
    let end = end?;
    let full = from_micros(hour(end) * HOUR);
    (full < end).then_some(Window { from: Some(full), to: Some(end) })
}

/// The statements that count a list exactly, with the sign each adds with; none when no sum is kept for it.
pub(super) fn queries(tenant: Uuid, f: &Filter) -> Option<Vec<(i64, Query)>> {
    let ((kind, who, what), column) = kept(tenant, f)?;
    let bound = |t: Option<Timestamp>, open: i64| t.map_or(open, hour);
    let sum = query(
        format!(
            "SELECT CAST(COALESCE(SUM({column}), 0) AS BIGINT) FROM case_loads \
             WHERE tenant_id = $1 AND kind = $2 AND who = $3 AND what = $4 AND hour >= $5 AND hour < $6 AND held <> 0"
        ),
        args![tenant, kind, who, what, bound(f.due.from, i64::MIN), bound(f.due.to, i64::MAX)],
    );
    let mut all = vec![(1, sum)];
    // Whole hours from the hour a window begins in to the hour it ends in: what was before it goes, the rest comes.
    for (sign, end) in [(-1, f.due.from), (1, f.due.to)] {
        all.extend(rest(end).map(|due| (sign, count_query(tenant, &f.clone().due(due), i64::from(i32::MAX)))));
    }
    Some(all)
}

/// One line of a board.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// The officer or unit; none for what nobody has taken.
    pub who: Option<Uuid>,
    /// The procedure, on a board of procedures.
    pub what: String,
    pub open: i64,
    /// In work and due before the limit asked for, not late.
    pub soon: i64,
    pub late: i64,
}

impl FromRow for Tally {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Tally { who: r.get()?, what: r.get()?, open: r.get()?, soon: r.get()?, late: r.get()? })
    }
}

/// The statements of a board: the sums kept up to the hour under way, and what became late within it. `soon` counts by full hours.
pub fn group_queries(tenant: Uuid, column: Group, (now, soon): (Timestamp, Timestamp)) -> [Query; 2] {
    let sum = |when: &str| format!("CAST(SUM(CASE WHEN {when} THEN working ELSE 0 END) AS BIGINT)");
    let (near, late) = (sum("hour >= $1 AND hour < $2"), sum("hour < $1"));
    let board = format!(
        "SELECT who, what, CAST(SUM(held) AS BIGINT), {near}, {late} FROM case_loads \
         WHERE tenant_id = $3 AND kind = $4 AND held <> 0 GROUP BY who, what ORDER BY 3 DESC LIMIT 50"
    );
    let columns = column.columns();
    let rest = format!(
        "SELECT {columns}, COUNT(*) FROM cases WHERE tenant_id = $1 AND closed_at IS NULL AND due_at >= $2 AND due_at < $3 \
         AND status + 0 = $4 GROUP BY 1, 2"
    );
    let full = from_micros(hour(now) * HOUR);
    [
        query(board, args![hour(now), hour(soon), tenant, column.number()]),
        query(rest, args![tenant, full, now, Status::Working.number()]),
    ]
}

/// Open cases by officer, unit or procedure, for the boards; most first.
pub async fn group(db: &Db, tenant: Uuid, column: Group, times: (Timestamp, Timestamp)) -> Result<Vec<Tally>, DbError> {
    let mut sets = db.load(group_queries(tenant, column, times).into()).await?.into_iter();
    let mut all: Vec<Tally> = rows(sets.next().unwrap_or_default())?;
    let late: Vec<(Option<Uuid>, String, i64)> = rows(sets.next().unwrap_or_default())?;
    let near = hour(times.1) > hour(times.0);
    for (who, what, n) in late {
        if let Some(t) = all.iter_mut().find(|t| t.who == Some(who.unwrap_or(tenant)) && t.what == what) {
            t.late += n;
            // The hour under way is among what is near, where anything is.
            t.soon -= if near { n } else { 0 };
        }
    }
    for t in all.iter_mut().filter(|t| t.who == Some(tenant)) {
        t.who = None;
    }
    Ok(all)
}
