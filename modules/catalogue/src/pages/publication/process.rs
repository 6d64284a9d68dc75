//! The draft of a process: its steps as a table with the sum against the limit, rebuilt from a table or a file, and as a
//! diagram for who sees it; published processes as a diagram to look at.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::error::Refusal;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::moves::allowed;
use super::{FieldError, Typed, Within, seen, told};
use crate::decisions::actions;
use crate::decisions::auto::{self, Against};
use crate::decisions::model::{Dossier, Item, ProcessDraft, Status};
use crate::decisions::steps::{self, StepEdit};
use crate::pages::processes::{chosen, role};
use crate::pages::{Code, upload};

#[derive(Template)]
#[template(path = "publication_process.html")]
struct Show {
    page: Page,
    id: Uuid,
    item: Uuid,
    seen: i64,
    title: String,
    code: String,
    name: String,
    process: String,
    lines: Vec<StepLine>,
    roles: Vec<(&'static str, String)>,
    total: String,
    limit: String,
    verdict: &'static str,
    colour: &'static str,
    doubts: Vec<String>,
    problems: Vec<String>,
    table: String,
    branches: bool,
    /// The reader may try processes out.
    simulates: bool,
    editable: bool,
    typed: Typed,
}

struct StepLine {
    id: String,
    name: String,
    role: String,
    role_words: String,
    post: String,
    hours: String,
    error: String,
}

const ROLES: [&str; 6] = ["clerk", "unit_head", "officer", "leader", "registry", "control"];

async fn load(visit: &Visit, (id, item): (Uuid, &str)) -> Result<(i64, Dossier, Item, ProcessDraft), Failure> {
    let (head, d) = actions::load(&visit.app, id).await?;
    let wanted: Option<Uuid> = item.parse().ok();
    let found = d.items.iter().find(|i| Some(i.id) == wanted).cloned();
    let draft = found.as_ref().and_then(|i| i.body.process.clone());
    match found.zip(draft) {
        Some((item, draft)) => Ok((head.seq, d, item, draft)),
        None => Err(Failure::missing("Dòng này không còn trong dự thảo")),
    }
}

/// How a sum stands against a limit, in words.
pub fn verdict(a: Against) -> (&'static str, &'static str) {
    match a {
        Against::Unknown => ("Chưa so được với thời hạn", "grey"),
        Against::Equal => ("Khớp thời hạn", "green"),
        Against::Under => ("Còn dư so với thời hạn", "blue"),
        Against::Over => ("Vượt thời hạn", "red"),
    }
}

async fn view(visit: &Visit, (id, item): (Uuid, &str), typed: Typed) -> Result<Show, Failure> {
    let (seen, d, item, draft) = load(visit, (id, item)).await?;
    let newest = actions::newest(&visit.app, std::iter::once(item.code.as_str())).await?;
    let limit = newest.get(&item.code).and_then(|v| v.parts.channels.iter().find_map(|t| t.counted()));
    let definition = process::parse(&draft.bpmn);
    let total = definition.as_ref().map_or(0, |p| p.total_minutes());
    let (verdict, colour) = verdict(auto::against(limit, total));
    let problems = crate::flows::problems(&draft.bpmn).err().unwrap_or_default();
    let lines = definition.as_ref().map_or(vec![], |p| p.tasks().map(|t| step_line(t, &typed)).collect());
    // Fewer flows than elements but one: a chain.
    let branches = definition.as_ref().is_ok_and(|p| p.paths().len() != p.tasks().count() + 1);
    let table = definition.as_ref().map(steps::as_text).unwrap_or_default();
    Ok(Show {
        page: visit.page("Dự thảo quy trình"),
        id,
        item: item.id,
        seen,
        title: d.decision.title.clone(),
        code: item.code.clone(),
        name: item.body.name.clone(),
        process: draft.code.clone(),
        lines,
        roles: ROLES.iter().map(|r| (*r, visit.lang.t(&role(Some(r))).to_owned())).collect(),
        total: auto::hours(total),
        limit: limit.map_or_else(|| visit.lang.t("Chưa tính được").to_owned(), |l| l.to_string()),
        verdict,
        colour,
        doubts: draft.doubts,
        problems: problems.iter().map(ToString::to_string).collect(),
        table: typed.val("pasted", &table),
        branches,
        simulates: visit.actor()?.can("cases.supervise"),
        editable: d.decision.status == Status::Drafting && visit.actor()?.can(crate::DRAFT),
        typed,
    })
}

fn step_line(t: &process::TaskDef, typed: &Typed) -> StepLine {
    let field = |name: &str, stands: &str| typed.val(&format!("{name}-{}", t.id), stands);
    let role_now = field("role", t.role.as_deref().unwrap_or_default());
    StepLine {
        name: field("name", &t.name),
        role_words: role(Some(&role_now)),
        role: role_now,
        post: field("post", t.post.as_deref().unwrap_or_default()),
        hours: field("hours", &t.minutes.map(auto::hours).unwrap_or_default()),
        error: typed.err(&format!("hours-{}", t.id)),
        id: t.id.clone(),
    }
}

/// GET /publication/{id}/process/{item}
pub async fn show(visit: Visit, Within(id, item): Within) -> Reply {
    let page = view(&visit, (id, &item), Typed::default()).await?;
    visit.html(&page)
}

/// Puts a changed draft back into the decision.
async fn put(visit: &Visit, (id, seen): (Uuid, Option<i64>), item: Item, draft: ProcessDraft) -> Result<(), Failure> {
    let mut item = item;
    item.body.process = Some(draft);
    actions::put_item(&visit.app, visit.actor()?.by(), (id, seen), item).await?;
    Ok(())
}

fn edits(draft: &ProcessDraft, posted: &Posted) -> Result<Vec<StepEdit>, Vec<FieldError>> {
    let Ok(definition) = process::parse(&draft.bpmn) else { return Ok(vec![]) };
    let (mut all, mut errors) = (vec![], vec![]);
    for t in definition.tasks() {
        let get = |name: &str| kernel::text::line(posted.get(&format!("{name}-{}", t.id)));
        let minutes = match steps::minutes(&get("hours")) {
            Ok(minutes) => minutes,
            Err(refusal) => {
                errors.push(FieldError { field: format!("hours-{}", t.id), message: refusal.message });
                None
            }
        };
        let name = Some(get("name")).filter(|n| !n.is_empty()).unwrap_or_else(|| t.name.clone());
        all.push(StepEdit { id: t.id.clone(), name, role: get("role"), post: get("post"), minutes });
    }
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

/// POST /publication/{id}/process/{item}/steps
pub async fn steps(visit: Visit, Within(id, item): Within, posted: Posted) -> Reply {
    let (_, d, found, draft) = load(&visit, (id, &item)).await?;
    allowed(&visit, (&d, crate::DRAFT)).await?;
    let edits = match edits(&draft, &posted) {
        Ok(edits) => edits,
        Err(errors) => {
            let page = view(&visit, (id, &item), Typed { posted, errors }).await?;
            return visit.html_refused(&page);
        }
    };
    let done = match steps::set(&draft.bpmn, &edits) {
        Ok(bpmn) => put(&visit, (id, seen(&posted)), found, ProcessDraft { bpmn, ..draft }).await,
        Err(refusal) => Err(refusal.into()),
    };
    end(&visit, (id, &item), (posted, done)).await
}

async fn end(visit: &Visit, (id, item): (Uuid, &str), (posted, done): (Posted, Result<(), Failure>)) -> Reply {
    match done {
        Ok(()) => {
            Ok(visit.done(&format!("/publication/{id}/process/{item}"), visit.lang.t("Đã lưu dự thảo quy trình.")))
        }
        Err(failure) => {
            let refusal = told(failure)?;
            let page = view(visit, (id, item), Typed::refused(posted, &refusal)).await?;
            visit.html_refused(&page)
        }
    }
}

/// POST /publication/{id}/process/{item}/file: BPMN, or a table as XLSX, DOCX or pasted text.
pub async fn file(visit: Visit, Within(id, item): Within, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let (_, d, found, draft) = load(&visit, (id, &item)).await?;
    allowed(&visit, (&d, crate::DRAFT)).await?;
    let taken = upload::take(sent).await?;
    let pasted = taken.fields.0.iter().find(|(n, _)| n == upload::PASTED).map(|(_, v)| v.clone()).unwrap_or_default();
    let bytes = if taken.bytes.is_empty() { pasted.into_bytes() } else { taken.bytes };
    let done = match steps::draft((&draft.code, &found.body.name), &taken.name, &bytes) {
        Ok(made) => put(&visit, (id, seen(&taken.fields)), found, made).await,
        Err(refusal) => Err(refusal.into()),
    };
    end(&visit, (id, &item), (taken.fields, done)).await
}

#[derive(Template)]
#[template(path = "publication_diagram.html")]
struct Diagram {
    page: Page,
    title: String,
    back: String,
    /// Where the drawing is fetched; empty when it stands in the form.
    source: String,
    /// Where the drawing is saved; empty to look only.
    save: String,
    seen: i64,
    bpmn: String,
    typed: Typed,
    paths: Vec<process::Path>,
}

/// With a drawing, where the text can be read.
fn drawn(bpmn: &str) -> String {
    process::parse(bpmn).map_or_else(|_| bpmn.to_owned(), |p| process::export(&p))
}

fn paths(bpmn: &str) -> Vec<process::Path> {
    process::parse(bpmn).map(|p| p.paths()).unwrap_or_default()
}

/// GET /publication/{id}/process/{item}/diagram
pub async fn diagram(visit: Visit, Within(id, item): Within) -> Reply {
    let (seen, d, found, draft) = load(&visit, (id, &item)).await?;
    let bpmn = drawn(&draft.bpmn);
    let page = editor(&visit, (&d, &found, seen), (bpmn, Typed::default()));
    visit.html(&page)
}

fn editor(visit: &Visit, (d, item, seen): (&Dossier, &Item, i64), (bpmn, typed): (String, Typed)) -> Diagram {
    let base = format!("/publication/{}/process/{}", d.decision.id, item.id);
    let editable = d.decision.status == Status::Drafting;
    Diagram {
        page: visit.page("Sơ đồ quy trình"),
        title: item.body.name.clone(),
        source: String::new(),
        save: if editable { format!("{base}/diagram") } else { String::new() },
        back: base,
        seen,
        paths: paths(&bpmn),
        bpmn,
        typed,
    }
}

/// POST /publication/{id}/process/{item}/diagram
pub async fn save_diagram(visit: Visit, Within(id, item): Within, posted: Posted) -> Reply {
    let (head, d, found, draft) = load(&visit, (id, &item)).await?;
    allowed(&visit, (&d, crate::DRAFT)).await?;
    let bpmn = posted.get("bpmn").to_owned();
    let problem = process::parse(&bpmn).err().map(|all| {
        let told: Vec<String> = all.iter().take(5).map(ToString::to_string).collect();
        Refusal::new("process", format!("Sơ đồ chưa lưu được: {}", told.join("; "))).at("bpmn")
    });
    let done = match problem {
        Some(refusal) => Err(Failure::Refused(refusal)),
        None => put(&visit, (id, seen(&posted)), found.clone(), ProcessDraft { bpmn: bpmn.clone(), ..draft }).await,
    };
    match done {
        Ok(()) => Ok(visit.done(&format!("/publication/{id}/process/{item}"), visit.lang.t("Đã lưu sơ đồ quy trình."))),
        Err(failure) => {
            let refusal = told(failure)?;
            let page = editor(&visit, (&d, &found, head), (bpmn, Typed::refused(posted, &refusal)));
            visit.html_refused(&page)
        }
    }
}

fn xml(text: String, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}.bpmn\"");
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, text).into_response()
}

/// GET /publication/{id}/process/{item}/draft.bpmn
pub async fn source(visit: Visit, Within(id, item): Within) -> Reply {
    let (_, _, _, draft) = load(&visit, (id, &item)).await?;
    Ok(xml(drawn(&draft.bpmn), &draft.code))
}

/// GET /processes/{code}/drawing.bpmn?v=
pub async fn drawing(visit: Visit, Code(code): Code) -> Reply {
    let text = chosen(&visit, &code).await?;
    Ok(xml(drawn(&text.body), &code))
}

/// GET /processes/{code}/diagram?v=
pub async fn view_diagram(visit: Visit, Code(code): Code) -> Reply {
    let text = chosen(&visit, &code).await?;
    let name = process::parse(&text.body).map(|p| p.name).unwrap_or_default();
    visit.html(&Diagram {
        page: visit.page("Sơ đồ quy trình"),
        title: name,
        source: format!("/processes/{code}/drawing.bpmn?v={}", text.number),
        save: String::new(),
        back: format!("/processes/{code}?v={}", text.number),
        seen: 0,
        paths: paths(&text.body),
        bpmn: String::new(),
        typed: Typed::default(),
    })
}
