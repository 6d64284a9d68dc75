//! What the applicant saw on a day: the procedure as it stood, the form that was filled, the process cases began on, and what
//! was posted where.

use askama::Template;
use jiff::civil::Date;
use kernel::time::{date, from_local, short};
use platform::web::{Failure, Page, Reply, Visit};

use super::one::place_names;
use crate::decisions::showing;
use crate::decisions::surfaces::Surface;
use crate::pages::{Code, PartLine, asked, no_procedure, part_lines};
use crate::series::{FORMS, PROCESSES, Series, Text};

#[derive(Template)]
#[template(path = "publication_as_of.html")]
struct AsOf {
    page: Page,
    code: String,
    name: String,
    day: String,
    day_value: String,
    error: String,
    number: i64,
    from: String,
    note: String,
    in_force: bool,
    lines: Vec<PartLine>,
    form: String,
    form_href: String,
    process: String,
    process_href: String,
    shown: Vec<(String, String, String)>,
}

/// The newest text of a code published by the end of a day.
async fn text_on(visit: &Visit, series: &Series, (code, day): (&str, Date)) -> Result<Option<Text>, Failure> {
    let end = from_local(day.tomorrow().unwrap_or(day).at(0, 0, 0, 0));
    let all = series.all_of(&visit.app, code).await?;
    Ok(all.into_iter().find(|t| t.published_at < end))
}

/// The process a procedure was assigned by the end of a day, from the history.
async fn assigned_on(visit: &Visit, (procedure, day): (uuid::Uuid, Date)) -> Result<Option<String>, Failure> {
    let events = platform::ledger::history(visit.app.db(), crate::TENANT, procedure).await?;
    let by_then = events.iter().rev().filter(|e| kernel::time::local(e.time()).date() <= day);
    let found = by_then
        .filter(|e| e.action == "procedure.process")
        .find_map(|e| e.data().get("process").and_then(|v| v.as_str()).map(str::to_owned));
    Ok(found)
}

/// GET /catalogue/{code}/as-of?day=2024-05-01
pub async fn show(visit: Visit, Code(code): Code) -> Reply {
    let typed = asked(&visit).get("day").to_owned();
    let today = crate::today(&visit.app);
    let (day, error) = match typed.parse::<Date>() {
        Ok(day) => (day, ""),
        Err(_) if typed.is_empty() => (today, ""),
        Err(_) => (today, "Ngày chưa đúng. Nhập theo mẫu 2024-05-01."),
    };
    let all = crate::versions(&visit.app, &code).await?;
    let newest = all.first().ok_or_else(|| no_procedure(&code))?;
    let stood = crate::on_day(&visit.app, &code, day).await?;
    let form = match text_on(&visit, &FORMS, (&code, day)).await? {
        Some(own) => Some(own),
        None => text_on(&visit, &FORMS, (crate::GENERIC, day)).await?,
    };
    let process_code = match assigned_on(&visit, (newest.procedure, day)).await? {
        Some(code) => code,
        None => crate::flows::generic(&visit.app)?,
    };
    let process = text_on(&visit, &PROCESSES, (&process_code, day)).await?;
    let words = |t: &Option<Text>| t.as_ref().map(|t| format!("{} v{}", t.code, t.number)).unwrap_or_default();
    visit.html(&AsOf {
        page: visit.page("Người nộp nhìn thấy gì"),
        name: stood.as_ref().unwrap_or(newest).parts.name.clone(),
        day: date(day),
        day_value: if typed.is_empty() { day.to_string() } else { typed },
        error: visit.lang.t(error).to_owned(),
        number: stood.as_ref().map_or(0, |v| v.number),
        from: stood.as_ref().map(|v| date(v.valid_from)).unwrap_or_default(),
        note: stood.as_ref().and_then(|v| v.note.clone()).unwrap_or_default(),
        in_force: stood.is_some(),
        lines: stood.as_ref().map(part_lines).unwrap_or_default(),
        form_href: form.as_ref().map(|t| format!("/forms/{}", t.code)).unwrap_or_default(),
        form: words(&form),
        process_href: process.as_ref().map(|t| format!("/processes/{}?v={}", t.code, t.number)).unwrap_or_default(),
        process: words(&process),
        shown: shown_on(&visit, (&code, day)).await?,
        code,
    })
}

/// What each place showed on the day: place, version, since when; from the history of each.
async fn shown_on(visit: &Visit, (code, day): (&str, Date)) -> Result<Vec<(String, String, String)>, Failure> {
    let places = place_names(visit).await?;
    let mut all = vec![];
    for place in showing::shown_of(&visit.app, code).await? {
        let events = platform::ledger::history(visit.app.db(), crate::TENANT, place.id).await?;
        let on = |e: &platform::ledger::Event| {
            e.data().get("on").and_then(|v| v.as_str()).and_then(|t| t.parse::<Date>().ok())
        };
        let Some(e) = events.iter().rev().find(|e| on(e).is_some_and(|d| d <= day)) else { continue };
        let number = e.data().get("number").and_then(serde_json::Value::as_i64).unwrap_or(0);
        let name = match place.surface {
            Surface::Posting => places.get(&place.unit).cloned().unwrap_or_default(),
            other => visit.lang.t(other.label()).to_owned(),
        };
        let what = match number {
            0 => visit.lang.t("Đã gỡ").to_owned(),
            n => visit.lang.f("phiên bản {}", &[&n]),
        };
        all.push((name, what, on(e).map(date).unwrap_or_else(|| short(e.time()))));
    }
    Ok(all)
}
