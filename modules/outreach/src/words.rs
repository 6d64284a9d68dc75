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
        _ => training(lang, action).or_else(|| talk(lang, action)).unwrap_or_else(|| lang.t("Thay đổi khác")),
    };
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let version = data.get("version").and_then(Value::as_i64).map(|n| lang.f("Phiên bản {}", &[&n]));
    let name = data.get("content").and_then(|c| c.get("title")).and_then(Value::as_str).map(str::to_owned);
    let parts = [
        version.unwrap_or_default(),
        name.unwrap_or_else(|| text("title")),
        text("note"),
        figures(lang, action, data),
        text("reason"),
    ];
    let told: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    (title.to_owned(), told.join(" · "))
}

fn training(lang: Lang, action: &str) -> Option<&'static str> {
    Some(match action {
        "training.begun" => lang.t("Lập lớp, buổi trao đổi"),
        "training.edited" => lang.t("Sửa nội dung"),
        "training.session" => lang.t("Thêm buổi"),
        "training.session_removed" => lang.t("Bỏ buổi"),
        "training.invited" => lang.t("Mời đơn vị"),
        "training.uninvited" => lang.t("Rút lời mời"),
        "training.materials" => lang.t("Thêm tài liệu"),
        "training.test" => lang.t("Đặt bài kiểm tra"),
        "training.test_removed" => lang.t("Bỏ bài kiểm tra"),
        "training.announced" => lang.t("Gửi lời mời, mở đăng ký"),
        "training.enrolled" => lang.t("Đăng ký"),
        "training.left" => lang.t("Rút đăng ký"),
        "training.attendance" => lang.t("Điểm danh"),
        "training.test_sat" => lang.t("Nộp bài kiểm tra"),
        "training.finished" => lang.t("Tổng kết"),
        "training.cancelled" => lang.t("Hủy lớp"),
        "training.certified" => lang.t("Cấp giấy chứng nhận"),
        _ => return None,
    })
}

fn talk(lang: Lang, action: &str) -> Option<&'static str> {
    Some(match action {
        "dialogue.begun" => lang.t("Soạn thông báo đối thoại"),
        "dialogue.edited" => lang.t("Sửa nội dung"),
        "dialogue.handed_in" => lang.t("Trình duyệt"),
        "dialogue.given_back" => lang.t("Trả lại để sửa"),
        "dialogue.announced" => lang.t("Đăng thông báo đối thoại"),
        "dialogue.minutes" => lang.t("Lưu biên bản"),
        "dialogue.answered" => lang.t("Trả lời câu hỏi"),
        "dialogue.published" => lang.t("Công bố biên bản và trả lời"),
        "dialogue.cancelled" => lang.t("Hủy buổi đối thoại"),
        "conduct.proposed" => lang.t("Lập bản ghi"),
        "conduct.decided" => lang.t("Ghi quyết định"),
        "conduct.dropped" => lang.t("Không xử lý"),
        _ => return None,
    })
}

/// What a deed counted, in words; empty for most.
fn figures(lang: Lang, action: &str, data: &Value) -> String {
    let n = |name: &str| data.get(name).and_then(Value::as_i64).unwrap_or_default();
    match action {
        "campaign.activity" => lang.f("{} lượt người", &[&n("reach")]),
        "training.test" => lang.f("{} câu, đạt từ {}%", &[&n("questions"), &n("pass")]),
        "training.attendance" => lang.f("{} lượt có mặt trong {} buổi", &[&n("present"), &n("sessions")]),
        "training.test_sat" => lang.f("đúng {}/{} câu, lần {}", &[&n("right"), &n("total"), &n("tries")]),
        "conduct.proposed" => kind(lang, n("kind")),
        _ => String::new(),
    }
}

fn kind(lang: Lang, number: i64) -> String {
    let found = crate::conduct::Kind::ALL.iter().find(|k| k.number() == number);
    found.map(|k| lang.t(k.label()).to_owned()).unwrap_or_default()
}
