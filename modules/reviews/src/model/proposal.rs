//! A proposal to simplify: which text changes, who may change it, and every step to the day it is carried out
//! (NĐ 63/2010 Điều 31).

use documents::StoredFile;
use jiff::civil::Date;
use kernel::money::Dong;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Columns, Record, Subject};
use kernel::status;

status! {
    /// How far a proposal is.
    ProposalStatus {
        Proposed = 1, "Đề xuất", "blue";
        Assessed = 2, "Đã đánh giá chất lượng", "turquoise";
        Adopted = 3, "Đã thông qua", "purple";
        Executing = 4, "Đang thực thi", "yellow";
        Completed = 5, "Hoàn thành", "green";
        Rejected = 6, "Không thông qua", "grey";
    }
}

status! {
    /// What is proposed.
    Change {
        Amend = 1, "Sửa đổi, bổ sung", "blue";
        Replace = 2, "Thay thế", "purple";
        Abolish = 3, "Bãi bỏ", "red";
    }
}

/// A provision to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalText {
    /// Number and name of the text.
    pub text: String,
    /// Point, clause, article.
    pub provision: String,
}

/// A step with its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub status: ProposalStatus,
    /// The day of the document.
    pub on: Date,
    /// Its number ("2816/QĐ-UBND").
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub by: Option<Uuid>,
    #[serde(default)]
    pub file: Option<StoredFile>,
}

/// The version of the procedure that carried it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub version: Uuid,
    pub number: i64,
    pub valid_from: Date,
}

/// What the change saved on cases that were really handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    pub at: Timestamp,
    /// Cases under the new version.
    pub cases: i64,
    pub saving: Dong,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub tenant: Uuid,
    pub id: Uuid,
    pub unit: Uuid,
    pub year: i64,
    pub status: ProposalStatus,
    pub review: Uuid,
    pub subject: Subject,
    pub change: Change,
    pub content: String,
    pub reason: String,
    pub texts: Vec<LegalText>,
    /// A key of the authorities in law; empty until it is known who may change the text.
    #[serde(default)]
    pub authority: String,
    /// đồng a year before and after, from the cost study; none when there is no study.
    #[serde(default)]
    pub cost: Option<(Dong, Dong)>,
    /// đồng one execution costs before and after, for measuring on real cases.
    #[serde(default)]
    pub once: Option<(Dong, Dong)>,
    /// Time limit before and after, in the words of the forms.
    #[serde(default)]
    pub limits: Option<(String, String)>,
    pub steps: Vec<Step>,
    #[serde(default)]
    pub carried: Option<Carried>,
    #[serde(default)]
    pub measured: Option<Measured>,
    pub changed_at: Timestamp,
}

impl Record for Proposal {
    const KIND: &'static str = "review-proposal";
    const MISSING: &'static str = "Không có phương án đơn giản hóa này";

    fn table() -> &'static platform::Table {
        &crate::store::PROPOSALS
    }

    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: Some(self.review),
            year: self.year,
            status: self.status.number(),
            title: self.subject.name.clone(),
            changed_at: self.changed_at,
        }
    }

    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
}
