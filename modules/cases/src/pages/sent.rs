//! A posted form with or without files, read the same way. Files that came with a form the rules refused are named in hidden
//! fields of the page shown again, so that nobody chooses them twice.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use documents::StoredFile;
use kernel::error::Refusal;
use platform::App;
use platform::web::{Failure, Posted};

/// What was posted.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    pub posted: Posted,
    /// Files by the field they came in.
    pub files: Vec<(String, StoredFile)>,
    /// Files that were not taken, each with its reason at its field.
    pub refused: Vec<Refusal>,
}

/// The beginning of the names of the hidden fields.
const KEPT: &str = "kept_";

impl From<Posted> for Sent {
    fn from(posted: Posted) -> Sent {
        Sent { posted, ..Sent::default() }
    }
}

impl Sent {
    /// The file of a field.
    pub fn file(&self, field: &str) -> Option<&StoredFile> {
        self.files.iter().rev().find(|(f, _)| f == field).map(|(_, file)| file)
    }

    /// The files as hidden fields: name, value, and the file's name for the eye.
    pub fn kept(&self) -> Vec<(String, String, String)> {
        let text = |f: &StoredFile| serde_json::to_string(f).unwrap_or_default();
        self.files.iter().map(|(field, f)| (format!("{KEPT}{field}"), text(f), f.name.clone())).collect()
    }

    async fn keep(mut self, app: &App) -> Sent {
        for (name, value) in &self.posted.0 {
            let Some(field) = name.strip_prefix(KEPT) else { continue };
            let file = serde_json::from_str::<StoredFile>(value).ok();
            let Some(file) = file.filter(|_| self.files.iter().all(|(f, _)| f != field)) else { continue };
            // Only what was stored before can be named; its content decides, not what the field says of it.
            if app.files().get(&file.digest).await.is_ok_and(|bytes| bytes.len() as u64 == file.size) {
                self.files.push((field.to_owned(), file));
            }
        }
        self
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Sent, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            return Ok(Sent::from(Posted::from_request(request, app).await?).keep(app).await);
        }
        let form = Multipart::from_request(request, app)
            .await
            .map_err(|_| Failure::Bad("Biểu mẫu gửi lên không đúng định dạng. Tải lại trang rồi gửi lại.".into()))?;
        let arrived = documents::take(app, form).await?;
        let sent = Sent { posted: Posted(arrived.texts), files: arrived.files, refused: arrived.refused };
        Ok(sent.keep(app).await)
    }
}
