//! Tests of the catalogue: rules and search are pure; stories run on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod desk;
mod find;
mod pages;
mod publication;
mod reading;
mod rules;
mod stories;
mod tables;

use std::sync::Arc;

use platform::app::{SetClock, Setup};
use platform::files::Files;
use platform::law::LawFiles;
use platform::testing::TestDb;
use platform::web::{Routes, SignIn};
use platform::{App, Module};

/// An application over a test database, at a day in May 2024, with the shipped law.
fn app(db: &TestDb) -> (App, Routes, Arc<SetClock>) {
    app_with(db, None)
}

fn app_with(db: &TestDb, sign_in: Option<Arc<dyn SignIn>>) -> (App, Routes, Arc<SetClock>) {
    let clock = SetClock::new(kernel::time::parse_local("2024-05-20T09:00").unwrap());
    let setup = Setup {
        db: db.db.clone(),
        clock: clock.clone(),
        law: LawFiles::built_in(),
        files: Files::open(db.folder.join("files")).unwrap(),
        address: "http://127.0.0.1:8080".into(),
        demo: false,
        session_minutes: 30,
    };
    let (app, routes) = App::new(setup, vec![Module { sign_in, ..crate::module() }]);
    (app, routes, clock)
}

fn parts(code: &str, name: &str) -> crate::Parts {
    crate::Parts { code: code.into(), name: name.into(), ..crate::Parts::default() }
}
