//! The diagram of a process with what the record says: where one case stands and who holds it, or where time goes in all cases of a
//! period. Everything on the drawing stands in a table below it too.

use askama::Template;
use axum::extract::Path;
use catalogue::PublishedProcess;
use kernel::time::short;
use platform::web::{Failure, Page, Reply, Visit};
use serde::Serialize;

use super::mining::{Wanted, step_name};
use super::parts::{name, unit_name};
use crate::model::{CaseId, Dossier, Task};

/// What stands on an element: its colour and a few words.
#[derive(Serialize)]
struct Mark {
    element: String,
    kind: &'static str,
    text: String,
}

struct Line {
    step: String,
    state: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "cases_diagram.html")]
struct DiagramPage {
    page: Page,
    title: String,
    heading: &'static str,
    back: String,
    back_label: &'static str,
    source: String,
    marks: String,
    lines: Vec<Line>,
}

fn source(process: &PublishedProcess) -> String {
    format!("/processes/{}/drawing.bpmn?v={}", process.code, process.version)
}

fn json(marks: &[Mark]) -> String {
    serde_json::to_string(marks).unwrap_or_default()
}

/// GET /desk/cases/{id}/diagram: where the case stands.
pub async fn case(v: Visit, Path(id): Path<CaseId>) -> Reply {
    let actor = v.actor()?;
    let (_, d) = crate::open(&v.app, actor, id).await?;
    let process = crate::actions::process_of(&v.app, d.case.process).await?;
    let process = process.ok_or_else(|| Failure::missing("Hồ sơ này không chạy theo quy trình điện tử"))?;
    let (mut marks, mut lines) = (vec![], vec![]);
    for t in d.tasks.iter().filter(|t| t.kind == crate::model::TaskKind::Step) {
        let (mark, line) = step(&v, t).await?;
        marks.push(mark);
        lines.push(line);
    }
    waiting(&d, &process, &mut marks);
    v.html(&DiagramPage {
        page: v.page("Hồ sơ trên sơ đồ quy trình"),
        title: d.case.code.clone(),
        heading: "Hồ sơ trên sơ đồ quy trình",
        back: format!("/desk/cases/{id}"),
        back_label: "Hồ sơ",
        source: source(&process),
        marks: json(&marks),
        lines,
    })
}

async fn step(v: &Visit, t: &Task) -> Result<(Mark, Line), Failure> {
    let late = t.open() && v.app.now() > t.due_at;
    let (kind, text, state) = match t.done_at {
        Some(done) => ("done", String::new(), v.lang.f("Xong lúc {}", &[&short(done)])),
        None => {
            let unit = unit_name(&v.app, t.unit).await?;
            let officer = name(&v.app, t.officer).await?;
            let who = if t.officer.is_some() { format!("{unit}, {officer}") } else { unit };
            let text = v.lang.f("{}, hạn {}", &[&who, &short(t.due_at)]);
            (if late { "late" } else { "here" }, text.clone(), text)
        }
    };
    Ok((Mark { element: t.element.clone(), kind, text }, Line { step: t.name.clone(), state, late }))
}

/// Gateways where a branch waits for another.
fn waiting(d: &Dossier, process: &PublishedProcess, marks: &mut Vec<Mark>) {
    let Some(instance) = d.case.body.instance.as_ref().filter(|_| d.case.finished_at.is_none()) else { return };
    for (_, element) in instance.places(&process.definition) {
        if process.definition.task(element).is_none() {
            marks.push(Mark { element: element.to_owned(), kind: "here", text: String::new() });
        }
    }
}

/// GET /desk/mining/diagram: where time goes.
pub async fn heat(v: Visit) -> Reply {
    let wanted = Wanted::read(&v);
    let missing = || Failure::missing("Không có phiên bản quy trình này");
    let study = wanted.study(&v.app, v.actor()?).await?.ok_or_else(missing)?;
    let process = catalogue::process_version(&v.app, wanted.process.unwrap_or_default()).await?;
    let steps = &study.mined.by_step;
    let all: i64 = steps.iter().map(|t| t.waiting_total + t.work_total).sum();
    let (mut marks, mut lines) = (vec![], vec![]);
    for t in steps {
        let share = (t.waiting_total + t.work_total) * 100 / all.max(1);
        let kind = match share {
            40.. => "heat3",
            25.. => "heat2",
            10.. => "heat1",
            _ => "cool",
        };
        let (waited, worked) = (t.waiting_median, t.work_median);
        let text = v.lang.f(
            "{} % thời gian; chờ {} giờ {} phút, xử lý {} giờ {} phút",
            &[&share, &(waited / 60), &(waited % 60), &(worked / 60), &(worked % 60)],
        );
        marks.push(Mark { element: t.of.clone(), kind, text: format!("{share} %") });
        lines.push(Line { step: step_name(&process.definition, &t.of), state: text, late: share >= 40 });
    }
    v.html(&DiagramPage {
        page: v.page("Thời gian trên sơ đồ quy trình"),
        title: process.definition.name.clone(),
        heading: "Thời gian trên sơ đồ quy trình",
        back: format!("/desk/mining?{}", wanted.query()),
        back_label: "Phân tích quy trình",
        source: source(&process),
        marks: json(&marks),
        lines,
    })
}
