//! What other modules tell: a record exists, so the work that waits for it is done. The work says by which record, and each
//! record counts once however often it is told.

use kernel::time::Timestamp;
use platform::App;
use platform::ledger::Entry;
use platform::web::Failure;
use uuid::Uuid;

use super::{TRIES, busy, commit, law, load_task};
use crate::fulfil::Continuous;
use crate::model::{Evidence, EvidenceBody, RecordLink, Status, Work, day_of};
use crate::store;

/// A record that exists, as another module tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fulfilment {
    pub link: RecordLink,
    /// The unit that made it; none when every unit that waits for such a record has it now.
    pub unit: Option<Uuid>,
    /// When it came to be; work of another period is not touched.
    pub at: Timestamp,
}

/// Closes the work that waits for a record of this kind, or adds the record to it as evidence; returns how much work was
/// touched. Safe to tell twice.
///
/// # Errors
/// The database cannot be read or written.
pub async fn fulfilled(app: &App, f: &Fulfilment) -> Result<usize, Failure> {
    let law = law(app)?;
    let whole = law.kinds.all().iter().filter(|k| k.steps.contains(&f.link.kind)).map(|k| k.kind.as_str());
    let mut waiting: Vec<Work> = vec![];
    for kind in whole.chain([f.link.kind.as_str()]) {
        let q = store::awaiting(kind);
        waiting.extend(app.db().all::<Work>(q.sql, q.args).await?);
    }
    let day = day_of(kernel::time::local(f.at).date());
    let fits = |w: &Work| {
        let mine = f.unit.is_none_or(|u| u == w.unit);
        // A record made after the last day still closes late work of the same period, never of a period to come.
        mine && w.starts <= day
    };
    let mut tasks: Vec<Uuid> = waiting.iter().filter(|w| fits(w)).map(|w| w.task).collect();
    tasks.sort();
    tasks.dedup();
    let mut touched = 0;
    for task in tasks {
        touched += one_task(app, task, (f, &fits)).await?;
    }
    Ok(touched)
}

async fn one_task(
    app: &App,
    id: Uuid,
    (f, fits): (&Fulfilment, &(dyn Fn(&Work) -> bool + Sync)),
) -> Result<usize, Failure> {
    let law = law(app)?;
    let only_evidence = law.kinds.get(&f.link.kind).is_some_and(|k| k.continuous == Continuous::Evidence);
    for _ in 0..TRIES {
        let loaded = load_task(app, id).await?;
        let known = |w: &Work| loaded.evidence.iter().any(|e| e.work == w.id && e.record == Some(f.link.id));
        let step = |w: &Work| law.kinds.get(&w.kind).is_some_and(|k| k.steps.contains(&f.link.kind));
        let asked = |w: &Work| w.kind == f.link.kind || step(w);
        let waits = |w: &&Work| asked(w) && fits(w) && w.status != Status::Accepted && !known(w);
        let mut due: Vec<Work> = loaded.work.iter().filter(waits).cloned().collect();
        // Of several periods the record belongs to the earliest that is open.
        let mut seen = vec![];
        due.retain(|w| {
            let first = !seen.contains(&(w.unit, w.body.part));
            seen.push((w.unit, w.body.part));
            first
        });
        if due.is_empty() {
            return Ok(0);
        }
        let said = serde_json::json!({ "record": f.link, "work": due.iter().map(|w| w.id).collect::<Vec<_>>() });
        let when = (app.now(), platform::By::default());
        // The works of a task wait for one kind of record, so one of them speaks for all.
        let deed = if due.iter().any(step) { "evidence.added" } else { "work.fulfilled" };
        let mut entry = Entry::new(store::task_record(id), &loaded.head, when, deed).body(&said);
        for work in &mut due {
            let goes_on = work.body.goes_on && only_evidence || step(work);
            work.status = if goes_on { Status::Doing } else { Status::Accepted };
            work.body.by_record = (!goes_on).then(|| f.link.clone());
            work.body.decided_at = (!goes_on).then(|| kernel::time::micros(app.now()));
            let body =
                EvidenceBody { label: f.link.label.clone(), href: f.link.href.clone(), ..EvidenceBody::default() };
            let (added_at, record) = (kernel::time::micros(app.now()), Some(f.link.id));
            let kind = f.link.kind.clone();
            let evidence = Evidence { id: app.new_id(), task: id, work: work.id, kind, record, body, added_at };
            entry.save(&store::WORK, store::work_row(work));
            entry.save(&store::EVIDENCE, store::evidence_row(&evidence));
        }
        match commit(app, entry).await {
            Err(Failure::Storage(platform::DbError::Conflict(_))) => {}
            done => return done.map(|()| due.len()),
        }
    }
    Err(busy())
}

/// Asks the catalogue what it published since the plans of this year and the last began, and closes what waited for it.
///
/// # Errors
/// The database cannot be read or written.
pub async fn hear(app: &App) -> Result<usize, Failure> {
    let year = super::today(app).year();
    let begin = kernel::time::from_local(kernel::time::civil::date(year, 1, 1).at(0, 0, 0, 0));
    let mut touched = 0;
    for p in catalogue::published_since(app, begin).await? {
        let (kind, href) = match p.what {
            catalogue::Published::Procedure => ("procedure-version", format!("/catalogue/{}", p.code)),
            catalogue::Published::Process => ("process-version", format!("/processes/{}?v={}", p.code, p.number)),
        };
        let label = format!("{} {}, phiên bản {}", p.what.label(), p.name, p.number);
        let link = RecordLink { kind: kind.to_owned(), id: p.id, label, href };
        touched += fulfilled(app, &Fulfilment { link, unit: None, at: p.at }).await?;
    }
    Ok(touched)
}
