//! Use cases: load, decide, commit one batch with its ledger event.

pub mod absences;
pub mod accounts;
pub mod sign_in;
pub mod units;

use kernel::error::Refusal;
use platform::web::Failure;

/// A refusal at a field, as a failure.
pub fn refuse(code: &'static str, field: &str, why: &str) -> Failure {
    Refusal::new(code, why).at(field).into()
}
