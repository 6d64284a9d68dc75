//! What `law/outreach` says: lists to choose from, thresholds of training, words of papers. Nothing of it stands in code.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use platform::App;
use platform::law::LawFiles;
use platform::web::Failure;
use serde::Deserialize;

/// A key with its words, and the article behind it where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Named {
    pub key: String,
    pub label: String,
    #[serde(default)]
    pub law: String,
}

/// Thresholds of training, in percent and in tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Thresholds {
    pub attendance_percent: i64,
    pub pass_percent: i64,
    pub attempts: i64,
}

/// The words of a certificate.
#[derive(Debug, Clone, Deserialize)]
pub struct CertificateWords {
    pub symbol: String,
    pub title: String,
    pub words: String,
    pub signer: String,
}

/// What may be praised and what is forbidden, from a day on.
#[derive(Debug, Clone, Deserialize)]
pub struct ConductLaw {
    from: Date,
    pub source: String,
    pub merit: Vec<Named>,
    pub fault: Vec<Named>,
}

/// The words of a paper.
#[derive(Debug, Clone, Deserialize)]
pub struct PaperWords {
    pub title: String,
    pub summary: String,
    pub recipients: Vec<String>,
    pub signer: String,
}

#[derive(Debug, Clone, Deserialize)]
struct File {
    channel: Vec<Named>,
    training: Thresholds,
    certificate: CertificateWords,
    conduct: Vec<ConductLaw>,
    papers: BTreeMap<String, PaperWords>,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct Law {
    file: File,
    /// Tests that ship, by name, in the markup of [`crate::quiz`].
    pub tests: Vec<(String, String)>,
}

const PATH: &str = "outreach/outreach.toml";
const PAPERS: [&str; 5] = ["campaign", "year", "training", "invitation", "dialogue"];

impl Law {
    /// Reads the files.
    ///
    /// # Errors
    /// A missing or wrong file, told with its name and place.
    pub fn read(files: &LawFiles) -> Result<Law, String> {
        let text = files.get(PATH).ok_or_else(|| format!("thiếu tệp law/{PATH}"))?;
        let file: File = toml::from_str(text).map_err(|e| format!("law/{PATH}: {e}"))?;
        if let Some(lost) = PAPERS.iter().find(|p| !file.papers.contains_key(**p)) {
            return Err(format!("law/{PATH}: thiếu mục papers.{lost}"));
        }
        if file.conduct.is_empty() {
            return Err(format!("law/{PATH}: thiếu mục conduct"));
        }
        let mut tests = vec![];
        for (path, text) in files.under("outreach/tests/") {
            crate::quiz::parse(text).map_err(|r| format!("law/{path}: {}", r.message))?;
            tests.push((path.to_owned(), text.to_owned()));
        }
        Ok(Law { file, tests })
    }

    /// Ways of reaching people.
    pub fn channels(&self) -> &[Named] {
        &self.file.channel
    }

    /// Thresholds of training.
    pub fn training(&self) -> Thresholds {
        self.file.training
    }

    /// The words of certificates.
    pub fn certificate(&self) -> &CertificateWords {
        &self.file.certificate
    }

    /// What is praised and what is forbidden on a day.
    pub fn conduct(&self, day: Date) -> Option<&ConductLaw> {
        self.file.conduct.iter().filter(|c| c.from <= day).max_by_key(|c| c.from).or(self.file.conduct.first())
    }

    /// The words of a paper with its blanks filled.
    pub fn paper(&self, name: &str, blanks: &[(&str, &str)]) -> Option<PaperWords> {
        let mut words = self.file.papers.get(name)?.clone();
        for (blank, value) in blanks {
            words.summary = words.summary.replace(&format!("{{{blank}}}"), value);
        }
        Some(words)
    }
}

/// The label of a key; the key itself when it is no longer in the list.
pub fn label<'a>(all: &'a [Named], key: &'a str) -> &'a str {
    all.iter().find(|n| n.key == key).map_or(key, |n| &n.label)
}

/// The module's law, read once.
///
/// # Errors
/// As [`Law::read`].
pub fn law(app: &App) -> Result<Arc<Law>, Failure> {
    app.cached(|app| Law::read(app.law()).map_err(Failure::Internal))
}
