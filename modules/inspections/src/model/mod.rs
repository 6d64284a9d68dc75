//! What inspections keep: the yearly plan of an agency with the units to be inspected. The plan is one record with one
//! history; what lists filter by is a column, the rest is its body.

mod remedy;
mod report;
mod visit;

pub use remedy::{Progress, Remedy, Shown};
pub use report::{Counted, Measure, Report};
pub use visit::{Answer, Finding, Mark, Minutes, OwnReport, Reply, Signed, Site, Stage, Visit};

use kernel::time::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Submitted,
    Approved,
}

impl Status {
    /// As stored in the column.
    pub fn slug(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Submitted => "submitted",
            Status::Approved => "approved",
        }
    }

    /// As shown; the key of the English word.
    pub fn label(self) -> &'static str {
        match self {
            Status::Draft => "Đang lập",
            Status::Submitted => "Chờ phê duyệt",
            Status::Approved => "Đã phê duyệt",
        }
    }

    /// The colour of its tag; the words carry the meaning.
    pub fn colour(self) -> &'static str {
        match self {
            Status::Draft => "grey",
            Status::Submitted => "yellow",
            Status::Approved => "green",
        }
    }
}

/// How a unit is inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    Yearly,
    /// Together with the inspection of administrative reform.
    Combined,
    AdHoc,
}

impl Manner {
    /// Every manner.
    pub const ALL: [Manner; 3] = [Manner::Yearly, Manner::Combined, Manner::AdHoc];

    /// As posted.
    pub fn slug(self) -> &'static str {
        match self {
            Manner::Yearly => "yearly",
            Manner::Combined => "combined",
            Manner::AdHoc => "ad-hoc",
        }
    }

    /// As shown; the key of the English word.
    pub fn label(self) -> &'static str {
        match self {
            Manner::Yearly => "Kiểm tra định kỳ",
            Manner::Combined => "Kết hợp kiểm tra cải cách hành chính",
            Manner::AdHoc => "Kiểm tra đột xuất",
        }
    }
}

/// One unit to be inspected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub id: Uuid,
    pub unit: Uuid,
    pub manner: Manner,
    /// Key of the grounds in the law file.
    pub grounds: String,
    pub reason: String,
    pub starts: Date,
    pub ends: Date,
}

/// The plan of an agency for a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The agency.
    pub tenant: Uuid,
    pub id: Uuid,
    /// The unit that works it out.
    pub unit: Uuid,
    pub year: i16,
    pub status: Status,
    pub items: Vec<Item>,
    /// Number and day of the approving document; empty before.
    pub number: String,
    pub approved_on: Option<Date>,
}
