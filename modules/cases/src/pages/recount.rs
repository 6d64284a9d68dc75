//! Due dates counted anew when the calendar has changed: what would change and why, approved one by one or all together.

use askama::Template;
use kernel::error::Refusal;
use kernel::page::Cursor;
use kernel::time::{from_micros, micros, short};
use platform::Actor;
use platform::web::{Failure, Page, Posted, Reply, Visit};

use super::bulk::{BulkItem, outcome};
use crate::actions::recount::{Part, approve, part};
use crate::model::CaseId;
use crate::rules::BASIS;

/// Differences on a page.
const SIZE: usize = 50;
/// At most so many cases in one approval: more would keep the person waiting without a word.
const MOST: usize = 200;

struct Line {
    id: CaseId,
    code: String,
    applicant: String,
    old: String,
    due: String,
    /// Carried back, so that what is approved is what was seen.
    seen: i64,
    why: Vec<String>,
    /// The new date is past already.
    late: bool,
    wrong: String,
    picked: bool,
}

#[derive(Template)]
#[template(path = "cases_recount.html")]
struct RecountPage {
    page: Page,
    lines: Vec<Line>,
    looked: usize,
    most: usize,
    first: String,
    next: String,
    address: String,
    basis: String,
    error: String,
    errors: Vec<(String, String)>,
}

/// GET /desk/recount
pub async fn show(v: Visit) -> Reply {
    let query = v.path.split_once('?').map_or("", |(_, q)| q).to_owned();
    let page = listed(&v, &Posted::parse(query.as_bytes()), None).await?;
    v.html(&page)
}

async fn listed(v: &Visit, asked: &Posted, refusal: Option<Refusal>) -> Result<RecountPage, Failure> {
    let actor = v.actor()?;
    let after = asked.some("after").unwrap_or_default();
    let found = part(&v.app, actor, (Cursor::decode(after), SIZE)).await?;
    let picked: Vec<CaseId> = asked.all("id").filter_map(|t| t.parse().ok()).collect();
    let error = refusal.map(|r| r.message).unwrap_or_default();
    let errors = if error.is_empty() { vec![] } else { vec![("#basis".to_owned(), error.clone())] };
    Ok(RecountPage {
        page: v.page("Tính lại hạn trả kết quả"),
        looked: found.looked,
        most: MOST,
        first: if after.is_empty() { String::new() } else { "/desk/recount".into() },
        next: found.next.map_or_else(String::new, |c| format!("/desk/recount?after={}", c.encode())),
        lines: lines(v, found, &picked),
        address: after.to_owned(),
        basis: asked.get("basis").to_owned(),
        error,
        errors,
    })
}

fn lines(v: &Visit, found: Part, picked: &[CaseId]) -> Vec<Line> {
    let line = |c: crate::actions::recount::Changed| {
        let (due, wrong) = match &c.found {
            Ok(r) => (Some(r.due), String::new()),
            Err(r) => (None, r.message.clone()),
        };
        Line {
            id: c.case.id,
            code: c.case.code,
            applicant: c.case.body.applicant.name,
            old: short(c.case.due_at),
            due: due.map(short).unwrap_or_default(),
            seen: due.map_or(0, micros),
            late: due.is_some_and(|d| d < v.app.now()),
            why: c.found.map(|r| r.why).unwrap_or_default(),
            wrong,
            picked: picked.contains(&c.case.id),
        }
    };
    found.changed.into_iter().map(line).collect()
}

/// POST /desk/recount
pub async fn apply(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?.clone();
    if !posted.get("basis").chars().any(char::is_alphanumeric) {
        let page = listed(&v, &posted, Some(Refusal::new("required", BASIS).at("basis"))).await?;
        return v.html_refused(&page);
    }
    let wanted = match posted.get("action") {
        "all" => every(&v, &actor).await?,
        _ => {
            let seen =
                |id: CaseId| posted.get(&format!("due_{id}")).parse::<i64>().ok().map(|at| (id, from_micros(at)));
            posted.all("id").filter_map(|t| t.parse().ok()).filter_map(seen).take(MOST).collect()
        }
    };
    if wanted.is_empty() {
        return Ok(v.warn("/desk/recount", v.lang.t("Chưa chọn hồ sơ nào.")));
    }
    let mut items = vec![];
    for (id, seen) in wanted {
        let done = approve(&v.app, &actor, id, (seen, posted.get("basis"))).await;
        let text = |d: &crate::Dossier| format!("{}: {}", v.lang.t("Hạn mới"), short(d.case.due_at));
        items.push(BulkItem::of(&v, &actor, (id, done.map(|d| (text(&d), d.case.code)))).await);
    }
    outcome(&v, "/desk/recount".into(), items)
}

/// Every difference the person may approve, up to what one approval carries.
async fn every(v: &Visit, actor: &Actor) -> Result<Vec<(CaseId, kernel::time::Timestamp)>, Failure> {
    let (mut all, mut after) = (vec![], None);
    loop {
        let found = part(&v.app, actor, (after, MOST - all.len())).await?;
        all.extend(found.changed.iter().filter_map(|c| Some((c.case.id, c.found.as_ref().ok()?.due))));
        match found.next {
            Some(next) if all.len() < MOST => after = Some(next),
            _ => return Ok(all),
        }
    }
}
