//! The due date with its sum: each day counted or skipped and why, pauses, extensions. BLDS 2015 Đ147-148: the first day is
//! not counted, a period that ends on a day off ends on the next working day; domain facts §5.2.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::count::stages;
use super::limit::Limit;
use crate::error::Refusal;

/// A time in which the limit does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When it began.
    pub from: Timestamp,
    /// None while it lasts.
    pub to: Option<Timestamp>,
    /// Why, as the applicant reads it: "chờ bổ sung hồ sơ".
    pub reason: String,
}

/// A lawful extension of the limit; it runs from the end of what it extends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// By how much.
    pub limit: Limit,
    /// Why, with its basis.
    pub reason: String,
    /// When it was ordered; kept for the record, not counted with.
    pub ordered_at: Timestamp,
}

/// What waiting for a supplement does to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplementPolicy {
    /// The waiting time is not counted.
    Pause,
    /// The whole limit runs anew from the end of the waiting.
    Restart,
}

/// What a due date is computed from.
#[derive(Debug, Clone)]
pub struct Counting {
    /// The moment of receipt (ngày tiếp nhận), not of sending.
    pub start: Timestamp,
    /// The limit of the procedure.
    pub limit: Limit,
    /// Pauses in any order; overlapping ones count once.
    pub pauses: Vec<Pause>,
    /// Extensions in the order they follow one another.
    pub extensions: Vec<Extension>,
    /// What a finished pause does.
    pub supplement: SupplementPolicy,
    /// The regime the case runs under; carried into the sum.
    pub regime: String,
}

/// How a day enters the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// The day of receipt, not counted.
    Start,
    /// A day of the limit.
    Counted,
    /// Weekly rest.
    Weekend,
    /// A holiday.
    Holiday,
    /// Off to make up for a holiday on weekly rest.
    Compensation,
    /// Off in exchange for a worked day of rest.
    SwapOff,
    /// The limit did not run.
    Paused,
    /// A counted day of an extension.
    Extension,
    /// The working day a limit moved to that would have ended on a day off.
    Moved,
}

/// One day of the sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDay {
    /// The day.
    pub date: Date,
    /// Whether it uses up the limit.
    pub counted: bool,
    /// Why, in words for citizens.
    pub reason: String,
    /// The same for programs.
    pub kind: DayKind,
}

/// A due date that explains itself; small, for it is stored with every case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The moment of receipt.
    pub start: Timestamp,
    /// When the result is due.
    pub due: Timestamp,
    /// The limit without its extensions.
    pub limit: Limit,
    /// The regime it was counted under.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub regime: String,
    /// Every day from receipt to due date.
    pub days: Vec<CountedDay>,
    /// The pauses it was counted with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// The extensions it was counted with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
}

/// The due date alone, fast enough to recompute every open case; [`deadline`] adds its sum.
///
/// # Errors
/// "limit": a limit that cannot be counted; "calendar": the calendar does not cover the days needed.
pub fn due(cal: &Calendar, c: &Counting) -> Result<Timestamp, Refusal> {
    stages(cal, c, |_| {})
}

/// The due date with its sum. A pause that still lasts takes nothing yet: the date moves when it ends.
///
/// # Errors
/// As [`due`].
pub fn deadline(cal: &Calendar, c: &Counting) -> Result<Deadline, Refusal> {
    let mut ends = vec![];
    let due = stages(cal, c, |stage| ends.push(stage))?;
    Ok(Deadline {
        start: c.start,
        due,
        limit: c.limit,
        regime: c.regime.clone(),
        days: super::explain::days(cal, c, &ends),
        pauses: c.pauses.clone(),
        extensions: c.extensions.clone(),
    })
}
