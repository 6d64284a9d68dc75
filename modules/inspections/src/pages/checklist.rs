//! The checklist of one site, made for a phone: one form an item, each saved alone. Without script every form posts; with it, the
//! script keeps answers on the device and sends the same forms when there is a network, and is answered in JSON.

use askama::Template;
use axum::Json;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Wrong, at, unit_name, wrong};
use crate::actions::visits::{self, Opened, Step};
use crate::checklist::{Kind, checklist};
use crate::model::{Mark, Reply as Said, Site};
use crate::rules::answer::Given;

/// A photo of an answer.
struct Photo {
    name: String,
    href: String,
}

/// An item with its answer.
struct Row {
    id: String,
    text: String,
    article: String,
    kind: Kind,
    mark: &'static str,
    checked: String,
    wrong: String,
    note: String,
    version: i64,
    answered: bool,
    by: String,
    photos: Vec<Photo>,
}

impl Row {
    fn yesno(&self) -> bool {
        self.kind == Kind::YesNo
    }

    fn count(&self) -> bool {
        self.kind == Kind::Count
    }
}

struct Part {
    label: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "inspections_checklist.html")]
struct SitePage {
    page: Page,
    errors: Vec<Wrong>,
    id: Uuid,
    site: Site,
    unit: String,
    /// Who fills it: answers kept on a device are only sent by the person who typed them.
    owner: Uuid,
    fills: bool,
    parts: Vec<Part>,
    done: usize,
    all: usize,
}

impl SitePage {
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }

    fn marks(&self) -> [Mark; 3] {
        Mark::ALL
    }
}

fn site_of(o: &Opened, site: Uuid) -> Result<Site, Failure> {
    o.visit.sites.iter().find(|s| s.id == site).cloned().ok_or_else(|| Failure::missing("Không có nơi kiểm tra này"))
}

async fn parts(v: &Visit, o: &Opened, site: Uuid) -> Result<Vec<Part>, Failure> {
    let list = checklist(&v.app)?;
    let mut parts = vec![];
    for section in &list.sections {
        let mut rows = vec![];
        for item in &section.items {
            let answer = o.answers.iter().find(|a| a.site == site && a.item == item.id);
            let said = answer.map(|a| a.reply.clone()).unwrap_or_default();
            let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
            let photo = |f: &documents::StoredFile| Photo {
                name: f.name.clone(),
                href: format!("/inspections/work/{}/files/{}", o.visit.id, f.digest),
            };
            rows.push(Row {
                id: item.id.clone(),
                text: item.text.clone(),
                article: item.article(o.visit.starts),
                kind: item.kind,
                mark: said.mark.map_or("", Mark::slug),
                checked: number(said.checked),
                wrong: number(said.wrong),
                note: said.note,
                version: answer.map_or(0, |a| a.version),
                answered: answer.is_some(),
                by: match answer {
                    Some(a) => people::name_of(&v.app, a.by).await?,
                    None => String::new(),
                },
                photos: answer.map(|a| a.photos.iter().map(photo).collect()).unwrap_or_default(),
            });
        }
        parts.push(Part { label: section.label.clone(), rows });
    }
    Ok(parts)
}

/// GET /inspections/work/{id}/sites/{site}
pub async fn show(v: Visit, Path((id, site)): Path<(Uuid, Uuid)>) -> Reply {
    again(&v, (id, site), (None, vec![])).await
}

/// The page; what was typed into the refused item stands in it again.
async fn again(v: &Visit, (id, site): (Uuid, Uuid), (typed, errors): (Option<Posted>, Vec<Wrong>)) -> Reply {
    let actor = v.actor()?;
    let opened = visits::open(&v.app, actor, id).await?;
    if !opened.shows_answers() {
        return Err(crate::actions::forbidden());
    }
    let mut parts = parts(v, &opened, site).await?;
    if let Some(p) = &typed {
        for row in parts.iter_mut().flat_map(|p| &mut p.rows).filter(|r| r.id == p.get("item")) {
            row.mark = Mark::ALL.into_iter().find(|m| m.slug() == p.get("mark")).map_or("", Mark::slug);
            (row.checked, row.wrong) = (p.get("checked").to_owned(), p.get("wrong").to_owned());
            row.note = p.get("note").to_owned();
        }
    }
    let rows = || parts.iter().flat_map(|p| &p.rows);
    let (done, all) = (rows().filter(|r| r.answered).count(), rows().count());
    let site = site_of(&opened, site)?;
    let mut page = v.page("Phiếu kiểm tra");
    page.title = format!("{}: {}", v.lang.t("Phiếu kiểm tra"), site.name);
    let fills = opened.part.member && opened.visit.stage.on_site();
    let unit = unit_name(v, opened.visit.unit).await?;
    let view = SitePage { page, errors, id, site, unit, owner: actor.account, fills, parts, done, all };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

/// A number typed; nothing when left empty.
fn number(posted: &Posted, field: &str) -> Result<Option<u32>, Failure> {
    let wrong = |_| {
        let text = "Nhập số bằng chữ số, từ 0 trở lên.";
        Failure::from(kernel::error::Refusal::new("number", text).at("main"))
    };
    posted.some(field).map(|t| t.parse().map_err(wrong)).transpose()
}

fn given(site: Uuid, posted: &Posted) -> Result<Given, Failure> {
    let reply = Said {
        mark: Mark::ALL.into_iter().find(|m| m.slug() == posted.get("mark")),
        checked: number(posted, "checked")?,
        wrong: number(posted, "wrong")?,
        note: posted.get("note").to_owned(),
    };
    let base = posted.get("base").parse().unwrap_or(0);
    Ok(Given { site, item: posted.get("item").to_owned(), reply, base })
}

/// What the script is told: the version now stored, or why not.
async fn told(v: &Visit, (id, site): (Uuid, Uuid), item: &str, done: Result<(), Failure>) -> Reply {
    let opened = visits::open(&v.app, v.actor()?, id).await?;
    let now = opened.answers.iter().find(|a| a.site == site && a.item == item);
    let version = now.map_or(0, |a| a.version);
    let (status, message) = match done {
        Ok(()) => (StatusCode::OK, String::new()),
        Err(Failure::Refused(r)) if r.code == "stale" => (StatusCode::CONFLICT, r.message.to_string()),
        Err(Failure::Refused(r)) => (StatusCode::UNPROCESSABLE_ENTITY, r.message.to_string()),
        Err(other) => return Err(other),
    };
    Ok((status, Json(serde_json::json!({ "version": version, "message": message }))).into_response())
}

/// POST /inspections/work/{id}/sites/{site}/answer
pub async fn answer(v: Visit, Path((id, site)): Path<(Uuid, Uuid)>, posted: Posted) -> Reply {
    let item = posted.get("item").to_owned();
    let done = match given(site, &posted) {
        Ok(given) => visits::act(&v.app, v.actor()?, (id, None), &Step::Answer(given)).await.map(drop),
        Err(e) => Err(e),
    };
    if posted.get("by") == "script" {
        return told(&v, (id, site), &item, done).await;
    }
    match done {
        Ok(()) => Ok(v.done(&format!("/inspections/work/{id}/sites/{site}#{item}"), v.lang.t("Đã lưu câu trả lời."))),
        Err(Failure::Refused(r)) => {
            let error = Wrong { field: item, ..wrong(&r) };
            again(&v, (id, site), (Some(posted), vec![error])).await
        }
        Err(other) => Err(other),
    }
}

/// POST /inspections/work/{id}/sites/{site}/photo
pub async fn photo(v: Visit, Path((id, site)): Path<(Uuid, Uuid)>, form: Multipart) -> Reply {
    let arrived = documents::take(&v.app, form).await?;
    let item = Posted(arrived.texts).get("item").to_owned();
    let done = match arrived.refused.into_iter().next() {
        Some(refused) => Err(refused.into()),
        None => {
            let files = arrived.files.into_iter().map(|(_, f)| f).collect();
            visits::act(&v.app, v.actor()?, (id, None), &Step::Photos(site, item.clone(), files)).await
        }
    };
    match done {
        Ok(_) => Ok(v.done(&format!("/inspections/work/{id}/sites/{site}#{item}"), v.lang.t("Đã lưu ảnh."))),
        Err(Failure::Refused(r)) => again(&v, (id, site), (None, vec![Wrong { field: item, ..wrong(&r) }])).await,
        Err(other) => Err(other),
    }
}
