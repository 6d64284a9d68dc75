//! The time strip: the deadline as a row of days, ready to be drawn.

use jiff::Timestamp;
use jiff::civil::Weekday;
use serde::Serialize;

use super::deadline::{DayKind, Deadline};
use crate::time::local;

/// How a day is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// The day of receipt.
    Start,
    /// Solid: a day of the limit.
    Counted,
    /// Hollow: a day off, with its name.
    Off,
    /// Hatched: the limit did not run.
    Paused,
    /// Outlined: a day of an extension.
    Extended,
    /// The due date.
    Due,
}

impl std::fmt::Display for CellState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            CellState::Start => "start",
            CellState::Counted => "counted",
            CellState::Off => "off",
            CellState::Paused => "paused",
            CellState::Extended => "extended",
            CellState::Due => "due",
        })
    }
}

/// One day of the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// "07/02"
    pub date: String,
    /// "T4", "CN"
    pub weekday: &'static str,
    /// How it is drawn.
    pub state: CellState,
    /// Why, in words for citizens.
    pub label: String,
    /// Whether it is the day of looking.
    pub today: bool,
    /// Whether it lies past the due date of a case that is late.
    pub late: bool,
}

/// The strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strip {
    /// One cell a day, in order.
    pub cells: Vec<Cell>,
}

/// "T2" … "T7", "CN".
pub fn weekday_short(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "T2",
        Weekday::Tuesday => "T3",
        Weekday::Wednesday => "T4",
        Weekday::Thursday => "T5",
        Weekday::Friday => "T6",
        Weekday::Saturday => "T7",
        Weekday::Sunday => "CN",
    }
}

/// The strip of a deadline as seen at a moment. It reaches to today when the due date has passed; a case that was waiting
/// by then is not late, for its date moves when the waiting ends.
pub fn strip(d: &Deadline, now: Timestamp) -> Strip {
    let (today, due) = (local(now).date(), local(d.due).date());
    let waiting = d.open_pause().filter(|p| p.from <= d.due);
    let overdue = now > d.due && waiting.is_none();
    let cell = |date: jiff::civil::Date, state, label: String| Cell {
        date: format!("{:02}/{:02}", date.day(), date.month()),
        weekday: weekday_short(date.weekday()),
        state,
        label,
        today: date == today,
        late: overdue && date >= due,
    };
    let mut cells: Vec<Cell> = d
        .days
        .iter()
        .map(|day| {
            let state = match day.kind {
                _ if day.date == due => CellState::Due,
                DayKind::Start => CellState::Start,
                DayKind::Counted => CellState::Counted,
                DayKind::Extension => CellState::Extended,
                DayKind::Paused => CellState::Paused,
                _ => CellState::Off,
            };
            let label = match (day.date == due, waiting.is_some()) {
                (false, _) => day.reason.clone(),
                (true, false) => format!("{}, ngày hẹn trả", day.reason),
                (true, true) => format!("{}, ngày hẹn trả sẽ lùi theo", day.reason),
            };
            cell(day.date, state, label)
        })
        .collect();
    if today > due {
        cells.push(match waiting {
            Some(p) => cell(today, CellState::Paused, format!("Đang tạm dừng: {}", p.reason)),
            None => cell(today, CellState::Counted, "Đã qua ngày hẹn trả".into()),
        });
    }
    Strip { cells }
}
