//! The pages of news: the public list and page with its leaflet, and the workspace where articles are written, reviewed and
//! published. Handlers parse, call an action and answer.

mod leaflet;
mod public;
mod staff;

use kernel::error::Refusal;
use platform::web::{Access, Routes};

use crate::text::{Block, parse};
use crate::{PUBLISH, READ, WRITE};

/// The routes with who may use each.
pub fn routes() -> Routes {
    let (read, write, publish) = (Access::Can(READ), Access::Can(WRITE), Access::Can(PUBLISH));
    Routes::new()
        .get("/tin-tuc", Access::Public, public::list)
        .get("/tin-tuc/{id}", Access::Public, public::show)
        .get("/tin-tuc/{id}/{name}", Access::Public, leaflet::leaflet)
        .get("/outreach", read, staff::list)
        .get("/outreach/new", write, staff::blank)
        .post("/outreach/new", write, staff::begin)
        .get("/outreach/news/{id}", read, staff::show)
        .post("/outreach/news/{id}/edit", write, staff::perform)
        .post("/outreach/news/{id}/hand-in", write, staff::perform)
        .post("/outreach/news/{id}/give-back", publish, staff::perform)
        .post("/outreach/news/{id}/publish", publish, staff::perform)
        .post("/outreach/news/{id}/withdraw", publish, staff::perform)
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
