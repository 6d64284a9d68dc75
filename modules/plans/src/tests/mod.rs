//! Tests of plans: reading is pure; stories run on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod hostile;
mod norms;
mod plans;
mod rules;
mod seed;

use platform::law::LawFiles;

use crate::import::{Plan, Reading, read};

fn reading() -> Reading {
    Reading::from_law(&LawFiles::built_in()).unwrap()
}

fn shipped() -> String {
    LawFiles::built_in().get("plans/ke-hoach-kstthc-2024.txt").unwrap().to_owned()
}

fn seed_plan() -> Plan {
    read("ke-hoach.txt", shipped().as_bytes(), &reading())
}
