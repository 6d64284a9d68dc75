//! Impact assessment of a draft text with procedures in it, and the opinions asked of others about it
//! (NĐ 63/2010 Điều 9, 10, 11).

use forms::Answers;
use jiff::civil::Date;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Columns, Record};
use crate::cost::Study;
use kernel::status;

status! {
    /// How far an assessment is.
    ImpactStatus {
        Draft = 1, "Đang đánh giá", "blue";
        Consulting = 2, "Đang lấy ý kiến", "yellow";
        Sent = 3, "Đã gửi thẩm định", "green";
    }
}

status! {
    /// How far an opinion is.
    OpinionStatus {
        Asked = 1, "Chờ ý kiến", "yellow";
        Answered = 2, "Đã có ý kiến", "turquoise";
        Settled = 3, "Đã tiếp thu, giải trình", "green";
    }
}

status! {
    /// What is assessed; each kind has a questionnaire of its own.
    ItemKind {
        Procedure = 1, "Thủ tục hành chính", "blue";
        Form = 2, "Mẫu đơn, mẫu tờ khai", "purple";
        Requirement = 3, "Yêu cầu, điều kiện", "orange";
    }
}

status! {
    /// What became of an opinion.
    Uptake {
        Whole = 1, "Tiếp thu toàn bộ", "green";
        Partly = 2, "Tiếp thu một phần", "yellow";
        Not = 3, "Không tiếp thu", "grey";
        /// The body agrees with the draft: nothing to take up.
        Agreed = 4, "Nhất trí với dự thảo", "green";
    }
}

/// One thing assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImpactItem {
    pub id: Uuid,
    pub kind: ItemKind,
    pub title: String,
    /// The questionnaire, as a path under `law/`.
    pub bank: String,
    pub answers: Answers,
    #[serde(default)]
    pub seen: Vec<usize>,
    /// Of a procedure.
    #[serde(default)]
    pub study: Option<Study>,
}

/// How it went to appraisal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub on: Date,
    pub number: String,
    /// SHA-256 of the package as it was sent, in hex.
    pub digest: String,
}

/// An assessment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    pub tenant: Uuid,
    pub id: Uuid,
    pub unit: Uuid,
    pub year: i64,
    pub status: ImpactStatus,
    /// Name of the draft text.
    pub title: String,
    /// The document that gave the task (văn bản UBND tỉnh giao).
    pub assigned: String,
    #[serde(default)]
    pub officer: Option<Uuid>,
    pub items: Vec<ImpactItem>,
    #[serde(default)]
    pub sent: Option<Sent>,
    pub changed_at: Timestamp,
}

/// How an opinion was taken up, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub uptake: Uptake,
    pub explanation: String,
}

/// An opinion: asked of others about our draft, or asked of us about theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub tenant: Uuid,
    pub id: Uuid,
    /// The unit that gives the opinion; for a body outside the system the unit that writes its answer down.
    pub unit: Uuid,
    pub year: i64,
    pub status: OpinionStatus,
    /// The assessment it belongs to; none for an opinion another body asks of us.
    pub impact: Option<Uuid>,
    /// Name of the draft text.
    pub title: String,
    /// Who gives it, as papers name them.
    pub body: String,
    /// Who asks.
    pub asker: String,
    pub question: String,
    pub asked_on: Date,
    pub due: Date,
    #[serde(default)]
    pub answer: String,
    /// Number of the letter that brought the answer.
    #[serde(default)]
    pub letter: String,
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
    #[serde(default)]
    pub answered_by: Option<Uuid>,
    #[serde(default)]
    pub taken: Option<Taken>,
    pub changed_at: Timestamp,
}

impl Record for Impact {
    const KIND: &'static str = "impact";
    const MISSING: &'static str = "Không có đánh giá tác động này";

    fn table() -> &'static platform::Table {
        &crate::store::IMPACTS
    }

    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: None,
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

impl Record for Opinion {
    const KIND: &'static str = "opinion";
    const MISSING: &'static str = "Không có ý kiến này";

    fn table() -> &'static platform::Table {
        &crate::store::OPINIONS
    }

    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: self.impact,
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
