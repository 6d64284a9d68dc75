//! The public places of one procedure, each with its proof, and the form that records what is seen there: a photograph, a day,
//! a name; the address of the record for the national database.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use kernel::error::Refusal;
use kernel::time::date;
use platform::web::{Failure, Page, Reply, Visit, file};
use uuid::Uuid;

use super::surfaces::{Place, places, settle};
use super::{Typed, day, told};
use crate::decisions::law::law;
use crate::decisions::showing;
use crate::decisions::surfaces::{self, Compared, Proof, ShownEdit, Surface};
use crate::model::Version;
use crate::pages::{Code, no_procedure, upload};

#[derive(Template)]
#[template(path = "publication_surface.html")]
struct One {
    page: Page,
    code: String,
    name: String,
    number: i64,
    /// The newest version, to be put up on its day.
    newest: i64,
    places: Vec<PlaceLine>,
    choices: Vec<(String, String, bool)>,
    numbers: Vec<(i64, bool)>,
    may_post: bool,
    today: String,
    officer: String,
    typed: Typed,
}

struct PlaceLine {
    name: String,
    surface: &'static str,
    shown: i64,
    on: String,
    officer: String,
    reference: String,
    note: String,
    proof: Option<String>,
    proof_name: String,
    state: &'static str,
    colour: &'static str,
    /// Parts of its record against the version in force.
    contents: Vec<Compared>,
}

/// May the actor record what this place shows?
fn may(actor: &platform::Actor, unit: Option<&people::Unit>) -> bool {
    actor.can_at(crate::POST, unit.map_or("/", |u| u.path.as_str()))
}

async fn view(visit: &Visit, code: &str, typed: Typed) -> Result<One, Failure> {
    let app = &visit.app;
    let versions = crate::versions(app, code).await?;
    let newest = versions.first().ok_or_else(|| no_procedure(code))?;
    let current = crate::current(app, code).await?;
    let in_force = current.as_ref().map(|v| v.number);
    let units = people::units(app, crate::today(app)).await?;
    let desks = surfaces::desks(&units, &newest.parts.level, &law(app)?.desks);
    let shown = showing::shown_of(app, code).await?;
    let mut all = places(in_force, &desks, &shown);
    if let Some(v) = &current {
        settle(&mut all, &v.parts);
        boards(&mut all, (v, &versions));
    }
    let actor = visit.actor()?;
    let chosen = typed.posted.get("place").to_owned();
    let choices = all.iter().filter(|p| may(actor, units.iter().find(|u| u.id == p.unit))).map(|p| {
        let slug = if p.surface == Surface::National { "national".to_owned() } else { p.unit.to_string() };
        let name =
            if p.surface == Surface::National { visit.lang.t(p.surface.label()).to_owned() } else { p.name.clone() };
        let picked = slug == chosen;
        (slug, name, picked)
    });
    let choices: Vec<(String, String, bool)> = choices.collect();
    let number = typed.posted.get("number").parse().unwrap_or(in_force.unwrap_or(0));
    Ok(One {
        page: visit.page("Nơi công khai thủ tục"),
        code: code.to_owned(),
        name: newest.parts.name.clone(),
        number: in_force.unwrap_or(0),
        newest: newest.number,
        places: all.iter().map(|p| place_line(visit, code, p)).collect(),
        may_post: !choices.is_empty() && actor.can(crate::POST),
        choices,
        numbers: versions.iter().map(|v| (v.number, v.number == number)).collect(),
        today: crate::today(app).to_string(),
        officer: actor.name.clone(),
        typed,
    })
}

/// A board that shows another version is held against the one in force by what both say; what is the same is left out.
fn boards(places: &mut [Place], (in_force, all): (&Version, &[Version])) {
    for p in places.iter_mut().filter(|p| p.contents.is_empty()) {
        let number = p.shown.as_ref().map_or(0, |s| s.number);
        if let Some(v) = all.iter().find(|v| v.number == number && number != in_force.number) {
            p.contents = surfaces::contents(&in_force.parts, &v.parts);
            p.contents.retain(|c| !c.same);
        }
    }
}

fn place_line(visit: &Visit, code: &str, p: &Place) -> PlaceLine {
    let proof = p.shown.as_ref().map(|s| s.proof.clone()).unwrap_or_default();
    PlaceLine {
        name: if p.name.is_empty() { visit.lang.t(p.surface.label()).to_owned() } else { p.name.clone() },
        surface: if p.name.is_empty() { "" } else { p.surface.label() },
        shown: p.shown.as_ref().map_or(0, |s| s.number),
        on: p.shown.as_ref().map(|s| date(s.shown_on)).unwrap_or_default(),
        officer: proof.officer,
        reference: proof.reference,
        note: proof.note,
        proof: p
            .shown
            .as_ref()
            .filter(|s| s.proof.file.is_some())
            .map(|s| format!("/publication/surfaces/{code}/proof/{}", s.id)),
        proof_name: proof.file_name,
        state: p.state.label(),
        colour: p.state.colour(),
        contents: p.contents.clone(),
    }
}

/// GET /publication/surfaces/{code}
pub async fn one(visit: Visit, Code(code): Code) -> Reply {
    let page = view(&visit, &code, Typed::default()).await?;
    visit.html(&page)
}

/// The type of a proof by its content: a photograph or a PDF.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let all: [(&str, &[u8]); 3] =
        [("image/jpeg", &[0xff, 0xd8, 0xff]), ("image/png", &[0x89, b'P', b'N', b'G']), ("application/pdf", b"%PDF-")];
    all.into_iter().find(|(_, magic)| bytes.starts_with(magic)).map(|(mime, _)| mime)
}

async fn read(visit: &Visit, code: &str, taken: &upload::Taken) -> Result<ShownEdit, Failure> {
    let posted = &taken.fields;
    let (surface, unit) = match posted.get("place") {
        "national" => (Surface::National, Uuid::nil()),
        text => match text.parse::<Uuid>() {
            Ok(unit) => (Surface::Posting, unit),
            Err(_) => return Err(Refusal::new("place", "Chưa chọn nơi công khai.").at("place").into()),
        },
    };
    let units = people::units(&visit.app, crate::today(&visit.app)).await?;
    let known = units.iter().find(|u| u.id == unit);
    if !may(visit.actor()?, known) {
        visit.actor()?.require(crate::POST, known.map_or("/", |u| u.path.as_str()))?;
    }
    let mut proof = Proof {
        officer: kernel::text::line(posted.get("officer")),
        reference: kernel::text::line(posted.get("reference")),
        note: kernel::text::line(posted.get("note")),
        ..Proof::default()
    };
    let pasted = posted.get("record").trim();
    if surface == Surface::National && !pasted.is_empty() {
        proof.record = Some(Box::new(crate::import::national_record(pasted, code)?));
    }
    if !taken.bytes.is_empty() {
        let Some(mime) = kind(&taken.bytes) else {
            let message =
                format!("Tệp “{}” không phải ảnh JPG, PNG hoặc PDF. Chụp lại hoặc chuyển loại tệp.", taken.name);
            return Err(Refusal::new("file", message).at("file").into());
        };
        proof.file = Some(visit.app.files().put(&taken.bytes).await?);
        (proof.file_name, proof.mime) = (taken.name.clone(), mime.to_owned());
    }
    let number = posted.get("number").parse().unwrap_or(-1);
    Ok(ShownEdit { surface, unit, code: code.to_owned(), number, shown_on: day(posted, "shown_on")?, proof })
}

/// POST /publication/surfaces/{code}
pub async fn record(visit: Visit, Code(code): Code, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let taken = upload::take(sent).await?;
    let done = match read(&visit, &code, &taken).await {
        Ok(edit) => showing::record(&visit.app, edit, visit.actor()?.by()).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(_) => {
            let words = visit.lang.t("Đã ghi nhận nơi công khai kèm minh chứng.");
            Ok(visit.done(&format!("/publication/surfaces/{code}"), words))
        }
        Err(failure) => {
            let refusal = told(failure)?;
            let page = view(&visit, &code, Typed::refused(taken.fields, &refusal)).await?;
            visit.html_refused(&page)
        }
    }
}

/// A code and the record of a place.
pub struct ProofOf(String, Uuid);

impl axum::extract::FromRequestParts<platform::App> for ProofOf {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        app: &platform::App,
    ) -> Result<ProofOf, Failure> {
        let found = axum::extract::Path::<(String, String)>::from_request_parts(parts, app).await.ok();
        let found = found.and_then(|axum::extract::Path((code, id))| Some(ProofOf(code, id.parse().ok()?)));
        found.ok_or_else(|| Failure::missing("Không có minh chứng này"))
    }
}

/// GET /publication/surfaces/{code}/proof/{id}
pub async fn proof(visit: Visit, ProofOf(code, id): ProofOf) -> Reply {
    let shown = showing::shown_of(&visit.app, &code).await?.into_iter().find(|s| s.id == id);
    let proof = shown.map(|s| s.proof).ok_or_else(|| Failure::missing("Không có minh chứng này"))?;
    let bytes = visit.app.files().get(proof.file.as_deref().unwrap_or_default()).await?;
    let mimes = ["image/jpeg", "image/png", "application/pdf"];
    let mime = mimes.into_iter().find(|m| *m == proof.mime).unwrap_or("application/octet-stream");
    Ok(file(bytes, (&proof.file_name, mime)))
}
