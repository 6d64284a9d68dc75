//! Files sent in by a form: taken whole or refused in words; what is too large is read to its end and thrown away, so the
//! browser hears the answer.

use axum::extract::Multipart;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use platform::files::LIMIT;
use platform::web::{Failure, Posted};

/// A form with a file.
pub struct Taken {
    pub name: String,
    pub bytes: Vec<u8>,
    pub fields: Posted,
}

/// More than this is not even read to its end.
const DRAINED: usize = 10 * LIMIT;
/// A text field beside the file.
const TEXT: usize = 1024 * 1024;
/// The field for tables pasted from a document.
pub const PASTED: &str = "pasted";

fn broken(_: MultipartError) -> Failure {
    Failure::Bad(
        "Tệp gửi lên bị ngắt giữa chừng hoặc hỏng. Kiểm tra kết nối rồi tải lên lại; chưa có gì thay đổi.".into(),
    )
}

fn large() -> Failure {
    Failure::TooLarge(
        "Tệp vượt quá 20 MB. Chia nhỏ tệp hoặc bỏ bớt nội dung rồi tải lên lại; chưa có gì thay đổi.".into(),
    )
}

/// Reads the form; the file is the field called `file`.
pub async fn take(sent: Result<Multipart, MultipartRejection>) -> Result<Taken, Failure> {
    let mut form = sent.map_err(|_| {
        Failure::Bad("Biểu mẫu tải tệp không đúng định dạng. Mở lại trang, chọn tệp rồi tải lên lại.".into())
    })?;
    let mut taken = Taken { name: String::new(), bytes: vec![], fields: Posted::default() };
    let mut read = 0;
    let mut too_large = false;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let key = field.name().unwrap_or_default().to_owned();
        let name = field.file_name().map(kernel::text::line);
        let limit = if name.is_some() { LIMIT } else { TEXT };
        let mut bytes = vec![];
        while let Some(part) = field.chunk().await.map_err(broken)? {
            read += part.len();
            if read > DRAINED {
                return Err(large());
            }
            if bytes.len() + part.len() > limit {
                too_large = true;
                bytes = vec![];
            }
            if !too_large {
                bytes.extend_from_slice(&part);
            }
        }
        match name {
            Some(name) if key == "file" => (taken.name, taken.bytes) = (name, bytes),
            Some(_) => {}
            // Pasted tables are parted by tabs, which the cleaning would lose.
            None if key == PASTED => {
                taken.fields.0.push((key, String::from_utf8_lossy(&bytes).replace(['\0', '\r'], "")))
            }
            None => taken.fields.0.push((key, kernel::text::clean(&String::from_utf8_lossy(&bytes)))),
        }
    }
    if too_large { Err(large()) } else { Ok(taken) }
}

/// The text of a file that must be UTF-8.
pub fn text(bytes: &[u8]) -> Result<&str, Failure> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| {
        Failure::Bad(format!(
            "Tệp không phải văn bản mã UTF-8 (lỗi ở byte {}). Lưu lại tệp theo mã UTF-8 rồi tải lên lại; chưa có gì thay đổi.",
            e.valid_up_to() + 1
        ))
    })
}
