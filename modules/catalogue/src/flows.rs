//! Electronic processes of procedures: numbered BPMN texts, which procedure runs which, and the parsed definitions kept.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::error::Refusal;
use platform::db::{Changes, Table};
use platform::ledger::{self, Entry};
use platform::web::Failure;
use platform::{App, By, args};
use process::Definition;
use serde::Deserialize;
use uuid::Uuid;

use crate::decisions::chain;
use crate::decisions::events::{self, Happened};
use crate::import::{RowReport, file_row};
use crate::series::{PROCESSES, Text};
use crate::{TENANT, store};

pub static ASSIGNMENTS: Table =
    Table::new("catalogue_assignments", &["procedure_code"], &["process_id", "assigned_at", "assigned_by"]);

/// A published process: what a case pins is its `id`.
#[derive(Debug, Clone)]
pub struct PublishedProcess {
    /// The id of this version.
    pub id: Uuid,
    /// Its code in the list of processes ("generic-six-step").
    pub code: String,
    pub version: i64,
    pub definition: Definition,
}

#[derive(Default)]
struct Parsed(RwLock<HashMap<Uuid, Arc<PublishedProcess>>>);

/// A version parsed before; a version never changes.
fn known(app: &App, id: Uuid) -> Result<Option<Arc<PublishedProcess>>, Failure> {
    let cache = app.cached::<Parsed, Failure>(|_| Ok(Parsed::default()))?;
    Ok(cache.0.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned())
}

fn parsed(app: &App, text: &Text) -> Result<Arc<PublishedProcess>, Failure> {
    if let Some(found) = known(app, text.id)? {
        return Ok(found);
    }
    let cache = app.cached::<Parsed, Failure>(|_| Ok(Parsed::default()))?;
    let definition = process::parse(&text.body).map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        Failure::Internal(format!("process {} version {}: {first}", text.code, text.number))
    })?;
    let found = PublishedProcess { id: text.id, code: text.code.clone(), version: text.number, definition };
    let found = Arc::new(found);
    cache.0.write().unwrap_or_else(PoisonError::into_inner).insert(text.id, found.clone());
    Ok(found)
}

#[derive(Deserialize)]
struct Shipped {
    generic: String,
    #[serde(default)]
    procedures: HashMap<String, String>,
}

fn shipped(app: &App) -> Result<Shipped, Failure> {
    let text = app.law().get("catalogue/processes.toml").unwrap_or("generic = \"generic-six-step\"");
    toml::from_str(text).map_err(|e| Failure::Internal(format!("law/catalogue/processes.toml: {e}")))
}

/// The code of the process for procedures without one of their own.
pub(crate) fn generic(app: &App) -> Result<String, Failure> {
    Ok(shipped(app)?.generic)
}

/// The code of the process a procedure is assigned to, if it has one of its own.
pub async fn assigned(app: &App, code: &str) -> Result<Option<String>, Failure> {
    let sql = "SELECT p.code FROM catalogue_assignments a JOIN catalogue_processes p ON p.id = a.process_id \
               WHERE a.procedure_code = $1";
    let found: Option<(String,)> = app.db().first(sql, args![code]).await?;
    Ok(found.map(|(code,)| code))
}

/// Every assignment: procedure code and process code.
pub async fn assignments(app: &App) -> Result<Vec<(String, String)>, Failure> {
    let sql = "SELECT a.procedure_code, p.code FROM catalogue_assignments a \
               JOIN catalogue_processes p ON p.id = a.process_id ORDER BY a.procedure_code";
    Ok(app.db().all(sql, vec![]).await?)
}

/// The published process of a procedure, or the generic one.
pub async fn process_for(app: &App, code: &str) -> Result<Arc<PublishedProcess>, Failure> {
    let chosen = match assigned(app, code).await? {
        Some(code) => code,
        None => shipped(app)?.generic,
    };
    match PROCESSES.newest(app, &chosen).await? {
        Some(text) => parsed(app, &text),
        None => Err(Failure::missing("Chưa có quy trình điện tử chung; quản trị viên cần cài đặt danh mục trước")),
    }
}

/// One version of a process, as pinned by a case.
pub async fn process_version(app: &App, id: Uuid) -> Result<Arc<PublishedProcess>, Failure> {
    if let Some(found) = known(app, id)? {
        return Ok(found);
    }
    match PROCESSES.by_id(app, id).await? {
        Some(text) => parsed(app, &text),
        None => Err(Failure::missing("Không có phiên bản quy trình này")),
    }
}

/// How the steps of one version of a process stand in another: what a case needs to be moved over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Elements of the first that the second has too, with the name there.
    pub kept: Vec<(String, String)>,
    /// Elements of the first that carry another name or role in the second: id, before, after.
    pub changed: Vec<(String, String, String)>,
    /// Elements a case may stand on that the second does not have: a person has to choose where it goes on.
    pub gone: Vec<(String, String)>,
    /// Elements only the second has: id and name.
    pub added: Vec<(String, String)>,
}

impl Mapping {
    /// Whether a case that stands on these elements can be moved without a choice.
    pub fn carries<'a>(&self, mut standing: impl Iterator<Item = &'a str>) -> bool {
        standing.all(|id| !self.gone.iter().any(|(gone, _)| gone == id))
    }
}

/// Compares the tasks of two versions of processes, by their element ids.
///
/// # Errors
/// A version that does not exist, or cannot be read.
pub async fn mapping(app: &App, from: Uuid, to: Uuid) -> Result<Mapping, Failure> {
    let (a, b) = (process_version(app, from).await?, process_version(app, to).await?);
    let mut out = Mapping::default();
    for t in a.definition.tasks() {
        match b.definition.task(&t.id) {
            None => out.gone.push((t.id.clone(), t.name.clone())),
            Some(other) if other.name == t.name && other.role == t.role => {
                out.kept.push((t.id.clone(), other.name.clone()))
            }
            Some(other) => out.changed.push((t.id.clone(), t.name.clone(), other.name.clone())),
        }
    }
    let new = b.definition.tasks().filter(|t| a.definition.task(&t.id).is_none());
    out.added = new.map(|t| (t.id.clone(), t.name.clone())).collect();
    Ok(out)
}

/// Every version of a process, newest first: id, number.
///
/// # Errors
/// Storage failures.
pub async fn versions_of(app: &App, code: &str) -> Result<Vec<(Uuid, i64)>, Failure> {
    Ok(PROCESSES.all_of(app, code).await?.into_iter().map(|t| (t.id, t.number)).collect())
}

/// What is wrong with a BPMN text: reading it, or running it to an end.
pub fn problems(bpmn: &str) -> Result<Definition, Vec<process::Problem>> {
    let definition = process::parse(bpmn)?;
    let unsound = process::check(&definition);
    if unsound.is_empty() { Ok(definition) } else { Err(unsound) }
}

/// Publishes a BPMN text as the next version of a process, and tells who listens; an unsound one is refused.
pub async fn publish_process(app: &App, (code, bpmn): (&str, &str), by: By) -> Result<Text, Failure> {
    let number = PROCESSES.newest(app, code).await?.map_or(1, |t| t.number + 1);
    let (id, mut more) = (app.new_id(), Changes::new());
    events::tell(app, &mut more, &Happened::ProcessPublished { process: code.to_owned(), version: id, number });
    publish_with(app, (code, bpmn), by, (id, more)).await
}

/// The same under a given id, with what is written beside it.
async fn publish_with(app: &App, (code, bpmn): (&str, &str), by: By, next: (Uuid, Changes)) -> Result<Text, Failure> {
    let definition = problems(bpmn).map_err(|found| {
        let all: Vec<String> = found.iter().take(5).map(ToString::to_string).collect();
        Failure::Refused(Refusal::new("process", format!("Quy trình chưa dùng được: {}", all.join("; "))).at("file"))
    })?;
    let (id, mut more) = next;
    let number = PROCESSES.newest(app, code).await?.map_or(1, |t| t.number + 1);
    let words = format!("Công bố quy trình {code} phiên bản {number}");
    for (procedure, _) in assignments(app).await?.into_iter().filter(|(_, p)| p == code) {
        chain::process_live(app, &mut more, (&procedure, &words), (definition.total_minutes(), by)).await?;
    }
    PROCESSES.publish(app, (code, by), (id, more), |_| Ok(bpmn.to_owned())).await
}

/// A process approved by decision goes live: published unless it is the newest text already, and run by the procedure.
pub(crate) async fn go_live(app: &App, (procedure, code, bpmn): (&str, &str, &str), by: By) -> Result<(), Failure> {
    let newest = PROCESSES.newest(app, code).await?;
    if newest.is_none_or(|t| t.body != bpmn) {
        publish_process(app, (code, bpmn), by).await?;
    }
    if assigned(app, procedure).await?.as_deref() != Some(code) {
        assign(app, (procedure, code), by).await?;
    }
    Ok(())
}

/// Lets a procedure run a process from now on; running cases stay on what they pinned.
pub async fn assign(app: &App, (procedure, process): (&str, &str), by: By) -> Result<(), Failure> {
    let series = crate::versions(app, procedure).await?;
    let version = series.first().ok_or_else(|| crate::pages::no_procedure(procedure))?;
    let text = PROCESSES.newest(app, process).await?;
    let text = text.ok_or_else(|| Failure::NotFound(format!("Không có quy trình “{process}”")))?;
    let head = ledger::head(app.db(), TENANT, version.procedure).await?;
    let about = serde_json::json!({ "code": procedure, "process": process });
    let record = store::procedure_record(version.procedure);
    let mut entry = Entry::new(record, &head, (app.now(), by), "procedure.process").body(&about);
    entry.save(&ASSIGNMENTS, args![procedure, text.owner, app.now(), by.account]);
    let mut changes = Changes::new();
    changes.record(entry);
    let words = format!("Chạy quy trình {process} phiên bản {}", text.number);
    let minutes = parsed(app, &text)?.definition.total_minutes();
    chain::process_live(app, &mut changes, (procedure, &words), (minutes, by)).await?;
    changes.count(TENANT, store::REVISION, 1);
    app.db().commit(changes).await?;
    Ok(())
}

/// Publishes the shipped processes that are not there yet, and assigns them.
pub(crate) async fn install(app: &App, by: By) -> Result<Vec<RowReport>, Failure> {
    let files: Vec<(String, String)> =
        app.law().under("processes/").map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let known = PROCESSES.codes(app).await?;
    let mut report = vec![];
    for (i, (path, text)) in files.iter().filter(|(path, _)| path.ends_with(".bpmn")).enumerate() {
        let code = path.trim_start_matches("processes/").trim_end_matches(".bpmn");
        let outcome = if known.iter().any(|k| k == code) {
            ("same", "Đã có quy trình này; giữ nguyên".to_owned())
        } else {
            // What ships is the stock: nobody is told of it.
            let published = publish_with(app, (code, text), by, (app.new_id(), Changes::new())).await;
            published.map_err(|e| Failure::Internal(format!("law/{path}: {e}")))?;
            ("new", "Thêm mới".to_owned())
        };
        let name = process::parse(text).map(|d| d.name).unwrap_or_default();
        report.push(RowReport { name, ..file_row(i + 1, code, outcome) });
    }
    for (procedure, process) in &shipped(app)?.procedures {
        let there = !crate::versions(app, procedure).await?.is_empty();
        if there && assigned(app, procedure).await?.is_none() {
            assign(app, (procedure, process), by).await?;
        }
    }
    Ok(report)
}
