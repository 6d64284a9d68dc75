//! Outreach: news and pages of the public portal, written by one person and published by another, with every published version
//! in the ledger. This file is what other modules may call.

pub mod actions;
pub mod campaigns;
pub mod conduct;
pub mod dialogues;
mod fulfil;
mod law;
mod leaflet;
mod model;
mod pages;
mod papers;
pub mod quiz;
pub mod record;
pub mod reports;
pub mod rules;
mod store;
pub mod text;
mod training_papers;
pub mod trainings;
mod words;

#[cfg(test)]
mod tests;

pub use law::{Law, law};
pub use model::{Article, Content, Linked, Public, Status};

use std::sync::Arc;

use platform::Module;
use platform::jobs::JobKind;
use platform::web::NavItem;

pub use people::roles::permission::{
    OUTREACH_CONDUCT as CONDUCT, OUTREACH_PUBLISH as PUBLISH, OUTREACH_READ as READ, OUTREACH_WRITE as WRITE,
};

static TABLES: [&platform::Table; 6] = [
    &store::ARTICLES,
    &campaigns::CAMPAIGNS,
    &trainings::TRAININGS,
    &dialogues::DIALOGUES,
    &dialogues::QUESTIONS,
    &conduct::CONDUCTS,
];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "outreach",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![JobKind::new(fulfil::JOB, fulfil::run)],
        nav: Some(Arc::new(|_, actor| {
            let items = actor.can(READ).then(|| NavItem::new("/outreach", "Truyền thông"));
            Box::pin(async move { Ok(items.into_iter().collect()) })
        })),
        sign_in: None,
    }
}

/// Checks the module's law before the first request: a wrong file stops the start with its place.
///
/// # Errors
/// The file and what is wrong with it.
pub fn start(app: &platform::App) -> Result<(), platform::web::Failure> {
    law(app).map(drop)
}
