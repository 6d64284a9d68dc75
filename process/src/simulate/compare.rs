//! Two scenarios side by side: what changes, and whether chance alone could make the difference. Both meet the same cases,
//! so the difference of each pair of runs is what counts.

use serde::Serialize;

use super::report::{Estimate, Report};
use super::stats::interval;

/// The second scenario against the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The names of both.
    pub names: (String, String),
    /// Late share of the second less that of the first, between -1 and 1, with its 95 % interval.
    pub late: Option<Estimate>,
    /// Whether the interval leaves out zero.
    pub certain: bool,
    /// Mean working minutes from arrival to end: second less first.
    pub through: f64,
    /// Cases done: second less first.
    pub done: i64,
    /// Mean waiting minutes of each step: element, name, first, second.
    pub waiting: Vec<(String, String, f64, f64)>,
    /// Use of each role: role, first, second; none where a scenario does not limit the role.
    pub used: Vec<(String, Option<f64>, Option<f64>)>,
}

/// Compares two reports of the same process.
pub fn compare(first: &Report, second: &Report) -> Comparison {
    let pairs = first.late_by_run.iter().zip(&second.late_by_run);
    let differences: Vec<f64> = pairs.map(|(a, b)| b - a).collect();
    let paired = first.late_by_run.len() == second.late_by_run.len();
    let half = interval(&differences).filter(|_| paired).map(|(_, half)| half);
    let late = match (first.late, second.late) {
        (Some(a), Some(b)) => {
            let share = b.share - a.share;
            Some(Estimate { share, low: half.map(|h| share - h), high: half.map(|h| share + h) })
        }
        _ => None,
    };
    let certain = late.is_some_and(|e| e.low.is_some_and(|l| l > 0.0) || e.high.is_some_and(|h| h < 0.0));
    let waiting = first.steps.iter().filter_map(|a| {
        let b = second.steps.iter().find(|b| b.element == a.element)?;
        Some((a.element.clone(), a.name.clone(), a.waiting.mean, b.waiting.mean))
    });
    let used = |r: &Report, role: &str| r.staff.iter().find(|s| s.role == role).map(|s| s.used);
    let mut roles: Vec<&String> = first.staff.iter().chain(&second.staff).map(|s| &s.role).collect();
    roles.dedup();
    let mut seen: Vec<&String> = vec![];
    roles.retain(|r| {
        let new = !seen.contains(r);
        seen.push(r);
        new
    });
    Comparison {
        names: (first.name.clone(), second.name.clone()),
        late,
        certain,
        through: ((second.through.mean - first.through.mean) * 10.0).round() / 10.0,
        done: i64::try_from(second.done).unwrap_or(i64::MAX) - i64::try_from(first.done).unwrap_or(i64::MAX),
        waiting: waiting.collect(),
        used: roles.into_iter().map(|r| (r.clone(), used(first, r), used(second, r))).collect(),
    }
}
