//! Pages of publication: decisions from draft to effect, to-dos along the chain, the three public places, process drafts.

mod as_of;
mod check;
mod importing;
mod items;
mod list;
mod moves;
mod one;
mod paper;
mod process;
mod surface;
mod surfaces;
mod todos;

pub use one::{TodoLine, place_names, todo_line};
pub use process::verdict;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts as RequestParts;
use jiff::civil::Date;
use kernel::error::Refusal;
use platform::App;
use platform::i18n::Lang;
use platform::web::{Access, Failure, Posted, Routes};
use uuid::Uuid;

use crate::decisions::clock::Standing;

/// What is read by everybody at work.
const READ: Access = Access::Can("catalogue.read");

/// The routes of publication.
pub fn routes() -> Routes {
    let (draft, check) = (Access::Can(crate::DRAFT), Access::Can(crate::CHECK));
    let publish = Access::Can(crate::PUBLISH);
    Routes::new()
        .get("/publication", READ, list::list)
        .get("/publication/new", draft, list::blank)
        .post("/publication/new", draft, list::create)
        .get("/publication/{id}", READ, one::show)
        .post("/publication/{id}/head", draft, moves::head)
        .post("/publication/{id}/send", draft, moves::send)
        .post("/publication/{id}/recall", draft, moves::recall)
        .post("/publication/{id}/withdraw", draft, moves::withdraw)
        .get("/publication/{id}/check", check, check::form)
        .post("/publication/{id}/check", check, check::record)
        .post("/publication/{id}/submit", publish, moves::submit)
        .post("/publication/{id}/send-back", publish, moves::send_back)
        .post("/publication/{id}/sign", publish, moves::sign)
        .get("/publication/{id}/paper/{name}", READ, paper::paper)
        .get("/publication/{id}/items", draft, items::pick)
        .get("/publication/{id}/items/{item}", draft, items::edit)
        .post("/publication/{id}/items/{item}", draft, items::save)
        .post("/publication/{id}/items/{item}/drop", draft, items::drop)
        .get("/publication/{id}/import", draft, importing::start)
        .upload("/publication/{id}/import", draft, importing::look)
        .post("/publication/{id}/import/confirm", draft, importing::confirm)
        .merge(process_routes())
        .merge(chain_routes())
}

/// Drafts of processes, as a table and as a diagram.
fn process_routes() -> Routes {
    let draft = Access::Can(crate::DRAFT);
    Routes::new()
        .get("/publication/{id}/process/{item}", READ, process::show)
        .post("/publication/{id}/process/{item}/steps", draft, process::steps)
        .upload("/publication/{id}/process/{item}/file", draft, process::file)
        .get("/publication/{id}/process/{item}/diagram", draft, process::diagram)
        .post("/publication/{id}/process/{item}/diagram", draft, process::save_diagram)
        .get("/publication/{id}/process/{item}/draft.bpmn", READ, process::source)
        .get("/processes/{code}/diagram", READ, process::view_diagram)
        .get("/processes/{code}/drawing.bpmn", READ, process::drawing)
}

/// What follows a decision: to-dos, the three places, what was seen on a day.
fn chain_routes() -> Routes {
    Routes::new()
        .get("/publication/todos", READ, todos::list)
        .post("/publication/todos/{id}/settle", Access::Can(crate::EDIT), todos::settle)
        .get("/publication/surfaces", READ, surfaces::list)
        .get("/publication/surfaces.xlsx", READ, surfaces::export)
        .get("/publication/surfaces/{code}", READ, surface::one)
        .upload("/publication/surfaces/{code}", Access::Can(crate::POST), surface::record)
        .get("/publication/surfaces/{code}/proof/{id}", READ, surface::proof)
        .get("/catalogue/{code}/as-of", READ, as_of::show)
}

/// A decision named in the address; what cannot be one is a page that is not there.
pub struct Id(pub Uuid);

impl FromRequestParts<App> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Result<Id, Failure> {
        let found = Path::<String>::from_request_parts(parts, app).await.ok();
        let id = found.and_then(|Path(text)| text.parse().ok());
        id.map(Id).ok_or_else(|| Failure::missing("Không có nội dung này"))
    }
}

/// A decision and something of it: the id, and the text after it.
pub struct Within(pub Uuid, pub String);

impl FromRequestParts<App> for Within {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut RequestParts, app: &App) -> Result<Within, Failure> {
        let found = Path::<(String, String)>::from_request_parts(parts, app).await.ok();
        let split = found.and_then(|Path((id, rest))| Some(Within(id.parse().ok()?, rest)));
        split.ok_or_else(|| Failure::missing("Không có nội dung này"))
    }
}

/// One refusal beside its field and on top.
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FieldError {
    pub fn of(refusal: &Refusal) -> FieldError {
        let message = match &refusal.law {
            Some(law) => format!("{} ({law})", refusal.message),
            None => refusal.message.clone(),
        };
        FieldError { field: refusal.field.clone().unwrap_or_else(|| "main".into()), message }
    }
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
pub struct Typed {
    pub posted: Posted,
    pub errors: Vec<FieldError>,
}

impl Typed {
    /// A refused post.
    pub fn refused(posted: Posted, refusal: &Refusal) -> Typed {
        Typed { posted, errors: vec![FieldError::of(refusal)] }
    }

    /// What was typed in a field, or what stands there.
    pub fn val(&self, name: &str, stands: &str) -> String {
        if self.posted.has(name) { self.posted.get(name).to_owned() } else { stands.to_owned() }
    }

    /// The error of a field.
    pub fn err(&self, name: &str) -> String {
        self.errors.iter().find(|e| e.field == name).map(|e| e.message.clone()).unwrap_or_default()
    }
}

/// What a failed action says on the page it was typed on; other failures are pages of their own.
pub fn told(failure: Failure) -> Result<Refusal, Failure> {
    match failure {
        Failure::Refused(refusal) => Ok(refusal),
        Failure::Conflict(words) => Ok(Refusal::new("conflict", words)),
        other => Err(other),
    }
}

/// A day as typed; empty is none.
pub fn day(posted: &Posted, name: &str) -> Result<Option<Date>, Refusal> {
    match posted.some(name) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| {
            Refusal::new("date", format!("Ngày “{text}” chưa đúng. Nhập theo mẫu 2024-05-01.")).at(name.to_owned())
        }),
    }
}

/// The event the page stood on.
pub fn seen(posted: &Posted) -> Option<i64> {
    posted.get("seen").parse().ok()
}

/// A standing in words.
pub fn standing(lang: Lang, s: Standing) -> String {
    match s {
        Standing::Unknown => lang.t("Chưa tính được").to_owned(),
        Standing::Kept => lang.t("Đúng hạn").to_owned(),
        Standing::DoneLate(n) => lang.f("Đã làm, chậm {} ngày", &[&n]),
        Standing::Left(0) => lang.t("Đến hạn hôm nay").to_owned(),
        Standing::Left(n) => lang.f("Còn {} ngày", &[&n]),
        Standing::Late(n) => lang.f("Quá hạn {} ngày", &[&n]),
    }
}
