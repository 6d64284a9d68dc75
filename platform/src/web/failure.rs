//! What a handler could not do, and how it is told: a page with a way out, or an RFC 9457 problem for programs.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::error::Refusal;

use crate::db::DbError;
use crate::files::FileError;

/// A failed request.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// The rules refuse it; the refusal says what, where, what to do.
    #[error("{}", .0.message)]
    Refused(Refusal),
    #[error("not allowed")]
    Forbidden(Refusal),
    #[error("not found: {0}")]
    NotFound(String),
    /// Somebody else changed the record first.
    #[error("conflict: {0}")]
    Conflict(String),
    #[error("too large: {0}")]
    TooLarge(String),
    #[error("bad request: {0}")]
    Bad(String),
    #[error("too many requests")]
    TooMany,
    #[error(transparent)]
    Storage(#[from] DbError),
    #[error("internal: {0}")]
    Internal(String),
}

impl From<Refusal> for Failure {
    fn from(r: Refusal) -> Failure {
        if r.code == "forbidden" { Failure::Forbidden(r) } else { Failure::Refused(r) }
    }
}

impl From<FileError> for Failure {
    fn from(e: FileError) -> Failure {
        match e {
            FileError::Full => Failure::Storage(DbError::Full(e.to_string())),
            FileError::Missing(_) => Failure::NotFound("Không tìm thấy tệp".into()),
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(e: askama::Error) -> Failure {
        Failure::Internal(format!("template: {e}"))
    }
}

/// An RFC 9457 problem.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What happened and what to do, in Vietnamese.
    pub detail: String,
    /// The field it is about, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The article of law behind a refusal, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

/// What to do when a thing is not there.
const LOOK_AGAIN: &str = "Kiểm tra lại địa chỉ hoặc mã đã nhập, hoặc quay về trang chủ để tìm.";

impl Failure {
    pub(crate) fn forbidden() -> Failure {
        Failure::Forbidden(Refusal::new(
            "forbidden",
            "Ông/bà không được giao quyền dùng chức năng này. Đề nghị liên hệ quản trị viên của đơn vị nếu cần được phân quyền.",
        ))
    }

    /// The refusal for a thing that is not there.
    pub fn missing(what: &str) -> Failure {
        Failure::NotFound(what.to_owned())
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Failure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Forbidden(_) => StatusCode::FORBIDDEN,
            Failure::NotFound(_) => StatusCode::NOT_FOUND,
            Failure::Conflict(_) | Failure::Storage(DbError::Conflict(_)) => StatusCode::CONFLICT,
            Failure::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Bad(_) => StatusCode::BAD_REQUEST,
            Failure::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Failure::Storage(DbError::Full(_)) => StatusCode::INSUFFICIENT_STORAGE,
            Failure::Storage(DbError::Unreachable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Storage(_) | Failure::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title and text for a person.
    pub fn words(&self) -> (&'static str, String) {
        match self {
            Failure::Refused(r) => ("Chưa thực hiện được", r.message.clone()),
            Failure::Forbidden(r) => ("Không có quyền", r.message.clone()),
            Failure::NotFound(what) => ("Không tìm thấy trang", format!("{what}. {LOOK_AGAIN}")),
            Failure::Conflict(what) => ("Nội dung vừa được người khác thay đổi", what.clone()),
            Failure::Storage(DbError::Conflict(_)) => (
                "Nội dung vừa được người khác thay đổi",
                "Có người vừa cập nhật cùng nội dung này. Tải lại trang để xem thay đổi rồi thực hiện lại.".into(),
            ),
            Failure::TooLarge(what) => ("Tệp hoặc nội dung quá lớn", what.clone()),
            Failure::Bad(what) => ("Yêu cầu không hợp lệ", what.clone()),
            Failure::TooMany => (
                "Thao tác quá nhiều lần",
                "Hệ thống tạm dừng nhận yêu cầu này để bảo vệ tài khoản. Chờ ít phút rồi thử lại.".into(),
            ),
            Failure::Storage(DbError::Full(_)) => (
                "Máy chủ hết dung lượng lưu trữ",
                "Nội dung chưa được lưu và không có gì bị thay đổi. Giữ nguyên trang này, báo quản trị viên giải phóng dung lượng rồi gửi lại.".into(),
            ),
            Failure::Storage(DbError::Unreachable(_)) => (
                "Không kết nối được cơ sở dữ liệu",
                "Nội dung chưa được lưu. Chờ ít phút rồi tải lại trang; nếu vẫn lỗi, báo quản trị viên.".into(),
            ),
            Failure::Storage(_) | Failure::Internal(_) => (
                "Hệ thống gặp lỗi",
                "Lỗi đã được ghi lại để khắc phục. Thử lại sau ít phút; nếu vẫn lỗi, báo quản trị viên kèm thời điểm xảy ra.".into(),
            ),
        }
    }

    /// The text in a language; sentences made of data stay in Vietnamese.
    pub fn text(&self, lang: crate::i18n::Lang) -> String {
        match self {
            Failure::NotFound(what) => format!("{}. {}", lang.t(what), lang.t(LOOK_AGAIN)),
            other => lang.t(&other.words().1).to_owned(),
        }
    }

    /// The same for programs.
    pub fn problem(&self) -> Problem {
        let (title, detail) = self.words();
        let (code, field, law) = match self {
            Failure::Refused(r) | Failure::Forbidden(r) => (r.code, r.field.clone(), r.law.clone()),
            Failure::NotFound(_) => ("not-found", None, None),
            Failure::Conflict(_) | Failure::Storage(DbError::Conflict(_)) => ("conflict", None, None),
            Failure::TooLarge(_) => ("too-large", None, None),
            Failure::Bad(_) => ("bad-request", None, None),
            Failure::TooMany => ("too-many", None, None),
            Failure::Storage(_) => ("storage", None, None),
            Failure::Internal(_) => ("internal", None, None),
        };
        Problem {
            kind: format!("/problems/{code}"),
            title: title.into(),
            status: self.status().as_u16(),
            detail,
            field,
            law,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Failure::Internal(why) = &self {
            tracing::error!(%why, "internal failure");
        } else if let Failure::Storage(why) = &self {
            tracing::error!(%why, "storage failure");
        }
        // The outer layer knows the visitor's language and renders the page; see `guard::present`.
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
