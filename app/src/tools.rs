//! Commands that need no database: the deadline that explains itself, and processes checked, run and imported.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use kernel::time::{local, parse_local};
use kernel::working_time::{Calendar, Counting, Limit, Pause, SupplementPolicy, deadline as count};
use platform::law::LawFiles;
use serde_json::{Value, json};

use crate::say;

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

/// What can be done with a process file.
#[derive(Subcommand)]
pub enum ProcessCommand {
    /// Kiểm tra tệp BPMN: phần tử chạy được, mọi đường đi đều kết thúc
    Check { file: PathBuf },
    /// Chạy thử trong bộ nhớ và in đường đi dạng JSON
    Run {
        file: PathBuf,
        /// Dữ liệu cho các điều kiện, dạng JSON
        #[arg(long, default_value = "{}")]
        answers: String,
    },
    /// Chuyển bảng quy trình nội bộ (TSV) thành BPMN
    Import {
        table: PathBuf,
        /// Tệp BPMN đích
        #[arg(long)]
        out: PathBuf,
    },
}

fn read(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("Không đọc được {}: {e}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| format!("{} không phải văn bản UTF-8.", path.display()))
}

fn problems(all: &[process::Problem]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn sound(path: &Path) -> Result<process::Definition, String> {
    let definition = process::parse(&read(path)?).map_err(|p| problems(&p))?;
    match process::check(&definition) {
        found if found.is_empty() => Ok(definition),
        found => Err(problems(&found)),
    }
}

/// The tasks of a run in which every open task is completed in order.
fn walk(definition: &process::Definition, data: &Value) -> Result<Vec<Value>, String> {
    let (mut now, _) = process::start(definition, data).map_err(|e| e.to_string())?;
    let mut path = vec![];
    while !now.ended() {
        let open = now.open_tasks(definition).next().map(|(token, task)| (token, task.id.clone()));
        let Some((token, task)) = open else {
            return Err("Quy trình chờ một sự kiện bên ngoài (hẹn giờ, thông điệp).".into());
        };
        let known = definition.task(&task);
        path.push(
            json!({ "task": task, "name": known.map(|t| t.name.clone()), "role": known.and_then(|t| t.role.clone()) }),
        );
        if path.len() > 1000 {
            return Err("Quy trình quay vòng với dữ liệu này; sửa điều kiện thoát vòng.".into());
        }
        now = process::step(definition, &now, &process::Signal::Complete { task, token }, data)
            .map_err(|e| e.to_string())?
            .0;
    }
    Ok(path)
}

/// `motcua process …`
pub fn process(command: ProcessCommand) -> Result<(), String> {
    match command {
        ProcessCommand::Check { file } => {
            let d = sound(&file)?;
            say::line(&format!(
                "{}: {} việc, {} phút làm việc, mọi đường đi đều kết thúc.",
                d.name,
                d.tasks().count(),
                d.total_minutes()
            ));
            Ok(())
        }
        ProcessCommand::Run { file, answers } => {
            let data: Value = serde_json::from_str(&answers).map_err(|e| format!("--answers không phải JSON: {e}"))?;
            let path = walk(&sound(&file)?, &data)?;
            say::line(&serde_json::to_string_pretty(&json!({ "path": path })).map_err(|e| e.to_string())?);
            Ok(())
        }
        ProcessCommand::Import { table, out } => {
            let title = table.file_stem().and_then(|s| s.to_str()).unwrap_or("Quy trình nội bộ").to_owned();
            let reading = process::table::read(&process::table::from_tsv(&title, &read(&table)?));
            let text = process::table::bpmn("imported", &reading);
            std::fs::write(&out, text).map_err(|e| format!("Không ghi được {}: {e}", out.display()))?;
            for d in &reading.differences {
                say::line(&format!("dòng {}: {}", d.row, d.what));
            }
            say::line(&format!(
                "Đã ghi {}: {} bước, {} phút làm việc.",
                out.display(),
                reading.steps.len(),
                reading.total_minutes
            ));
            Ok(())
        }
    }
}
