//! Tests of the catalogue.
#![allow(clippy::unwrap_used, clippy::expect_used)]
