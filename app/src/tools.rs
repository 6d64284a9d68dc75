//! Commands that need no database: the deadline that explains itself; processes checked, run, imported and simulated.

mod process;
mod simulate;
mod source;

use std::path::Path;

use clap::Args;
use kernel::time::{local, parse_local};
use kernel::working_time::{Calendar, Counting, Limit, Pause, SupplementPolicy, deadline as count};
use platform::law::LawFiles;
use serde_json::{Value, json};

use crate::say;
pub use process::{ProcessCommand, process};
pub use simulate::{SimulateOptions, simulate};

/// What a deadline is counted from.
#[derive(Args)]
pub struct DeadlineOptions {
    /// Thời điểm tiếp nhận, ví dụ 2024-02-07T10:20
    #[arg(long)]
    from: String,
    /// Thời hạn, ví dụ "5 ngày làm việc"
    #[arg(long)]
    limit: String,
    /// Khoảng tạm dừng TỪ/ĐẾN, lặp lại được
    #[arg(long = "pause", value_name = "TỪ/ĐẾN")]
    pauses: Vec<String>,
    /// In từng ngày được tính hay không và lý do
    #[arg(long)]
    explain: bool,
    /// In kết quả dạng JSON
    #[arg(long)]
    json: bool,
}

fn minute(t: kernel::time::Timestamp) -> String {
    let d = local(t);
    format!("{}T{:02}:{:02}", d.date(), d.hour(), d.minute())
}

fn pause(text: &str) -> Result<Pause, String> {
    let (from, to) = text.split_once('/').ok_or_else(|| format!("Khoảng tạm dừng “{text}” phải ghi TỪ/ĐẾN."))?;
    let moment = |t: &str| parse_local(t).map_err(|r| r.message);
    let (from, to) = (moment(from)?, moment(to)?);
    if to < from {
        return Err(format!("Khoảng tạm dừng “{text}” kết thúc trước khi bắt đầu."));
    }
    Ok(Pause { from, to: Some(to), reason: "chờ bổ sung hồ sơ".into() })
}

/// `motcua deadline`
pub fn deadline(o: &DeadlineOptions) -> Result<(), String> {
    let law = LawFiles::built_in();
    let calendar = Calendar::from_files(law.under("calendars/")).map_err(|e| e.to_string())?;
    let counting = Counting {
        start: parse_local(&o.from).map_err(|r| r.message)?,
        limit: Limit::parse(&o.limit).map_err(|r| r.message)?,
        pauses: o.pauses.iter().map(|p| pause(p)).collect::<Result<_, _>>()?,
        extensions: vec![],
        supplement: SupplementPolicy::Pause,
        regime: String::new(),
    };
    let d = count(&calendar, &counting).map_err(|r| r.message)?;
    if o.json {
        let days: Vec<Value> = d
            .days
            .iter()
            .map(|x| json!({ "date": x.date.to_string(), "counted": x.counted, "reason": x.reason }))
            .collect();
        let all = json!({ "due": minute(d.due), "days": days, "sum": d.sum_vi() });
        say::line(&serde_json::to_string_pretty(&all).map_err(|e| e.to_string())?);
        return Ok(());
    }
    say::line(&minute(d.due));
    if o.explain {
        say::line(&d.sum_vi());
        for x in &d.days {
            let mark = if x.counted { "tính" } else { "không tính" };
            say::line(&format!("  {}  {mark:10}  {}", kernel::time::date(x.date), x.reason));
        }
    }
    Ok(())
}

/// The text of a file.
fn read(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("Không đọc được {}: {e}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| format!("{} không phải văn bản UTF-8.", path.display()))
}

/// JSON given in the command or, after "@", in a file.
fn data(text: &str) -> Result<Value, String> {
    let owned = text.strip_prefix('@').map(|file| read(Path::new(file))).transpose()?;
    serde_json::from_str(owned.as_deref().unwrap_or(text))
        .map_err(|e| format!("Dữ liệu không phải JSON ({e}). Ghi như {{\"eligible\": true}}, hoặc @TỆP chứa JSON."))
}
