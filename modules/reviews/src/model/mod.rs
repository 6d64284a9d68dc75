//! What reviews keep: plans, reviews, proposals, impact assessments and opinions, each one record with one history.
//! What lists filter and sort by is a column; the whole record is its body.

mod impact;
mod plan;
mod proposal;
mod review;

pub use impact::{Impact, ImpactItem, ImpactStatus, ItemKind, Opinion, OpinionStatus, Sent, Taken, Uptake};
pub use plan::{Initiative, Pick, Plan, PlanItem, PlanKind, PlanStatus, Reported};
pub use proposal::{Carried, Change, LegalText, Measured, Proposal, ProposalStatus, Step};
pub use review::{Examined, Remark, Review, ReviewStatus};

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A procedure as a plan or review names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Subject {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub field: String,
    /// The level that settles it, as the catalogue has it.
    #[serde(default)]
    pub level: String,
    /// The version looked at.
    #[serde(default)]
    pub version: Option<Uuid>,
    /// "A" or "B" for a procedure inside the administration.
    #[serde(default)]
    pub group: Option<String>,
}

/// What the columns of a record hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The agency that merges, approves and answers for it.
    pub tenant: Uuid,
    pub id: Uuid,
    /// The unit that works on it.
    pub unit: Uuid,
    /// The record it belongs to.
    pub parent: Option<Uuid>,
    pub year: i64,
    pub status: i64,
    pub title: String,
    pub changed_at: Timestamp,
}

/// A kind of record.
pub trait Record: Clone + PartialEq + Serialize + serde::de::DeserializeOwned + Send + Sync + 'static {
    /// Its name in the ledger.
    const KIND: &'static str;
    /// What a person is told is missing.
    const MISSING: &'static str;

    fn table() -> &'static platform::Table;
    fn columns(&self) -> Columns;
    /// Notes when it was changed; the store calls it before it saves.
    fn touch(&mut self, now: Timestamp);
}
