//! The import action: a file is read, planned, and, when confirmed, committed as one batch. The files shipped under `law/`
//! come in by the same way.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::Timestamp;
use platform::db::Changes;
use platform::ledger::{self, Head};
use platform::web::Failure;
use platform::{App, By};
use serde::Deserialize;

use super::{ImportReport, Outcome, Planned, Row, RowReport, json, plan, sheet};
use crate::actions::{Publication, add_version};
use crate::decisions::chain;
use crate::decisions::todos::Cause;
use crate::model::Version;
use crate::store::{self, Stored};
use crate::{TENANT, eforms, flows};

/// A file sent in.
pub struct Upload<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

fn refuse(message: impl Into<String>) -> Failure {
    Failure::Refused(Refusal::new("import", message).at("file"))
}

/// Reads the rows of a JSON, XLSX or CSV file; what it is, its content says.
fn rows(upload: &Upload<'_>) -> Result<Vec<Row>, Failure> {
    let bytes = upload.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(upload.bytes);
    if bytes.is_empty() {
        return Err(refuse("Tệp rỗng. Chọn lại tệp JSON, XLSX hoặc CSV rồi tải lên."));
    }
    if bytes.starts_with(b"PK") {
        return sheet::read_book(bytes).map_err(refuse);
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        refuse(format!(
            "Tệp không phải JSON, XLSX hay CSV mã UTF-8 (lỗi ở byte {}). Lưu lại tệp theo mã UTF-8 hoặc dùng bảng mẫu XLSX; chưa có gì thay đổi.",
            e.valid_up_to() + 1
        ))
    })?;
    if text.trim_start().starts_with(['[', '{']) {
        return json::read(text).map_err(refuse);
    }
    if upload.name.to_lowercase().ends_with(".csv") {
        return sheet::read_text(bytes).map_err(refuse);
    }
    Err(refuse("Không nhận ra loại tệp. Tải lên tệp JSON, XLSX theo bảng mẫu, hoặc CSV cùng các cột."))
}

async fn known(app: &App) -> Result<HashMap<String, Version>, Failure> {
    let q = store::newest();
    let all: Vec<Stored> = app.db().all(q.sql, q.args).await?;
    Ok(all.into_iter().map(|s| (s.code, s.version)).collect())
}

/// What an import of the file would do; nothing is written.
pub async fn look(app: &App, upload: &Upload<'_>, from: Date) -> Result<Vec<Planned>, Failure> {
    Ok(plan(rows(upload)?, &known(app).await?, from))
}

/// Writes what a plan takes, as one batch.
pub async fn commit(app: &App, planned: &[Planned], publication: (Date, &str), by: By) -> Result<usize, Failure> {
    let (from, note) = publication;
    let known = known(app).await?;
    let (mut changes, mut taken) = (Changes::new(), 0);
    for parts in planned.iter().filter_map(Planned::taken) {
        let before: Vec<Version> = known.get(&parts.code).cloned().into_iter().collect();
        let head = match before.first() {
            Some(v) => ledger::head(app.db(), TENANT, v.procedure).await?,
            None => Head::NEW,
        };
        let note = Some(note.to_owned()).filter(|n| !n.is_empty());
        let publication = Publication { parts: parts.clone(), valid_from: from, valid_to: None, note };
        let ids = [app.new_id(), app.new_id()];
        let after = add_version(&mut changes, (&before, &head, ids), publication, (app.now(), by))?;
        // What a file changes is to be carried on along the chain; what it brings for the first time is the stock.
        if let Some(before) = before.first() {
            let cause = Cause::direct(Some(before), &after, crate::today(app));
            chain::version_added(app, &mut changes, (&cause, by)).await?;
        }
        taken += 1;
    }
    app.db().commit(changes).await?;
    Ok(taken)
}

fn report(file: &str, planned: &[Planned]) -> ImportReport {
    let rows = planned.iter().map(Planned::report).collect();
    ImportReport { file: file.to_owned(), rows, ..ImportReport::default() }
}

/// Reads, plans and writes in one go; the report is the plan.
pub async fn apply(app: &App, upload: &Upload<'_>, publication: (Date, &str), by: By) -> Result<ImportReport, Failure> {
    let planned = look(app, upload, publication.0).await?;
    commit(app, &planned, publication, by).await?;
    Ok(report(upload.name, &planned))
}

#[derive(Deserialize)]
struct Shipped {
    file: String,
    valid_from: String,
    mark: String,
    note: String,
}

/// Brings in what the product ships: procedures, e-forms, electronic processes. What is there already is left as it is,
/// so running it again changes nothing and never undoes an edit.
pub async fn install(app: &App, now: Timestamp, by: By) -> Result<ImportReport, Failure> {
    let app = &app.at(platform::app::SetClock::new(now));
    let files: Vec<(String, String)> = app
        .law()
        .under("catalogue/")
        .filter(|(path, text)| path.ends_with(".toml") && text.lines().any(|l| l.starts_with("file = ")))
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect();
    let mut whole = ImportReport::default();
    for (path, text) in files {
        let wrong = |why: String| Failure::Internal(format!("law/{path}: {why}"));
        let shipped: Shipped = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        let from: Date = shipped.valid_from.parse().map_err(|_| wrong("valid_from phải là ngày".into()))?;
        let body = app.law().get(&shipped.file).ok_or_else(|| wrong(format!("không có tệp {}", shipped.file)))?;
        let upload = Upload { name: &shipped.file, bytes: body.as_bytes() };
        let mut planned = look(app, &upload, from).await?;
        let kept: Vec<usize> = keep_known(&mut planned);
        let note = format!("[{}] {}", shipped.mark, shipped.note);
        commit(app, &planned, (from, &note), by).await?;
        let mut part = report(&shipped.file, &planned);
        for row in part.rows.iter_mut().filter(|r| kept.contains(&r.number)) {
            (row.outcome, row.why) = ("kept", "Danh mục đang có phiên bản khác với tệp cài đặt; giữ nguyên".to_owned());
        }
        whole.file = shipped.file;
        whole.rows.extend(part.rows);
    }
    whole.forms = eforms::install(app, by).await?;
    whole.processes = flows::install(app, by).await?;
    Ok(whole)
}

fn keep_known(planned: &mut [Planned]) -> Vec<usize> {
    let mut kept = vec![];
    for p in planned.iter_mut() {
        let differs =
            matches!(p.outcome, Outcome::Changed(_)) || matches!(p.outcome, Outcome::Refused(_)) && p.row.parts.is_ok();
        if differs {
            p.outcome = Outcome::Same;
            kept.push(p.row.number);
        }
    }
    kept
}

/// A line of the report about a shipped file.
pub fn file_row(number: usize, code: &str, (outcome, why): (&'static str, String)) -> RowReport {
    RowReport { number, code: code.to_owned(), name: String::new(), outcome, why, notes: vec![] }
}
