//! The process engine, pure: a BPMN 2.0 definition, a small instance, and `step(definition, instance, signal)` that says
//! what the world must do. Replaying the same signals gives the same instance.

mod build;
mod check;
pub mod dmn;
mod engine;
pub mod feel;
mod graph;
pub mod mining;
mod model;
mod run;
pub mod simulate;
pub mod table;
mod write;
mod xml;

pub use build::parse;
pub use check::check;
pub use engine::{Effect, Instance, Runner, Signal, StepError, start, start_at, step};
pub use model::{ClockPolicy, Definition, Path, Problem, TaskDef, TaskKind, TimerSpec};
pub use run::{Run, Visit, run, run_with};
pub use write::export;

#[cfg(test)]
mod tests;
