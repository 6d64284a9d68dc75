//! A case (hồ sơ) and what belongs to it. Plain data; the national status is derived, the rest is what people did.

use documents::StoredFile;
use kernel::time::{Timestamp, civil};
use kernel::working_time::{Deadline, Extension, Limit, Pause};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::typed_id!(
    /// A case.
    CaseId
);

/// The ten national statuses of a case, numbered as the national portal numbers them (domain facts §3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
#[repr(i64)]
pub enum Status {
    Registered = 1,
    Accepted = 2,
    NotAccepted = 3,
    Working = 4,
    SupplementAsked = 5,
    FeeAsked = 6,
    WithdrawalAsked = 7,
    Stopped = 8,
    Finished = 9,
    Returned = 10,
}

impl Status {
    pub const ALL: [Status; 10] = [
        Status::Registered,
        Status::Accepted,
        Status::NotAccepted,
        Status::Working,
        Status::SupplementAsked,
        Status::FeeAsked,
        Status::WithdrawalAsked,
        Status::Stopped,
        Status::Finished,
        Status::Returned,
    ];

    pub fn number(self) -> i64 {
        self as i64
    }

    /// Nothing more happens to the case.
    pub fn closed(self) -> bool {
        matches!(self, Status::NotAccepted | Status::Stopped | Status::Returned)
    }

    /// The national wording.
    pub fn label(self) -> &'static str {
        match self {
            Status::Registered => "Mới đăng ký",
            Status::Accepted => "Được tiếp nhận",
            Status::NotAccepted => "Không được tiếp nhận",
            Status::Working => "Đang xử lý",
            Status::SupplementAsked => "Yêu cầu bổ sung giấy tờ",
            Status::FeeAsked => "Yêu cầu thực hiện nghĩa vụ tài chính",
            Status::WithdrawalAsked => "Công dân yêu cầu rút hồ sơ",
            Status::Stopped => "Dừng xử lý",
            Status::Finished => "Đã xử lý xong",
            Status::Returned => "Đã trả kết quả",
        }
    }

    /// The tag's colour; the words carry the meaning.
    pub fn colour(self) -> &'static str {
        match self {
            Status::Registered => "blue",
            Status::Accepted | Status::Working => "turquoise",
            Status::SupplementAsked | Status::FeeAsked | Status::WithdrawalAsked => "yellow",
            Status::NotAccepted | Status::Stopped => "grey",
            Status::Finished => "purple",
            Status::Returned => "green",
        }
    }
}

impl From<Status> for i64 {
    fn from(s: Status) -> i64 {
        s as i64
    }
}

impl TryFrom<i64> for Status {
    type Error = String;
    fn try_from(n: i64) -> Result<Status, String> {
        Status::ALL.into_iter().find(|s| s.number() == n).ok_or_else(|| format!("{n} is no case status"))
    }
}

/// How a dossier comes in and how its result goes out (1, 2, 3 on the national portal).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
#[repr(i64)]
pub enum Channel {
    #[default]
    Direct = 1,
    Online = 2,
    Post = 3,
}

impl Channel {
    pub const ALL: [Channel; 3] = [Channel::Direct, Channel::Online, Channel::Post];

    pub fn number(self) -> i64 {
        self as i64
    }

    pub fn label(self) -> &'static str {
        match self {
            Channel::Direct => "Trực tiếp",
            Channel::Online => "Trực tuyến",
            Channel::Post => "Qua dịch vụ bưu chính công ích",
        }
    }
}

impl From<Channel> for i64 {
    fn from(c: Channel) -> i64 {
        c as i64
    }
}

impl TryFrom<i64> for Channel {
    type Error = String;
    fn try_from(n: i64) -> Result<Channel, String> {
        Channel::ALL.into_iter().find(|c| c.number() == n).ok_or_else(|| format!("{n} is no channel"))
    }
}

/// The applicant or somebody acting for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// An organisation or enterprise rather than a citizen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub organisation: bool,
}

/// One paper handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub originals: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub copies: u32,
    /// The file's content address, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<StoredFile>,
    /// Missing when the dossier came in; a supplement fills it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// A hand-over between units; the phiếu kiểm soát prints these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub from_unit: Uuid,
    pub to_unit: Uuid,
    pub giver: Option<Uuid>,
    pub receiver: Option<Uuid>,
    pub given_at: Timestamp,
    pub received_at: Option<Timestamp>,
    /// When the giving unit had to be done; decides early, on time, late.
    pub due_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A request to complete the dossier (Mẫu 02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    pub asked_at: Timestamp,
    pub asked_by: Option<Uuid>,
    /// What is to be handed in or changed, one line each.
    pub items: Vec<String>,
    pub reason: String,
    pub answered_at: Option<Timestamp>,
    /// The legal basis a supervisor recorded for asking again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// An apology with a new date (Mẫu 04).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apology {
    pub at: Timestamp,
    pub reason: String,
    pub old_due: Timestamp,
    pub new_due: Timestamp,
}

/// A financial obligation asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// Whole đồng.
    pub amount: i64,
    pub what: String,
    pub asked_at: Timestamp,
    pub paid_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub receipt: String,
}

/// The result of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Granted, or refused with reasons.
    pub granted: bool,
    pub number: String,
    pub date: civil::Date,
    pub signer: String,
    pub summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<StoredFile>,
}

/// How and to whom the result was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub channel: Channel,
    pub to: String,
    /// Paper shown, or number of the postal item.
    pub proof: String,
    pub by: Option<Uuid>,
}

/// A refusal to accept or a stop, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub at: Timestamp,
    pub reason: String,
    pub by: Option<Uuid>,
}

/// What is kept of a case beside the columns lists need.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub applicant: Person,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Person>,
    /// What is asked for, in the applicant's words.
    pub request: String,
    pub parts: Vec<Part>,
    pub sets: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<(String, u32)>,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub answers: serde_json::Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<process::Instance>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transfers: Vec<Transfer>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplements: Vec<Supplement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apology: Option<Apology>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Fee>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// Facts decided on the way, for the process's conditions.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub facts: serde_json::Map<String, serde_json::Value>,
}

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The agency that took the case in.
    pub tenant: Uuid,
    pub id: CaseId,
    /// Empty until the batch that creates the case has its number.
    pub code: String,
    pub procedure: String,
    pub version: Uuid,
    pub process: Option<Uuid>,
    pub regime: String,
    pub status: Status,
    pub channel: Channel,
    pub result_channel: Channel,
    /// The unit that holds the case.
    pub unit: Uuid,
    pub officer: Option<Uuid>,
    pub submitted_at: Timestamp,
    pub received_at: Option<Timestamp>,
    /// When the next answer is due: the intake answer while registered, the result once accepted.
    pub due_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub body: Body,
}

/// What kind of work a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// A step of the process.
    Step,
    /// An opinion asked of another unit.
    Opinion,
}

/// A piece of work on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub tenant: Uuid,
    pub case: CaseId,
    pub id: Uuid,
    pub kind: TaskKind,
    /// The element of the process, for steps.
    pub element: String,
    pub token: i64,
    pub name: String,
    pub role: String,
    pub unit: Uuid,
    pub officer: Option<Uuid>,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub done_at: Option<Timestamp>,
    /// What was asked, for opinions; what was concluded, once done.
    pub question: String,
    pub answer: String,
}

impl Task {
    pub fn open(&self) -> bool {
        self.done_at.is_none()
    }
}

/// A case with its work, as actions load and save it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    pub case: Case,
    pub tasks: Vec<Task>,
}

impl Dossier {
    /// The open step of the process that the case waits for, if any.
    pub fn step(&self) -> Option<&Task> {
        self.tasks.iter().find(|t| t.open() && t.kind == TaskKind::Step)
    }

    /// The pause still running, if any.
    pub fn paused(&self) -> Option<&Pause> {
        self.case.body.pauses.iter().find(|p| p.to.is_none())
    }
}
