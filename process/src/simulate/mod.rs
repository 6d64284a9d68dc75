//! Simulation before approval: a process, the people who carry it out, the cases that come; out comes who waits where, who
//! is overloaded and what share would be late. Pure and by seed: the same scenario gives the same report.
//! The tokens are moved by the engine that runs real cases, so what is simulated is what will happen.

mod chance;
mod compare;
mod line;
mod office;
mod report;
mod scenario;
mod stats;
mod words;

use kernel::working_time::Calendar;

use crate::model::Definition;
pub use compare::{Comparison, compare};
pub use report::{Estimate, Report, Spread, StaffReport, StepReport};
pub use scenario::{Arrivals, Away, Kind, Outside, Scenario, Service, Staff, Variation};

/// Why a scenario cannot be simulated: Vietnamese, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SimulationError(pub String);

/// Simulates a process under a scenario on the working calendar.
///
/// # Errors
/// A scenario that does not fit the process (an unknown flow, staff of no step, no arrivals), days the calendar does not
/// cover, or a process that goes round for ever with the given data.
pub fn simulate(def: &Definition, calendar: &Calendar, scenario: &Scenario) -> Result<Report, SimulationError> {
    let plan = scenario::Plan::of(def, calendar, scenario)?;
    let mut runs = vec![];
    for replication in 0..scenario.replications.max(1) {
        runs.push(office::run(&plan, replication)?);
    }
    Ok(report::report(&plan, &runs))
}
