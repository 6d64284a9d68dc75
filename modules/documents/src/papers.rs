//! Papers: the layouts of each regime, filled with a record's data, as PDF or DOCX.

use std::collections::BTreeMap;
use std::sync::Arc;

use output::paper::{Layout, Meta, docx, fill, pdf};
use platform::App;
use platform::web::Failure;
use serde_json::Value;

/// The file a paper becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Docx,
}

impl Format {
    /// Reads the ending of an address.
    pub fn parse(ending: &str) -> Option<Format> {
        match ending {
            "pdf" => Some(Format::Pdf),
            "docx" => Some(Format::Docx),
            _ => None,
        }
    }

    pub fn ending(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// All layouts by regime and number.
pub struct Sheets(BTreeMap<(String, String), Layout>);

impl Sheets {
    /// A layout.
    pub fn get(&self, regime: &str, number: &str) -> Option<&Layout> {
        self.0.get(&(regime.to_owned(), number.to_owned()))
    }
}

/// The layouts under `law/<regime>/papers`, read once; a wrong file is named with its line.
pub fn sheets(app: &App) -> Result<Arc<Sheets>, Failure> {
    app.cached(|app| {
        let mut all = BTreeMap::new();
        for (path, text) in app.law().under("") {
            let Some((regime, rest)) = path.split_once("/papers/") else { continue };
            let layout = Layout::parse(path, text).map_err(|e| Failure::Internal(e.to_string()))?;
            let number = rest.trim_end_matches(".toml").to_owned();
            all.insert((regime.to_owned(), number), layout);
        }
        Ok(Sheets(all))
    })
}

/// Draws a paper; the work runs beside the requests, since a page takes milliseconds of pure computing.
pub async fn render(
    app: &App,
    (regime, number): (&str, &str),
    data: Value,
    format: Format,
) -> Result<Vec<u8>, Failure> {
    let sheets = sheets(app)?;
    let (regime, number) = (regime.to_owned(), number.to_owned());
    let created = kernel::time::local(app.now());
    let work = move || -> Result<Vec<u8>, Failure> {
        let layout = sheets.get(&regime, &number).ok_or_else(|| Failure::missing("Không có mẫu giấy tờ này"))?;
        let paper = fill(layout, &data).map_err(|e| {
            Failure::Refused(kernel::error::Refusal::new(
                "paper",
                format!("Chưa lập được giấy tờ: {e}. Bổ sung dữ liệu còn thiếu của hồ sơ."),
            ))
        })?;
        let author = data.pointer("/agency/name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let meta = Meta { title: layout.name.clone(), author, created };
        let made = match format {
            Format::Pdf => pdf(&paper, &meta),
            Format::Docx => docx(&paper, &meta),
        };
        made.map_err(|e| Failure::Internal(e.to_string()))
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Internal(e.to_string()))?
}
