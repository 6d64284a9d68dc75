//! Outreach: news and pages of the public portal, written by one person and published by another, with every published version
//! in the ledger. This file is what other modules may call.

pub mod actions;
mod fulfil;
mod leaflet;
mod model;
mod pages;
pub mod rules;
mod store;
pub mod text;
mod words;

#[cfg(test)]
mod tests;

pub use model::{Article, Content, Linked, Public, Status};

use std::sync::Arc;

use platform::Module;
use platform::jobs::JobKind;
use platform::web::NavItem;

pub use people::roles::permission::{OUTREACH_PUBLISH as PUBLISH, OUTREACH_READ as READ, OUTREACH_WRITE as WRITE};

static TABLES: [&platform::Table; 1] = [&store::ARTICLES];

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
