//! Tests of the process engine.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod runs;
mod shipped;
