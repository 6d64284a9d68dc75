//! Working time: calendars, limits, due dates that explain themselves, the time strip. Rules: domain facts §1.4, §5.

mod calendar;
mod count;
mod deadline;
mod explain;
mod hours;
mod limit;
mod schedule;
mod state;
mod strip;

pub use calendar::{Calendar, DAY, Day, ListedKind};
pub use deadline::{CountedDay, Counting, DayKind, Deadline, Extension, Pause, SupplementPolicy, deadline, due};
pub use hours::{add_working_minutes, budget, working_minutes_between};
pub use limit::{Limit, Unit};
pub use schedule::Span;
pub use state::{State, state};
pub use strip::{Cell, CellState, Strip, strip, weekday_short};

/// A wrong file of law: where and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("law/{file}, dòng {line}: {message}")]
pub struct LawError {
    /// The file under `law/`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// Vietnamese: what is wrong and how to write it.
    pub message: String,
}
