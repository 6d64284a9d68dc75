//! Use cases: load, decide, commit one batch. Every action on a case goes through [`act`]; what changed is found by
//! comparing the dossier before and after, so rows, counters and the ledger can never disagree.

mod apply;
pub(crate) mod commit;
mod drafts;
pub(crate) mod migrate;
mod mining;
mod paper;
pub(crate) mod recount;
pub(crate) mod simulate;

pub use apply::{Incoming, Outcome as Intake, take_in};
pub use commit::TIMER;
pub use drafts::{Draft, discard_old, draft, offered, save_draft, start_draft, submit};
pub use mining::{MOST as MINED_MOST, Span, Study, mine};
pub use paper::{Purpose, paper};

use std::sync::Arc;

use kernel::error::Refusal;
use kernel::time::local;
use platform::ledger::{self, Head, RecordRef};
use platform::web::Failure;
use platform::{Actor, App, By, DbError};
use uuid::Uuid;

use crate::law::law;
use crate::model::{Case, CaseId, Dossier, PARTNER, Task};
use crate::places::places;
use crate::rules::{self, Deed, Ground};
use crate::store;

/// The record of a case in the ledger.
pub fn record(tenant: Uuid, id: CaseId) -> RecordRef {
    RecordRef { tenant, id: id.0, kind: "case" }
}

/// Where a case is: the agency that took it in, and its id.
pub type Place = (Uuid, CaseId);

/// A case with its work and the end of its ledger chain.
pub async fn load(app: &App, (tenant, id): Place) -> Result<Option<(Head, Dossier)>, Failure> {
    let queries = vec![ledger::head_query(tenant, id.0), store::case_query(tenant, id), store::tasks_query(tenant, id)];
    let mut sets = app.db().load(queries).await?.into_iter();
    let mut next = || sets.next().unwrap_or_default();
    let head = platform::db::rows::<Head>(next())?.into_iter().next();
    let case = platform::db::rows::<Case>(next())?.into_iter().next();
    let tasks = platform::db::rows(next())?;
    Ok(head.zip(case).map(|(head, case)| (head, Dossier { case, tasks })))
}

/// The same for a person: a case of another agency is not there for them, unless their agency has a step in it.
pub async fn open(app: &App, actor: &Actor, id: CaseId) -> Result<(Head, Dossier), Failure> {
    actor.require("cases.read", &actor.agency_path)?;
    if let Some(found) = load(app, (actor.agency, id)).await? {
        return Ok(found);
    }
    let missing = || Failure::missing("Không có hồ sơ này trong phạm vi của ông/bà");
    let q = store::home_of(actor.agency, id);
    let (home,): (Uuid,) = app.db().first(q.sql, q.args).await?.ok_or_else(missing)?;
    load(app, (home, id)).await?.ok_or_else(missing)
}

/// The open step a person acts on: their own unit's, their agency's in a linked case, else the one the case waits for.
pub fn step_for<'a>(actor: &Actor, d: &'a Dossier) -> Option<&'a Task> {
    let agency = |t: &&Task| t.role == PARTNER && t.unit == actor.agency;
    d.steps().find(|t| t.unit == actor.unit).or_else(|| d.steps().find(agency)).or_else(|| d.step())
}

/// The process a case runs on, if it has one.
pub(crate) async fn process_of(
    app: &App,
    id: Option<Uuid>,
) -> Result<Option<Arc<catalogue::PublishedProcess>>, Failure> {
    match id {
        Some(id) => catalogue::process_version(app, id).await.map(Some),
        None => Ok(None),
    }
}

/// Tries before a conflict is told: enough for a busy desk, few enough to answer soon.
const TRIES: usize = 8;

/// What a person saw when they decided: the number of the last event then.
pub type Seen = Option<i64>;

/// Decides on a case and commits what changed. When somebody wrote first and the person's page said otherwise (`seen`), it
/// is a conflict told to them; without `seen` the decision is taken again on the new state.
pub async fn act<F>(app: &App, by: By, (place, seen): (Place, Seen), mut decide: F) -> Result<Dossier, Failure>
where
    F: FnMut(&mut Dossier, &mut Ground<'_>) -> Result<Deed, Refusal> + Send,
{
    for _ in 0..TRIES {
        let (head, before) = load(app, place).await?.ok_or_else(|| Failure::missing("Không có hồ sơ này"))?;
        if seen.is_some_and(|seen| seen != head.seq) {
            return Err(Failure::Conflict(
                "Hồ sơ vừa được người khác cập nhật. Nội dung ông/bà nhập vẫn còn; xem lịch sử bên dưới rồi gửi lại nếu vẫn cần.".into(),
            ));
        }
        let after = decided(app, by, &before, &mut decide).await?;
        let (after, deed) = after;
        let changes = commit::changes(&before, &after, (&head, app.now(), by), deed);
        match app.db().commit(changes).await {
            Ok(_) => {
                app.wake().notify_waiters();
                return Ok(after);
            }
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict("case".into())))
}

async fn decided<F>(app: &App, by: By, before: &Dossier, decide: &mut F) -> Result<(Dossier, Deed), Failure>
where
    F: FnMut(&mut Dossier, &mut Ground<'_>) -> Result<Deed, Refusal> + Send,
{
    let law = law(app)?;
    let field = field_of(app, &before.case.procedure).await?;
    let places = places(app, before.case.tenant, &field).await?;
    let process = process_of(app, before.case.process).await?;
    let regime = law.regimes.get(&before.case.regime);
    let regime = regime.unwrap_or_else(|| law.regimes.on(local(before.case.submitted_at).date()));
    let mut after = before.clone();
    let mut ids = || app.new_id();
    let mut ground = Ground {
        now: app.now(),
        who: by.account,
        regime,
        calendar: &law.calendar,
        tables: &law.tables,
        process: process.as_ref().map(|p| &p.definition),
        places,
        ids: &mut ids,
    };
    let deed = decide(&mut after, &mut ground)?;
    Ok((after, deed))
}

/// Sets a timer again that cannot go off yet; nothing happened, so the ledger says nothing.
pub(crate) async fn timer_again(app: &App, place: Place, signal: &process::Signal) -> Result<(), Failure> {
    let at = kernel::working_time::add_working_minutes(&law(app)?.calendar, app.now(), rules::TIMER_AGAIN)?;
    let mut changes = platform::Changes::new();
    commit::set_timer(&mut changes, (app.new_id(), at), (place, signal));
    Ok(app.db().commit(changes).await.map(drop)?)
}

/// The field of a procedure, as the catalogue has it now.
pub(crate) async fn field_of(app: &App, code: &str) -> Result<String, Failure> {
    let index = catalogue::all(app).await?;
    Ok(index.entry(code).and_then(|e| e.field.clone()).unwrap_or_default())
}
