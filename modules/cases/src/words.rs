//! The ledger's events of a case in plain words, for the applicant and for the office.

use platform::i18n::Lang;
use platform::ledger::Event;
use serde_json::Value;

/// One line of a case's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub title: String,
    pub at: String,
    pub by: String,
    pub text: String,
}

fn text<'a>(v: &'a Value, name: &str) -> &'a str {
    v.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn moment(v: &Value, name: &str) -> String {
    let at = v.get(name).and_then(Value::as_str).and_then(|t| t.parse::<kernel::time::Timestamp>().ok());
    at.map(kernel::time::short).unwrap_or_default()
}

/// What an event says in a language: title and detail, with what decision tables answered. What people typed stays as it is.
pub fn say(event: &Event, lang: Lang) -> (&'static str, String) {
    let v = event.data();
    let (title, mut out) = told(event, &v, lang);
    for d in v.get("decided").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default() {
        let rows: Vec<String> = d["rows"].as_array().into_iter().flatten().map(ToString::to_string).collect();
        let answer = crate::rules::shown(&d["answer"]);
        let mut line = lang.f("{}: bảng “{}” quyết định {}", &[&text(d, "step"), &text(d, "table"), &answer]);
        if !rows.is_empty() {
            line.push_str(&lang.f(" (dòng {})", &[&rows.join(", ")]));
        }
        out = if out.is_empty() { line } else { format!("{out}. {line}") };
    }
    (title, out)
}

fn told(event: &Event, v: &Value, lang: Lang) -> (&'static str, String) {
    let due = || lang.f("Hẹn trả {}", &[&moment(v, "due")]);
    match event.action.as_str() {
        "register" => ("Hồ sơ được gửi đến", lang.f("Trả lời tiếp nhận trước {}", &[&moment(v, "answer_due")])),
        "accept" => ("Tiếp nhận hồ sơ", accepted(v, lang)),
        "ask_supplement" => ("Yêu cầu bổ sung, hoàn thiện hồ sơ", text(v, "reason").to_owned()),
        "answer_supplement" => ("Đã nhận bổ sung hồ sơ", names(v, "parts")),
        "refuse" => ("Không tiếp nhận hồ sơ", text(v, "reason").to_owned()),
        "claim" => ("Nhận xử lý hồ sơ", text(v, "step").to_owned()),
        "attach" => ("Đính kèm bản quét", names(v, "parts")),
        "result_file" => ("Đính kèm tệp kết quả", text(v, "file").to_owned()),
        "assign" => ("Phân công xử lý", text(v, "step").to_owned()),
        "complete" => complete(v, lang),
        "ask_opinion" => ("Xin ý kiến phối hợp", text(v, "question").to_owned()),
        "give_opinion" => ("Có ý kiến phối hợp", text(v, "answer").to_owned()),
        "suspend" => ("Tạm dừng tính thời gian", format!("{} ({})", text(v, "reason"), text(v, "basis"))),
        "resume" => ("Tiếp tục giải quyết", due()),
        "extend" => ("Gia hạn thời gian giải quyết", format!("{}: {}. {}", text(v, "limit"), text(v, "reason"), due())),
        "apologise" => {
            ("Xin lỗi và hẹn lại ngày trả kết quả", format!("{}. {}", text(v, "reason").trim_end_matches('.'), due()))
        }
        "ask_withdrawal" => ("Người nộp đề nghị rút hồ sơ", text(v, "reason").to_owned()),
        "stop" => ("Dừng giải quyết hồ sơ", text(v, "reason").to_owned()),
        "go_on" => ("Tiếp tục giải quyết sau đề nghị rút", String::new()),
        "ask_fee" => ("Yêu cầu thực hiện nghĩa vụ tài chính", fee(v)),
        "fee_paid" => ("Đã nộp phí, lệ phí", text(v, "receipt").to_owned()),
        "return" => ("Đã trả kết quả", text(v, "to").to_owned()),
        "urge" => ("Đôn đốc", text(v, "note").to_owned()),
        "recount" => (
            "Tính lại ngày hẹn trả kết quả theo lịch làm việc",
            lang.f(
                "Hẹn trả {} (trước là {}). {}. Căn cứ: {}",
                &[&moment(v, "due"), &moment(v, "old_due"), &text(v, "why"), &text(v, "basis")],
            ),
        ),
        "migrate" => ("Chuyển sang phiên bản mới của quy trình", migrated(v, lang)),
        "timer" => ("Đến thời điểm hẹn của quy trình", String::new()),
        _ => ("Cập nhật hồ sơ", String::new()),
    }
}

fn accepted(v: &Value, lang: Lang) -> String {
    let due = lang.f("Hẹn trả kết quả {} ({})", &[&moment(v, "due"), &text(v, "limit")]);
    match v.get("forward").filter(|f| f.is_object()) {
        Some(f) => {
            let passed = lang.f("Chuyển đơn vị giải quyết {} ({})", &[&moment(f, "at"), &text(f, "law")]);
            format!("{due}. {passed}")
        }
        None => due,
    }
}

fn migrated(v: &Value, lang: Lang) -> String {
    let version = v.get("version").and_then(Value::as_i64).unwrap_or_default();
    let mut out = lang.f("Phiên bản {}. Căn cứ: {}", &[&version, &text(v, "basis")]);
    let steps = names(v, "steps");
    if !steps.is_empty() {
        out = format!("{out}. {steps}");
    }
    out
}

fn names(v: &Value, name: &str) -> String {
    let all = v.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
}

fn fee(v: &Value) -> String {
    let amount = v.get("amount").and_then(Value::as_i64).unwrap_or_default();
    format!("{}: {}", text(v, "what"), kernel::money::Dong(amount))
}

fn complete(v: &Value, lang: Lang) -> (&'static str, String) {
    let mut out = text(v, "step").to_owned();
    if let Some(eligible) = v.pointer("/facts/eligible").and_then(Value::as_bool) {
        let words = if eligible { lang.t("đủ điều kiện") } else { lang.t("không đủ điều kiện") };
        out = format!("{out}: {words}");
    }
    if !text(v, "next").is_empty() {
        out = format!("{out}. {}", lang.f("Bước tiếp theo: {}", &[&text(v, "next")]));
    }
    if !text(v, "note").is_empty() {
        out = format!("{out}. {}", text(v, "note"));
    }
    ("Hoàn tất bước", out)
}

/// Events an applicant sees: what concerns them, without the office's inner notes.
pub fn public(event: &Event, lang: Lang) -> Option<(&'static str, String)> {
    let (title, text) = told(event, &event.data(), lang);
    match event.action.as_str() {
        "claim" | "assign" | "attach" | "result_file" | "ask_opinion" | "give_opinion" | "urge" | "timer"
        | "migrate" | "timer_refused" => None,
        "complete" => {
            let step = event.data().get("step").and_then(Value::as_str).unwrap_or_default().to_owned();
            Some((title, step))
        }
        "return" => Some((title, String::new())),
        _ => Some((title, text)),
    }
}
