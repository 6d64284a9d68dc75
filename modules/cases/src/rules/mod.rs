//! The decisions on a case: pure functions over a loaded dossier. Each changes the dossier or refuses in words, and says
//! what it did as one deed for the ledger. Time, ids, law and places are handed in.

mod clock;
mod decide;
mod flow;
mod intake;
mod migrate;
mod recount;
mod result;
mod work;

pub use clock::{Warn, apologise, extend, resume, suspend, warn_level, warning};
pub(crate) use decide::shown;
pub use flow::{TIMER_AGAIN, TIMER_GONE, TIMER_WAITS, timer, timer_refused};
pub use intake::{
    Application, Withdrawal, accept, answer_supplement, ask_supplement, ask_withdrawal, decide_withdrawal, refuse,
    register,
};
pub use migrate::{MIGRATION_BASIS, Target, migrate};
pub use recount::{BASIS, Recounted, recount_due, recounted};
pub use result::{Scan, ask_fee, attach, fee_paid, result_file, return_result};
pub use work::{
    Question, REQUIRED, Step, ask_opinion, assign, assign_step, claim, claim_step, complete, give_opinion, urge,
};

use kernel::error::Refusal;
use kernel::time::Timestamp;
use kernel::working_time::Calendar;
use serde::Serialize;
use uuid::Uuid;

use crate::model::{Dossier, Status};
use crate::regime::Regime;
use crate::tables::Tables;

/// Where the roles of an agency sit for one procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    pub agency: Uuid,
    pub desk: Uuid,
    /// The room that handles the procedure's field.
    pub room: Uuid,
    pub leaders: Uuid,
    pub registry: Uuid,
    /// The agency that takes part in a linked procedure.
    pub partner: Uuid,
}

impl Places {
    /// The unit a role works in.
    pub fn of(&self, role: &str) -> Uuid {
        match role {
            "clerk" => self.desk,
            "leader" => self.leaders,
            "registry" => self.registry,
            "partner" => self.partner,
            _ => self.room,
        }
    }
}

/// What a decision stands on.
pub struct Ground<'a> {
    pub now: Timestamp,
    /// Who decides; none for the applicant and for the system.
    pub who: Option<Uuid>,
    pub regime: &'a Regime,
    pub calendar: &'a Calendar,
    pub(crate) tables: &'a Tables,
    pub process: Option<&'a process::Definition>,
    pub places: Places,
    /// New ids, in order.
    pub ids: &'a mut dyn FnMut() -> Uuid,
}

/// What a decision did, for the ledger and for what follows the commit.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub action: &'static str,
    pub body: serde_json::Value,
    /// Timers to set: when, and the signal to give then.
    pub timers: Vec<(Timestamp, process::Signal)>,
    /// What somebody is to be told on their desk.
    pub notices: Vec<Notice>,
    /// What decision tables answered on the way.
    pub decided: Vec<Decided>,
}

/// The answer of a decision table, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided {
    /// The step of the process.
    pub step: String,
    pub table: String,
    /// What was asked: the table's inputs with the values of this case.
    pub inputs: Vec<(String, serde_json::Value)>,
    pub answer: serde_json::Value,
    /// The rows that gave it, from 1.
    pub rows: Vec<usize>,
}

/// Something told to a unit, and to its officer when there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub unit: Uuid,
    pub officer: Option<Uuid>,
    pub text: String,
}

impl Deed {
    pub(crate) fn new(action: &'static str, body: serde_json::Value) -> Deed {
        Deed { action, body, timers: vec![], notices: vec![], decided: vec![] }
    }

    /// What the ledger says of it.
    pub(crate) fn told(&self) -> serde_json::Value {
        let mut body = self.body.clone();
        if let (false, Some(map)) = (self.decided.is_empty(), body.as_object_mut()) {
            map.insert("decided".into(), serde_json::json!(self.decided));
        }
        body
    }
}

/// Refuses unless the case is in one of the statuses.
pub(crate) fn in_status(d: &Dossier, allowed: &[Status]) -> Result<(), Refusal> {
    if allowed.contains(&d.case.status) {
        return Ok(());
    }
    Err(Refusal::new(
        "status",
        format!(
            "Hồ sơ đang ở trạng thái “{}” nên không thực hiện được việc này. Tải lại trang để xem bước tiếp theo.",
            d.case.status.label()
        ),
    ))
}

/// Refuses a text that says nothing (blank, invisible signs, dots alone) with words for the field.
pub(crate) fn needed(text: &str, field: &'static str, message: &str) -> Result<String, Refusal> {
    let text = kernel::text::clean(text);
    if !text.chars().any(char::is_alphanumeric) { Err(Refusal::new("required", message).at(field)) } else { Ok(text) }
}
