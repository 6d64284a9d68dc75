//! The ledger of a task in plain words, newest first; of one unit's work only what concerns it.

use kernel::time::short;
use platform::ledger::{self, Event};
use platform::web::{Failure, Visit};
use uuid::Uuid;

use crate::TENANT;

/// One event as the timeline shows it.
pub struct Told {
    pub title: String,
    pub at: String,
    pub by: String,
    pub text: String,
}

fn title(action: &str) -> &'static str {
    match action {
        "task.created" => "Giao nhiệm vụ",
        "task.changed" => "Sửa nhiệm vụ",
        "work.begun" => "Bắt đầu thực hiện",
        "work.noted" => "Ghi kết quả thực hiện",
        "work.handed-in" => "Nộp kết quả",
        "work.taken-back" => "Rút lại để làm tiếp",
        "work.accepted" => "Nghiệm thu",
        "work.sent-back" => "Trả lại",
        "work.reopened" => "Mở lại",
        "work.urged" => "Đôn đốc",
        "work.fulfilled" => "Tự hoàn thành theo kết quả của hệ thống",
        "work.told" => "Hệ thống thêm kết quả làm minh chứng",
        "work.told-handed" => "Nộp theo kết quả của hệ thống",
        "work.told-returned" => "Kết quả trong hệ thống được trả lại",
        "evidence.added" => "Thêm minh chứng",
        "evidence.removed" => "Bỏ minh chứng",
        _ => "Thay đổi khác",
    }
}

/// Whether an event of the task concerns one unit's work.
fn concerns(event: &Event, work: Uuid) -> bool {
    match event.data().get("work") {
        Some(serde_json::Value::String(id)) => *id == work.to_string(),
        Some(serde_json::Value::Array(ids)) => ids.iter().any(|i| i.as_str() == Some(&work.to_string())),
        _ => true,
    }
}

/// The history of a task, or of one unit's work in it.
pub async fn history(visit: &Visit, (task, work): (Uuid, Option<Uuid>)) -> Result<Vec<Told>, Failure> {
    let mut told = vec![];
    let events = ledger::history(visit.app.db(), TENANT, task).await?;
    for event in events.into_iter().rev().filter(|e| work.is_none_or(|w| concerns(e, w))).take(200) {
        let by = match event.actor {
            Some(account) => people::name_of(&visit.app, account).await?,
            None => visit.lang.t("Hệ thống").to_owned(),
        };
        let data = event.data();
        let word = |name: &str| data.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let record = data.get("record").and_then(|r| r.get("label")).and_then(|l| l.as_str()).unwrap_or_default();
        let reason = if matches!(event.action.as_str(), "work.sent-back" | "work.reopened" | "work.told-returned") {
            word("reason")
        } else {
            String::new()
        };
        let text = [reason, word("label"), record.to_owned()].into_iter().find(|t| !t.is_empty()).unwrap_or_default();
        let title = visit.lang.t(title(&event.action)).to_owned();
        told.push(Told { title, at: short(event.time()), by, text });
    }
    Ok(told)
}
