//! A publication decision as plain data: what it publishes, the texts it stands on, its quality control, submission and
//! signature. One model for lists, whole procedures, internal procedures and internal processes.

use jiff::civil::Date;
use kernel::spelled;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::Parts;

spelled! {
    /// What a decision publishes (Điều 13 Nghị định 63/2010/NĐ-CP; quy trình nội bộ beside it).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    DecisionKind {
        /// A list; the content is the ministry's.
        List = "list", "Công bố danh mục thủ tục hành chính";
        /// The whole content of procedures the province makes.
        Full = "full", "Công bố thủ tục hành chính";
        /// Procedures inside the administration.
        Internal = "internal", "Công bố thủ tục hành chính nội bộ";
        /// Internal processes of procedures.
        Process = "process", "Phê duyệt quy trình nội bộ";
    }
}

spelled! {
    /// Where a decision stands. In effect is signed with a day that has come.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Status {
        Drafting = "drafting", "Đang soạn thảo";
        Checking = "checking", "Chờ kiểm soát chất lượng";
        Checked = "checked", "Đã kiểm soát, chờ trình";
        Submitted = "submitted", "Đã trình, chờ ký";
        Signed = "signed", "Đã ban hành";
        Withdrawn = "withdrawn", "Đã rút dự thảo";
    }
}

spelled! {
    /// Kinds of publication (Điều 14).
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Change {
        New = "new", "Mới ban hành";
        Amended = "amended", "Được sửa đổi, bổ sung";
        Replaced = "replaced", "Được thay thế";
        Abolished = "abolished", "Bị bãi bỏ";
    }
}

spelled! {
    /// What the control says of one item of the checklist.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Verdict {
        Pass = "pass", "Đạt";
        Fail = "fail", "Chưa đạt";
        None = "none", "Không áp dụng";
    }
}

/// The legal text whose provisions are published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Basis {
    /// Number and name of the text.
    pub name: String,
    pub signed_on: Option<Date>,
    pub effective_on: Option<Date>,
    /// Made by the shortened order, in force at once.
    pub shortened: bool,
}

/// One finding of the quality control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The item of the checklist.
    pub item: String,
    /// Its text and article on the day, so that the record reads the same when the file changes.
    pub text: String,
    pub law: String,
    pub verdict: Verdict,
    pub note: String,
    /// What was computed beforehand.
    pub computed: String,
}

/// A record of quality control (phiếu kiểm soát chất lượng).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub at: Timestamp,
    pub by: Option<Uuid>,
    pub findings: Vec<Finding>,
    pub passed: bool,
    pub note: String,
}

/// A letter or decision by number and day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    pub number: String,
    pub on: Date,
    pub at: Timestamp,
    pub by: Option<Uuid>,
    /// Who signed; empty for a submission.
    pub signer: String,
}

/// Something that was sent back or given up, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub text: String,
    pub at: Timestamp,
    pub by: Option<Uuid>,
}

/// What a decision holds beside its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// The agency that drafts and submits.
    pub agency: Uuid,
    /// The unit of the drafter.
    pub unit: Uuid,
    pub drafter: Option<Uuid>,
    pub basis: Basis,
    /// Further grounds, one a line, in the words of the decision.
    pub grounds: Vec<String>,
    /// Every control made, the last one counts.
    pub checks: Vec<Check>,
    pub submission: Option<Numbered>,
    pub signing: Option<Numbered>,
    /// Why it was sent back last.
    pub returned: Option<Reason>,
    pub withdrawn: Option<Reason>,
    /// When it took effect here: versions stood, listeners were told.
    pub effect_at: Option<Timestamp>,
    /// What an import understood and did not, line by line.
    pub read: Vec<ReadLine>,
}

/// One line of an imported table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadLine {
    /// Where it stands in the file ("Bảng 2, dòng 4").
    pub place: String,
    /// The text as read, shortened.
    pub text: String,
    /// "item", "fact", "doubt", "left".
    pub outcome: String,
    /// What was made of it, or why nothing was.
    pub why: String,
}

impl ReadLine {
    /// The colour of the outcome's tag.
    pub fn colour(&self) -> &'static str {
        match self.outcome.as_str() {
            "item" => "green",
            "fact" => "blue",
            "doubt" => "yellow",
            _ => "grey",
        }
    }

    /// The outcome in words.
    pub fn outcome_words(&self) -> &'static str {
        match self.outcome.as_str() {
            "item" => "Nhận",
            "fact" => "Dữ kiện",
            "doubt" => "Cần xem lại",
            _ => "Bỏ qua",
        }
    }
}

/// A decision without its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub id: Uuid,
    pub kind: DecisionKind,
    pub status: Status,
    /// What it is about, after "Về việc công bố".
    pub title: String,
    pub number: Option<String>,
    pub signed_on: Option<Date>,
    /// The first day of effect; planned until it is signed.
    pub effective_on: Option<Date>,
    pub body: Body,
    pub created_at: Timestamp,
}

/// The process an item approves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessDraft {
    /// The code it is published under.
    pub code: String,
    pub bpmn: String,
    /// What the reading of a table left to settle.
    #[serde(default)]
    pub doubts: Vec<String>,
}

/// One procedure (or process) of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: Uuid,
    pub position: i64,
    /// The procedure's code.
    pub code: String,
    pub body: ItemBody,
}

/// What an item does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemBody {
    pub change: Change,
    pub name: String,
    /// The number of the version it was drafted from; 0 for a new procedure.
    #[serde(default)]
    pub base: i64,
    /// The content to publish; none for an abolition and for a process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Parts>,
    /// The codes of the procedures it replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// The text that abolishes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub abolished_by: String,
    /// Its own first day of effect, where it differs from the decision's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<ProcessDraft>,
    /// What a person has to settle before the control.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
}

/// A decision with its items, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    pub decision: Decision,
    pub items: Vec<Item>,
}

impl Decision {
    /// Signed, and its day has come.
    pub fn in_effect(&self, today: Date) -> bool {
        self.status == Status::Signed && self.effective_on.is_some_and(|d| d <= today)
    }

    /// The control that counts.
    pub fn check(&self) -> Option<&Check> {
        self.body.checks.last()
    }
}

impl Dossier {
    /// The first day of effect of an item.
    pub fn from(&self, item: &Item) -> Option<Date> {
        item.body.from.or(self.decision.effective_on)
    }

    /// How many items of a change.
    pub fn count(&self, change: Change) -> usize {
        self.items.iter().filter(|i| i.body.change == change).count()
    }
}
