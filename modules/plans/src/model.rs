//! Plans, tasks, each unit's work and its evidence as plain data. Days are local days; a day nobody fixed is far away, so that
//! lists in the order of days need no exception.

use documents::StoredFile;
use kernel::spelled;
use kernel::time::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::import::{Doubt, Part};

/// The day of work that has no last day.
pub const NO_DAY: i64 = 2_932_896;

/// Days since 1970-01-01 of a date.
pub fn day_of(date: Date) -> i64 {
    kernel::time::day_number(kernel::time::from_local(date.at(12, 0, 0, 0)))
}

/// The date of a day; none for [`NO_DAY`].
pub fn date_of(day: i64) -> Option<Date> {
    let micros = day.checked_mul(86_400_000_000).filter(|_| day < NO_DAY)?;
    Some(kernel::time::local(kernel::time::from_micros(micros)).date())
}

spelled! {
    /// Where a unit's work stands.
    Status {
        /// Nobody has begun.
        Open = "open", "Chưa thực hiện";
        Doing = "doing", "Đang thực hiện";
        /// Handed in, waiting for the lead.
        Handed = "handed", "Chờ nghiệm thu";
        /// Sent back by the lead with a reason.
        Returned = "returned", "Trả lại để làm tiếp";
        Accepted = "accepted", "Hoàn thành";
    }
}

impl Status {
    /// The colour that repeats the words.
    pub fn colour(self) -> &'static str {
        match self {
            Status::Open => "grey",
            Status::Doing => "blue",
            Status::Handed => "yellow",
            Status::Returned => "orange",
            Status::Accepted => "green",
        }
    }
}

spelled! {
    /// What a unit does about a task.
    Role {
        Lead = "lead", "Chủ trì";
        Coordinating = "coordinating", "Phối hợp";
    }
}

/// A section's number and title.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SectionHead {
    pub number: String,
    pub title: String,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub id: Uuid,
    pub year: i16,
    /// The unit that leads the plan and accepts its work.
    pub unit: Uuid,
    pub title: String,
    pub body: PlanBody,
    /// Microseconds UTC.
    pub created_at: i64,
}

/// What of a plan no list orders by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanBody {
    /// "105/KH-SGDĐT"; empty until it is issued.
    #[serde(default)]
    pub number: String,
    #[serde(default, with = "crate::import::time::day")]
    pub issued: Option<Date>,
    /// The paragraphs before the appendix.
    #[serde(default)]
    pub text: Vec<String>,
    pub sections: Vec<SectionHead>,
    /// The file the plan was read from.
    #[serde(default)]
    pub source: Option<StoredFile>,
    /// What was not understood and set aside knowingly.
    #[serde(default)]
    pub set_aside: Vec<Doubt>,
    /// The plan whose tasks this one carries out in one unit.
    #[serde(default)]
    pub above: Option<Uuid>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub id: Uuid,
    pub plan: Uuid,
    /// Place of its section in the plan, from 0.
    pub section: i64,
    pub place: i64,
    pub number: String,
    pub body: TaskBody,
}

/// What of a task no list orders by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TaskBody {
    pub text: String,
    pub parts: Vec<Part>,
    /// The task of the plan above that this one carries out.
    #[serde(default)]
    pub above: Option<Uuid>,
}

/// One unit's share of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    pub id: Uuid,
    pub plan: Uuid,
    pub task: Uuid,
    pub unit: Uuid,
    pub role: Role,
    pub section: i64,
    pub status: Status,
    pub starts: i64,
    pub due: i64,
    /// The kind of record that fulfils it; empty when only people can tell.
    pub kind: String,
    pub body: WorkBody,
}

/// What of a unit's work no list orders by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WorkBody {
    /// Which part of the task, from 0.
    pub part: usize,
    /// "Quý I" where the task comes back.
    #[serde(default)]
    pub period: String,
    /// Whether the task goes on after a product is there.
    #[serde(default)]
    pub goes_on: bool,
    /// Words of the unit about what was done.
    #[serde(default)]
    pub note: String,
    /// Why the lead sent it back last.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub handed_at: Option<i64>,
    #[serde(default)]
    pub handed_by: Option<Uuid>,
    #[serde(default)]
    pub decided_at: Option<i64>,
    #[serde(default)]
    pub decided_by: Option<Uuid>,
    /// A person opened it again after it was accepted; until it is handed in anew, no record it has already closes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopened: bool,
    /// The record that closed it without a person.
    #[serde(default)]
    pub by_record: Option<RecordLink>,
    /// When the unit was urged, newest last; microseconds UTC.
    #[serde(default)]
    pub urged: Vec<i64>,
}

/// A record of the system: its kind, its id, what it is called and where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLink {
    pub kind: String,
    pub id: Uuid,
    pub label: String,
    /// An address of this system, beginning with "/".
    pub href: String,
}

/// What shows that work was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: Uuid,
    pub task: Uuid,
    pub work: Uuid,
    /// "file", or the kind of a record.
    pub kind: String,
    pub record: Option<Uuid>,
    pub body: EvidenceBody,
    /// Microseconds UTC.
    pub added_at: i64,
}

/// The document or link itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EvidenceBody {
    pub label: String,
    #[serde(default)]
    pub href: String,
    #[serde(default)]
    pub file: Option<StoredFile>,
    #[serde(default)]
    pub by: Option<Uuid>,
}
