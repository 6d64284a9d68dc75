//! What the history of a plan, an inspection or a report says of each deed.

use platform::i18n::{Lang, english};

/// A deed in the language of the page.
pub fn deed(lang: Lang, action: &str) -> &'static str {
    let text = match action {
        "plan.begun" => "Bắt đầu lập kế hoạch",
        "plan.added" => "Thêm đơn vị vào kế hoạch",
        "plan.removed" => "Bỏ đơn vị khỏi kế hoạch",
        "plan.submitted" => "Trình lãnh đạo phê duyệt",
        "plan.returned" => "Trả kế hoạch lại để hoàn thiện",
        "plan.approved" => "Phê duyệt kế hoạch",
        "visit.begun" => "Mở cuộc kiểm tra",
        "visit.team" => "Lưu thành phần đoàn kiểm tra",
        "visit.submitted" => "Trình ký quyết định",
        "visit.returned" => "Trả quyết định lại để hoàn thiện",
        "visit.decided" => "Ký quyết định thành lập đoàn",
        "visit.announced" => "Thông báo đến đơn vị",
        "visit.own" => "Đơn vị gửi báo cáo",
        "visit.recorded" => "Lập biên bản",
        "visit.drafted" => "Lưu dự thảo kết luận",
        "visit.concluded" => "Ký kết luận",
        "remedy.reported" => "Đơn vị báo cáo khắc phục",
        "remedy.accepted" => "Chấp nhận kết quả khắc phục",
        "remedy.returned" => "Trả lại kết quả khắc phục",
        "report.begun" => "Mở báo cáo",
        "report.written" => "Lưu lời báo cáo",
        "report.submitted" => "Trình lãnh đạo ký",
        "report.returned" => "Trả báo cáo lại để hoàn thiện",
        "report.issued" => "Ký ban hành báo cáo",
        _ => "Thay đổi khác",
    };
    match lang {
        Lang::Vi => text,
        Lang::En => english().get(text).map_or(text, String::as_str),
    }
}
