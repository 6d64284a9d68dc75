//! Plans of administrative-procedure control: the plan file read into tasks, each unit's share of the work, evidence and
//! acceptance, directives, budget and targets. This file is what other modules may call.

pub mod import;

#[cfg(test)]
mod tests;
