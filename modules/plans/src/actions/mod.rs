//! Use cases: load, decide, commit one batch. A task is one record with the work of every unit and its evidence; two who write
//! it at a time meet at its ledger, and the second decides again.

mod evidence;
mod feeds;
mod hear;
pub mod own;
mod plans;
mod sources;
mod tasks;
mod upward;

use std::sync::Arc;

use kernel::time::civil::Date;
use people::Unit;
use platform::App;
use platform::db::{Changes, rows};
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use uuid::Uuid;

pub use evidence::{add_file, add_link, remove_evidence};
pub use feeds::{feed_work, make_feed};
pub use hear::{Fulfilment, Maker, Span, Stage, fulfilled};
pub use plans::{Change, NewPlan, change_plan, create, create_below};
pub use sources::{Source, ask, hear, listener};
pub use tasks::{TaskOrder, add_task, change_task, remove_task};
pub use upward::{Below, below};

use crate::fulfil::Kinds;
use crate::import::Reading;
use crate::model::{Evidence, Plan, Task, Work};
use crate::rules::{self, Deed};
use crate::{TENANT, store};

/// How often a decision is made again when somebody else was first.
const TRIES: usize = 8;

/// The words and kinds plans are read with, kept.
pub struct Law {
    pub reading: Reading,
    pub kinds: Kinds,
}

/// The law of plans, read once.
///
/// # Errors
/// A wrong file of law, told with its name and line.
pub fn law(app: &App) -> Result<Arc<Law>, Failure> {
    app.cached(|app| {
        let reading = Reading::from_law(app.law())?;
        Ok::<_, String>(Law { reading, kinds: Kinds::from_law(app.law())? })
    })
    .map_err(Failure::Internal)
}

/// The local day of the application's clock.
pub fn today(app: &App) -> Date {
    kernel::time::local(app.now()).date()
}

/// What work is made from, with its owner.
pub(crate) struct Around {
    pub law: Arc<Law>,
    pub units: Vec<Unit>,
    pub app: App,
}

pub(crate) async fn around(app: &App) -> Result<Around, Failure> {
    Ok(Around { law: law(app)?, units: people::units(app, today(app)).await?, app: app.clone() })
}

impl Around {
    /// Runs a rule on its ground.
    pub fn with<T>(&self, (plan, year): (Uuid, i16), run: impl FnOnce(&rules::Ground<'_>) -> T) -> T {
        let new_id = || self.app.new_id();
        let (reading, kinds) = (&self.law.reading, &self.law.kinds);
        run(&rules::Ground { units: &self.units, reading, kinds, year, plan, new_id: &new_id })
    }
}

/// A plan by its id.
///
/// # Errors
/// There is none, or the database cannot be read.
pub async fn plan(app: &App, id: Uuid) -> Result<Plan, Failure> {
    let q = store::plan(id);
    app.db().first(q.sql, q.args).await?.ok_or_else(|| Failure::missing("Không có kế hoạch này"))
}

/// A task with its chain's end, its work and its evidence.
pub struct Loaded {
    pub head: Head,
    pub task: Task,
    pub work: Vec<Work>,
    pub evidence: Vec<Evidence>,
}

impl Loaded {
    /// One unit's share, by its id.
    pub fn work(&self, id: Uuid) -> Result<&Work, Failure> {
        self.work.iter().find(|w| w.id == id).ok_or_else(no_work)
    }
}

fn no_work() -> Failure {
    Failure::missing("Không có công việc này")
}

/// Everything about a task, in one trip.
///
/// # Errors
/// There is none, or the database cannot be read.
pub async fn load_task(app: &App, id: Uuid) -> Result<Loaded, Failure> {
    let queries =
        vec![ledger::head_query(TENANT, id), store::task(id), store::work_of_task(id), store::evidence_of_task(id)];
    let mut sets = app.db().load(queries).await?.into_iter();
    let mut next = || sets.next().unwrap_or_default();
    let head = rows::<Head>(next())?.into_iter().next().unwrap_or(Head::NEW);
    let task = rows::<Task>(next())?.into_iter().next().ok_or_else(|| Failure::missing("Không có nhiệm vụ này"))?;
    Ok(Loaded { head, task, work: rows(next())?, evidence: rows(next())? })
}

/// The task a unit's work belongs to.
///
/// # Errors
/// There is none, or the database cannot be read.
pub async fn load_work(app: &App, id: Uuid) -> Result<(Loaded, Work), Failure> {
    let q = store::work(id);
    let work: Work = app.db().first(q.sql, q.args).await?.ok_or_else(no_work)?;
    let loaded = load_task(app, work.task).await?;
    let work = loaded.work(id)?.clone();
    Ok((loaded, work))
}

/// Every lead unit's work of a plan, in the order of days.
///
/// # Errors
/// The database cannot be read.
pub async fn lead_work(app: &App, plan: Uuid) -> Result<Vec<Work>, Failure> {
    let filter = store::Filter { plan: Some(plan), ..store::Filter::default() };
    let q = store::page(&filter, (0, None), 20_000);
    Ok(app.db().all(q.sql, q.args).await?)
}

/// Who acts: a person with their permissions, or the system.
pub type Actor<'a> = Option<&'a platform::Actor>;

pub(crate) fn by(actor: Actor<'_>) -> platform::By {
    actor.map(platform::Actor::by).unwrap_or_default()
}

/// Refuses when the permission is not held at the unit, as it is or last was.
pub(crate) async fn require(
    app: &App,
    actor: Actor<'_>,
    (permission, unit): (platform::Permission, Uuid),
) -> Result<(), Failure> {
    let Some(actor) = actor else { return Ok(()) };
    let path = people::unit_known(app, unit).await?.map(|u| u.path).unwrap_or_default();
    Ok(actor.require(permission, &path)?)
}

/// Which permission a deed asks for, and at the unit that works or the one that leads the plan.
fn asked(deed: &Deed, work: &Work, plan: &Plan) -> (platform::Permission, Uuid) {
    match deed {
        Deed::Begin | Deed::Note(_) | Deed::HandIn(_) | Deed::TakeBack => (crate::WORK, work.unit),
        Deed::Accept | Deed::SendBack(_) | Deed::Reopen(_) | Deed::Urge => (crate::ACCEPT, plan.unit),
    }
}

/// Does something about a unit's work.
///
/// # Errors
/// The permission is not held at the place; the rules refuse it; storage failures.
pub async fn act(app: &App, actor: Actor<'_>, id: Uuid, deed: Deed) -> Result<Work, Failure> {
    for _ in 0..TRIES {
        let (loaded, mut work) = load_work(app, id).await?;
        let plan = plan(app, work.plan).await?;
        require(app, actor, asked(&deed, &work, &plan)).await?;
        let own = loaded.evidence.iter().filter(|e| e.work == id).count();
        let deed = if matches!(deed, Deed::HandIn(_)) { Deed::HandIn(own) } else { deed.clone() };
        rules::apply(&mut work, &deed, (actor.map(|a| a.account), kernel::time::micros(app.now())))?;
        let said = serde_json::json!({ "work": id, "unit": work.unit, "reason": work.body.reason });
        let record = store::task_record(work.task);
        let mut entry = Entry::new(record, &loaded.head, (app.now(), by(actor)), deed.action()).body(&said);
        entry.save(&store::WORK, store::work_row(&work));
        let mut changes = Changes::new();
        changes.record(entry);
        own::task_moved(app, &mut changes, &loaded.task);
        match app.db().commit(changes).await {
            Ok(_) => {
                app.wake().notify_waiters();
                return Ok(work);
            }
            Err(platform::DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(busy())
}

/// Commits an event with what plans tell themselves of it.
pub(crate) async fn commit_telling(app: &App, entry: Entry, own: own::Own) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.record(entry);
    own::tell(app, &mut changes, own);
    app.db().commit(changes).await?;
    app.wake().notify_waiters();
    Ok(())
}

pub(crate) async fn commit(app: &App, entry: Entry) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.record(entry);
    app.db().commit(changes).await?;
    Ok(())
}

pub(crate) fn busy() -> Failure {
    Failure::Conflict("Nhiều người đang cập nhật cùng nhiệm vụ này. Chờ một lát rồi thực hiện lại.".into())
}
