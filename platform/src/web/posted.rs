//! A posted form as name/value pairs in the order sent; names may repeat. Text that is not UTF-8 is kept readable, so
//! nothing typed is lost to a broken byte.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header;

use super::Failure;
use crate::App;

/// The largest form taken in, in bytes; files go their own way.
pub const MAX_FORM: usize = 2 * 1024 * 1024;

/// The pairs of a posted form.
#[derive(Debug, Clone, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of a name, cleaned of control characters; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// The value, or nothing when absent or blank.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|v| !v.is_empty())
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// Reads `a=1&b=2`.
    pub fn parse(body: &[u8]) -> Posted {
        let pairs = form_urlencoded::parse(body).map(|(n, v)| (n.into_owned(), v.replace('\0', "")));
        Posted(pairs.collect())
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Posted, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::Bad("Biểu mẫu gửi lên không đúng định dạng. Tải lại trang rồi gửi lại.".into()));
        }
        Ok(Posted::parse(&read(request.into_body()).await?))
    }
}

pub(super) async fn read(body: Body) -> Result<Vec<u8>, Failure> {
    match to_bytes(body, MAX_FORM).await {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(_) => Err(Failure::TooLarge(
            "Nội dung biểu mẫu vượt quá 2 MB hoặc bị ngắt giữa chừng. Rút gọn nội dung, gửi tệp ở mục tệp đính kèm rồi thử lại."
                .into(),
        )),
    }
}

/// The texts of a posted multipart form as a plain form; its files are read past. None when it was cut off or holds no text.
pub(super) async fn texts(request: Request) -> Option<Vec<u8>> {
    let mut request = request;
    // Files are read past, not kept: their size is no reason to lose the texts.
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    let mut form = axum::extract::Multipart::from_request(request, &()).await.ok()?;
    let (mut seen, mut pairs) = (0, vec![]);
    while let Some(mut field) = form.next_field().await.ok()? {
        let name = field.name().filter(|_| field.file_name().is_none()).map(str::to_owned);
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await.ok()? {
            if name.is_some() {
                seen += chunk.len();
                text.extend_from_slice(&chunk);
            }
            if seen > MAX_FORM {
                return None;
            }
        }
        if let Some(name) = name {
            pairs.push((name, String::from_utf8_lossy(&text).into_owned()));
        }
    }
    let form = || form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    (!pairs.is_empty()).then(|| form().into_bytes())
}
