//! Plans of review: a unit's own, and the agency's, merged of those handed up (NĐ 63/2010 Điều 30).

use jiff::civil::Date;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Columns, Record, Subject};
use kernel::status;

status! {
    /// How far a plan is.
    PlanStatus {
        Draft = 1, "Đang lập", "blue";
        /// Given to the agency.
        HandedUp = 2, "Đã gửi lên", "turquoise";
        /// Taken into the agency's plan.
        Merged = 3, "Đã tổng hợp", "purple";
        Approved = 4, "Đã phê duyệt", "green";
    }
}

/// Whose plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanKind {
    Unit,
    Agency,
}

/// Whether the agency's plan takes a line in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    #[default]
    Chosen,
    /// Left for another year, with the reason told to the unit.
    LeftOut(String),
}

/// One line: a procedure, or several that are reviewed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanItem {
    pub id: Uuid,
    pub subjects: Vec<Subject>,
    /// The unit that leads the review.
    pub lead: Uuid,
    pub coordinating: String,
    pub starts: Date,
    pub ends: Date,
    /// A key of the grounds in law.
    pub grounds: String,
    pub reason: String,
    /// Expected product (dự kiến sản phẩm).
    pub product: String,
    /// The unit's plan the line came from.
    #[serde(default)]
    pub from: Option<Uuid>,
    #[serde(default)]
    pub pick: Pick,
    /// The review that was begun for it.
    #[serde(default)]
    pub review: Option<Uuid>,
}

impl PlanItem {
    /// "1.005099 Chuyển trường …", or the first and how many more.
    pub fn title(&self) -> String {
        let first = self.subjects.first().map(|s| s.name.clone()).unwrap_or_default();
        match self.subjects.len() {
            0 | 1 => first,
            n => format!("Nhóm {n} thủ tục: {first}"),
        }
    }
}

/// An initiative to reform procedures (sáng kiến cải cách TTHC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiative {
    pub id: Uuid,
    pub title: String,
    pub by: String,
    pub content: String,
    pub effect: String,
}

/// The report on a year of reviews, as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub number: String,
    pub on: Date,
}

/// A plan of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub tenant: Uuid,
    pub id: Uuid,
    pub unit: Uuid,
    pub year: i64,
    pub kind: PlanKind,
    pub status: PlanStatus,
    pub items: Vec<PlanItem>,
    /// Fields chosen for the year; a line of another field is left out.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Share of the compliance cost that should go, in percent.
    pub target_percent: i64,
    /// Number and day of the document that approved it.
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub approved_on: Option<Date>,
    #[serde(default)]
    pub initiatives: Vec<Initiative>,
    /// The synthesis of the year, once it is issued; of the agency's plan.
    #[serde(default)]
    pub report: Option<Reported>,
    pub changed_at: Timestamp,
}

impl Plan {
    /// The lines the plan carries out.
    pub fn chosen(&self) -> impl Iterator<Item = &PlanItem> {
        self.items.iter().filter(|i| i.pick == Pick::Chosen)
    }
}

impl Record for Plan {
    const KIND: &'static str = "review-plan";
    const MISSING: &'static str = "Không có kế hoạch rà soát này";

    fn table() -> &'static platform::Table {
        &crate::store::PLANS
    }

    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: None,
            year: self.year,
            status: self.status.number(),
            title: format!("{}", self.year),
            changed_at: self.changed_at,
        }
    }

    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
}
