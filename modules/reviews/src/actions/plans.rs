//! Plans: begun once a year by each unit, handed up, merged, approved.

use kernel::error::Refusal;
use people::UnitKind;
use platform::web::Failure;
use platform::{Actor, App, DbError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Seen, act, create, load, place, require, subjects};
use crate::law::law;
use crate::model::{Pick, Plan, PlanKind, PlanStatus};
use crate::rules::plan::{self as rules, NewItem};
use crate::store::{self, Filter};
use crate::{APPROVE, MANAGE, WORK};

/// The agencies a unit may hand its plan up to: its own first, then those beside and above it.
///
/// # Errors
/// The database cannot be read.
pub async fn receivers(app: &App, unit: Uuid) -> Result<Vec<people::Unit>, Failure> {
    let day = kernel::time::local(app.now()).date();
    let units = people::units(app, day).await?;
    let Some(own) = units.iter().find(|u| u.id == unit) else { return Ok(vec![]) };
    let root = own.path.split('/').find(|s| !s.is_empty()).unwrap_or_default().to_owned();
    let same = |u: &&people::Unit| u.kind == UnitKind::Agency && u.path.split('/').any(|s| s == root);
    let mut all: Vec<people::Unit> = units.iter().filter(same).cloned().collect();
    all.sort_by_key(|u| (!own.path.starts_with(&u.path), u.id != own.agency));
    Ok(all)
}

/// One plan of a kind for a unit and a year: its id follows from them, so two who begin it at once begin the same one.
fn plan_id(tenant: Uuid, unit: Uuid, (year, kind): (i64, PlanKind)) -> Uuid {
    let kind = if kind == PlanKind::Agency { "agency" } else { "unit" };
    let digest = Sha256::digest(format!("{tenant}/{unit}/{year}/{kind}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What a new plan is for.
#[derive(Debug, Clone, Copy)]
pub struct NewPlan {
    pub unit: Uuid,
    /// The agency that merges it; for the agency's own plan the agency itself.
    pub receiver: Uuid,
    pub year: i64,
    pub kind: PlanKind,
}

/// Begins a plan, or returns the one that is there.
///
/// # Errors
/// "forbidden"; "year" outside the years that can be planned.
pub async fn begin(app: &App, actor: &Actor, new: NewPlan) -> Result<Plan, Failure> {
    let today = kernel::time::local(app.now()).date();
    if (new.year - i64::from(today.year())).abs() > 5 {
        return Err(Refusal::new("year", "Nhập năm kế hoạch trong vòng năm năm trước và sau năm nay.")
            .at("year")
            .into());
    }
    match new.kind {
        PlanKind::Unit => require(app, actor, (WORK, new.unit)).await?,
        PlanKind::Agency => require(app, actor, (MANAGE, new.receiver)).await?,
    }
    if !receivers(app, new.unit).await?.iter().any(|u| u.id == new.receiver) {
        return Err(Refusal::new("choice", "Chọn cơ quan tổng hợp trong danh sách.").at("receiver").into());
    }
    let unit = if new.kind == PlanKind::Agency { new.receiver } else { new.unit };
    let id = plan_id(new.receiver, unit, (new.year, new.kind));
    let plan = Plan {
        tenant: new.receiver,
        id,
        unit,
        year: new.year,
        kind: new.kind,
        status: PlanStatus::Draft,
        items: vec![],
        fields: vec![],
        target_percent: law(app)?.target(today).map_or(0, |t| t.cost_percent),
        number: String::new(),
        approved_on: None,
        initiatives: vec![],
        report: None,
        changed_at: app.now(),
    };
    match create(app, actor.by(), plan, "plan.begun").await {
        Err(Failure::Storage(DbError::Conflict(_))) => Ok(load::<Plan>(app, id).await?.1),
        other => other,
    }
}

/// Refuses unless the person may work on the plan.
async fn may_edit(app: &App, actor: &Actor, id: Uuid) -> Result<Plan, Failure> {
    let (_, plan) = load::<Plan>(app, id).await?;
    match plan.kind {
        PlanKind::Unit => require(app, actor, (WORK, plan.unit)).await?,
        PlanKind::Agency => require(app, actor, (MANAGE, plan.tenant)).await?,
    }
    Ok(plan)
}

/// Adds a line with the procedures of these codes.
///
/// # Errors
/// "forbidden"; refusals at the field.
pub async fn add(
    app: &App,
    actor: &Actor,
    (id, seen): (Uuid, Seen),
    (codes, new): (&[String], NewItem),
) -> Result<Plan, Failure> {
    may_edit(app, actor, id).await?;
    let new = NewItem { subjects: subjects(app, codes).await?, ..new };
    act(app, actor.by(), (id, seen), |p, g| rules::add(p, g, new.clone())).await
}

/// A simple deed on a plan.
#[derive(Debug, Clone)]
pub enum Work {
    Remove(Uuid),
    HandUp,
    /// Chooses the fields of the year.
    Fields(Vec<String>),
    /// Leaves a line out with a reason, or takes it back in.
    Pick(Uuid, Option<String>),
    /// Title, author, content, effect.
    Initiative([String; 4]),
}

/// Does it.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn work(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), work: Work) -> Result<Plan, Failure> {
    may_edit(app, actor, id).await?;
    act(app, actor.by(), (id, seen), |p, g| match &work {
        Work::Remove(item) => rules::remove(p, *item),
        Work::HandUp => rules::hand_up(p),
        Work::Fields(fields) => rules::choose_fields(p, fields.clone()),
        Work::Pick(item, why) => rules::pick(p, *item, why.clone()),
        Work::Initiative([title, by, content, effect]) => rules::initiative(p, g, [title, by, content, effect]),
    })
    .await
}

/// Gives a handed-up plan back to its unit.
///
/// # Errors
/// "forbidden"; "required" without a reason.
pub async fn give_back(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), reason: &str) -> Result<Plan, Failure> {
    let (_, plan) = load::<Plan>(app, id).await?;
    require(app, actor, (MANAGE, plan.tenant)).await?;
    act(app, actor.by(), (id, seen), |p, _| rules::mark(p, PlanStatus::Draft, reason)).await
}

/// The plans units have handed up to an agency for a year.
///
/// # Errors
/// The database cannot be read.
pub async fn handed_up(app: &App, agency: Uuid, year: i64) -> Result<Vec<Plan>, Failure> {
    let all: Vec<Plan> = store::whole(app.db(), agency, Filter::Year(year)).await?;
    Ok(all.into_iter().filter(|p| p.kind == PlanKind::Unit && p.status != PlanStatus::Draft).collect())
}

/// Takes every handed-up plan of the year into the agency's; each is then marked. Safe to repeat.
///
/// # Errors
/// "forbidden"; "empty" when no unit has handed a plan up.
pub async fn merge(app: &App, actor: &Actor, (id, seen): (Uuid, Seen)) -> Result<Plan, Failure> {
    let plan = may_edit(app, actor, id).await?;
    let units = handed_up(app, plan.tenant, plan.year).await?;
    if units.is_empty() {
        return Err(Refusal::new("empty", "Chưa có đơn vị nào gửi kế hoạch của năm này.").into());
    }
    let merged = act(app, actor.by(), (id, seen), |p, g| rules::merge(p, g, &units)).await?;
    for unit in units.iter().filter(|u| u.status == PlanStatus::HandedUp) {
        // The unit may have been given its plan back meanwhile: then it stays with the unit and is merged next time.
        match act(app, actor.by(), (unit.id, None), |p: &mut Plan, _| rules::mark(p, PlanStatus::Merged, "")).await {
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(merged)
}

/// Approves the agency's plan; its reviews begin with it.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn approve(
    app: &App,
    actor: &Actor,
    (id, seen): (Uuid, Seen),
    (number, on): (&str, jiff::civil::Date),
) -> Result<Plan, Failure> {
    let (_, plan) = load::<Plan>(app, id).await?;
    require(app, actor, (APPROVE, plan.tenant)).await?;
    act(app, actor.by(), (id, seen), |p, g| rules::approve(p, g, (number, on))).await
}

/// Notes the synthesis of the year as issued (row II.5 of the plan of control).
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn report(
    app: &App,
    actor: &Actor,
    (id, seen): (Uuid, Seen),
    (number, on): (&str, jiff::civil::Date),
) -> Result<Plan, Failure> {
    let (_, plan) = load::<Plan>(app, id).await?;
    require(app, actor, (MANAGE, plan.tenant)).await?;
    act(app, actor.by(), (id, seen), |p, g| rules::report(p, g, (number, on))).await
}

/// What became of a unit's lines in the agency's plan: title, and the reason where one was left out.
pub fn fate(merged: &Plan, unit: &Plan) -> Vec<(String, Option<String>)> {
    let same = |a: &crate::model::PlanItem| {
        let codes = |i: &crate::model::PlanItem| i.subjects.iter().map(|s| s.code.clone()).collect::<Vec<_>>();
        merged.items.iter().find(|i| codes(i) == codes(a)).map(|i| i.pick.clone())
    };
    unit.items
        .iter()
        .filter_map(|i| same(i).map(|pick| (i.title(), if let Pick::LeftOut(why) = pick { Some(why) } else { None })))
        .collect()
}

/// Whether the person may work on the plan.
///
/// # Errors
/// The database cannot be read.
pub async fn editable(app: &App, actor: &Actor, plan: &Plan) -> Result<bool, Failure> {
    let (permission, unit) = match plan.kind {
        PlanKind::Unit => (WORK, plan.unit),
        PlanKind::Agency => (MANAGE, plan.tenant),
    };
    Ok(actor.can_at(permission, &place(app, unit).await?))
}
