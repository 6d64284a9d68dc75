//! The pages of inspections. Handlers parse, call an action and answer; a refusal shows the page again with everything typed.
//! Here: the routes with who may use each, and what the pages share.

mod plans;

use documents::Format;
use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::{local, short};
use output::paper::Paper;
use platform::i18n::{Lang, english};
use platform::ledger;
use platform::web::{Access, Failure, Posted, Reply, Routes, Visit, file};
use uuid::Uuid;

use crate::{APPROVE, MANAGE, READ};

/// The routes with who may use each.
pub fn routes() -> Routes {
    let (read, manage, approve) = (Access::Can(READ), Access::Can(MANAGE), Access::Can(APPROVE));
    Routes::new()
        .get("/inspections", read, plans::list)
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

fn deed(v: &Visit, action: &str) -> &'static str {
    let text = match action {
        "plan.begun" => "Bắt đầu lập kế hoạch",
        "plan.added" => "Thêm đơn vị vào kế hoạch",
        "plan.removed" => "Bỏ đơn vị khỏi kế hoạch",
        "plan.submitted" => "Trình lãnh đạo phê duyệt",
        "plan.returned" => "Trả kế hoạch lại để hoàn thiện",
        "plan.approved" => "Phê duyệt kế hoạch",
        _ => "Thay đổi khác",
    };
    match v.lang {
        Lang::Vi => text,
        Lang::En => english().get(text).map_or(text, String::as_str),
    }
}

async fn history(v: &Visit, (tenant, record): (Uuid, Uuid)) -> Result<Vec<Event>, Failure> {
    let mut all = vec![];
    for e in ledger::history(v.app.db(), tenant, record).await?.iter().rev() {
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
        all.push(Event { title: deed(v, &e.action).to_owned(), at: short(e.time()), by, text });
    }
    Ok(all)
}

/// A day typed as 07/02/2024 or 2024-02-07; nothing when left empty.
fn day(posted: &Posted, field: &'static str) -> Result<Option<Date>, Refusal> {
    let read = |text: &str| {
        let day = kernel::time::parse_local(text).map(|t| local(t).date());
        day.map_err(|_| Refusal::new("date", "Không đọc được ngày. Nhập theo mẫu 07/02/2024.").at(field))
    };
    posted.some(field).map(read).transpose()
}

/// A paper as the file its address names ("ke-hoach.docx").
async fn paper(v: &Visit, (made, author): (Paper, &str), (stem, name): (&str, &str)) -> Reply {
    let missing = || Failure::missing("Không có giấy tờ này");
    let (asked, ending) = name.rsplit_once('.').ok_or_else(missing)?;
    let format = Format::parse(ending).filter(|_| asked == stem).ok_or_else(missing)?;
    let bytes = crate::papers::draw(&v.app, (made, author), format).await?;
    Ok(file(bytes, (name, format.mime())))
}
