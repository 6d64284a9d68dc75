//! The pages of cases: the citizen's application and tracking, the desk's intake and lists, the case itself.

pub mod api;
mod apply;
mod board;
mod desk;
mod forms_of;
mod intake;
mod papers;
mod perform;
mod show;
mod track;

use kernel::time::{Timestamp, civil, from_local, local};
use platform::Actor;
use platform::web::{Access, Routes};

use crate::model::Status;
use crate::store::{Filter, Window};

/// The routes of the module with who may use each.
pub fn routes() -> Routes {
    let public = Routes::new()
        .get("/nop-ho-so/{code}", Access::Public, apply::begin)
        .post("/nop-ho-so/{code}", Access::Public, apply::start)
        .get("/don/{token}", Access::Public, apply::resume)
        .get("/don/{token}/trang/{page}", Access::Public, apply::page)
        .upload("/don/{token}/trang/{page}", Access::Public, apply::save)
        .get("/don/{token}/kiem-tra", Access::Public, apply::review)
        .post("/don/{token}/gui", Access::Public, apply::send)
        .get("/don/{token}/xong", Access::Public, apply::done)
        .get("/don/{token}/qr.svg", Access::Public, apply::qr)
        .get("/theo-doi", Access::Public, track::ask)
        .post("/theo-doi", Access::Public, track::show)
        .upload("/theo-doi/bo-sung", Access::Public, track::supplement)
        .post("/theo-doi/rut", Access::Public, track::withdraw);
    let read = Access::Can("cases.read");
    let staff = Routes::new()
        .get("/desk", read, desk::desk)
        .get("/desk/search", read, desk::search)
        .post("/desk/bulk", read, desk::bulk)
        .get("/desk/board", Access::Can("cases.supervise"), board::board)
        .get("/desk/intake", Access::Can("cases.intake"), intake::choose)
        .get("/desk/intake/{code}", Access::Can("cases.intake"), intake::form)
        .post("/desk/intake/{code}", Access::Can("cases.intake"), intake::take)
        .get("/desk/cases/{id}", read, show::show)
        .get("/desk/cases/{id}/files/{number}", Access::Can("documents.read"), papers::file)
        .get("/desk/cases/{id}/papers/{name}", read, papers::paper);
    perform::routes(api::routes(public.merge(staff)))
}

/// The end of a local day.
fn day_end(now: Timestamp) -> Timestamp {
    let day = local(now).date();
    from_local(day.tomorrow().unwrap_or(day).to_datetime(civil::Time::midnight()))
}

/// The list a person starts their day with.
pub fn desk_view(actor: &Actor, now: Timestamp) -> (Filter, Window) {
    let has = |role: &str| actor.roles.iter().any(|r| r == role);
    let all = Window::default();
    if has("clerk") {
        (Filter::Status(Status::Registered), all)
    } else if has("unit_head") || has("leader") || has("registry") {
        (Filter::Unit(actor.unit), all)
    } else if has("officer") {
        (Filter::Officer(actor.account), all)
    } else {
        (Filter::Open, Window { from: None, to: Some(day_end(now)) })
    }
}
