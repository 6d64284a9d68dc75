//! Inspections of how units control administrative procedures: the yearly plan with units ranked by their cases, each inspection
//! with team, checklist and conclusion, remedies followed to the end, reports. This file is what other modules may call.

pub mod actions;
mod checklist;
mod law;
mod model;
mod pages;
mod papers;
mod rules;
mod store;
mod words;

#[cfg(test)]
mod tests;

pub use actions::Order;
pub use checklist::{Checklist, Kind, checklist};
pub use law::{Law, Named, law};
pub use model::{
    Answer, Finding, Item, Manner, Mark, Measure, Minutes, Plan, Progress, Remedy, Reply, Report, Site, Stage, Status,
    Visit,
};
pub use rules::answer::Given;
pub use rules::visit::{Team, Word};
pub use rules::{Candidate, NewItem};

use std::sync::Arc;

use platform::jobs::JobKind;
use platform::web::{Failure, NavItem};
use platform::{App, Module};

pub use people::roles::permission::{
    INSPECTIONS_APPROVE as APPROVE, INSPECTIONS_MANAGE as MANAGE, INSPECTIONS_READ as READ, INSPECTIONS_WORK as WORK,
};

static TABLES: [&platform::Table; 6] = [
    &store::PLANS,
    &store::visits::VISITS,
    &store::visits::MEMBERS,
    &store::visits::ANSWERS,
    &store::visits::REMEDIES,
    &store::reports::REPORTS,
];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "inspections",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![JobKind::new(actions::fulfil::JOB, actions::fulfil::run)],
        nav: Some(Arc::new(|_, actor| {
            let items = actor.can(WORK).then(|| NavItem::new("/inspections", "Kiểm tra TTHC"));
            Box::pin(async move { Ok(items.into_iter().collect()) })
        })),
        ..Module::default()
    }
}

/// Checks the module's law before the first request: a wrong file stops the start with its place.
///
/// # Errors
/// The file and what is wrong with it.
pub fn start(app: &App) -> Result<(), Failure> {
    checklist(app)?;
    law(app).map(drop)
}
