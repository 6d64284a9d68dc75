//! The pages of reviews: overview, plans, candidates, reviews with their forms and cost sheets, proposals, internal procedures,
//! impact assessments and opinions. Handlers parse, call an action and answer; what is shared by them stands here.

mod candidates;
mod cost;
mod cost_form;
mod cost_import;
mod files;
mod fill;
mod impact;
mod impact_act;
mod internal;
mod lists;
mod opinions;
mod overview;
mod plan;
mod plan_act;
mod proposals;
mod review;

use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::{local, short};
use platform::App;
use platform::ledger;
use platform::web::{Access, Failure, Posted, Reply, Routes, Visit};
use uuid::Uuid;

use crate::words;
use crate::{APPROVE, MANAGE, READ, WORK};

/// The routes with who may use each.
pub fn routes() -> Routes {
    let read = Access::Can(READ);
    let routes = Routes::new()
        .get("/reviews", read, overview::overview)
        .get("/reviews/candidates", read, candidates::list)
        .get("/reviews/candidates/{code}", read, candidates::one)
        .post("/reviews/candidates/count", Access::Can(MANAGE), candidates::count)
        .get("/reviews/internal", read, internal::list)
        .get("/reviews/cost-template.xlsx", read, files::template);
    routes.merge(plans()).merge(work()).merge(proposal_routes()).merge(impact_routes())
}

fn plans() -> Routes {
    let (read, work, manage) = (Access::Can(READ), Access::Can(WORK), Access::Can(MANAGE));
    Routes::new()
        .get("/reviews/plans", read, lists::plans)
        .post("/reviews/plans", work, plan_act::begin)
        .get("/reviews/plans/{id}", read, plan::show)
        .post("/reviews/plans/{id}/add", work, plan_act::perform)
        .post("/reviews/plans/{id}/remove", work, plan_act::perform)
        .post("/reviews/plans/{id}/hand-up", work, plan_act::perform)
        .post("/reviews/plans/{id}/give-back", manage, plan_act::perform)
        .post("/reviews/plans/{id}/merge", manage, plan_act::perform)
        .post("/reviews/plans/{id}/fields", manage, plan_act::perform)
        .post("/reviews/plans/{id}/pick", manage, plan_act::perform)
        .post("/reviews/plans/{id}/initiative", manage, plan_act::perform)
        .post("/reviews/plans/{id}/approve", Access::Can(APPROVE), plan_act::perform)
        .post("/reviews/plans/{id}/report", manage, plan_act::perform)
        .get("/reviews/plans/{id}/papers/{name}", read, files::plan)
}

fn work() -> Routes {
    let (read, work, manage) = (Access::Can(READ), Access::Can(WORK), Access::Can(MANAGE));
    Routes::new()
        .get("/reviews/work", read, lists::reviews)
        .get("/reviews/work/new", work, review::blank)
        .post("/reviews/work/new", work, review::begin)
        .get("/reviews/work/{id}", read, review::show)
        .post("/reviews/work/{id}/start", work, review::perform)
        .post("/reviews/work/{id}/hand-in", work, review::perform)
        .post("/reviews/work/{id}/give-back", manage, review::perform)
        .post("/reviews/work/{id}/accept", manage, review::perform)
        .get("/reviews/work/{id}/form/{code}/{page}", read, fill::review)
        .post("/reviews/work/{id}/form/{code}/{page}", work, fill::save_review)
        .post("/reviews/work/{id}/draft/{code}/{page}", work, fill::draft_review)
        .get("/reviews/work/{id}/cost/{code}", read, cost::review)
        .post("/reviews/work/{id}/cost/{code}", work, cost::save_review)
        .upload("/reviews/work/{id}/cost/{code}/import", work, cost_import::import_review)
        .get("/reviews/work/{id}/cost/{code}/papers/{name}", read, files::review_cost)
        .get("/reviews/work/{id}/form/{code}/papers/{name}", read, files::review_form)
        .get("/reviews/work/{id}/papers/{name}", read, files::review)
}

fn proposal_routes() -> Routes {
    let (read, work, manage) = (Access::Can(READ), Access::Can(WORK), Access::Can(MANAGE));
    Routes::new()
        .get("/reviews/proposals", read, lists::proposals)
        .get("/reviews/proposals/{id}", read, proposals::show)
        .post("/reviews/proposals/{id}/edit", work, proposals::perform)
        // Adopting asks for the leader's permission inside: the others are the control officer's.
        .upload("/reviews/proposals/{id}/step", read, proposals::step)
        .post("/reviews/proposals/{id}/carried", manage, proposals::perform)
        .post("/reviews/proposals/{id}/measure", manage, proposals::perform)
        .get("/reviews/proposals/{id}/files/{n}", read, proposals::file)
}

fn impact_routes() -> Routes {
    let (read, work) = (Access::Can(READ), Access::Can(WORK));
    Routes::new()
        .get("/reviews/impact", read, lists::impacts)
        .post("/reviews/impact", work, impact_act::begin)
        .get("/reviews/impact/{id}", read, impact::show)
        .post("/reviews/impact/{id}/add", work, impact_act::perform)
        .post("/reviews/impact/{id}/remove", work, impact_act::perform)
        .post("/reviews/impact/{id}/ask", work, impact_act::perform)
        .post("/reviews/impact/{id}/send", work, impact_act::perform)
        .get("/reviews/impact/{id}/form/{item}/{page}", read, fill::impact)
        .post("/reviews/impact/{id}/form/{item}/{page}", work, fill::save_impact)
        .post("/reviews/impact/{id}/draft/{item}/{page}", work, fill::draft_impact)
        .get("/reviews/impact/{id}/cost/{item}", read, cost::impact)
        .post("/reviews/impact/{id}/cost/{item}", work, cost::save_impact)
        .upload("/reviews/impact/{id}/cost/{item}/import", work, cost_import::import_impact)
        .get("/reviews/impact/{id}/cost/{item}/papers/{name}", read, files::impact_cost)
        .get("/reviews/impact/{id}/form/{item}/papers/{name}", read, files::impact_form)
        .get("/reviews/impact/{id}/papers/{name}", read, files::impact)
        .get("/reviews/impact/{id}/package.zip", read, files::package)
        .get("/reviews/opinions", read, lists::opinions)
        .post("/reviews/opinions", Access::Can(MANAGE), opinions::begin)
        .get("/reviews/opinions/{id}", read, opinions::show)
        .post("/reviews/opinions/{id}/answer", work, opinions::perform)
        .post("/reviews/opinions/{id}/settle", work, opinions::perform)
        .get("/reviews/opinions/{id}/papers/{name}", read, files::opinion)
}

/// One part of this module in the sub-navigation.
pub struct Tab {
    pub href: &'static str,
    pub label: String,
    pub current: bool,
}

/// The sub-navigation of a page.
pub fn tabs(v: &Visit, current: &str) -> Vec<Tab> {
    let tab = |href: &'static str, label: &str| Tab { href, label: label.to_owned(), current: href == current };
    let lang = v.lang;
    vec![
        tab("/reviews", lang.t("Tổng quan")),
        tab("/reviews/plans", lang.t("Kế hoạch")),
        tab("/reviews/candidates", lang.t("Đề nghị rà soát")),
        tab("/reviews/work", lang.t("Cuộc rà soát")),
        tab("/reviews/proposals", lang.t("Phương án đơn giản hóa")),
        tab("/reviews/internal", lang.t("TTHC nội bộ")),
        tab("/reviews/impact", lang.t("Đánh giá tác động")),
        tab("/reviews/opinions", lang.t("Ý kiến góp ý")),
    ]
}

/// A message at a field.
#[derive(Clone)]
pub struct Wrong {
    pub field: String,
    pub message: String,
}

/// What a page shows of a refusal.
pub fn wrong(r: &Refusal) -> Wrong {
    let law = r.law.as_deref().filter(|l| !l.is_empty()).map(|l| format!(" ({l})")).unwrap_or_default();
    Wrong { field: r.field.clone().unwrap_or_else(|| "main".into()), message: format!("{}{law}", r.message) }
}

/// The message at a field; empty when there is none.
pub fn message<'a>(errors: &'a [Wrong], field: &str) -> &'a str {
    errors.iter().find(|e| e.field == field).map_or("", |e| &e.message)
}

/// One of several to choose from.
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>) -> Choice {
        Choice { value: value.to_string(), label: label.into() }
    }
}

/// Keys of the law as choices.
pub fn named(all: &[crate::law::Named]) -> Vec<Choice> {
    all.iter().map(|n| Choice::new(&n.key, &n.label)).collect()
}

/// The units of the person's agency, their own first.
pub async fn units(v: &Visit) -> Result<Vec<Choice>, Failure> {
    let actor = v.actor()?;
    let mut all = people::units(&v.app, today(&v.app)).await?;
    all.retain(|u| u.path.starts_with(&actor.agency_path));
    all.sort_by_key(|u| u.id != actor.unit);
    Ok(all.into_iter().map(|u| Choice::new(u.id, u.name)).collect())
}

/// The local day.
pub fn today(app: &App) -> Date {
    local(app.now()).date()
}

/// The name of a unit; empty when it is unknown.
pub async fn unit_name(app: &App, id: Uuid) -> Result<String, Failure> {
    Ok(people::unit(app, id).await?.map(|u| u.name).unwrap_or_default())
}

/// A day typed as 07/02/2024 or 2024-02-07; nothing when left empty.
///
/// # Errors
/// "date" at the field.
pub fn day(posted: &Posted, field: &'static str) -> Result<Option<Date>, Refusal> {
    let read = |text: &str| {
        let day = kernel::time::parse_local(text).map(|t| local(t).date());
        day.map_err(|_| Refusal::new("date", "Không đọc được ngày. Nhập theo mẫu 07/02/2024.").at(field))
    };
    posted.some(field).map(read).transpose()
}

/// An id typed or chosen; nothing when left empty.
///
/// # Errors
/// "choice" at the field.
pub fn chosen(posted: &Posted, field: &'static str) -> Result<Option<Uuid>, Refusal> {
    let read = |t: &str| t.parse().map_err(|_| Refusal::new("choice", "Chọn một mục trong danh sách.").at(field));
    posted.some(field).map(read).transpose()
}

/// What the page had seen.
pub fn seen(posted: &Posted) -> crate::actions::Seen {
    posted.get("seen").parse().ok()
}

/// An event of the history, newest first.
pub struct Event {
    pub title: String,
    pub at: String,
    pub by: String,
    pub text: String,
}

/// The history of a record in words.
pub async fn history(v: &Visit, tenant: Uuid, id: Uuid) -> Result<Vec<Event>, Failure> {
    let mut all = vec![];
    for e in ledger::history(v.app.db(), tenant, id).await?.iter().rev() {
        let (title, text) = words::deed(v.lang, &e.action, &e.data());
        let by = match e.actor {
            Some(account) => people::name_of(&v.app, account).await?,
            None => v.lang.t("Hệ thống").to_owned(),
        };
        all.push(Event { title, at: short(e.time()), by, text });
    }
    Ok(all)
}

/// The last part of the address: the deed that was posted.
pub fn deed(v: &Visit) -> String {
    let path = v.path.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Goes on to `to` after a deed, or lets `again` show the page with what was refused and everything typed.
pub async fn finish<T>(
    v: &Visit,
    done: Result<T, Failure>,
    (to, text): (&str, &str),
    again: impl AsyncFnOnce(Vec<Wrong>) -> Reply,
) -> Reply {
    match done {
        Ok(_) => Ok(v.done(to, v.lang.t(text))),
        Err(Failure::Refused(r)) => again(vec![wrong(&r)]).await,
        Err(Failure::Conflict(text)) => again(vec![Wrong { field: "main".into(), message: text }]).await,
        Err(other) => Err(other),
    }
}

/// A share of a target, for lists: "12/05/2024".
pub fn shown(day: Date) -> String {
    kernel::time::date(day)
}

/// "1.234.567", for cells.
pub fn money(d: kernel::money::Dong) -> String {
    kernel::money::group(d.0)
}
