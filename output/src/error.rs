//! The three ways output can fail: a wrong layout file, missing data for a paper, and bytes
//! that could not be produced or read. Messages are Vietnamese and name the place and the remedy.

use serde::Serialize;

/// A layout file under `law/` is wrong. The program refuses to start with this message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{file}, dòng {line}: {message}")]
pub struct LawError {
    /// Path of the file as the caller named it.
    pub file: String,
    /// Line counted from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// The data given for a paper lacks something the form requires, or has the wrong shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("Không lập được giấy tờ, mục “{place}”: {message}")]
pub struct FillError {
    /// The data key, e.g. `applicant.name` or `components[2].name`.
    pub place: String,
    /// What is missing and what to do.
    pub message: String,
}

/// Bytes could not be produced or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutputError {
    /// The PDF engine refused the paper.
    #[error("Không xuất được PDF: {0}. Hãy báo người quản trị kèm mã giấy tờ.")]
    Pdf(String),
    /// The DOCX package could not be written.
    #[error("Không xuất được tệp DOCX: {0}. Hãy báo người quản trị kèm mã giấy tờ.")]
    Docx(String),
    /// The text does not fit a QR code, or is empty.
    #[error("Không tạo được mã QR: {0}")]
    Qr(String),
    /// The spreadsheet could not be written.
    #[error("Không xuất được bảng tính: {0}")]
    Sheet(String),
    /// A file sent by a user cannot be read as what it claims to be.
    #[error("Không đọc được tệp {kind}: {message}")]
    Unreadable {
        /// Kind of file expected, e.g. `XLSX`.
        kind: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
    /// A file sent by a user is larger inside than this program is willing to unpack.
    #[error("Tệp {kind} quá lớn: {message}")]
    TooLarge {
        /// Kind of file expected, e.g. `DOCX`.
        kind: &'static str,
        /// The limit that was passed and what to do.
        message: String,
    },
}
