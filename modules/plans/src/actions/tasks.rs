//! Tasks added, changed and removed by hand. A change keeps the work units have begun; what nobody has begun follows the new
//! words.

use kernel::error::Refusal;
use platform::App;
use platform::db::Changes;
use platform::ledger::Head;
use platform::web::Failure;
use uuid::Uuid;

use super::plans::task_entry;
use super::{Actor, around, by, load_task, require};
use crate::import::{Part, time};
use crate::model::{Status, Task, TaskBody, Work};
use crate::{rules, store};

/// A task as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskOrder {
    /// Place of the section in the plan, from 0.
    pub section: usize,
    pub text: String,
    /// One product a line.
    pub products: String,
    pub lead: String,
    pub coordinating: String,
    pub time: String,
    /// The task of the plan above that it helps to carry out, of a unit's own plan.
    pub above: Option<Uuid>,
}

fn part(order: &TaskOrder, (year, reading): (i16, &crate::import::Reading)) -> Part {
    let line = kernel::text::line;
    Part {
        products: order.products.lines().map(line).filter(|l| !l.is_empty()).collect(),
        lead: line(&order.lead),
        coordinating: line(&order.coordinating),
        time: time::read(&line(&order.time), Some(year), reading),
        inherited: vec![],
    }
}

/// Adds a task at the end of a section.
///
/// # Errors
/// At the field; the permission is not held at the plan's unit; storage failures.
pub async fn add_task(app: &App, actor: Actor<'_>, plan: Uuid, order: &TaskOrder) -> Result<Uuid, Failure> {
    let plan = super::plan(app, plan).await?;
    require(app, actor, (crate::EDIT, plan.unit)).await?;
    if order.section >= plan.body.sections.len() {
        return Err(Refusal::new("section", "Chọn một mục của kế hoạch.").at("section").into());
    }
    let around = around(app).await?;
    let part = part(order, (plan.year, &around.law.reading));
    let text = kernel::text::line(&order.text);
    around.with((plan.id, plan.year), |g| rules::check_task(&text, &part, g))?;
    let q = store::tasks(plan.id);
    let tasks: Vec<Task> = app.db().all(q.sql, q.args).await?;
    let section = i64::try_from(order.section).unwrap_or(0);
    let last = tasks.iter().filter(|t| t.section == section).map(|t| (t.place, t.number.parse::<i64>().unwrap_or(0)));
    let (place, number) = last.fold((-1, 0), |a, b| (a.0.max(b.0), a.1.max(b.1)));
    let above = match (order.above, plan.body.above) {
        (None, _) => None,
        (Some(task), Some(above)) if load_task(app, task).await?.task.plan == above => Some(task),
        _ => return Err(Refusal::new("above", "Chọn một nhiệm vụ của kế hoạch cấp trên.").at("above").into()),
    };
    let body = TaskBody { text, parts: vec![part], above };
    let (id, number) = (app.new_id(), (number + 1).to_string());
    let task = Task { id, plan: plan.id, section, place: place + 1, number, body };
    let work = around.with((plan.id, plan.year), |g| rules::work_of(&task, g));
    let mut changes = Changes::new();
    changes.record(task_entry(&task, &work, (&Head::NEW, (app.now(), by(actor)), "task.created")));
    app.db().commit(changes).await?;
    Ok(id)
}

/// Two shares are the same when unit, role, part and period are.
fn same(a: &Work, b: &Work) -> bool {
    a.unit == b.unit && a.role == b.role && a.body.part == b.body.part && a.body.period == b.body.period
}

/// Changes a task with one product row; days follow the new words, work begun is kept.
///
/// # Errors
/// At the field; the permission is not held at the plan's unit; a unit that has begun would lose its work; somebody was first.
pub async fn change_task(
    app: &App,
    actor: Actor<'_>,
    (id, n): (Uuid, usize),
    order: &TaskOrder,
) -> Result<(), Failure> {
    let loaded = load_task(app, id).await?;
    let plan = super::plan(app, loaded.task.plan).await?;
    require(app, actor, (crate::EDIT, plan.unit)).await?;
    let around = around(app).await?;
    let part = part(order, (plan.year, &around.law.reading));
    let mut task = loaded.task.clone();
    task.body.text = kernel::text::line(&order.text);
    around.with((plan.id, plan.year), |g| rules::check_task(&task.body.text, &part, g))?;
    match task.body.parts.get_mut(n) {
        Some(slot) => *slot = part,
        None => return Err(Failure::missing("Nhiệm vụ không có kết quả này")),
    }
    let wanted = around.with((plan.id, plan.year), |g| rules::work_of(&task, g));
    let (mut saved, mut gone) = (vec![], vec![]);
    for old in &loaded.work {
        match wanted.iter().find(|w| same(w, old)) {
            Some(new) => saved.push(Work { starts: new.starts, due: new.due, kind: new.kind.clone(), ..old.clone() }),
            None if old.status == Status::Open => gone.push(old.id),
            None => {
                let name = people::unit_known(app, old.unit).await?.map(|u| u.name).unwrap_or_default();
                let why = format!(
                    "{name} đã bắt đầu thực hiện nhiệm vụ này nên không bỏ được. Giữ đơn vị này trong đơn vị chủ trì, phối hợp."
                );
                return Err(Refusal::new("work-begun", why).at("lead").into());
            }
        }
    }
    saved.extend(wanted.into_iter().filter(|w| !loaded.work.iter().any(|old| same(w, old))));
    let mut entry = task_entry(&task, &saved, (&loaded.head, (app.now(), by(actor)), "task.changed"));
    for id in gone {
        entry.delete(&store::WORK, platform::args![crate::TENANT, id]);
    }
    super::commit(app, entry).await
}

/// Removes a task nobody has begun.
///
/// # Errors
/// Work has begun; the permission is not held at the plan's unit; somebody was first.
pub async fn remove_task(app: &App, actor: Actor<'_>, id: Uuid) -> Result<Uuid, Failure> {
    let loaded = load_task(app, id).await?;
    let plan = super::plan(app, loaded.task.plan).await?;
    require(app, actor, (crate::EDIT, plan.unit)).await?;
    if loaded.work.iter().any(|w| w.status != Status::Open) || !loaded.evidence.is_empty() {
        let why = "Đã có đơn vị thực hiện nhiệm vụ này nên không xóa được. Sửa nội dung hoặc thời gian thay cho xóa.";
        return Err(Refusal::new("work-begun", why).into());
    }
    let said = serde_json::json!({ "number": loaded.task.number, "text": loaded.task.body.text });
    let when = (app.now(), by(actor));
    let record = store::task_record(id);
    let mut entry = platform::Entry::new(record, &loaded.head, when, "task.removed").body(&said);
    for w in &loaded.work {
        entry.delete(&store::WORK, platform::args![crate::TENANT, w.id]);
    }
    entry.delete(&store::TASKS, platform::args![crate::TENANT, id]);
    super::commit(app, entry).await?;
    Ok(plan.id)
}
