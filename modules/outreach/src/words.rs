//! The deeds of the ledger in words.

use platform::i18n::Lang;
use serde_json::Value;

/// Title and text of an event.
pub fn deed(lang: Lang, action: &str, data: &Value) -> (String, String) {
    let title = match action {
        "article.begun" => lang.t("Bắt đầu soạn"),
        "article.edited" => lang.t("Sửa nội dung"),
        "article.handed_in" => lang.t("Trình duyệt đăng"),
        "article.given_back" => lang.t("Trả lại để sửa"),
        "article.published" => lang.t("Đăng"),
        "article.withdrawn" => lang.t("Gỡ khỏi trang công khai"),
        "campaign.begun" => lang.t("Lập đợt tuyên truyền"),
        "campaign.edited" => lang.t("Sửa nội dung"),
        "campaign.activity" => lang.t("Ghi hoạt động"),
        "campaign.activity_removed" => lang.t("Bỏ hoạt động"),
        "campaign.finished" => lang.t("Kết thúc đợt tuyên truyền"),
        "campaign.cancelled" => lang.t("Hủy đợt tuyên truyền"),
        _ => lang.t("Thay đổi khác"),
    };
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let version = data.get("version").and_then(Value::as_i64).map(|n| lang.f("Phiên bản {}", &[&n]));
    let name = data.get("content").and_then(|c| c.get("title")).and_then(Value::as_str).map(str::to_owned);
    let parts = [version.unwrap_or_default(), name.unwrap_or_else(|| text("title")), text("note"), text("reason")];
    let told: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    (title.to_owned(), told.join(" · "))
}
