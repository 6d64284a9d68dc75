//! Plans made, from a read file, by hand or below another plan, and their heads changed.

use documents::StoredFile;
use kernel::error::Refusal;
use kernel::time::civil::Date;
use platform::App;
use platform::db::Changes;
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use uuid::Uuid;

use super::own::{self, Own};
use super::{Actor, around, by, require};
use crate::import::{Doubt, Section};
use crate::model::{Plan, PlanBody, SectionHead, Task, TaskBody};
use crate::{TENANT, rules, store};

/// What a plan is made of.
#[derive(Debug, Clone, Default)]
pub struct NewPlan {
    pub title: String,
    pub year: i16,
    /// The unit that leads it.
    pub unit: Uuid,
    /// The paragraphs before the appendix.
    pub text: Vec<String>,
    pub sections: Vec<Section>,
    pub source: Option<StoredFile>,
    /// Doubts set aside knowingly.
    pub set_aside: Vec<Doubt>,
}

fn title(text: &str) -> Result<String, Refusal> {
    let title = kernel::text::line(text);
    if title.is_empty() || title.chars().count() > 500 {
        return Err(Refusal::new("plan-title", "Nhập tên kế hoạch, tối đa 500 ký tự.").at("title"));
    }
    Ok(title)
}

fn year(year: i16) -> Result<i16, Refusal> {
    if (2000..2200).contains(&year) {
        return Ok(year);
    }
    Err(Refusal::new("plan-year", "Nhập năm của kế hoạch, ví dụ 2024.").at("year"))
}

/// Makes a plan, its tasks and every unit's work, as one batch.
///
/// # Errors
/// At "title", "year"; the permission is not held at the unit; storage failures.
pub async fn create(app: &App, actor: Actor<'_>, new: NewPlan) -> Result<Uuid, Failure> {
    require(app, actor, (crate::EDIT, new.unit)).await?;
    let around = around(app).await?;
    let sections = new.sections.iter().map(|s| SectionHead { number: s.number.clone(), title: s.title.clone() });
    let body = PlanBody {
        text: new.text,
        sections: sections.collect(),
        source: new.source,
        set_aside: new.set_aside,
        ..PlanBody::default()
    };
    let id = app.new_id();
    let created_at = kernel::time::micros(app.now());
    let plan = Plan { id, year: year(new.year)?, unit: new.unit, title: title(&new.title)?, body, created_at };
    let tasks = around.with((id, plan.year), |g| rules::tasks_of(&new.sections, g));
    write(app, actor, (&around, &plan, tasks)).await?;
    Ok(id)
}

async fn write(
    app: &App,
    actor: Actor<'_>,
    (around, plan, tasks): (&super::Around, &Plan, Vec<Task>),
) -> Result<(), Failure> {
    let mut changes = Changes::new();
    let when = (app.now(), by(actor));
    let said = serde_json::json!({ "title": plan.title, "year": plan.year, "tasks": tasks.len() });
    let mut entry = Entry::new(store::plan_record(plan.id), &Head::NEW, when, "plan.created").body(&said);
    entry.save(&store::PLANS, store::plan_row(plan));
    changes.record(entry);
    for task in &tasks {
        let work = around.with((plan.id, plan.year), |g| rules::work_of(task, g));
        changes.record(task_entry(task, &work, (&Head::NEW, when, "task.created")));
    }
    own::tell(app, &mut changes, Own::Made { plan: plan.id });
    app.db().commit(changes).await?;
    app.wake().notify_waiters();
    Ok(())
}

pub(super) fn task_entry(
    task: &Task,
    work: &[crate::model::Work],
    (head, when, action): (&Head, (kernel::time::Timestamp, platform::By), &'static str),
) -> Entry {
    let said = serde_json::json!({ "number": task.number, "text": task.body.text, "work": work.len() });
    let mut entry = Entry::new(store::task_record(task.id), head, when, action).body(&said);
    entry.save(&store::TASKS, store::task_row(task));
    for w in work {
        entry.save(&store::WORK, store::work_row(w));
    }
    entry
}

/// Makes a unit's own plan out of its share of a plan: the same sections and tasks, led by the unit.
///
/// # Errors
/// The permission is not held at the unit; the unit has no work in the plan, or has its plan already; storage failures.
pub async fn create_below(app: &App, actor: Actor<'_>, (above, unit): (Uuid, Uuid)) -> Result<Uuid, Failure> {
    require(app, actor, (crate::EDIT, unit)).await?;
    let plan = super::plan(app, above).await?;
    let q = store::plans();
    let all: Vec<Plan> = app.db().all(q.sql, q.args).await?;
    if let Some(there) = all.iter().find(|p| p.unit == unit && p.body.above == Some(above)) {
        return Ok(there.id);
    }
    let filter = store::Filter { plan: Some(above), unit: Some(unit), ..store::Filter::default() };
    let q = store::page(&filter, (0, None), 5_000);
    let work: Vec<crate::model::Work> = app.db().all(q.sql, q.args).await?;
    let q = store::tasks(above);
    let tasks: Vec<Task> = app.db().all(q.sql, q.args).await?;
    let mine: Vec<&Task> = tasks.iter().filter(|t| work.iter().any(|w| w.task == t.id)).collect();
    if mine.is_empty() {
        return Err(Refusal::new("no-work", "Đơn vị không chủ trì nhiệm vụ nào của kế hoạch này.").into());
    }
    let unit_name = people::unit_known(app, unit).await?.map(|u| u.name).unwrap_or_default();
    let around = around(app).await?;
    let id = app.new_id();
    let own = mine.iter().enumerate().map(|(place, t)| {
        let mut parts = t.body.parts.clone();
        parts.retain(|p| around.with((id, plan.year), |g| rules::units_of(&p.lead, g)).contains(&unit));
        for p in &mut parts {
            p.lead.clone_from(&unit_name);
            p.coordinating = String::new();
            p.inherited.clear();
        }
        let body = TaskBody { text: t.body.text.clone(), parts, above: Some(t.id) };
        let place = i64::try_from(place).unwrap_or(0);
        Task { id: app.new_id(), plan: id, section: t.section, place, number: t.number.clone(), body }
    });
    let own: Vec<Task> = own.collect();
    let below = Plan {
        id,
        year: plan.year,
        unit,
        title: format!("{} của {unit_name}", plan.title),
        body: PlanBody { sections: plan.body.sections.clone(), above: Some(above), ..PlanBody::default() },
        created_at: kernel::time::micros(app.now()),
    };
    write(app, actor, (&around, &below, own)).await?;
    Ok(id)
}

/// A change of a plan's head.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub title: String,
    /// Number of the document; empty until it is issued.
    pub number: String,
    pub issued: Option<Date>,
}

/// Changes title, number and day of a plan.
///
/// # Errors
/// At "title", "number"; the permission is not held at the plan's unit; somebody else was first.
pub async fn change_plan(app: &App, actor: Actor<'_>, id: Uuid, change: &Change) -> Result<(), Failure> {
    let head = ledger::head(app.db(), TENANT, id).await?;
    let mut plan = super::plan(app, id).await?;
    require(app, actor, (crate::EDIT, plan.unit)).await?;
    plan.title = title(&change.title)?;
    plan.body.number = kernel::text::line(&change.number);
    if plan.body.number.chars().count() > 60 {
        return Err(Refusal::new("number", "Số, ký hiệu dài quá 60 ký tự.").at("number").into());
    }
    plan.body.issued = change.issued;
    let said = serde_json::json!({ "title": plan.title, "number": plan.body.number });
    let mut entry = Entry::new(store::plan_record(id), &head, (app.now(), by(actor)), "plan.changed").body(&said);
    entry.save(&store::PLANS, store::plan_row(&plan));
    super::commit_telling(app, entry, Own::Head { plan: id }).await
}
