//! Tests of the process engine.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod decisions;
mod expressions;
mod foreign;
mod graphs;
mod hostile;
mod logs;
mod runs;
mod shipped;
mod simulation;
mod soundness;
mod tables;
mod wide;
