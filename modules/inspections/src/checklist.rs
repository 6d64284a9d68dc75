//! The checklist of a site, from `law/inspections/checklists.toml`: sections of items, each with the kind of its answer, the
//! topics it belongs to and the article behind it on the day of the inspection.

use std::sync::Arc;

use kernel::time::civil::Date;
use platform::App;
use platform::law::LawFiles;
use platform::web::Failure;
use serde::Deserialize;

const FILE: &str = "inspections/checklists.toml";

/// How an item is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Good, bad, or does not apply.
    YesNo,
    /// How many were looked at and how many were not right.
    Count,
    /// Words only.
    Text,
}

/// One item.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    key: String,
    pub text: String,
    /// What minutes and conclusion say when it was not right.
    #[serde(default)]
    pub finding: String,
    pub kind: Kind,
    /// The reports it belongs to: control, onestop, posting, reform.
    pub topics: Vec<String>,
    articles: Vec<(String, String)>,
    mark: String,
    /// Section and key: the name of the item in answers.
    #[serde(skip)]
    pub id: String,
}

impl Item {
    /// The article of a day, marked `[?]` where it is not sure; the first one before any holds.
    pub fn article(&self, day: Date) -> String {
        let day = day.to_string();
        let found = self.articles.iter().rfind(|(from, _)| *from <= day).or(self.articles.first());
        let text = found.map(|(_, text)| text.as_str()).unwrap_or_default();
        if self.mark == "?" && !text.ends_with("[?]") { format!("{text} [?]") } else { text.to_owned() }
    }
}

/// Items that belong together.
#[derive(Debug, Clone, Deserialize)]
pub struct Section {
    key: String,
    pub label: String,
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// The whole list.
#[derive(Debug, Clone, Deserialize)]
pub struct Checklist {
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

impl Checklist {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// A sentence with the file and what is wrong.
    pub fn read(files: &LawFiles) -> Result<Checklist, String> {
        let text = files.get(FILE).ok_or_else(|| format!("law/{FILE} is missing"))?;
        let mut list: Checklist = toml::from_str(text).map_err(|e| format!("law/{FILE}: {e}"))?;
        let mut seen: Vec<String> = vec![];
        for section in &mut list.sections {
            for item in &mut section.items {
                item.id = format!("{}-{}", section.key, item.key);
                let days = item.articles.iter().map(|a| &a.0);
                if let Some(bad) = days.into_iter().find(|d| d.parse::<Date>().is_err()) {
                    return Err(format!("law/{FILE}: {}: {bad} is not a day", item.id));
                }
                if item.kind != Kind::Text && item.finding.is_empty() {
                    return Err(format!("law/{FILE}: {}: needs the words of its finding", item.id));
                }
                if item.articles.is_empty() || item.topics.is_empty() || seen.contains(&item.id) {
                    return Err(format!("law/{FILE}: {}: needs articles, topics and a key of its own", item.id));
                }
                seen.push(item.id.clone());
            }
        }
        if seen.is_empty() { Err(format!("law/{FILE}: no item")) } else { Ok(list) }
    }

    /// Every item in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|s| &s.items)
    }

    /// An item by its id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().find(|i| i.id == id)
    }
}

/// The checklist of the application, read once.
///
/// # Errors
/// A missing or wrong file, told with its name.
pub fn checklist(app: &App) -> Result<Arc<Checklist>, Failure> {
    app.cached(|app| Checklist::read(app.law()).map_err(Failure::Internal))
}
