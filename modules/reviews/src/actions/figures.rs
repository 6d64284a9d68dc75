//! What handled cases say of each procedure: volume, lateness, supplements asked, refusals, fees. Counted by a job through the
//! facade of cases and kept, so that no page reads the table of cases; each figure keeps some of the cases behind it.

use std::collections::BTreeMap;

use cases::{Dossier, Filter, Status};
use kernel::time::{Timestamp, local};
use platform::web::Failure;
use platform::{Actor, App, Changes, args};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::require;
use crate::{MANAGE, store};

/// The job's kind.
pub const JOB: &str = "reviews-figures";
/// Cases kept behind a figure, newest due first in the page; the count itself is of all.
const SAMPLE: usize = 30;
/// Rows written in one batch.
const BATCH: usize = 200;
/// Cases of one page of the reading.
const PAGE: i64 = 500;

/// A count with some of the cases behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub n: i64,
    /// Id and code.
    pub cases: Vec<(Uuid, String)>,
}

impl Figure {
    fn add(&mut self, d: &Dossier) {
        self.n += 1;
        if self.cases.len() < SAMPLE {
            self.cases.push((d.case.id.0, d.case.code.clone()));
        }
    }
}

/// The figures of one procedure over all its cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    pub volume: Figure,
    pub online: Figure,
    /// Finished after they were due, or open and past it.
    pub late: Figure,
    /// Cases in which papers were asked for again.
    pub supplements: Figure,
    /// Brought to a result.
    pub finished: Figure,
    /// Of those, with every paper and the result as a file.
    pub digitised: Figure,
    /// Not accepted, or decided against the applicant.
    pub refused: Figure,
    /// Fees asked in all cases together, đồng.
    pub fees: i64,
    /// The first and last day a case came in.
    pub first: Option<jiff::civil::Date>,
    pub last: Option<jiff::civil::Date>,
}

impl Figures {
    /// Adds one case as it stands at a moment.
    pub fn add(&mut self, d: &Dossier, now: Timestamp) {
        let body = &d.case.body;
        self.volume.add(d);
        if d.case.channel == cases::Channel::Online {
            self.online.add(d);
        }
        let end = d.case.finished_at.or(d.case.closed_at).unwrap_or(now);
        if end > d.case.due_at && !matches!(d.case.status, Status::NotAccepted | Status::Stopped) {
            self.late.add(d);
        }
        if !body.supplements.is_empty() {
            self.supplements.add(d);
        }
        if matches!(d.case.status, Status::Finished | Status::Returned) {
            self.finished.add(d);
            let papers = body.parts.iter().filter(|p| !p.missing).all(|p| p.file.is_some());
            if papers && body.outcome.as_ref().is_some_and(|o| o.file.is_some()) {
                self.digitised.add(d);
            }
        }
        if d.case.status == Status::NotAccepted || body.outcome.as_ref().is_some_and(|o| !o.granted) {
            self.refused.add(d);
        }
        self.fees += body.fee.as_ref().map_or(0, |f| f.amount);
        let day = local(d.case.submitted_at).date();
        self.first = Some(self.first.map_or(day, |f| f.min(day)));
        self.last = Some(self.last.map_or(day, |l| l.max(day)));
    }

    /// Cases a year, from the days between the first and the last; none before a month is covered.
    pub fn yearly(&self) -> Option<i64> {
        let days = i64::from(self.last?.since(self.first?).ok()?.get_days()) + 1;
        (days >= 28).then(|| (self.volume.n * 365 + days / 2) / days)
    }

    /// How often it happens, in whole percent of the volume.
    pub fn share(&self, n: i64) -> i64 {
        if self.volume.n == 0 { 0 } else { (n * 100 + self.volume.n / 2) / self.volume.n }
    }
}

/// Hands every case of an agency to `each`, as it stands.
async fn every(app: &App, agency: Uuid, mut each: impl FnMut(&Dossier)) -> Result<(), Failure> {
    for status in Status::ALL {
        let filter = Filter::status(status);
        let mut after = None;
        loop {
            let page = cases::list(app.db(), agency, &filter, (after, PAGE)).await?;
            for line in &page.items {
                if let Some((_, d)) = cases::load(app, (agency, line.id)).await? {
                    each(&d);
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    Ok(())
}

/// Counts again and keeps the figures.
///
/// # Errors
/// Storage failures.
pub async fn count(app: &App, agency: Uuid) -> Result<usize, Failure> {
    let (now, mut all) = (app.now(), BTreeMap::<String, Figures>::new());
    every(app, agency, |d| all.entry(d.case.procedure.clone()).or_default().add(d, now)).await?;
    let rows: Vec<(String, String)> = all
        .iter()
        .map(|(code, f)| Ok((code.clone(), serde_json::to_string(f)?)))
        .collect::<Result<_, serde_json::Error>>()
        .map_err(|e| Failure::Internal(e.to_string()))?;
    for part in rows.chunks(BATCH) {
        let mut changes = Changes::new();
        for (code, body) in part {
            changes.save(&store::FIGURES, args![agency, code, now, body]);
        }
        app.db().commit(changes).await?;
    }
    Ok(rows.len())
}

/// Asks the job runner to count again.
///
/// # Errors
/// "forbidden"; storage failures.
pub async fn ask(app: &App, actor: &Actor) -> Result<(), Failure> {
    require(app, actor, (MANAGE, actor.agency)).await?;
    let mut changes = Changes::new();
    let payload = serde_json::json!({ "agency": actor.agency });
    platform::jobs::later(&mut changes, (app.new_id(), JOB), app.now(), &payload);
    app.db().commit(changes).await?;
    app.wake().notify_waiters();
    Ok(())
}

/// The job.
///
/// # Errors
/// Storage failures; the runner tries again.
pub async fn run(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let agency = payload.get("agency").and_then(serde_json::Value::as_str).and_then(|s| s.parse().ok());
    let agency = agency.ok_or_else(|| Failure::Internal("figures: no agency in the job".into()))?;
    count(&app, agency).await.map(drop)
}

/// The figures kept, with the time they were counted.
///
/// # Errors
/// Storage failures.
pub async fn all(app: &App, agency: Uuid) -> Result<Vec<(String, Timestamp, Figures)>, Failure> {
    let found = store::figures(app.db(), agency).await?;
    Ok(found.into_iter().filter_map(|(code, at, body)| Some((code, at, serde_json::from_str(&body).ok()?))).collect())
}

/// What plans of control measure of an agency: a share of its cases, as they were last counted.
///
/// # Errors
/// Storage failures.
pub async fn meter(app: App, agency: Uuid, what: String) -> Result<Option<plans::targets::Reading>, Failure> {
    let counted = all(&app, agency).await?;
    let Some(at) = counted.iter().map(|(_, at, _)| *at).min() else { return Ok(None) };
    let sum = |pick: fn(&Figures) -> i64| counted.iter().map(|(_, _, f)| pick(f)).sum::<i64>();
    let (part, whole) = match what.as_str() {
        "online-share" => (sum(|f| f.online.n), sum(|f| f.volume.n)),
        "on-time-share" => (sum(|f| f.volume.n - f.late.n), sum(|f| f.volume.n)),
        "digitised-share" => (sum(|f| f.digitised.n), sum(|f| f.finished.n)),
        _ => return Ok(None),
    };
    let href = "/reviews/candidates".to_owned();
    Ok((whole > 0).then_some(plans::targets::Reading { part, whole, at, href }))
}

/// Cases of a version of a procedure that were brought to their result.
///
/// # Errors
/// Storage failures.
pub async fn finished_under(app: &App, agency: Uuid, version: Uuid) -> Result<i64, Failure> {
    let mut n = 0;
    for status in [Status::Finished, Status::Returned] {
        let (filter, mut after) = (Filter::status(status), None);
        loop {
            let page = cases::list(app.db(), agency, &filter, (after, PAGE)).await?;
            n += page.items.iter().filter(|l| l.version == version).count();
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    Ok(i64::try_from(n).unwrap_or(i64::MAX))
}
