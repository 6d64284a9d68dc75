//! One inspection of one unit: from the decision on the team to the last remedy. The inspection is one record with one history;
//! what lists filter by is a column, the rest is its body. Answers and remedies are rows of their own under it.

use documents::StoredFile;
use kernel::time::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Manner;

/// How far an inspection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The team is being chosen.
    Draft,
    /// The decision on the team waits for the leader.
    Submitted,
    Decided,
    /// The unit has been told when and what; an ad hoc inspection may go without.
    Announced,
    /// The minutes are closed; the conclusion is being worked out.
    Recorded,
    /// Concluded; remedies are still open.
    Concluded,
    Closed,
}

impl Stage {
    /// Every stage in its order.
    pub const ALL: [Stage; 7] = [
        Stage::Draft,
        Stage::Submitted,
        Stage::Decided,
        Stage::Announced,
        Stage::Recorded,
        Stage::Concluded,
        Stage::Closed,
    ];

    /// As stored in the column and asked for in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Submitted => "submitted",
            Stage::Decided => "decided",
            Stage::Announced => "announced",
            Stage::Recorded => "recorded",
            Stage::Concluded => "concluded",
            Stage::Closed => "closed",
        }
    }

    /// As shown; the key of the English word.
    pub fn label(self) -> &'static str {
        match self {
            Stage::Draft => "Đang chuẩn bị",
            Stage::Submitted => "Chờ ký quyết định",
            Stage::Decided => "Đã có quyết định",
            Stage::Announced => "Đã thông báo",
            Stage::Recorded => "Đã lập biên bản",
            Stage::Concluded => "Đang khắc phục",
            Stage::Closed => "Đã hoàn thành",
        }
    }

    /// The colour of its tag; the words carry the meaning.
    pub fn colour(self) -> &'static str {
        match self {
            Stage::Draft => "grey",
            Stage::Submitted | Stage::Concluded => "yellow",
            Stage::Decided | Stage::Announced => "blue",
            Stage::Recorded => "purple",
            Stage::Closed => "green",
        }
    }

    /// Whether the checklist may be filled.
    pub fn on_site(self) -> bool {
        matches!(self, Stage::Decided | Stage::Announced)
    }

    /// Whether the conclusion is signed.
    pub fn concluded(self) -> bool {
        matches!(self, Stage::Concluded | Stage::Closed)
    }
}

/// A signed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub number: String,
    pub on: Date,
}

/// A place that is inspected with its own checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub id: Uuid,
    pub name: String,
}

/// What the unit said of itself, after the outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReport {
    pub text: String,
    pub files: Vec<StoredFile>,
    pub by: Uuid,
    /// Microseconds.
    pub at: i64,
}

/// The end of the work on site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub place: String,
    /// Who stood for the unit.
    pub present: String,
    /// What the unit said to it.
    pub opinion: String,
    /// Microseconds.
    pub at: i64,
}

/// What was found wrong, and what the unit must do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub id: Uuid,
    pub site: Uuid,
    /// The item of the checklist; empty when the team added it.
    pub item: String,
    pub text: String,
    /// Empty when nothing is to be done.
    pub remedy: String,
    pub unit: Uuid,
    pub due: Option<Date>,
}

/// One inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The agency that inspects.
    pub tenant: Uuid,
    pub id: Uuid,
    pub plan: Uuid,
    pub year: i16,
    /// The unit inspected.
    pub unit: Uuid,
    pub manner: Manner,
    pub stage: Stage,
    /// Accounts. The head is one of the members.
    pub head: Option<Uuid>,
    pub members: Vec<Uuid>,
    /// The time whose work is inspected.
    pub period: Option<(Date, Date)>,
    pub starts: Date,
    pub ends: Date,
    pub scope: String,
    pub sites: Vec<Site>,
    pub decision: Option<Signed>,
    /// What the notice adds to the shipped outline; present once the unit was told.
    pub notice: Option<String>,
    pub announced: Option<Date>,
    pub own: Option<OwnReport>,
    pub minutes: Option<Minutes>,
    pub findings: Vec<Finding>,
    /// The words of the conclusion.
    pub conclusion: String,
    pub concluded: Option<Signed>,
}

/// How an item is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Good,
    Bad,
    /// The item does not apply here.
    None,
}

impl Mark {
    /// Every mark in the order of its button.
    pub const ALL: [Mark; 3] = [Mark::Good, Mark::Bad, Mark::None];

    /// As posted.
    pub fn slug(self) -> &'static str {
        match self {
            Mark::Good => "good",
            Mark::Bad => "bad",
            Mark::None => "none",
        }
    }

    /// As shown; the key of the English word.
    pub fn label(self) -> &'static str {
        match self {
            Mark::Good => "Đạt",
            Mark::Bad => "Chưa đạt",
            Mark::None => "Không áp dụng",
        }
    }
}

/// What was answered to one item at one site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub mark: Option<Mark>,
    /// Of a count: how many were looked at, and how many were not right.
    pub checked: Option<u32>,
    pub wrong: Option<u32>,
    pub note: String,
}

/// A reply as stored, with its photos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub tenant: Uuid,
    pub visit: Uuid,
    pub site: Uuid,
    pub item: String,
    /// Grows with every change, so that a device that was away does not overwrite what it has not seen.
    pub version: i64,
    pub reply: Reply,
    pub photos: Vec<StoredFile>,
    pub by: Uuid,
    /// Microseconds.
    pub at: i64,
}

impl Answer {
    /// Whether something was found wrong.
    pub fn bad(&self) -> bool {
        self.reply.mark == Some(Mark::Bad) || self.reply.wrong.is_some_and(|n| n > 0)
    }
}
