//! The import page: a file is read and shown row by row as it would be taken; only the second step, with the same file,
//! changes the catalogue.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::{date, local};
use platform::web::{Failure, Page, Posted, Reply, Visit, file};

use super::upload;
use crate::import::{self, RowReport, Upload};

#[derive(Template)]
#[template(path = "catalogue_import.html")]
struct Start {
    page: Page,
    today: String,
    error: String,
}

#[derive(Template)]
#[template(path = "catalogue_import_report.html")]
struct Report {
    page: Page,
    file: String,
    from: String,
    /// Posted again to confirm; empty once it is done.
    digest: String,
    from_iso: String,
    done: bool,
    may_publish: bool,
    counts: Vec<(&'static str, usize)>,
    takes: usize,
    rows: Vec<RowReport>,
}

const OUTCOMES: [(&str, &str); 5] = [
    ("new", "thêm mới"),
    ("changed", "thêm phiên bản"),
    ("same", "không đổi"),
    ("duplicate", "trùng mã, không nhận"),
    ("refused", "từ chối"),
];

fn start_page(visit: &Visit, error: String) -> Start {
    let today = crate::today(&visit.app).to_string();
    Start { page: visit.page("Nhập danh mục từ tệp"), today, error }
}

/// GET /catalogue/import
pub async fn start(visit: Visit) -> Reply {
    visit.html(&start_page(&visit, String::new()))
}

fn day(text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| {
        let message = format!("Ngày hiệu lực “{}” chưa đúng. Nhập theo mẫu 2024-05-01.", kernel::text::line(text));
        Failure::Refused(Refusal::new("valid-from", message).at("valid_from"))
    })
}

fn report(visit: &Visit, rows: Vec<RowReport>, (name, from): (&str, Date)) -> Report {
    let count = |outcome: &str| rows.iter().filter(|r| r.outcome == outcome).count();
    Report {
        page: visit.page("Kết quả đọc tệp"),
        file: name.to_owned(),
        from: date(from),
        digest: String::new(),
        from_iso: from.to_string(),
        done: false,
        may_publish: visit.actor.as_ref().is_some_and(|a| a.can(crate::PUBLISH)),
        counts: OUTCOMES.iter().map(|(key, label)| (*label, count(key))).collect(),
        takes: count("new") + count("changed"),
        rows,
    }
}

/// POST /catalogue/import: reads and shows; the catalogue does not change.
pub async fn look(visit: Visit, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let taken = upload::take(sent).await?;
    let looked = async {
        let from = day(taken.fields.get("valid_from"))?;
        let file = Upload { name: &taken.name, bytes: &taken.bytes };
        Ok((import::look(&visit.app, &file, from).await?, from))
    };
    match looked.await {
        Ok((planned, from)) => {
            let digest = visit.app.files().put(&taken.bytes).await?;
            let rows = planned.iter().map(import::Planned::report).collect();
            visit.html(&Report { digest, ..report(&visit, rows, (&taken.name, from)) })
        }
        Err(Failure::Refused(refusal)) => visit.html_refused(&start_page(&visit, refusal.message)),
        Err(other) => Err(other),
    }
}

/// POST /catalogue/import/confirm: takes the file that was shown.
pub async fn confirm(visit: Visit, posted: Posted) -> Reply {
    let actor = visit.actor()?;
    let from = day(posted.get("valid_from"))?;
    let bytes = visit.app.files().get(posted.get("digest")).await?;
    let name = kernel::text::line(posted.get("name"));
    let file = Upload { name: &name, bytes: &bytes };
    let note = posted.some("note").map_or_else(|| format!("Nhập từ tệp {name}"), kernel::text::line);
    let done = import::apply(&visit.app, &file, (from, &note), actor.by()).await?;
    let mut shown = report(&visit, done.rows, (&name, from));
    shown.done = true;
    shown.page = visit.page("Đã nhập danh mục");
    visit.html(&shown)
}

/// GET /catalogue/template.xlsx
pub async fn template(visit: Visit) -> Reply {
    let created = local(visit.app.now());
    let bytes = import::template(created).map_err(|e| Failure::Internal(format!("template: {e}")))?;
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(bytes, ("mau-danh-muc-thu-tuc.xlsx", XLSX)))
}
