//! A review: one procedure or a chain of them, each with the filled question bank and the cost study.

use forms::Answers;
use jiff::civil::Date;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Columns, Record, Subject};
use crate::cost::Study;
use kernel::status;

status! {
    /// How far a review is.
    ReviewStatus {
        Planned = 1, "Chưa bắt đầu", "grey";
        Running = 2, "Đang rà soát", "blue";
        HandedIn = 3, "Chờ đánh giá chất lượng", "yellow";
        Accepted = 4, "Đã hoàn thành", "green";
    }
}

/// One procedure under review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Examined {
    pub subject: Subject,
    pub answers: Answers,
    /// Pages of the bank that were saved at least once.
    #[serde(default)]
    pub seen: Vec<usize>,
    #[serde(default)]
    pub study: Option<Study>,
}

/// A word of whoever assesses the quality, kept with the review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub at: Timestamp,
    pub by: Option<Uuid>,
    pub text: String,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    pub tenant: Uuid,
    pub id: Uuid,
    /// The unit that leads it.
    pub unit: Uuid,
    pub year: i64,
    pub status: ReviewStatus,
    pub title: String,
    #[serde(default)]
    pub plan: Option<Uuid>,
    /// The question bank, as a path under `law/`; a review keeps the one it began with.
    pub bank: String,
    pub procedures: Vec<Examined>,
    pub coordinating: String,
    pub starts: Date,
    pub ends: Date,
    pub grounds: String,
    #[serde(default)]
    pub officer: Option<Uuid>,
    /// What the unit says of the result beyond the forms.
    #[serde(default)]
    pub conclusion: String,
    #[serde(default)]
    pub remarks: Vec<Remark>,
    #[serde(default)]
    pub handed_in_at: Option<Timestamp>,
    #[serde(default)]
    pub accepted_at: Option<Timestamp>,
    pub changed_at: Timestamp,
}

impl Review {
    /// The procedure with this code.
    pub fn examined(&self, code: &str) -> Option<&Examined> {
        self.procedures.iter().find(|p| p.subject.code == code)
    }

    /// Whether it looks at procedures inside the administration.
    pub fn internal(&self) -> bool {
        self.procedures.iter().any(|p| p.subject.group.is_some())
    }
}

impl Record for Review {
    const KIND: &'static str = "review";
    const MISSING: &'static str = "Không có cuộc rà soát này";

    fn table() -> &'static platform::Table {
        &crate::store::REVIEWS
    }

    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: self.plan,
            year: self.year,
            status: self.status.number(),
            title: self.title.clone(),
            changed_at: self.changed_at,
        }
    }

    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
}
