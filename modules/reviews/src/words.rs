//! The history in words: each deed of the ledger as a sentence, with what it carried.

use platform::i18n::Lang;
use serde_json::Value;

use crate::cost::Input;

/// Sentence by action; the house test finds them through `t` in [`deed`].
fn sentence(lang: Lang, action: &str) -> &'static str {
    let v = |text: &'static str| lang_static(lang, text);
    match action {
        "plan.begun" => v("Bắt đầu lập kế hoạch"),
        "plan.added" => v("Thêm thủ tục vào kế hoạch"),
        "plan.removed" => v("Bỏ thủ tục khỏi kế hoạch"),
        "plan.handed_up" => v("Gửi kế hoạch lên cơ quan tổng hợp"),
        "plan.returned" => v("Trả kế hoạch lại cho đơn vị"),
        "plan.merged" => v("Đã tổng hợp vào kế hoạch của cơ quan"),
        "plan.took_in" => v("Tổng hợp kế hoạch của các đơn vị"),
        "plan.fields" => v("Chọn lĩnh vực được rà soát"),
        "plan.picked" => v("Đưa lại vào kế hoạch"),
        "plan.left_out" => v("Để lại, chưa rà soát trong năm"),
        "plan.approved" => v("Phê duyệt kế hoạch"),
        "plan.reported" => v("Ban hành báo cáo tổng hợp kết quả rà soát"),
        "plan.initiative" => v("Thêm sáng kiến cải cách thủ tục hành chính"),
        "review.planned" | "review.begun" => v("Lập cuộc rà soát"),
        "review.started" => v("Bắt đầu rà soát"),
        "review.filled" => v("Lưu biểu mẫu rà soát"),
        "review.costed" => v("Lưu bảng tính chi phí tuân thủ"),
        "review.handed_in" => v("Gửi kết quả rà soát"),
        "review.given_back" => v("Yêu cầu hoàn thiện kết quả rà soát"),
        "review.accepted" => v("Chấp nhận kết quả rà soát"),
        "proposal.made" => v("Đề xuất phương án đơn giản hóa"),
        "proposal.edited" => v("Sửa phương án"),
        "proposal.step" => v("Chuyển bước phương án"),
        "proposal.carried" => v("Gắn phiên bản thủ tục đã thực hiện phương án"),
        "proposal.measured" => v("Đo tiết kiệm trên hồ sơ thực tế"),
        "impact.begun" => v("Bắt đầu đánh giá tác động"),
        "impact.added" => v("Thêm nội dung đánh giá"),
        "impact.removed" => v("Bỏ nội dung đánh giá"),
        "impact.filled" => v("Lưu biểu mẫu đánh giá"),
        "impact.costed" => v("Lưu chi phí tuân thủ dự kiến"),
        "impact.asked" | "opinion.asked" => v("Lấy ý kiến góp ý"),
        "impact.sent" => v("Gửi hồ sơ thẩm định"),
        "opinion.answered" => v("Trả lời ý kiến"),
        "opinion.settled" => v("Tiếp thu, giải trình ý kiến"),
        _ => v("Thay đổi khác"),
    }
}

/// The English where it is known; both are kept for the life of the program.
fn lang_static(lang: Lang, vi: &'static str) -> &'static str {
    match lang {
        Lang::Vi => vi,
        Lang::En => platform::i18n::english().get(vi).map_or(vi, String::as_str),
    }
}

/// A deed as title and text.
pub fn deed(lang: Lang, action: &str, data: &Value) -> (String, String) {
    let text = |key: &str| data.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| data.get(key).and_then(Value::as_i64);
    let page = number("page").map(|n| lang.f("phần {}", &[&n]));
    let parts = [
        text("status"),
        text("title"),
        text("code"),
        text("body"),
        page,
        text("number"),
        text("uptake"),
        text("reason"),
        text("note"),
        text("explanation"),
        number("reviews").map(|n| lang.f("{} cuộc rà soát", &[&n])),
        number("proposals").map(|n| lang.f("{} phương án", &[&n])),
        number("cases").map(|n| lang.f("{} hồ sơ", &[&n])),
    ];
    let shown: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    (sentence(lang, action).to_owned(), shown.join(" · "))
}

/// What an uncertain input is called; the activity's own name stands for itself.
pub fn input(lang: Lang, input: Input, name: impl Fn(Input) -> String) -> String {
    match input {
        Input::Income => lang.t("Thu nhập bình quân 01 người/01 giờ").to_owned(),
        Input::Subjects => lang.t("Số lượng đối tượng tuân thủ/01 năm").to_owned(),
        Input::Times => lang.t("Số lần thực hiện/01 năm").to_owned(),
        Input::TimeBefore(_) => lang.f("Thời gian trước: {}", &[&name(input)]),
        Input::TimeAfter(_) => lang.f("Thời gian sau: {}", &[&name(input)]),
        Input::FeeBefore(_) => lang.f("Phí, lệ phí trước: {}", &[&name(input)]),
        Input::FeeAfter(_) => lang.f("Phí, lệ phí sau: {}", &[&name(input)]),
        Input::ServiceBefore(_) => lang.f("Thuê dịch vụ trước: {}", &[&name(input)]),
        Input::ServiceAfter(_) => lang.f("Thuê dịch vụ sau: {}", &[&name(input)]),
    }
}
