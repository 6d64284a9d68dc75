//! What plans tell themselves, by a job of the same batch: a plan was issued, a directive sent, money allocated, the task of a
//! unit's own plan moved on. The job reads what is true when it runs, so it may run twice and late.

use platform::App;
use platform::db::Changes;
use platform::web::Failure;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hear::{Fulfilment, Maker, Span, Stage, fulfilled};
use crate::model::{Plan, RecordLink, Task};
use crate::{directives, money};

/// The job's name.
pub const JOB: &str = "plans-own";

/// What happened, by ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Own {
    /// A plan was made: what it waits for may exist already.
    Made {
        plan: Uuid,
    },
    /// The head of a plan was changed.
    Head {
        plan: Uuid,
    },
    Directive {
        id: Uuid,
    },
    Allocation {
        plan: Uuid,
        amount: Uuid,
    },
    /// Work of a task in a unit's own plan moved on.
    Task {
        task: Uuid,
    },
}

/// Adds the telling to a batch; the caller wakes the jobs after the commit.
pub fn tell(app: &App, changes: &mut Changes, own: Own) {
    let payload = serde_json::to_value(own).unwrap_or_default();
    platform::jobs::later(changes, (app.new_id(), JOB), app.now(), &payload);
}

/// Adds the telling when the task carries out one of the plan above.
pub fn task_moved(app: &App, changes: &mut Changes, task: &Task) {
    if task.body.above.is_some() {
        tell(app, changes, Own::Task { task: task.id });
    }
}

/// The job.
///
/// # Errors
/// The database cannot be read or written.
pub async fn run(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let own: Own = serde_json::from_value(payload).map_err(|e| Failure::Internal(e.to_string()))?;
    let told = match own {
        Own::Made { .. } => return super::hear(&app).await.map(drop),
        Own::Head { plan } => head(&super::plan(&app, plan).await?),
        Own::Directive { id } => Some(directive(&app, id).await?),
        Own::Task { task } => return super::upward::report(&app, task).await.map(drop),
        Own::Allocation { plan, amount } => allocation(&app, (plan, amount)).await?,
    };
    match told {
        Some(f) => fulfilled(&app, &f).await.map(drop),
        None => Ok(()),
    }
}

fn done((kind, id): (&str, Uuid), (label, href): (String, String), (unit, year): (Uuid, i16)) -> Fulfilment {
    let link = RecordLink { kind: kind.to_owned(), id, label, href };
    Fulfilment { link, maker: Maker::Unit(unit), span: Span::Year(i64::from(year)), stage: Stage::Done }
}

/// A plan is issued when it has a number and a day. A unit's own plan is no product the plan above waits for.
fn head(p: &Plan) -> Option<Fulfilment> {
    let day = p.body.issued.filter(|_| !p.body.number.is_empty() && p.body.above.is_none())?;
    let label = format!("Kế hoạch số {} ngày {}: {}", p.body.number, kernel::time::date(day), p.title);
    Some(done(("plan", p.id), (label, format!("/plans/{}", p.id)), (p.unit, p.year)))
}

async fn directive(app: &App, id: Uuid) -> Result<Fulfilment, Failure> {
    let (_, d, _) = directives::load(app, id).await?;
    let plan = super::plan(app, d.body.plan).await?;
    let words = (format!("Văn bản {}: {}", d.number, d.body.title), format!("/plans/directives/{id}"));
    Ok(done(("directive", id), words, (plan.unit, plan.year)))
}

async fn allocation(app: &App, (plan, amount): (Uuid, Uuid)) -> Result<Option<Fulfilment>, Failure> {
    let q = money::all(plan);
    let all: Vec<money::Amount> = app.db().all(q.sql, q.args).await?;
    let Some(a) = all.into_iter().find(|a| a.id == amount && a.kind == money::Kind::Allocation) else {
        return Ok(None);
    };
    let plan = super::plan(app, plan).await?;
    let unit = money::unit(app, &plan).await?;
    let label = format!("Phân bổ {} đồng, {}", kernel::money::group(a.amount), a.body.number);
    let href = format!("/plans/{}/budget?category={}", plan.id, a.category);
    Ok(Some(done(("allocation", a.id), (label.trim_end_matches(", ").to_owned(), href), (unit, plan.year))))
}
