//! A cost sheet from a file: read, shown with what could not be read, and saved only when the person says so.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use output::sheet::{SheetRows, read_csv, read_xlsx};
use platform::web::{Failure, Posted, Reply, Visit};
use uuid::Uuid;

use super::cost::{Sheet, Told, of_impact, of_review, show};
use super::cost_form::{self, with_rows};
use crate::cost::import;

fn read_sheet((name, bytes): (&str, &[u8])) -> Result<SheetRows, kernel::error::Refusal> {
    let refuse = |e: output::OutputError| kernel::error::Refusal::new("file", e.to_string()).at("file");
    if bytes.is_empty() {
        let text = "Chọn tệp XLSX hoặc CSV có bảng tính chi phí rồi tải lên.";
        return Err(kernel::error::Refusal::new("required", text).at("file"));
    }
    if name.to_lowercase().ends_with(".xlsx") || bytes.starts_with(b"PK") {
        let sheets = read_xlsx(bytes).map_err(refuse)?;
        let fits = sheets.iter().find(|s| import(s).is_ok()).or(sheets.first()).cloned();
        return Ok(fits.unwrap_or_default());
    }
    read_csv(bytes).map_err(refuse)
}

/// A form with a file, both bounded.
async fn take(sent: Result<Multipart, MultipartRejection>) -> Result<(Posted, String, Vec<u8>), Failure> {
    let broken = || Failure::Bad("Tệp gửi lên bị ngắt giữa chừng hoặc hỏng. Tải lên lại; chưa có gì thay đổi.".into());
    let mut form = sent.map_err(|_| broken())?;
    let (mut texts, mut name, mut bytes) = (Posted::default(), String::new(), vec![]);
    while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
        let key = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(kernel::text::line);
        let mut got = vec![];
        while let Some(part) = field.chunk().await.map_err(|_| broken())? {
            got.extend_from_slice(&part);
            if got.len() > platform::files::LIMIT {
                return Err(Failure::TooLarge(
                    "Tệp vượt quá 20 MB. Bỏ bớt nội dung rồi tải lên lại; chưa có gì thay đổi.".into(),
                ));
            }
        }
        match file {
            Some(file) => (name, bytes) = (file, got),
            None => texts.0.push((key, String::from_utf8_lossy(&got).into_owned())),
        }
    }
    Ok((texts, name, bytes))
}

async fn imported(v: &Visit, sheet: Sheet, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let (texts, name, bytes) = take(sent).await?;
    let letter = if texts.get("side") == "a" { "a" } else { "b" };
    let base = cost_form::pairs(sheet.study.as_ref().unwrap_or(&sheet.start));
    let got = match read_sheet((&name, &bytes)).and_then(|s| import(&s)) {
        Ok(got) => got,
        Err(r) => {
            let errors = vec![super::wrong(&r)];
            return show(v, sheet, Told { typed: Some(base), errors, ..Told::default() }).await;
        }
    };
    let rows: Vec<Vec<(String, String)>> = got
        .activities
        .iter()
        .map(|a| {
            let named = cost_form::activity_pairs("x", 0, a).into_iter();
            named.filter_map(|(n, value)| Some((n.strip_prefix("x.0.")?.to_owned(), value))).collect()
        })
        .collect();
    let typed = with_rows(&base, letter, &rows);
    show(v, sheet, Told { typed: Some(typed), errors: vec![], problems: got.problems, unknown: got.unknown }).await
}

/// POST /reviews/work/{id}/cost/{code}/import
pub async fn import_review(
    v: Visit,
    Path((id, code)): Path<(Uuid, String)>,
    sent: Result<Multipart, MultipartRejection>,
) -> Reply {
    let sheet = of_review(&v, (id, &code)).await?;
    imported(&v, sheet, sent).await
}

/// POST /reviews/impact/{id}/cost/{item}/import
pub async fn import_impact(
    v: Visit,
    Path(at): Path<(Uuid, Uuid)>,
    sent: Result<Multipart, MultipartRejection>,
) -> Reply {
    let sheet = of_impact(&v, at).await?;
    imported(&v, sheet, sent).await
}
