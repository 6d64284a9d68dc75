//! Use cases: load, decide, commit one batch. Who may do what is asked first, at the agency the plan belongs to. Here: the
//! yearly plan.

pub mod fulfil;
mod look;
pub mod remedies;
pub mod reports;
pub mod visits;

use cases::Group;
use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::local;
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{Actor, App, Changes, DbError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::law::law;
use crate::model::{Plan, Status};
use crate::rules::{self, Candidate, NewItem};
use crate::store::{self, Body};
use crate::{APPROVE, MANAGE, READ};

/// Tries before a conflict is told.
const TRIES: usize = 8;
const CHANGED: &str =
    "Nội dung vừa được người khác cập nhật. Phần ông/bà nhập vẫn còn; xem thay đổi rồi gửi lại nếu vẫn cần.";
const MISSING: &str = "Không có kế hoạch kiểm tra này";

/// What a person is told who has no part in an inspection, or not the part the step needs.
pub(crate) fn forbidden() -> Failure {
    let text = "Ông/bà không có phần việc này trong cuộc kiểm tra. Đề nghị liên hệ trưởng đoàn hoặc công chức kiểm soát TTHC nếu cần.";
    Failure::Forbidden(Refusal::new("forbidden", text))
}

/// The place of an agency in the tree; empty when it is unknown, which no grant below a place reaches.
async fn place(app: &App, agency: Uuid) -> Result<String, Failure> {
    Ok(people::unit(app, agency).await?.map(|u| u.path).unwrap_or_default())
}

/// The units an agency can inspect: those inside it, each followed by what is below it, and those of its line of work.
///
/// # Errors
/// The database cannot be read.
pub async fn units(app: &App, agency: Uuid) -> Result<Vec<people::Unit>, Failure> {
    let (law, mut all) = (law(app)?, people::units(app, local(app.now()).date()).await?);
    let Some(own) = people::unit(app, agency).await? else { return Ok(vec![]) };
    let root = |path: &str| path.split('/').nth(1).map(str::to_owned);
    let sector = |u: &people::Unit| root(&u.path) == root(&own.path) && law.in_sector(&own.name, &u.name);
    all.retain(|u| u.id != agency && (u.path.starts_with(&own.path) || sector(u)));
    Ok(all)
}

/// The units of an agency ranked by their open and late cases of this moment. Units with no case counted have no figures.
///
/// # Errors
/// "forbidden"; the database cannot be read.
pub async fn candidates(app: &App, actor: &Actor) -> Result<Vec<Candidate>, Failure> {
    actor.require(READ, &place(app, actor.agency).await?)?;
    let now = app.now();
    let tallies = cases::group(app.db(), actor.agency, Group::Unit, (now, now)).await?;
    let figures = |unit: Uuid| {
        let found = tallies.iter().find(|t| t.who == Some(unit));
        found.map(|t| (t.open, t.late))
    };
    let units = units(app, actor.agency).await?;
    let one = |u: people::Unit| Candidate { unit: u.id, figures: figures(u.id), name: u.name, score: 0 };
    let mut all: Vec<Candidate> = units.into_iter().map(one).collect();
    rules::rank(&mut all, &law(app)?.weights(local(now).date()));
    Ok(all)
}

/// The plans of the person's agency, newest year first.
///
/// # Errors
/// "forbidden"; the database cannot be read.
pub async fn plans(app: &App, actor: &Actor) -> Result<Vec<Plan>, Failure> {
    actor.require(READ, &place(app, actor.agency).await?)?;
    let q = store::plans(actor.agency);
    let found: Vec<Body<Plan>> = app.db().all(q.sql, q.args).await?;
    Ok(found.into_iter().map(|s| s.0).collect())
}

/// A plan of the person's agency with the end of its ledger chain.
///
/// # Errors
/// Not found; "forbidden"; the database cannot be read.
pub async fn open(app: &App, actor: &Actor, id: Uuid) -> Result<(Head, Plan), Failure> {
    let tenant = actor.agency;
    actor.require(READ, &place(app, tenant).await?)?;
    let sets = app.db().load(vec![ledger::head_query(tenant, id), store::plan(tenant, id)]).await?;
    let mut sets = sets.into_iter();
    let head = platform::db::rows::<Head>(sets.next().unwrap_or_default())?.into_iter().next();
    let plan = platform::db::rows::<Body<Plan>>(sets.next().unwrap_or_default())?.into_iter().next();
    head.zip(plan.map(|s| s.0)).ok_or_else(|| Failure::missing(MISSING))
}

/// The number of a plan's document; empty before it is approved.
///
/// # Errors
/// The database cannot be read.
pub async fn plan_number(app: &App, (tenant, id): (Uuid, Uuid)) -> Result<String, Failure> {
    let q = store::plan(tenant, id);
    let found: Option<Body<Plan>> = app.db().first(q.sql, q.args).await?;
    Ok(found.map(|b| b.0.number).unwrap_or_default())
}

/// An id that follows from words, so that two who make the same thing at once make one thing.
fn id_of(words: &str) -> Uuid {
    let digest = Sha256::digest(format!("inspections/{words}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Begins the plan of a year, or returns the one that is there.
///
/// # Errors
/// "forbidden"; "year" outside five years before and after this one.
pub async fn begin(app: &App, actor: &Actor, year: i16) -> Result<Plan, Failure> {
    let tenant = actor.agency;
    actor.require(MANAGE, &place(app, tenant).await?)?;
    if (i32::from(year) - i32::from(local(app.now()).date().year())).abs() > 5 {
        let text = "Nhập năm kế hoạch trong vòng năm năm trước và sau năm nay.";
        return Err(Refusal::new("year", text).at("year").into());
    }
    let id = id_of(&format!("{tenant}/{year}"));
    let (items, number, unit) = (vec![], String::new(), actor.unit);
    let plan = Plan { tenant, id, unit, year, status: Status::Draft, items, number, approved_on: None };
    let body = serde_json::json!({ "year": year });
    let by = (app.now(), actor.by());
    let mut entry = Entry::new(store::record(tenant, id), &Head::NEW, by, "plan.begun").body(&body);
    entry.save(&store::PLANS, store::row(&plan));
    let mut changes = Changes::new();
    changes.record(entry);
    match app.db().commit(changes).await {
        Ok(_) => Ok(plan),
        Err(DbError::Conflict(_)) => Ok(open(app, actor, id).await?.1),
        Err(e) => Err(e.into()),
    }
}

/// What the control plan hears of an approved plan.
fn told(p: &Plan) -> fulfil::Told {
    let label = format!("Kế hoạch kiểm tra năm {}, số {}", p.year, p.number);
    let href = format!("/inspections/plans/{}", p.id);
    let link = plans::RecordLink { kind: "inspection-plan".into(), id: p.id, label, href };
    fulfil::Told { link, units: vec![p.unit, p.tenant] }
}

/// What a person does to a plan.
#[derive(Debug, Clone)]
pub enum Order {
    Add(NewItem),
    Remove(Uuid),
    Submit,
    /// With the reason.
    GiveBack(String),
    /// With number and day of the document.
    Approve(String, Option<Date>),
}

/// Does it: the control officer works on the draft, the leader gives back, approves, and adds ad hoc inspections.
///
/// # Errors
/// "forbidden"; what the rules refuse; a conflict when the page was older than `seen` says; storage failures.
pub async fn act(app: &App, actor: &Actor, (id, seen): (Uuid, Option<i64>), order: &Order) -> Result<Plan, Failure> {
    let (law, here) = (law(app)?, place(app, actor.agency).await?);
    if let Order::Add(NewItem { unit: Some(unit), .. }) = order
        && !units(app, actor.agency).await?.iter().any(|u| u.id == *unit)
    {
        return Err(Refusal::new("choice", "Chọn một đơn vị trong danh sách.").at("unit").into());
    }
    for _ in 0..TRIES {
        let (head, mut plan) = open(app, actor, id).await?;
        let leads = plan.status == Status::Approved || matches!(order, Order::GiveBack(_) | Order::Approve(..));
        actor.require(if leads { APPROVE } else { MANAGE }, &here)?;
        if seen.is_some_and(|seen| seen != head.seq) {
            return Err(Failure::Conflict(CHANGED.into()));
        }
        let deed = match order {
            Order::Add(new) => rules::add(&mut plan, &law, (app.new_id(), new)),
            Order::Remove(item) => rules::remove(&mut plan, *item),
            Order::Submit => rules::submit(&mut plan),
            Order::GiveBack(reason) => rules::give_back(&mut plan, reason),
            Order::Approve(number, on) => rules::approve(&mut plan, number, *on),
        }?;
        let record = store::record(plan.tenant, id);
        let mut entry = Entry::new(record, &head, (app.now(), actor.by()), deed.action).body(&deed.body);
        entry.save(&store::PLANS, store::row(&plan));
        let mut changes = Changes::new();
        changes.record(entry);
        if matches!(order, Order::Approve(..)) {
            fulfil::tell(app, &mut changes, &told(&plan))?;
        }
        match app.db().commit(changes).await {
            Ok(_) => return Ok(plan),
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict("inspection-plan".into())))
}
