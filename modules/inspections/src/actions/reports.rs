//! Use cases of reports: begun for a time, written, handed to the leader, issued. Issuing tells the control plan which of its
//! tasks is done.

use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::local;
use platform::db::rows;
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{Actor, App, Changes, DbError};
use uuid::Uuid;

use super::{CHANGED, TRIES, fulfil, place};
use crate::checklist::checklist;
use crate::law::law;
use crate::model::{Answer, Counted, Measure, Plan, Remedy, Report, Status, Visit};
use crate::rules::report::{self as rule, Ground};
use crate::store::{self, Body, reports as sql, visits};
use crate::{APPROVE, MANAGE, READ};

const MISSING: &str = "Không có báo cáo này";

/// The reports of the person's agency, newest year first.
///
/// # Errors
/// "forbidden"; the database cannot be read.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Report>, Failure> {
    actor.require(READ, &place(app, actor.agency).await?)?;
    let q = sql::reports(actor.agency);
    let found: Vec<Body<Report>> = app.db().all(q.sql, q.args).await?;
    Ok(found.into_iter().map(|b| b.0).collect())
}

/// A report of the person's agency with the end of its ledger chain.
///
/// # Errors
/// Not found; "forbidden"; the database cannot be read.
pub async fn open(app: &App, actor: &Actor, id: Uuid) -> Result<(Head, Report), Failure> {
    let tenant = actor.agency;
    actor.require(READ, &place(app, tenant).await?)?;
    let mut sets = app.db().load(vec![ledger::head_query(tenant, id), sql::report(tenant, id)]).await?.into_iter();
    let head = rows::<Head>(sets.next().unwrap_or_default())?.into_iter().next();
    let report = rows::<Body<Report>>(sets.next().unwrap_or_default())?.into_iter().next();
    head.zip(report.map(|b| b.0)).ok_or_else(|| Failure::missing(MISSING))
}

/// What a report counts: kept with it once issued, counted now before.
///
/// # Errors
/// The database cannot be read.
pub async fn counted(app: &App, r: &Report) -> Result<Vec<Counted>, Failure> {
    if r.status == Status::Approved {
        return Ok(r.counted.clone());
    }
    let (law, list) = (law(app)?, checklist(app)?);
    let kind = law.report(&r.kind).ok_or_else(|| Failure::missing(MISSING))?;
    let mut all = rule::count(kind, &list, &ground(app, r).await?, (r.from, r.to, local(app.now()).date()));
    for c in all.iter_mut().filter(|c| matches!(c.of, Measure::Planned | Measure::Done)) {
        let unit = people::unit(app, c.unit).await?.map(|u| u.name).unwrap_or_default();
        c.title = if c.title.is_empty() { unit } else { format!("{unit} ({})", c.title) };
    }
    Ok(all)
}

async fn ground(app: &App, r: &Report) -> Result<Ground, Failure> {
    let mut plan = None;
    let q = store::plans(r.tenant);
    for p in app.db().all::<Body<Plan>>(q.sql, q.args).await? {
        plan = plan.or(Some(p.0).filter(|p| p.year == r.year));
    }
    let q = visits::visits(r.tenant, r.year);
    let mut all = vec![];
    for v in app.db().all::<Body<Visit>>(q.sql, q.args).await? {
        let v = v.0;
        let mut sets = app
            .db()
            .load(vec![visits::answers(v.tenant, v.id), visits::remedies_of(v.tenant, v.id)])
            .await?
            .into_iter();
        let answers = rows::<Body<Answer>>(sets.next().unwrap_or_default())?.into_iter().map(|b| b.0).collect();
        let remedies = rows::<Body<Remedy>>(sets.next().unwrap_or_default())?.into_iter().map(|b| b.0).collect();
        all.push((v, answers, remedies));
    }
    Ok(Ground { plan, visits: all })
}

/// Begins a report of a kind for a time within one year.
///
/// # Errors
/// "forbidden"; at the field that is missing or wrong.
pub async fn begin(
    app: &App,
    actor: &Actor,
    kind: &str,
    (from, to): (Option<Date>, Option<Date>),
) -> Result<Uuid, Failure> {
    let tenant = actor.agency;
    actor.require(MANAGE, &place(app, tenant).await?)?;
    let wrong = |code, text: &str, field: &str| Failure::from(Refusal::new(code, text).at(field));
    if law(app)?.report(kind).is_none() {
        return Err(wrong("choice", "Chọn loại báo cáo.", "kind"));
    }
    let from = from.ok_or_else(|| wrong("required", "Nhập ngày đầu kỳ, ví dụ 01/01/2024.", "from"))?;
    let to = to.ok_or_else(|| wrong("required", "Nhập ngày cuối kỳ, ví dụ 31/12/2024.", "to"))?;
    if to < from || to.year() != from.year() {
        return Err(wrong("order", "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi, trong cùng một năm.", "to"));
    }
    let report = Report {
        tenant,
        id: app.new_id(),
        kind: kind.to_owned(),
        year: from.year(),
        from,
        to,
        unit: actor.unit,
        status: Status::Draft,
        assessment: String::new(),
        proposals: String::new(),
        signed: None,
        counted: vec![],
    };
    let when = (app.now(), actor.by());
    let body = serde_json::json!({ "kind": kind });
    let mut entry = Entry::new(sql::record(tenant, report.id), &Head::NEW, when, "report.begun").body(&body);
    entry.save(&sql::REPORTS, sql::row(&report));
    let mut changes = Changes::new();
    changes.record(entry);
    app.db().commit(changes).await?;
    Ok(report.id)
}

/// What a person does to a report.
#[derive(Debug, Clone)]
pub enum Move {
    /// Assessment and proposals.
    Write(String, String),
    Submit,
    /// With the reason.
    GiveBack(String),
    /// With number and day of the document.
    Issue(String, Option<Date>),
}

/// What the control plan hears: the units that were inspected, the one that wrote it and the agency have their report.
fn told(r: &Report, (label, fulfils): (&str, &str)) -> fulfil::Told {
    let number = r.signed.as_ref().map(|s| s.number.as_str()).unwrap_or_default();
    let label = format!("{label} số {number}");
    let link =
        plans::RecordLink { kind: fulfils.to_owned(), id: r.id, label, href: format!("/inspections/reports/{}", r.id) };
    let mut units: Vec<Uuid> = r.counted.iter().filter(|c| c.of == Measure::Done).map(|c| c.unit).collect();
    units.extend([r.unit, r.tenant]);
    units.sort();
    units.dedup();
    fulfil::Told { link, units }
}

/// Does it: load, decide, commit.
///
/// # Errors
/// "forbidden"; what the rules refuse; a conflict when the page was older than `seen` says; storage failures.
pub async fn act(app: &App, actor: &Actor, (id, seen): (Uuid, Option<i64>), step: &Move) -> Result<(), Failure> {
    let here = place(app, actor.agency).await?;
    let leads = matches!(step, Move::GiveBack(_) | Move::Issue(..));
    actor.require(if leads { APPROVE } else { MANAGE }, &here)?;
    for _ in 0..TRIES {
        let (head, mut report) = open(app, actor, id).await?;
        if seen.is_some_and(|seen| seen != head.seq) {
            return Err(Failure::Conflict(CHANGED.into()));
        }
        let counted = counted(app, &report).await?;
        let deed = match step {
            Move::Write(assessment, proposals) => rule::write(&mut report, (assessment, proposals)),
            Move::Submit => rule::submit(&mut report, &counted),
            Move::GiveBack(reason) => rule::give_back(&mut report, reason),
            Move::Issue(number, on) => rule::issue(&mut report, (number, *on), counted),
        }?;
        let when = (app.now(), actor.by());
        let mut entry = Entry::new(sql::record(report.tenant, id), &head, when, deed.action).body(&deed.body);
        entry.save(&sql::REPORTS, sql::row(&report));
        let mut changes = Changes::new();
        changes.record(entry);
        if matches!(step, Move::Issue(..))
            && let Some(kind) = law(app)?.report(&report.kind)
        {
            fulfil::tell(app, &mut changes, &told(&report, (&kind.label, &kind.fulfils)))?;
        }
        match app.db().commit(changes).await {
            Ok(_) => return Ok(()),
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict("inspection-report".into())))
}
