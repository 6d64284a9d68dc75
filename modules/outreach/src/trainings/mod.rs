//! Training and exchange of experience (section IV of the plan): sessions, units invited, who registered and came, materials, a
//! short test, certificates, the result.

mod actions;
pub(crate) mod rules;

pub use actions::{Work, answer, begin, certify, certify_all, enrol, invitations, leave, work};
pub use rules::{Attempt, earned, passed};

use documents::StoredFile;
use jiff::civil::Date;
use kernel::status;
use kernel::time::{Timestamp, from_local, micros};
use platform::db::Table;
use platform::{Changes, Permission, args};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::READ;
use crate::record::{self, Columns, Record};

status! {
    /// Where a training stands.
    Status {
        Draft = 1, "Đang chuẩn bị", "grey";
        Open = 2, "Đã mời, nhận đăng ký", "blue";
        Done = 3, "Đã tổng kết", "green";
        Cancelled = 4, "Đã hủy", "red";
    }
}

status! {
    /// Which row of the plan it belongs to.
    Kind {
        Own = 1, "Tập huấn, bồi dưỡng do cơ quan tổ chức", "blue";
        Attended = 2, "Lớp tập huấn do cấp trên tổ chức", "purple";
        Exchange = 3, "Trao đổi, học tập kinh nghiệm", "turquoise";
    }
}

impl Kind {
    /// The kind of record plans know it by.
    pub fn told(self) -> &'static str {
        match self {
            Kind::Own => "training",
            Kind::Attended => "training-attended",
            Kind::Exchange => "exchange",
        }
    }
}

/// What a training is about, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    pub kind: Kind,
    pub title: String,
    pub content: String,
    /// Who gives it, when it is not the agency itself.
    pub organiser: String,
    pub starts: Date,
    /// The last day of registration; none when it stays open until the end.
    pub until: Option<Date>,
    /// 0 when there is no limit.
    pub seats: i64,
}

/// One meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: Uuid,
    pub on: Date,
    /// "08:00–11:30".
    pub hours: String,
    pub place: String,
    pub topic: String,
    pub speaker: String,
}

/// A unit whose people may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub unit: Uuid,
    pub name: String,
}

/// A test in the markup of [`crate::quiz`], passed from `pass` percent right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    pub text: String,
    pub pass: i64,
}

/// A certificate with its number within the year of the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub number: i64,
    /// "01/2024/GCN".
    pub label: String,
    pub at: Timestamp,
}

/// Who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    pub account: Uuid,
    pub name: String,
    pub unit: Uuid,
    pub unit_name: String,
    pub registered_at: Timestamp,
    /// Sessions they were at.
    pub present: Vec<Uuid>,
    /// How often they sat the test, and their best result.
    pub tries: i64,
    pub right: i64,
    pub total: i64,
    pub certificate: Option<Certificate>,
}

/// A training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    pub id: Uuid,
    pub tenant: Uuid,
    pub unit: Uuid,
    pub unit_name: String,
    pub status: Status,
    pub brief: Brief,
    pub sessions: Vec<Session>,
    pub invited: Vec<Invited>,
    pub materials: Vec<StoredFile>,
    pub test: Option<Test>,
    pub participants: Vec<Participant>,
    /// What came of it, or why it was called off.
    pub result: String,
    pub changed_at: Timestamp,
}

pub static TRAININGS: Table = Table::new("outreach_trainings", record::KEY, record::COLUMNS);

impl Record for Training {
    const KIND: &'static str = "training";
    const MISSING: &'static str = "Không có lớp tập huấn này";
    const READ: Permission = READ;

    fn table() -> &'static Table {
        &TRAININGS
    }
    fn columns(&self) -> Columns {
        Columns {
            tenant: self.tenant,
            id: self.id,
            unit: self.unit,
            parent: None,
            status: self.status.number(),
            at: from_local(self.brief.starts.at(0, 0, 0, 0)),
            public_at: None,
            changed_at: self.changed_at,
        }
    }
    fn touch(&mut self, now: Timestamp) {
        self.changed_at = now;
    }
    fn invited(&self) -> Vec<Uuid> {
        if self.status == Status::Draft { vec![] } else { self.invited.iter().map(|i| i.unit).collect() }
    }
    /// The list of a unit's invitations follows in the same batch.
    fn beside(&self, changes: &mut Changes) {
        changes.exec("DELETE FROM outreach_invited WHERE training_id = $1", args![self.id]);
        let at = micros(self.columns().at);
        for unit in self.invited() {
            changes.exec(
                "INSERT INTO outreach_invited (unit_id, at, training_id) VALUES ($1, $2, $3)",
                args![unit, at, self.id],
            );
        }
    }
}

impl Training {
    /// Somebody's part in it.
    pub fn part(&self, account: Uuid) -> Option<&Participant> {
        self.participants.iter().find(|p| p.account == account)
    }

    /// How many came to at least one session.
    pub fn came(&self) -> usize {
        self.participants.iter().filter(|p| !p.present.is_empty()).count()
    }

    /// How many passed the test.
    pub fn passed(&self) -> usize {
        self.test.as_ref().map_or(0, |t| self.participants.iter().filter(|p| passed(p, t)).count())
    }

    /// How many have a certificate.
    pub fn certified(&self) -> usize {
        self.participants.iter().filter(|p| p.certificate.is_some()).count()
    }
}
