//! What the record of past cases says about a process: whether it was followed, in which variants, and where time was spent.
//! Every number comes with the cases behind it. Pure: the log is given, times are counted by the working calendar.

mod replay;
mod times;

use std::collections::BTreeMap;

use kernel::time::Timestamp;
use kernel::working_time::{Calendar, working_minutes_between};
use serde::Serialize;

use crate::model::Definition;
use replay::{Replay, Verdict};
pub use times::Times;

/// One visit of a step by a case, as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The case.
    pub case: String,
    /// The step's element id.
    pub element: String,
    /// When it was opened for work.
    pub opened: Timestamp,
    /// When somebody took it up, where that was recorded.
    pub started: Option<Timestamp>,
    /// When it was done; none while it is open.
    pub done: Option<Timestamp>,
    /// The unit that had it.
    pub unit: String,
    /// The officer who did it; empty where none is recorded.
    pub officer: String,
}

/// Cases that passed the same steps in the same order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// Element ids in the order in which the steps were done.
    pub steps: Vec<String>,
    /// The cases, in order.
    pub cases: Vec<String>,
    /// Half of them took fewer working minutes from the first opening to the last step done.
    pub median: i64,
    /// Whether the definition allows it.
    pub fits: Option<bool>,
}

/// Where cases first left the definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deviation {
    /// How many steps fitted before.
    pub after: usize,
    /// The element that came instead.
    pub found: String,
    /// The elements that could have come; empty when the process was over.
    pub expected: Vec<String>,
    /// The cases.
    pub cases: Vec<String>,
}

/// How far cases followed the definition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Conformance {
    /// Cases whose steps fit and reach an end of the process.
    pub fitting: Vec<String>,
    /// Cases whose steps fit so far and are not at an end: still running, or stopped before it.
    pub under_way: Vec<String>,
    /// The others, by where they first deviate.
    pub deviations: Vec<Deviation>,
    /// Cases with more possibilities than can be looked at.
    pub undecided: Vec<String>,
}

/// What was found in a log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mined {
    /// How many cases the log has.
    pub cases: usize,
    /// Against the definition, where one was given.
    pub conformance: Option<Conformance>,
    /// The most frequent first.
    pub variants: Vec<Variant>,
    /// By element id, in order of the id.
    pub by_step: Vec<Times>,
    /// By unit.
    pub by_unit: Vec<Times>,
    /// By officer; entries without one are left out.
    pub by_officer: Vec<Times>,
}

/// Why a log cannot be read: which entry, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("hồ sơ {case}, bước {element}: {why}")]
pub struct MiningError {
    /// The case.
    pub case: String,
    /// The element id.
    pub element: String,
    /// Vietnamese: what is wrong.
    pub why: String,
}

/// Reads a log. Entries may stand in any order; open ones count for no time and end no variant.
/// The time from opening to taking up is waiting, the rest is work. Where the taking up is not recorded it is put where
/// the officer was done with what they did before, and counted as estimated ([`Times::estimated`]).
///
/// # Errors
/// An entry done before it was opened, or a time the calendar does not cover.
pub fn mine(def: Option<&Definition>, calendar: &Calendar, log: &[Entry]) -> Result<Mined, MiningError> {
    log.iter().try_for_each(ordered)?;
    let mut cases: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    log.iter().for_each(|e| cases.entry(&e.case).or_default().push(e));
    for entries in cases.values_mut() {
        entries.sort_by_key(|e| (e.done.is_none(), e.done, e.opened));
    }
    let mut variants = variants(calendar, &cases)?;
    let conformance = def.map(|d| conformance(d, &mut variants));
    let (by_step, by_unit, by_officer) = times::measure(calendar, log)?;
    Ok(Mined { cases: cases.len(), conformance, variants, by_step, by_unit, by_officer })
}

fn ordered(e: &Entry) -> Result<(), MiningError> {
    let taken = e.started.unwrap_or(e.opened);
    if taken < e.opened || e.done.is_some_and(|d| d < taken) {
        return Err(wrong(e, "thời điểm mở, nhận việc và xong không theo thứ tự. Kiểm tra lại bản ghi."));
    }
    Ok(())
}

fn wrong(e: &Entry, why: impl Into<String>) -> MiningError {
    MiningError { case: e.case.clone(), element: e.element.clone(), why: why.into() }
}

fn minutes(calendar: &Calendar, e: &Entry, (from, to): (Timestamp, Timestamp)) -> Result<i64, MiningError> {
    working_minutes_between(calendar, from, to).map_err(|r| wrong(e, r.message))
}

fn variants(calendar: &Calendar, cases: &BTreeMap<&str, Vec<&Entry>>) -> Result<Vec<Variant>, MiningError> {
    let mut found: BTreeMap<Vec<&str>, (Vec<String>, Vec<i64>)> = BTreeMap::new();
    for (case, entries) in cases {
        let done: Vec<&&Entry> = entries.iter().filter(|e| e.done.is_some()).collect();
        let steps = done.iter().map(|e| e.element.as_str()).collect();
        let first = entries.iter().map(|e| e.opened).min();
        let last = done.last().and_then(|e| Some((e, e.done?)));
        let took = match (first, last) {
            (Some(from), Some((e, to))) => minutes(calendar, e, (from, to))?,
            _ => 0,
        };
        let (ids, durations) = found.entry(steps).or_default();
        ids.push((*case).to_owned());
        durations.push(took);
    }
    let mut out: Vec<Variant> = found
        .into_iter()
        .map(|(steps, (cases, mut took))| Variant {
            steps: steps.into_iter().map(str::to_owned).collect(),
            median: times::rank(&mut took, 50),
            cases,
            fits: None,
        })
        .collect();
    out.sort_by_key(|v| std::cmp::Reverse(v.cases.len()));
    Ok(out)
}

fn conformance(def: &Definition, variants: &mut [Variant]) -> Conformance {
    let mut out = Conformance::default();
    let mut places: BTreeMap<(usize, String), Deviation> = BTreeMap::new();
    let replay = Replay::new(def);
    // Cases of one variant have one verdict.
    for v in variants {
        let verdict = replay.follow(&v.steps);
        v.fits = match &verdict {
            Verdict::Ends | Verdict::Open => Some(true),
            Verdict::Deviates { .. } => Some(false),
            Verdict::TooMany => None,
        };
        match verdict {
            Verdict::Ends => out.fitting.extend(v.cases.iter().cloned()),
            Verdict::Open => out.under_way.extend(v.cases.iter().cloned()),
            Verdict::TooMany => out.undecided.extend(v.cases.iter().cloned()),
            Verdict::Deviates { after, found, expected } => {
                let key = (after, found.clone());
                let fresh = || Deviation { after, found, expected: vec![], cases: vec![] };
                let place = places.entry(key).or_insert_with(fresh);
                place.expected.extend(expected.into_iter().filter(|e| !place.expected.contains(e)).collect::<Vec<_>>());
                place.cases.extend(v.cases.iter().cloned());
            }
        }
    }
    out.deviations = places.into_values().collect();
    out.deviations.sort_by_key(|d| std::cmp::Reverse(d.cases.len()));
    out
}
