//! `motcua process …`: a file checked, tried out, or made from the table of a decision.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use process::table::{Reading, bpmn};
use process::{Definition, Problem, StepError};
use serde_json::{Value, json};

use super::{data, read, source};
use crate::say;

/// What can be done with a process file.
#[derive(Subcommand)]
pub enum ProcessCommand {
    /// Kiểm tra tệp BPMN: phần tử chạy được, mọi đường đi đều kết thúc
    Check {
        file: PathBuf,
        /// In kết quả dạng JSON
        #[arg(long)]
        json: bool,
    },
    /// Chạy thử trong bộ nhớ và in đường đi dạng JSON
    Run {
        file: PathBuf,
        /// Dữ liệu cho các điều kiện, dạng JSON hoặc @TỆP
        #[arg(long, default_value = "{}")]
        answers: String,
        /// Tệp DMN cho các công việc theo bảng quyết định
        #[arg(long)]
        decisions: Option<PathBuf>,
    },
    /// Chuyển bảng quy trình nội bộ (TSV, XLSX, DOCX, JSON, văn bản dán, "-" là đầu vào) thành BPMN
    Import {
        table: PathBuf,
        /// Tệp BPMN đích; khi có nhiều bảng, số thứ tự được thêm vào tên tệp
        #[arg(long)]
        out: PathBuf,
        /// Tên quy trình; bỏ trống là tên trong bảng hoặc tên tệp
        #[arg(long)]
        title: Option<String>,
        /// Chỉ lấy bảng thứ mấy
        #[arg(long)]
        number: Option<usize>,
    },
}

fn told(path: &Path, all: &[Problem]) -> String {
    let head = format!("{}: {} vấn đề", path.display(), all.len());
    std::iter::once(head).chain(all.iter().map(ToString::to_string)).collect::<Vec<_>>().join("\n")
}

/// A file that loads and is sound.
pub(super) fn sound(path: &Path) -> Result<Definition, String> {
    let definition = process::parse(&read(path)?).map_err(|p| told(path, &p))?;
    match process::check(&definition) {
        found if found.is_empty() => Ok(definition),
        found => Err(told(path, &found)),
    }
}

fn print(value: &Value) -> Result<(), String> {
    say::line(&serde_json::to_string_pretty(value).map_err(|e| e.to_string())?);
    Ok(())
}

fn time(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (h, 0) => format!("{h} giờ làm việc"),
        (0, m) => format!("{m} phút làm việc"),
        (h, m) => format!("{h} giờ {m} phút làm việc"),
    }
}

fn check(path: &Path, as_json: bool) -> Result<(), String> {
    if as_json {
        let found = process::parse(&read(path)?);
        let problems = match &found {
            Ok(d) => process::check(d),
            Err(p) => p.clone(),
        };
        let (tasks, minutes) = found.map_or((0, 0), |d| (d.tasks().count(), d.total_minutes()));
        print(&json!({ "sound": problems.is_empty(), "problems": problems, "tasks": tasks, "minutes": minutes }))?;
        return if problems.is_empty() { Ok(()) } else { Err(told(path, &problems)) };
    }
    let d = sound(path)?;
    let (total, longest) = (time(d.total_minutes()), time(d.longest_minutes()));
    say::line(&format!("{}: {} việc, tổng {total}, mọi đường đi đều kết thúc.", d.name, d.tasks().count()));
    say::line(&format!("Đường dài nhất: {longest}."));
    for t in d.tasks() {
        let who = t.role.as_deref().unwrap_or("chưa nêu vai trò");
        let allowed = t.minutes.map_or_else(|| "không quy định".into(), time);
        say::line(&format!("  {}  {}  ({who}, {allowed})", t.id, t.name));
    }
    Ok(())
}

fn run(path: &Path, answers: &str, decisions: Option<&Path>) -> Result<(), String> {
    let data = data(answers)?;
    let tables = decisions.map(|p| process::dmn::parse(&read(p)?).map_err(|found| told(p, &found))).transpose()?;
    let definition = sound(path)?;
    let told = |e: StepError| match e {
        StepError::Endless(at) => {
            format!("Quy trình quay vòng quanh “{at}” với dữ liệu này. Sửa điều kiện thoát vòng.")
        }
        other => format!("Không chạy tiếp được: {other}."),
    };
    let found = process::run_with(&definition, &data, tables.as_ref()).map_err(told)?;
    let visits: Vec<Value> = found
        .visits
        .iter()
        .map(|v| json!({ "task": v.element, "name": v.name, "role": v.role, "begins": v.begins, "ends": v.ends }))
        .collect();
    print(&json!({ "path": visits, "minutes": found.minutes, "outcome": found.outcome }))
}

/// Where the n-th of several tables is written.
fn target(out: &Path, number: usize, several: bool) -> PathBuf {
    if !several {
        return out.to_path_buf();
    }
    let stem = out.file_stem().and_then(|s| s.to_str()).unwrap_or("quy-trinh");
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or("bpmn");
    out.with_file_name(format!("{stem}-{number}.{ending}"))
}

fn told_of(reading: &Reading, to: &Path) {
    say::line(&reading.title);
    for d in &reading.differences {
        match d.row {
            0 => say::line(&format!("  cần xem: {}", d.what)),
            row => say::line(&format!("  cần xem, dòng {row}: {}", d.what)),
        }
    }
    let (steps, total) = (reading.steps.len(), time(reading.total_minutes));
    say::line(&format!(
        "  Đã ghi {}: {steps} bước, {total}, {} điều cần xem.",
        to.display(),
        reading.differences.len()
    ));
}

fn import(table: &Path, (out, title): (&Path, Option<&str>), number: Option<usize>) -> Result<(), String> {
    let tables = source::tables(table, title)?;
    let count = tables.len();
    let wanted = |i: usize| number.is_none_or(|n| n == i + 1);
    if let Some(n) = number.filter(|n| *n == 0 || *n > count) {
        return Err(format!("Không có bảng thứ {n}: tệp có {count} bảng."));
    }
    let several = count > 1 && number.is_none();
    for (i, t) in tables.iter().enumerate().filter(|(i, _)| wanted(*i)) {
        let reading = process::table::read(t);
        if reading.steps.is_empty() {
            let why: Vec<&str> = reading.differences.iter().map(|d| d.what.as_str()).collect();
            return Err(format!("Bảng thứ {}: {}", i + 1, why.join(" ")));
        }
        let to = target(out, i + 1, several);
        let text = bpmn(&format!("quy_trinh_{}", i + 1), &reading);
        std::fs::write(&to, text).map_err(|e| format!("Không ghi được {}: {e}", to.display()))?;
        told_of(&reading, &to);
    }
    Ok(())
}

/// `motcua process …`
pub fn process(command: ProcessCommand) -> Result<(), String> {
    match command {
        ProcessCommand::Check { file, json } => check(&file, json),
        ProcessCommand::Run { file, answers, decisions } => run(&file, &answers, decisions.as_deref()),
        ProcessCommand::Import { table, out, title, number } => import(&table, (&out, title.as_deref()), number),
    }
}
