//! How a unit's own plan reports to the plan above: the work it carries out there shows how far it is, is handed in when all of
//! it is accepted in the unit, and comes back when the unit opens it again.

use platform::App;
use platform::web::Failure;
use uuid::Uuid;

use super::hear::{Stage, tell_task};
use super::{Loaded, lead_work, load_task, plan};
use crate::model::{Plan, RecordLink, Role, Status, Task, Work};
use crate::store;

/// The kind of record a task of a unit's own plan is.
pub const KIND: &str = "unit-plan";

/// A unit's own plan as far as it carries out one task of the plan above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Below {
    pub plan: Plan,
    pub tasks: Vec<Task>,
    pub work: Vec<Work>,
}

impl Below {
    /// Accepted and all of its work, of one period where the own plan has it, of all otherwise.
    pub fn progress(&self, period: &str) -> (usize, usize) {
        let of: Vec<&Work> = self.work.iter().filter(|w| w.body.period == period).collect();
        let all = if of.is_empty() { self.work.iter().collect() } else { of };
        (all.iter().filter(|w| w.status == Status::Accepted).count(), all.len())
    }

    /// How far work above is by it: nothing while nobody in the unit has begun.
    fn stage(&self, above: &Work) -> Option<Stage> {
        let (done, all) = self.progress(&above.body.period);
        if all > 0 && done == all {
            return Some(Stage::Handed);
        }
        // Handed in by a person of the unit: they know why, and the own plan does not undo it.
        if above.status == Status::Handed && above.body.handed_by.is_none() {
            return Some(Stage::Returned("Công việc trong kế hoạch của đơn vị chưa xong hết hoặc được mở lại.".into()));
        }
        self.work.iter().any(|w| w.status != Status::Open).then_some(Stage::Begun)
    }
}

/// The own plans of units as far as they carry out a task of another plan, of one unit or of all.
///
/// # Errors
/// The database cannot be read.
pub async fn below(app: &App, (task, unit): (&Task, Option<Uuid>)) -> Result<Vec<Below>, Failure> {
    let q = store::plans();
    let all: Vec<Plan> = app.db().all(q.sql, q.args).await?;
    let mut found = vec![];
    for plan in all.into_iter().filter(|p| p.body.above == Some(task.plan) && unit.is_none_or(|u| u == p.unit)) {
        let one = carried_out(app, plan, task.id).await?;
        found.extend(Some(one).filter(|b| !b.tasks.is_empty()));
    }
    Ok(found)
}

async fn carried_out(app: &App, plan: Plan, above: Uuid) -> Result<Below, Failure> {
    let q = store::tasks(plan.id);
    let mut tasks: Vec<Task> = app.db().all(q.sql, q.args).await?;
    tasks.retain(|t| t.body.above == Some(above));
    let mut work = lead_work(app, plan.id).await?;
    work.retain(|w| tasks.iter().any(|t| t.id == w.task));
    Ok(Below { plan, tasks, work })
}

/// Tells the task above how far the unit is with it; returns how much work was touched. Safe to run twice.
///
/// # Errors
/// The database cannot be read or written.
pub async fn report(app: &App, task: Uuid) -> Result<usize, Failure> {
    let own = match load_task(app, task).await {
        Ok(own) => own,
        // Removed since: what is left of the plan tells the rest when it moves on.
        Err(Failure::NotFound(_)) => return Ok(0),
        Err(e) => return Err(e),
    };
    let Some(above) = own.task.body.above else { return Ok(0) };
    let below = carried_out(app, plan(app, own.task.plan).await?, above).await?;
    let label = format!("Kế hoạch của đơn vị: {}", below.plan.title);
    let record = below.tasks.first().map_or(task, |t| t.id);
    let link = RecordLink { kind: KIND.into(), id: record, label, href: format!("/plans/tasks/{record}") };
    let mut touched = 0;
    let stages = [Stage::Begun, Stage::Handed, Stage::Returned(String::new())];
    for kind in stages {
        // The reason stands with the stage itself; only the sort is compared.
        let same = |s: &Stage| std::mem::discriminant(s) == std::mem::discriminant(&kind);
        let of_unit = |w: &&Work| w.unit == below.plan.unit && w.role == Role::Lead;
        let pick = |loaded: &Loaded| {
            let fits = |w: &&Work| of_unit(w) && below.stage(w).as_ref().is_some_and(same);
            loaded.work.iter().filter(fits).map(|w| w.id).collect()
        };
        let loaded = load_task(app, above).await?;
        let stage = loaded.work.iter().filter(of_unit).filter_map(|w| below.stage(w)).find(same);
        if let Some(stage) = stage {
            touched += tell_task(app, above, (&link, &stage), &pick).await?;
        }
    }
    Ok(touched)
}
