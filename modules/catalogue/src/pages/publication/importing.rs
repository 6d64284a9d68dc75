//! The tables of a real decision into a draft: first shown line by line as understood, then taken with the same file.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use platform::web::{Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::moves::allowed;
use super::{Id, Typed, seen, told};
use crate::decisions::actions;
use crate::decisions::importing::{self, Looked};
use crate::decisions::model::{Dossier, ReadLine};
use crate::decisions::rules::Deed;
use crate::pages::upload;

#[derive(Template)]
#[template(path = "publication_import.html")]
struct Import {
    page: Page,
    id: Uuid,
    title: String,
    seen: i64,
    typed: Typed,
    pasted: String,
    /// Empty before a file was read.
    digest: String,
    name: String,
    lines: Vec<ReadLine>,
    takes: usize,
    doubts: usize,
    left: usize,
}

fn empty(visit: &Visit, (d, seen): (&Dossier, i64), typed: Typed) -> Import {
    Import {
        page: visit.page("Nhập bảng của quyết định"),
        id: d.decision.id,
        title: d.decision.title.clone(),
        seen,
        pasted: typed.posted.get("pasted").to_owned(),
        typed,
        digest: String::new(),
        name: String::new(),
        lines: vec![],
        takes: 0,
        doubts: 0,
        left: 0,
    }
}

/// GET /publication/{id}/import
pub async fn start(visit: Visit, Id(id): Id) -> Reply {
    let (head, d) = actions::load(&visit.app, id).await?;
    visit.html(&empty(&visit, (&d, head.seq), Typed::default()))
}

/// POST /publication/{id}/import: reads and shows; the draft does not change.
pub async fn look(visit: Visit, Id(id): Id, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let (head, d) = actions::load(&visit.app, id).await?;
    let taken = upload::take(sent).await?;
    let pasted = taken.fields.get("pasted").to_owned();
    let (name, bytes) = match taken.bytes.is_empty() {
        true => ("van-ban-dan.txt".to_owned(), raw(&taken.fields).into_bytes()),
        false => (taken.name.clone(), taken.bytes),
    };
    match importing::look(&visit.app, (&name, &bytes)).await {
        Ok(looked) => {
            let digest = visit.app.files().put(&bytes).await?;
            let count = |outcome: &str| looked.reading.lines.iter().filter(|l| l.outcome == outcome).count();
            let page = Import {
                digest,
                name,
                pasted,
                takes: looked.items.len(),
                doubts: count("doubt"),
                left: count("left"),
                lines: looked.reading.lines,
                ..empty(&visit, (&d, head.seq), Typed::default())
            };
            visit.html(&page)
        }
        Err(failure) => {
            let refusal = told(failure)?;
            visit.html_refused(&empty(&visit, (&d, head.seq), Typed::refused(taken.fields, &refusal)))
        }
    }
}

/// Pasted text keeps its tabs, which part the cells.
fn raw(fields: &Posted) -> String {
    fields.0.iter().find(|(n, _)| n == "pasted").map(|(_, v)| v.clone()).unwrap_or_default()
}

/// POST /publication/{id}/import/confirm: takes the file that was shown.
pub async fn confirm(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let app = &visit.app;
    let (_, d) = actions::load(app, id).await?;
    allowed(&visit, (&d, crate::DRAFT)).await?;
    let bytes = app.files().get(posted.get("digest")).await?;
    let by = visit.actor()?.by();
    let Looked { reading, mut items } = importing::look(app, (posted.get("name"), &bytes)).await?;
    // What the draft names already is replaced by what the file says.
    for item in &mut items {
        if let Some(have) = d.items.iter().find(|i| i.code == item.code) {
            item.id = have.id;
        }
    }
    let n = items.len();
    if n > 0 {
        actions::put_items(app, by, (id, seen(&posted)), items).await?;
    }
    let facts = reading.facts.clone();
    actions::act(app, by, (id, None), |d, _| {
        d.decision.body.read = reading.lines.clone();
        let own = &mut d.decision.body;
        for ground in facts.grounds.iter().filter(|g| !own.grounds.contains(g)).cloned().collect::<Vec<_>>() {
            own.grounds.push(ground);
        }
        Ok(Deed { action: "decision.items", body: serde_json::json!({ "file": posted.get("name"), "items": n }) })
    })
    .await?;
    let words = visit.lang.f("Đã đưa {} thủ tục vào dự thảo. Xem lại các dòng còn nghi vấn.", &[&n]);
    Ok(visit.done(&format!("/publication/{id}#items"), &words))
}
