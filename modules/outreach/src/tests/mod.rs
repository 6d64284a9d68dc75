//! Tests of outreach: the markup and the rules.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod campaigns;
mod conduct;
mod dialogues;
mod law;
mod leaflet;
mod quiz;
mod rules;
mod text;
mod trainings;
