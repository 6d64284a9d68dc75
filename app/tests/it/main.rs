//! The one end-to-end binary: stories across modules on both databases, the permission table, the house rules.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod approval;
mod browser;
mod cli;
mod functions;
mod harness;
mod house;
mod inspections;
mod keys;
mod ledger;
mod outreach;
mod plans;
mod process;
mod publication;
mod reliability;
mod reviews;
mod stories;
mod words;
