//! The catalogue: procedures as immutable versions, their e-forms and electronic processes; public search, pages, posting
//! and open data; import that reports row by row. This file is what other modules may call.

mod actions;
mod eforms;
mod flows;
mod import;
mod model;
mod pages;
mod published;
mod rules;
mod search;
mod series;
mod shelf;
mod store;
mod texts;

#[cfg(test)]
mod tests;

pub use actions::{
    Draft, Publication, current, draft, drop_draft, on_day, procedure, publish, save_draft, today, used, version,
    versions,
};
pub use eforms::{GENERIC, eform, eform_version, publish_form};
pub use flows::{PublishedProcess, assign, assigned, process_for, process_version, publish_process};
pub use import::{ImportReport, RowReport, Upload, apply as import, install};
pub use model::{Case, Channel, ChannelTerm, Component, Fee, Kind, Level, Parts, Procedure, Version};
pub use pages::api::api;
pub use published::{Published, Publishing, published_since};
pub use rules::{Difference, Part, completeness, differences, gaps};
pub use search::{Hit, Index, IndexEntry, Tier, did_you_mean, search};
pub use shelf::all;

use platform::Module;
use platform::web::NavItem;
use uuid::Uuid;

/// The tenant of catalogue records: the catalogue belongs to the whole administration.
pub const TENANT: Uuid = Uuid::nil();

/// The permission to change procedures and import them.
pub const EDIT: platform::Permission = "catalogue.edit";
/// The permission to publish a version.
pub const PUBLISH: platform::Permission = "catalogue.publish";
/// The permission to design e-forms.
pub const DESIGN_FORMS: platform::Permission = "forms.design";
/// The permission to design electronic processes.
pub const DESIGN_PROCESSES: platform::Permission = "processes.design";

/// The ledgered tables.
static TABLES: [&platform::Table; 7] = [
    &store::PROCEDURES,
    &store::VERSIONS,
    series::FORMS.heads,
    series::FORMS.versions,
    series::PROCESSES.heads,
    series::PROCESSES.versions,
    &flows::ASSIGNMENTS,
];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "catalogue",
        routes: pages::routes(),
        tables: &TABLES,
        nav: Some(std::sync::Arc::new(|_, actor| Box::pin(async move { Ok(nav(actor)) }))),
        ..Module::default()
    }
}

/// This module's part of the navigation.
fn nav(actor: &platform::Actor) -> Vec<NavItem> {
    let items = [
        (EDIT, "/catalogue", "Danh mục thủ tục"),
        (DESIGN_FORMS, "/forms", "Biểu mẫu"),
        (DESIGN_PROCESSES, "/processes", "Quy trình"),
    ];
    items.into_iter().filter(|(may, _, _)| actor.can(may)).map(|(_, href, label)| NavItem::new(href, label)).collect()
}

/// The article behind a screen, from the law files; empty when they name none.
fn citation(app: &platform::App, of: &str) -> String {
    let text = app.law().get("catalogue/citations.toml").unwrap_or_default();
    let all = text.parse::<toml::Table>().unwrap_or_default();
    let found = all.get(of).and_then(|c| c.get("text")).and_then(toml::Value::as_str);
    found.unwrap_or_default().to_owned()
}
