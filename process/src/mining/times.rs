//! Waiting and work, by step, unit and officer: median and ninth decile in working minutes, with the cases behind them.

use std::collections::BTreeMap;

use kernel::time::Timestamp;
use kernel::working_time::Calendar;
use serde::Serialize;

use super::{Entry, MiningError, minutes};

/// The times of a step, unit or officer, in working minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Times {
    /// The element id, unit or officer.
    pub of: String,
    /// Visits done.
    pub count: usize,
    /// How many of them have no recorded taking up, so that waiting and work are told apart by estimate.
    pub estimated: usize,
    /// Half of the visits waited less.
    pub waiting_median: i64,
    /// Nine of ten waited at most this long.
    pub waiting_p90: i64,
    /// All waiting together.
    pub waiting_total: i64,
    /// Half of the visits took less work.
    pub work_median: i64,
    /// Nine of ten took at most this much work.
    pub work_p90: i64,
    /// All work together.
    pub work_total: i64,
    /// The cases, each once, in order.
    pub cases: Vec<String>,
    /// The cases whose waiting lies above the ninth decile: where to look first.
    pub slowest: Vec<String>,
}

/// The value at a rank of a hundred, by the nearest rank; 0 for none.
pub(super) fn rank(values: &mut [i64], percent: usize) -> i64 {
    values.sort_unstable();
    let at = (values.len() * percent).div_ceil(100).max(1) - 1;
    values.get(at).copied().unwrap_or(0)
}

#[derive(Default)]
struct Group<'a> {
    waiting: Vec<i64>,
    work: Vec<i64>,
    estimated: usize,
    cases: Vec<(&'a str, i64)>,
}

impl Group<'_> {
    fn times(mut self, of: &str) -> Times {
        let (waiting_total, work_total) = (self.waiting.iter().sum(), self.work.iter().sum());
        let waiting_p90 = rank(&mut self.waiting, 90);
        let unique = |ids: Vec<&str>| {
            let mut ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        Times {
            of: of.to_owned(),
            count: self.work.len(),
            estimated: self.estimated,
            waiting_median: rank(&mut self.waiting, 50),
            waiting_p90,
            waiting_total,
            work_median: rank(&mut self.work, 50),
            work_p90: rank(&mut self.work, 90),
            work_total,
            slowest: unique(self.cases.iter().filter(|c| c.1 > waiting_p90).map(|c| c.0).collect()),
            cases: unique(self.cases.iter().map(|c| c.0).collect()),
        }
    }
}

/// By step, unit and officer.
pub(super) type Measured = (Vec<Times>, Vec<Times>, Vec<Times>);

type Groups<'a> = BTreeMap<&'a str, Group<'a>>;

/// When work on each entry began, and whether that is an estimate.
fn beginnings(log: &[Entry]) -> Vec<(Timestamp, bool)> {
    let mut order: Vec<usize> = (0..log.len()).filter(|i| log[*i].done.is_some()).collect();
    order.sort_by_key(|i| (log[*i].done, log[*i].opened));
    let mut free: BTreeMap<&str, Timestamp> = BTreeMap::new();
    let mut out: Vec<(Timestamp, bool)> = log.iter().map(|e| (e.opened, true)).collect();
    for i in order {
        let e = &log[i];
        let Some(done) = e.done else { continue };
        out[i] = match (e.started, free.get(e.officer.as_str())) {
            (Some(at), _) => (at, false),
            // An officer does one thing at a time: before this they were at what they finished last.
            (None, Some(before)) if !e.officer.is_empty() => ((*before).clamp(e.opened, done), true),
            _ => (e.opened, true),
        };
        if !e.officer.is_empty() {
            free.insert(&e.officer, done);
        }
    }
    out
}

/// Waiting and work by step, unit and officer.
pub(super) fn measure(calendar: &Calendar, log: &[Entry]) -> Result<Measured, MiningError> {
    let (mut steps, mut units, mut officers) = (Groups::new(), Groups::new(), Groups::new());
    for (e, (began, estimated)) in log.iter().zip(beginnings(log)) {
        let Some(done) = e.done else { continue };
        let waiting = minutes(calendar, e, (e.opened, began))?;
        let work = minutes(calendar, e, (began, done))?;
        let groups = [(&mut steps, &e.element), (&mut units, &e.unit), (&mut officers, &e.officer)];
        for (groups, name) in groups.into_iter().filter(|(_, name)| !name.is_empty()) {
            let group = groups.entry(name).or_default();
            group.waiting.push(waiting);
            group.work.push(work);
            group.estimated += usize::from(estimated);
            group.cases.push((&e.case, waiting));
        }
    }
    let all = |groups: Groups<'_>| groups.into_iter().map(|(of, g)| g.times(of)).collect();
    Ok((all(steps), all(units), all(officers)))
}
