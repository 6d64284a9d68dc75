//! The pages of cases: the citizen's application and tracking, the desk's intake and lists, the case itself.

mod acts;
pub mod api;
mod apply;
mod asked;
mod asks;
mod board;
mod bulk;
mod columns;
mod compare;
mod desk;
mod diagram;
mod export;
mod forms_of;
mod home;
mod intake;
mod list_export;
mod lists;
mod migrate;
mod mining;
mod mining_files;
mod papers;
mod parts;
mod perform;
mod recount;
mod register;
mod sent;
mod show;
mod simulate;
mod track;

use kernel::time::{Timestamp, civil, from_local, local};
use kernel::working_time::Calendar;
use platform::web::{Access, Failure, Routes};
use platform::{Actor, App};

use crate::model::Status;
use crate::store::{self, Filter, Window};

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
        .post("/theo-doi/ket-qua", Access::Public, track::result)
        .post("/theo-doi/rut", Access::Public, track::withdraw);
    let read = Access::Can("cases.read");
    let staff = Routes::new()
        .get("/desk", read, home::home)
        .get("/desk/tray/{name}", read, home::tray)
        .get("/desk/cases", read, lists::list)
        .get("/desk/cases/export/{format}", Access::Can("cases.export"), list_export::file)
        .post("/desk/views", read, lists::save)
        .post("/desk/views/{id}/delete", read, lists::forget)
        .get("/desk/register", read, register::show)
        .get("/desk/register/{format}", Access::Can("cases.export"), register::file)
        .get("/desk/search", read, desk::search)
        .post("/desk/bulk", read, bulk::bulk)
        .get("/desk/board", Access::Can("cases.supervise"), board::board)
        .get("/desk/mining", Access::Can("cases.supervise"), mining::show)
        .get("/desk/mining/cases", Access::Can("cases.supervise"), mining_files::cases)
        .get("/desk/mining/diagram", Access::Can("cases.supervise"), diagram::heat)
        .get("/desk/cases/{id}/diagram", read, diagram::case)
        .get("/desk/simulate", Access::Can("cases.supervise"), simulate::show)
        .get("/desk/mining/csv", Access::Can("cases.supervise"), mining_files::csv)
        .get("/desk/recount", Access::Can("cases.approve"), recount::show)
        .post("/desk/recount", Access::Can("cases.approve"), recount::apply)
        .get("/desk/migrate", Access::Can("cases.approve"), migrate::show)
        .post("/desk/migrate", Access::Can("cases.approve"), migrate::apply)
        .get("/desk/intake", Access::Can("cases.intake"), intake::choose)
        .get("/desk/intake/{code}", Access::Can("cases.intake"), intake::form)
        .upload("/desk/intake/{code}", Access::Can("cases.intake"), intake::take)
        .get("/desk/cases/{id}", read, show::show)
        .get("/desk/cases/{id}/files/{number}", Access::Can("documents.read"), papers::file)
        .get("/desk/cases/{id}/before/{supplement}/{number}", Access::Can("documents.read"), papers::before)
        .get("/desk/cases/{id}/result", Access::Can("documents.read"), papers::result)
        .get("/desk/cases/{id}/papers/{name}", read, papers::paper);
    perform::routes(api::routes(public.merge(staff)))
}

/// The end of a local day.
fn day_end(now: Timestamp) -> Timestamp {
    let day = local(now).date();
    from_local(day.tomorrow().unwrap_or(day).to_datetime(civil::Time::midnight()))
}

/// The end of the day some working days from today; negative days lie behind.
fn days_end(calendar: &Calendar, now: Timestamp, days: i64) -> Timestamp {
    let today = local(now).date();
    day_end(from_local(calendar.shift(today, days).unwrap_or(today).to_datetime(civil::Time::midnight())))
}

/// Up to which due date a person is warned, by the escalation of the day's regime; the nearest of their roles.
fn told_until(law: &crate::Law, actor: &Actor, now: Timestamp) -> Option<Timestamp> {
    let regime = law.regimes.on(local(now).date());
    let days = actor.roles.iter().filter_map(|r| regime.told(r)).max()?;
    // Once the day itself is asked for, it is what is late already.
    Some(if days < 0 { days_end(&law.calendar, now, days) } else { days_end(&law.calendar, now, days).max(now) })
}

/// The list a person starts their day with.
pub fn desk_view(actor: &Actor) -> Filter {
    let has = |role: &str| actor.roles.iter().any(|r| r == role);
    if has("clerk") {
        Filter::status(Status::Registered)
    } else if has("unit_head") || has("leader") || has("registry") {
        Filter::unit(actor.unit)
    } else if has("officer") {
        Filter::officer(actor.account)
    } else {
        Filter::open()
    }
}

/// How much of a person's reach is near or past its date, and how many notes lie on their desk.
pub async fn alarms(app: &App, actor: &Actor) -> Result<(i64, i64, String), Failure> {
    let law = crate::law::law(app)?;
    let mut near = (0, String::new());
    if let Some(until) = told_until(&law, actor, app.now()) {
        let reach = Filter { due: Window { from: None, to: Some(until) }, ..home::reach(actor) };
        near.0 = store::count(app.db(), actor.agency, &reach, 1000).await?;
        near.1 = home::alarm_href(&reach, until);
    }
    let notes = store::tray(app.db(), actor.agency, (actor.unit, home::note_officer(actor))).await?[0];
    Ok((near.0, notes, near.1))
}
