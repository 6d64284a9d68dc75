//! Uploads: a form's texts and files, read as they stream in. A file too large is read to its end and refused in words, since
//! a connection cut in the middle shows the sender nothing at all.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::response::Response;
use kernel::error::Refusal;
use platform::App;
use platform::files::LIMIT;
use platform::web::{Failure, file};
use serde::{Deserialize, Serialize};

/// A file as stored: its content's SHA-256 is its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    pub digest: String,
    pub name: String,
    pub mime: String,
    /// Bytes.
    pub size: u64,
}

/// What a posted form brought: texts in order, files by field, and files refused with their reason.
#[derive(Debug, Default)]
pub struct Arrived {
    pub texts: Vec<(String, String)>,
    pub files: Vec<(String, StoredFile)>,
    /// Refusals, each at the field of its file; what else arrived is kept.
    pub refused: Vec<Refusal>,
}

/// What is read and thrown away of an oversized upload before the connection is given up.
const DRAIN: usize = 1 << 30;
/// Texts of a form together.
const TEXTS: usize = 2 * 1024 * 1024;

const KINDS: [(&str, &[u8]); 6] = [
    ("application/pdf", b"%PDF-"),
    ("image/jpeg", &[0xff, 0xd8, 0xff]),
    ("image/png", &[0x89, b'P', b'N', b'G']),
    ("image/tiff", &[b'I', b'I', 0x2a, 0]),
    ("image/tiff", &[b'M', b'M', 0, 0x2a]),
    ("application/zip", b"PK\x03\x04"),
];

/// The type of a file by its content; office files are zip files that say so inside.
fn kind(bytes: &[u8], name: &str) -> Option<&'static str> {
    let (mime, _) = KINDS.into_iter().find(|(_, magic)| bytes.starts_with(magic))?;
    if mime != "application/zip" {
        return Some(mime);
    }
    let lower = name.to_lowercase();
    if lower.ends_with(".docx") {
        Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    } else if lower.ends_with(".xlsx") {
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    } else {
        None
    }
}

fn cut_off(_: MultipartError) -> Failure {
    Failure::Bad("Nội dung gửi lên bị ngắt giữa chừng hoặc không đúng định dạng nên chưa được lưu. Kiểm tra đường truyền rồi gửi lại.".into())
}

fn shown(name: &str) -> String {
    let name = kernel::text::line(name.rsplit(['/', '\\']).next().unwrap_or_default());
    let short: String = name.chars().take(120).collect();
    if short.is_empty() { "tep".into() } else { short }
}

async fn bytes(field: &mut Field<'_>, name: &str) -> Result<Result<Vec<u8>, Refusal>, Failure> {
    let (mut all, mut seen) = (Vec::new(), 0_usize);
    while let Some(chunk) = field.chunk().await.map_err(cut_off)? {
        seen += chunk.len();
        if seen > DRAIN {
            return Err(Failure::TooLarge("Tệp quá lớn. Mỗi tệp tối đa 20 MB.".into()));
        }
        if seen <= LIMIT {
            all.extend_from_slice(&chunk);
        } else {
            all = Vec::new();
        }
    }
    if seen > LIMIT {
        let size = seen / (1024 * 1024);
        return Ok(Err(Refusal::new(
            "too-large",
            format!(
                "Tệp “{name}” nặng {size} MB, vượt mức 20 MB. Giảm độ phân giải bản quét hoặc tách thành nhiều tệp rồi gửi lại."
            ),
        )));
    }
    Ok(Ok(all))
}

async fn one(app: &App, field: &mut Field<'_>, name: String) -> Result<Result<Option<StoredFile>, Refusal>, Failure> {
    let content = match bytes(field, &name).await? {
        Ok(content) => content,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if content.is_empty() {
        return Ok(Ok(None));
    }
    let Some(mime) = kind(&content, &name) else {
        return Ok(Err(Refusal::new(
            "file-type",
            format!(
                "Tệp “{name}” không phải PDF, ảnh (JPG, PNG, TIFF), DOCX hoặc XLSX. Chuyển tệp sang một trong các loại này rồi gửi lại."
            ),
        )));
    };
    let size = content.len() as u64;
    let digest = app.files().put(&content).await?;
    Ok(Ok(Some(StoredFile { digest, name, mime: mime.into(), size })))
}

/// Reads a posted multipart form whole. What is wrong with one file does not lose the texts or the other files.
pub async fn take(app: &App, mut form: Multipart) -> Result<Arrived, Failure> {
    let mut arrived = Arrived::default();
    let mut texts = 0;
    while let Some(mut field) = form.next_field().await.map_err(cut_off)? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(shown) {
            match one(app, &mut field, file_name).await? {
                Ok(Some(file)) => arrived.files.push((name, file)),
                Ok(None) => {}
                Err(refusal) => arrived.refused.push(refusal.at(name)),
            }
            continue;
        }
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(cut_off)? {
            texts += chunk.len();
            if texts > TEXTS {
                return Err(Failure::TooLarge("Nội dung biểu mẫu vượt quá 2 MB. Rút gọn rồi gửi lại.".into()));
            }
            text.extend_from_slice(&chunk);
        }
        arrived.texts.push((name, String::from_utf8_lossy(&text).replace('\0', "")));
    }
    Ok(arrived)
}

/// A stored file as a download.
pub async fn send(app: &App, stored: &StoredFile) -> Result<Response, Failure> {
    let content = app.files().get(&stored.digest).await?;
    let mime = KINDS.into_iter().map(|(m, _)| m).find(|m| *m == stored.mime).unwrap_or("application/octet-stream");
    Ok(file(content, (&stored.name, mime)))
}
