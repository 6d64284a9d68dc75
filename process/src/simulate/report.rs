//! What came out, as plain data: figures with their units, and everything that was assumed.

use kernel::working_time::Limit;
use serde::Serialize;

use super::office::{BATCHES, Tally};
use super::scenario::Plan;
use super::stats::{Histogram, interval};

/// A share with its 95 % confidence interval; the interval is missing where one run gives too little for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Between 0 and 1.
    pub share: f64,
    /// The lower end.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// Durations in working minutes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// How many were measured.
    pub count: u64,
    /// The mean.
    pub mean: f64,
    /// Half of them are shorter.
    pub median: f64,
    /// Nine of ten are shorter.
    pub p90: f64,
    /// The longest.
    pub most: f64,
}

impl Spread {
    fn of(h: &Histogram) -> Spread {
        let minutes = |seconds: i64| (seconds as f64 / 6.0).round() / 10.0;
        Spread {
            count: h.count,
            mean: (h.mean() / 6.0).round() / 10.0,
            median: minutes(h.percentile(50)),
            p90: minutes(h.percentile(90)),
            most: minutes(h.most),
        }
    }
}

/// One step of the process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepReport {
    /// The element's id.
    pub element: String,
    /// The element's name.
    pub name: String,
    /// The role that carries it out.
    pub role: Option<String>,
    /// From opening until somebody takes it up.
    pub waiting: Spread,
    /// Work on it.
    pub work: Spread,
    /// Cases waiting, on average over time.
    pub queue: f64,
    /// The longest queue of any run.
    pub queue_most: u32,
    /// Cases waiting at the end of each working day, the mean of all runs.
    pub queue_by_day: Vec<f64>,
}

/// The people of a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StaffReport {
    /// The role.
    pub role: String,
    /// How many they are.
    pub people: u32,
    /// The share of their time they were at work on cases, between 0 and 1.
    pub used: f64,
    /// Whether they cannot keep up: no time left, and more waiting at the end than at the half.
    pub overloaded: bool,
}

/// The report of a simulation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The scenario's name.
    pub name: String,
    /// The process's name.
    pub process: String,
    /// The first and last working day.
    pub days: (String, String),
    /// Working days.
    pub working_days: u32,
    /// Runs.
    pub replications: u32,
    /// Cases that came, in all runs together; likewise the next two.
    pub arrived: u64,
    /// Cases done.
    pub done: u64,
    /// Cases open at the end.
    pub open: u64,
    /// The limit against which lateness was told, in words.
    pub limit: String,
    /// Cases due within the simulated days, of which lateness is therefore known.
    pub judged: u64,
    /// The share of those that is late; none when no case was due, or the process has no time to be late against.
    pub late: Option<Estimate>,
    /// The late share of each run, or of each batch of a single run: what a comparison pairs.
    pub late_by_run: Vec<f64>,
    /// From arrival to end.
    pub through: Spread,
    /// The steps in the order of the file.
    pub steps: Vec<StepReport>,
    /// The people.
    pub staff: Vec<StaffReport>,
    /// What had to be assumed.
    pub notes: Vec<String>,
}

fn share((known, late): (u64, u64)) -> Option<f64> {
    (known > 0).then(|| late as f64 / known as f64)
}

fn sum(batches: &[(u64, u64)]) -> (u64, u64) {
    batches.iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
}

/// One report of all runs.
pub(super) fn report(plan: &Plan<'_>, runs: &[Tally]) -> Report {
    let mut through = Histogram::default();
    runs.iter().for_each(|r| through.merge(&r.through));
    let total = |of: fn(&Tally) -> u64| runs.iter().map(of).sum::<u64>();
    let (arrived, done) = (total(|r| r.arrived), total(|r| r.done));
    let known = runs.iter().map(|r| sum(&r.batches)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let measurable = plan.limit != Some(0);
    let late_by_run: Vec<f64> = match runs {
        _ if !measurable => vec![],
        [one] => (0..BATCHES).filter_map(|b| share(one.batches[b])).collect(),
        many => many.iter().filter_map(|r| share(sum(&r.batches))).collect(),
    };
    let date = |d: Option<&jiff::civil::Date>| d.map_or_else(String::new, |d| kernel::time::date(*d));
    let steps: Vec<StepReport> = (0..plan.def.nodes.len()).filter_map(|n| step(plan, runs, n)).collect();
    let staff = (0..plan.pools.len()).map(|p| staff(plan, runs, p)).collect();
    Report {
        name: plan.scenario.name.clone(),
        process: plan.def.name.clone(),
        days: (date(plan.line.dates.first()), date(plan.line.dates.last())),
        working_days: plan.scenario.days,
        replications: u32::try_from(runs.len()).unwrap_or(u32::MAX),
        arrived,
        done,
        open: arrived - done,
        limit: plan.scenario.limit.map_or_else(|| own_limit(plan), |l| l.to_string()),
        judged: known.0,
        late: share(known).filter(|_| measurable).map(|share| estimate(share, &late_by_run)),
        late_by_run,
        through: Spread::of(&through),
        steps,
        staff,
        notes: plan.notes.clone(),
    }
}

fn own_limit(plan: &Plan<'_>) -> String {
    let hours = plan.def.longest_minutes() * 100 / 60;
    let limit = Limit { hundredths: hours, unit: kernel::working_time::Unit::WorkingHour };
    format!("{limit} (tổng thời gian của đường dài nhất trong quy trình)")
}

fn estimate(share: f64, runs: &[f64]) -> Estimate {
    let half = interval(runs).map(|(_, half)| half);
    Estimate { share, low: half.map(|h| (share - h).max(0.0)), high: half.map(|h| (share + h).min(1.0)) }
}

fn step(plan: &Plan<'_>, runs: &[Tally], node: usize) -> Option<StepReport> {
    let n = &plan.def.nodes[node];
    let task = n.task.map(|t| &plan.def.tasks[t]);
    if task.is_none() && !matches!(n.kind, crate::model::NodeKind::Call(_)) {
        return None;
    }
    let (mut waiting, mut work) = (Histogram::default(), Histogram::default());
    let (mut area, mut most) = (0_i128, 0);
    for r in runs {
        waiting.merge(&r.steps[node].waiting);
        work.merge(&r.steps[node].work);
        area += r.steps[node].area;
        most = most.max(r.steps[node].most);
    }
    let count = runs.len().max(1) as f64;
    let nodes = plan.def.nodes.len();
    let by_day = (0..plan.line.dates.len()).map(|d| {
        let waiting: u64 = runs.iter().map(|r| u64::from(r.queues[d * nodes + node])).sum();
        (waiting as f64 / count * 100.0).round() / 100.0
    });
    Some(StepReport {
        element: n.id.clone(),
        name: n.label().to_owned(),
        role: task.and_then(|t| t.role.clone()),
        waiting: Spread::of(&waiting),
        work: Spread::of(&work),
        queue: (area as f64 / (plan.line.end() as f64 * count) * 100.0).round() / 100.0,
        queue_most: most,
        queue_by_day: by_day.collect(),
    })
}

fn staff(plan: &Plan<'_>, runs: &[Tally], pool: usize) -> StaffReport {
    let p = &plan.pools[pool];
    let offered = p.presence.offered() as f64 * runs.len() as f64;
    let busy: i64 = runs.iter().map(|r| r.busy[pool]).sum();
    let used = if offered > 0.0 { busy as f64 / offered } else { 0.0 };
    let nodes = plan.def.nodes.len();
    let waiting = |day: usize| {
        let at = |r: &Tally| {
            let own = (0..nodes).filter(|n| plan.pool_of[*n] == Some(pool));
            own.map(|n| u64::from(r.queues[day * nodes + n])).sum::<u64>()
        };
        runs.iter().map(at).sum::<u64>()
    };
    let last = plan.line.dates.len().saturating_sub(1);
    let asked = runs.iter().any(|r| (0..nodes).any(|n| plan.pool_of[n] == Some(pool) && r.steps[n].most > 0));
    let overloaded = asked && (offered <= 0.0 || used > 0.95 && waiting(last) > waiting(last / 2));
    StaffReport { role: p.role.clone(), people: p.people, used: (used * 10_000.0).round() / 10_000.0, overloaded }
}
