//! The record of quality control: the checklist of law data, each item with what was computed, the conclusion and its reason.

use askama::Template;
use platform::web::{Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::moves::allowed;
use super::{Id, Typed, seen, told};
use crate::decisions::law::law;
use crate::decisions::model::{Status, Verdict};
use crate::decisions::rules::{self, Ground, Said};
use crate::decisions::{actions, auto};

#[derive(Template)]
#[template(path = "publication_check.html")]
struct CheckPage {
    page: Page,
    id: Uuid,
    seen: i64,
    title: String,
    lines: Vec<Line>,
    typed: Typed,
    verdicts: Vec<(&'static str, &'static str)>,
}

struct Line {
    id: String,
    text: String,
    law: String,
    computed: String,
    /// "pass", "fail", or empty when nothing is computed.
    suggests: &'static str,
    chosen: String,
    note: String,
    error: String,
}

async fn view(visit: &Visit, id: Uuid, typed: Typed) -> Result<CheckPage, platform::web::Failure> {
    let app = &visit.app;
    let (head, d) = actions::load(app, id).await?;
    let law = law(app)?;
    let newest = actions::newest(app, d.items.iter().map(|i| i.code.as_str())).await?;
    let ground = Ground { now: app.now(), who: None, law: &law, newest: &newest };
    let mut lines = vec![];
    for item in law.checklist(d.decision.kind) {
        let (computed, words) = auto::finding(&item.auto, &d, &ground);
        let (verdict, note) = (format!("verdict-{}", item.id), format!("note-{}", item.id));
        let error = [typed.err(&verdict), typed.err(&note)].concat();
        lines.push(Line {
            chosen: typed.posted.get(&verdict).to_owned(),
            note: typed.posted.get(&note).to_owned(),
            id: item.id.clone(),
            text: item.text.clone(),
            law: item.law.clone(),
            computed: words,
            suggests: computed.map_or("", Verdict::slug),
            error,
        });
    }
    Ok(CheckPage {
        page: visit.page("Kiểm soát chất lượng dự thảo"),
        id,
        seen: head.seq,
        title: d.decision.title,
        lines,
        typed,
        verdicts: Verdict::ALL.iter().map(|v| (v.slug(), v.label())).collect(),
    })
}

/// GET /publication/{id}/check
pub async fn form(visit: Visit, Id(id): Id) -> Reply {
    let (_, d) = actions::load(&visit.app, id).await?;
    if d.decision.status != Status::Checking {
        return Ok(
            visit.warn(&format!("/publication/{id}"), visit.lang.t("Dự thảo không ở bước kiểm soát chất lượng."))
        );
    }
    let page = view(&visit, id, Typed::default()).await?;
    visit.html(&page)
}

/// POST /publication/{id}/check
pub async fn record(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let (_, d) = actions::load(&visit.app, id).await?;
    allowed(&visit, (&d, crate::CHECK)).await?;
    let law = law(&visit.app)?;
    let said = law.checklist(d.decision.kind).into_iter().map(|i| Said {
        item: i.id.clone(),
        verdict: Verdict::parse(posted.get(&format!("verdict-{}", i.id))),
        note: posted.get(&format!("note-{}", i.id)).to_owned(),
    });
    let said: Vec<Said> = said.collect();
    let note = posted.get("note").to_owned();
    let done =
        actions::act(&visit.app, visit.actor()?.by(), (id, seen(&posted)), |d, g| rules::check(d, g, (&said, &note)));
    match done.await {
        Ok(d) => {
            let words = match d.decision.status {
                Status::Checked => "Đã ghi phiếu kiểm soát: đạt, đủ điều kiện trình.",
                _ => "Đã ghi phiếu kiểm soát: chưa đạt, trả lại người soạn thảo.",
            };
            Ok(visit.done(&format!("/publication/{id}"), visit.lang.t(words)))
        }
        Err(failure) => {
            let refusal = told(failure)?;
            let page = view(&visit, id, Typed::refused(posted, &refusal)).await?;
            visit.html_refused(&page)
        }
    }
}
