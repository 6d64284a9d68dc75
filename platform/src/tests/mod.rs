//! Tests of the machinery: the seam on both databases, the ledger, jobs, files, and what the web layers let through.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod batches;
mod blobs;
mod chains;
mod errands;
mod full;
mod values;
mod web;

use std::sync::Arc;

use kernel::time::{Timestamp, parse_local};

use crate::app::{App, Module, SetClock, Setup};
use crate::db::Table;
use crate::files::Files;
use crate::jobs::JobKind;
use crate::law::LawFiles;
use crate::testing::TestDb;

/// A ledgered table of the tests' own.
static THINGS: Table = Table::new("things", &["tenant_id", "id"], &["name", "n"]);

const CREATE: &str = "CREATE TABLE things (tenant_id UUID NOT NULL, id UUID NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL, \
     PRIMARY KEY (tenant_id, id));";

fn at(text: &str) -> Timestamp {
    parse_local(text).unwrap()
}

static TABLES: [&Table; 1] = [&THINGS];

/// Both databases with the tests' table.
async fn each() -> Vec<TestDb> {
    let all = crate::testing::each_db().await.unwrap();
    for t in &all {
        t.db.script(CREATE).await.unwrap();
    }
    all
}

/// An application over a test database that knows one kind of job.
fn app(t: &TestDb, jobs: Vec<JobKind>) -> (App, Arc<SetClock>) {
    let clock = SetClock::new(at("2024-03-04T08:00"));
    let setup = Setup {
        db: t.db.clone(),
        clock: clock.clone(),
        law: LawFiles::built_in(),
        files: Files::open(t.folder.join("files")).unwrap(),
        address: "http://localhost".into(),
        demo: false,
        session_minutes: 480,
    };
    let module = Module { name: "tests", tables: &TABLES, jobs, ..Module::default() };
    (App::new(setup, vec![module]).0, clock)
}
