//! Decisions about a remedy: what the unit shows, accepted or sent back with a reason. Pure.

use kernel::error::Refusal;
use kernel::time::civil::Date;
use serde_json::json;

use super::{Deed, needed};
use crate::model::{Progress, Remedy, Shown};

fn only_in(r: &Remedy, allowed: &[Progress]) -> Result<(), Refusal> {
    if allowed.contains(&r.progress) {
        return Ok(());
    }
    let now = r.progress.label();
    let text = format!("Việc khắc phục đang ở trạng thái “{now}”. Tải lại trang để xem việc có thể làm.");
    Err(Refusal::new("status", text))
}

/// The unit hands in what it did; files sent before are kept.
///
/// # Errors
/// "status" unless it is open or was sent back; "required" without words; "evidence" without a file.
pub fn show(r: &mut Remedy, shown: Shown) -> Result<Deed, Refusal> {
    only_in(r, &[Progress::Open, Progress::Returned])?;
    let text = needed(&shown.text, "text", "kết quả khắc phục")?;
    let mut files = r.shown.take().map(|s| s.files).unwrap_or_default();
    files.extend(
        shown.files.iter().filter(|f| !files.iter().any(|o| o.digest == f.digest)).cloned().collect::<Vec<_>>(),
    );
    if files.is_empty() {
        return Err(
            Refusal::new("evidence", "Gửi kèm ít nhất một tệp minh chứng (ảnh, PDF, DOCX hoặc XLSX).").at("file")
        );
    }
    r.shown = Some(Shown { text: text.clone(), files, ..shown });
    r.progress = Progress::Reported;
    Ok(Deed { action: "remedy.reported", body: json!({ "remedy": r.id, "text": text }) })
}

/// Accepts what was handed in.
///
/// # Errors
/// "status" unless it waits for it.
pub fn accept(r: &mut Remedy, today: Date) -> Result<Deed, Refusal> {
    only_in(r, &[Progress::Reported])?;
    (r.progress, r.done, r.reason) = (Progress::Accepted, Some(today), String::new());
    Ok(Deed { action: "remedy.accepted", body: json!({ "remedy": r.id, "text": r.text }) })
}

/// Sends it back.
///
/// # Errors
/// "status" unless it waits for a decision; "required" without a reason.
pub fn send_back(r: &mut Remedy, reason: &str) -> Result<Deed, Refusal> {
    only_in(r, &[Progress::Reported])?;
    let reason = needed(reason, "reason", "lý do trả lại")?;
    (r.progress, r.reason) = (Progress::Returned, reason.clone());
    Ok(Deed { action: "remedy.returned", body: json!({ "remedy": r.id, "reason": reason }) })
}
