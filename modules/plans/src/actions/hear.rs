//! What the system tells: a record exists, so the work that waits for it moves on. The work says by which record, and each
//! record counts once however often it is told.

use std::collections::HashSet;

use kernel::time::Timestamp;
use platform::App;
use platform::db::Changes;
use platform::ledger::Entry;
use platform::web::Failure;
use uuid::Uuid;

use super::{Loaded, TRIES, busy, law, load_task, own, today};
use crate::fulfil::Continuous;
use crate::model::{Evidence, EvidenceBody, Plan, RecordLink, Status, Work, day_of};
use crate::rules::{self, Told};
use crate::store;

/// A record that exists, as a module tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fulfilment {
    pub link: RecordLink,
    pub maker: Maker,
    pub span: Span,
    pub stage: Stage,
}

/// Whose work the record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    Unit(Uuid),
    /// Every unit of the agency that waits for such a record has it now.
    Agency(Uuid),
    /// Every unit that waits for such a record has it now.
    Anyone,
}

/// Which work the record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// It came to be then: late work and work of that period, never of a period to come.
    Since(Timestamp),
    /// It belongs to the plans of this year, whenever it was made.
    Year(i64),
}

/// How far the record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Part of the work: evidence, and no more.
    Begun,
    /// Given to whoever accepts it.
    Handed,
    /// Given back, with the reason.
    Returned(String),
    Done,
}

/// Moves the work on that waits for a record of this kind; returns how much work was touched. Safe to tell twice.
///
/// # Errors
/// The database cannot be read or written.
pub async fn fulfilled(app: &App, f: &Fulfilment) -> Result<usize, Failure> {
    let mut touched = tell_kind(app, f, (&f.link.kind, &f.stage)).await?;
    // What is a part of another record's work is evidence there.
    let law = law(app)?;
    for kind in law.kinds.all().iter().filter(|k| k.steps.contains(&f.link.kind)) {
        touched += tell_kind(app, f, (&kind.kind, &Stage::Begun)).await?;
    }
    Ok(touched)
}

/// Moves the work of a kind on by a record.
async fn tell_kind(app: &App, f: &Fulfilment, (kind, stage): (&str, &Stage)) -> Result<usize, Failure> {
    let q = store::awaiting(kind);
    let waiting: Vec<Work> = app.db().all(q.sql, q.args).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let fits = Fits::of(app, f).await?;
    let mut tasks: Vec<Uuid> = waiting.iter().filter(|w| fits.fit(w)).map(|w| w.task).collect();
    tasks.sort();
    tasks.dedup();
    let mut touched = 0;
    for task in tasks {
        let pick = |loaded: &Loaded| {
            let known = |w: &Work| has(loaded, w, f.link.id);
            let mine: Vec<&Work> = loaded.work.iter().filter(|w| w.kind == kind && fits.fit(w)).collect();
            chosen(&mine, &known).into_iter().map(|w| w.id).collect()
        };
        touched += tell_task(app, task, (&f.link, stage), &pick).await?;
    }
    Ok(touched)
}

/// Which work a record may move on.
struct Fits {
    units: Option<HashSet<Uuid>>,
    /// Plans of the record's year; none when the day decides.
    plans: Option<HashSet<Uuid>>,
    day: i64,
}

impl Fits {
    async fn of(app: &App, f: &Fulfilment) -> Result<Fits, Failure> {
        let units = match f.maker {
            Maker::Unit(unit) => Some(HashSet::from([unit])),
            Maker::Agency(agency) => {
                let all = people::units(app, today(app)).await?;
                Some(all.iter().filter(|u| u.agency == agency).map(|u| u.id).collect())
            }
            Maker::Anyone => None,
        };
        let (plans, day) = match f.span {
            Span::Since(at) => (None, day_of(kernel::time::local(at).date())),
            Span::Year(year) => {
                let q = store::plans();
                let all: Vec<Plan> = app.db().all(q.sql, q.args).await?;
                (Some(all.iter().filter(|p| i64::from(p.year) == year).map(|p| p.id).collect()), i64::MAX)
            }
        };
        Ok(Fits { units, plans, day })
    }

    fn fit(&self, w: &Work) -> bool {
        let of = |set: &Option<HashSet<Uuid>>, id| set.as_ref().is_none_or(|s| s.contains(&id));
        of(&self.units, w.unit) && of(&self.plans, w.plan) && w.starts <= self.day
    }
}

/// Of several periods of one share of the task, the one that has the record already, or the earliest that is open.
fn chosen<'a>(all: &[&'a Work], known: &dyn Fn(&Work) -> bool) -> Vec<&'a Work> {
    let mut out: Vec<&Work> = vec![];
    let same = |a: &Work, b: &Work| a.unit == b.unit && a.body.part == b.body.part;
    for w in all {
        if out.iter().any(|o| same(o, w)) {
            continue;
        }
        let share = || all.iter().filter(|o| same(o, w));
        out.extend(share().find(|o| known(o)).or_else(|| share().find(|o| o.status != Status::Accepted)));
    }
    out
}

/// Whether the work has the record as evidence.
fn has(loaded: &Loaded, w: &Work, record: Uuid) -> bool {
    loaded.evidence.iter().any(|e| e.work == w.id && e.record == Some(record))
}

/// Chooses the work of a task that a record concerns.
pub(super) type Pick<'a> = dyn Fn(&Loaded) -> Vec<Uuid> + Sync + 'a;

/// Moves some work of one task on by a record; returns how much.
///
/// # Errors
/// The database cannot be read or written.
pub(super) async fn tell_task(
    app: &App,
    id: Uuid,
    (link, stage): (&RecordLink, &Stage),
    pick: &Pick<'_>,
) -> Result<usize, Failure> {
    let law = law(app)?;
    let only_evidence = law.kinds.get(&link.kind).is_some_and(|k| k.continuous == Continuous::Evidence);
    for _ in 0..TRIES {
        let loaded = load_task(app, id).await?;
        let (picked, now) = (pick(&loaded), kernel::time::micros(app.now()));
        let mut moved = vec![];
        for before in loaded.work.iter().filter(|w| picked.contains(&w.id)) {
            let mut work = before.clone();
            let told = Told { link, stage, known: has(&loaded, before, link.id), only_evidence, now };
            if rules::move_on(&mut work, &told) {
                moved.push((work, told.known));
            }
        }
        if moved.is_empty() {
            return Ok(0);
        }
        let changes = moves(app, (&loaded, &moved), (link, stage));
        match app.db().commit(changes).await {
            Ok(_) => {
                app.wake().notify_waiters();
                return Ok(moved.len());
            }
            Err(platform::DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(busy())
}

/// The batch of work moved on by a record, with whether each has it as evidence already.
fn moves(app: &App, (loaded, moved): (&Loaded, &[(Work, bool)]), (link, stage): (&RecordLink, &Stage)) -> Changes {
    let ids: Vec<Uuid> = moved.iter().map(|(w, _)| w.id).collect();
    let reason = if let Stage::Returned(why) = stage { why.as_str() } else { "" };
    let said = serde_json::json!({ "record": link, "work": ids, "reason": reason });
    let (when, now) = ((app.now(), platform::By::default()), kernel::time::micros(app.now()));
    let record = store::task_record(loaded.task.id);
    let mut entry = Entry::new(record, &loaded.head, when, rules::told_action(stage)).body(&said);
    for (work, known) in moved {
        entry.save(&store::WORK, store::work_row(work));
        if !known {
            entry.save(&store::EVIDENCE, store::evidence_row(&evidence(app, (work, link), now)));
        }
    }
    let mut changes = Changes::new();
    changes.record(entry);
    own::task_moved(app, &mut changes, &loaded.task);
    changes
}

fn evidence(app: &App, (work, link): (&Work, &RecordLink), added_at: i64) -> Evidence {
    let body = EvidenceBody { label: link.label.clone(), href: link.href.clone(), ..EvidenceBody::default() };
    let (kind, record) = (link.kind.clone(), Some(link.id));
    Evidence { id: app.new_id(), task: work.task, work: work.id, kind, record, body, added_at }
}
