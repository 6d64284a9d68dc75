//! Working time: calendars, limits, due dates that explain themselves, the time strip. Rules: domain facts §1.4, §5.

mod calendar;
mod deadline;
mod hours;
mod limit;
mod strip;

pub use calendar::{Calendar, DAY, Day, ListedKind, Span};
pub use deadline::{
    CountedDay, Counting, DayKind, Deadline, Extension, Pause, State, SupplementPolicy, deadline, due, state,
    state_words,
};
pub use hours::{add_working_minutes, working_minutes_between};
pub use limit::{Limit, SAME_DAY_CUTOFF, Unit};
pub use strip::{Cell, CellState, Strip, strip, weekday_short};

/// A wrong file of law: where and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("law/{file}, dòng {line}: {message}")]
pub struct LawError {
    pub file: String,
    pub line: usize,
    pub message: String,
}
