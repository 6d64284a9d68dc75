//! Decisions, pure: a record as loaded and the ground it stands on go in; the changed record and its deed, or a refusal, come out.

pub mod impact;
pub mod plan;
pub mod proposal;
pub mod review;

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::law::Law;
use crate::model::{Opinion, Proposal, Review};

/// What a decision stands on.
pub struct Ground<'a> {
    pub now: Timestamp,
    pub today: Date,
    pub who: Option<Uuid>,
    pub law: &'a Law,
    /// Makes a new id.
    pub ids: &'a mut (dyn FnMut() -> Uuid + Send),
}

/// A record that begins with the deed, in the same batch.
#[derive(Debug, Clone)]
pub enum Begun {
    Review(Box<Review>),
    Proposal(Box<Proposal>),
    Opinion(Box<Opinion>),
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Deed {
    /// Its name in the ledger.
    pub action: &'static str,
    /// What happened, as data.
    pub body: Value,
    pub begun: Vec<Begun>,
}

impl Deed {
    pub fn new(action: &'static str, body: Value) -> Deed {
        Deed { action, body, begun: vec![] }
    }
}

/// A text that must be there, on one line or several, without control characters.
pub fn needed(text: &str, field: &'static str, what: &str) -> Result<String, Refusal> {
    let text = kernel::text::clean(text);
    if text.is_empty() {
        return Err(Refusal::new("required", format!("Nhập {what}.")).at(field));
    }
    let most = 20_000;
    if text.chars().count() > most {
        return Err(Refusal::new("long", format!("Rút gọn {what}: tối đa 20.000 ký tự.")).at(field));
    }
    Ok(text)
}

/// Refuses a deed that does not belong to the status the record is in.
pub fn only_in<S: PartialEq>(now: S, allowed: &[S], label: &str) -> Result<(), Refusal> {
    if allowed.contains(&now) {
        return Ok(());
    }
    Err(Refusal::new(
        "status",
        format!("Không làm được việc này khi đang ở trạng thái “{label}”. Tải lại trang để xem việc có thể làm."),
    ))
}
