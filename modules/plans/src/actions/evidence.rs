//! Evidence of work: a document taken in, or a live link to a record of the system.

use documents::StoredFile;
use kernel::error::Refusal;
use platform::App;
use platform::ledger::Entry;
use platform::web::Failure;
use uuid::Uuid;

use super::{Actor, TRIES, busy, by, commit, load_work, require};
use crate::model::{Evidence, EvidenceBody, RecordLink, Status};
use crate::store;

/// Most pieces of evidence of one unit's work.
const MOST: usize = 60;

/// Adds a document.
///
/// # Errors
/// The permission is not held at the unit; the work is already accepted or handed in; storage failures.
pub async fn add_file(app: &App, actor: Actor<'_>, work: Uuid, file: StoredFile) -> Result<(), Failure> {
    let body = EvidenceBody { label: file.name.clone(), file: Some(file), ..EvidenceBody::default() };
    add(app, actor, work, ("file".to_owned(), None, body)).await
}

/// Adds a link to a record of the system.
///
/// # Errors
/// The label is missing or the address leads elsewhere; otherwise as [`add_file`].
pub async fn add_link(app: &App, actor: Actor<'_>, work: Uuid, link: RecordLink) -> Result<(), Failure> {
    let label = kernel::text::line(&link.label);
    if label.is_empty() || label.chars().count() > 300 {
        return Err(Refusal::new("label", "Nhập tên kết quả được dẫn tới, tối đa 300 ký tự.").at("label").into());
    }
    let href = link.href.trim().to_owned();
    let inside = href.starts_with('/') && !href.starts_with("//") && !href.contains(['\\', ' ']) && href.len() <= 500;
    if !inside {
        let why = "Liên kết phải là địa chỉ trong hệ thống này, bắt đầu bằng dấu “/”, ví dụ /catalogue/1.001088.";
        return Err(Refusal::new("href", why).at("href").into());
    }
    let record = Some(link.id).filter(|id| !id.is_nil());
    add(app, actor, work, (link.kind, record, EvidenceBody { label, href, ..EvidenceBody::default() })).await
}

async fn add(
    app: &App,
    actor: Actor<'_>,
    id: Uuid,
    (kind, record, body): (String, Option<Uuid>, EvidenceBody),
) -> Result<(), Failure> {
    for _ in 0..TRIES {
        let (loaded, mut work) = load_work(app, id).await?;
        require(app, actor, (crate::WORK, work.unit)).await?;
        if !matches!(work.status, Status::Open | Status::Doing | Status::Returned) {
            let why = "Công việc đã nộp hoặc đã hoàn thành. Rút lại hoặc đề nghị mở lại trước khi thêm minh chứng.";
            return Err(Refusal::new("status", why).at("file").into());
        }
        if loaded.evidence.iter().filter(|e| e.work == id).count() >= MOST {
            return Err(Refusal::new("evidence", "Đã có 60 minh chứng. Gộp các tệp lại hoặc bỏ bớt.")
                .at("file")
                .into());
        }
        let evidence = Evidence {
            id: app.new_id(),
            task: work.task,
            work: id,
            kind: kind.clone(),
            record,
            body: EvidenceBody { by: actor.map(|a| a.account), ..body.clone() },
            added_at: kernel::time::micros(app.now()),
        };
        work.status = Status::Doing;
        let said = serde_json::json!({ "work": id, "unit": work.unit, "label": evidence.body.label });
        let when = (app.now(), by(actor));
        let mut entry = Entry::new(store::task_record(work.task), &loaded.head, when, "evidence.added").body(&said);
        entry.save(&store::EVIDENCE, store::evidence_row(&evidence));
        entry.save(&store::WORK, store::work_row(&work));
        match commit(app, entry).await {
            Err(Failure::Storage(platform::DbError::Conflict(_))) => {}
            done => return done,
        }
    }
    Err(busy())
}

/// Takes a piece of evidence away while the work is not handed in.
///
/// # Errors
/// As [`add_file`]; there is no such evidence.
pub async fn remove_evidence(app: &App, actor: Actor<'_>, (work, id): (Uuid, Uuid)) -> Result<(), Failure> {
    let (loaded, work) = load_work(app, work).await?;
    require(app, actor, (crate::WORK, work.unit)).await?;
    if !matches!(work.status, Status::Open | Status::Doing | Status::Returned) {
        let why = "Công việc đã nộp hoặc đã hoàn thành; minh chứng được giữ nguyên. Rút lại trước khi bỏ minh chứng.";
        return Err(Refusal::new("status", why).into());
    }
    let found = loaded.evidence.iter().find(|e| e.id == id && e.work == work.id);
    let evidence = found.ok_or_else(|| Failure::missing("Không có minh chứng này"))?;
    let said = serde_json::json!({ "work": work.id, "unit": work.unit, "label": evidence.body.label });
    let when = (app.now(), by(actor));
    let mut entry = Entry::new(store::task_record(work.task), &loaded.head, when, "evidence.removed").body(&said);
    entry.delete(&store::EVIDENCE, platform::args![crate::TENANT, id]);
    commit(app, entry).await
}
