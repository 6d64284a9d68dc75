//! The catalogue: procedures as immutable versions, their e-forms and electronic processes; public search, pages, posting
//! and open data; import that reports row by row. This file is what other modules may call.

mod actions;
mod decisions;
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
pub use decisions::actions::proposed as proposed_process;
pub use decisions::actions::{act, begin, load as decision, put_item, put_items, sign, take_effect};
pub use decisions::chain::open_of as open_todos;
pub use decisions::events::{Happened, Listener, listen};
pub use decisions::law::law as publication_law;
pub use decisions::model::{
    Basis, Body, Change, Decision, DecisionKind, Dossier as DecisionDossier, Item, ItemBody, ProcessDraft,
    Status as DecisionStatus, Verdict,
};
pub use decisions::rules as decision_rules;
pub use decisions::showing::record as record_shown;
pub use decisions::steps::draft as process_draft;
pub use decisions::surfaces::{Proof, ShownEdit, Surface};
pub use decisions::todos::{Todo, TodoKind};
pub use eforms::{GENERIC, eform, eform_version, publish_form};
pub use flows::{
    Mapping, PublishedProcess, assign, assigned, mapping, process_for, process_version, publish_process,
    versions_of as process_versions,
};
pub use import::{ImportReport, RowReport, Upload, apply as import, install};
pub use model::{Case, Channel, ChannelTerm, Component, Fee, Kind, Level, Parts, Procedure, Version};
pub use pages::api::api;
pub use published::{Published, Publishing, decisions_since, published, published_since};
pub use rules::{Difference, Part, completeness, differences, gaps};
pub use search::{Hit, Index, IndexEntry, Tier, did_you_mean, search};
pub use shelf::all;

use platform::Module;
use platform::jobs::JobKind;
use platform::web::NavItem;
use uuid::Uuid;

/// The tenant of catalogue records: the catalogue belongs to the whole administration.
pub const TENANT: Uuid = Uuid::nil();

/// The permission to change procedures and import them.
pub const EDIT: platform::Permission = "catalogue.edit";
/// The permission to publish a version.
pub const PUBLISH: platform::Permission = "catalogue.publish";
/// The permission to draft decisions.
pub const DRAFT: platform::Permission = "catalogue.draft";
/// The permission to control the quality of drafts.
pub const CHECK: platform::Permission = "catalogue.check";
/// The permission to record what is posted.
pub const POST: platform::Permission = "catalogue.post";
/// The permission to design e-forms.
pub const DESIGN_FORMS: platform::Permission = "forms.design";
/// The permission to design electronic processes.
pub const DESIGN_PROCESSES: platform::Permission = "processes.design";

/// The ledgered tables.
static TABLES: [&platform::Table; 11] = [
    &store::PROCEDURES,
    &store::VERSIONS,
    series::FORMS.heads,
    series::FORMS.versions,
    series::PROCESSES.heads,
    series::PROCESSES.versions,
    &flows::ASSIGNMENTS,
    &decisions::store::DECISIONS,
    &decisions::store::ITEMS,
    &decisions::store::TODOS,
    &decisions::store::SURFACES,
];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "catalogue",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![
            JobKind::new(decisions::actions::EFFECT, decisions::actions::effect_job),
            JobKind::new(decisions::events::EVENT, decisions::events::event_job),
        ],
        nav: Some(std::sync::Arc::new(|app, actor| Box::pin(nav(app, actor)))),
        ..Module::default()
    }
}

/// This module's part of the navigation, with what is due within two days along the chain.
async fn nav(app: &platform::App, actor: &platform::Actor) -> Result<Vec<NavItem>, platform::DbError> {
    let items = [
        (EDIT, "/catalogue", "Danh mục thủ tục"),
        (DRAFT, "/publication", "Công bố"),
        (CHECK, "/publication", "Công bố"),
        (POST, "/publication/surfaces", "Niêm yết"),
        (DESIGN_FORMS, "/forms", "Biểu mẫu"),
        (DESIGN_PROCESSES, "/processes", "Quy trình"),
    ];
    let mut shown: Vec<NavItem> = vec![];
    for (may, href, label) in items {
        if actor.can(may) && !shown.iter().any(|n| n.href == href) {
            shown.push(NavItem::new(href, label));
        }
    }
    let soon = today(app).checked_add(jiff::Span::new().days(2)).unwrap_or(today(app));
    let (place, unit) =
        if actor.can(EDIT) { ("/publication", None) } else { ("/publication/surfaces", Some(actor.unit)) };
    if let Some(at) = shown.iter().position(|n| n.href == place) {
        let q = decisions::store::todos_due(soon, unit);
        let due: Option<(i64,)> = app.db().first(q.sql, q.args).await?;
        let item = shown.remove(at);
        shown.insert(at, item.counted("publication", due.map_or(0, |(n,)| n)));
    }
    Ok(shown)
}

/// Reads the law of publication, so that a wrong file stops the start.
///
/// # Errors
/// The file and what is wrong in it.
pub fn start(app: &platform::App) -> Result<(), platform::web::Failure> {
    decisions::law::law(app).map(|_| ())
}

/// The article behind a screen, from the law files; empty when they name none.
fn citation(app: &platform::App, of: &str) -> String {
    let text = app.law().get("catalogue/citations.toml").unwrap_or_default();
    let all = text.parse::<toml::Table>().unwrap_or_default();
    let found = all.get(of).and_then(|c| c.get("text")).and_then(toml::Value::as_str);
    found.unwrap_or_default().to_owned()
}
