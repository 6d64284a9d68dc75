//! Inspections of how units control administrative procedures: the yearly plan, with units ranked by what their cases say,
//! handed to the leader and approved. This file is what other modules may call.

pub mod actions;
mod law;
mod model;
mod pages;
mod papers;
mod rules;
mod store;

#[cfg(test)]
mod tests;

pub use actions::Order;
pub use law::{Law, Named, law};
pub use model::{Item, Manner, Plan, Status};
pub use rules::{Candidate, NewItem};

use std::sync::Arc;

use platform::jobs::JobKind;
use platform::web::{Failure, NavItem};
use platform::{App, Module};

pub use people::roles::permission::{
    INSPECTIONS_APPROVE as APPROVE, INSPECTIONS_MANAGE as MANAGE, INSPECTIONS_READ as READ,
};

static TABLES: [&platform::Table; 1] = [&store::PLANS];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "inspections",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![JobKind::new(actions::fulfil::JOB, actions::fulfil::run)],
        nav: Some(Arc::new(|_, actor| {
            let items = actor.can(READ).then(|| NavItem::new("/inspections", "Kiểm tra TTHC"));
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
    law(app).map(drop)
}
