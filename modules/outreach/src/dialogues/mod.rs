//! Dialogues with citizens about procedures (text I of the plan): an announcement published after review, questions anybody sends
//! in, answers, minutes, and all of it published after a second review.

mod actions;
pub(crate) mod rules;

pub use actions::{Work, answer, ask, begin, questions, work};
pub use rules::{Asked, MOST};

use documents::StoredFile;
use jiff::civil::Date;
use kernel::status;
use kernel::time::Timestamp;
use platform::Permission;
use platform::db::Table;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::READ;
use crate::record::{self, Columns, Record};

status! {
    /// Where a dialogue stands.
    Status {
        Draft = 1, "Đang soạn thông báo", "grey";
        Review = 2, "Chờ duyệt thông báo", "yellow";
        Open = 3, "Đang nhận câu hỏi", "blue";
        Minutes = 4, "Chờ duyệt biên bản", "yellow";
        Published = 5, "Đã công bố kết quả", "green";
        Cancelled = 6, "Đã hủy", "red";
    }
}

status! {
    /// Where a question stands.
    Asking {
        Received = 1, "Chưa trả lời", "yellow";
        Answered = 2, "Đã có trả lời", "green";
        SetAside = 3, "Không thuộc nội dung đối thoại", "grey";
    }
}

/// What a dialogue is about, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    pub title: String,
    pub about: String,
    pub place: String,
    /// When it is held.
    pub at: Timestamp,
    /// The last day questions are taken.
    pub until: Date,
    pub chair: String,
}

/// A dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogue {
    pub id: Uuid,
    pub tenant: Uuid,
    pub agency: String,
    pub unit: Uuid,
    pub unit_name: String,
    pub status: Status,
    pub brief: Brief,
    /// Who wrote what waits for review: none of them may publish it.
    pub editors: Vec<Uuid>,
    pub minutes: String,
    pub files: Vec<StoredFile>,
    /// Why it was given back or called off.
    pub reason: String,
    /// When the announcement became public.
    pub announced_at: Option<Timestamp>,
    /// When minutes and answers became public.
    pub published_at: Option<Timestamp>,
    pub changed_at: Timestamp,
}

/// A question sent in, or asked in the room and written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: Uuid,
    pub tenant: Uuid,
    pub dialogue: Uuid,
    pub unit: Uuid,
    pub asker: String,
    /// Never shown to the public.
    pub contact: String,
    /// The asker agreed to be named.
    pub named: bool,
    pub text: String,
    pub asked_at: Timestamp,
    pub status: Asking,
    /// The answer, or why it is set aside.
    pub answer: String,
    pub changed_at: Timestamp,
}

pub static DIALOGUES: Table = Table::new("outreach_dialogues", record::KEY, record::COLUMNS);
pub static QUESTIONS: Table = Table::new("outreach_questions", record::KEY, record::COLUMNS);

impl Record for Dialogue {
    const KIND: &'static str = "dialogue";
    const MISSING: &'static str = "Không có buổi đối thoại này";
    const READ: Permission = READ;

    fn table() -> &'static Table {
        &DIALOGUES
    }
    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: None,
            status: self.status.number(),
            at: self.brief.at,
            public_at: self.announced_at,
            changed_at: self.changed_at,
        }
    }
    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
}

impl Record for Question {
    const KIND: &'static str = "dialogue-question";
    const MISSING: &'static str = "Không có câu hỏi này";
    const READ: Permission = READ;

    fn table() -> &'static Table {
        &QUESTIONS
    }
    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: Some(self.dialogue),
            status: self.status.number(),
            at: self.asked_at,
            public_at: None,
            changed_at: self.changed_at,
        }
    }
    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
}

impl Question {
    /// The asker as the public reads it.
    pub fn shown(&self) -> &str {
        if self.named { &self.asker } else { "Người hỏi không nêu tên" }
    }
}
