//! The pages of inspections. Handlers parse, call an action and answer; a refusal shows the page again with everything typed.
//! Here: the routes with who may use each, and what the pages share.

mod checklist;
mod conclusion;
mod plans;
mod remedies;
mod reports;
mod visits;

use documents::Format;
use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::{local, short};
use output::paper::Paper;
use platform::ledger;
use platform::web::{Access, Failure, Posted, Reply, Routes, Visit, file};
use uuid::Uuid;

use crate::words;
use crate::{APPROVE, MANAGE, READ, WORK};

/// The routes with who may use each.
pub fn routes() -> Routes {
    let (read, manage, approve) = (Access::Can(READ), Access::Can(MANAGE), Access::Can(APPROVE));
    inspections()
        // Whoever does not read the plans is led to what concerns them.
        .get("/inspections", Access::Can(WORK), plans::list)
        .post("/inspections", manage, plans::begin)
        .get("/inspections/units", read, plans::ranking)
        .get("/inspections/plans/{id}", read, plans::show)
        .get("/inspections/plans/{id}/papers/{name}", read, plans::papers)
        // Adding to an approved plan is the leader's, to a draft the control officer's: the action asks.
        .post("/inspections/plans/{id}/add", read, plans::perform)
        .post("/inspections/plans/{id}/remove", manage, plans::perform)
        .post("/inspections/plans/{id}/submit", manage, plans::perform)
        .post("/inspections/plans/{id}/give-back", approve, plans::perform)
        .post("/inspections/plans/{id}/approve", approve, plans::perform)
        .post("/inspections/plans/{id}/begin", manage, visits::begin)
        .get("/inspections/remedies", read, remedies::list)
        .get("/inspections/reports", read, reports::list)
        .post("/inspections/reports", manage, reports::begin)
        .get("/inspections/reports/{id}", read, reports::show)
        .get("/inspections/reports/{id}/records", read, reports::records)
        .get("/inspections/reports/{id}/papers/{name}", read, reports::papers_of)
        .post("/inspections/reports/{id}/write", manage, reports::perform)
        .post("/inspections/reports/{id}/submit", manage, reports::perform)
        .post("/inspections/reports/{id}/give-back", approve, reports::perform)
        .post("/inspections/reports/{id}/issue", approve, reports::perform)
}

/// One inspection and its remedies: open to whoever may have a part in it; which part, the action asks.
fn inspections() -> Routes {
    let (read, work) = (Access::Can(READ), Access::Can(WORK));
    let (manage, approve) = (Access::Can(MANAGE), Access::Can(APPROVE));
    Routes::new()
        .get("/inspections/work", read, visits::list)
        .get("/inspections/mine", work, visits::mine)
        .get("/inspections/work/{id}", work, visits::show)
        .post("/inspections/work/{id}/team", manage, visits::perform)
        .post("/inspections/work/{id}/submit", manage, visits::perform)
        .post("/inspections/work/{id}/give-back", approve, visits::perform)
        .post("/inspections/work/{id}/decide", approve, visits::perform)
        .post("/inspections/work/{id}/announce", manage, visits::perform)
        .upload("/inspections/work/{id}/own", work, visits::own)
        .get("/inspections/work/{id}/sites/{site}", work, checklist::show)
        .post("/inspections/work/{id}/sites/{site}/answer", work, checklist::answer)
        .upload("/inspections/work/{id}/sites/{site}/photo", work, checklist::photo)
        .post("/inspections/work/{id}/record", work, visits::perform)
        .get("/inspections/work/{id}/conclusion", work, conclusion::show)
        .post("/inspections/work/{id}/conclusion", work, conclusion::write)
        .post("/inspections/work/{id}/sign", approve, visits::perform)
        .get("/inspections/work/{id}/papers/{name}", work, conclusion::papers)
        .get("/inspections/work/{id}/files/{digest}", work, visits::stored_file)
        .get("/inspections/remedies/{id}", work, remedies::show)
        .upload("/inspections/remedies/{id}/show", work, remedies::shown)
        .post("/inspections/remedies/{id}/accept", work, remedies::judge)
        .post("/inspections/remedies/{id}/send-back", work, remedies::judge)
}

/// A message at a field.
struct Wrong {
    field: String,
    message: String,
}

fn wrong(r: &Refusal) -> Wrong {
    Wrong { field: r.field.clone().unwrap_or_else(|| "main".into()), message: r.message.to_string() }
}

fn at<'a>(errors: &'a [Wrong], field: &str) -> &'a str {
    errors.iter().find(|e| e.field == field).map_or("", |e| &e.message)
}

/// One of several to choose from.
struct Choice {
    value: String,
    label: String,
}

/// An event of the history, newest first.
struct Event {
    title: String,
    at: String,
    by: String,
    text: String,
}

async fn history(v: &Visit, (tenant, record): (Uuid, Uuid)) -> Result<Vec<Event>, Failure> {
    let mut all = vec![];
    // Answers are many and stand in the checklist with who gave them.
    let told = |e: &&ledger::Event| !matches!(e.action.as_str(), "visit.answered" | "visit.photo");
    for e in ledger::history(v.app.db(), tenant, record).await?.iter().rev().filter(told) {
        let by = match e.actor {
            Some(account) => people::name_of(&v.app, account).await?,
            None => v.lang.t("Hệ thống").to_owned(),
        };
        let data: serde_json::Value = e.data();
        let word = |key: &str| data.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
        let mut text = ["reason", "text", "number"].into_iter().find_map(word).unwrap_or_default();
        if let Some(unit) = word("unit").and_then(|u| u.parse().ok()) {
            text = people::unit(&v.app, unit).await?.map(|u| u.name).unwrap_or_default();
        }
        all.push(Event { title: words::deed(v.lang, &e.action).to_owned(), at: short(e.time()), by, text });
    }
    Ok(all)
}

/// A day typed as 07/02/2024 or 2024-02-07; nothing when left empty.
fn day(posted: &Posted, field: &str) -> Result<Option<Date>, Refusal> {
    let read = |text: &str| {
        let day = kernel::time::parse_local(text).map(|t| local(t).date());
        day.map_err(|_| Refusal::new("date", "Không đọc được ngày. Nhập theo mẫu 07/02/2024.").at(field))
    };
    posted.some(field).map(read).transpose()
}

/// Today, at the application's clock.
fn today(v: &Visit) -> Date {
    local(v.app.now()).date()
}

/// The name of a unit; empty when it is unknown.
async fn unit_name(v: &Visit, unit: Uuid) -> Result<String, Failure> {
    Ok(people::unit(&v.app, unit).await?.map(|u| u.name).unwrap_or_default())
}

/// A paper as the file its address names ("ke-hoach.docx").
async fn paper(v: &Visit, (made, author): (Paper, &str), (stem, name): (&str, &str)) -> Reply {
    let missing = || Failure::missing("Không có giấy tờ này");
    let (asked, ending) = name.rsplit_once('.').ok_or_else(missing)?;
    let format = Format::parse(ending).filter(|_| asked == stem).ok_or_else(missing)?;
    let bytes = crate::papers::draw(&v.app, (made, author), format).await?;
    Ok(file(bytes, (name, format.mime())))
}
