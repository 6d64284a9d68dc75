//! What the law and the office say of inspections, read from `law/inspections`: the article, the weights of the ranking, the
//! grounds a unit is chosen on, the standing words of papers. Dated entries: the last one that has begun on a day holds then.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::time::civil::Date;
use platform::App;
use platform::law::LawFiles;
use platform::web::Failure;
use serde::Deserialize;

const FILE: &str = "inspections/rules.toml";
const PAPERS: &str = "inspections/papers.toml";
const REPORTS: &str = "inspections/reports.toml";

#[derive(Debug, Clone, Deserialize)]
struct Article {
    from: String,
    text: String,
    mark: String,
}

/// Points for the largest number of late and of open cases; together 100.
#[derive(Debug, Clone, Deserialize)]
pub struct Weights {
    from: String,
    pub late: i64,
    pub open: i64,
}

/// A key with its words.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    pub key: String,
    pub label: String,
}

/// Units outside an agency that it inspects because they do its line of work.
#[derive(Debug, Clone, Deserialize)]
struct Sector {
    /// The agency, by the beginning of its name.
    agency: String,
    /// The units, by the beginnings of theirs.
    units: Vec<String>,
}

/// A report the plan of control asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct ReportKind {
    pub key: String,
    pub label: String,
    /// The line under the title, with blanks for year and days.
    pub summary: String,
    /// Topics of the checklist it counts.
    pub topics: Vec<String>,
    /// Manners of inspection it counts.
    pub manners: Vec<String>,
    /// The kind of record that completes a task of the control plan.
    pub fulfils: String,
    pub recipients: Vec<String>,
    pub signer: String,
}

#[derive(Deserialize)]
struct Reports {
    report: Vec<ReportKind>,
}

/// The file as read, with the words of papers.
#[derive(Debug, Clone, Deserialize)]
pub struct Law {
    article: Vec<Article>,
    weights: Vec<Weights>,
    /// The grounds a unit may be chosen on.
    pub grounds: Vec<Named>,
    #[serde(default)]
    sector: Vec<Sector>,
    #[serde(skip)]
    papers: BTreeMap<String, toml::Table>,
    #[serde(skip)]
    reports: Vec<ReportKind>,
}

fn table<T: serde::de::DeserializeOwned>(files: &LawFiles, path: &str) -> Result<T, String> {
    let text = files.get(path).ok_or_else(|| format!("law/{path} is missing"))?;
    toml::from_str(text).map_err(|e| format!("law/{path}: {e}"))
}

impl Law {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// A sentence with the file and what is wrong.
    pub fn read(files: &LawFiles) -> Result<Law, String> {
        let mut law: Law = table(files, FILE)?;
        law.papers = table(files, PAPERS)?;
        law.reports = table::<Reports>(files, REPORTS)?.report;
        if law.weights.is_empty() || law.grounds.is_empty() || law.article.is_empty() {
            return Err(format!("law/{FILE}: article, weights and grounds must each have an entry"));
        }
        let days = law.article.iter().map(|a| &a.from).chain(law.weights.iter().map(|w| &w.from));
        for from in days {
            from.parse::<Date>().map_err(|_| format!("law/{FILE}: {from} is not a day"))?;
        }
        match law.weights.iter().find(|w| w.late < 0 || w.open < 0 || w.late + w.open != 100) {
            Some(w) => Err(format!("law/{FILE}: the weights from {} do not add up to 100", w.from)),
            None => Ok(law),
        }
    }

    /// The weights of a day; the first ones before any has begun.
    pub fn weights(&self, day: Date) -> Weights {
        let none = Weights { from: String::new(), late: 0, open: 0 };
        let day = day.to_string();
        self.weights.iter().rfind(|w| w.from <= day).or(self.weights.first()).cloned().unwrap_or(none)
    }

    /// The article of a day, marked `[?]` where it is not sure.
    pub fn article(&self, day: Date) -> String {
        let day = day.to_string();
        let found = self.article.iter().rfind(|a| a.from <= day);
        found.map(|a| if a.mark == "?" { format!("{} [?]", a.text) } else { a.text.clone() }).unwrap_or_default()
    }

    /// The words of a ground; the key itself when it is unknown.
    pub fn ground<'a>(&'a self, key: &'a str) -> &'a str {
        self.grounds.iter().find(|g| g.key == key).map_or(key, |g| &g.label)
    }

    /// The kinds of reports.
    pub fn reports(&self) -> &[ReportKind] {
        &self.reports
    }

    /// A kind of report by its key.
    pub fn report(&self, key: &str) -> Option<&ReportKind> {
        self.reports.iter().find(|r| r.key == key)
    }

    /// Whether an agency inspects a unit outside itself, by the names of both.
    pub fn in_sector(&self, agency: &str, unit: &str) -> bool {
        let mine = self.sector.iter().filter(|s| agency.starts_with(s.agency.as_str()));
        mine.flat_map(|s| &s.units).any(|u| unit.starts_with(u.as_str()))
    }

    /// A text of a paper with its blanks filled; empty when the file has none.
    pub fn text(&self, (paper, key): (&str, &str), blanks: &[(&str, &str)]) -> String {
        let found = self.papers.get(paper).and_then(|t| t.get(key)).and_then(toml::Value::as_str);
        let fill = |t: String, (name, value): &(&str, &str)| t.replace(&format!("{{{name}}}"), value);
        blanks.iter().fold(found.unwrap_or_default().to_owned(), fill)
    }

    /// A list of a paper, its blanks filled.
    pub fn list(&self, (paper, key): (&str, &str), blanks: &[(&str, &str)]) -> Vec<String> {
        let found = self.papers.get(paper).and_then(|t| t.get(key)).and_then(toml::Value::as_array);
        let fill = |t: &str| blanks.iter().fold(t.to_owned(), |t, (n, v)| t.replace(&format!("{{{n}}}"), v));
        found.into_iter().flatten().filter_map(toml::Value::as_str).map(fill).collect()
    }
}

/// The law of the application, read once.
///
/// # Errors
/// A missing or wrong file, told with its name.
pub fn law(app: &App) -> Result<Arc<Law>, Failure> {
    app.cached(|app| Law::read(app.law()).map_err(Failure::Internal))
}
