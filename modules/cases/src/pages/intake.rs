//! Intake at the desk: choose the procedure, fill one page with the keyboard, decide while the applicant stands there.

use askama::Template;
use axum::extract::{Path, Query};
use catalogue::Version;
use kernel::error::Refusal;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use serde::Deserialize;
use uuid::Uuid;

use super::forms_of as read;
use super::sent::Sent;
use crate::actions::{Incoming, Intake, take_in};
use crate::model::{Channel, Status};
use crate::rules::Application;

#[derive(Template)]
#[template(path = "cases_choose.html")]
struct ChoosePage {
    page: Page,
    query: String,
    hits: Vec<Hit>,
}

struct Hit {
    code: String,
    name: String,
    field: String,
    limit: String,
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// GET /desk/intake
pub async fn choose(v: Visit, Query(typed): Query<Typed>) -> Reply {
    let index = catalogue::all(&v.app).await?;
    let q = kernel::text::line(&typed.q);
    let found: Vec<usize> = if q.is_empty() {
        (0..index.entries.len()).filter(|i| index.entries[*i].own_form).take(15).collect()
    } else {
        catalogue::search(&index, &q, 15).into_iter().map(|h| h.entry).collect()
    };
    if let [only] = found[..]
        && index.entries[only].code == q
    {
        return Ok(platform::web::see_other(&format!("/desk/intake/{q}")));
    }
    let hits = found
        .into_iter()
        .map(|i| &index.entries[i])
        .map(|e| Hit {
            code: e.code.clone(),
            name: e.name.clone(),
            field: e.field.clone().unwrap_or_default(),
            limit: e.limit.clone().unwrap_or_default(),
        })
        .collect();
    v.html(&ChoosePage { page: v.page("Tiếp nhận hồ sơ"), query: q, hits })
}

/// One paper of the checklist.
pub struct Row {
    pub index: usize,
    pub name: String,
    pub optional: bool,
    pub there: bool,
    pub originals: String,
    pub copies: String,
}

#[derive(Template)]
#[template(path = "cases_intake.html")]
struct IntakePage {
    page: Page,
    code: String,
    name: String,
    id: String,
    limit: String,
    limit_text: String,
    rows: Vec<Row>,
    typed: Posted,
    errors: Vec<FieldMessage>,
    outcome: String,
    /// Files that came with a form that was refused.
    kept: Vec<(String, String, String)>,
}

/// An error as the summary shows it.
pub struct FieldMessage {
    pub field: String,
    pub message: String,
}

impl IntakePage {
    fn value(&self, name: &str) -> &str {
        self.typed.get(name)
    }
    fn error(&self, name: &str) -> String {
        self.errors.iter().find(|e| e.field == name).map(|e| e.message.clone()).unwrap_or_default()
    }
    /// The name of the file already here for a paper.
    fn scanned(&self, index: &usize) -> &str {
        let field = format!("kept_file_{index}");
        self.kept.iter().find(|(n, ..)| *n == field).map_or("", |(.., name)| name)
    }
    fn chosen(&self, name: &str, value: &str) -> bool {
        let typed = self.typed.get(name);
        typed == value || typed.is_empty() && value == "1"
    }
}

async fn current(v: &Visit, code: &str) -> Result<Version, Failure> {
    catalogue::current(&v.app, code).await?.ok_or_else(|| Failure::missing("Không có thủ tục này"))
}

fn rows(version: &Version, typed: &Posted) -> Vec<Row> {
    if typed.has("part_name") {
        return typed
            .all("part_name")
            .enumerate()
            .map(|(index, name)| Row {
                index,
                name: name.to_owned(),
                optional: typed.get(&format!("part_optional_{index}")) == "1",
                there: typed.has(&format!("part_there_{index}")),
                originals: typed.get(&format!("part_originals_{index}")).to_owned(),
                copies: typed.get(&format!("part_copies_{index}")).to_owned(),
            })
            .collect();
    }
    let components = version.parts.components.clone().unwrap_or_default();
    let mut all: Vec<Row> = components
        .into_iter()
        .enumerate()
        .map(|(index, c)| Row {
            index,
            name: c.name,
            optional: c.condition.is_some(),
            there: false,
            originals: c.originals.map_or_else(|| "1".to_owned(), |n| n.to_string()),
            copies: c.copies.map_or_else(|| "0".to_owned(), |n| n.to_string()),
        })
        .collect();
    if all.is_empty() {
        let name = "Đơn đề nghị giải quyết thủ tục hành chính".to_owned();
        all.push(Row { index: 0, name, optional: false, there: false, originals: "1".into(), copies: "0".into() });
    }
    all
}

fn view(v: &Visit, version: &Version, sent: Sent, refusal: Option<Refusal>) -> IntakePage {
    let kept = sent.kept();
    let typed = sent.posted;
    let term = version.parts.term(catalogue::Channel::Direct, None);
    let counted = term.and_then(|t| t.counted()).map(|l| l.to_string()).unwrap_or_default();
    let errors = refusal.map(|r| FieldMessage { field: r.field.unwrap_or_else(|| "name".into()), message: r.message });
    IntakePage {
        page: v.page("Tiếp nhận hồ sơ"),
        code: version.parts.code.clone(),
        name: version.parts.name.clone(),
        id: typed.some("id").map_or_else(|| v.app.new_id().to_string(), str::to_owned),
        limit: typed.some("limit").map_or(counted, str::to_owned),
        limit_text: term.and_then(|t| t.limit_text.clone()).unwrap_or_default(),
        rows: rows(version, &typed),
        outcome: typed.get("outcome").to_owned(),
        typed,
        errors: errors.into_iter().collect(),
        kept,
    }
}

/// GET /desk/intake/{code}
pub async fn form(v: Visit, Path(code): Path<String>) -> Reply {
    let version = current(&v, &code).await?;
    v.html(&view(&v, &version, Sent::default(), None))
}

/// POST /desk/intake/{code}: the id in the form makes a double click one case.
pub async fn take(v: Visit, Path(code): Path<String>, sent: Sent) -> Reply {
    let version = current(&v, &code).await?;
    if let Some(refusal) = sent.refused.first().cloned() {
        return v.html_refused(&view(&v, &version, sent, Some(refusal)));
    }
    match taken(&v, &version, &sent).await {
        Ok(dossier) => {
            let text = match dossier.case.status {
                Status::NotAccepted => "Đã lập phiếu từ chối tiếp nhận giải quyết hồ sơ.",
                Status::SupplementAsked => "Đã lập phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.",
                _ => "Đã tiếp nhận hồ sơ. In giấy tiếp nhận và hẹn trả kết quả cho người nộp.",
            };
            Ok(v.done(&format!("/desk/cases/{}", dossier.case.id), v.lang.t(text)))
        }
        Err(Failure::Refused(refusal)) => v.html_refused(&view(&v, &version, sent, Some(refusal))),
        Err(e) => Err(e),
    }
}

async fn taken(v: &Visit, version: &Version, sent: &Sent) -> Result<crate::Dossier, Failure> {
    let p = &sent.posted;
    let actor = v.actor()?;
    actor.require("cases.intake", &actor.unit_path)?;
    let id: Uuid =
        p.get("id").parse().map_err(|_| Failure::Bad("Biểu mẫu thiếu mã. Tải lại trang rồi nhập lại.".into()))?;
    let agent = if p.get("agent_name").is_empty() { None } else { Some(read::person(p, "agent_")?) };
    let outcome = match p.get("outcome") {
        "supplement" => Intake::Supplement { items: read::lines(p, "items"), reason: p.get("reason").to_owned() },
        "refuse" => Intake::Refuse(p.get("reason").to_owned()),
        _ => Intake::Accept(read::limit(p)?),
    };
    let process = catalogue::process_for(&v.app, &version.parts.code).await?;
    let application = Application {
        id,
        procedure: version.parts.code.clone(),
        version: version.id,
        process: Some(process.id),
        channel: if read::channel(p, "channel") == Channel::Post { Channel::Post } else { Channel::Direct },
        result_channel: read::channel(p, "result_channel"),
        applicant: read::person(p, "")?,
        agent,
        request: p.some("request").unwrap_or(&version.parts.name).to_owned(),
        parts: read::parts(sent),
        sets: p.get("sets").parse().unwrap_or(1),
        form: None,
        answers: serde_json::Value::Null,
    };
    take_in(&v.app, actor.by(), Incoming { agency: actor.agency, application, outcome, draft: None }).await
}
