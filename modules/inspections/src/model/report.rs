//! A report on inspections: which of the shipped kinds, for what time, its words, and, once issued, the records its numbers count.

use kernel::time::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Signed, Status};

/// What a record is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// A line of the plan.
    Planned,
    /// An inspection whose conclusion is signed.
    Done,
    /// An item of a checklist that applied at a site.
    Checked,
    /// One of them that was not right.
    Failed,
    Remedies,
    Settled,
    /// Past its day, by [`super::Remedy::late`].
    Late,
}

impl Measure {
    /// Every measure in the order of the page.
    pub const ALL: [Measure; 7] = [
        Measure::Planned,
        Measure::Done,
        Measure::Checked,
        Measure::Failed,
        Measure::Remedies,
        Measure::Settled,
        Measure::Late,
    ];

    /// As asked for in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Measure::Planned => "planned",
            Measure::Done => "done",
            Measure::Checked => "checked",
            Measure::Failed => "failed",
            Measure::Remedies => "remedies",
            Measure::Settled => "settled",
            Measure::Late => "late",
        }
    }

    /// As shown; the key of the English word.
    pub fn label(self) -> &'static str {
        match self {
            Measure::Planned => "Cuộc kiểm tra trong kế hoạch",
            Measure::Done => "Cuộc kiểm tra đã kết luận",
            Measure::Checked => "Nội dung đã kiểm tra",
            Measure::Failed => "Nội dung chưa đạt",
            Measure::Remedies => "Yêu cầu khắc phục",
            Measure::Settled => "Đã khắc phục",
            Measure::Late => "Quá hạn khắc phục",
        }
    }
}

/// One record behind a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub of: Measure,
    pub unit: Uuid,
    /// The item of the checklist; empty for other records.
    pub item: String,
    pub title: String,
    /// Where the record is shown.
    pub href: String,
    /// Of a count: how many were looked at, and how many were not right.
    pub checked: u32,
    pub wrong: u32,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub tenant: Uuid,
    pub id: Uuid,
    /// Key of the kind in the law file.
    pub kind: String,
    pub year: i16,
    pub from: Date,
    pub to: Date,
    /// The unit that works it out.
    pub unit: Uuid,
    pub status: Status,
    pub assessment: String,
    pub proposals: String,
    pub signed: Option<Signed>,
    /// What the numbers counted when it was issued; empty before.
    pub counted: Vec<Counted>,
}
