//! Plans of administrative-procedure control: the plan file read into tasks, each unit's share of the work, evidence and
//! acceptance, directives, budget and targets. This file is what other modules may call.

mod actions;
mod calendar;
pub mod directives;
mod export;
mod fulfil;
pub mod import;
mod model;
pub mod money;
mod pages;
mod rules;
mod store;
pub mod targets;

#[cfg(test)]
mod tests;

pub use actions::{
    Actor, Below, Change, Fulfilment, Loaded, Maker, NewPlan, Source, Span, Stage, TaskOrder, act, add_file, add_link,
    add_task, ask, below, change_plan, change_task, create, create_below, feed_work, fulfilled, hear, law, lead_work,
    listener, load_task, load_work, make_feed, plan, remove_evidence, remove_task,
};
pub use fulfil::{Continuous, Kind, Kinds};
pub use model::{Evidence, Plan, RecordLink, Role, SectionHead, Status, Task, Work};
pub use rules::{Deed, Period, periods};

use std::sync::Arc;

use platform::jobs::JobKind;
use platform::{Module, Permission};
use uuid::Uuid;

/// The tenant of plans: they belong to the whole administration, since their units stand in many agencies.
pub const TENANT: Uuid = Uuid::nil();

/// The permission to read plans.
pub const READ: Permission = "plans.read";
/// The permission to make and change plans, at the unit that leads them.
pub const EDIT: Permission = "plans.edit";
/// The permission to accept work or send it back, at the unit that leads the plan.
pub const ACCEPT: Permission = "plans.accept";
/// The permission to do a unit's work.
pub const WORK: Permission = "plans.work";
/// The permission to keep the budget, at the unit that plans money.
pub const BUDGET: Permission = "plans.budget";

/// The ledgered tables.
static TABLES: [&platform::Table; 9] = [
    &store::PLANS,
    &store::TASKS,
    &store::WORK,
    &store::EVIDENCE,
    &directives::DIRECTIVES,
    &directives::DELIVERIES,
    &money::MONEY,
    &targets::TARGETS,
    &targets::MEASURES,
];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "plans",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![JobKind::new(actions::own::JOB, actions::own::run)],
        nav: Some(Arc::new(|app, actor| Box::pin(pages::nav(app, actor)))),
        ..Module::default()
    }
}

/// Reads the law files of plans; a wrong one stops the start with its place.
///
/// # Errors
/// A missing or wrong file, told with its name and line.
pub fn start(app: &platform::App) -> Result<(), platform::web::Failure> {
    law(app)?;
    money::law(app)?;
    export::Layout::from_law(app.law()).map(|_| ()).map_err(platform::web::Failure::Internal)
}
