//! Use cases of an inspection. Who may see and do what follows from three places: the agency that inspects, the team, and the
//! unit that is inspected, whose people may belong to another agency.

use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::{local, micros};
use platform::db::{Query, rows};
use platform::ledger::{self, Entry, Head, RecordRef};
use platform::web::Failure;
use platform::{Actor, App, Changes, DbError};
use uuid::Uuid;

use super::{TRIES, id_of, place};
use crate::checklist::checklist;
use crate::model::{Answer, Item, Minutes, OwnReport, Plan, Progress, Remedy, Site, Stage, Status, Visit};
use crate::rules::{Deed, answer, visit as rule};
use crate::store::{Body, visits as sql};
use crate::{APPROVE, MANAGE, READ, WORK};

const MISSING: &str = "Không có cuộc kiểm tra này";

/// What a person is to an inspection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    pub reads: bool,
    pub manages: bool,
    pub approves: bool,
    pub member: bool,
    pub head: bool,
    /// Works in the unit inspected.
    pub unit: bool,
}

/// An inspection as loaded.
#[derive(Debug, Clone)]
pub struct Opened {
    pub ledger: Head,
    pub visit: Visit,
    pub answers: Vec<Answer>,
    pub remedies: Vec<Remedy>,
    pub part: Part,
}

/// The inspection in the ledger; answers and remedies are written under it.
pub(super) fn record(v: &Visit) -> RecordRef {
    RecordRef { tenant: v.tenant, id: v.id, kind: "inspection" }
}

async fn all<T: serde::de::DeserializeOwned + Send>(app: &App, q: Query) -> Result<Vec<T>, Failure> {
    let found: Vec<Body<T>> = app.db().all(q.sql, q.args).await?;
    Ok(found.into_iter().map(|b| b.0).collect())
}

/// Whether a person works in a unit or below it.
pub(super) async fn works_in(app: &App, actor: &Actor, unit: Uuid) -> Result<bool, Failure> {
    let path = people::unit(app, unit).await?.map(|u| u.path).unwrap_or_default();
    Ok(!path.is_empty() && actor.unit_path.starts_with(&path) && actor.can(WORK))
}

async fn part(app: &App, actor: &Actor, v: &Visit) -> Result<Part, Failure> {
    let here = place(app, v.tenant).await?;
    let may = |permission| !here.is_empty() && actor.can_at(permission, &here);
    let member = v.members.contains(&actor.account);
    Ok(Part {
        reads: may(READ),
        manages: may(MANAGE),
        approves: may(APPROVE),
        member,
        head: v.head == Some(actor.account),
        unit: works_in(app, actor, v.unit).await?,
    })
}

/// An inspection with its answers and remedies, for whoever has a part in it. The unit sees it once it was told.
///
/// # Errors
/// Not found; "forbidden"; the database cannot be read.
pub async fn open(app: &App, actor: &Actor, id: Uuid) -> Result<Opened, Failure> {
    let q = sql::tenant_of_visit(id);
    let tenant: Option<(Uuid,)> = app.db().first(q.sql, q.args).await?;
    let tenant = tenant.ok_or_else(|| Failure::missing(MISSING))?.0;
    let queries = vec![
        ledger::head_query(tenant, id),
        sql::visit(tenant, id),
        sql::answers(tenant, id),
        sql::remedies_of(tenant, id),
    ];
    let mut sets = app.db().load(queries).await?.into_iter();
    let mut next = || sets.next().unwrap_or_default();
    let head = rows::<Head>(next())?.into_iter().next();
    let visit = rows::<Body<Visit>>(next())?.into_iter().next().map(|b| b.0);
    let answers = rows::<Body<Answer>>(next())?.into_iter().map(|b| b.0).collect();
    let remedies: Vec<Remedy> = rows::<Body<Remedy>>(next())?.into_iter().map(|b| b.0).collect();
    let (ledger, visit) = head.zip(visit).ok_or_else(|| Failure::missing(MISSING))?;
    let mut part = part(app, actor, &visit).await?;
    let mut told = visit.notice.is_some() || visit.stage.concluded();
    for r in &remedies {
        // A remedy may be another unit's than the one inspected.
        if !part.unit && works_in(app, actor, r.unit).await? {
            (part.unit, told) = (true, true);
        }
    }
    if part.reads || part.manages || part.approves || part.member || (part.unit && told) {
        return Ok(Opened { ledger, visit, answers, remedies, part });
    }
    Err(super::forbidden())
}

/// The inspections of the person's agency in a year.
///
/// # Errors
/// "forbidden"; the database cannot be read.
pub async fn of_year(app: &App, actor: &Actor, year: i16) -> Result<Vec<Visit>, Failure> {
    actor.require(READ, &place(app, actor.agency).await?)?;
    all(app, sql::visits(actor.agency, year)).await
}

/// What concerns one person: inspections of their unit they were told of, inspections they are a member of, remedies to do.
///
/// # Errors
/// The database cannot be read.
pub async fn mine(app: &App, actor: &Actor) -> Result<(Vec<Visit>, Vec<Visit>, Vec<Remedy>), Failure> {
    let team = all(app, sql::visits_of_member(actor.account)).await?;
    let (mut unit, mut remedies) = (vec![], vec![]);
    // The units above the person's own, up to their agency: an inspection of a school is its people's.
    for id in actor.unit_path.split('/').filter_map(|s| s.parse::<Uuid>().ok()) {
        let own: Vec<Visit> = all(app, sql::visits_of_unit(id)).await?;
        unit.extend(own.into_iter().filter(|v| v.notice.is_some() || v.stage.concluded()));
        remedies.extend(all::<Remedy>(app, sql::remedies_of_unit(id)).await?);
    }
    Ok((team, unit, remedies))
}

/// The people a team can be chosen from: those who hold a post in the agency.
///
/// # Errors
/// The database cannot be read.
pub async fn staff(app: &App, agency: Uuid) -> Result<Vec<people::Person>, Failure> {
    let mut found: Vec<people::Person> = vec![];
    for role in people::roles::all() {
        for p in people::holders(app, agency, role).await? {
            if people::roles::permissions(role).iter().any(|(perm, _)| *perm == WORK)
                && !found.iter().any(|f| f.account == p.account)
            {
                found.push(p);
            }
        }
    }
    found.sort_by_key(|p| kernel::text::name_key(&p.name));
    Ok(found)
}

/// The id of the inspection of a line of a plan.
pub fn id_for(plan: Uuid, item: Uuid) -> Uuid {
    id_of(&format!("visit/{plan}/{item}"))
}

fn fresh(plan: &Plan, item: &Item, unit: &str) -> Visit {
    Visit {
        tenant: plan.tenant,
        id: id_for(plan.id, item.id),
        plan: plan.id,
        year: plan.year,
        unit: item.unit,
        manner: item.manner,
        stage: Stage::Draft,
        head: None,
        members: vec![],
        period: None,
        starts: item.starts,
        ends: item.ends,
        scope: String::new(),
        sites: vec![Site { id: id_of(&format!("site/{}/{}", plan.id, item.id)), name: unit.to_owned() }],
        decision: None,
        notice: None,
        own: None,
        minutes: None,
        findings: vec![],
        conclusion: String::new(),
        concluded: None,
    }
}

/// Begins the inspection of a line of an approved plan, or returns its id when it has begun.
///
/// # Errors
/// "forbidden"; "status" before the plan is approved; "gone" when the line is not there.
pub async fn begin(app: &App, actor: &Actor, (plan, item): (Uuid, Uuid)) -> Result<Uuid, Failure> {
    let (_, plan) = super::open(app, actor, plan).await?;
    actor.require(MANAGE, &place(app, plan.tenant).await?)?;
    if plan.status != Status::Approved {
        let text = "Kế hoạch chưa được phê duyệt nên chưa tổ chức kiểm tra được.";
        return Err(Refusal::new("status", text).into());
    }
    let item = plan.items.iter().find(|i| i.id == item);
    let item = item.ok_or_else(|| Refusal::new("gone", "Dòng này không còn trong kế hoạch. Tải lại trang."))?;
    let unit = people::unit(app, item.unit).await?.map(|u| u.name).unwrap_or_default();
    let visit = fresh(&plan, item, &unit);
    let body = serde_json::json!({ "unit": visit.unit, "plan": plan.id });
    let mut entry = Entry::new(record(&visit), &Head::NEW, (app.now(), actor.by()), "visit.begun").body(&body);
    entry.save(&sql::VISITS, sql::visit_row(&visit));
    let mut changes = Changes::new();
    changes.record(entry);
    match app.db().commit(changes).await {
        Ok(_) | Err(DbError::Conflict(_)) => Ok(visit.id),
        Err(e) => Err(e.into()),
    }
}

/// What a person does to an inspection.
#[derive(Debug, Clone)]
pub enum Step {
    Team(rule::Team),
    Submit,
    /// With the reason.
    GiveBack(String),
    Decide(String, Option<Date>),
    /// With words for the unit.
    Announce(String),
    /// The unit's own report after the outline: words and files.
    Own(String, Vec<documents::StoredFile>),
    Answer(answer::Given),
    /// Photos of one item: site, item, files.
    Photos(Uuid, String, Vec<documents::StoredFile>),
    Record(Minutes),
    Conclude(String, Vec<rule::Word>),
    Sign(String, Option<Date>),
}

/// Who may take a step.
fn allowed(step: &Step, part: Part) -> bool {
    match step {
        Step::Team(_) | Step::Submit | Step::Announce(_) => part.manages,
        Step::GiveBack(_) | Step::Decide(..) | Step::Sign(..) => part.approves,
        Step::Own(..) => part.unit,
        Step::Answer(_) | Step::Photos(..) => part.member,
        Step::Record(_) | Step::Conclude(..) => part.head || part.manages,
    }
}

/// What a step changes besides the inspection itself.
#[derive(Default)]
struct Rows {
    answer: Option<Answer>,
    remedies: Vec<Remedy>,
    /// Nothing to write: what was sent is stored already.
    same: bool,
}

/// Takes a step: load, decide, commit. The step's answer is the inspection as it is then.
///
/// # Errors
/// "forbidden"; what the rules refuse; a conflict when the page was older than `seen` says; storage failures.
pub async fn act(app: &App, actor: &Actor, (id, seen): (Uuid, Option<i64>), step: &Step) -> Result<Visit, Failure> {
    for _ in 0..TRIES {
        let before = open(app, actor, id).await?;
        if !allowed(step, before.part) {
            return Err(super::forbidden());
        }
        if seen.is_some_and(|seen| seen != before.ledger.seq) {
            return Err(Failure::Conflict(super::CHANGED.into()));
        }
        let mut v = before.visit.clone();
        let mut more = Rows::default();
        let deed = decide(app, (actor, &before), (&mut v, &mut more), step).await?;
        if more.same {
            return Ok(v);
        }
        let mut entry = Entry::new(record(&v), &before.ledger, (app.now(), actor.by()), deed.action).body(&deed.body);
        if v != before.visit {
            entry.save(&sql::VISITS, sql::visit_row(&v));
        }
        members(&mut entry, &before.visit, &v);
        if let Some(a) = &more.answer {
            entry.save(&sql::ANSWERS, sql::answer_row(a));
        }
        for r in &more.remedies {
            entry.save(&sql::REMEDIES, sql::remedy_row(r));
        }
        let mut changes = Changes::new();
        changes.record(entry);
        match app.db().commit(changes).await {
            Ok(_) => return Ok(v),
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict("inspection".into())))
}

/// Rows of members follow the list: gone members out, new ones in.
fn members(entry: &mut Entry, before: &Visit, after: &Visit) {
    if before.members == after.members && before.starts == after.starts {
        return;
    }
    for gone in before.members.iter().filter(|m| !after.members.contains(m)) {
        entry.delete(&sql::MEMBERS, sql::member_key(before, *gone));
    }
    for m in &after.members {
        entry.save(&sql::MEMBERS, sql::member_row(after, *m));
    }
}

async fn decide(
    app: &App,
    (actor, before): (&Actor, &Opened),
    (v, more): (&mut Visit, &mut Rows),
    step: &Step,
) -> Result<Deed, Failure> {
    let list = checklist(app)?;
    let now = micros(app.now());
    let deed = match step {
        Step::Team(t) => {
            let staff = staff(app, v.tenant).await?;
            if t.members.iter().chain(&t.head).any(|m| !staff.iter().any(|p| p.account == *m)) {
                return Err(Refusal::new("choice", "Chọn người trong danh sách.").at("head").into());
            }
            rule::team(v, t, || app.new_id())
        }
        Step::Submit => rule::submit(v),
        Step::GiveBack(reason) => rule::give_back(v, reason),
        Step::Decide(number, on) => rule::decide(v, (number, *on)),
        Step::Announce(text) => rule::announce(v, text),
        Step::Own(text, files) => {
            let files = files.clone();
            rule::own(v, OwnReport { text: text.clone(), files, by: actor.account, at: now })
        }
        Step::Answer(given) => {
            let known = before.answers.iter().find(|a| a.site == given.site && a.item == given.item);
            let made = answer::answer(v, &list, (given, known), (actor.account, now))?;
            (more.same, more.answer) = (made.is_none(), made);
            Ok(Deed { action: "visit.answered", body: serde_json::json!({ "site": given.site, "item": given.item }) })
        }
        Step::Photos(site, item, files) => {
            let known = before.answers.iter().find(|a| a.site == *site && a.item == *item);
            more.answer = Some(answer::photos(v, known, files)?);
            Ok(Deed { action: "visit.photo", body: serde_json::json!({ "site": site, "item": item }) })
        }
        Step::Record(minutes) => {
            let minutes = Minutes { at: now, ..minutes.clone() };
            rule::record(v, (&list, &before.answers), minutes, || app.new_id())
        }
        Step::Conclude(text, words) => {
            let units = responsible(app, v).await?;
            let ids: Vec<Uuid> = units.iter().map(|u| u.id).collect();
            rule::conclude(v, (text, words), &ids, || app.new_id())
        }
        Step::Sign(number, on) => {
            let deed = rule::sign(v, (number, *on));
            more.remedies = if deed.is_ok() { remedies(v) } else { vec![] };
            deed
        }
    };
    deed.map_err(Failure::from)
}

/// The remedies of a signed conclusion; a finding's id is its remedy's.
fn remedies(v: &Visit) -> Vec<Remedy> {
    let due = v.findings.iter().filter(|f| !f.remedy.is_empty()).filter_map(|f| f.due.map(|d| (f, d)));
    due.map(|(f, due)| Remedy {
        tenant: v.tenant,
        id: f.id,
        visit: v.id,
        year: v.year,
        inspected: v.unit,
        unit: f.unit,
        finding: f.text.clone(),
        text: f.remedy.clone(),
        due,
        progress: Progress::Open,
        shown: None,
        reason: String::new(),
        done: None,
    })
    .collect()
}

/// The units a remedy can be given to: the one inspected with what is below it, and the inspecting agency's own.
///
/// # Errors
/// The database cannot be read.
pub async fn responsible(app: &App, v: &Visit) -> Result<Vec<people::Unit>, Failure> {
    let today = local(app.now()).date();
    let own = people::unit(app, v.unit).await?.map(|u| u.path).unwrap_or_default();
    let here = place(app, v.tenant).await?;
    let mut all = people::units(app, today).await?;
    let fits = |path: &str| [&own, &here].into_iter().any(|top| !top.is_empty() && path.starts_with(top.as_str()));
    all.retain(|u| fits(&u.path));
    all.sort_by_key(|u| !u.path.starts_with(&own));
    Ok(all)
}
