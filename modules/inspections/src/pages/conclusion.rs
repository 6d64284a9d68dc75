//! The page on which the conclusion is written: each finding with its remedy, who does it and by when; and the papers of an
//! inspection.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use kernel::time::date;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Choice, Wrong, at, day, paper, unit_name, wrong};
use crate::actions::visits::{self, Step};
use crate::checklist::checklist;
use crate::law::law;
use crate::papers::{self, Case};
use crate::rules::visit::Word;

/// Empty lines for findings the checklist does not have.
const MORE: usize = 2;

/// A line of the form.
struct Line {
    n: usize,
    id: String,
    /// Whether the checklist found it.
    listed: bool,
    site: String,
}

#[derive(Template)]
#[template(path = "inspections_conclusion.html")]
struct ConclusionPage {
    page: Page,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    id: Uuid,
    unit: String,
    lines: Vec<Line>,
    units: Vec<Choice>,
    writes: bool,
}

impl ConclusionPage {
    fn at(&self, name: &str, n: &usize) -> &str {
        at(&self.errors, &format!("{name}.{n}"))
    }

    fn value(&self, name: &str, n: &usize) -> &str {
        self.typed.get(&format!("{name}.{n}"))
    }
}

/// GET /inspections/work/{id}/conclusion
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (None, vec![])).await
}

async fn again(v: &Visit, id: Uuid, (typed, errors): (Option<Posted>, Vec<Wrong>)) -> Reply {
    let opened = visits::open(&v.app, v.actor()?, id).await?;
    if !opened.shows_conclusion() {
        return Err(crate::actions::forbidden());
    }
    let i = &opened.visit;
    let mut stored = vec![("conclusion".to_owned(), i.conclusion.clone())];
    let mut lines = vec![];
    for (n, f) in i.findings.iter().enumerate() {
        let mut put = |name: &str, value: String| stored.push((format!("{name}.{n}"), value));
        put("text", f.text.clone());
        put("remedy", f.remedy.clone());
        put("unit", f.unit.to_string());
        put("due", f.due.map(date).unwrap_or_default());
        let site = i.sites.iter().find(|s| s.id == f.site).map(|s| s.name.clone()).unwrap_or_default();
        lines.push(Line { n, id: f.id.to_string(), listed: !f.item.is_empty(), site });
    }
    let from = lines.len();
    for n in from..from + MORE {
        stored.push((format!("unit.{n}"), i.unit.to_string()));
        lines.push(Line { n, id: String::new(), listed: false, site: String::new() });
    }
    let choice = |u: people::Unit| Choice { value: u.id.to_string(), label: u.name };
    let view = ConclusionPage {
        page: v.page("Soạn kết luận kiểm tra"),
        seq: opened.ledger.seq,
        id,
        unit: unit_name(v, i.unit).await?,
        units: visits::responsible(&v.app, i).await?.into_iter().map(choice).collect(),
        writes: (opened.part.head || opened.part.manages) && i.stage == crate::model::Stage::Recorded,
        typed: typed.unwrap_or(Posted(stored)),
        lines,
        errors,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

fn words(posted: &Posted) -> Result<Vec<Word>, Failure> {
    let rows: usize = posted.get("rows").parse().unwrap_or(0);
    let mut all = vec![];
    for n in 0..rows.min(1_000) {
        let get = |name: &str| posted.get(&format!("{name}.{n}")).to_owned();
        all.push(Word {
            id: get("id").parse().ok(),
            text: get("text"),
            remedy: get("remedy"),
            unit: get("unit").parse().ok(),
            due: day(posted, &format!("due.{n}"))?,
        });
    }
    Ok(all)
}

/// POST /inspections/work/{id}/conclusion
pub async fn write(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let seen = posted.get("seen").parse().ok();
    let done = match words(&posted) {
        Ok(words) => {
            let step = Step::Conclude(posted.get("conclusion").into(), words);
            visits::act(&v.app, v.actor()?, (id, seen), &step).await
        }
        Err(e) => Err(e),
    };
    match done {
        Ok(_) => Ok(v.done(&format!("/inspections/work/{id}"), v.lang.t("Đã lưu dự thảo kết luận."))),
        Err(Failure::Refused(r)) => again(&v, id, (Some(posted), vec![wrong(&r)])).await,
        Err(Failure::Conflict(message)) => {
            again(&v, id, (Some(posted), vec![Wrong { field: "main".into(), message }])).await
        }
        Err(other) => Err(other),
    }
}

/// GET /inspections/work/{id}/papers/{name}
pub async fn papers(v: Visit, Path((id, name)): Path<(Uuid, String)>) -> Reply {
    let app = &v.app;
    let o = visits::open(app, v.actor()?, id).await?;
    let i = &o.visit;
    let (law, list, issuer) = (law(app)?, checklist(app)?, papers::issuer(app, i.tenant).await?);
    let mut names = HashMap::new();
    for unit in i.findings.iter().map(|f| f.unit).chain([i.unit]) {
        names.insert(unit, unit_name(&v, unit).await?);
    }
    for m in &i.members {
        names.insert(*m, people::name_of(app, *m).await?);
    }
    let plan = crate::actions::plan_number(app, (i.tenant, i.plan)).await?;
    let case =
        Case { law: &law, list: &list, visit: i, answers: &o.answers, issuer: &issuer, names: &names, plan: &plan };
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(s, _)| s);
    // A paper exists once there is what it tells.
    let made = match stem {
        "quyet-dinh" => Some(papers::decision(&case)),
        "thong-bao" => i.decision.as_ref().map(|_| papers::notice(&case)),
        "bien-ban" if o.shows_answers() => i.decision.as_ref().map(|_| papers::minutes(&case)),
        "ket-luan" if o.shows_conclusion() => i.minutes.as_ref().map(|_| papers::conclusion(&case)),
        _ => None,
    };
    let made = made.ok_or_else(|| Failure::missing("Không có giấy tờ này"))?;
    paper(&v, (made, &issuer.name), (stem, &name)).await
}
