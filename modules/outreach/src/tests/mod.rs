//! Tests of outreach: the markup and the rules.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod rules;
mod text;
