//! The pages of the catalogue: public ones that need neither script nor account, and those of the control officer.

pub mod api;
mod data;
mod designer;
mod desk;
mod edit;
mod find;
mod home;
mod importing;
mod posting;
mod processes;
mod public_list;
pub mod publication;
mod questions;
mod show;
mod trial;
mod upload;

#[cfg(test)]
pub use posting::paper as posting_paper;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts as RequestParts;
use platform::App;
use platform::web::{Access, Failure, Posted, Routes, Visit};

use crate::model::Version;
use crate::rules::Part;

/// The routes of the module with who may use each.
pub fn routes() -> Routes {
    Routes::new()
        .get("/", Access::Public, home::home)
        .get("/tro-giup", Access::Public, home::help)
        .get("/thu-tuc", Access::Public, find::find)
        .get("/thu-tuc/{code}", Access::Public, show::show)
        .get("/thu-tuc/{code}/niem-yet.pdf", Access::Public, posting::posting)
        .get("/cong-khai", Access::Public, public_list::public_list)
        .get("/du-lieu-mo", Access::Public, data::page)
        .get("/du-lieu-mo/thu-tuc.json", Access::Public, data::json)
        .get("/du-lieu-mo/thu-tuc.csv", Access::Public, data::csv)
        .get("/api/v1/procedures", Access::Public, api::list)
        .get("/api/v1/procedures/{code}", Access::Public, api::one)
        .merge(desk_routes())
        .merge(design_routes())
        .merge(publication::routes())
}

/// Procedures: list, history, import, edit, compare.
fn desk_routes() -> Routes {
    let edit = Access::Can(crate::EDIT);
    Routes::new()
        .get("/catalogue", edit, desk::list)
        .get("/catalogue/{code}", edit, desk::one)
        .get("/catalogue/new", edit, edit::blank)
        .post("/catalogue/new", Access::Can(crate::PUBLISH), edit::create)
        .get("/catalogue/import", edit, importing::start)
        .upload("/catalogue/import", edit, importing::look)
        .post("/catalogue/import/confirm", Access::Can(crate::PUBLISH), importing::confirm)
        .get("/catalogue/template.xlsx", edit, importing::template)
        .get("/catalogue/{code}/edit", edit, edit::edit)
        .post("/catalogue/{code}/edit", edit, edit::save)
        .get("/catalogue/{code}/compare", edit, edit::compare)
}

/// E-forms and electronic processes.
fn design_routes() -> Routes {
    let (forms, processes) = (Access::Can(crate::DESIGN_FORMS), Access::Can(crate::DESIGN_PROCESSES));
    Routes::new()
        .get("/forms", forms, designer::list)
        .post("/forms", forms, designer::create)
        .get("/forms/{code}", forms, designer::show)
        .post("/forms/{code}", forms, designer::change)
        .get("/forms/{code}/preview", forms, trial::preview)
        .post("/forms/{code}/preview", forms, trial::try_out)
        .get("/forms/{code}/source", forms, trial::source)
        .post("/forms/{code}/source", forms, trial::save_source)
        .get("/forms/{code}/compare", forms, trial::compare)
        .get("/processes", processes, processes::list)
        .upload("/processes", processes, processes::upload)
        .post("/processes/publish", processes, processes::publish)
        .get("/processes/{code}", processes, processes::show)
        .get("/processes/{code}/export.bpmn", processes, processes::export)
        .post("/catalogue/{code}/process", processes, processes::assign)
}

/// A procedure's code in the address; what cannot be one is a page that is not there.
pub struct Code(pub String);

impl FromRequestParts<App> for Code {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Result<Code, Failure> {
        match Path::<String>::from_request_parts(parts, app).await {
            Ok(Path(code)) if code.len() <= 80 => Ok(Code(code)),
            _ => Err(no_procedure("")),
        }
    }
}

/// The refusal for a code nobody knows.
pub fn no_procedure(code: &str) -> Failure {
    match code {
        "" => Failure::missing("Không có thủ tục nào mang mã này"),
        code => Failure::NotFound(format!("Không có thủ tục nào mang mã “{code}”")),
    }
}

/// The query of the address as pairs.
pub fn asked(visit: &Visit) -> Posted {
    Posted::parse(visit.path.split_once('?').map_or("", |(_, q)| q).as_bytes())
}

/// Encodes a text for an address.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(b)),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// A link with its words.
pub struct Link {
    pub href: String,
    pub label: String,
    pub note: String,
    pub current: bool,
}

impl Link {
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Link {
        Link { href: href.into(), label: label.into(), note: String::new(), current: false }
    }

    pub fn note(mut self, note: impl Into<String>) -> Link {
        self.note = note.into();
        self
    }
}

/// A part's line of words: a gap says so.
pub struct PartLine {
    pub part: Part,
    pub label: &'static str,
    pub lines: Vec<String>,
    pub gap: bool,
}

/// Parts as lines of words, in legal order.
pub fn part_lines(version: &Version) -> Vec<PartLine> {
    let mut missing = crate::rules::gaps(&version.parts);
    // What is known of a partial list is shown, followed by the word that it is partial.
    missing.retain(|part| *part != Part::Components);
    let said = crate::rules::words(&version.parts).into_iter();
    // The place is no constituent part: where the source names none, nothing is missing.
    let said = said.filter(|(part, text)| *part != Part::Place || !text.is_empty());
    let lines = said.map(|(part, text)| PartLine {
        part,
        label: part.label(),
        gap: text.is_empty() || (text != crate::rules::NONE && missing.contains(&part)),
        lines: text.lines().map(str::to_owned).collect(),
    });
    lines.collect()
}
