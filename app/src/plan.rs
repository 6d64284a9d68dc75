//! Plans at the command line: a file read and shown as it would be taken, with everything that was not understood. Nothing is
//! written; the wizard in the browser does that.

use std::path::PathBuf;

use clap::Subcommand;
use platform::law::LawFiles;

use crate::say;

#[derive(Subcommand)]
pub enum PlanCommand {
    /// Đọc tệp kế hoạch (văn bản có bảng phân cách bằng tab, DOCX, XLSX) và cho biết hiểu được gì
    Import {
        /// Tệp kế hoạch
        file: PathBuf,
        /// In kết quả dạng JSON
        #[arg(long)]
        json: bool,
    },
}

/// The largest file read, in bytes.
const LIMIT: u64 = 20 * 1024 * 1024;

/// `motcua plan`
pub fn run(command: &PlanCommand) -> Result<(), String> {
    let PlanCommand::Import { file, json } = command;
    let cannot = |e: std::io::Error| format!("Không đọc được tệp {}: {e}. Kiểm tra lại đường dẫn.", file.display());
    if std::fs::metadata(file).map_err(cannot)?.len() > LIMIT {
        return Err(format!("Tệp {} vượt quá 20 MB. Chia nhỏ tệp rồi đọc lại.", file.display()));
    }
    let bytes = std::fs::read(file).map_err(cannot)?;
    let reading = plans::import::Reading::from_law(&LawFiles::built_in())?;
    let plan = plans::import::read(&file.display().to_string(), &bytes, &reading);
    if *json {
        let text = serde_json::to_string_pretty(&plan.json(&reading)).map_err(|e| e.to_string())?;
        say::line(&text);
        return Ok(());
    }
    say::line(&format!("{}: {} mục, {} nhiệm vụ", plan.title, plan.sections.len(), plan.tasks().count()));
    for section in &plan.sections {
        say::line(&format!("\n{}. {}", section.number, section.title));
        for t in &section.tasks {
            let time = t.parts.first().map_or("", |p| p.time.text.as_str());
            say::line(&format!("  {}. {} [{}; {time}]", t.number, t.text, t.lead().replace('\n', "; ")));
        }
    }
    for d in &plan.not_understood {
        say::line(&format!("Dòng {}: {} ({})", d.line, d.why, d.text));
    }
    Ok(())
}
