//! The pages of news: the public list and page with its leaflet, and the workspace where articles are written, reviewed and
//! published. Handlers parse, call an action and answer.

mod campaigns;
mod conduct;
mod dialogues;
mod kit;
mod leaflet;
mod public;
mod records;
mod report;
mod staff;
mod talk;
mod training;
mod training_act;
mod trainings;

use kernel::error::Refusal;
use platform::web::{Access, Routes};

use crate::text::{Block, parse};
use crate::{CONDUCT, PUBLISH, READ, WRITE};

/// The routes with who may use each.
pub fn routes() -> Routes {
    let (read, write, publish) = (Access::Can(READ), Access::Can(WRITE), Access::Can(PUBLISH));
    Routes::new()
        .get("/tin-tuc", Access::Public, public::list)
        .get("/tin-tuc/{id}", Access::Public, public::show)
        .get("/tin-tuc/{id}/{name}", Access::Public, leaflet::article)
        .get("/to-roi/{code}/{name}", Access::Public, leaflet::procedure)
        .get("/outreach/leaflet", read, leaflet::find)
        .get("/outreach", read, staff::list)
        .get("/outreach/new", write, staff::blank)
        .post("/outreach/new", write, staff::begin)
        .get("/outreach/news/{id}", read, staff::show)
        .post("/outreach/news/{id}/edit", write, staff::perform)
        .post("/outreach/news/{id}/hand-in", write, staff::perform)
        .post("/outreach/news/{id}/give-back", publish, staff::perform)
        .post("/outreach/news/{id}/publish", publish, staff::perform)
        .post("/outreach/news/{id}/withdraw", publish, staff::perform)
        .merge(campaign_routes())
        .merge(training_routes())
        .merge(dialogue_routes())
        .merge(conduct_routes())
}

fn campaign_routes() -> Routes {
    let (read, write) = (Access::Can(READ), Access::Can(WRITE));
    Routes::new()
        .get("/outreach/campaigns", read, campaigns::list)
        .get("/outreach/campaigns/new", write, campaigns::blank)
        .post("/outreach/campaigns/new", write, campaigns::begin)
        .get("/outreach/campaigns/{id}", read, campaigns::show)
        .upload("/outreach/campaigns/{id}/add", write, campaigns::add)
        .post("/outreach/campaigns/{id}/remove", write, campaigns::perform)
        .post("/outreach/campaigns/{id}/edit", write, campaigns::perform)
        .post("/outreach/campaigns/{id}/finish", write, campaigns::perform)
        .post("/outreach/campaigns/{id}/cancel", write, campaigns::perform)
        .get("/outreach/campaigns/{id}/files/{activity}/{n}", read, campaigns::file)
        .get("/outreach/campaigns/{id}/papers/{name}", read, campaigns::paper)
        .get("/outreach/report", read, report::show)
        .get("/outreach/report/{year}/{name}", read, report::paper)
}

fn training_routes() -> Routes {
    let (read, write) = (Access::Can(READ), Access::Can(WRITE));
    Routes::new()
        .get("/outreach/trainings", read, trainings::list)
        .get("/outreach/trainings/new", write, trainings::blank)
        .post("/outreach/trainings/new", write, trainings::begin)
        .get("/outreach/trainings/{id}", read, training::show)
        .post("/outreach/trainings/{id}/edit", write, training_act::perform)
        .post("/outreach/trainings/{id}/session", write, training_act::perform)
        .post("/outreach/trainings/{id}/session-remove", write, training_act::perform)
        .post("/outreach/trainings/{id}/invite", write, training_act::perform)
        .post("/outreach/trainings/{id}/uninvite", write, training_act::perform)
        .post("/outreach/trainings/{id}/set-test", write, training_act::perform)
        .post("/outreach/trainings/{id}/announce", write, training_act::perform)
        .post("/outreach/trainings/{id}/attendance", write, training_act::perform)
        .post("/outreach/trainings/{id}/finish", write, training_act::perform)
        .post("/outreach/trainings/{id}/cancel", write, training_act::perform)
        .upload("/outreach/trainings/{id}/materials", write, training_act::materials)
        .post("/outreach/trainings/{id}/certify", write, training_act::certify)
        .post("/outreach/trainings/{id}/enrol", read, training_act::enrol)
        .post("/outreach/trainings/{id}/leave", read, training_act::enrol)
        .get("/outreach/trainings/{id}/test", read, training_act::test)
        .post("/outreach/trainings/{id}/test", read, training_act::sit)
        .get("/outreach/trainings/{id}/files/{n}", read, trainings::material)
        .get("/outreach/trainings/{id}/papers/{name}", read, training_act::paper)
        .get("/outreach/trainings/{id}/certificates/{name}", read, training_act::certificate)
}

fn dialogue_routes() -> Routes {
    let (read, write, publish) = (Access::Can(READ), Access::Can(WRITE), Access::Can(PUBLISH));
    Routes::new()
        .get("/doi-thoai", Access::Public, talk::list)
        .get("/doi-thoai/{id}", Access::Public, talk::show)
        .post("/doi-thoai/{id}/hoi", Access::Public, talk::ask)
        .get("/doi-thoai/{id}/tep/{n}", Access::Public, talk::file)
        .get("/cau-hoi/{id}", Access::Public, talk::asked)
        .get("/outreach/dialogues", read, dialogues::list)
        .get("/outreach/dialogues/new", write, dialogues::blank)
        .post("/outreach/dialogues/new", write, dialogues::begin)
        .get("/outreach/dialogues/{id}", read, dialogues::show)
        .post("/outreach/dialogues/{id}/edit", write, dialogues::perform)
        .post("/outreach/dialogues/{id}/hand-in", write, dialogues::perform)
        .post("/outreach/dialogues/{id}/give-back", publish, dialogues::perform)
        .post("/outreach/dialogues/{id}/publish", publish, dialogues::perform)
        .post("/outreach/dialogues/{id}/cancel", write, dialogues::perform)
        .upload("/outreach/dialogues/{id}/minutes", write, dialogues::minutes)
        .post("/outreach/dialogues/{id}/answer", write, dialogues::answer)
        .post("/outreach/dialogues/{id}/set-aside", write, dialogues::answer)
        .post("/outreach/dialogues/{id}/note", write, dialogues::answer)
        .get("/outreach/dialogues/{id}/files/{n}", read, dialogues::file)
        .get("/outreach/dialogues/{id}/papers/{name}", read, dialogues::paper)
}

fn conduct_routes() -> Routes {
    let manage = Access::Can(CONDUCT);
    Routes::new()
        .get("/outreach/conduct", manage, conduct::list)
        .get("/outreach/conduct/new", manage, conduct::blank)
        .upload("/outreach/conduct/new", manage, conduct::begin)
        .get("/outreach/conduct/{id}", manage, conduct::show)
        .post("/outreach/conduct/{id}/decide", manage, conduct::perform)
        .post("/outreach/conduct/{id}/drop", manage, conduct::perform)
        .get("/outreach/conduct/{id}/files/{n}", manage, conduct::file)
}

/// A message at a field.
#[derive(Clone)]
struct Wrong {
    field: String,
    message: String,
}

impl Wrong {
    fn new(r: &Refusal) -> Wrong {
        Wrong { field: r.field.clone().unwrap_or_else(|| "main".into()), message: r.message.to_string() }
    }
}

/// The blocks a template shows.
fn blocks(text: &str) -> Vec<Block> {
    parse(text)
}

/// An id of an address; a wrong one is a page that does not exist.
fn id(text: &str) -> Result<uuid::Uuid, platform::web::Failure> {
    text.parse().map_err(|_| platform::web::Failure::missing("Không có bài viết này"))
}
