//! A case (hồ sơ) and what belongs to it. Plain data; the national status is derived, the rest is what people did.

use documents::StoredFile;
use kernel::time::{Timestamp, civil, local};
use kernel::working_time::{Deadline, Extension, Limit, Pause};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod status;

pub use status::{Channel, Status};

kernel::typed_id!(
    /// A case.
    CaseId
);

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

/// How a unit met the time it had, as the phiếu kiểm soát names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timely {
    Early,
    OnTime,
    Late,
}

impl Timely {
    /// The wording of the form.
    pub fn label(self) -> &'static str {
        match self {
            Timely::Early => "Trước hạn",
            Timely::OnTime => "Đúng hạn",
            Timely::Late => "Quá hạn",
        }
    }
}

impl Transfer {
    /// Early on a day before the due day, late after the due moment; on time without one.
    pub fn timely(&self) -> Timely {
        match self.due_at {
            Some(due) if self.given_at > due => Timely::Late,
            Some(due) if local(self.given_at).date() < local(due).date() => Timely::Early,
            _ => Timely::OnTime,
        }
    }
}

/// Why a dossier goes to the unit that handles it later than it came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The moment the handling unit's time begins.
    pub at: Timestamp,
    /// The article the rule comes from.
    pub law: String,
}

/// A withdrawal asked for: where the case stood, so that it can go on from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    pub at: Timestamp,
    pub reason: String,
    pub status: Status,
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
    /// The papers as they were before the answer; what the answer replaced stays readable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Part>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forward: Option<Forward>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawn>,
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

/// The role of a step that another agency does in a linked procedure.
pub const PARTNER: &str = "partner";

impl Dossier {
    /// The open steps of the process.
    pub fn steps(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|t| t.open() && t.kind == TaskKind::Step)
    }

    /// The open step the case waits for. With several, one of the agency that took the case in: it answers for the whole.
    pub fn step(&self) -> Option<&Task> {
        self.steps().min_by_key(|t| (t.role == PARTNER, t.opened_at, t.id))
    }

    /// The pause still running, if any.
    pub fn paused(&self) -> Option<&Pause> {
        self.case.body.pauses.iter().find(|p| p.to.is_none())
    }
}
