//! What the record of cases says of a version of a process: tasks give openings and endings, the ledger gives when a step was
//! taken up, and `process::mining` finds variants, deviations and times. The work is bounded by a number of cases.

use std::collections::BTreeMap;

use kernel::time::Timestamp;
use platform::App;
use platform::ledger::{self, Event};
use platform::web::Failure;
use process::mining::{Entry, Mined};
use uuid::Uuid;

use crate::law::law;
use crate::model::{CaseId, Task, TaskKind};
use crate::store::{self, Window};

/// At most so many cases are read at once, the newest of the period; a page says when there are more.
pub const MOST: usize = 1000;
/// Cases read in one trip.
const TRIP: usize = 100;

/// What is looked at: an agency's cases of a version of a process, received in a time.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub agency: Uuid,
    pub process: Uuid,
    pub received: Window,
}

/// What was found, with the codes of the cases by their ids.
pub struct Study {
    pub mined: Mined,
    pub codes: BTreeMap<String, String>,
    /// There are more cases in the period than were read.
    pub more: bool,
}

/// Reads the record and finds what it says.
pub async fn mine(app: &App, span: Span) -> Result<Study, Failure> {
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let q = store::ran_query((span.agency, span.process), span.received, most);
    let mut found: Vec<(Uuid, String)> = app.db().all(q.sql, q.args).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let mut log = vec![];
    for some in found.chunks(TRIP) {
        read(app, span.agency, some, &mut log).await?;
    }
    let process = catalogue::process_version(app, span.process).await?;
    let law = law(app)?;
    let work = move || process::mining::mine(Some(&process.definition), &law.calendar, &log);
    let mined = tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Internal(e.to_string()))?;
    let mined = mined.map_err(|e| Failure::Internal(e.to_string()))?;
    Ok(Study { mined, codes: found.into_iter().map(|(id, code)| (id.to_string(), code)).collect(), more })
}

async fn read(app: &App, agency: Uuid, some: &[(Uuid, String)], log: &mut Vec<Entry>) -> Result<(), Failure> {
    let of = |(id, _): &(Uuid, String)| [store::tasks_query(agency, CaseId(*id)), ledger::history_query(agency, *id)];
    let mut sets = app.db().load(some.iter().flat_map(of).collect()).await?.into_iter();
    while let (Some(tasks), Some(events)) = (sets.next(), sets.next()) {
        let tasks = platform::db::rows::<Task>(tasks)?;
        let events = platform::db::rows::<Event>(events)?;
        log.extend(tasks.iter().filter(|t| t.kind == TaskKind::Step).map(|t| entry(t, &events)));
    }
    Ok(())
}

/// One visit of a step. The ledger names a step by its name: the first taking up while the task lay open is its own.
pub(crate) fn entry(t: &Task, events: &[Event]) -> Entry {
    // The opening may lie ahead (a dossier forwarded the next morning), so what made the task says from when it lay there.
    let makes = |e: &&Event| matches!(e.action.as_str(), "accept" | "complete" | "timer") && e.time() <= t.opened_at;
    let made = events.iter().filter(makes).map(Event::time).max().unwrap_or(t.opened_at);
    let its_own = |e: &&Event| {
        let at = e.time();
        let named = || e.data().get("step").and_then(|s| s.as_str()) == Some(t.name.as_str());
        e.action == "claim" && at >= made && t.done_at.is_none_or(|done| at <= done) && named()
    };
    let taken: Option<Timestamp> = events.iter().find(its_own).map(Event::time);
    // A step taken up or done the evening before its time was open from then.
    let opened = [Some(t.opened_at), taken, t.done_at].into_iter().flatten().min().unwrap_or(t.opened_at);
    Entry {
        case: t.case.0.to_string(),
        element: t.element.clone(),
        opened,
        started: taken,
        done: t.done_at,
        unit: t.unit.to_string(),
        officer: t.officer.map(|o| o.to_string()).unwrap_or_default(),
    }
}
