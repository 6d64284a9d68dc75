//! Use cases of an inspection: begun from a line of the plan, and every step from the team to the signed conclusion. Who may take
//! a step follows from the person's part in it.

use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::{local, micros};
use platform::ledger::{Entry, Head, RecordRef};
use platform::web::Failure;
use platform::{Actor, App, Changes, DbError};
use uuid::Uuid;

pub use super::look::{Opened, Part, mine, of_year, open, responsible, staff};
use super::{TRIES, id_of, place};
use crate::MANAGE;
use crate::checklist::checklist;
use crate::model::{Answer, Item, Minutes, OwnReport, Plan, Progress, Remedy, Site, Stage, Status, Visit};
use crate::rules::{Deed, answer, visit as rule};
use crate::store::visits as sql;

/// The inspection in the ledger; answers and remedies are written under it.
pub(super) fn record(v: &Visit) -> RecordRef {
    RecordRef { tenant: v.tenant, id: v.id, kind: "inspection" }
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
        announced: None,
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
            // The page offers the agency's own people; a team may also have members of other agencies.
            for m in t.members.iter().chain(&t.head) {
                if people::name_of(app, *m).await?.is_empty() {
                    return Err(Refusal::new("choice", "Chọn người trong danh sách.").at("head").into());
                }
            }
            rule::team(v, t, || app.new_id())
        }
        Step::Submit => rule::submit(v),
        Step::GiveBack(reason) => rule::give_back(v, reason),
        Step::Decide(number, on) => rule::decide(v, (number, *on)),
        Step::Announce(text) => rule::announce(v, text, local(app.now()).date()),
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
