//! Reviews: plans of review, reviews of procedures with compliance cost, proposals followed to the end, impact assessment of
//! draft texts with the opinions asked about them, and their papers. This file is what other modules may call.

pub mod actions;
mod charts;
pub mod cost;
pub mod findings;
mod law;
mod model;
mod pages;
mod papers;
mod ranking;
pub mod rules;
mod store;
mod words;

#[cfg(test)]
mod tests;

pub use law::{Law, Named, law};
pub use model::{
    Carried, Change, Columns, Examined, Impact, ImpactItem, ImpactStatus, Initiative, ItemKind, LegalText, Measured,
    Opinion, OpinionStatus, Pick, Plan, PlanItem, PlanKind, PlanStatus, Proposal, ProposalStatus, Record, Remark,
    Reported, Review, ReviewStatus, Sent, Step, Subject, Taken, Uptake,
};
pub use ranking::{Candidate, candidates};
pub use store::{Filter, list, list_query, whole};

use std::sync::Arc;

use platform::jobs::JobKind;
use platform::web::{Failure, NavItem};
use platform::{App, Module};

pub use people::roles::permission::{
    REVIEWS_APPROVE as APPROVE, REVIEWS_MANAGE as MANAGE, REVIEWS_READ as READ, REVIEWS_WORK as WORK,
};

static TABLES: [&platform::Table; 5] =
    [&store::PLANS, &store::REVIEWS, &store::PROPOSALS, &store::IMPACTS, &store::OPINIONS];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "reviews",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![
            JobKind::new(actions::figures::JOB, actions::figures::run),
            JobKind::new(actions::told::JOB, actions::told::run),
        ],
        nav: Some(Arc::new(|_, actor| {
            let items = actor.can(READ).then(|| NavItem::new("/reviews", "Rà soát TTHC"));
            Box::pin(async move { Ok(items.into_iter().collect()) })
        })),
        sign_in: None,
    }
}

/// What plans of control ask this module for.
pub fn source() -> plans::Source {
    Arc::new(|app, from| Box::pin(actions::told::again(app, from)))
}

/// What this module measures for the targets of plans of control, from the cases it counted.
pub fn meter() -> plans::targets::Meter {
    Arc::new(|app, agency, what| Box::pin(actions::figures::meter(app, agency, what)))
}

/// Checks the module's law before the first request: a wrong file stops the start with its place.
///
/// # Errors
/// The file and what is wrong with it.
pub fn start(app: &App) -> Result<(), Failure> {
    law(app).map(drop)
}
