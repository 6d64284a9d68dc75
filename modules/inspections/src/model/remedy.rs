//! A remedy: what a unit must do about a finding, by when, what it shows for it, and whether that was accepted.

use documents::StoredFile;
use kernel::time::civil::Date;
use kernel::time::{from_micros, local};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a remedy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Open,
    /// The unit has handed in what it did.
    Reported,
    /// Sent back with a reason.
    Returned,
    Accepted,
}

impl Progress {
    /// As stored.
    pub fn slug(self) -> &'static str {
        match self {
            Progress::Open => "open",
            Progress::Reported => "reported",
            Progress::Returned => "returned",
            Progress::Accepted => "accepted",
        }
    }

    /// As shown; the key of the English word.
    pub fn label(self) -> &'static str {
        match self {
            Progress::Open => "Chưa báo cáo",
            Progress::Reported => "Chờ xem xét",
            Progress::Returned => "Bị trả lại",
            Progress::Accepted => "Đã khắc phục",
        }
    }

    /// The colour of its tag; the words carry the meaning.
    pub fn colour(self) -> &'static str {
        match self {
            Progress::Open => "grey",
            Progress::Reported => "blue",
            Progress::Returned => "orange",
            Progress::Accepted => "green",
        }
    }
}

/// What the unit shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub text: String,
    pub files: Vec<StoredFile>,
    pub by: Uuid,
    /// Microseconds.
    pub at: i64,
}

/// One remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    pub tenant: Uuid,
    pub id: Uuid,
    pub visit: Uuid,
    pub year: i16,
    /// The unit inspected, and the unit that must do it.
    pub inspected: Uuid,
    pub unit: Uuid,
    pub finding: String,
    pub text: String,
    pub due: Date,
    pub progress: Progress,
    pub shown: Option<Shown>,
    /// Why it was last sent back.
    pub reason: String,
    /// Accepted on this day.
    pub done: Option<Date>,
}

impl Remedy {
    /// Whether it is past its day: what was handed in on time and waits for a decision is not.
    pub fn late(&self, today: Date) -> bool {
        let handed = self.shown.as_ref().map(|s| local(from_micros(s.at)).date());
        match self.progress {
            Progress::Accepted => false,
            Progress::Reported => handed.is_some_and(|day| self.due < day),
            Progress::Open | Progress::Returned => self.due < today,
        }
    }
}
